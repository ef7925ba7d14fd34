"""One cell of the fault matrix: an operation of the SDK against the local platform while one fault strikes it.

`OPERATIONS` and `FAULTS` span the matrix, `Bench` runs cells. scripts/fault_matrix.py runs
them all and writes the report; tests/reliability runs some.
"""

from __future__ import annotations

import importlib.util
import threading
import time
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Tuple

from fault_operations import APPS, BASIC, REPLY, TOOL_CALL, Driver, Operation
from fault_quiet import Quiet
from fault_records import MORE
from fault_ways import NO_DESCRIPTORS, Ways

from inferencesh import InferenceError, SubmissionUnknownError
from inferencesh._async.requests import connections as async_connections
from inferencesh._sync.requests import connections as sync_connections
from inferencesh.local import Call, LocalPlatform, Pause, Say, ScriptedModel

OPERATIONS = [*BASIC, *MORE]
CELL_SECONDS = 8.0  # real seconds after which a cell counts as hung
SILENCE = 0.6  # the SDK gives up on an ordinary answer after 60 s of silence, which is real time: too long for a matrix
TICK, STEP = 0.005, 1.0  # the platform's clock runs 200 times as fast
AFTER_MAIN = "after main"  # a way of its own: all operations in a process whose main thread has ended
HAS_LIMITS = importlib.util.find_spec("resource") is not None  # not on Windows


# -- faults ----------------------------------------------------------------------------------------------------------


class Trouble(NamedTuple):
    """A column of the matrix: arguments for `platform.faults.add`."""

    label: str
    fault: Any
    options: Dict[str, Any] = {}  # noqa: RUF012  (never changed)
    only: str = ""  # "stream" or "upload": what it can strike at all
    everywhere: bool = False  # the platform as a whole instead of the route
    hold: float = 0.0  # real seconds for which the clock runs at its ordinary speed
    way: str = "direct"  # other ways: `fault` names what a relay does; on AFTER_MAIN nothing else strikes

    def can_strike(self, route: str, operation: Operation) -> bool:
        """Whether it makes sense at a route of an operation."""
        if self.way == AFTER_MAIN:
            return False  # in a process of its own
        if self.fault == NO_DESCRIPTORS:
            return HAS_LIMITS and route == operation.routes[0]  # it strikes the process, whatever the route
        if self.way in ("proxy", "tunnel") and operation not in BASIC:
            return False  # a proxy knows no operations; the basic ones have every kind of request
        if self.way == "tunnel" and "/storage/" in route:
            return False  # storage of the local platform has no TLS
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
    Trouble("answer lost, a gateway says 504", "lose_answer", {"code": 504}),
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
    Trouble("the head byte by byte", "drip", way="relay"),
    Trouble("a folded header", "short_fold", way="relay"),
    Trouble("a fold after 250,000 spaces", "fold", way="relay"),
    Trouble("interim responses of 60 KB", "interim", way="relay"),
    Trouble("3,000 byte order marks and line breaks", "marks", only="stream", way="relay"),
    Trouble("no file descriptor for a while", NO_DESCRIPTORS, way="relay"),
    Trouble("the proxy dies as it is asked", "die", way="proxy"),
    Trouble("the proxy dies within the answer", "die_within", way="proxy"),
    Trouble("the CONNECT proxy dies as it is asked", "die", way="tunnel"),
    Trouble("the CONNECT proxy dies within the answer", "die_within", way="tunnel"),
    Trouble("the main thread has ended", None, way=AFTER_MAIN),
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
    """Runs a platform's clock faster than time, when told to, and not while the way to the platform is blocked."""

    def __init__(self, platform: LocalPlatform, is_blocked: Callable[[], bool]) -> None:
        self._clock = platform.clock
        self._is_blocked = is_blocked
        self._from = float("inf")
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="fault-matrix-clock", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._over.wait(TICK):
            if time.monotonic() >= self._from and not self._is_blocked():
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
        brain = ScriptedModel(
            {
                "ponder": [[Pause(10_000_000.0), Say(REPLY)]],
                "think it over": [[Pause(10.0), Say(REPLY)]],
                "use the tool": [Call(TOOL_CALL), Say(REPLY)],
                "work under supervision": [Call("work"), Say(REPLY)],
                "count to three": [Call("finish", n=3)],
                None: [Say(REPLY)],
            }
        )
        self.quiet = Quiet()
        self.platform = LocalPlatform(
            middleware=self.quiet.middleware,
            apps=APPS,
            models={"matrix/brain": brain},
            agents={"matrix/helper": {"core_app": {"ref": "matrix/brain"}}},
            stand_ins=False,
            run_delay=0.02,
            keys_may_approve=True,
        ).start()
        self.ways = Ways(self.platform, self.kind)
        self.mover = Mover(self.platform, self.ways.is_blocked)

    def _close(self, *, hung: bool = False) -> None:
        platform, self.platform = self.platform, None
        if platform is None:
            return
        self.mover.close()
        platform.faults.clear()
        self.ways.close(hung=hung)
        platform.stop()

    def cell(self, operation: Operation, route: str, trouble: Trouble) -> Outcome:
        """Run an operation while the fault strikes at one of its routes."""
        way = "direct" if trouble.way == AFTER_MAIN else trouble.way
        with self.ways.driver(way) as driver:
            return self._cell(driver, operation, route, trouble, way)

    def _cell(self, driver: Driver, operation: Operation, route: str, trouble: Trouble, way: str) -> Outcome:
        platform, mover = self.platform, self.mover
        assert platform is not None
        platform.faults.clear()
        prepared = operation.prepare(driver)
        tasks, files = self._state()
        fault: Any = None
        if way != "direct":
            self.ways.strike(way, route, trouble.fault)
        elif trouble.fault is not None:
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
        if results:
            platform.faults.clear()
            struck = self.ways.calm(way) if way != "direct" else trouble.fault is None or fault.struck
            if way != "direct" and results[0][0] == "raised":
                self.ways.finish(way)
            self.quiet.wait(platform)
        now_tasks, now_files = self._state()
        tasks, files = now_tasks - tasks, now_files - files
        if not results:
            self._close(hung=True)
            self._open()
            return Outcome("hung", f"no end within {CELL_SECONDS:g} s", tasks, files, seconds)
        verdict, detail = _judge(operation, prepared, results[0], tasks, files)
        if verdict == "recovered" and not struck:
            verdict = "untouched"
        return Outcome(verdict, detail, tasks, files, seconds)

    @property
    def driver(self) -> Driver:
        """The one of the direct way."""
        return self.ways.direct

    def _state(self) -> Tuple[int, int]:
        assert self.platform is not None
        services = self.platform._running()
        return len(services.tasks.all()), sum(1 for record in services.files.all() if record.stored)


