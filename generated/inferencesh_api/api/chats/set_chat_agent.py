"""Let another agent answer

Answers which agent and which version the chat has from then on.

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...types import path_segment

if TYPE_CHECKING:
    import httpx

    from ...models.chat_agent_envelope import ChatAgentEnvelope
    from ...models.set_chat_agent_request import SetChatAgentRequest

METHOD = "post"
PATH = "/chats/{id}/agent"
AUTHENTICATED = True


def build_request(
    id: str,
    *,
    body: SetChatAgentRequest,
) -> dict[str, Any]:
    """The request as keyword arguments of httpx's `build_request`, without address and credentials.

    Args:
        body: Who answers from now on.
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


def parse_response(response: httpx.Response) -> ChatAgentEnvelope:
    """The answer of a status below 400, read whole.

    Raises:
        ValueError: the document declares no such status, or the body does not fit.
    """

    from ...models.chat_agent_envelope import ChatAgentEnvelope

    if response.status_code == 200:
        response_200 = ChatAgentEnvelope.from_dict(response.json())

        return response_200

    raise ValueError(f"no parser for status {response.status_code}")
