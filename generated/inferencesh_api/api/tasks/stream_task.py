"""Follow a task until it ends

First the task as it is now, then changes; the frame with a final status is the last. `Accept:
application/x-ndjson` (or `application/jsonl`) gives lines, `text/event-stream` or no preference gives events.

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...types import UNSET, Unset, path_segment

if TYPE_CHECKING:
    from ...models.delta_event import DeltaEvent
    from ...models.delta_frame import DeltaFrame
    from ...models.heartbeat_frame import HeartbeatFrame
    from ...models.task_dto import TaskDTO
    from ...models.task_update_frame import TaskUpdateFrame

METHOD = "get"
PATH = "/tasks/{id}/stream"
AUTHENTICATED = True


def build_request(
    id: str,
    *,
    last_event_id_query: str | Unset = UNSET,
    last_event_id_header: str | Unset = UNSET,
) -> dict[str, Any]:
    """The request as keyword arguments of httpx's `build_request`, without address and credentials."""
    headers: dict[str, Any] = {}
    if not isinstance(last_event_id_header, Unset):
        headers["Last-Event-ID"] = last_event_id_header

    params: dict[str, Any] = {}

    params["last_event_id"] = last_event_id_query

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": METHOD,
        "url": PATH.format(
            id=path_segment(id),
        ),
        "params": params,
    }
    if headers:
        _kwargs["headers"] = headers
    return _kwargs


def parse_item(data: Any) -> DeltaEvent | DeltaFrame | HeartbeatFrame | TaskDTO | TaskUpdateFrame:
    """One frame of the stream, from its decoded JSON."""

    from ...models.delta_event import DeltaEvent
    from ...models.delta_frame import DeltaFrame
    from ...models.heartbeat_frame import HeartbeatFrame
    from ...models.task_dto import TaskDTO
    from ...models.task_update_frame import TaskUpdateFrame

    def _parse_response_200(data: object) -> DeltaEvent | DeltaFrame | HeartbeatFrame | TaskDTO | TaskUpdateFrame:
        try:
            if not isinstance(data, dict):
                raise TypeError()
            if not HeartbeatFrame.REQUIRED_KEYS <= data.keys():
                raise TypeError()
            componentsschemas_task_frame_type_0 = HeartbeatFrame.from_dict(data)

            return componentsschemas_task_frame_type_0
        except (TypeError, ValueError, AttributeError, KeyError):
            pass
        try:
            if not isinstance(data, dict):
                raise TypeError()
            if not DeltaFrame.REQUIRED_KEYS <= data.keys():
                raise TypeError()
            componentsschemas_task_frame_type_1 = DeltaFrame.from_dict(data)

            return componentsschemas_task_frame_type_1
        except (TypeError, ValueError, AttributeError, KeyError):
            pass
        try:
            if not isinstance(data, dict):
                raise TypeError()
            if not TaskUpdateFrame.REQUIRED_KEYS <= data.keys():
                raise TypeError()
            componentsschemas_task_frame_type_2 = TaskUpdateFrame.from_dict(data)

            return componentsschemas_task_frame_type_2
        except (TypeError, ValueError, AttributeError, KeyError):
            pass
        try:
            if not isinstance(data, dict):
                raise TypeError()
            if not DeltaEvent.REQUIRED_KEYS <= data.keys():
                raise TypeError()
            componentsschemas_task_frame_type_3 = DeltaEvent.from_dict(data)

            return componentsschemas_task_frame_type_3
        except (TypeError, ValueError, AttributeError, KeyError):
            pass
        if not isinstance(data, dict):
            raise TypeError("unexpected type of response_200")
        componentsschemas_task_frame_type_4 = TaskDTO.from_dict(data)

        return componentsschemas_task_frame_type_4

    response_200 = _parse_response_200(data)

    return response_200