def counted(number: int, what: str) -> str:
    """How many more of something there are on the platform than before."""
    plural = "" if abs(number) == 1 else "s"
    return f"{number} {what}{plural}" if number >= 0 else f"{-number} {what}{plural} fewer"


def _judge(operation: Operation, prepared: Any, result: Tuple[str, Any], tasks: int, files: int) -> Tuple[str, str]:
    how, value = result
    if tasks > max(operation.starts, 0):
        return "doubled", f"{tasks} tasks"
    if how == "raised":
        name = type(value).__name__
        if not isinstance(value, InferenceError):
            return "wrong", f"{name}: {value}"
        agent = prepared[0] if isinstance(prepared, tuple) else prepared
        named = value.task_id is not None or getattr(agent, "chat_id", None) is not None
        if tasks > 0 and not named and not isinstance(value, SubmissionUnknownError):
            return "lost", f"{name} names no task, and the platform has one"
        return "clear error", name
    if tasks != operation.starts:
        return "wrong", f"a result, and {counted(tasks, 'task')}"
    if files < operation.stores or (operation.stores < 0 and files != operation.stores):
        return "wrong", f"a result, and {counted(files, 'file')}"
    try:
        complaint = operation.check(value, prepared)
    except Exception as error:
        complaint = f"the result cannot be read: {type(error).__name__}: {error}"
    return ("wrong", complaint) if complaint else ("recovered", "")


_WITH_SILENCE = (async_connections, sync_connections)

__all__ = ["FAULTS", "GOOD", "OPERATIONS", "Bench", "Operation", "Outcome", "Trouble", "counted"]
