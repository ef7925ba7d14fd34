from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.hook_event import HookEvent
from ..models.hook_handler_type import HookHandlerType
from ..models.interrupt_resolution import InterruptResolution
from ..types import MISSING, UNSET, Open, Unset

T = TypeVar("T", bound="LifecycleHookConfig")


@_attrs_define
class LifecycleHookConfig(Open):
    """Who is told of an event of an agent."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(
        (
            "event",
            "type",
        )
    )

    event: HookEvent
    """ An event of an agent. """

    type_: HookHandlerType
    """ Who is told of an event. """

    handler: None | str | Unset = UNSET
    """ Address, reference, or built-in name. """

    async_: bool | None | Unset = UNSET
    """ Do not wait for the answer. """

    timeout: int | None | Unset = UNSET
    """ Seconds to wait. """

    default_resolution: InterruptResolution | None | Unset = UNSET
    """ What a gate decides when time is up. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.event, Unset):
            event = self.event.value
            _out_["event"] = event

        if not isinstance(self.type_, Unset):
            type_ = self.type_.value
            _out_["type"] = type_

        handler: None | str | Unset
        if isinstance(self.handler, Unset):
            handler = UNSET
        else:
            handler = self.handler

        if not isinstance(handler, Unset):
            _out_["handler"] = handler

        async_: bool | None | Unset
        if isinstance(self.async_, Unset):
            async_ = UNSET
        else:
            async_ = self.async_

        if not isinstance(async_, Unset):
            _out_["async"] = async_

        timeout: int | None | Unset
        if isinstance(self.timeout, Unset):
            timeout = UNSET
        else:
            timeout = self.timeout

        if not isinstance(timeout, Unset):
            _out_["timeout"] = timeout

        default_resolution: None | str | Unset
        if isinstance(self.default_resolution, Unset):
            default_resolution = UNSET
        elif isinstance(self.default_resolution, InterruptResolution):
            default_resolution = self.default_resolution.value
        else:
            default_resolution = self.default_resolution

        if not isinstance(default_resolution, Unset):
            _out_["default_resolution"] = default_resolution

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)
        event: HookEvent = MISSING
        if _data_.get("event") is not None:
            event = HookEvent(_data_.pop("event"))

        type_: HookHandlerType = MISSING
        if _data_.get("type") is not None:
            type_ = HookHandlerType(_data_.pop("type"))

        def _parse_handler(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("None | str | Unset", data)

        handler = _parse_handler(_data_.pop("handler", UNSET))

        def _parse_async_(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("bool | None | Unset", data)

        async_ = _parse_async_(_data_.pop("async", UNSET))

        def _parse_timeout(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("int | None | Unset", data)

        timeout = _parse_timeout(_data_.pop("timeout", UNSET))

        def _parse_default_resolution(data: object) -> InterruptResolution | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                default_resolution_type_0 = InterruptResolution(data)

                return default_resolution_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("InterruptResolution | None | Unset", data)

        default_resolution = _parse_default_resolution(_data_.pop("default_resolution", UNSET))

        _made_ = _new_(
            event=event,
            type_=type_,
            handler=handler,
            async_=async_,
            timeout=timeout,
            default_resolution=default_resolution,
        )
        _made_.additional_properties = _data_
        return _made_
