"""Change the settings of a chat

Switching `allow_all_tools` on also approves the calls that wait. `forget_memory` names the keys to forget.

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...types import path_segment

if TYPE_CHECKING:
    import httpx

    from ...models.chat_settings_envelope import ChatSettingsEnvelope
    from ...models.chat_settings_request import ChatSettingsRequest

METHOD = "post"
PATH = "/chats/{chat_id}/settings"
AUTHENTICATED = True


def build_request(
    chat_id: str,
    *,
    body: ChatSettingsRequest,
) -> dict[str, Any]:
    """The request as keyword arguments of httpx's `build_request`, without address and credentials.

    Args:
        body: What to change of a chat's settings; what is absent or null stays.
    """
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": METHOD,
        "url": PATH.format(
            chat_id=path_segment(chat_id),
        ),
    }
    _kwargs["json"] = body.to_dict()

    if headers:
        _kwargs["headers"] = headers
    return _kwargs


def parse_response(response: httpx.Response) -> ChatSettingsEnvelope:
    """The answer of a status below 400, read whole.

    Raises:
        ValueError: the document declares no such status, or the body does not fit.
    """

    from ...models.chat_settings_envelope import ChatSettingsEnvelope

    if response.status_code == 200:
        response_200 = ChatSettingsEnvelope.from_dict(response.json())

        return response_200

    raise ValueError(f"no parser for status {response.status_code}")
