"""Show a task publicly, or stop showing it

Puts it among those of list_featured_tasks, or takes it out.

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...types import path_segment

if TYPE_CHECKING:
    import httpx

    from ...models.set_featured_request import SetFeaturedRequest
    from ...models.task_envelope import TaskEnvelope

METHOD = "post"
PATH = "/tasks/{id}/featured"
AUTHENTICATED = True


def build_request(
    id: str,
    *,
    body: SetFeaturedRequest,
) -> dict[str, Any]:
    """The request as keyword arguments of httpx's `build_request`, without address and credentials.

    Args:
        body: Whether a task is shown publicly.
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
