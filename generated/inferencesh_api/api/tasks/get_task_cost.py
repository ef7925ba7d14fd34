"""Read what a task cost

In microcents: 100,000,000 are one US dollar.

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...types import path_segment

if TYPE_CHECKING:
    import httpx

    from ...models.task_cost_envelope import TaskCostEnvelope

METHOD = "get"
PATH = "/usage/tasks/{task_id}/cost"
AUTHENTICATED = True


def build_request(
    task_id: str,
) -> dict[str, Any]:
    """The request as keyword arguments of httpx's `build_request`, without address and credentials."""

    _kwargs: dict[str, Any] = {
        "method": METHOD,
        "url": PATH.format(
            task_id=path_segment(task_id),
        ),
    }
    return _kwargs


def parse_response(response: httpx.Response) -> TaskCostEnvelope:
    """The answer of a status below 400, read whole.

    Raises:
        ValueError: the document declares no such status, or the body does not fit.
    """

    from ...models.task_cost_envelope import TaskCostEnvelope

    if response.status_code == 200:
        response_200 = TaskCostEnvelope.from_dict(response.json())

        return response_200

    raise ValueError(f"no parser for status {response.status_code}")
