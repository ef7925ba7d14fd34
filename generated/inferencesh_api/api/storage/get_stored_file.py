"""Fetch a served file

The local platform's stand-in for the file addresses in outputs. No credential is needed. `path` may hold
slashes.

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...types import UNSET, File, Unset, path_segment

if TYPE_CHECKING:
    import httpx


METHOD = "get"
PATH = "/storage/files/{path}"
AUTHENTICATED = False


def build_request(
    path: str,
    *,
    range_: str | Unset = UNSET,
) -> dict[str, Any]:
    """The request as keyword arguments of httpx's `build_request`, without address and credentials."""
    headers: dict[str, Any] = {}
    if not isinstance(range_, Unset):
        headers["Range"] = range_

    _kwargs: dict[str, Any] = {
        "method": METHOD,
        "url": PATH.format(
            path=path_segment(path),
        ),
    }
    if headers:
        _kwargs["headers"] = headers
    return _kwargs


def parse_response(response: httpx.Response) -> File | None:
    """The answer of a status below 400, read whole.

    Raises:
        ValueError: the document declares no such status, or the body does not fit.
    """
    from io import BytesIO

    if response.status_code == 200:
        response_200 = File(payload=BytesIO(response.content))

        return response_200

    if response.status_code == 206:
        response_206 = File(payload=BytesIO(response.content))

        return response_206

    if response.status_code == 304:
        return None
    raise ValueError(f"no parser for status {response.status_code}")
