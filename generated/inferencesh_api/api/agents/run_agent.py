"""Send a message to an agent

Makes the chat if there is none, stores the message and answers at once; follow the run with stream_chat. If the
chat is busy the message waits and there is no assistant message. With `stream` the answer is a stream, unless
the message has to wait.

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx

    from ...models.api_agent_run_request import ApiAgentRunRequest
    from ...models.create_agent_message_envelope import CreateAgentMessageEnvelope

METHOD = "post"
PATH = "/agents/run"
AUTHENTICATED = True


def build_request(
    *,
    body: ApiAgentRunRequest,
) -> dict[str, Any]:
    """The request as keyword arguments of httpx's `build_request`, without address and credentials.

    Args:
        body: A message to an agent. Name the agent once: by `agent`, by `agent_id`, or by `agent_config`;
                `chat_id` alone continues a chat.
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


def parse_response(response: httpx.Response) -> CreateAgentMessageEnvelope:
    """The answer of a status below 400, read whole.

    Raises:
        ValueError: the document declares no such status, or the body does not fit.
    """

    from ...models.create_agent_message_envelope import CreateAgentMessageEnvelope

    if response.status_code == 200:
        response_200 = CreateAgentMessageEnvelope.from_dict(response.json())

        return response_200

    raise ValueError(f"no parser for status {response.status_code}")
