"""Approve a call, and its like from now on

Stores the rules of an option and approves this call. An option that is not offered any more is a 409, one that
is impossible a 400. Older clients send `tool_name`.

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...types import path_segment

if TYPE_CHECKING:
    import httpx

    from ...models.always_allow_request import AlwaysAllowRequest
    from ...models.always_allow_result_envelope import AlwaysAllowResultEnvelope

METHOD = "post"
PATH = "/chats/{chat_id}/tools/{tool_id}/always-allow"
AUTHENTICATED = True


def build_request(
    chat_id: str,
    tool_id: str,
    *,
    body: AlwaysAllowRequest,
) -> dict[str, Any]:
    """The request as keyword arguments of httpx's `build_request`, without address and credentials.

    Args:
        body: Which calls to allow from now on.
    """
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": METHOD,
        "url": PATH.format(
            chat_id=path_segment(chat_id),
            tool_id=path_segment(tool_id),
        ),
    }
    _kwargs["json"] = body.to_dict()

    if headers:
        _kwargs["headers"] = headers
    return _kwargs


def parse_response(response: httpx.Response) -> AlwaysAllowResultEnvelope:
    """The answer of a status below 400, read whole.

    Raises:
        ValueError: the document declares no such status, or the body does not fit.
    """

    from ...models.always_allow_result_envelope import AlwaysAllowResultEnvelope

    if response.status_code == 200:
        response_200 = AlwaysAllowResultEnvelope.from_dict(response.json())

        return response_200

    raise ValueError(f"no parser for status {response.status_code}")
