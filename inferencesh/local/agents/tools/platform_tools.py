"""The platform's own tools, as the model sees them, and those of them that only change the chat."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, Callable, Dict, List

from ...http.problem_documents import not_found
from ...json_values import is_array, is_object

if TYPE_CHECKING:
    from ..chats.records import Chat

PLAN_STATES = ("pending", "in_progress", "completed", "cancelled")


def _schema(required: List[str], **properties: Any) -> Dict[str, Any]:
    return {"type": "object", "properties": properties, "required": required}


def _text(description: str) -> Dict[str, Any]:
    return {"type": "string", "description": description}


GROUPS: Dict[str, Dict[str, Dict[str, Any]]] = {
    "plan": {
        "plan_create": {
            "description": "Write down the steps of a plan; an earlier plan is replaced.",
            "parameters": _schema(
                ["steps"],
                steps={
                    "type": "array",
                    "items": _schema(["title"], title=_text("The step"), description=_text("More about it")),
                },
            ),
        },
        "plan_update": {
            "description": "Say how far a step of the plan is.",
            "parameters": _schema(
                ["index", "status"],
                index={"type": "integer", "description": "Number of the step, from 0"},
                status={"type": "string", "enum": list(PLAN_STATES)},
                notes=_text("Remarks"),
            ),
        },
        "plan_load": {"description": "Read the plan.", "parameters": _schema([])},
    },
    "memory": {
        "memory_set": {
            "description": "Remember a value under a key.",
            "parameters": _schema(["key", "value"], key=_text("The key"), value={"description": "Any JSON value"}),
        },
        "memory_get": {
            "description": "Recall the value of a key.",
            "parameters": _schema(["key"], key=_text("The key")),
        },
        "memory_getall": {"description": "Recall everything that was remembered.", "parameters": _schema([])},
    },
    "skills": {
        "skill_get": {
            "description": "Read a skill by its name.",
            "parameters": _schema(["name"], name=_text("Name of the skill")),
        }
    },
    "wait": {
        "wait": {
            "description": "Wait for some time, or until the user writes.",
            "parameters": _schema(["seconds"], seconds={"type": "number", "description": "How long"}),
        }
    },
    "widget": {
        "widget_show": {
            "description": "Show the user a question with buttons, and wait for the answer.",
            "parameters": _schema(
                ["title"],
                title=_text("The question"),
                buttons={"type": "array", "items": {"type": "string"}, "description": "Their labels"},
            ),
        }
    },
    "agent": {
        "agent": {
            "description": "Let a copy of this agent do a side task.",
            "parameters": _schema(["message"], message=_text("The task, in full")),
        }
    },
    "web_search": {
        "web_search": {
            "description": "Search the web.",
            "parameters": _schema(["query"], query=_text("What to look for"), limit={"type": "integer", "default": 5}),
        }
    },
    "code_execution": {
        "code_execution": {
            "description": "Run Python code without network, in an empty folder; what it prints is the result.",
            "parameters": _schema(["code"], code=_text("Python code")),
        }
    },
    "image_generation": {
        "image_generation": {
            "description": "Draw a picture.",
            "parameters": _schema(["prompt"], prompt=_text("What the picture shows")),
        }
    },
}
DEFAULT_ON = ("plan", "memory", "skills")
"""What an agent has unless it says otherwise. `skills` needs skills, and `finish` has a rule of its own."""

FINISH = "End the work and hand over its result."


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
        parameters = copy.deepcopy(schema) or _schema(["result"], result=_text("The result"))
        found["finish"] = {"description": FINISH, "parameters": parameters}
    return found


def list_internal_tools() -> List[Dict[str, Any]]:
    """All groups (InternalToolDefinition)."""
    shown = [
        {"id": group, "name": group, "description": "", "tools": list(tools), "default_enabled": group in DEFAULT_ON}
        for group, tools in GROUPS.items()
    ]
    shown.append(
        {"id": "finish", "name": "finish", "description": FINISH, "tools": ["finish"], "default_enabled": True}
    )
    return shown


# -- those that only change the chat; a ValueError or KeyError becomes an error that the model sees


def plan_create(chat: Chat, arguments: Dict[str, Any]) -> Any:
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
    return {"plan": chat.plan}


def memory_set(chat: Chat, arguments: Dict[str, Any]) -> Any:
    key = _key(arguments)
    chat.memory[key] = arguments.get("value")
    return {"key": key, "value": chat.memory[key]}


def memory_get(chat: Chat, arguments: Dict[str, Any]) -> Any:
    key = _key(arguments)
    return {"key": key, "found": key in chat.memory, "value": chat.memory.get(key)}


def _key(arguments: Dict[str, Any]) -> str:
    key = arguments.get("key")
    if not isinstance(key, str) or not key:
        raise ValueError("key must be a text")
    return key


def memory_getall(chat: Chat, arguments: Dict[str, Any]) -> Any:
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
