from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, FrozenSet, Literal, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Open, Unset

T = TypeVar("T", bound="HeartbeatFrame")


@_attrs_define
class HeartbeatFrame(Open):
    """Nothing happened; the connection is alive. Sent every ten seconds on NDJSON (SSE uses comment lines)."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(("type",))

    type_: Literal["heartbeat"]
    """ Tells it from other frames. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.type_, Unset):
            _out_["type"] = self.type_

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)
        type_ = cast("Literal['heartbeat']", _data_.pop("type", UNSET))
        if type_ != "heartbeat":
            raise ValueError(f"type must be 'heartbeat', not {type_!r}")

        _made_ = _new_(
            type_=type_,
        )
        _made_.additional_properties = _data_
        return _made_
