from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.task_status import TaskStatus
from ..types import MISSING, UNSET, Open, Unset

if TYPE_CHECKING:
    from ..models.task_event import TaskEvent
    from ..models.task_log import TaskLog


T = TypeVar("T", bound="TaskLogsDTO")


@_attrs_define
class TaskLogsDTO(Open):
    """Logs and status history of a task."""

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

    events: list[TaskEvent] | None | Unset = UNSET
    """ When it reached which status. """

    logs: list[TaskLog] | None | Unset = UNSET
    """ All log entries so far. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.task_id, Unset):
            _out_["task_id"] = self.task_id

        if not isinstance(self.status, Unset):
            status = self.status.value
            _out_["status"] = status

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

        logs: list[dict[str, Any]] | None | Unset
        if isinstance(self.logs, Unset):
            logs = UNSET
        elif isinstance(self.logs, list):
            logs = []
            for logs_type_0_item_data in self.logs:
                logs_type_0_item = logs_type_0_item_data.to_dict()
                logs.append(logs_type_0_item)

        else:
            logs = self.logs

        if not isinstance(logs, Unset):
            _out_["logs"] = logs

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.task_event import TaskEvent
        from ..models.task_log import TaskLog

        _new_ = cls
        _data_ = dict(src_dict)
        task_id: str = MISSING
        if _data_.get("task_id") is not None:
            task_id = _data_.pop("task_id")

        status: TaskStatus = MISSING
        if _data_.get("status") is not None:
            status = TaskStatus(_data_.pop("status"))

        def _parse_events(data: object) -> list[TaskEvent] | None | Unset:
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
                    events_type_0_item = TaskEvent.from_dict(events_type_0_item_data)

                    events_type_0.append(events_type_0_item)

                return events_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("list[TaskEvent] | None | Unset", data)

        events = _parse_events(_data_.pop("events", UNSET))

        def _parse_logs(data: object) -> list[TaskLog] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                logs_type_0 = []
                _logs_type_0 = data
                for logs_type_0_item_data in _logs_type_0 or ():
                    logs_type_0_item = TaskLog.from_dict(logs_type_0_item_data)

                    logs_type_0.append(logs_type_0_item)

                return logs_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("list[TaskLog] | None | Unset", data)

        logs = _parse_logs(_data_.pop("logs", UNSET))

        _made_ = _new_(
            task_id=task_id,
            status=status,
            events=events,
            logs=logs,
        )
        _made_.additional_properties = _data_
        return _made_
