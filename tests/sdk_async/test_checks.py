"""What is refused before anything is sent: the error names the argument and the fix, and no server hears of it."""

from __future__ import annotations

import datetime
import math
from pathlib import Path
from typing import Any, Dict, List

import pytest
from support.script import Script

from inferencesh import (
    AsyncInference,
    InvalidInputError,
    RetryPolicy,
    StreamingOptions,
    UploadFileOptions,
    async_inference,
)
from inferencesh.local import LocalPlatform

pytestmark = pytest.mark.anyio

CYCLE: Dict[str, Any] = {}
CYCLE["itself"] = CYCLE
CYCLIC_LIST: List[Any] = []
CYCLIC_LIST.append(CYCLIC_LIST)

ECHO = {"app": "infsh/echo", "input": {}}

REFUSED_RUNS = [
    pytest.param({"input": {}}, "app is missing", id="no app"),
    pytest.param({"app": "", "input": {}}, "app", id="empty app"),
    pytest.param({"app": 3, "input": {}}, "app must be a reference", id="app of another type"),
    pytest.param({"app": "a/b/c", "input": {}}, "a/b/c", id="too many parts"),
    pytest.param({"app": "infsh/echo@", "input": {}}, "infsh/echo@", id="empty version"),
    pytest.param({"app": "infsh/ echo", "input": {}}, "infsh/ echo", id="a space"),
    pytest.param({**ECHO, "session_timeout": 0, "session": "new"}, "session_timeout must be 1 to 3600", id="timeout 0"),
    pytest.param({**ECHO, "session_timeout": 3601, "session": "new"}, "1 to 3600 seconds, not 3601", id="timeout 3601"),
    pytest.param({**ECHO, "session_timeout": True, "session": "new"}, "session_timeout must be an integer", id="bool"),
    pytest.param({**ECHO, "session_timeout": "60", "session": "new"}, "session_timeout must be an integer", id="text"),
    pytest.param({**ECHO, "session_timeout": 60}, "only with session='new'", id="timeout without session"),
    pytest.param({**ECHO, "session_timeout": 60, "session": "sess_1"}, "only with session='new'", id="old session"),
    pytest.param({**ECHO, "session": ""}, "session must be 'new' or a session id", id="empty session"),
    pytest.param({**ECHO, "inputs": {}}, "did you mean 'input'", id="inputs"),
    pytest.param({"app": "infsh/echo", "inptu": {}}, "did you mean 'input'", id="inptu"),
    pytest.param({**ECHO, "sessionTimeout": 3}, "did you mean 'session_timeout'", id="camel case"),
    pytest.param({**ECHO, "sesion": "new"}, "did you mean 'session'", id="sesion"),
    pytest.param({**ECHO, "stream": True}, "stream is an argument of run", id="stream among the parameters"),
    pytest.param({**ECHO, "wait": False}, "wait is an argument of run", id="wait among the parameters"),
    pytest.param({**ECHO, 3: 4}, "string names", id="a parameter that is no string"),
    pytest.param({**ECHO, "infra": ""}, "infra", id="empty infra"),
    pytest.param({**ECHO, "webhook": "example.com"}, "webhook must be an address", id="webhook"),
    pytest.param({**ECHO, "workers": "w1"}, "workers must be a list", id="workers"),
    pytest.param({**ECHO, "run_at": datetime.datetime(2026, 1, 1)}, "time zone", id="naive run_at"),
    pytest.param({"app": "infsh/echo", "input": {"images": [1, 2, 3, object()]}}, r"input\.images\[3\]", id="object"),
    pytest.param({"app": "infsh/echo", "input": {"a": {"b": {1, 2}}}}, r"input\.a\.b", id="set"),
    pytest.param({"app": "infsh/echo", "input": {"x": [math.nan]}}, r"input\.x\[0\]", id="nan"),
    pytest.param({"app": "infsh/echo", "input": {"x": -math.inf}}, r"input\.x", id="infinity"),
    pytest.param({"app": "infsh/echo", "input": {"x": {3: "y"}}}, r"input\.x has the key", id="odd key"),
    pytest.param({"app": "infsh/echo", "input": {"x": "a\ud800b"}}, r"input\.x.*lone surrogate", id="half a character"),
    pytest.param({"app": "infsh/echo", "input": {"x": datetime.datetime(2026, 1, 1)}}, r"input\.x", id="datetime"),
    pytest.param({"app": "infsh/echo", "input": CYCLE}, "contains itself", id="cycle"),
    pytest.param({"app": "infsh/echo", "input": {"l": CYCLIC_LIST}}, "contains itself", id="cyclic list"),
    pytest.param(
        {"app": "infsh/echo", "input": {"image": Path("no/such.png")}}, r"input\.image.*does not exist", id="Path"
    ),
    pytest.param({"app": "infsh/echo", "input": {"image": Path(".")}}, r"input\.image.*is a directory", id="folder"),
    pytest.param({**ECHO, "setup": {"m": object()}}, r"setup\.m", id="setup"),
    pytest.param({**ECHO, "metadata": {"m": b"x"}}, r"metadata\.m", id="bytes in metadata"),
    pytest.param({**ECHO, "variant": {"m": math.nan}}, r"variant\.m is nan", id="variant"),
    pytest.param({**ECHO, "tags": ["a", {"b"}]}, r"tags\[1\] is a set", id="a parameter that is not known"),
    pytest.param({**ECHO, "on_progress": print}, "on_progress is a builtin_function", id="a callback"),
    pytest.param({**ECHO, "auto_upload": False}, r"client\.with_options\(auto_upload=\.\.\.\)", id="auto_upload"),
    pytest.param({**ECHO, "autoupload": False}, "did you mean 'auto_upload'", id="autoupload"),
    pytest.param({**ECHO, "api_key": "inf_x"}, r"api_key is an option of the client, not of a run", id="api_key"),
    pytest.param({**ECHO, "base_url": "https://x"}, r"base_url is an option of the client", id="base_url"),
    pytest.param([ECHO], "run takes an app reference or a dict", id="a list of runs"),
]


