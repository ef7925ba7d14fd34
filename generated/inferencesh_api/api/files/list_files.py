"""List files

The files of the workspace; 10 a page unless `limit` says otherwise.

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...types import UNSET, Unset

if TYPE_CHECKING:
    import httpx

    from ...models.cursor_list_request import CursorListRequest
    from ...models.file_page_envelope import FilePageEnvelope

METHOD = "post"
PATH = "/files/list"
AUTHENTICATED = True


def build_request(
    *,
    body: CursorListRequest | Unset = UNSET,
) -> dict[str, Any]:
    """The request as keyword arguments of httpx's `build_request`, without address and credentials.

    Args:
        body: Which items of a list to answer, and how. Everything is optional.
    """
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": METHOD,
        "url": PATH,
    }

    if not isinstance(body, Unset):
        _kwargs["json"] = body.to_dict()

    if headers:
        _kwargs["headers"] = headers
    return _kwargs


def parse_response(response: httpx.Response) -> FilePageEnvelope:
    """The answer of a status below 400, read whole.

    Raises:
        ValueError: the document declares no such status, or the body does not fit.
    """

    from ...models.file_page_envelope import FilePageEnvelope

    if response.status_code == 200:
        response_200 = FilePageEnvelope.from_dict(response.json())

        return response_200

    raise ValueError(f"no parser for status {response.status_code}")
