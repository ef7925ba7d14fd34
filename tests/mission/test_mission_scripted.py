"""Snippets of the mission document before a model that follows a script, so that what they do can be seen in full.

test_mission.py runs the document from top to bottom before a model made of rules, which never calls some of the
callbacks. Here each snippet runs as it is written too, but the model does what the snippet is there for.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Tuple

import pytest
from mission_document import KEY, READER, run_filled_in, snippet_under
from support.pictures import write_picture

from inferencesh import app_tool, inference, string, tool
from inferencesh.local import Call, LocalPlatform, Say, ScriptedModel, app

MODEL = "infsh/claude-sonnet-4"


class Stage:
    """A platform with a scripted model, and a namespace as it is when the reader comes to a snippet."""

    def __init__(self, folder: Path, platform: LocalPlatform, brain: ScriptedModel) -> None:
        self.folder = folder
        self.platform = platform
        self.brain = brain
        self.client = inference(api_key=KEY)
        self.namespace: Dict[str, Any] = {"__name__": "mission", "client": self.client, **READER}

    def run(self, heading: str) -> str:
        return run_filled_in(snippet_under(heading), self.namespace, self.folder)

    def agent(self, *tools: Any) -> Any:
        """Put an agent with tools where the document has the agent of an earlier snippet."""
        self.namespace["agent"] = self.client.agent({"core_app": {"ref": MODEL}, "tools": list(tools)})
        return self.namespace["agent"]

    def results(self) -> List[Any]:
        messages = self.namespace["agent"].get_chat()["messages"]
        return [json.loads(message["content"]) for message in messages if message["role"] == "tool"]


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Stage]]:
    """Sets a stage for a script."""
    opened: List[Tuple[LocalPlatform, Stage]] = []
    write_picture(tmp_path / "image.png")
    monkeypatch.chdir(tmp_path)

    def begin(script: Any, **options: Any) -> Stage:
        brain = ScriptedModel(script)
        platform = LocalPlatform(api_key=KEY, models={MODEL: brain}, heartbeat=0.05, **options)
        platform.start()
        monkeypatch.setenv("INFERENCE_BASE_URL", platform.base_url)
        monkeypatch.setenv("INFERENCE_API_KEY", KEY)
        made = Stage(tmp_path, platform, brain)
        opened.append((platform, made))
        return made

    yield begin
    for platform, made in opened:
        for value in list(made.namespace.values()):
            if hasattr(value, "close") and hasattr(value, "run"):
                value.close()
        made.client.close()
        platform.stop()


def offered(llm_input: Dict[str, Any]) -> Dict[str, Any]:
    """The tools that the model was offered: parameters by name."""
    return {entry["function"]["name"]: entry["function"]["parameters"] for entry in llm_input["tools"]}


def test_an_ad_hoc_agent_is_what_its_config_says(stage: Callable[..., Stage]) -> None:
    s = stage(["Hello yourself.", "There is no more.", Call("calculate", expression="25 * 4"), "It is 100."])
    printed = s.run("Agent SDK")
    assert printed == "Hello yourself.\n"
    hello, more, asked, answered = s.brain.inputs
    assert [entry["text"] for entry in more["context"]] == ["Hello!", "Hello yourself."], "one conversation"
    assert hello["system_prompt"].startswith("You are a friendly support agent.")
    assert (asked["text"], asked.get("context") or []) == ("What is 25 * 4?", [])
    assert asked["system_prompt"].startswith("You are a helpful assistant.")
    assert (asked["temperature"], asked["max_tokens"]) == (0.7, 4096)
    assert offered(asked)["calculate"]["properties"] == {
        "expression": {"type": "string", "description": "Math expression"}
    }
    assert "prompt" in offered(asked)["generate_image"]["properties"], "the app's own parameters"
    assert "error" in json.loads(answered["text"]), "nothing runs this tool: the agent is told, and the turn ends"
    assert s.namespace["response"].text == "It is 100."


def test_the_tools_of_the_document_are_exactly_this(stage: Callable[..., Stage]) -> None:
    s = stage(["Hi."])
    s.namespace.update(tool=tool, app_tool=app_tool)  # imported in the snippet before
    s.run("Tool builder")
    made = s.namespace
    assert made["address"] == {
        "type": "object",
        "properties": {
            "street": {"type": "string", "description": "Street"},
            "city": {"type": "string", "description": "City"},
            "zip": {"type": "string", "description": "ZIP", "optional": True},
        },
        "description": "Address",
    }
    assert made["tags"] == {
        "type": "array",
        "items": {"type": "string", "description": "Tag"},
        "description": "List of tags",
    }
    assert made["priority"] == {"type": "string", "enum": ["low", "medium", "high"], "description": "Priority"}
    assert [made[name]["type"] for name in ("name", "age", "score", "active")] == [
        "string",
        "integer",
        "number",
        "boolean",
    ]
    assert made["greet"] == {
        "name": "greet",
        "display_name": "Greet User",
        "description": "Greets a user by name",
        "type": "client",
        "require_approval": True,
        "client": {
            "input_schema": {
                "type": "object",
                "properties": {"name": {"type": "string", "description": "Name to greet"}},
                "required": ["name"],
            }
        },
    }
    assert made["generate"] == {
        "name": "generate_image",
        "display_name": "generate_image",
        "description": "Generate an image from text",
        "type": "app",
        "require_approval": True,
        "app": {"ref": "infsh/flux-schnell@latest", "setup": {"model": "schnell"}, "input": {"steps": 20}},
    }
    assert made["researcher"] == {
        "name": "research",
        "display_name": "research",
        "description": "Research a topic",
        "type": "agent",
        "require_approval": False,
        "agent": {"ref": "my-org/researcher@v1"},
    }
    assert made["notify"] == {
        "name": "slack",
        "display_name": "slack",
        "description": "Send Slack notification",
        "type": "hook",
        "require_approval": False,
        "hook": {
            "url": "http://127.0.0.1:9/slack",
            "secret": "SLACK_SECRET",
            "input_schema": {
                "type": "object",
                "properties": {
                    "channel": {"type": "string", "description": "Channel"},
                    "message": {"type": "string", "description": "Message"},
                },
                "required": ["channel", "message"],
            },
        },
    }
    assert made["config"] == {
        "plan": True,
        "memory": True,
        "web_search": True,
        "code_execution": True,
        "image_generation": {"enabled": True, "app_ref": "infsh/flux@latest"},
    }
    made["agent"].send_message("Hi")
    assert {"plan_create", "memory_set", "web_search", "code_execution", "image_generation"} <= {
        *offered(s.brain.inputs[0])
    }


def test_the_callbacks_of_streaming_print_the_call_and_the_answer(stage: Callable[..., Stage]) -> None:
    s = stage([Call("look_up", topic="qubits"), "Qubits are both at once."])
    s.agent(tool("look_up").param("topic", string("Topic")).build())
    told: List[Any] = []
    s.namespace["execute_tool"] = lambda name, args: told.append((name, args)) or {"found": 3}
    assert s.run("Streaming agent responses") == "\n[Tool: look_up]\nQubits are both at once."
    assert told == [("look_up", {"topic": "qubits"})]
    assert s.results() == [{"found": 3}]
    assert s.namespace["response"].text == "Qubits are both at once."


@pytest.mark.parametrize(
    ("says_yes", "result"), [(True, {"result": "wipe did its work"}), (False, {"error": "Denied by user"})]
)
def test_a_person_is_asked_before_a_gated_tool_runs(
    stage: Callable[..., Stage], says_yes: bool, result: Dict[str, Any]
) -> None:
    s = stage([Call("wipe", folder="/tmp"), "Done."])
    s.agent(tool("wipe").param("folder", string("Folder")).require_approval().build())
    asked: List[str] = []
    s.namespace["prompt_user"] = lambda question: asked.append(question) or says_yes
    s.run("Human approval")
    assert asked == ["Allow wipe?"]
    assert s.results() == [result]
    assert s.namespace["response"].text == "Done."


def test_skills_are_read_when_the_agent_needs_them(stage: Callable[..., Stage]) -> None:
    s = stage([Call("skill_get", name="code-review"), "First security."])
    s.run("Skills (reusable context)")
    agent = s.namespace["agent"]
    assert agent.send_message("How do I review code?").text == "First security."
    first, second = s.brain.inputs
    for name, description in (("code-review", "Code review guidelines"), ("api-docs", "API documentation")):
        assert name in first["system_prompt"]
        assert description in first["system_prompt"]
    assert "Check security" not in first["system_prompt"], "only names and descriptions are there from the beginning"
    assert second["text"] == "# Code Review\n\n1. Check security\n2. Check performance..."


def test_the_async_agent_answers_and_its_messages_are_printed(stage: Callable[..., Stage]) -> None:
    s = stage([Say("Hello to you.", thinking="A greeting.")])
    thinking, text = s.run("Async").splitlines()
    assert "'A greeting.'" in thinking
    assert "thinking" in thinking
    assert "'Hello to you.'" in text


def test_errors_go_to_the_handler_that_the_document_has_for_them(stage: Callable[..., Stage]) -> None:
    @app("acme/my-app", secrets=["MAPS_KEY"])
    def needs_a_secret(action: str) -> Dict[str, str]:
        return {"action": action}

    @app("acme/my-app")
    def fails(action: str) -> Dict[str, str]:
        raise ValueError("no such action")

    s = stage([], apps=[needs_a_secret], stand_ins=False)
    assert s.run("Errors") == "Missing requirements:\n  - secret: MAPS_KEY\n"
    s = stage([], apps=[fails], stand_ins=False)
    printed = s.run("Errors")
    assert printed.startswith("Error: ")
    assert "no such action" in printed
