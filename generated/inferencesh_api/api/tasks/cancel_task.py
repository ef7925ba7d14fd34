"""Stop a task

The status becomes `cancelling`, then `cancelled`. A task that has ended answers 409 `invalid_transition`.

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...types import UNSET, Unset, path_segment

if TYPE_CHECKING:
    import httpx

    from ...models.cancel_task_envelope import CancelTaskEnvelope
    from ...models.cancel_task_request import CancelTaskRequest

METHOD = "post"
PATH = "/tasks/{id}/cancel"
AUTHENTICATED = True


def build_request(
    id: str,
    *,
    body: CancelTaskRequest | Unset = UNSET,
) -> dict[str, Any]:
    """The request as keyword arguments of httpx's `build_request`, without address and credentials.

    Args:
        body: How to stop a task.
    """
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": METHOD,
        "url": PATH.format(
            id=path_segment(id),
        ),
    }

    if not isinstance(body, Unset):
        _kwargs["json"] = body.to_dict()

    if headers:
        _kwargs["headers"] = headers
    return _kwargs


def parse_response(response: httpx.Response) -> CancelTaskEnvelope:
    """The answer of a status below 400, read whole.

    Raises:
        ValueError: the document declares no such status, or the body does not fit.
    """

    from ...models.cancel_task_envelope import CancelTaskEnvelope

    if response.status_code == 200:
        response_200 = CancelTaskEnvelope.from_dict(response.json())

        return response_200

    raise ValueError(f"no parser for status {response.status_code}")
