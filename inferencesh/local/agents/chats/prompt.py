"""What a model is given: the conversation, the settings and the tools, as an LLM input."""

from __future__ import annotations

from typing import Any, Dict, List

from ...._core.values.json_guard import as_list
from .records import Chat, Message, Run


def llm_input(chat: Chat, tools: List[Dict[str, Any]], run: Run) -> Dict[str, Any]:
    """The input for the model's next turn. The last message is the turn itself, the others are its context."""
    entries = [_entry(message) for message in _conversation(chat)]
    turn = entries.pop() if entries else {"role": "user", "text": ""}
    given: Dict[str, Any] = {
        **chat.agent.model_input,
        "text": turn.pop("text"),
        "role": turn.pop("role"),
        **turn,
        "context": entries,
        "system_prompt": "\n\n".join([part for part in (system_prompt(chat), *run.system) if part]),
    }
    if tools:
        given["tools"] = [
            {"type": "function", "function": {key: tool[key] for key in ("name", "description", "parameters")}}
            for tool in tools
        ]
    return given


def _conversation(chat: Chat) -> List[Message]:
    """The messages that the model is told, in their order."""
    before: Dict[int, List[Message]] = {}
    shown: List[Message] = []
    for message in chat.messages:
        if message.injection is not None and message.placed_before is not None:
            before.setdefault(id(message.placed_before), []).append(message)
    for message in chat.messages:
        if message.role == "injection":
            if message.injection is not None and message.placed_before is None:
                shown.append(message)
        elif message.in_conversation:
            shown += [*before.get(id(message), []), message]
    return shown


def _entry(message: Message) -> Dict[str, Any]:
    entry: Dict[str, Any] = {
        "role": message.injection.role if message.injection is not None else message.role,
        "text": message.text,
    }
    if message.reasoning:
        entry["reasoning"] = message.reasoning
    if message.reasoning_state is not None:
        entry["reasoning_state"] = message.reasoning_state
    for name, kind in (("images", "image"), ("files", "file")):
        addresses = message.parts(kind)
        if addresses:
            entry[name] = addresses
    if message.attachments:
        entry["attachments"] = [dict(ref) for ref in message.attachments]
    if message.invocations:
        entry["tool_calls"] = [
            {
                "id": invocation.call_id,
                "type": "function",
                "function": {"name": invocation.name, "arguments": invocation.model_arguments},
            }
            for invocation in message.invocations
        ]
    if message.tool_call_id is not None:
        entry["tool_call_id"] = message.tool_call_id
    return entry


def system_prompt(chat: Chat) -> str:
    """The agent's own prompt, then what it should know of its skills and of the chat's context."""
    agent = chat.agent
    parts = [agent.system_prompt]
    listed = [skill for skill in agent.skills if not skill.get("preload")]
    if listed and agent.internal_tools.get("skills", True):
        lines = [f"- {skill['name']}: {skill.get('description') or ''}".rstrip(": ") for skill in listed]
        parts.append("Skills, which the tool skill_get reads:\n" + "\n".join(lines))
    for skill in agent.skills:
        if skill.get("preload"):
            parts.append(f"Skill {skill['name']}:\n{skill.get('content') or chat.preloaded.get(skill['name'], '')}")
    shown: List[str] = []
    hidden: List[str] = []
    for field in as_list(agent.config.get("context")):
        name, about = field["name"], field.get("description") or ""
        if field.get("in_prompt") and name in chat.context:
            shown.append(f"- {name}: {chat.context[name]}" + (f" ({about})" if about else ""))
        elif name in chat.context:
            hidden.append(f"- {{{{context.{name}}}}}" + (f": {about}" if about else ""))
    if shown:
        parts.append("Context:\n" + "\n".join(shown))
    if hidden:
        parts.append("Values that are filled in where tools are given these placeholders:\n" + "\n".join(hidden))
    return "\n\n".join(part for part in parts if part)