@pytest.mark.parametrize(("params", "words"), REFUSED_RUNS)
async def test_a_run_is_refused(client: AsyncInference, script: Script, params: Any, words: str) -> None:
    with pytest.raises(InvalidInputError, match=words) as caught:
        await client.run(params)
    assert isinstance(caught.value, ValueError)
    with pytest.raises(InvalidInputError, match=words):
        await client.run(params, wait=False)
    with pytest.raises(InvalidInputError, match=words):
        async for _ in client.run(params, stream=True):
            raise AssertionError("nothing can come")
    assert script.requests == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"input": {}, "app": "infsh/flux-schnell"}, "app was given twice"),
        ({"timeout": 0}, "timeout must be a number of seconds greater than 0"),
        ({"timeout": -1}, "timeout"),
        ({"timeout": "5"}, "timeout"),
        ({"timeout": True}, "timeout"),
        ({"timeout": math.nan}, "timeout"),
        ({"retry": "3"}, "retry must be a RetryPolicy"),
        ({"retry": True}, "retry must be a RetryPolicy"),
        ({"headers": {"Authorization": "Bearer other"}}, "headers must not set 'Authorization'"),
        ({"headers": {"X-A": "a\r\nb"}}, "line break"),
        ({"headers": {"X A": "a"}}, "no header name"),
        ({"headers": {"X-A": 3}}, "names to strings"),
        ({"options": {"max_retries": 3}}, "options must be StreamingOptions"),
        ({"inptu": {}}, "did you mean 'input'"),
        ({"options": 5}, "options must be StreamingOptions"),
        ({"max_reconnects": -1}, "max_reconnects must be an integer of 0 or more, not -1"),
        ({"max_reconnects": "x"}, "max_reconnects"),
        ({"reconnect_delay_ms": -1}, "reconnect_delay_ms must be a number of milliseconds, 0 or more, not -1"),
        ({"reconnect_delay_ms": "x"}, "reconnect_delay_ms"),
        ({"reconnect_delay_ms": math.nan}, "reconnect_delay_ms"),
        ({"auto_reconnect": "no"}, "auto_reconnect must be True or False, not 'no'"),
        ({"on_interrupt": "stop"}, "on_interrupt"),
        ({"key": ""}, "key"),
    ],
)
async def test_arguments_of_run_are_checked(
    client: AsyncInference, script: Script, arguments: Dict[str, Any], words: str
) -> None:
    with pytest.raises(InvalidInputError, match=words):
        await client.run("infsh/echo", **arguments)
    with pytest.raises(InvalidInputError, match=words):
        await client.run("infsh/echo", wait=False, **arguments)
    with pytest.raises(InvalidInputError, match=words):
        async for _ in client.run("infsh/echo", stream=True, **arguments):
            raise AssertionError("nothing can come")
    assert script.requests == []


