"""One cell of the fault matrix: an operation of the SDK against the local platform while one fault strikes it.

`OPERATIONS` and `FAULTS` span the matrix, `Bench` runs cells. scripts/fault_matrix.py runs them all and writes the
report; tests/reliability runs some.
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
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Sequence, Tuple

from inferencesh import InferenceError, RetryPolicy, SubmissionUnknownError
from inferencesh._async import files as async_files
from inferencesh._async import http as async_http
from inferencesh._sync import files as sync_files
from inferencesh._sync import http as sync_http
from inferencesh.local import LocalPlatform, Say, ScriptedModel, app

CELL_SECONDS = 8.0  # real seconds after which a cell counts as hung
SILENCE = 0.6  # the SDK gives up on an ordinary answer after 60 s of silence, which is real time: too long for a matrix
TICK, STEP = 0.005, 1.0  # the platform's clock runs 200 times as fast
AFTERMATH = 0.15  # an agent whose caller got an error still asks its model: so long that it counts in this cell
PAYLOAD = bytes(range(256)) * 16
REPLY = "Hello there, this is the answer."
LINES = ["step 1", "step 2", "step 3"]


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


# -- operations ------------------------------------------------------------------------------------------------------


class Driver:
    """A client of one kind, and how its calls are waited for, so that an operation is written once for both."""

    def __init__(self, platform: LocalPlatform, kind: str) -> None:
        self.platform = platform
        self.kind = kind
        self.loop = asyncio.new_event_loop() if kind == "async" else None
        make = platform.client if kind == "sync" else platform.async_client
        self.client = make(retry=RetryPolicy(max_attempts=5))
        self.folder = Path(tempfile.mkdtemp(prefix="fault-matrix-"))

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

    def close(self) -> None:
        """Close the client, and the loop."""
        self.do(self.client.close())
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
    starts: int = 0  # tasks that the platform should have more of afterwards
    stores: int = 0  # files likewise


def _same(found: Any, expected: Any, what: str) -> Optional[str]:
    return None if found == expected else f"{what} is {found!r}, not {expected!r}"


def _task(found: Any, _: Any) -> Optional[str]:
    return (
        _same(str(found["status"]), "completed", "the status")
        or _same(found.output["n"], 42, "the output")
        or _same([str(line) for line in found["logs"]], LINES, "the log")
    )


def _updates(found: Any, _: Any) -> Optional[str]:
    if not found:
        return "there are no updates"
    lines = [str(line) for update in found for line in update["logs"]]
    return (
        _same(str(found[-1]["status"]), "completed", "the last status")
        or _same(found[-1]["output"]["n"], 42, "the output")
        or _same(lines, LINES, "the log")
    )


def _start(driver: Driver, app: str = "matrix/work", **input: Any) -> Any:
    return driver.do(driver.client.run(app, input=input, wait=False))


def _finished(driver: Driver) -> Any:
    return driver.do(driver.client.run("matrix/work", input={"pause": 0.0}))


def _sleeping(driver: Driver) -> Any:
    task = _start(driver, "matrix/sleep")
    for _ in range(500):
        if str(driver.do(driver.client.tasks.status(task["id"]))) == "running":
            return task
        time.sleep(0.005)
    raise AssertionError("the sleeping app does not run")


def _download(driver: Driver, url: str) -> bytes:
    target = driver.folder / f"{os.urandom(4).hex()}.bin"
    path = driver.do(driver.client.download(url, target))
    left = [name for name in os.listdir(str(driver.folder)) if name != target.name]
    assert not left, f"left behind: {left}"
    data = Path(path).read_bytes()
    target.unlink()
    return data


def _session(driver: Driver) -> Any:
    session = driver.client.session("matrix/counter", session_timeout=3600)
    driver.do(session.call())
    return session


def _agent(driver: Driver) -> Any:
    return driver.client.agent({"core_app": {"ref": "matrix/brain"}})


def _talked(driver: Driver) -> Any:
    agent = _agent(driver)
    driver.do(agent.send_message("Good morning"))
    return agent


def _id(found: Any, known: Any) -> Optional[str]:
    return _same(found["id"], known["id"], "the id")


def _listed(found: Any, known: Any) -> Optional[str]:
    return _same([task["id"] for task in found.items_[:1]], [known["id"]], "the newest task")


RUN = "POST /apps/run"
STREAM = "GET /tasks/{id}/stream"
GET = "GET /tasks/{id}"
PUT = "PUT /storage/uploads/{token}"

OPERATIONS: List[Operation] = [
    Operation("run", [RUN, STREAM], lambda d, _: d.do(d.client.run("matrix/work", input={})), _task, starts=1),
    Operation(
        "run, stream=True",
        [RUN, STREAM],
        lambda d, _: d.each(d.client.run("matrix/work", input={}, stream=True)),
        _updates,
        starts=1,
    ),
    Operation(
        "run, wait=False", [RUN], lambda d, _: _start(d), lambda found, _: None if found["id"] else "no id", starts=1
    ),
    Operation(
        "run with a file",
        ["POST /files", PUT, RUN],
        lambda d, _: d.do(d.client.run("matrix/work", input={"file": PAYLOAD})),
        lambda found, _: _same(found.output["size"], len(PAYLOAD), "the size that the app saw"),
        starts=1,
        stores=1,
    ),
    Operation("get_task", [GET], lambda d, task: d.do(d.client.get_task(task["id"])), _task, _finished),
    Operation(
        "stream_task",
        [STREAM],
        lambda d, task: d.each(d.client.stream_task(task["id"])),
        _updates,
        lambda d: _start(d, pause=0.02),
    ),
    Operation(
        "wait_for_completion",
        [STREAM],
        lambda d, task: d.do(d.client.wait_for_completion(task["id"])),
        _task,
        lambda d: _start(d, pause=0.02),
    ),
    Operation(
        "cancel_task",
        ["POST /tasks/{id}/cancel"],
        lambda d, task: d.do(d.client.cancel_task(task["id"], force=True)),
        _id,
        _sleeping,
    ),
    Operation("tasks.list", ["POST /tasks/list"], lambda d, _: d.do(d.client.tasks.list(limit=3)), _listed, _finished),
    Operation(
        "upload_file",
        ["POST /files", PUT],
        lambda d, _: d.do(d.client.upload_file(io.BytesIO(PAYLOAD), filename="data.bin")),
        lambda found, _: _same(found["size"], len(PAYLOAD), "the size"),
        stores=1,
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
        lambda d, _: _session(d),
        lambda found, _: None if found.session_id else "no session",
        starts=1,
    ),
    Operation(
        "session.call, second",
        [RUN, STREAM],
        lambda d, session: d.do(session.call()),
        lambda found, _: _same(found.output["calls"], 2, "the count of calls"),
        _session,
        starts=1,
    ),
    Operation(
        "session.info",
        ["GET /sessions/{id}"],
        lambda d, session: d.do(session.info()),
        lambda found, session: _same(found["id"], session.session_id, "the id"),
        _session,
    ),
    Operation(
        "session.end", ["DELETE /sessions/{id}"], lambda d, session: d.do(session.end()), lambda f, _: None, _session
    ),
    Operation(
        "agent.send_message, first",
        ["POST /agents/run", "GET /chats/{id}/stream"],
        lambda d, agent: d.do(agent.send_message("Hello")),
        lambda found, _: _same(found.text, REPLY, "the answer"),
        _agent,
        starts=1,
    ),
    Operation(
        "agent.send_message, second",
        ["POST /agents/run", "GET /chats/{id}/stream"],
        lambda d, agent: d.do(agent.send_message("Hello again")),
        lambda found, _: _same(found.text, REPLY, "the answer"),
        _talked,
        starts=1,
    ),
    Operation(
        "agent.get_chat",
        ["GET /chats/{id}"],
        lambda d, agent: d.do(agent.get_chat()),
        lambda found, _: _same([m["role"] for m in found["messages"]], ["user", "assistant"], "who spoke"),
        _talked,
    ),
]


# -- faults ----------------------------------------------------------------------------------------------------------


class Trouble(NamedTuple):
    """A column of the matrix: arguments for `platform.faults.add`."""

    label: str
    fault: Any
    options: Dict[str, Any] = {}  # noqa: RUF012  (never changed)
    only: str = ""  # "stream" or "upload": what it can strike at all
    everywhere: bool = False  # the platform as a whole instead of the route
    hold: float = 0.0  # real seconds for which the clock runs at its ordinary speed

    def can_strike(self, route: str) -> bool:
        """Whether it makes sense at a route."""
        if self.only == "stream":
            return route.endswith("/stream")
        if self.fault in ("garbage", "future") and "/storage/" in route:
            return False  # what a file holds is nobody's business
        return self.only != "upload" or route.startswith("PUT ")


def _bursts() -> List[Trouble]:
    made: List[Trouble] = []
    for code in (429, 502, 503, 504, 520):
        made.append(Trouble(f"{code} twice", code, {"times": 2}))
        made.append(Trouble(f"{code} twice, Retry-After in seconds", code, {"times": 2, "retry_after": 3}))
        dated = {"times": 2, "retry_after": 3, "as_date": True}
        made.append(Trouble(f"{code} twice, Retry-After as a date", code, dated))
    made.append(Trouble("429, Retry-After of an hour", 429, {"retry_after": 3600}))
    made.append(Trouble("503 for ever", 503, {"times": None}))
    return made


FAULTS: List[Trouble] = [
    Trouble("nobody listens for a while", "refuse", {"seconds": 0.15}, everywhere=True, hold=0.6),
    Trouble("the server goes down as it is asked", "refuse", {"seconds": 0.15}, hold=0.6),
    Trouble("reset before the answer", "reset"),
    Trouble("answer lost", "lose_answer"),
    Trouble("reset within the answer, 0 bytes", "reset_after", {"bytes": 0}),
    Trouble("reset within the answer, 40 bytes", "reset_after", {"bytes": 40}),
    Trouble("ended within the answer, 40 bytes", "reset_after", {"bytes": 40, "gently": True}),
    Trouble("half a line, then silence", "half_line", {"frames": 1}),
    Trouble("a garbage line", "garbage", {"frames": 0}),
    Trouble("frames twice", "duplicate", only="stream"),
    Trouble("frames out of order", "reorder", only="stream"),
    Trouble("heartbeats only", "heartbeats_only", {"every": 0.01}, only="stream"),
    Trouble("the last frame missing", "drop_terminal", only="stream"),
    *_bursts(),
    Trouble("slow drip", "slow_drip", {"bytes": 64, "every": 0.001}),
    Trouble("redirect to another host", "redirect"),
    Trouble("upload address expired", "expired_upload", only="upload"),
    Trouble("storage answers 400 in XML", "storage_error", only="upload"),
    Trouble("future server: fields", "future", {"what": "field", "times": None}),
    Trouble("future server: a status", "future", {"what": "status", "times": None}),
    Trouble("future server: enum values", "future", {"what": "enum", "times": None}),
]


# -- cells -----------------------------------------------------------------------------------------------------------


class Outcome(NamedTuple):
    """What a cell showed: `verdict` is one of VERDICTS; `detail` names the error, or what is wrong."""

    verdict: str
    detail: str
    tasks: int
    files: int
    seconds: float

    @property
    def is_good(self) -> bool:
        return self.verdict in GOOD


GOOD = ("recovered", "clear error", "untouched")
VERDICTS = (*GOOD, "hung", "lost", "doubled", "wrong")


class Mover:
    """Runs a platform's clock faster than time, when told to."""

    def __init__(self, platform: LocalPlatform) -> None:
        self._clock = platform.clock
        self._from = float("inf")
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="fault-matrix-clock", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._over.wait(TICK):
            if time.monotonic() >= self._from:
                self._clock.advance(STEP)

    def go(self, hold: float) -> None:
        self._from = time.monotonic() + hold

    def rest(self) -> None:
        self._from = float("inf")

    def close(self) -> None:
        self._over.set()
        self._thread.join()


