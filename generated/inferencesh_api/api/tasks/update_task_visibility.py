"""Change who can see a task

Answers the task as it is from then on.

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...types import path_segment

if TYPE_CHECKING:
    import httpx

    from ...models.set_visibility_request import SetVisibilityRequest
    from ...models.task_envelope import TaskEnvelope

METHOD = "post"
PATH = "/tasks/{id}/visibility"
AUTHENTICATED = True


def build_request(
    id: str,
    *,
    body: SetVisibilityRequest,
) -> dict[str, Any]:
    """The request as keyword arguments of httpx's `build_request`, without address and credentials.

    Args:
        body: Who may see an object from now on.
    """
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": METHOD,
        "url": PATH.format(
            id=path_segment(id),
        ),
    }
    _kwargs["json"] = body.to_dict()

    if headers:
        _kwargs["headers"] = headers
    return _kwargs


def parse_response(response: httpx.Response) -> TaskEnvelope:
    """The answer of a status below 400, read whole.

    Raises:
        ValueError: the document declares no such status, or the body does not fit.
    """

    from ...models.task_envelope import TaskEnvelope

    if response.status_code == 200:
        response_200 = TaskEnvelope.from_dict(response.json())

        return response_200

    raise ValueError(f"no parser for status {response.status_code}")
