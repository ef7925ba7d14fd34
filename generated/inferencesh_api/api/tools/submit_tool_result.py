"""Hand in the result of a call

For calls in `awaiting_input`: client tools, widgets, questions of MCP servers, late hooks. An error is an
ordinary result, by convention `{"error": "..."}` as JSON text.

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...types import path_segment

if TYPE_CHECKING:
    import httpx

    from ...models.any_envelope import AnyEnvelope
    from ...models.tool_result_request import ToolResultRequest

METHOD = "post"
PATH = "/tools/{tool_id}"
AUTHENTICATED = True


def build_request(
    tool_id: str,
    *,
    body: ToolResultRequest,
) -> dict[str, Any]:
    """The request as keyword arguments of httpx's `build_request`, without address and credentials.

    Args:
        body: The result of a call that the caller's process ran, or the answer to a widget or question.
    """
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": METHOD,
        "url": PATH.format(
            tool_id=path_segment(tool_id),
        ),
    }
    _kwargs["json"] = body.to_dict()

    if headers:
        _kwargs["headers"] = headers
    return _kwargs


def parse_response(response: httpx.Response) -> AnyEnvelope | None:
    """The answer of a status below 400, read whole.

    Raises:
        ValueError: the document declares no such status, or the body does not fit.
    """

    from ...models.any_envelope import AnyEnvelope

    if response.status_code == 200:
        response_200 = AnyEnvelope.from_dict(response.json())

        return response_200

    if response.status_code == 204:
        return None
    raise ValueError(f"no parser for status {response.status_code}")
