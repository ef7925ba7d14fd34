"""Many runs and agents at once through a proxy that misbehaves at random, for minutes: nothing lost, nothing doubled.

    python scripts/soak.py --minutes 10 [--seed N] [--runs 200] [--agents 20] [--after-main]

The proxy resets, stalls, drips, sends folded headers and 60 KB of interim responses, and every few seconds it dies and
comes back. In between this process has no file descriptor left for a moment. Some runs share one file object. With
`--after-main` all of this happens once the main thread has ended.

The local platform and the proxy run in a process of their own, so that memory and open files measured here are the
SDK's. At the end every input that was ever submitted is looked for on the platform, behind the proxy's back, and
compared with what its caller was told:

    a result                  exactly one task, with that id and output
    SubmissionUnknownError    no task, or one
    an error with a task_id   exactly one task, with that id
    any other error           no task: nothing was sent

and each message of an agent stands in its chat once if it was answered, and at most once otherwise.

The last line says how it went and with which seed, and the exit status is 1 if any promise was broken. Nothing is
written anywhere. The seed settles what the proxy does to the first, second, third connection; which request meets which
is up to the machine.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gc
import hashlib
import io
import itertools
import os
import random
import socket
import statistics
import struct
import subprocess
import sys
import threading
import time
import traceback
from collections import Counter
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional, Set, Tuple

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "generated")]

from inferencesh import (  # noqa: E402
    InferenceError,
    RetryPolicy,
    StreamingOptions,
    SubmissionUnknownError,
    async_inference,
    inference,
)

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

MIB = 1 << 20
CONTENTS = bytes(range(256)) * 64
DIGEST = hashlib.sha256(CONTENTS).hexdigest()
SPARE = 2  # descriptors that the SDK sets aside, so that it can deal with an error when no others are left
DEATH, DEAD = 9.0, 0.4  # the proxy dies every so many seconds, for so many
SHORTAGE, SHORT = 7.0, 0.3  # likewise: no descriptor is left
FIRST = 2.0  # both happen for the first time after so many seconds
PATIENCE = 60.0  # seconds that one run may take, however often it is disturbed


# -- the other process: platform and proxy ----------------------------------------------------------------------------


def serve(seed: int) -> None:
    """Print the proxy's port and the platform's, and go on until stdin ends."""
    from inferencesh.local import LocalPlatform, Say, app

    @app("soak/steps")
    def steps(n: int, file: Optional[Path] = None) -> Iterator[Dict[str, Any]]:
        given = {} if file is None else {"digest": hashlib.sha256(file.read_bytes()).hexdigest()}
        for step in range(3):
            print(f"step {step + 1}/3 of {n}")
            yield {"n": n, "step": step, **given}

    def reply(given: Dict[str, Any]) -> Any:
        return Say(f"I heard {given.get('text') or 'you'}")

    models = {"soak/brain": _Brain(reply)}
    with LocalPlatform(apps=[steps], models=models, heartbeat=1.0, run_delay=0.0) as platform:
        port = int(platform.base_url.rpartition(":")[2])
        proxy = Proxy(port, random.Random(seed))
        print(proxy.port, port, flush=True)
        sys.stdin.readline()
        print(dict(proxy.done), flush=True)


class _Brain:
    """A model that always has an answer."""

    def __new__(cls, reply: Any) -> Any:
        from inferencesh.local import ScriptedModel

        return ScriptedModel({None: [reply]})


class Proxy:
    """Passes bytes on, and now and then does something else with a connection."""

    def __init__(self, target: int, chance: random.Random) -> None:
        self._target = target
        self._chance = chance
        self.done: Counter[str] = Counter()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self.port: int = self._listener.getsockname()[1]
        self._ready = threading.Event()
        self._writers: Set[asyncio.StreamWriter] = set()
        threading.Thread(target=lambda: asyncio.run(self._main()), daemon=True).start()
        self._ready.wait(10)

    async def _main(self) -> None:
        for pause in itertools.chain([FIRST], itertools.repeat(DEATH)):
            server = await asyncio.start_server(self._connection, sock=self._listener)
            self._ready.set()
            await asyncio.sleep(pause)
            self.done["death"] += 1
            server.close()
            for writer in list(self._writers):
                _reset(writer)
            await asyncio.sleep(DEAD)
            self._listener = socket.create_server(("127.0.0.1", self.port), backlog=1024)

    def _mood(self) -> Tuple[str, int]:
        """What will happen to a connection, and after how many bytes of the server's."""
        moods = ["reset", "end", "stall", "refuse", "garbage", "drip", "fold", "interim", "nothing"]
        mood = self._chance.choices(moods, (24, 24, 8, 8, 9, 6, 4, 4, 13))[0]
        # At once, within an answer's head, within a stream, or after many answers over one connection.
        return mood, self._chance.choice((0, 10, 100, 300, 1000, 1000, 3000, 3000, 10_000))

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        mood, after = self._mood()
        self.done[mood] += 1
        self._writers.add(writer)
        try:
            await self._relay(reader, writer, mood, after)
        finally:
            self._writers.discard(writer)

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, mood: str, after: int) -> None:
        try:
            if mood == "refuse":
                _reset(writer)
                return
            back, forth = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            writer.close()
            return
        jobs = [
            asyncio.ensure_future(_pump(reader, forth)),
            asyncio.ensure_future(self._answer(back, writer, mood, after)),
        ]
        try:
            await asyncio.wait(jobs, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for job in jobs:
                job.cancel()
            await asyncio.gather(*jobs, return_exceptions=True)
            forth.close()
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, mood: str, after: int) -> None:
        if mood in ("fold", "interim"):
            line = await reader.readline()
            folded = b"X-Folded: a" + b" " * 60_000 + b"\r\n b\r\n"
            if line:
                early = b"HTTP/1.1 103 Early Hints\r\n" + folded + b"\r\n"
                writer.write(line + folded if mood == "fold" else early * 5 + line)
        if mood in ("fold", "interim", "nothing"):
            await _pump(reader, writer)
            return
        passed = 0
        while True:
            data = await reader.read(65536)
            if not data:
                return
            if mood == "drip":
                for at in range(0, len(data), 64):
                    writer.write(data[at : at + 64])
                    await asyncio.sleep(0.001)
                continue
            room = after - passed
            writer.write(data[: max(room, 0)])
            passed += len(data)
            if passed >= after:
                if mood == "reset":
                    _reset(writer)
                elif mood == "garbage":
                    writer.write(b"\x00\xff{{{not json, not http\r\n\r\n")
                elif mood == "stall":
                    await asyncio.sleep(2.0)
                    if room >= 0:
                        writer.write(data[max(room, 0) :])
                    mood = "nothing"
                    await _pump(reader, writer)
                return


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            data = await reader.read(65536)
            if not data:
                return
            writer.write(data)
            await writer.drain()
    except OSError:
        return


