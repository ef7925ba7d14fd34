"""Texts that stand for states and kinds. Members equal their texts, and a text that is not known yet is kept."""

from inferencesh_api.models.chat_message_content_type import ChatMessageContentType
from inferencesh_api.models.chat_message_role import ChatMessageRole
from inferencesh_api.models.chat_message_status import ChatMessageStatus
from inferencesh_api.models.chat_status import ChatStatus
from inferencesh_api.models.hook_event import HookEvent
from inferencesh_api.models.hook_handler_type import HookHandlerType
from inferencesh_api.models.tool_invocation_status import ToolInvocationStatus
from inferencesh_api.models.tool_type import ToolType

__all__ = [
    "ChatMessageContentType",
    "ChatMessageRole",
    "ChatMessageStatus",
    "ChatStatus",
    "HookEvent",
    "HookHandlerType",
    "ToolInvocationStatus",
    "ToolType",
    "is_message_ready",
]

_WRITTEN = frozenset({ChatMessageStatus.READY, ChatMessageStatus.FAILED, ChatMessageStatus.CANCELLED})


def is_message_ready(status: object) -> bool:
    """Whether a message of this status is not written to any more: `ready`, `failed` or `cancelled`."""
    return isinstance(status, str) and status.lower() in _WRITTEN
