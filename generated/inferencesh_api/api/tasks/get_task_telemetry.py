"""Read what a task used while it ran

Samples of its worker's resources, at most 100.

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...types import path_segment

if TYPE_CHECKING:
    import httpx

    from ...models.task_telemetry_envelope import TaskTelemetryEnvelope

METHOD = "get"
PATH = "/tasks/{id}/telemetry"
AUTHENTICATED = True


def build_request(
    id: str,
) -> dict[str, Any]:
    """The request as keyword arguments of httpx's `build_request`, without address and credentials."""

    _kwargs: dict[str, Any] = {
        "method": METHOD,
        "url": PATH.format(
            id=path_segment(id),
        ),
    }
    return _kwargs


def parse_response(response: httpx.Response) -> TaskTelemetryEnvelope:
    """The answer of a status below 400, read whole.

    Raises:
        ValueError: the document declares no such status, or the body does not fit.
    """

    from ...models.task_telemetry_envelope import TaskTelemetryEnvelope

    if response.status_code == 200:
        response_200 = TaskTelemetryEnvelope.from_dict(response.json())

        return response_200

    raise ValueError(f"no parser for status {response.status_code}")
