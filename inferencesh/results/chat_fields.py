"""The fields of results, as openapi.yaml describes them. Made by `make generate`; never edited.

The classes that users hold add behaviour to these. A field that the platform did not send reads as None.
"""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from .base import field
from .fields import OwnedFields


class MessageFields(OwnedFields):
    """The fields of `Message`: `ChatMessageDTO` in openapi.yaml."""

    chat_id: Optional[str] = field("chat_id")
    """The id of its chat."""
    chat: Optional[Dict[str, Any]] = field("chat")
    """Its chat, if asked for."""
    agent_run_id: Optional[str] = field("agent_run_id")
    """The id of the run that wrote it."""
    order: Optional[int] = field("order")
    """Its place in the chat; sort by this."""
    status: Optional[str] = field("status")
    """The current status, `pending`, `queued`, `ready`, `failed` or `cancelled`."""
    task_id: Optional[str] = field("task_id")
    """The id of the task of the model call that wrote it."""
    role: Optional[str] = field("role")
    """Who wrote it. Leave out `injection`, `compaction` and `event` when you show a conversation."""
    tools: Optional[List[Any]] = field("tools")
    """The tools that the model was offered."""
    tool_call_id: Optional[str] = field("tool_call_id")
    """The model's id of the call that a message of role `tool` answers."""
    tool_invocations: Optional[List[Dict[str, Any]]] = field("tool_invocations")
    """The calls of tools that it makes."""
    compaction_meta: Optional[Dict[str, Any]] = field("compaction_meta")
    """Of a message of role `compaction`."""


class ChatFields(OwnedFields):
    """The fields of `Chat`: `ChatDTO` in openapi.yaml."""

    status: Optional[str] = field("status")
    """The current status, `busy`, `idle`, `awaiting_input`, `waiting` or `completed`."""
    name: Optional[str] = field("name")
    """Its name."""
    description: Optional[str] = field("description")
    """What it is about."""
    output: Any = field("output")
    """Structured output, the arguments of the finish tool; None without one."""
    context: Optional[Dict[str, Any]] = field("context")
    """The values that it was started with."""
    channel_context: Optional[Dict[str, Any]] = field("channel_context")
    """The messaging channel that it came from."""
    agent_id: Optional[str] = field("agent_id")
    """The id of its agent."""
    agent: Optional[Dict[str, Any]] = field("agent")
    """Its agent, if asked for."""
    agent_version_id: Optional[str] = field("agent_version_id")
    """The id of its agent's version."""
    agent_version: Optional[Dict[str, Any]] = field("agent_version")
    """That version, if asked for."""
    agent_data: Optional[Dict[str, Any]] = field("agent_data")
    """What the agent keeps: plan steps, memory, switches."""
    active_run: Optional[Dict[str, Any]] = field("active_run")
    """The run in progress, or None."""
    pending_interrupts: Optional[List[Dict[str, Any]]] = field("pending_interrupts")
    """What waits for a person or for the caller."""
    chat_messages: Optional[List[Dict[str, Any]]] = field("chat_messages")
    """Only when loaded; read list_chat_messages_query."""
    parent_id: Optional[str] = field("parent_id")
    """The id of the chat whose agent handed the work over."""
    parent: Optional[Dict[str, Any]] = field("parent")
    """That chat, if asked for."""
    children: Optional[List[Dict[str, Any]]] = field("children")
    """The chats that its agent handed work to."""
    harness_session_id: Optional[str] = field("harness_session_id")
    """The session of an external harness."""
    work_dir: Optional[str] = field("work_dir")
    """The folder on a remote machine."""
    forked_from_message_id: Optional[str] = field("forked_from_message_id")
    """The id of the message where it was branched off."""


class ToolCallFields(OwnedFields):
    """The fields of `ToolCall`: `ToolInvocationDTO` in openapi.yaml."""

    chat_message_id: Optional[str] = field("chat_message_id")
    """The id of the message that makes the call."""
    tool_invocation_id: Optional[str] = field("tool_invocation_id")
    """The model's id of the call; `id` is the platform's and the one in `/tools/{toolId}`."""
    type: Optional[str] = field("type")
    """The kind of tool, such as `app`, `mcp` or `client`."""
    display_name: Optional[str] = field("display_name")
    """The tool's name for people."""
    action: Optional[str] = field("action")
    """What the model says it is doing."""
    execution_id: Optional[str] = field("execution_id")
    """The id of the task or chat that runs it."""
    function: Optional[Dict[str, Any]] = field("function")
    """The name of the tool, and the arguments."""
    status: Optional[str] = field("status")
    """The current status, such as `in_progress` or `awaiting_approval`."""
    result: Optional[str] = field("result")
    """The result, as the model sees it."""
    data_: Any = field("data")
    """More about the call, such as the question of an MCP server."""
    widget: Optional[Dict[str, Any]] = field("widget")
    """A surface to show."""
