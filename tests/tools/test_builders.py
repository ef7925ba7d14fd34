"""The JSON of every builder and schema helper, row by row (behaviour.md 6.2 to 6.4, D26 to D36)."""

from __future__ import annotations

import copy
import json
import pickle
from typing import Any, Dict

import pytest

from inferencesh._core.errors.classes import InvalidInputError
from inferencesh.tools import (
    BuiltTool,
    ClientTool,
    agent_tool,
    app_tool,
    array,
    boolean,
    call_tool,
    enum_of,
    http_tool,
    integer,
    internal_tools,
    learning_hooks,
    lifecycle_hook,
    mcp_tool,
    number,
    obj,
    object_schema,
    optional,
    prepare_tools,
    string,
    tool,
    webhook_tool,
)

EMPTY: Dict[str, Any] = {"type": "object", "properties": {}, "required": []}


def common(name: str, kind: str, config: Any, **more: Any) -> Dict[str, Any]:
    return {
        "name": name,
        "display_name": more.pop("display_name", name),
        "description": more.pop("description", ""),
        "type": kind,
        "require_approval": more.pop("require_approval", False),
        kind: config,
        **more,
    }


SCHEMAS = [
    (string("Name"), {"type": "string", "description": "Name"}),
    (string(), {"type": "string"}),
    (number("Score"), {"type": "number", "description": "Score"}),
    (integer("Age"), {"type": "integer", "description": "Age"}),
    (boolean("Active"), {"type": "boolean", "description": "Active"}),
    (boolean(), {"type": "boolean"}),
    (enum_of(["low", "high"], "P"), {"type": "string", "enum": ["low", "high"], "description": "P"}),
    (enum_of(("a",)), {"type": "string", "enum": ["a"]}),
    (
        array(string("Tag"), "Tags"),
        {"type": "array", "items": {"type": "string", "description": "Tag"}, "description": "Tags"},
    ),
    (
        obj({"a": string(), "b": optional(string())}, "O"),
        {
            "type": "object",
            "properties": {"a": {"type": "string"}, "b": {"type": "string", "optional": True}},
            "description": "O",
        },
    ),
    (optional(integer("n")), {"type": "integer", "description": "n", "optional": True}),
]


@pytest.mark.parametrize(("given", "expected"), SCHEMAS)
def test_schema_helpers(given: Any, expected: Any) -> None:
    assert given == expected
    assert list(given) == list(expected)


INPUT_SCHEMAS = [
    ({}, EMPTY),
    ({"a": string("A")}, {"type": "object", "properties": {"a": string("A")}, "required": ["a"]}),
    (
        {"a": optional(string()), "b": integer()},
        {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "integer"}}, "required": ["b"]},
    ),
    (  # nested objects: required only where it is not empty
        {"o": obj({"x": string(), "y": optional(string())}), "p": obj({"z": optional(string())})},
        {
            "type": "object",
            "properties": {
                "o": {
                    "type": "object",
                    "properties": {"x": {"type": "string"}, "y": {"type": "string"}},
                    "required": ["x"],
                },
                "p": {"type": "object", "properties": {"z": {"type": "string"}}},
            },
            "required": ["o", "p"],
        },
    ),
    (  # items of arrays, at any depth: the official client leaks "optional" here
        {"l": array(array(obj({"x": string(), "y": optional(string())})))},
        {
            "type": "object",
            "properties": {
                "l": {
                    "type": "array",
                    "items": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "properties": {"x": {"type": "string"}, "y": {"type": "string"}},
                            "required": ["x"],
                        },
                    },
                }
            },
            "required": ["l"],
        },
    ),
    (
        {"l": array(optional(string()))},
        {
            "type": "object",
            "properties": {"l": {"type": "array", "items": {"type": "string"}}},
            "required": ["l"],
        },
    ),
    (  # a property that is called like the mark is no mark
        {"o": obj({"optional": boolean()})},
        {
            "type": "object",
            "properties": {
                "o": {"type": "object", "properties": {"optional": {"type": "boolean"}}, "required": ["optional"]}
            },
            "required": ["o"],
        },
    ),
    (  # a schema that was written by hand keeps its own list
        {"o": {"type": "object", "properties": {"x": {}, "y": {}}, "required": ["y"]}},
        {
            "type": "object",
            "properties": {"o": {"type": "object", "properties": {"x": {}, "y": {}}, "required": ["y"]}},
            "required": ["o"],
        },
    ),
]


