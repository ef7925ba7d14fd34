"""Read a version of an agent

With the configuration that it had.

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...types import path_segment

if TYPE_CHECKING:
    import httpx

    from ...models.agent_version_envelope import AgentVersionEnvelope

METHOD = "get"
PATH = "/agents/{id}/versions/{version_id}"
AUTHENTICATED = True


def build_request(
    id: str,
    version_id: str,
) -> dict[str, Any]:
    """The request as keyword arguments of httpx's `build_request`, without address and credentials."""

    _kwargs: dict[str, Any] = {
        "method": METHOD,
        "url": PATH.format(
            id=path_segment(id),
            version_id=path_segment(version_id),
        ),
    }
    return _kwargs


def parse_response(response: httpx.Response) -> AgentVersionEnvelope:
    """The answer of a status below 400, read whole.

    Raises:
        ValueError: the document declares no such status, or the body does not fit.
    """

    from ...models.agent_version_envelope import AgentVersionEnvelope

    if response.status_code == 200:
        response_200 = AgentVersionEnvelope.from_dict(response.json())

        return response_200

    raise ValueError(f"no parser for status {response.status_code}")
