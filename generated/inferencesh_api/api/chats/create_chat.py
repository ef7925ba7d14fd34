"""Start a chat without a message

It holds no message yet; send_chat_message sends the first. run_agent does both in one call.

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx

    from ...models.chat_envelope import ChatEnvelope
    from ...models.create_chat_request import CreateChatRequest

METHOD = "post"
PATH = "/chats"
AUTHENTICATED = True


def build_request(
    *,
    body: CreateChatRequest,
) -> dict[str, Any]:
    """The request as keyword arguments of httpx's `build_request`, without address and credentials.

    Args:
        body: A chat to start without a message.
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


def parse_response(response: httpx.Response) -> ChatEnvelope:
    """The answer of a status below 400, read whole.

    Raises:
        ValueError: the document declares no such status, or the body does not fit.
    """

    from ...models.chat_envelope import ChatEnvelope

    if response.status_code == 200:
        response_200 = ChatEnvelope.from_dict(response.json())

        return response_200

    raise ValueError(f"no parser for status {response.status_code}")