@pytest.mark.parametrize(("params", "expected"), INPUT_SCHEMAS)
def test_input_schema(params: Any, expected: Any) -> None:
    before = copy.deepcopy(params)
    assert object_schema(params) == expected
    assert params == before


TOOLS = [
    (tool("greet").build(), common("greet", "client", {"input_schema": EMPTY})),
    (
        tool("greet").display("Greet User").describe("Greets").param("name", string("N")).require_approval().build(),
        common(
            "greet",
            "client",
            {"input_schema": {"type": "object", "properties": {"name": string("N")}, "required": ["name"]}},
            display_name="Greet User",
            description="Greets",
            require_approval=True,
        ),
    ),
    (
        tool("t").param("n", integer("N"), default=3).param("m", string(), default=None).build(),
        common(
            "t",
            "client",
            {
                "input_schema": {
                    "type": "object",
                    "properties": {
                        "n": {"type": "integer", "description": "N", "default": 3},
                        "m": {"type": "string", "default": None},
                    },
                    "required": [],
                }
            },
        ),
    ),
    (
        tool("t").output_schema(obj({"a": string()})).approval_timeout(60).build(),
        common(
            "t",
            "client",
            {
                "input_schema": EMPTY,
                "output_schema": {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]},
            },
            approval_timeout=60,
        ),
    ),
    (app_tool("draw", "acme/paint@1a2b3c4d").build(), common("draw", "app", {"ref": "acme/paint@1a2b3c4d"})),
    (
        app_tool("draw", "acme/paint")
        .display_name("Draw")
        .function("fast")
        .session_enabled()
        .setup({"model": "small"})
        .input({"steps": 20})
        .fixed_input({"nsfw": False})
        .require_approval()
        .build(),
        common(
            "draw",
            "app",
            {
                "ref": "acme/paint",
                "function": "fast",
                "session_enabled": True,
                "setup": {"model": "small"},
                "input": {"steps": 20},
                "fixed_input": {"nsfw": False},
            },
            display_name="Draw",
            require_approval=True,
        ),
    ),
    (app_tool("d", "a/b").setup({}).input({}).build(), common("d", "app", {"ref": "a/b"})),
    (
        app_tool("d", "a/b").param("p", string()).param("n", integer(), default=4).input({"s": 1}).build(),
        common("d", "app", {"ref": "a/b", "input": {"n": 4, "s": 1}}),
    ),
    (
        app_tool("d", "a/b").param("n", integer(), default=4).input({"n": 9}).build(),
        common("d", "app", {"ref": "a/b", "input": {"n": 9}}),
    ),
    (
        agent_tool("ask", "acme/reader@9z8y7x6w").param("topic", string("T")).build(),
        common("ask", "agent", {"ref": "acme/reader@9z8y7x6w"}),
    ),
    (
        webhook_tool("ping", "https://hooks.example/p").build(),
        common("ping", "hook", {"url": "https://hooks.example/p", "secret": None, "input_schema": EMPTY}),
    ),
    (
        webhook_tool("slack", "https://h.example").secret("SLACK_SECRET").param("c", string()).build(),
        common(
            "slack",
            "hook",
            {
                "url": "https://h.example",
                "secret": "SLACK_SECRET",
                "input_schema": {"type": "object", "properties": {"c": {"type": "string"}}, "required": ["c"]},
            },
        ),
    ),
    (
        http_tool("lookup", "https://api.example/u/{{context.user}}").build(),
        common(
            "lookup",
            "http",
            {
                "url": "https://api.example/u/{{context.user}}",
                "method": None,
                "auth": None,
                "headers": None,
                "input_schema": EMPTY,
            },
        ),
    ),
    (
        call_tool("lookup", "https://api.example").method("GET").auth(bearer="CRM_TOKEN").header("X-A", "1").build(),
        common(
            "lookup",
            "http",
            {
                "url": "https://api.example",
                "method": "GET",
                "auth": {"type": "bearer", "secret": "CRM_TOKEN"},
                "headers": {"X-A": "1"},
                "input_schema": EMPTY,
            },
        ),
    ),
    (
        http_tool("l", "https://a.example").method("post").build(),
        common(
            "l",
            "http",
            {"url": "https://a.example", "method": None, "auth": None, "headers": None, "input_schema": EMPTY},
        ),
    ),
    (
        mcp_tool("web", server="exa", tool_name="search").param("q", string()).build(),
        common("web", "mcp", {"server": "exa", "tool_name": "search"}),
    ),
]


