"""The operations of the fault matrix: what the SDK is asked to do, and how its results are judged.

Each is written once, for both kinds of client.
"""

from __future__ import annotations

import asyncio
import inspect
import io
import os
import shutil
import tempfile
import threading
import time
from pathlib import Path
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Sequence

from inferencesh import RetryPolicy
from inferencesh.local import LocalPlatform, app

PAYLOAD = bytes(range(256)) * 16
REPLY = "Hello there, this is the answer."
LINES = ["step 1", "step 2", "step 3"]
TOOL_CALL = "count_up"


# -- apps ------------------------------------------------------------------------------------------------------------


@app("matrix/work")
def work(pause: float = 0.01, file: Optional[Path] = None) -> Dict[str, Any]:
    """Says three lines and gives a number back, or the size of a file."""
    for line in LINES:
        print(line)
        time.sleep(pause)
    return {"n": 42, "size": file.stat().st_size if file is not None else None}


@app("matrix/picture")
def picture() -> Dict[str, Any]:
    """Gives a file back."""
    from inferencesh.local import scratch_folder

    path = scratch_folder() / "data.bin"
    path.write_bytes(PAYLOAD)
    return {"file": path}


@app("matrix/sleep")
def sleep() -> Dict[str, Any]:
    """Sleeps until it is cancelled."""
    from inferencesh.local import sleep_or_cancelled

    return {"cancelled": sleep_or_cancelled(10_000_000)}


@app("matrix/counter")
class Counter:
    """Counts its calls: a call that was made twice shows."""

    def __init__(self) -> None:
        self.calls = 0

    def run(self) -> Dict[str, Any]:
        self.calls += 1
        return {"calls": self.calls}


APPS = [work, picture, sleep, Counter]


# -- operations ------------------------------------------------------------------------------------------------------


class Driver:
    """A client of one kind, and how its calls are waited for, so that an operation is written once for both."""

    def __init__(self, platform: LocalPlatform, kind: str, **options: Any) -> None:
        self.platform = platform
        self.kind = kind
        self.loop = asyncio.new_event_loop() if kind == "async" else None
        self._options = options
        make = platform.client if kind == "sync" else platform.async_client
        self.client = make(retry=RetryPolicy(max_attempts=5), **options)
        self.folder = Path(tempfile.mkdtemp(prefix="fault-matrix-"))
        self.busy: List[str] = []  # chats whose agents think for long
        self.keys = 0
        self._keeping: Any = None

    def do(self, call: Any) -> Any:
        """The result of a call."""
        if self.loop is None or not inspect.isawaitable(call):
            return call

        async def wait() -> Any:
            return await call

        return self.loop.run_until_complete(wait())

    def each(self, stream: Any) -> List[Any]:
        """All that a stream gives."""
        if self.loop is None:
            return list(stream)

        async def collect() -> List[Any]:
            return [item async for item in stream]

        return self.loop.run_until_complete(collect())

    def each_until(self, stream: Any, wanted: Callable[[Any], bool]) -> List[Any]:
        """What a stream gives up to something; then it is closed."""
        found: List[Any] = []

        async def collect() -> None:
            async for item in stream:
                found.append(item)
                if wanted(item):
                    break
            await stream.aclose()

        if self.loop is not None:
            self.loop.run_until_complete(collect())
            return found
        for item in stream:
            found.append(item)
            if wanted(item):
                break
        stream.close()
        return found

    def client_with_journal(self) -> Any:
        """A client like the other one that keeps a journal."""
        if self._keeping is None:
            make = self.platform.client if self.kind == "sync" else self.platform.async_client
            journal = self.folder / "state" / "runs.sqlite"
            self._keeping = make(retry=RetryPolicy(max_attempts=5), journal=journal, **self._options)
        return self._keeping

    def together(self, calls: Sequence[Callable[[], Any]]) -> List[Any]:
        """The results of calls made at once; the first error if there are any."""
        found: List[Any] = [None] * len(calls)

        async def gather() -> None:
            found[:] = await asyncio.gather(*(call() for call in calls), return_exceptions=True)

        def keep(at: int) -> None:
            try:
                found[at] = calls[at]()
            except Exception as error:
                found[at] = error

        if self.loop is not None:
            self.loop.run_until_complete(gather())
        else:
            threads = [threading.Thread(target=keep, args=(at,), daemon=True) for at in range(len(calls))]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        for one in found:
            if isinstance(one, BaseException):
                raise one
        return found

    def close(self) -> None:
        """Close the clients, and the loop."""
        self.do(self.client.close())
        if self._keeping is not None:
            self.do(self._keeping.close())
        if self.loop is not None:
            self.loop.run_until_complete(self.loop.shutdown_asyncgens())
            self.loop.close()
        shutil.rmtree(str(self.folder), ignore_errors=True)