class Bench:
    """A platform and a client of one kind, for the cells of one operation after the other."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.platform: Optional[LocalPlatform] = None

    def __enter__(self) -> Bench:
        self._before = [(module, module.SILENCE_TIMEOUT) for module in _WITH_SILENCE]
        for module in _WITH_SILENCE:
            module.SILENCE_TIMEOUT = SILENCE  # type: ignore[attr-defined]
        self._open()
        return self

    def __exit__(self, *_: object) -> None:
        self._close()
        for module, seconds in self._before:
            module.SILENCE_TIMEOUT = seconds  # type: ignore[attr-defined]

    def _open(self) -> None:
        brain = ScriptedModel({None: [Say(REPLY)]})
        self.platform = LocalPlatform(
            apps=[work, picture, sleep, Counter], models={"matrix/brain": brain}, stand_ins=False, run_delay=0.02
        ).start()
        self.driver = Driver(self.platform, self.kind)
        self.mover = Mover(self.platform)

    def _close(self, *, hung: bool = False) -> None:
        platform, self.platform = self.platform, None
        if platform is None:
            return
        self.mover.close()
        platform.faults.clear()
        if not hung:  # a client that hangs belongs to the thread that hangs in it
            self.driver.close()
        platform.stop()

    def cell(self, operation: Operation, route: str, trouble: Trouble) -> Outcome:
        """Run an operation while the fault strikes at one of its routes."""
        platform, driver, mover = self.platform, self.driver, self.mover
        assert platform is not None
        platform.faults.clear()
        prepared = operation.prepare(driver)
        tasks, files = self._state()
        fault = platform.faults.add("*" if trouble.everywhere else route, trouble.fault, **trouble.options)
        results: List[Tuple[str, Any]] = []

        def act() -> None:
            try:
                results.append(("gave", operation.act(driver, prepared)))
            except Exception as error:
                results.append(("raised", error))

        started = time.monotonic()
        mover.go(trouble.hold)
        thread = threading.Thread(target=act, name="fault-matrix-cell", daemon=True)
        thread.start()
        thread.join(CELL_SECONDS)
        seconds = time.monotonic() - started
        mover.rest()
        if results and results[0][0] == "raised" and route != RUN and operation.starts:
            time.sleep(AFTERMATH)
        now_tasks, now_files = self._state()
        tasks, files = now_tasks - tasks, now_files - files
        if not results:
            self._close(hung=True)
            self._open()
            return Outcome("hung", f"no end within {CELL_SECONDS:g} s", tasks, files, seconds)
        platform.faults.clear()
        verdict, detail = _judge(operation, prepared, results[0], tasks, files)
        if verdict == "recovered" and not fault.struck:
            verdict = "untouched"
        return Outcome(verdict, detail, tasks, files, seconds)

    def _state(self) -> Tuple[int, int]:
        assert self.platform is not None
        core = self.platform._running()
        return len(self.platform.tasks), sum(1 for record in core.files.all() if record.stored)


def _judge(operation: Operation, prepared: Any, result: Tuple[str, Any], tasks: int, files: int) -> Tuple[str, str]:
    how, value = result
    if tasks > operation.starts:
        return "doubled", f"{tasks} tasks"
    if how == "raised":
        name = type(value).__name__
        if not isinstance(value, InferenceError):
            return "wrong", f"{name}: {value}"
        named = value.task_id is not None or getattr(prepared, "chat_id", None) is not None
        if tasks and not named and not isinstance(value, SubmissionUnknownError):
            return "lost", f"{name} names no task, and the platform has one"
        return "clear error", name
    if tasks < operation.starts:
        return "wrong", "a result, and no task on the platform"
    if files < operation.stores:
        return "wrong", "a result, and no file on the platform"
    try:
        complaint = operation.check(value, prepared)
    except Exception as error:
        complaint = f"the result cannot be read: {type(error).__name__}: {error}"
    return ("wrong", complaint) if complaint else ("recovered", "")


_WITH_SILENCE = (async_http, sync_http, async_files, sync_files)
