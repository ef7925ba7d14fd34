"""Refuse a call

Needs a person's own sign-in; an API key gets 403 `requires_sign_in`.

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...types import UNSET, Unset, path_segment

if TYPE_CHECKING:
    import httpx

    from ...models.any_envelope import AnyEnvelope
    from ...models.reject_tool_request import RejectToolRequest

METHOD = "post"
PATH = "/tools/{tool_id}/reject"
AUTHENTICATED = True


def build_request(
    tool_id: str,
    *,
    body: RejectToolRequest | Unset = UNSET,
) -> dict[str, Any]:
    """The request as keyword arguments of httpx's `build_request`, without address and credentials.

    Args:
        body: Why a call is refused.
    """
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": METHOD,
        "url": PATH.format(
            tool_id=path_segment(tool_id),
        ),
    }

    if not isinstance(body, Unset):
        _kwargs["json"] = body.to_dict()

    if headers:
        _kwargs["headers"] = headers
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
