from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.task_status import TaskStatus
from ..types import MISSING, UNSET, Open, Unset, given

if TYPE_CHECKING:
    from ..models.task_timing_event import TaskTimingEvent
    from ..models.task_timing_group import TaskTimingGroup


T = TypeVar("T", bound="TaskTimingsDTO")


@_attrs_define
class TaskTimingsDTO(Open):
    """Where the time of a task went."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(
        (
            "task_id",
            "status",
        )
    )

    task_id: str
    """ The task. """

    status: TaskStatus
    """ How far a task is. Stages may be skipped; 10 to 13 are final. Sent as an integer; some streams send the
    lower-case name, so readers accept both (`x-names-accepted`). """

    total_duration: str | Unset = UNSET
    """ The whole time, for people. """

    total_duration_ms: int | Unset = UNSET
    """ The whole time in milliseconds. """

    groups: list[TaskTimingGroup] | None | Unset = UNSET
    """ Stages taken together. """

    events: list[TaskTimingEvent] | None | Unset = UNSET
    """ One entry per status. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.task_id, Unset):
            _out_["task_id"] = self.task_id

        if not isinstance(self.status, Unset):
            status = self.status.value
            _out_["status"] = status

        if not isinstance(self.total_duration, Unset):
            _out_["total_duration"] = self.total_duration

        if not isinstance(self.total_duration_ms, Unset):
            _out_["total_duration_ms"] = self.total_duration_ms

        groups: list[dict[str, Any]] | None | Unset
        if isinstance(self.groups, Unset):
            groups = UNSET
        elif isinstance(self.groups, list):
            groups = []
            for groups_type_0_item_data in self.groups:
                groups_type_0_item = groups_type_0_item_data.to_dict()
                groups.append(groups_type_0_item)

        else:
            groups = self.groups

        if not isinstance(groups, Unset):
            _out_["groups"] = groups

        events: list[dict[str, Any]] | None | Unset
        if isinstance(self.events, Unset):
            events = UNSET
        elif isinstance(self.events, list):
            events = []
            for events_type_0_item_data in self.events:
                events_type_0_item = events_type_0_item_data.to_dict()
                events.append(events_type_0_item)

        else:
            events = self.events

        if not isinstance(events, Unset):
            _out_["events"] = events

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.task_timing_event import TaskTimingEvent
        from ..models.task_timing_group import TaskTimingGroup

        _new_ = cls
        _data_ = dict(src_dict)
        task_id: str = MISSING
        if _data_.get("task_id") is not None:
            task_id = _data_.pop("task_id")

        status: TaskStatus = MISSING
        if _data_.get("status") is not None:
            status = TaskStatus(_data_.pop("status"))

        total_duration = given(_data_.pop("total_duration", UNSET))

        total_duration_ms = given(_data_.pop("total_duration_ms", UNSET))

        def _parse_groups(data: object) -> list[TaskTimingGroup] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                groups_type_0 = []
                _groups_type_0 = data
                for groups_type_0_item_data in _groups_type_0 or ():
                    groups_type_0_item = TaskTimingGroup.from_dict(groups_type_0_item_data)

                    groups_type_0.append(groups_type_0_item)

                return groups_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("list[TaskTimingGroup] | None | Unset", data)

        groups = _parse_groups(_data_.pop("groups", UNSET))

        def _parse_events(data: object) -> list[TaskTimingEvent] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                events_type_0 = []
                _events_type_0 = data
                for events_type_0_item_data in _events_type_0 or ():
                    events_type_0_item = TaskTimingEvent.from_dict(events_type_0_item_data)

                    events_type_0.append(events_type_0_item)

                return events_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("list[TaskTimingEvent] | None | Unset", data)

        events = _parse_events(_data_.pop("events", UNSET))

        _made_ = _new_(
            task_id=task_id,
            status=status,
            total_duration=total_duration,
            total_duration_ms=total_duration_ms,
            groups=groups,
            events=events,
        )
        _made_.additional_properties = _data_
        return _made_
