"""The platform's own tools that a chat's agent has, and those of them that only change the chat."""

from __future__ import annotations

import copy
from typing import Any, Callable, Dict, List

from ...._core.values.json_guard import is_array, is_object
from ...http.problem_documents import not_found
from ..tools.platform_tools import DEFAULT_ON, FINISH, GROUPS, PLAN_STATES, RESULT
from .records import Chat


def internal_tools(chat: Chat) -> Dict[str, Dict[str, Any]]:
    """The platform's own tools that a chat's agent has, by name."""
    switches = chat.agent.internal_tools
    found: Dict[str, Dict[str, Any]] = {}
    for group, tools in GROUPS.items():
        switch = switches.get(group)
        enabled = switch.get("enabled", True) if is_object(switch) else switch
        if enabled is None:
            enabled = group in DEFAULT_ON
        if group == "skills":
            enabled = enabled and any(not skill.get("preload") for skill in chat.agent.skills)
        if enabled:
            found.update(copy.deepcopy(tools))
    schema = chat.agent.output_schema
    # Sub-agents hand over their result this way in any case; others if they were given its shape, or asked for it.
    if schema is not None or switches.get("finish") or chat.parent is not None:
        parameters = copy.deepcopy(schema) or copy.deepcopy(RESULT)
        found["finish"] = {"description": FINISH, "parameters": parameters}
    return found


# A ValueError or KeyError of these becomes an error that the model sees.


def plan_create(chat: Chat, arguments: Dict[str, Any]) -> Any:
    """Replace the chat's plan. `steps`: titles, or objects with a `title`. A `ValueError` says what is wrong."""
    steps = arguments.get("steps")
    if not is_array(steps) or not steps:
        raise ValueError("steps must be a list with at least one step")
    plan: List[Dict[str, Any]] = []
    for index, step in enumerate(steps):
        entry = {"title": step} if isinstance(step, str) else step
        if not is_object(entry) or not entry.get("title"):
            raise ValueError(f"steps[{index}] needs a title")
        plan.append(
            {
                "index": index,
                "title": str(entry["title"]),
                "description": str(entry.get("description") or ""),
                "status": "pending",
            }
        )
    chat.plan = plan
    return {"plan": chat.plan}


def plan_update(chat: Chat, arguments: Dict[str, Any]) -> Any:
    """Set the status, and perhaps the notes, of step `index`, from 0. A `ValueError` says what is wrong."""
    index, status = arguments.get("index"), arguments.get("status")
    if not chat.plan:
        raise ValueError("there is no plan yet: plan_create makes one")
    if isinstance(index, bool) or not isinstance(index, int) or not 0 <= index < len(chat.plan):
        raise ValueError(f"index must be the number of a step, from 0 to {len(chat.plan) - 1}")
    if status not in PLAN_STATES:
        raise ValueError(f"status must be one of {', '.join(PLAN_STATES)}")
    chat.plan[index]["status"] = status
    if arguments.get("notes"):
        chat.plan[index]["notes"] = str(arguments["notes"])
    return {"plan": chat.plan}


def plan_load(chat: Chat, arguments: Dict[str, Any]) -> Any:
    """The chat's plan."""
    return {"plan": chat.plan}


def memory_set(chat: Chat, arguments: Dict[str, Any]) -> Any:
    """Keep `value` in the chat's memory as `key`."""
    key = _key(arguments)
    chat.memory[key] = arguments.get("value")
    return {"key": key, "value": chat.memory[key]}


def memory_get(chat: Chat, arguments: Dict[str, Any]) -> Any:
    """What the chat's memory has as `key`, and whether it has anything."""
    key = _key(arguments)
    return {"key": key, "found": key in chat.memory, "value": chat.memory.get(key)}


def _key(arguments: Dict[str, Any]) -> str:
    key = arguments.get("key")
    if not isinstance(key, str) or not key:
        raise ValueError("key must be a text")
    return key


def memory_getall(chat: Chat, arguments: Dict[str, Any]) -> Any:
    """The chat's whole memory."""
    return {"memory": chat.memory}


SIMPLE: Dict[str, Callable[[Chat, Dict[str, Any]], Any]] = {
    "plan_create": plan_create,
    "plan_update": plan_update,
    "plan_load": plan_load,
    "memory_set": memory_set,
    "memory_get": memory_get,
    "memory_getall": memory_getall,
}


def skill_of(chat: Chat, name: Any) -> Dict[str, Any]:
    """A skill by its name."""
    for skill in chat.agent.skills:
        if skill["name"] == name:
            return skill
    raise not_found(
        f"there is no skill {name!r}; there are {', '.join(s['name'] for s in chat.agent.skills) or 'none'}"
    )
