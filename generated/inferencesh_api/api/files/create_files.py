"""Announce files to upload

Answers one file object per entry, in the same order, each with an `upload_url`. PUT the bytes there with the
declared media type and no bearer; nothing else is needed.

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx

    from ...models.file_create_request import FileCreateRequest
    from ...models.file_list_envelope import FileListEnvelope

METHOD = "post"
PATH = "/files"
AUTHENTICATED = True


def build_request(
    *,
    body: FileCreateRequest,
) -> dict[str, Any]:
    """The request as keyword arguments of httpx's `build_request`, without address and credentials.

    Args:
        body: Files that are about to be uploaded.
    """
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": METHOD,
        "url": PATH,
    }
    _kwargs["json"] = body.to_dict()

    if headers:
        _kwargs["headers"] = headers
    return _kwargs


def parse_response(response: httpx.Response) -> FileListEnvelope:
    """The answer of a status below 400, read whole.

    Raises:
        ValueError: the document declares no such status, or the body does not fit.
    """

    from ...models.file_list_envelope import FileListEnvelope

    if response.status_code == 200:
        response_200 = FileListEnvelope.from_dict(response.json())

        return response_200

    raise ValueError(f"no parser for status {response.status_code}")
