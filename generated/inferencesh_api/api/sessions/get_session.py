"""Read a session

One that is unknown is a 404 `SESSION_NOT_FOUND`, one that is over a 410 `SESSION_EXPIRED` or `SESSION_ENDED`.

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...types import path_segment

if TYPE_CHECKING:
    import httpx

    from ...models.app_session_envelope import AppSessionEnvelope

METHOD = "get"
PATH = "/sessions/{id}"
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


def parse_response(response: httpx.Response) -> AppSessionEnvelope:
    """The answer of a status below 400, read whole.

    Raises:
        ValueError: the document declares no such status, or the body does not fit.
    """

    from ...models.app_session_envelope import AppSessionEnvelope

    if response.status_code == 200:
        response_200 = AppSessionEnvelope.from_dict(response.json())

        return response_200

    raise ValueError(f"no parser for status {response.status_code}")