@pytest.mark.parametrize(
    ("built", "expected"), TOOLS, ids=[f"{built['type']}-{i}" for i, (built, _) in enumerate(TOOLS)]
)
def test_tools(built: BuiltTool, expected: Any) -> None:
    assert built == expected
    assert json.loads(json.dumps(built)) == expected
    assert pickle.loads(pickle.dumps(built)) == built
    assert copy.deepcopy(built).params == built.params


@pytest.mark.parametrize(
    ("keywords", "expected"),
    [
        ({"bearer": "S"}, {"type": "bearer", "secret": "S"}),
        ({"api_key": "S"}, {"type": "api_key", "secret": "S", "header": "X-API-Key"}),
        ({"api_key": "S", "header": "H"}, {"type": "api_key", "secret": "S", "header": "H"}),
        ({"credential": "google"}, {"type": "credential", "provider": "google"}),
        ({"credential": "google", "api_key": "S", "bearer": "B"}, {"type": "credential", "provider": "google"}),
        ({"api_key": "S", "bearer": "B"}, {"type": "api_key", "secret": "S", "header": "X-API-Key"}),
    ],
)
def test_http_auth(keywords: Any, expected: Any) -> None:
    assert http_tool("x", "https://a.example").auth(**keywords).build()["http"]["auth"] == expected


SWITCHES = ["plan", "memory", "widget", "finish", "skills", "meta", "artifact", "agent", "remote", "knowledge", "wait"]


@pytest.mark.parametrize("name", SWITCHES + ["web_search", "code_execution", "image_generation"])
def test_internal_switches(name: str) -> None:
    assert getattr(internal_tools(), name)().build() == {name: True}
    assert getattr(internal_tools(), name)(False).build() == {name: False}


def test_internal_tools_of_the_mission() -> None:
    drawing = {"enabled": True, "app_ref": "infsh/flux@latest"}
    built = internal_tools().plan().memory().web_search(True).code_execution(True).image_generation(drawing).build()
    assert built == {
        "plan": True,
        "memory": True,
        "web_search": True,
        "code_execution": True,
        "image_generation": {"enabled": True, "app_ref": "infsh/flux@latest"},
    }
    assert json.loads(json.dumps(built)) == built


def test_all_and_none() -> None:
    assert internal_tools().all().build() == {"plan": True, "memory": True, "widget": True, "finish": True}
    assert internal_tools().none().plan().build() == {"plan": True, "memory": False, "widget": False, "finish": False}


@pytest.mark.parametrize(
    ("hook", "expected"),
    [
        (lifecycle_hook("agent.start"), {"event": "agent.start"}),
        (
            lifecycle_hook("agent.tool_call").webhook("https://h.example").async_().timeout(5),
            {
                "event": "agent.tool_call",
                "type": "webhook",
                "handler": "https://h.example",
                "async": True,
                "timeout": 5,
            },
        ),
        (
            lifecycle_hook("agent.idle").task("a/b").async_(False),
            {"event": "agent.idle", "type": "task", "handler": "a/b", "async": False},
        ),
        (
            lifecycle_hook("agent.error").builtin("belt:suggest"),
            {"event": "agent.error", "type": "builtin", "handler": "belt:suggest"},
        ),
    ],
)
def test_lifecycle_hooks(hook: Any, expected: Any) -> None:
    assert hook.build() == expected


def test_learning_hooks() -> None:
    suggest = {"event": "agent.turn_start", "type": "builtin", "handler": "belt:suggest"}
    learn = [
        {"event": name, "type": "builtin", "handler": "belt:extract"}
        for name in ("agent.complete", "agent.pre_compact")
    ]
    assert learning_hooks() == [suggest, *learn]
    assert learning_hooks(learn=False) == [suggest]
    assert learning_hooks(suggest=False) == learn
    assert learning_hooks(False, False) == []