def _reset(writer: asyncio.StreamWriter) -> None:
    sock = writer.get_extra_info("socket")
    if sock is not None:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


# -- this process: the SDK --------------------------------------------------------------------------------------------


class Told:
    """What a caller was told about one input."""

    __slots__ = ("kind", "task_id")

    def __init__(self, kind: str, task_id: Optional[str]) -> None:
        self.kind = kind  # "result", "unknown", "error with a task", "error"
        self.task_id = task_id


class Soak:
    """The runs and agents, and the books that they keep."""

    def __init__(self, url: str, until: float, seed: int) -> None:
        self.url = url
        self.until = until
        self.chance = random.Random(seed + 1)
        self.told: Dict[int, Told] = {}
        self.messages: List[Tuple[str, Optional[str], bool]] = []  # text, chat, answered
        self.errors: Counter[str] = Counter()
        self.wrong: List[str] = []
        self.next = 0
        self.file = io.BytesIO(CONTENTS)
        self.shortages = 0
        self.samples: List[Tuple[float, int, int]] = []  # time, resident bytes, open files

    async def run(self, runs: int, agents: int) -> None:
        retry = RetryPolicy(backoff=0.05)
        async with async_inference("inf_soak", self.url, retry=retry) as client:
            jobs = [self._runner(client) for _ in range(runs)] + [self._agent(client, n) for n in range(agents)]
            beside = [asyncio.ensure_future(self._watch()), asyncio.ensure_future(self._run_short())]
            await asyncio.gather(*jobs)
            for job in beside:
                job.cancel()
            await asyncio.gather(*beside, return_exceptions=True)

    async def _runner(self, client: Any) -> None:
        while time.monotonic() < self.until:
            n, self.next = self.next, self.next + 1
            form = self.chance.randrange(3)
            params: Dict[str, Any] = {"app": "soak/steps", "input": {"n": n}}
            expected: Dict[str, Any] = {"n": n, "step": 2}
            if self.chance.randrange(10) == 0:
                params["input"]["file"] = self.file  # the same object for all
                expected["digest"] = DIGEST
            try:
                if form == 0:
                    result = await client.run(params, timeout=PATIENCE)
                elif form == 1:
                    task = await client.run(params, timeout=PATIENCE, wait=False)
                    result = await client.wait_for_completion(task["id"], timeout=PATIENCE)
                else:
                    result, lines = None, []
                    options = StreamingOptions(max_retries=8, retry_delay=0.05)
                    async for update in client.run(params, timeout=PATIENCE, stream=True, options=options):
                        result = update
                        lines += update["logs"]
                    if result is not None and lines != [f"step {step}/3 of {n}" for step in (1, 2, 3)]:
                        self.wrong.append(f"run {n}: the log lines are {lines}")
            except SubmissionUnknownError as error:
                self._note(n, "unknown", None, error)
            except InferenceError as error:
                self._note(n, "error with a task" if error.task_id else "error", error.task_id, error)
            else:
                if result is None or result["output"] != expected:
                    self.wrong.append(f"run {n}: the output is {result}")
                self.told[n] = Told("result", None if result is None else result["id"])

    def _note(self, n: int, kind: str, task_id: Optional[str], error: BaseException) -> None:
        self.told[n] = Told(kind, task_id)
        self.errors[f"{kind}: {type(error).__name__}"] += 1

    async def _agent(self, client: Any, number: int) -> None:
        agent = client.agent({"core_app": {"ref": "soak/brain"}}, name=f"soak-{number}")
        turn = 0
        while time.monotonic() < self.until:
            turn += 1
            text = f"agent {number} turn {turn}"
            pieces: List[str] = []
            try:
                answer = await agent.send_message(
                    text, timeout=PATIENCE, on_message=lambda msg, pieces=pieces: pieces.append(msg["content"])
                )
            except InferenceError as error:
                self.errors[f"message: {type(error).__name__}"] += 1
                self.messages.append((text, agent.chat_id, False))
                agent.reset()
                continue
            if "".join(pieces) != answer.text:
                self.wrong.append(f"{text}: printed {''.join(pieces)!r}, but the answer is {answer.text!r}")
            self.messages.append((text, agent.chat_id, True))
            if turn % 20 == 0:
                agent.reset()  # a chat that grows for ever would say nothing about the SDK's memory

    async def _run_short(self) -> None:
        """Every few seconds, no file descriptor is left for a moment."""
        while resource is not None:
            await asyncio.sleep(SHORTAGE if self.shortages else FIRST)
            if len(self.told) < 20 or len(self.messages) < 3:
                continue  # the first call of a kind still loads its modules
            soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
            held = [os.open(os.devnull, os.O_RDONLY)]
            try:
                resource.setrlimit(resource.RLIMIT_NOFILE, (held[0] + 8, hard))
                with contextlib.suppress(OSError):
                    while True:
                        held.append(os.open(os.devnull, os.O_RDONLY))
                self.shortages += 1
                await asyncio.sleep(SHORT)
            finally:
                resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
                for number in held:
                    os.close(number)

    async def _watch(self) -> None:
        while True:
            gc.collect()
            self.samples.append((time.monotonic(), resident(), open_files()))
            await asyncio.sleep(2.0)

    # -- the reckoning

    def reckon(self, direct: str) -> Dict[str, int]:
        """Compare both sides."""
        client = inference("inf_soak", direct)
        with client:
            tasks: Dict[int, List[str]] = {}
            cursor: Optional[str] = None
            while True:
                page = client.tasks.list(limit=100, cursor=cursor)
                for task in page.entries():
                    if isinstance(task.get("input"), dict) and "n" in task["input"]:
                        tasks.setdefault(task["input"]["n"], []).append(task["id"])
                cursor = page.next_cursor
                if not page.has_next:
                    break
            kinds: Counter[str] = Counter()
            for n, told in self.told.items():
                found = tasks.pop(n, [])
                kinds[f"{told.kind}, {len(found)} on the platform"] += 1
                if len(found) > 1:
                    self.wrong.append(f"run {n} was doubled: {found}, told {told.kind}")
                elif told.kind in ("result", "error with a task") and found != [told.task_id]:
                    self.wrong.append(f"run {n}: told {told.kind} {told.task_id}, found {found}")
                elif told.kind == "error" and found:
                    self.wrong.append(f"run {n} was lost: told an error without a task, found {found}")
            for n, found in tasks.items():
                self.wrong.append(f"run {n}: nobody was told anything, found {found}")
            chats: Dict[str, Counter[str]] = {}
            for text, chat_id, answered in self.messages:
                if chat_id is None:
                    continue
                if chat_id not in chats:
                    chats[chat_id] = Counter(
                        message["content"]
                        for message in client.chats.get(chat_id)["messages"]
                        if message["role"] == "user"
                    )
                count = chats[chat_id][text]
                kinds[f"message {'answered' if answered else 'not answered'}, {count} in the chat"] += 1
                if count > 1 or (answered and count != 1):
                    self.wrong.append(f"{text!r} stands {count} times in chat {chat_id}")
        return dict(kinds)

    def verdict(self, kinds: Dict[str, int], seed: int) -> str:
        """One line that says it all."""
        result = f"{len(self.wrong)} PROMISES BROKEN" if self.wrong else "nothing lost, nothing doubled"
        unknown = {n: kinds.get(f"unknown, {n} on the platform", 0) for n in (0, 1)}
        return (
            f"seed {seed}: {result}; {len(self.told)} runs, "
            f"{sum(unknown.values())} of them told that it is not known ({unknown[0]} have no task, "
            f"{unknown[1]} have one), {len(self.messages)} messages"
        )

    def check_growth(self) -> str:
        """Memory and open files after warming up, and at the end."""
        if len(self.samples) < 8:
            return "too short to say anything about memory"
        third = max(2, len(self.samples) // 3)
        early, late = self.samples[third : 2 * third], self.samples[-third:]
        memory = [statistics.median(sample[1] for sample in part) / MIB for part in (early, late)]
        files = [statistics.median(sample[2] for sample in part) for part in (early, late)]
        # What this script itself keeps of each run, and what the allocator does not give back.
        allowed = 16 + 0.1 * memory[0] + len(self.told) * 600 / MIB
        if memory[1] - memory[0] > allowed:
            self.wrong.append(f"memory grew from {memory[0]:.0f} to {memory[1]:.0f} MiB")
        if files[1] > 1.5 * files[0] + 50:
            self.wrong.append(f"open files grew from {files[0]:.0f} to {files[1]:.0f}")
        return f"memory {memory[0]:.0f} -> {memory[1]:.0f} MiB, open files {files[0]:.0f} -> {files[1]:.0f}"


def resident() -> int:
    """Bytes of memory that this process has; 0 where that cannot be told."""
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def open_files() -> int:
    """How many files and sockets this process has open; 0 where that cannot be told."""
    for folder in ("/proc/self/fd", "/dev/fd"):
        if os.path.isdir(folder):
            return len(os.listdir(folder))
    return 0


def _after_main() -> None:
    threading.main_thread().join()
    status = 2
    try:
        status = main()
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)  # the main thread's status is settled already


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--agents", type=int, default=20)
    parser.add_argument("--serve", type=int, default=None, help=argparse.SUPPRESS)
    parser.add_argument("--after-main", action="store_true", help="once the main thread has ended")
    given = parser.parse_args()
    if given.serve is not None:
        serve(given.serve)
        return 0
    if given.after_main and threading.current_thread() is threading.main_thread():
        threading.Thread(target=_after_main).start()
        return 0
    seed = random.randrange(1 << 30) if given.seed is None else given.seed
    print(f"seed {seed}: {given.runs} runs and {given.agents} agents at once for {given.minutes:g} minutes", flush=True)
    files_before = open_files()
    command = [sys.executable, __file__, "--serve", str(seed)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, universal_newlines=True) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        proxy, platform = other.stdout.readline().split()
        files_with_child = open_files()
        with inference("inf_soak", f"http://127.0.0.1:{platform}") as client:
            client.tasks.list(limit=1)
        spare = open_files() - files_with_child
        soak = Soak(f"http://127.0.0.1:{proxy}", time.monotonic() + 60 * given.minutes, seed)
        asyncio.run(soak.run(given.runs, given.agents))
        gc.collect()
        left = open_files() - files_with_child - spare
        if left > 0:
            soak.wrong.append(f"{left} files are open that were not before")
        kinds = soak.reckon(f"http://127.0.0.1:{platform}")
        growth = soak.check_growth()
        other.stdin.write("\n")
        other.stdin.flush()
        moods = other.stdout.read().strip()
    if spare > SPARE:
        soak.wrong.append(f"{spare} files are open after one request")
    if open_files() > files_before + spare:
        soak.wrong.append(
            f"{open_files() - files_before - spare} files are open that were not before, with the platform gone"
        )
    print(f"{len(soak.told)} runs, {len(soak.messages)} messages; connections: {moods}")
    print(f"no descriptor was left {soak.shortages} times")
    for kind, count in sorted(kinds.items()):
        print(f"  {count:7d}  {kind}")
    for kind, count in soak.errors.most_common():
        print(f"  {count:7d}  {kind}")
    print(growth)
    for line in soak.wrong[:40]:
        print(f"WRONG: {line}")
    print(soak.verdict(kinds, seed))
    return 1 if soak.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
