"""List the messages of a chat, with conditions

As list_chat_messages_query, with the options in the body.

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...types import UNSET, Unset, path_segment

if TYPE_CHECKING:
    import httpx

    from ...models.chat_message_page_envelope import ChatMessagePageEnvelope
    from ...models.cursor_list_request import CursorListRequest

METHOD = "post"
PATH = "/chats/{id}/messages/list"
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


def parse_response(response: httpx.Response) -> ChatMessagePageEnvelope:
    """The answer of a status below 400, read whole.

    Raises:
        ValueError: the document declares no such status, or the body does not fit.
    """

    from ...models.chat_message_page_envelope import ChatMessagePageEnvelope

    if response.status_code == 200:
        response_200 = ChatMessagePageEnvelope.from_dict(response.json())

        return response_200

    raise ValueError(f"no parser for status {response.status_code}")