@pytest.mark.parametrize("keywords", [{"text": "hi"}, {"arguments": {"text": "hi"}}, {"input": {}, "text": "hi"}])
async def test_keywords_that_belong_into_the_input(
    client: AsyncInference, script: Script, keywords: Dict[str, Any]
) -> None:
    """A run on an empty input would be paid for."""
    words = r'did you mean client\.run\("infsh/echo", input={"text": "hi"}\)'
    for runs in (client, client.tasks):
        with pytest.raises(InvalidInputError, match=words):
            await runs.run("infsh/echo", **keywords)
        with pytest.raises(InvalidInputError, match=words):
            await runs.run("infsh/echo", wait=False, **keywords)
        with pytest.raises(InvalidInputError, match=words):
            async for _ in runs.run("infsh/echo", stream=True, **keywords):
                raise AssertionError("nothing can come")
        with pytest.raises(InvalidInputError, match=words):
            await runs.run("infsh/echo", key="k1", **keywords)
    assert script.requests == []


async def test_keywords_that_belong_into_the_input_of_a_session(client: AsyncInference, script: Script) -> None:
    session = client.session("infsh/session-test")
    with pytest.raises(InvalidInputError, match=r'did you mean session\.call\("append", input={"item": 1}\)'):
        await session.call("append", item=1)
    with pytest.raises(InvalidInputError, match=r'did you mean session\.call\(input={"text": "hi"}\)'):
        await session.call(text="hi")
    with pytest.raises(
        InvalidInputError, match=r'did you mean client\.session\("infsh/session-test", input={"n": 1}\)'
    ):
        client.session("infsh/session-test", n=1)
    assert script.requests == []


@pytest.mark.parametrize("name", ["wait", "stream"])
@pytest.mark.parametrize("value", ["no", "", None, [], 2])
async def test_wait_and_stream_are_true_or_false(client: AsyncInference, script: Script, name: str, value: Any) -> None:
    with pytest.raises(InvalidInputError, match=f"{name} must be True or False, not "):
        await client.run("infsh/echo", **{name: value})
    assert script.requests == []


@pytest.mark.parametrize("task_id", ["", "a b", None, 7, {"id": "x"}, ".", "infsh/echo"])
async def test_task_ids_are_checked(client: AsyncInference, script: Script, task_id: Any) -> None:
    for call in (
        client.get_task,
        client.cancel_task,
        client.wait_for_completion,
        client.tasks.status,
        client.tasks.logs,
        client.tasks.files,
        client.tasks.delete,
        client.tasks.delete_files,
    ):
        with pytest.raises(InvalidInputError, match="task_id"):
            await call(task_id)
    with pytest.raises(InvalidInputError, match="task_id"):
        client.stream_task(task_id)
    assert script.requests == []


async def test_arguments_of_a_stream_are_checked(client: AsyncInference) -> None:
    for arguments in ({"max_reconnects": -1}, {"reconnect_delay_ms": "x"}, {"auto_reconnect": "no"}, {"options": 3}):
        with pytest.raises(InvalidInputError, match=next(iter(arguments))):
            client.stream_task("5hq0v3n8r1y6k4b9t2w7x0c5dm", **arguments)


async def test_a_task_in_place_of_its_id_is_told_so(client: AsyncInference) -> None:
    with pytest.raises(InvalidInputError, match=r"pass task\['id'\]"):
        await client.get_task({"id": "5hq0v3n8r1y6k4b9t2w7x0c5dm"})  # type: ignore[arg-type]


async def test_ids_of_other_things_are_checked(client: AsyncInference, script: Script) -> None:
    for call, name in (
        (client.sessions.get, "session_id"),
        (client.sessions.keepalive, "session_id"),
        (client.sessions.end, "session_id"),
        (client.files.get, "file_id"),
        (client.files.delete, "file_id"),
        (client.apps.versions, "app_id"),
    ):
        with pytest.raises(InvalidInputError, match=name):
            await call("")
    with pytest.raises(InvalidInputError, match="role"):
        await client.tasks.files("5hq0v3n8r1y6k4b9t2w7x0c5dm", role="both")  # type: ignore[arg-type]
    with pytest.raises(InvalidInputError, match=r"client\.apps\.get"):
        await client.apps.versions("infsh/echo")
    assert script.requests == []


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (Path("no/such.png"), "cannot be read"),
        ("no/such.png", "cannot be read"),
        (Path("."), "no regular file"),
        (3, "a int cannot be uploaded"),
        (None, "cannot be uploaded"),
        ("data:image/png;base64,!!!", "no well-formed data URI"),
    ],
)
async def test_uploads_are_checked(client: AsyncInference, script: Script, data: Any, words: str) -> None:
    with pytest.raises(InvalidInputError, match=words):
        await client.upload_file(data)
    assert script.requests == []