def test_handler_with_and_without_build() -> None:
    def run(arguments: Dict[str, Any]) -> str:
        return str(arguments["a"])

    bare = tool("t").param("a", integer()).handler(run)
    built = tool("t").param("a", integer()).handler(run).build()
    plain = tool("t").param("a", integer()).build()
    assert bare == built == plain
    for each in (bare, built):
        assert each.handler_fn is run
        assert json.loads(json.dumps(each)) == plain
        assert each["schema"] == plain  # the official SDK's form
        assert each["handler"] is run
        assert "handler" not in each
    assert plain.handler_fn is None
    with pytest.raises(KeyError):
        plain["handler"]
    late = tool("t").handler(run).param("a", integer()).describe("d").display("D").require_approval().build()
    assert (late["description"], late["display_name"], late["require_approval"]) == ("d", "D", True)
    assert late.handler_fn is run
    assert list(late.params) == ["a"]
    shaped = tool("t").handler(run).output_schema(obj({"a": string()}))
    assert shaped == tool("t").output_schema(obj({"a": string()})).build()
    assert shaped.handler_fn is run
    assert isinstance(late, ClientTool)


def test_params_are_readable_where_the_wire_has_no_place() -> None:
    built = agent_tool("ask", "a/b").param("topic", string("T")).param("depth", integer(), default=2).build()
    assert built.params == {"topic": string("T"), "depth": {"type": "integer", "default": 2, "optional": True}}
    assert built["agent"] == {"ref": "a/b"}


def test_bind_arguments_of_a_built_tool() -> None:
    built = (
        tool("t")
        .param("a", integer())
        .param("b", enum_of(["x", "y"]), default="x")
        .param("c", optional(array(obj({"k": string()}))))
        .build()
    )
    assert built.bind_arguments({"a": 1}) == {"a": 1, "b": "x"}
    with pytest.raises(
        ValueError, match=r"a is missing; b must be one of 'x', 'y', not the string 'z'; c\[0\].k is missing"
    ):
        built.bind_arguments({"b": "z", "c": [{}]})
    with pytest.raises(ValueError, match="a must be integer, not a boolean"):
        built.bind_arguments({"a": True})


def test_null_stands_for_an_argument_that_is_left_out() -> None:
    """Models write null for what they leave out; a schema that allows null gets it."""
    built = (
        tool("t")
        .param("a", integer(), default=3)
        .param("b", optional(obj({"x": optional(string()), "y": integer()})))
        .param("c", optional(array(obj({"z": optional(number())}))))
        .param("d", {"type": ["string", "null"], "optional": True})
        .build()
    )
    assert built.bind_arguments({"a": None, "b": None}) == {"a": 3}
    assert built.bind_arguments({"b": {"x": None, "y": 1}, "c": [{"z": None}]}) == {"a": 3, "b": {"y": 1}, "c": [{}]}
    assert built.bind_arguments({"d": None}) == {"a": 3, "d": None}
    with pytest.raises(ValueError, match=r"b\.y must be integer, not null"):
        built.bind_arguments({"b": {"y": None}})


def test_any_schema_can_be_checked_against() -> None:
    built = tool("t").param("a", {"type": "object", "properties": {"x": True, "y": {}}}).param("n", integer()).build()
    assert built.bind_arguments({"a": {"x": 1, "y": 2}, "n": 10**400})["n"] == 10**400
    with pytest.raises(ValueError, match="n must be integer, not the number inf"):
        built.bind_arguments({"a": {"x": 1, "y": 2}, "n": float("inf")})


def test_a_wrong_argument_tells_what_came() -> None:
    built = tool("t").param("a", integer()).param("b", boolean()).build()
    with pytest.raises(
        ValueError, match="a must be integer, not the string 'three'; b must be boolean, not the number 1"
    ):
        built.bind_arguments({"a": "three", "b": 1})


