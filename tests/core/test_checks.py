"""What is refused before anything is sent. Each text names the argument and the fix."""

from __future__ import annotations

import datetime
from typing import Any, Dict, Optional

import pytest

from inferencesh._core.errors.classes import InvalidInputError
from inferencesh._core.requests.checks import (
    CALL_ARGUMENTS,
    RUN_PARAMETERS,
    check_app,
    check_id,
    did_you_mean,
    run_parameters,
)
from inferencesh.results.base import Result

UTC = datetime.timezone.utc


def refused(params: Any, **keywords: Any) -> str:
    with pytest.raises(InvalidInputError) as caught:
        run_parameters(params, keywords)
    return str(caught.value)


# -- the two ways to write them ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("params", "keywords", "merged"),
    [
        ("infsh/echo", {}, {"app": "infsh/echo"}),
        ("infsh/echo", {"input": {"a": 1}}, {"app": "infsh/echo", "input": {"a": 1}}),
        ({"app": "infsh/echo"}, {"input": 5}, {"app": "infsh/echo", "input": 5}),
        ({"app": "infsh/echo", "input": None}, {}, {"app": "infsh/echo", "input": None}),
        ({"app": "infsh/echo", "infra": "cloud"}, {"infra": "cloud"}, {"app": "infsh/echo", "infra": "cloud"}),
        (None, {"app": "my-app"}, {"app": "my-app"}),
        (Result({"app": "my-app"}), {}, {"app": "my-app"}),
        ({"app_id": "a1"}, {}, {"app_id": "a1"}),
        ({"version_id": "v1"}, {}, {"version_id": "v1"}),
        ({"app": None, "app_id": "a1", "version_id": "v1"}, {}, {"app": None, "app_id": "a1", "version_id": "v1"}),
        ("a/b@53bk0yzk:fn", {}, {"app": "a/b@53bk0yzk:fn"}),
        ("app/a/b@latest", {}, {"app": "app/a/b@latest"}),
    ],
)
def test_one_dict_of_two_ways(params: Any, keywords: Dict[str, Any], merged: Dict[str, Any]) -> None:
    assert run_parameters(params, keywords) == merged


def test_the_dict_of_the_caller_is_not_changed() -> None:
    params = {"app": "a/b", "run_at": datetime.datetime(2030, 1, 1, tzinfo=UTC)}
    before = dict(params)
    run_parameters(params, {"input": 1})
    assert params == before


@pytest.mark.parametrize("params", [5, ["infsh/echo"], ("infsh/echo",), b"infsh/echo", object(), True])
def test_what_is_neither(params: Any) -> None:
    assert refused(params).startswith("run takes an app reference or a dict of run parameters, as in run(")


def test_a_parameter_given_twice() -> None:
    assert refused({"app": "a/b"}, app="a/c") == "app was given twice, with different values"


# -- each refusal --------------------------------------------------------------------------------------------------

GOOD = {"app": "infsh/echo"}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"app": None}, ["app is missing", "'namespace/name'", "app_id"]),
        ({"app": ""}, ["app"]),
        ({"app": 5}, ["app must be a reference such as 'namespace/name'", "not 5"]),
        ({"app": ["a/b"]}, ["app must be a reference", "not a list"]),
        ({"app": False}, ["app must be a reference", "not False"]),
        ({"app": "has space/x"}, ["app"]),
        ({"app": "agent/team/helper"}, ["app must refer to an app", "an agent"]),
        ({"app": "skill/team/helper"}, ["app must refer to an app", "a skill"]),
        ({"app": None, "app_id": ""}, ["app_id must be a non-empty string"]),
        ({"app": None, "app_id": 7}, ["app_id must be a non-empty string", "not 7"]),
        ({"app": None, "version_id": ".."}, ["version_id must be a non-empty string"]),
        ({"session": ""}, ["session must be 'new' or a session id", "not ''"]),
        ({"session": "  "}, ["session must be 'new' or a session id"]),
        ({"session": 5}, ["session must be 'new' or a session id", "not 5"]),
        ({"session": {"id": "s"}}, ["session must be 'new' or a session id", "not a dict"]),
        ({"session": "new", "session_timeout": 0}, ["session_timeout must be 1 to 3600 seconds, not 0"]),
        ({"session": "new", "session_timeout": 3601}, ["session_timeout must be 1 to 3600 seconds, not 3601"]),
        ({"session": "new", "session_timeout": -1}, ["session_timeout must be 1 to 3600 seconds, not -1"]),
        ({"session": "new", "session_timeout": 300.0}, ["session_timeout must be an integer of 1 to 3600", "300.0"]),
        ({"session": "new", "session_timeout": "300"}, ["session_timeout must be an integer", "'300'"]),
        ({"session": "new", "session_timeout": True}, ["session_timeout must be an integer", "True"]),
        ({"session_timeout": 300}, ["session_timeout goes only with session='new'"]),
        ({"session": None, "session_timeout": 300}, ["session_timeout goes only with session='new'"]),
        ({"session": "sess_1", "session_timeout": 300}, ["session_timeout goes only with session='new'"]),
        ({"function": ""}, ["function must be a non-empty string", "not ''"]),
        ({"function": len}, ["function must be a non-empty string"]),
        ({"infra": ""}, ["infra must be a non-empty string"]),
        ({"infra": True}, ["infra must be a non-empty string", "not True"]),
        ({"webhook": ""}, ["webhook must be a non-empty string"]),
        ({"webhook": "example.com/hook"}, ["webhook must be an address that starts with https:// or http://"]),
        ({"webhook": "ftp://example.com"}, ["webhook must be an address", "ftp://example.com"]),
        ({"workers": "w1"}, ["workers must be a list of worker ids", "'w1'"]),
        ({"workers": ["w1", ""]}, ["workers must be a list of worker ids", "not a list"]),
        ({"workers": [1]}, ["workers must be a list of worker ids"]),
        ({"workers": {"w1": 1}}, ["workers must be a list of worker ids", "not a dict"]),
        ({"run_at": datetime.datetime(2030, 1, 1)}, ["run_at must know its time zone", "timezone.utc"]),
        ({"run_at": datetime.date(2030, 1, 1)}, ["run_at must be a datetime or an RFC 3339 string"]),
        ({"run_at": 1_900_000_000}, ["run_at must be a datetime or an RFC 3339 string", "1900000000"]),
        ({"run_at": ""}, ["run_at must be a datetime or an RFC 3339 string"]),
        ({5: "x"}, ["run parameters have string names, not 5"]),
        ({None: "x"}, ["run parameters have string names, not None"]),
    ],
)
def test_each_refusal_names_the_parameter_and_the_fix(given: Dict[Any, Any], words: Any) -> None:
    text = refused({**GOOD, **given})
    for word in words:
        assert word in text


