"""Follow a chat

First the chat as it is now, then changes. The stream stays open between turns. The format follows `Accept` as
for stream_task.

"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...types import path_segment

if TYPE_CHECKING:
    from ...models.agent_runs_frame import AgentRunsFrame
    from ...models.chat_messages_frame import ChatMessagesFrame
    from ...models.chats_frame import ChatsFrame
    from ...models.delta_frame import DeltaFrame
    from ...models.heartbeat_frame import HeartbeatFrame
    from ...models.other_frame import OtherFrame

METHOD = "get"
PATH = "/chats/{id}/stream"
AUTHENTICATED = True


def build_request(
    id: str,
) -> dict[str, Any]:
    """The request as keyword arguments of httpx's `build_request`, without address and credentials."""

    _kwargs: dict[str, Any] = {
        "method": METHOD,
        "url": PATH.format(
            id=path_segment(id),
        ),
    }
    return _kwargs


def parse_item(data: Any) -> AgentRunsFrame | ChatMessagesFrame | ChatsFrame | DeltaFrame | HeartbeatFrame | OtherFrame:
    """One frame of the stream, from its decoded JSON."""

    from ...models.agent_runs_frame import AgentRunsFrame
    from ...models.chat_messages_frame import ChatMessagesFrame
    from ...models.chats_frame import ChatsFrame
    from ...models.delta_frame import DeltaFrame
    from ...models.heartbeat_frame import HeartbeatFrame
    from ...models.other_frame import OtherFrame

    def _parse_response_200(
        data: object,
    ) -> AgentRunsFrame | ChatMessagesFrame | ChatsFrame | DeltaFrame | HeartbeatFrame | OtherFrame:
        try:
            if not isinstance(data, dict):
                raise TypeError()
            if not HeartbeatFrame.REQUIRED_KEYS <= data.keys():
                raise TypeError()
            componentsschemas_chat_frame_type_0 = HeartbeatFrame.from_dict(data)

            return componentsschemas_chat_frame_type_0
        except (TypeError, ValueError, AttributeError, KeyError):
            pass
        try:
            if not isinstance(data, dict):
                raise TypeError()
            if not DeltaFrame.REQUIRED_KEYS <= data.keys():
                raise TypeError()
            componentsschemas_chat_frame_type_1 = DeltaFrame.from_dict(data)

            return componentsschemas_chat_frame_type_1
        except (TypeError, ValueError, AttributeError, KeyError):
            pass
        try:
            if not isinstance(data, dict):
                raise TypeError()
            if not ChatsFrame.REQUIRED_KEYS <= data.keys():
                raise TypeError()
            componentsschemas_chat_frame_type_2 = ChatsFrame.from_dict(data)

            return componentsschemas_chat_frame_type_2
        except (TypeError, ValueError, AttributeError, KeyError):
            pass
        try:
            if not isinstance(data, dict):
                raise TypeError()
            if not ChatMessagesFrame.REQUIRED_KEYS <= data.keys():
                raise TypeError()
            componentsschemas_chat_frame_type_3 = ChatMessagesFrame.from_dict(data)

            return componentsschemas_chat_frame_type_3
        except (TypeError, ValueError, AttributeError, KeyError):
            pass
        try:
            if not isinstance(data, dict):
                raise TypeError()
            if not AgentRunsFrame.REQUIRED_KEYS <= data.keys():
                raise TypeError()
            componentsschemas_chat_frame_type_4 = AgentRunsFrame.from_dict(data)

            return componentsschemas_chat_frame_type_4
        except (TypeError, ValueError, AttributeError, KeyError):
            pass
        if not isinstance(data, dict):
            raise TypeError("unexpected type of response_200")
        componentsschemas_chat_frame_type_5 = OtherFrame.from_dict(data)

        return componentsschemas_chat_frame_type_5

    response_200 = _parse_response_200(data)

    return response_200
