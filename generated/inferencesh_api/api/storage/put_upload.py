"""Store the bytes of an announced file

The local platform's stand-in for the address in `upload_url`. The token in the path is the credential, a bearer
is refused with 403. The media type must be the one that was declared.

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...types import File, path_segment

if TYPE_CHECKING:
    import httpx


METHOD = "put"
PATH = "/storage/uploads/{token}"
AUTHENTICATED = False


def build_request(
    token: str,
    *,
    body: File,
) -> dict[str, Any]:
    """The request as keyword arguments of httpx's `build_request`, without address and credentials."""
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": METHOD,
        "url": PATH.format(
            token=path_segment(token),
        ),
    }
    _kwargs["content"] = body.payload

    headers["Content-Type"] = "application/octet-stream"

    if headers:
        _kwargs["headers"] = headers
    return _kwargs


def parse_response(response: httpx.Response) -> None:
    """The answer of a status below 400, read whole.

    Raises:
        ValueError: the document declares no such status, or the body does not fit.
    """

    if response.status_code == 200:
        return None
    if response.status_code == 204:
        return None
    raise ValueError(f"no parser for status {response.status_code}")
