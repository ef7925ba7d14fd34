"""List the kinds of built-in tools

The abilities that `internal_tools` of an agent's configuration switches on and off.

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx

    from ...models.internal_tool_list_envelope import InternalToolListEnvelope

METHOD = "get"
PATH = "/agents/internal-tools"
AUTHENTICATED = True


def build_request() -> dict[str, Any]:
    """The request as keyword arguments of httpx's `build_request`, without address and credentials."""

    _kwargs: dict[str, Any] = {
        "method": METHOD,
        "url": PATH,
    }
    return _kwargs


def parse_response(response: httpx.Response) -> InternalToolListEnvelope:
    """The answer of a status below 400, read whole.

    Raises:
        ValueError: the document declares no such status, or the body does not fit.
    """

    from ...models.internal_tool_list_envelope import InternalToolListEnvelope

    if response.status_code == 200:
        response_200 = InternalToolListEnvelope.from_dict(response.json())

        return response_200

    raise ValueError(f"no parser for status {response.status_code}")
