"""Take back a message that still waits

Only while it is `queued`; 409 `not_cancellable` otherwise.

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...types import path_segment

if TYPE_CHECKING:
    import httpx

    from ...models.chat_message_envelope import ChatMessageEnvelope

METHOD = "post"
PATH = "/chats/messages/{message_id}/cancel"
AUTHENTICATED = True


def build_request(
    message_id: str,
) -> dict[str, Any]:
    """The request as keyword arguments of httpx's `build_request`, without address and credentials."""

    _kwargs: dict[str, Any] = {
        "method": METHOD,
        "url": PATH.format(
            message_id=path_segment(message_id),
        ),
    }
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
