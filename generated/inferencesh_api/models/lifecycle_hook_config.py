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

        if not isinstance(self.handler, Unset):
            _out_["handler"] = self.handler

        if not isinstance(self.async_, Unset):
            _out_["async"] = self.async_

        if not isinstance(self.timeout, Unset):
            _out_["timeout"] = self.timeout

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

        handler = cast("None | str | Unset", _data_.pop("handler", UNSET))

        async_ = cast("bool | None | Unset", _data_.pop("async", UNSET))

        timeout = cast("int | None | Unset", _data_.pop("timeout", UNSET))

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
