"""Get a fresh credential to dial with

To dial again, or when the credential in the answer to the run has ended.

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...types import path_segment

if TYPE_CHECKING:
    import httpx

    from ...models.socket_access_envelope import SocketAccessEnvelope

METHOD = "post"
PATH = "/sockets/{id}/access"
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


def parse_response(response: httpx.Response) -> SocketAccessEnvelope:
    """The answer of a status below 400, read whole.

    Raises:
        ValueError: the document declares no such status, or the body does not fit.
    """

    from ...models.socket_access_envelope import SocketAccessEnvelope

    if response.status_code == 200:
        response_200 = SocketAccessEnvelope.from_dict(response.json())

        return response_200

    raise ValueError(f"no parser for status {response.status_code}")