async def test_upload_options_are_checked(client: AsyncInference, script: Script) -> None:
    with pytest.raises(InvalidInputError, match="options must be UploadFileOptions"):
        await client.upload_file(b"x", {"filename": "a"})  # type: ignore[arg-type]
    with pytest.raises(InvalidInputError, match="filename"):
        await client.upload_file(b"x", filename="a\nb")
    with pytest.raises(InvalidInputError, match="content_type"):
        UploadFileOptions(content_type="bild/ähnlich")
    assert script.requests == []


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("ftp://example.com/x", "web address"),
        ("inf://x", "web address"),
        ({}, "file"),
        (3, "not a int"),
    ],
)
async def test_downloads_are_checked(client: AsyncInference, script: Script, file: Any, words: str) -> None:
    with pytest.raises(InvalidInputError, match=words):
        await client.download(file, "x")
    assert script.requests == []


async def test_lists_are_checked(client: AsyncInference, script: Script) -> None:
    for arguments in ({"cursor": 5}, {"search": 5}, {"limit": 0}, {"filters": {"field": "status"}}, {"sort": "status"}):
        for call in (client.tasks.list, client.files.list, client.apps.list):
            with pytest.raises(InvalidInputError, match=next(iter(arguments))):
                await call(**arguments)  # type: ignore[arg-type]
    assert script.requests == []


async def test_sessions_are_checked_when_they_are_made(client: AsyncInference, script: Script) -> None:
    for arguments, words in (
        ({"session_timeout": 0}, "1 to 3600"),
        ({"session_timeout": True}, "session_timeout must be an integer"),
        ({"sesion_timeout": 5}, "did you mean 'session_timeout'"),
        ({"infra": ""}, "infra"),
    ):
        with pytest.raises(InvalidInputError, match=words):
            client.session("infsh/session-test", **arguments)
    client.session("infsh/session-test", session_timeout=5, timeout=3, headers={"X-A": "b"}, setup={"a": 1})
    assert script.requests == []


async def test_sessions_are_checked(client: AsyncInference, script: Script) -> None:
    for name, value in (("wait", True), ("stream", True), ("session", "new")):
        with pytest.raises(InvalidInputError, match=f"{name} has no meaning"):
            client.session("infsh/session-test", **{name: value})
    with pytest.raises(InvalidInputError, match="app"):
        client.session("a/b/c")
    session = client.session("infsh/session-test")
    with pytest.raises(InvalidInputError, match="info needs a session that has begun"):
        await session.info()
    with pytest.raises(InvalidInputError, match="app is set by the session"):
        await session.call(app="infsh/echo")
    await session.end()
    with pytest.raises(InvalidInputError, match="was ended"):
        await session.call("get_all")
    assert script.requests == []


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"max_retries": -1}, "max_retries"),
        ({"max_retries": 1.5}, "max_retries"),
        ({"retry_delay": -0.1}, "retry_delay"),
        ({"retry_delay": "1"}, "retry_delay"),
    ],
)
def test_streaming_options_are_checked(options: Dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidInputError, match=words):
        StreamingOptions(**options)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"max_attempts": 0}, "max_attempts"),
        ({"backoff": -1}, "backoff"),
        ({"retry_after_limit": -1}, "retry_after_limit"),
        ({"max_elapsed": -1}, "max_elapsed"),
    ],
)
def test_retry_policies_are_checked(options: Dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidInputError, match=words):
        RetryPolicy(**options)


def test_options_of_a_derived_client_are_checked_at_once() -> None:
    client = async_inference(api_key="inf_k")
    with pytest.raises(InvalidInputError, match="auto_upload must be True, False, 'explicit' or a function"):
        client.with_options(auto_upload="explict")  # type: ignore[arg-type]


