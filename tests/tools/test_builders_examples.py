"""The examples of behaviour.md section 6 (6.1 to 6.4), as JSON text, beside the builders that make them."""

from __future__ import annotations

import json
from typing import Any, List

import pytest

from inferencesh.tools import (
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
    optional,
    string,
    tool,
    webhook_tool,
)

# 6.4 as it stands there.
SHAPES = """
[{"name":"weather","display_name":"weather","description":"Reads a thermometer","type":"client",
  "require_approval":false,"client":{"input_schema":{"type":"object","properties":{"city":{"type":"string","description":"City"},
    "unit":{"type":"string","enum":["c","f"]}},"required":["city"]}}},
 {"name":"draw","display_name":"Draw","description":"","type":"app","require_approval":true,
  "app":{"ref":"acme/paint@1a2b3c4d","setup":{"model":"small"},"input":{"steps":20}}},
 {"name":"ask","display_name":"ask","description":"","type":"agent","require_approval":false,
  "agent":{"ref":"acme/reader@9z8y7x6w"}},
 {"name":"ping","display_name":"ping","description":"","type":"hook","require_approval":false,
  "hook":{"url":"https://hooks.example/p","secret":null,
    "input_schema":{"type":"object","properties":{},"required":[]}}},
 {"name":"lookup","display_name":"lookup","description":"","type":"http","require_approval":false,
  "http":{"url":"https://api.example/u/{{context.user}}","method":"GET","auth":{"type":"bearer","secret":"CRM_TOKEN"},
    "headers":null,"input_schema":{"type":"object","properties":{},"required":[]}}},
 {"name":"web","display_name":"web","description":"","type":"mcp","require_approval":false,
  "mcp":{"server":"exa","tool_name":"search"}}]
"""


def test_tool_shapes() -> None:
    lookup = http_tool("lookup", "https://api.example/u/{{context.user}}").method("GET").auth(bearer="CRM_TOKEN")
    built = [
        tool("weather")
        .describe("Reads a thermometer")
        .param("city", string("City"))
        .param("unit", optional(enum_of(["c", "f"])))
        .build(),
        app_tool("draw", "acme/paint@1a2b3c4d")
        .display_name("Draw")
        .require_approval()
        .setup({"model": "small"})
        .input({"steps": 20})
        .build(),
        agent_tool("ask", "acme/reader@9z8y7x6w").build(),
        webhook_tool("ping", "https://hooks.example/p").build(),
        lookup.build(),
        mcp_tool("web", server="exa", tool_name="search").build(),
    ]
    expected = json.loads(SHAPES)
    for made, wanted in zip(built, expected):
        assert made == wanted
        # The members that all tools share come in the platform's order.
        assert list(made)[:5] == list(wanted)[:5]
    assert len(built) == len(expected)


def test_the_members_that_all_tools_share() -> None:
    """6.1: the name is the default of the display name; only the member named after the type is there."""
    built = tool("greet").display("Greet").describe("Says hi").build()
    text = """{"name":"greet","display_name":"Greet","description":"Says hi","type":"client","require_approval":false,
      "client":{"input_schema":{"type":"object","properties":{},"required":[]}}}"""
    assert built == json.loads(text)


EVERY_KIND: List[Any] = [
    lambda: tool("t"),
    lambda: app_tool("t", "a/b"),
    lambda: agent_tool("t", "a/b"),
    lambda: webhook_tool("t", "https://h.example"),
    lambda: http_tool("t", "https://h.example"),
    lambda: call_tool("t", "https://h.example"),
    lambda: mcp_tool("t", server="s", tool_name="n"),
]


@pytest.mark.parametrize("start", EVERY_KIND)
def test_every_method_of_6_1_on_every_builder(start: Any) -> None:
    plain = start().build()
    assert (plain["display_name"], plain["description"], plain["require_approval"]) == ("t", "", False)
    assert "approval_timeout" not in plain
    for made in (start().display_name("T"), start().display("T")):
        assert {**plain, "display_name": "T"} == made.build()
    assert {**plain, "description": "D"} == start().describe("D").build()
    assert {**plain, "require_approval": True} == start().require_approval().build()
    assert plain == start().require_approval().require_approval(False).build()
    assert {**plain, "approval_timeout": 0} == start().approval_timeout(0).build()
    with_param = start().param("p", string("P")).build()
    kind = plain["type"]
    if kind in ("client", "hook", "http"):
        wanted = {"type": "object", "properties": {"p": {"type": "string", "description": "P"}}, "required": ["p"]}
        assert with_param == {**plain, kind: {**plain[kind], "input_schema": wanted}}
    else:  # dropped on the wire, readable beside it
        assert with_param == plain
        assert with_param.params == {"p": {"type": "string", "description": "P"}}