def test_no_parameters_at_all() -> None:
    for params in (None, {}, {"input": 1}):
        assert refused(params).startswith("app is missing")


@pytest.mark.parametrize(
    "given",
    [
        {"session": "new", "session_timeout": 1},
        {"session": "new", "session_timeout": 3600},
        {"session": "new", "session_timeout": None},
        {"session": None, "session_timeout": None},
        {"session": "sess_1"},
        {"workers": []},
        {"workers": ("w1", "w2")},
        {"workers": None, "webhook": None, "infra": None, "function": None, "run_at": None},
        {"webhook": "http://127.0.0.1:9/hook?x=1"},
        {"infra": "some_new_infra"},
        {"run_at": "2030-01-01T00:00:00Z"},
        {"metadata": {"anything": [1]}, "setup": 5, "variant": "default"},
    ],
)
def test_what_is_fine_goes_as_it_is(given: Dict[str, Any]) -> None:
    assert run_parameters({**GOOD, **given}, {}) == {**GOOD, **given}


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime.datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC), "2030-01-02T03:04:05.000000Z"),
        (
            datetime.datetime(2030, 1, 2, 3, 4, 5, 678, datetime.timezone(datetime.timedelta(hours=2))),
            "2030-01-02T01:04:05.000678Z",
        ),
    ],
)
def test_times_are_sent_in_utc(moment: datetime.datetime, text: str) -> None:
    assert run_parameters(GOOD, {"run_at": moment})["run_at"] == text


@pytest.mark.parametrize(
    "given",
    [
        {"webhook": "ftp://user:canary@h/x?canary"},
        {"session": 5, "app": "inf_canary0123456789 "},
        {"webhook": "inf_canary0123456789"},
        {"workers": "Bearer canary"},
    ],
)
def test_a_refusal_shows_no_secret(given: Dict[str, Any]) -> None:
    assert "canary" not in refused({**GOOD, **given})


def test_a_refusal_does_not_repeat_much() -> None:
    assert len(refused({**GOOD, "workers": "x" * 100_000})) < 200
    assert len(refused({**GOOD, "run_at": 10**3000})) < 200
    assert len(refused({**GOOD, "run_at": 10**5000})) < 200


# -- misspelt names ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("inputs", "input"),
        ("imput", "input"),
        ("Input", "input"),
        ("INPUT", "input"),
        ("ap", "app"),
        ("App", "app"),
        ("apps", "app"),
        ("appId", "app_id"),
        ("app-id", "app_id"),
        ("versionId", "version_id"),
        ("functon", "function"),
        ("func_tion", "function"),
        ("set_up", "setup"),
        ("sessions", "session"),
        ("sesion", "session"),
        ("sessionTimeout", "session_timeout"),
        ("session_time_out", "session_timeout"),
        ("session_timout", "session_timeout"),
        ("web_hook", "webhook"),
        ("webhook_url", "webhook"),
        ("worker", "workers"),
        ("runAt", "run_at"),
        ("meta_data", "metadata"),
    ],
)
def test_misspelt_parameters(name: str, meant: str) -> None:
    text = refused({**GOOD, name: 1})
    assert text == f"unknown run parameter {name!r}: did you mean {meant!r}?"
    assert did_you_mean(name, RUN_PARAMETERS) == meant