def test_a_missing_key_names_the_variable() -> None:
    with pytest.raises(InvalidInputError, match="INFERENCE_API_KEY"):
        async_inference()
    with pytest.raises(InvalidInputError, match="INFERENCE_API_KEY"):
        async_inference(api_key="  ")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"api_key": "inf_\nx"}, "key"),
        ({"api_key": "inf_schlüssel"}, "key"),
        ({"base_url": "platform.example"}, "base_url"),
        ({"base_url": "ftp://platform.example"}, "base_url"),
        ({"base_url": "http://127.0.0.1:99999"}, "base_url"),
        ({"base_url": "http://[bad"}, "base_url"),
        ({"timeout": 0}, "timeout"),
        ({"retry": "often"}, "retry"),
        ({"headers": {"Host": "x"}}, "headers"),
        ({"auto_upload": "sometimes"}, "auto_upload"),
        ({"http_client": 5}, "http_client must be an httpx.AsyncClient, not a int"),
    ],
)
def test_arguments_of_the_client_are_checked(arguments: Dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidInputError, match=words) as caught:
        async_inference(**{"api_key": "inf_k", **arguments})
    assert "schlüssel" not in str(caught.value), "a key is not shown"


async def test_key_and_address_from_the_environment(
    platform: LocalPlatform, monkeypatch: pytest.MonkeyPatch, script: Script
) -> None:
    monkeypatch.setenv("INFERENCE_API_KEY", "inf_from_environment")
    monkeypatch.setenv("INFERENCE_BASE_URL", platform.base_url + "/")
    async with async_inference() as client:
        assert client.base_url == platform.base_url
        assert (await client.run(ECHO))["status"] == "completed"
    assert script.requests[0].headers["authorization"] == "Bearer inf_from_environment"


async def test_arguments_come_before_the_environment(
    platform: LocalPlatform, monkeypatch: pytest.MonkeyPatch, script: Script
) -> None:
    monkeypatch.setenv("INFERENCE_API_KEY", "inf_from_environment")
    monkeypatch.setenv("INFERENCE_BASE_URL", "http://127.0.0.1:9")
    async with async_inference("inf_argument", platform.base_url) as client:
        await client.run(ECHO)
    assert script.requests[0].headers["authorization"] == "Bearer inf_argument"


def test_no_repr_shows_the_key() -> None:
    client = async_inference("inf_very_secret_key", "http://127.0.0.1:9")
    for shown in (repr(client), repr(client.tasks), repr(client._settings), str(vars(client))):
        assert "very_secret" not in shown


MISFITS: Dict[str, Any] = {
    "the input twice": (lambda client: client.run("infsh/echo", {}, input={}), "'input': write client.run"),
    "one too many": (lambda client: client.run("infsh/echo", {}, {}), r"write client\.run"),
    "params twice": (lambda client: client.run("infsh/echo", params={"app": "infsh/echo"}), "'params'"),
    "of tasks": (lambda client: client.tasks.run("infsh/echo", {}, input={}), "'input'"),
    "a session": (lambda client: client.session("infsh/echo", {}), r"write client\.session"),
    "the input of a session's call twice": (
        lambda client: client.session("infsh/echo").call("f", {}, input={}),
        r"'input': write session\.call",
    ),
    "options of an upload twice": (lambda client: client.upload_file(b"a", {}, options={}), "'options'"),
    "an upload": (lambda client: client.upload_file(b"a", fielname="x"), "'fielname'"),
    "an agent's upload": (lambda client: client.agent("ns/a").upload_file(b"a", {}, options={}), "'options'"),
    "an option of a call": (lambda client: client.get_task("a" * 26, tmeout=1), "tmeout"),
    "an option of a list": (lambda client: client.tasks.list(limt=1), "limt"),
}


@pytest.mark.parametrize("name", MISFITS)
async def test_arguments_that_do_not_fit(client: AsyncInference, script: Script, name: str) -> None:
    call, words = MISFITS[name]
    with pytest.raises(InvalidInputError, match=words):
        await call(client)
    assert script.requests == []


async def test_a_type_error_from_within_stays_one(client: AsyncInference) -> None:
    class Odd(Dict[str, Any]):
        def items(self) -> Any:
            raise TypeError("of the caller's own")

    with pytest.raises(TypeError, match="of the caller's own"):
        await client.run("infsh/echo", Odd(a=1))
