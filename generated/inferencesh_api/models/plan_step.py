from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.plan_step_status import PlanStepStatus
from ..types import MISSING, UNSET, Open, Unset

T = TypeVar("T", bound="PlanStep")


@_attrs_define
class PlanStep(Open):
    """A step of a plan."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(
        (
            "index",
            "title",
            "status",
        )
    )

    index: int
    """ Its place. """

    title: str
    """ What is to be done. """

    status: PlanStepStatus
    """ How far a step is. """

    description: None | str | Unset = UNSET
    """ More closely. """

    notes: None | str | Unset = UNSET
    """ What came of it. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.index, Unset):
            _out_["index"] = self.index

        if not isinstance(self.title, Unset):
            _out_["title"] = self.title

        if not isinstance(self.status, Unset):
            status = self.status.value
            _out_["status"] = status

        if not isinstance(self.description, Unset):
            _out_["description"] = self.description

        if not isinstance(self.notes, Unset):
            _out_["notes"] = self.notes

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)
        index: int = MISSING
        if _data_.get("index") is not None:
            index = _data_.pop("index")

        title: str = MISSING
        if _data_.get("title") is not None:
            title = _data_.pop("title")

        status: PlanStepStatus = MISSING
        if _data_.get("status") is not None:
            status = PlanStepStatus(_data_.pop("status"))

        description = cast("None | str | Unset", _data_.pop("description", UNSET))

        notes = cast("None | str | Unset", _data_.pop("notes", UNSET))

        _made_ = _new_(
            index=index,
            title=title,
            status=status,
            description=description,
            notes=notes,
        )
        _made_.additional_properties = _data_
        return _made_