@pytest.mark.parametrize("name", sorted(CALL_ARGUMENTS))
def test_arguments_of_run_among_the_parameters(name: str) -> None:
    expected = f"{name} is an argument of run, not a run parameter: write run(params, {name}=...)"
    assert refused({**GOOD, name: 1}) == expected


@pytest.mark.parametrize(
    ("name", "meant"),
    [("Wait", "wait"), ("wiat", "wait"), ("time_out", "timeout"), ("streaming", "stream"), ("header", "headers")],
)
def test_misspelt_arguments_of_run(name: str, meant: str) -> None:
    assert refused(GOOD, **{name: True}) == f"unknown argument of run {name!r}: did you mean {meant!r}?"


@pytest.mark.parametrize(
    "name",
    ["priority", "tags", "labels", "region", "gpu", "budget", "max_cost", "seed", "name", "team_id", "project_id"]
    + ["graph_id", "chat_id", "agent_id", "parent_id", "visibility", "callback", "environment", "resources"]
    + [
        "idempotency_key",
        "deadline",
        "x",
        "",
        "user_data",
        "model",
        "cache",
        "billing",
        "secrets",
        "trace_id",
        "ümlaut",
    ],
)
def test_new_parameters_pass(name: str) -> None:
    assert run_parameters({**GOOD, name: {"any": 1}}, {})[name] == {"any": 1}


@pytest.mark.parametrize(
    ("params", "keywords", "meant"),
    [
        ("infsh/echo", {"text": "hi"}, 'client.run("infsh/echo", input={"text": "hi"})'),
        ("a/b", {"arguments": {"prompt": "x"}}, 'client.run("a/b", input={"prompt": "x"})'),
        ("a/b", {"payload": {"n": 1}}, 'client.run("a/b", input={"n": 1})'),
        ("a/b", {"data": [1]}, 'client.run("a/b", input={"data": ...})'),
        ("a/b", {"input": {"p": "x"}, "seed": 3}, 'client.run("a/b", input={"p": "x", "seed": 3})'),
        ("a/b", {"input": "x", "seed": 3}, 'client.run("a/b", input={..., "seed": 3})'),
        ("a/b", {"seed": 3, "fast": True, "x": None}, 'client.run("a/b", input={"seed": 3, "fast": True, "x": None})'),
        ("a/b", {"image": object()}, 'client.run("a/b", input={"image": ...})'),
        ("a/b", {"text": "x" * 500}, 'client.run("a/b", input={"text": ...})'),
        ("a/b", {"password": "hunter2"}, 'client.run("a/b", input={"password": ...})'),
        ("a/b", {"note": "inf_0123456789abcdef"}, 'client.run("a/b", input={"note": ...})'),
        ({"app": "a/b"}, {"text": "hi"}, 'client.run("a/b", input={"text": "hi"})'),
        (None, {"app_id": "a1", "text": "hi"}, 'client.run(app_id="a1", input={"text": "hi"})'),
        (None, {"text": "hi"}, 'client.run("namespace/name", input={"text": "hi"})'),
        ("a/b", {f"k{n}": n for n in range(9)}, 'client.run("a/b", input={...})'),
    ],
)
def test_members_of_the_input_among_the_keywords(params: Any, keywords: Dict[str, Any], meant: str) -> None:
    text = refused(params, **keywords)
    assert f"did you mean {meant}? " in text
    assert "hunter2" not in text
    assert "inf_0123456789abcdef" not in text


def test_the_refusal_shows_the_form_for_new_parameters() -> None:
    text = refused("a/b", priority=3)
    assert text.endswith('goes into the dict form: client.run({"app": "a/b", "priority": 3})')
    assert run_parameters({"app": "a/b", "priority": 3}, {})["priority"] == 3


@pytest.mark.parametrize("name", RUN_PARAMETERS)
def test_a_right_name_means_itself(name: str) -> None:
    assert did_you_mean(name, RUN_PARAMETERS) == name


# -- ids and references --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["5hq0v3n8r1y6k4b9t2w7x0c5dm", "sess_1", "a.b", "ä"])
def test_good_ids(value: str) -> None:
    assert check_id(value, "task_id") == value


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("", None),
        (" ", None),
        ("a b", None),
        ("a\n", None),
        ("a\x00", None),
        (".", None),
        ("..", None),
        (None, None),
        (5, None),
        (b"t1", None),
        ("infsh/echo", None),
        ({"id": "t1"}, "pass task['id'], not the task"),
        (Result({"id": "t1"}), "pass task['id'], not the task"),
    ],
)
def test_bad_ids(value: Any, hint: Optional[str]) -> None:
    with pytest.raises(
        InvalidInputError, match=r"^task_id must be a non-empty string without spaces and slashes, not "
    ) as caught:
        check_id(value, "task_id")
    assert (hint or "not ") in str(caught.value)


def test_the_reference_is_kept_as_it_was_given() -> None:
    assert check_app("a/b@latest") == "a/b@latest"
    assert check_app("my-app") == "my-app"
    with pytest.raises(InvalidInputError, match=r"^core_app must be a reference"):
        check_app(None, "core_app")
