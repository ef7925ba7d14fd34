"""Send a text into a chat

It waits as `queued` while a run goes on.

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...types import path_segment

if TYPE_CHECKING:
    import httpx

    from ...models.chat_message_envelope import ChatMessageEnvelope
    from ...models.send_message_request import SendMessageRequest

METHOD = "post"
PATH = "/chats/{id}/messages"
AUTHENTICATED = True


def build_request(
    id: str,
    *,
    body: SendMessageRequest,
) -> dict[str, Any]:
    """The request as keyword arguments of httpx's `build_request`, without address and credentials.

    Args:
        body: A text to send into a chat.
    """
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": METHOD,
        "url": PATH.format(
            id=path_segment(id),
        ),
    }
    _kwargs["json"] = body.to_dict()

    if headers:
        _kwargs["headers"] = headers
    return _kwargs


def parse_response(response: httpx.Response) -> ChatMessageEnvelope:
    """The answer of a status below 400, read whole.

    Raises:
        ValueError: the document declares no such status, or the body does not fit.
    """

    from ...models.chat_message_envelope import ChatMessageEnvelope

    if response.status_code == 200:
        response_200 = ChatMessageEnvelope.from_dict(response.json())

        return response_200

    raise ValueError(f"no parser for status {response.status_code}")
