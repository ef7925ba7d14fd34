from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import MISSING, UNSET, Open, Unset, given

if TYPE_CHECKING:
    from ..models.delta_event import DeltaEvent
    from ..models.empty_object import EmptyObject
    from ..models.problem_details import ProblemDetails
    from ..models.task_dto import TaskDTO
    from ..models.task_update_frame import TaskUpdateFrame


T = TypeVar("T", bound="TaskServerEvent")


@_attrs_define
class TaskServerEvent(Open):
    """One event of a task stream over SSE, decoded: its name, its id and its `data` parsed as JSON. Comment lines are
    heartbeats and no events.

    """

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(("data",))

    data: DeltaEvent | EmptyObject | ProblemDetails | TaskDTO | TaskUpdateFrame
    """ The `data` of an event on a task stream over SSE. """

    event: str | Unset = UNSET
    """ `update` (the task changed), `delta`, `done` (nothing more comes), `error` (a problem); unnamed events count
    as `update`. """

    id: str | Unset = UNSET
    """ For `Last-Event-ID`; documented, used by no known client. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.delta_event import DeltaEvent
        from ..models.problem_details import ProblemDetails
        from ..models.task_dto import TaskDTO
        from ..models.task_update_frame import TaskUpdateFrame

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.data, Unset):
            data: dict[str, Any]
            if isinstance(self.data, TaskUpdateFrame):
                data = self.data.to_dict()
            elif isinstance(self.data, DeltaEvent):
                data = self.data.to_dict()
            elif isinstance(self.data, TaskDTO):
                data = self.data.to_dict()
            elif isinstance(self.data, ProblemDetails):
                data = self.data.to_dict()
            else:
                data = self.data.to_dict()

            _out_["data"] = data

        if not isinstance(self.event, Unset):
            _out_["event"] = self.event

        if not isinstance(self.id, Unset):
            _out_["id"] = self.id

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.delta_event import DeltaEvent
        from ..models.empty_object import EmptyObject
        from ..models.problem_details import ProblemDetails
        from ..models.task_dto import TaskDTO
        from ..models.task_update_frame import TaskUpdateFrame

        _new_ = cls
        _data_ = dict(src_dict)
        data: DeltaEvent | EmptyObject | ProblemDetails | TaskDTO | TaskUpdateFrame = MISSING
        if _data_.get("data") is not None:

            def _parse_data(data: object) -> DeltaEvent | EmptyObject | ProblemDetails | TaskDTO | TaskUpdateFrame:
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    if not TaskUpdateFrame.REQUIRED_KEYS <= data.keys():
                        raise TypeError()
                    componentsschemas_task_event_data_type_0 = TaskUpdateFrame.from_dict(data)

                    return componentsschemas_task_event_data_type_0
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    if not DeltaEvent.REQUIRED_KEYS <= data.keys():
                        raise TypeError()
                    componentsschemas_task_event_data_type_1 = DeltaEvent.from_dict(data)

                    return componentsschemas_task_event_data_type_1
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    if not TaskDTO.REQUIRED_KEYS <= data.keys():
                        raise TypeError()
                    componentsschemas_task_event_data_type_2 = TaskDTO.from_dict(data)

                    return componentsschemas_task_event_data_type_2
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    if not ProblemDetails.REQUIRED_KEYS <= data.keys():
                        raise TypeError()
                    componentsschemas_task_event_data_type_3 = ProblemDetails.from_dict(data)

                    return componentsschemas_task_event_data_type_3
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                if not isinstance(data, dict):
                    raise TypeError("unexpected type of data")
                componentsschemas_task_event_data_type_4 = EmptyObject.from_dict(data)

                return componentsschemas_task_event_data_type_4

            data = _parse_data(_data_.pop("data"))

        event = given(_data_.pop("event", UNSET))

        id = given(_data_.pop("id", UNSET))

        _made_ = _new_(
            data=data,
            event=event,
            id=id,
        )
        _made_.additional_properties = _data_
        return _made_