Act = Callable[[Driver, Any], Any]
Check = Callable[[Any, Any], Optional[str]]


class Operation(NamedTuple):
    """`prepare` runs without faults and gives what `act` needs; `check` says what is wrong with a result."""

    name: str
    routes: Sequence[str]
    act: Act
    check: Check
    prepare: Callable[[Driver], Any] = lambda driver: None
    starts: int = 0  # tasks that the platform should have more of afterwards; negative: fewer
    stores: int = 0  # files likewise


def same(found: Any, expected: Any, what: str) -> Optional[str]:
    return None if found == expected else f"{what} is {found!r}, not {expected!r}"


def task_is_whole(found: Any, _: Any) -> Optional[str]:
    return (
        same(str(found["status"]), "completed", "the status")
        or same(found.output["n"], 42, "the output")
        or same([str(line) for line in found["logs"]], LINES, "the log")
    )


def updates_are_whole(found: Any, _: Any) -> Optional[str]:
    if not found:
        return "there are no updates"
    lines = [str(line) for update in found for line in update["logs"]]
    return (
        same(str(found[-1]["status"]), "completed", "the last status")
        or same(found[-1]["output"]["n"], 42, "the output")
        or same(lines, LINES, "the log")
    )


def start(driver: Driver, app: str = "matrix/work", **input: Any) -> Any:
    return driver.do(driver.client.run(app, input=input, wait=False))


def finished(driver: Driver) -> Any:
    return driver.do(driver.client.run("matrix/work", input={"pause": 0.0}))


def _sleeping(driver: Driver) -> Any:
    task = start(driver, "matrix/sleep")
    for _ in range(500):
        if str(driver.do(driver.client.tasks.status(task["id"]))) == "running":
            return task
        time.sleep(0.005)
    raise AssertionError("the sleeping app does not run")


def _download(driver: Driver, url: str) -> bytes:
    target = driver.folder / f"{os.urandom(4).hex()}.bin"
    path = driver.do(driver.client.download(url, target))
    left = [name for name in os.listdir(str(driver.folder)) if name not in (target.name, "state")]
    assert not left, f"left behind: {left}"
    data = Path(path).read_bytes()
    target.unlink()
    return data


