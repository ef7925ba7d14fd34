from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, FrozenSet, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.task_status import TaskStatus
from ..types import MISSING, UNSET, Open, Unset, given

T = TypeVar("T", bound="CancelTaskResponse")


@_attrs_define
class CancelTaskResponse(Open):
    """That a task is being stopped. Clients ignore it; the local platform answers the task."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(
        (
            "id",
            "status",
        )
    )

    id: str
    """ The task. """

    status: TaskStatus
    """ How far a task is. Stages may be skipped; 10 to 13 are final. Sent as an integer; some streams send the
    lower-case name, so readers accept both (`x-names-accepted`). """

    cancelled: bool | Unset = UNSET
    """ Whether it has stopped already. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.id, Unset):
            _out_["id"] = self.id

        if not isinstance(self.status, Unset):
            status = self.status.value
            _out_["status"] = status

        if not isinstance(self.cancelled, Unset):
            _out_["cancelled"] = self.cancelled

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)
        id: str = MISSING
        if _data_.get("id") is not None:
            id = _data_.pop("id")

        status: TaskStatus = MISSING
        if _data_.get("status") is not None:
            status = TaskStatus(_data_.pop("status"))

        cancelled = given(_data_.pop("cancelled", UNSET))

        _made_ = _new_(
            id=id,
            status=status,
            cancelled=cancelled,
        )
        _made_.additional_properties = _data_
        return _made_
