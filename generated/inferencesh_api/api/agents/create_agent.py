"""Store an agent

The namespace is the workspace's. A name that is taken gets a new version.

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx

    from ...models.agent_envelope import AgentEnvelope
    from ...models.create_agent_request import CreateAgentRequest

METHOD = "post"
PATH = "/agents"
AUTHENTICATED = True


def build_request(
    *,
    body: CreateAgentRequest,
) -> dict[str, Any]:
    """The request as keyword arguments of httpx's `build_request`, without address and credentials.

    Args:
        body: An agent to store. A name that is taken gets a new version.
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


def parse_response(response: httpx.Response) -> AgentEnvelope:
    """The answer of a status below 400, read whole.

    Raises:
        ValueError: the document declares no such status, or the body does not fit.
    """

    from ...models.agent_envelope import AgentEnvelope

    if response.status_code == 200:
        response_200 = AgentEnvelope.from_dict(response.json())

        return response_200

    raise ValueError(f"no parser for status {response.status_code}")