def test_tool_with_a_name_and_more_is_a_builder_and_a_decorator() -> None:
    said: Any = {"description": "Greets", "display_name": "Greet", "require_approval": True, "approval_timeout": 9}
    built = tool("greet", **said).param("name", string()).build()
    assert built == (
        tool("greet").describe("Greets").display("Greet").require_approval().approval_timeout(9)
        .param("name", string()).build()
    )  # fmt: skip

    @tool("greet", **said)
    def hello(name: str) -> str:
        return name

    # A function takes what it names; a handler gets whatever comes.
    hello["client"]["input_schema"].pop("additionalProperties")
    assert hello == built


def test_a_hook_secret_does_not_show() -> None:
    built = webhook_tool("s", "https://h.example").secret("very-secret-value").build()
    assert "very-secret-value" not in repr(built)
    assert "very-secret-value" in json.dumps(built)


REFUSED = [
    (lambda: tool(""), "name"),
    (lambda: tool("t").param("a", "string"), "param 'a'"),
    (lambda: tool("t").param("a", string()).param("a", string()), "twice"),
    (lambda: tool("t").handler(3), "handler"),
    (lambda: tool("t").approval_timeout(-1), "approval_timeout"),
    (lambda: tool("t").approval_timeout(True), "approval_timeout"),
    (lambda: app_tool("t", ""), "ref"),
    (lambda: app_tool("t", "a/b").setup([1]), "setup"),
    (lambda: app_tool("t", "a/b").input("x"), "input"),
    (lambda: http_tool("t", "https://a.example").auth(), "auth"),
    (lambda: http_tool("t", "https://a.example").header("X", 3), "header"),
    (lambda: mcp_tool("t", server="exa"), "tool_name"),
    (lambda: mcp_tool("t", tool_name="x"), "server"),
    (lambda: webhook_tool("t", "https://a.example").secret(3), "secret"),
    (lambda: enum_of([]), "enum_of"),
    (lambda: enum_of("low"), "enum_of"),
    (lambda: enum_of([1]), "enum_of"),
    (lambda: array("string"), "items"),
    (lambda: obj(["a"]), "obj"),
    (lambda: obj({"a": "string"}), "properties"),
    (lambda: string(3), "description"),
    (lambda: internal_tools().plan("yes"), "plan"),
    (lambda: internal_tools().image_generation("infsh/flux"), "image_generation"),
    (lambda: lifecycle_hook("agent.tool_cal"), "did you mean 'agent.tool_call'"),
    (lambda: lifecycle_hook(""), "event"),
    (lambda: lifecycle_hook("agent.start").timeout(-1), "timeout"),
    (lambda: lifecycle_hook("agent.start").webhook(""), "webhook"),
    (lambda: prepare_tools("x"), "list of tools"),
    (lambda: prepare_tools([3]), r"tools\[0\]"),
    (lambda: prepare_tools([len]), "put @tool above"),
    (lambda: prepare_tools([{}]), r"tools\[0\] has no name"),
    (lambda: prepare_tools([tool("a").build(), tool("a").build()]), r"tools\[0\] and tools\[1\]"),
    (lambda: prepare_tools([{"schema": 1, "handler": len}]), r"tools\[0\]"),
]


@pytest.mark.parametrize(("make", "words"), REFUSED)
def test_what_is_refused_names_the_argument(make: Any, words: str) -> None:
    with pytest.raises(InvalidInputError, match=words):
        make()


def test_prepare_tools_takes_every_form() -> None:
    @tool
    def square(x: int) -> int:
        return x * x

    official = {"schema": dict(tool("o").build()), "handler": lambda arguments: 1}
    plain = {"name": "p", "type": "client", "client": {}}
    prepared = prepare_tools([tool("b"), tool("h").handler(len), square, official, plain, app_tool("a", "x/y").build()])
    assert [item["name"] for item in prepared.definitions] == ["b", "h", "square", "o", "p", "a"]
    assert all(type(item) is dict for item in prepared.definitions)
    assert sorted(prepared.handlers) == ["h", "o", "square"]
    assert prepared.handlers["square"].handler_fn is not None
    assert prepared.handlers["square"].handler_fn({"x": "7"}) == 49
    assert prepare_tools(None) == ([], {})
    json.dumps(prepared.definitions)
