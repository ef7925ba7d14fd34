from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Open, Unset

T = TypeVar("T", bound="CancelTaskRequest")


@_attrs_define
class CancelTaskRequest(Open):
    """How to stop a task."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(())

    force: bool | None | Unset = UNSET
    """ Without giving the app time to stop by itself. """

    timeout: int | None | Unset = UNSET
    """ Milliseconds the app has to stop; 10000 unless said otherwise. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        force: bool | None | Unset
        if isinstance(self.force, Unset):
            force = UNSET
        else:
            force = self.force

        if not isinstance(force, Unset):
            _out_["force"] = force

        timeout: int | None | Unset
        if isinstance(self.timeout, Unset):
            timeout = UNSET
        else:
            timeout = self.timeout

        if not isinstance(timeout, Unset):
            _out_["timeout"] = timeout

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)

        def _parse_force(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("bool | None | Unset", data)

        force = _parse_force(_data_.pop("force", UNSET))

        def _parse_timeout(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("int | None | Unset", data)

        timeout = _parse_timeout(_data_.pop("timeout", UNSET))

        _made_ = _new_(
            force=force,
            timeout=timeout,
        )
        _made_.additional_properties = _data_
        return _made_
