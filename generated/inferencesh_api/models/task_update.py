from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.infra import Infra
from ..models.task_status import TaskStatus
from ..types import MISSING, UNSET, Open, Unset, given, parse_datetime

if TYPE_CHECKING:
    from ..models.task_event import TaskEvent
    from ..models.task_log import TaskLog


T = TypeVar("T", bound="TaskUpdate")


@_attrs_define
class TaskUpdate(Open):
    """Some members of a TaskDTO."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(("id",))

    id: str
    """ The task. """

    short_id: str | Unset = UNSET
    """ Short form of the identifier. """

    created_at: datetime.datetime | Unset = UNSET
    """ When it was stored. """

    updated_at: datetime.datetime | Unset = UNSET
    """ When it last changed. """

    status: TaskStatus | Unset = UNSET
    """ How far a task is. Stages may be skipped; 10 to 13 are final. Sent as an integer; some streams send the
    lower-case name, so readers accept both (`x-names-accepted`). """

    status_text: str | Unset = UNSET
    """ The same as a lower-case name. """

    function: None | str | Unset = UNSET
    """ Which function. """

    infra: Infra | None | Unset = UNSET
    """ Whose machines. """

    engine_id: None | str | Unset = UNSET
    """ The machine. """

    worker_id: None | str | Unset = UNSET
    """ The worker. """

    input_: Any | Unset = UNSET
    """ Free-form on purpose: input as given. """

    output: Any | Unset = UNSET
    """ Free-form on purpose: the latest output, whole. """

    error: None | str | Unset = UNSET
    """ Why it failed. """

    events: list[TaskEvent] | None | Unset = UNSET
    """ When it reached which status, whole. """

    logs: list[TaskLog] | None | Unset = UNSET
    """ All log entries so far, whole. """

    session_id: None | str | Unset = UNSET
    """ The session it runs in. """

    session_timeout: int | None | Unset = UNSET
    """ Idle limit of that session in seconds. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.id, Unset):
            _out_["id"] = self.id

        if not isinstance(self.short_id, Unset):
            _out_["short_id"] = self.short_id

        created_at: str | Unset = UNSET
        if not isinstance(self.created_at, Unset):
            created_at = self.created_at.isoformat()

        if not isinstance(created_at, Unset):
            _out_["created_at"] = created_at

        updated_at: str | Unset = UNSET
        if not isinstance(self.updated_at, Unset):
            updated_at = self.updated_at.isoformat()

        if not isinstance(updated_at, Unset):
            _out_["updated_at"] = updated_at

        status: int | Unset = UNSET
        if not isinstance(self.status, Unset):
            status = self.status.value

        if not isinstance(status, Unset):
            _out_["status"] = status

        if not isinstance(self.status_text, Unset):
            _out_["status_text"] = self.status_text

        if not isinstance(self.function, Unset):
            _out_["function"] = self.function

        infra: None | str | Unset
        if isinstance(self.infra, Unset):
            infra = UNSET
        elif isinstance(self.infra, Infra):
            infra = self.infra.value
        else:
            infra = self.infra

        if not isinstance(infra, Unset):
            _out_["infra"] = infra

        if not isinstance(self.engine_id, Unset):
            _out_["engine_id"] = self.engine_id

        if not isinstance(self.worker_id, Unset):
            _out_["worker_id"] = self.worker_id

        if not isinstance(self.input_, Unset):
            _out_["input"] = self.input_

        if not isinstance(self.output, Unset):
            _out_["output"] = self.output

        if not isinstance(self.error, Unset):
            _out_["error"] = self.error

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

        if not isinstance(self.session_id, Unset):
            _out_["session_id"] = self.session_id

        if not isinstance(self.session_timeout, Unset):
            _out_["session_timeout"] = self.session_timeout

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.task_event import TaskEvent
        from ..models.task_log import TaskLog

        _new_ = cls
        _data_ = dict(src_dict)
        id: str = MISSING
        if _data_.get("id") is not None:
            id = _data_.pop("id")

        short_id = given(_data_.pop("short_id", UNSET))

        _created_at = _data_.pop("created_at", UNSET)
        created_at: datetime.datetime | Unset
        if _created_at is None or isinstance(_created_at, Unset):
            created_at = UNSET
        else:
            created_at = parse_datetime(_created_at)

        _updated_at = _data_.pop("updated_at", UNSET)
        updated_at: datetime.datetime | Unset
        if _updated_at is None or isinstance(_updated_at, Unset):
            updated_at = UNSET
        else:
            updated_at = parse_datetime(_updated_at)

        _status = _data_.pop("status", UNSET)
        status: TaskStatus | Unset
        if _status is None or isinstance(_status, Unset):
            status = UNSET
        else:
            status = TaskStatus(_status)

        status_text = given(_data_.pop("status_text", UNSET))

        function = cast("None | str | Unset", _data_.pop("function", UNSET))

        def _parse_infra(data: object) -> Infra | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                infra_type_0 = Infra(data)

                return infra_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("Infra | None | Unset", data)

        infra = _parse_infra(_data_.pop("infra", UNSET))

        engine_id = cast("None | str | Unset", _data_.pop("engine_id", UNSET))

        worker_id = cast("None | str | Unset", _data_.pop("worker_id", UNSET))

        input_ = _data_.pop("input", UNSET)

        output = _data_.pop("output", UNSET)

        error = cast("None | str | Unset", _data_.pop("error", UNSET))

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

        session_id = cast("None | str | Unset", _data_.pop("session_id", UNSET))

        session_timeout = cast("int | None | Unset", _data_.pop("session_timeout", UNSET))

        _made_ = _new_(
            id=id,
            short_id=short_id,
            created_at=created_at,
            updated_at=updated_at,
            status=status,
            status_text=status_text,
            function=function,
            infra=infra,
            engine_id=engine_id,
            worker_id=worker_id,
            input_=input_,
            output=output,
            error=error,
            events=events,
            logs=logs,
            session_id=session_id,
            session_timeout=session_timeout,
        )
        _made_.additional_properties = _data_
        return _made_
