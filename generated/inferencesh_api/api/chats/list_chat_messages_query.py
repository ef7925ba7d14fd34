"""List the messages of a chat

Newest first; go on with the cursor for older ones.

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...types import UNSET, Unset, path_segment

if TYPE_CHECKING:
    import httpx

    from ...models.chat_message_page_envelope import ChatMessagePageEnvelope

METHOD = "get"
PATH = "/chats/{id}/messages"
AUTHENTICATED = True


def build_request(
    id: str,
    *,
    cursor: str | Unset = UNSET,
    limit: int | Unset = UNSET,
    direction: str | Unset = UNSET,
    sort: str | Unset = UNSET,
    filters: str | Unset = UNSET,
    search: str | Unset = UNSET,
    include_others: bool | Unset = UNSET,
    include_private: bool | Unset = UNSET,
) -> dict[str, Any]:
    """The request as keyword arguments of httpx's `build_request`, without address and credentials."""

    params: dict[str, Any] = {}

    params["cursor"] = cursor

    params["limit"] = limit

    params["direction"] = direction

    params["sort"] = sort

    params["filters"] = filters

    params["search"] = search

    params["include_others"] = include_others

    params["include_private"] = include_private

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": METHOD,
        "url": PATH.format(
            id=path_segment(id),
        ),
        "params": params,
    }
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
