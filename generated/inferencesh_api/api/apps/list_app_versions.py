"""List the versions of an app

The `short_id` of a version is what stands behind the `@` of a reference.

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...types import UNSET, Unset, path_segment

if TYPE_CHECKING:
    import httpx

    from ...models.app_version_page_envelope import AppVersionPageEnvelope
    from ...models.cursor_list_request import CursorListRequest

METHOD = "post"
PATH = "/apps/{id}/versions/list"
AUTHENTICATED = True


def build_request(
    id: str,
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
        "url": PATH.format(
            id=path_segment(id),
        ),
    }

    if not isinstance(body, Unset):
        _kwargs["json"] = body.to_dict()

    if headers:
        _kwargs["headers"] = headers
    return _kwargs


def parse_response(response: httpx.Response) -> AppVersionPageEnvelope:
    """The answer of a status below 400, read whole.

    Raises:
        ValueError: the document declares no such status, or the body does not fit.
    """

    from ...models.app_version_page_envelope import AppVersionPageEnvelope

    if response.status_code == 200:
        response_200 = AppVersionPageEnvelope.from_dict(response.json())

        return response_200

    raise ValueError(f"no parser for status {response.status_code}")
