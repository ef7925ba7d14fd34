"""The model made of rules: the documentation's examples do something sensible."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict, List

import pytest

from inferencesh.local.agents.models.arithmetic import evaluate, find_expression, shown
from inferencesh.local.agents.models.rule_model import RuleModel
from inferencesh.local.agents.tools.web_search import find
from inferencesh.local.apps.runtime import Delta


def offer(tool: str, description: str = "", required: Any = None, /, **properties: Any) -> Dict[str, Any]:
    parameters = {
        "type": "object",
        "properties": properties,
        "required": list(properties) if required is None else required,
    }
    return {"type": "function", "function": {"name": tool, "description": description, "parameters": parameters}}


TEXT = {"type": "string"}
CALCULATE = offer("calculate", "Perform a calculation", expression={"type": "string", "description": "Math expression"})
DRAW = offer("generate_image", "Generate an image", prompt={"type": "string", "description": "Image description"})
GREET = offer("greet", "Greets a user by name", name={"type": "string", "description": "Name to greet"})
WEATHER = offer(
    "get_weather",
    "Current weather of a city",
    ["city"],
    city={"type": "string", "description": "City"},
    unit={"type": "string", "enum": ["celsius", "fahrenheit"]},
)
RESIZE = offer(
    "resize", "Resizes an image", ["image"],
    image={"type": "string", "format": "file"}, width={"type": "integer"}, grayscale={"type": "boolean"},
)  # fmt: skip
TICKET = offer(
    "create_ticket",
    "Creates a support ticket",
    ["title", "priority"],
    title=TEXT,
    priority={"type": "string", "enum": ["low", "medium", "high"]},
    tags={"type": "array", "items": TEXT},
)
ADD = offer("add", "Adds two numbers", a={"type": "number"}, b={"type": "number"})


def turn(text: str, *tools: Any, **more: Any) -> Dict[str, Any]:
    given = {"text": text, "role": "user", "context": [], "tools": list(tools), **more}
    return list(RuleModel()(given))[-1]


def calls(text: str, *tools: Any, **more: Any) -> List[Any]:
    output = turn(text, *tools, **more)
    return [(call["function"]["name"], call["function"]["arguments"]) for call in output.get("tool_calls", [])]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What is 25 * 4?", ("calculate", {"expression": "25 * 4"})),
        ("What is 12 plus 30?", ("calculate", {"expression": "12 + 30"})),
        ("Generate an image of a cat in space", ("generate_image", {"prompt": "a cat in space"})),
        ("Please greet Ada", ("greet", {"name": "Ada"})),
        ("How is the weather in Oslo, in fahrenheit?", ("get_weather", {"city": "Oslo", "unit": "fahrenheit"})),
        ("What's the weather in New York?", ("get_weather", {"city": "New York"})),
        ('Create a high priority ticket "Printer"', ("create_ticket", {"title": "Printer", "priority": "high"})),
        ("Please add 3 and 4.5", ("add", {"a": 3, "b": 4.5})),
    ],
)  # fmt: skip
def test_it_picks_a_tool_and_fills_its_parameters(text: str, expected: Any) -> None:
    tools = [CALCULATE, DRAW, GREET, WEATHER, TICKET, ADD] if "plus" not in text else [CALCULATE, DRAW]
    [call] = calls(text, *tools)
    assert call[0] == expected[0]
    assert {name: call[1].get(name) for name in expected[1]} == expected[1]


def test_it_hands_attached_files_to_the_tool_that_takes_them() -> None:
    [call] = calls("Resize this image to width 32, grayscale", CALCULATE, RESIZE, images=["http://x/a.png"])
    assert call == ("resize", {"image": "http://x/a.png", "width": 32, "grayscale": True})


def test_it_leaves_tools_alone_that_do_not_fit_or_cannot_be_filled() -> None:
    assert calls("Explain quantum computing", CALCULATE, DRAW, GREET, WEATHER) == []
    assert calls("Please add something", ADD) == []
    assert calls("What is 2 + 2?", CALCULATE, tool_choice={"mode": "none"}) == []
    assert calls("Hello", GREET, tool_choice={"mode": "function", "name": "greet"})[0][0] == "greet"
    assert calls("So what", WEATHER, tool_choice={"mode": "required"})[0][0] == "get_weather"


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        ("100", "25 * 4 is 100."),
        ('{"result": 100}', "25 * 4 is 100."),
        ('{"error": "nothing here runs this tool"}', "25 * 4 is 100."),
        ('"100"', "25 * 4 is 100."),
    ],
)
def test_it_answers_from_the_results(result: str, expected: str) -> None:
    call = {"id": "c1", "type": "function", "function": {"name": "calculate", "arguments": {"expression": "25 * 4"}}}
    context = [{"role": "user", "text": "What is 25 * 4?"}, {"role": "assistant", "text": "", "tool_calls": [call]}]
    output = turn(result, CALCULATE, role="tool", tool_call_id="c1", context=context)
    assert output["response"] == expected
    assert "tool_calls" not in output


def test_it_streams_what_it_says() -> None:
    *deltas, whole = RuleModel()({"text": "Hello!", "role": "user", "context": []})
    assert all(isinstance(delta, Delta) for delta in deltas)
    assert len(deltas) > 2
    assert "".join(delta["response"] for delta in deltas) == whole["response"] == "Hello! How can I help you?"
    thinking = turn("Hello!", reasoning_effort="low")
    assert thinking["reasoning"]


def test_it_uses_the_prompt_and_what_was_said_before() -> None:
    assert turn("When do you open?", system_prompt="Be kind. We open at nine.")["response"] == "We open at nine."
    told = [{"role": "user", "text": "My name is Ada."}, {"role": "assistant", "text": "I see."}]
    assert turn("What is my name?", context=told)["response"] == "My name is Ada."
    assert "a cat" in turn("a cat")["response"]
    assert "1 image" in turn("What's in this image?", images=["http://x/a.png"])["response"]


def test_it_fills_what_finish_asks_for() -> None:
    schema = {
        "sentiment": {"type": "string", "enum": ["positive", "negative", "neutral"]},
        "score": {"type": "number"},
        "summary": TEXT,
        "tags": {"type": "array", "items": TEXT},
        "who": {"type": "object", "properties": {"name": TEXT}, "required": ["name"]},
    }
    [(name, arguments)] = calls("I hate this, it is terrible", offer("finish", **schema))
    assert name == "finish"
    assert set(arguments) == set(schema)
    assert arguments["sentiment"] == "negative"
    assert isinstance(arguments["score"], int)
    assert isinstance(arguments["who"]["name"], str)
    [(_, solved)] = calls("What is 6 * 7?", offer("finish", answer={"type": "number"}))
    assert solved == {"answer": 42}
    # The bare finish of sub-agents is no reason to end without saying anything.
    assert calls("Hello", offer("finish", result=TEXT)) == []


def test_the_platforms_own_tools_have_rules() -> None:
    search = offer("web_search", query=TEXT)
    assert calls("Search for tea", search)[0] == ("web_search", {"query": "Search for tea"})
    code = offer("code_execution", code=TEXT)
    assert calls("Run ```python\nprint(1)\n```", code) == [("code_execution", {"code": "print(1)\n"})]
    memory = offer("memory_set", key=TEXT, value=TEXT)
    assert calls("Remember that tea is at five", memory)[0][1]["value"] == "tea is at five"
    skill = offer("skill_get", name=TEXT)
    prompt = "Skills, which the tool skill_get reads:\n- code-review: Guidelines\n- cooking: Recipes"
    assert calls("How do I review code?", skill, system_prompt=prompt) == [("skill_get", {"name": "code-review"})]


@pytest.mark.parametrize(
    ("text", "expression", "value"),
    [
        ("What is 25 * 4?", "25 * 4", 100),
        ("(2 + 3) * 4 please", "(2 + 3) * 4", 20),
        ("2^10", "2**10", 1024),
        ("7 divided by 2", "7 / 2", 3.5),
        ("call 555-1234 on 2026-10-11", "555-1234", -679),
        ("nothing here", None, None),
        ("1 / 0", None, None),
    ],
)
def test_arithmetic(text: str, expression: Any, value: Any) -> None:
    assert find_expression(text) == expression
    assert expression is None or evaluate(expression) == value


def test_arithmetic_knows_its_limits() -> None:
    assert evaluate("9 ** 9 ** 9 ** 9") is None
    assert evaluate("__import__('os')") is None
    assert evaluate("(" * 5000 + "1" + ")" * 5000) is None
    assert (shown(4.0), shown(0.1 + 0.2), shown(3)) == ("4", "0.3", "3")


def test_searching_ranks_pages(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# Brewing tea\n\nBoil water for the tea.", encoding="utf-8")
    (tmp_path / "b.md").write_text("# Coffee\n\nNot tea at all.", encoding="utf-8")
    (tmp_path / "c.txt").write_text("tea tea tea", encoding="utf-8")
    pages = find(tmp_path, "how to brew tea", 5)
    assert [page["title"] for page in pages] == ["Brewing tea", "Coffee"]
    assert find(tmp_path, "zebra", 5) == []
    assert json.dumps(find(tmp_path, "tea", 1)).count("title") == 1


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("What is 1/0?", "I cannot work out 1/0."),
        ("What is 2**9999?", "I cannot work out 2**9999."),
        ("Calculate 15% of 200", "15/100*200 is 30."),
        ("What is 7 % 4?", "7 % 4 is 3."),
    ],
)
def test_what_is_worked_out_without_a_tool(text: str, answer: str) -> None:
    assert turn(text)["response"] == answer


@pytest.mark.parametrize("text", ["What happened on 2024-11-27?", "What is new in version 1.2.3-4?"])
def test_dates_and_versions_are_no_arithmetic(text: str) -> None:
    assert find_expression(text) is None
    assert "stand-in" in turn(text)["response"]
