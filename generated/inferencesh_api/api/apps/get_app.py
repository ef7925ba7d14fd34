"""Read an app by id

By its id; get_app_by_name takes the parts of a reference.

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...types import path_segment

if TYPE_CHECKING:
    import httpx

    from ...models.app_envelope import AppEnvelope

METHOD = "get"
PATH = "/apps/{id}"
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


def parse_response(response: httpx.Response) -> AppEnvelope:
    """The answer of a status below 400, read whole.

    Raises:
        ValueError: the document declares no such status, or the body does not fit.
    """

    from ...models.app_envelope import AppEnvelope

    if response.status_code == 200:
        response_200 = AppEnvelope.from_dict(response.json())

        return response_200

    raise ValueError(f"no parser for status {response.status_code}")
