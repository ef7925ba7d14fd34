from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, FrozenSet, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.task_status import TaskStatus
from ..types import MISSING, UNSET, Open, Unset, given

T = TypeVar("T", bound="TaskEvent")


@_attrs_define
class TaskEvent(Open):
    """A status that a task reached."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(("status",))

    status: TaskStatus
    """ How far a task is. Stages may be skipped; 10 to 13 are final. Sent as an integer; some streams send the
    lower-case name, so readers accept both (`x-names-accepted`). """

    id: str | Unset = UNSET
    """ Identifier. """

    created_at: str | Unset = UNSET
    """ When this was stored, RFC 3339. """

    event_time: str | Unset = UNSET
    """ When the status was reached, RFC 3339. """

    task_id: str | Unset = UNSET
    """ The task. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.status, Unset):
            status = self.status.value
            _out_["status"] = status

        if not isinstance(self.id, Unset):
            _out_["id"] = self.id

        if not isinstance(self.created_at, Unset):
            _out_["created_at"] = self.created_at

        if not isinstance(self.event_time, Unset):
            _out_["event_time"] = self.event_time

        if not isinstance(self.task_id, Unset):
            _out_["task_id"] = self.task_id

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)
        status: TaskStatus = MISSING
        if _data_.get("status") is not None:
            status = TaskStatus(_data_.pop("status"))

        id = given(_data_.pop("id", UNSET))

        created_at = given(_data_.pop("created_at", UNSET))

        event_time = given(_data_.pop("event_time", UNSET))

        task_id = given(_data_.pop("task_id", UNSET))

        _made_ = _new_(
            status=status,
            id=id,
            created_at=created_at,
            event_time=event_time,
            task_id=task_id,
        )
        _made_.additional_properties = _data_
        return _made_
