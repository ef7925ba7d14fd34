"""Ask a model what a call would do

What the call would do, how risky that is, and why.

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...types import path_segment

if TYPE_CHECKING:
    import httpx

    from ...models.tool_explanation_envelope import ToolExplanationEnvelope

METHOD = "post"
PATH = "/chats/{chat_id}/tools/{tool_id}/explain"
AUTHENTICATED = True


def build_request(
    chat_id: str,
    tool_id: str,
) -> dict[str, Any]:
    """The request as keyword arguments of httpx's `build_request`, without address and credentials."""

    _kwargs: dict[str, Any] = {
        "method": METHOD,
        "url": PATH.format(
            chat_id=path_segment(chat_id),
            tool_id=path_segment(tool_id),
        ),
    }
    return _kwargs


def parse_response(response: httpx.Response) -> ToolExplanationEnvelope:
    """The answer of a status below 400, read whole.

    Raises:
        ValueError: the document declares no such status, or the body does not fit.
    """

    from ...models.tool_explanation_envelope import ToolExplanationEnvelope

    if response.status_code == 200:
        response_200 = ToolExplanationEnvelope.from_dict(response.json())

        return response_200

    raise ValueError(f"no parser for status {response.status_code}")
