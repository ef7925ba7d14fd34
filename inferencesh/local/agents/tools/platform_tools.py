"""The platform's own tools, as the model sees them."""

from __future__ import annotations

from typing import Any, Dict, List

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
RESULT: Dict[str, Any] = _schema(["result"], result=_text("The result"))
"""The parameters of `finish` for an agent that was given no schema for its output."""


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
