"""A program that makes the first call of every public method with no file descriptor left, each in a fork of its own.

    python first_calls.py sync|async FOLDER

The platform's address is in URL. A line for each call: its name, how it ended, and how the same call ended when
there were descriptors again.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import os
import resource
import sys
from typing import Any, Awaitable, Callable, Dict, List, Tuple

import httpx

from inferencesh import InferenceError, async_inference, inference

URL = os.environ["URL"]
FOLDER = sys.argv[2]
ID = "5hq0v3n8r1y6k4b9t2w7x0c5dm"
LIMIT = 300  # descriptors
AT_ONCE = 12
TIMEOUT = 1.0
# What is for the SDK's own parts, although its name says nothing of that.
INNER = {
    "chats.read", "files.close_parts", "files.digests", "files.send_all", "files.upload_all", "tasks.open_journal",
    "client.close", "client.aclose", "agent.run_tool",
}  # fmt: skip
VALUES: Dict[str, Any] = {
    "agent": "ns/agent",
    "app": "a/b",
    "app_id": ID,
    "chat_id": ID,
    "data": b"abc",
    "file": f"{URL}/a.bin",
    "file_id": ID,
    "filename": "a.bin",
    "key": "k",
    "message_id": ID,
    "params": {"app": "a/b", "input": {}},
    "part_number": 1,
    "result": "done",
    "session_id": ID,
    "size": 3,
    "socket_id": ID,
    "target": FOLDER + "/",
    "task_id": ID,
    "text": "hi",
    "tool_call_id": ID,
    "upload_id": ID,
    "version_id": ID,
}
# Calls that go ways of their own by what they are given.
MORE: Dict[str, Callable[[Any], Any]] = {
    "a name that is looked up": lambda client: client.get_task(ID),
    "a call over TLS": lambda client: over_tls(client).get_task(ID),
    "a download over TLS": lambda client: client.download(URL.replace("http:", "https:") + "/a.bin", FOLDER + "/"),
    "a client of the user's own": lambda client: own(client).get_task(ID),
    "run, streamed": lambda client: client.run("a/b", {}, stream=True),
    "run, not waited for": lambda client: client.run("a/b", {}, wait=False),
    "run, with a key": lambda client: client.run("a/b", {}, key="k"),
    "run, with bytes": lambda client: client.run("a/b", {"file": b"abc"}),
    "run, with a file": lambda client: client.run("a/b", {"file": __file__}),
    "run, to be cancelled": lambda client: client.run("a/b", {}, on_interrupt="cancel"),
    "run, a keyword that is not known": lambda client: client.run("a/b", promt="x"),
    "run, refused": lambda client: client.run("status404/b", {}),
    "run, refused by the envelope": lambda client: client.run("unsuccessful/b", {}),
    "session call, streamed": lambda client: client.session("a/b").call(stream=True),
    "message, with a file": lambda client: client.agent("ns/agent").send_message("hi", files=[b"abc"]),
    "agent run, typed": lambda client: client.agent("ns/agent").run("hi", output_type=dict),
    "agent, made up": lambda client: client.agent({"core_app": {"ref": "a/b"}}).send_message("hi"),
    "get_task, its time": lambda client: client.get_task(ID),
}


def methods(holder: Any) -> List[str]:
    cls = type(holder)
    return [
        name
        for name in dir(cls)
        if not name.startswith("_") and inspect.isroutine(inspect.getattr_static(cls, name, None))
    ]


def holder_of(client: Any, place: str) -> Any:
    if place == "client":
        return client
    if place == "session":
        return client.session("a/b")
    return client.agent("ns/agent") if place == "agent" else getattr(client, place)


def places(client: Any) -> List[str]:
    """Where methods stand."""
    found = ["client", "session", "agent"]
    for name in dir(client):
        value = None if name.startswith("_") else getattr(client, name)
        if type(value).__module__.startswith("inferencesh.") and not inspect.isroutine(value):
            found.append(name)
    return found


def names(client: Any) -> List[str]:
    found = [f"{place}.{name}" for place in places(client) for name in methods(holder_of(client, place))]
    return [*MORE, *(name for name in found if name not in INNER)]


def call_of(name: str) -> Callable[[Any], Any]:
    if name in MORE:
        return MORE[name]
    place, _, method = name.partition(".")

    def call(client: Any) -> Any:
        function = getattr(holder_of(client, place), method)
        if method == "run" and place != "agent":
            return function(VALUES["params"])
        wanted = [
            each.name
            for each in inspect.signature(function).parameters.values()
            if each.name == "target"
            or (each.default is each.empty and each.kind not in (each.VAR_POSITIONAL, each.VAR_KEYWORD))
        ]
        return function(**{name: VALUES[name] for name in wanted})  # KeyError: give the new one a value in VALUES

    return call


OTHERS: List[Any] = []  # clients beside the one that a call gets


def over_tls(client: Any) -> Any:
    return OTHERS[0]


def own(client: Any) -> Any:
    return OTHERS[1]


def use_up() -> List[int]:
    resource.setrlimit(resource.RLIMIT_NOFILE, (LIMIT, LIMIT))
    held = []
    try:
        while True:
            held.append(os.open(os.devnull, os.O_RDONLY))
    except OSError:
        return held


def told(error: BaseException) -> str:
    trail: List[str] = []
    cause: Any = error
    while cause is not None and len(trail) < 6:
        trail.append(f"{type(cause).__name__}: {str(cause)[:160]}")
        cause = cause.__cause__
    return ("" if isinstance(error, InferenceError) else "RAW ") + " <- ".join(trail)


def first_and_second(attempt: Callable[[], str]) -> Tuple[str, str]:
    held = use_up()
    first = attempt()
    for number in held:
        os.close(number)
    return first, attempt()


def make(kind: str) -> Any:
    journal = os.path.join(FOLDER, "journal")
    maker = async_inference if kind == "async" else inference
    stock = httpx.AsyncClient() if kind == "async" else httpx.Client()
    OTHERS[:] = [
        maker("inf_k", base_url=URL.replace("http:", "https:"), retry=None, timeout=TIMEOUT),
        maker("inf_k", base_url=URL, retry=None, timeout=TIMEOUT, http_client=stock),
    ]
    return maker("inf_k", base_url=URL, retry=None, timeout=TIMEOUT, journal=journal)


def do(client: Any, call: Callable[[Any], Any]) -> str:
    try:
        result = call(client)
        if hasattr(result, "__next__") or type(result).__name__.endswith("Stream"):
            for _ in result:
                pass
        look(result)
    except Exception as error:
        return told(error)
    return "ok"


async def do_async(client: Any, call: Callable[[Any], Any]) -> str:
    try:
        result = call(client)
        if hasattr(result, "__aiter__"):
            async for _ in result:
                pass
        elif isinstance(result, Awaitable):
            result = await result
        look(result)
    except Exception as error:
        return told(error)
    return "ok"


def look(result: Any) -> None:
    """The times of a result are read when they are asked for."""
    for name in ("created_at", "updated_at"):
        getattr(result, name, None)


async def main_async(call: Callable[[Any], Any]) -> Tuple[str, str]:
    client = make("async")
    held = use_up()
    first = await do_async(client, call)
    for number in held:
        os.close(number)
    second = await do_async(client, call)
    await client.aclose()
    return first, second


def child(kind: str, call: Callable[[Any], Any]) -> Tuple[str, str]:
    if kind == "async":
        return asyncio.run(main_async(call))
    client = make("sync")
    try:
        return first_and_second(lambda: do(client, call))
    finally:
        client.close()


def begin(work: Callable[[], Any]) -> Tuple[int, int]:
    """Do it in a process of its own, which has loaded no more than this one."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.write(write, json.dumps(work()).encode())
        except BaseException as error:
            os.write(write, json.dumps([f"the program failed: {told(error)}", ""]).encode())
        os._exit(0)
    os.close(write)
    return pid, read


def end(begun: Tuple[int, int]) -> Any:
    """What it gave."""
    pid, read = begun
    with open(read, "rb") as answer:
        text = answer.read()
    os.waitpid(pid, 0)
    return json.loads(text)


async def names_async() -> List[str]:
    return names(make("async"))


def main(kind: str) -> None:
    make(kind)
    todo = end(begin(lambda: asyncio.run(names_async()) if kind == "async" else names(make(kind))))
    for start in range(0, len(todo), AT_ONCE):
        some = todo[start : start + AT_ONCE]
        begun = [begin(lambda name=name: child(kind, call_of(name))) for name in some]
        for name, each in zip(some, begun):
            print(json.dumps([name, *end(each)]), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