METHODS = [
    # 6.2.2
    (app_tool("t", "a/b").function("f"), "app", '{"ref":"a/b","function":"f"}'),
    (app_tool("t", "a/b").session_enabled(), "app", '{"ref":"a/b","session_enabled":true}'),
    (app_tool("t", "a/b").session_enabled(False), "app", '{"ref":"a/b"}'),
    (app_tool("t", "a/b").setup({"k": 1}), "app", '{"ref":"a/b","setup":{"k":1}}'),
    (app_tool("t", "a/b").input({"k": 1}), "app", '{"ref":"a/b","input":{"k":1}}'),
    (app_tool("t", "a/b").fixed_input({"k": 1}), "app", '{"ref":"a/b","fixed_input":{"k":1}}'),
    # 6.2.4
    (
        webhook_tool("t", "https://h.example").secret("S"),
        "hook",
        '{"url":"https://h.example","secret":"S","input_schema":{"type":"object","properties":{},"required":[]}}',
    ),
    # 6.2.5; members that are not set are null
    (
        call_tool("t", "https://h.example").method("POST").header("X-A", "${{secrets.A}}").header("X-B", "b"),
        "http",
        '{"url":"https://h.example","method":null,"auth":null,"headers":{"X-A":"${{secrets.A}}","X-B":"b"},'
        '"input_schema":{"type":"object","properties":{},"required":[]}}',
    ),
    (
        http_tool("t", "https://h.example").auth(api_key="S").param("q", string()),
        "http",
        '{"url":"https://h.example","method":null,"auth":{"type":"api_key","secret":"S","header":"X-API-Key"},'
        '"headers":null,"input_schema":{"type":"object","properties":{"q":{"type":"string"}},"required":["q"]}}',
    ),
    (
        http_tool("t", "https://h.example").auth(credential="google"),
        "http",
        '{"url":"https://h.example","method":null,"auth":{"type":"credential","provider":"google"},'
        '"headers":null,"input_schema":{"type":"object","properties":{},"required":[]}}',
    ),
]


@pytest.mark.parametrize(("builder", "member", "text"), METHODS)
def test_methods_of_one_kind(builder: Any, member: str, text: str) -> None:
    assert builder.build()[member] == json.loads(text)


def test_internal_tools_and_hooks() -> None:
    """6.2.7 and 6.2.9."""
    assert internal_tools().build() == {}
    assert internal_tools().skills().all().build() == {
        "skills": True,
        "plan": True,
        "memory": True,
        "widget": True,
        "finish": True,
    }
    assert internal_tools().all().plan(False).none().build() == dict.fromkeys(
        ("plan", "memory", "widget", "finish"), False
    )
    hook = lifecycle_hook("agent.tool_call").webhook("https://h.example").async_().timeout(5).build()
    assert hook == json.loads(
        '{"event":"agent.tool_call","type":"webhook","handler":"https://h.example","async":true,"timeout":5}'
    )
    assert learning_hooks() == json.loads(
        '[{"event":"agent.turn_start","type":"builtin","handler":"belt:suggest"},'
        '{"event":"agent.complete","type":"builtin","handler":"belt:extract"},'
        '{"event":"agent.pre_compact","type":"builtin","handler":"belt:extract"}]'
    )


HELPERS = [
    # 6.3: the helper, its JSON, and what it becomes in a tool.
    (string("d"), '{"type":"string","description":"d"}', None),
    (number("d"), '{"type":"number","description":"d"}', None),
    (integer("d"), '{"type":"integer","description":"d"}', None),
    (boolean("d"), '{"type":"boolean","description":"d"}', None),
    (string(), '{"type":"string"}', None),
    (string(""), '{"type":"string","description":""}', None),
    (enum_of(["a", "b"], "d"), '{"type":"string","enum":["a","b"],"description":"d"}', None),
    (array(string(), "d"), '{"type":"array","items":{"type":"string"},"description":"d"}', None),
    (
        obj({"a": string(), "b": optional(string())}, "d"),
        '{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string","optional":true}},"description":"d"}',
        '{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},"description":"d",'
        '"required":["a"]}',
    ),
    (
        optional(string("d")),
        '{"type":"string","description":"d","optional":true}',
        '{"type":"string","description":"d"}',
    ),
    (
        array(obj({"a": optional(string()), "b": integer()})),
        '{"type":"array","items":{"type":"object","properties":{"a":{"type":"string","optional":true},'
        '"b":{"type":"integer"}}}}',
        '{"type":"array","items":{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"integer"}},'
        '"required":["b"]}}',
    ),
]


@pytest.mark.parametrize(("helper", "text", "on_the_wire"), HELPERS)
def test_schema_helpers(helper: Any, text: str, on_the_wire: Any) -> None:
    assert helper == json.loads(text)
    sent = tool("t").param("p", helper).build()["client"]["input_schema"]
    assert sent["properties"] == {"p": json.loads(on_the_wire or text)}
    assert sent["required"] == ([] if helper.get("optional") else ["p"])


PAIR = obj({"a": string(), "b": optional(string())})
CLEAN = {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}}, "required": ["a"]}
NESTED = [
    # Objects reach a schema by other ways than `properties` and `items` as well; the mark may leak by none of them.
    ({"anyOf": [PAIR, string()]}, {"anyOf": [CLEAN, {"type": "string"}]}),
    ({"oneOf": [PAIR]}, {"oneOf": [CLEAN]}),
    ({"allOf": [PAIR]}, {"allOf": [CLEAN]}),
    ({"type": "array", "prefixItems": [PAIR]}, {"type": "array", "prefixItems": [CLEAN]}),
    ({"type": "object", "additionalProperties": PAIR}, {"type": "object", "additionalProperties": CLEAN}),
    ({"type": "object", "additionalProperties": False}, {"type": "object", "additionalProperties": False}),
    ({"$ref": "#/$defs/p", "$defs": {"p": PAIR}}, {"$ref": "#/$defs/p", "$defs": {"p": CLEAN}}),
    # Values are no schemas.
    (
        {"enum": [{"optional": True}], "default": {"optional": True}},
        {"enum": [{"optional": True}], "default": {"optional": True}},
    ),
]


@pytest.mark.parametrize(("schema", "clean"), NESTED)
def test_the_mark_leaks_nowhere(schema: Any, clean: Any) -> None:
    before = json.dumps(schema)
    sent = tool("t").param("p", schema).output_schema({"type": "object", "properties": {"p": schema}}).build()["client"]
    assert sent["input_schema"]["properties"]["p"] == clean
    assert sent["output_schema"]["properties"]["p"] == clean
    assert json.dumps(schema) == before