def _two_files(driver: Driver) -> Any:
    """A stream in memory and a file, each for two uploads at once."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  (closed as it is collected)
    file.write(PAYLOAD)
    file.seek(0)
    return driver, [io.BytesIO(PAYLOAD), file]


def _upload_together(driver: Driver, objects: Any) -> Any:
    upload = driver.client.upload_file
    return driver.together([lambda one=one: upload(one, filename="data.bin") for one in (*objects, *objects)])


def _uploads_are_whole(found: Any, prepared: Any) -> Optional[str]:
    driver, objects = prepared
    objects[1].close()
    whole = [_download(driver, file["uri"]) == PAYLOAD for file in found]
    return same(whole, [True] * 4, "whether the contents are right")


def session_of(driver: Driver) -> Any:
    session = driver.client.session("matrix/counter", session_timeout=3600)
    driver.do(session.call())
    return session


def agent_of(driver: Driver) -> Any:
    return driver.client.agent({"core_app": {"ref": "matrix/brain"}})


def talked(driver: Driver) -> Any:
    agent = agent_of(driver)
    driver.do(agent.send_message("Good morning"))
    return agent


def _id(found: Any, known: Any) -> Optional[str]:
    return same(found["id"], known["id"], "the id")


def _listed(found: Any, known: Any) -> Optional[str]:
    return same([task["id"] for task in found.items_[:1]], [known["id"]], "the newest task")


RUN = "POST /apps/run"
STREAM = "GET /tasks/{id}/stream"
GET = "GET /tasks/{id}"
PUT = "PUT /storage/uploads/{token}"

BASIC: List[Operation] = [
    Operation("run", [RUN, STREAM], lambda d, _: d.do(d.client.run("matrix/work", input={})), task_is_whole, starts=1),
    Operation(
        "run, stream=True",
        [RUN, STREAM],
        lambda d, _: d.each(d.client.run("matrix/work", input={}, stream=True)),
        updates_are_whole,
        starts=1,
    ),
    Operation(
        "run, wait=False", [RUN], lambda d, _: start(d), lambda found, _: None if found["id"] else "no id", starts=1
    ),
    Operation(
        "run with a file",
        ["POST /files", PUT, RUN],
        lambda d, _: d.do(d.client.run("matrix/work", input={"file": PAYLOAD})),
        lambda found, _: same(found.output["size"], len(PAYLOAD), "the size that the app saw"),
        starts=1,
        stores=1,
    ),
    Operation("get_task", [GET], lambda d, task: d.do(d.client.get_task(task["id"])), task_is_whole, finished),
    Operation(
        "stream_task",
        [STREAM],
        lambda d, task: d.each(d.client.stream_task(task["id"])),
        updates_are_whole,
        lambda d: start(d, pause=0.02),
    ),
    Operation(
        "wait_for_completion",
        [STREAM],
        lambda d, task: d.do(d.client.wait_for_completion(task["id"])),
        task_is_whole,
        lambda d: start(d, pause=0.02),
    ),
    Operation(
        "cancel_task",
        ["POST /tasks/{id}/cancel"],
        lambda d, task: d.do(d.client.cancel_task(task["id"], force=True)),
        _id,
        _sleeping,
    ),
    Operation("tasks.list", ["POST /tasks/list"], lambda d, _: d.do(d.client.tasks.list(limit=3)), _listed, finished),
    Operation(
        "upload_file",
        ["POST /files", PUT],
        lambda d, _: d.do(d.client.upload_file(io.BytesIO(PAYLOAD), filename="data.bin")),
        lambda found, _: same(found["size"], len(PAYLOAD), "the size"),
        stores=1,
    ),
    Operation(
        "upload_file, two objects for four at once",
        ["POST /files", PUT],
        lambda d, prepared: _upload_together(d, prepared[1]),
        _uploads_are_whole,
        _two_files,
        stores=4,
    ),
    Operation(
        "download",
        ["GET /storage/files/*"],
        lambda d, task: _download(d, task.output["file"]),
        lambda found, _: None if found == PAYLOAD else f"{len(found)} bytes that are not the file's",
        lambda d: d.do(d.client.run("matrix/picture", input={})),
    ),
    Operation(
        "session.call, first",
        [RUN, STREAM],
        lambda d, _: session_of(d),
        lambda found, _: None if found.session_id else "no session",
        starts=1,
    ),
    Operation(
        "session.call, second",
        [RUN, STREAM],
        lambda d, session: d.do(session.call()),
        lambda found, _: same(found.output["calls"], 2, "the count of calls"),
        session_of,
        starts=1,
    ),
    Operation(
        "session.info",
        ["GET /sessions/{id}"],
        lambda d, session: d.do(session.info()),
        lambda found, session: same(found["id"], session.session_id, "the id"),
        session_of,
    ),
    Operation(
        "session.end", ["DELETE /sessions/{id}"], lambda d, session: d.do(session.end()), lambda f, _: None, session_of
    ),
    Operation(
        "agent.send_message, first",
        ["POST /agents/run", "GET /chats/{id}/stream"],
        lambda d, agent: d.do(agent.send_message("Hello")),
        lambda found, _: same(found.text, REPLY, "the answer"),
        agent_of,
        starts=1,
    ),
    Operation(
        "agent.send_message, second",
        ["POST /agents/run", "GET /chats/{id}/stream"],
        lambda d, agent: d.do(agent.send_message("Hello again")),
        lambda found, _: same(found.text, REPLY, "the answer"),
        talked,
        starts=1,
    ),
    Operation(
        "agent.get_chat",
        ["GET /chats/{id}"],
        lambda d, agent: d.do(agent.get_chat()),
        lambda found, _: same([m["role"] for m in found["messages"]], ["user", "assistant"], "who spoke"),
        talked,
    ),
]
