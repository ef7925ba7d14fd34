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
        if not isinstance(self.force, Unset):
            _out_["force"] = self.force

        if not isinstance(self.timeout, Unset):
            _out_["timeout"] = self.timeout

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)
        force = cast("bool | None | Unset", _data_.pop("force", UNSET))

        timeout = cast("int | None | Unset", _data_.pop("timeout", UNSET))

        _made_ = _new_(
            force=force,
            timeout=timeout,
        )
        _made_.additional_properties = _data_
        return _made_
