from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, FrozenSet, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import MISSING, Open, Unset

T = TypeVar("T", bound="TransferRequest")


@_attrs_define
class TransferRequest(Open):
    """To whom something goes."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(("team_id",))

    team_id: str
    """ The team. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.team_id, Unset):
            _out_["team_id"] = self.team_id

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)
        team_id: str = MISSING
        if _data_.get("team_id") is not None:
            team_id = _data_.pop("team_id")

        _made_ = _new_(
            team_id=team_id,
        )
        _made_.additional_properties = _data_
        return _made_
