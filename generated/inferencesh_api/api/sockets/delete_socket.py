"""Delete a socket

What it answers is not attested; callers should not rely on it.

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...types import path_segment

if TYPE_CHECKING:
    import httpx

    from ...models.any_envelope import AnyEnvelope

METHOD = "delete"
PATH = "/sockets/{id}"
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


def parse_response(response: httpx.Response) -> AnyEnvelope | None:
    """The answer of a status below 400, read whole.

    Raises:
        ValueError: the document declares no such status, or the body does not fit.
    """

    from ...models.any_envelope import AnyEnvelope

    if response.status_code == 200:
        response_200 = AnyEnvelope.from_dict(response.json())

        return response_200

    if response.status_code == 204:
        return None
    raise ValueError(f"no parser for status {response.status_code}")
