"""The least of a platform that the benchmarks need: fast, in memory, plain and TLS, in a process of its own.

Prints one JSON line with its addresses and serves until stdin ends. Apps, in `POST /apps/run`:

    bench/echo          completed as soon as its stream is opened
    bench/sleep-MS      completed MS milliseconds after that
    bench/hold-MS       completed at once, but the stream stays open for MS milliseconds more
    bench/stream-N      N updates of about 1 kB, each in an HTTP chunk of its own, then completed
    bench/line-BYTES    one update of that size on one line, then completed

Agents, in `POST /agents/run`, answer with as many deltas as their reference ends in (`bench/llm-2000`), and the whole
message after each 100. `POST /files` and `PUT /put/...` take uploads and drop the bytes. `GET /count` gives the
connections, the requests and the bytes of uploads since the last `GET /count`, without counting itself.
"""

from __future__ import annotations

import asyncio
import json
import os
import ssl
import sys
from collections import Counter
from functools import lru_cache
from typing import Any, Dict, Iterator, List, Tuple

STREAM = b"HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"
END = b"0\r\n\r\n"
SINCE = "2026-01-01T00:00:00Z"
counts: Counter[str] = Counter()
scheme_of = {False: "http", True: "https"}


def task(app: str, status: int, output: Any = None, logs: Any = ()) -> bytes:
    name = app.partition("@")[0].partition("/")[2]
    record = {
        "id": f"task-{name}",
        "created_at": SINCE,
        "updated_at": SINCE,
        "status": status,
        "app_id": "app-bench",
        "version_id": "version-bench",
        "infra": "cloud",
        "workers": [],
        "input": {"prompt": "a cat in a hat"},
        "output": output,
        "error": "",
        "logs": list(logs),
        "events": [],
    }
    return json.dumps(record).encode()


def chunk(line: bytes) -> bytes:
    return b"%x\r\n%b\n\r\n" % (len(line) + 1, line)


Blocks = List[Tuple[bytes, int]]  # bytes, and how often to send them
REPEATED = 1000  # updates; longer streams repeat these, so that a million of them need no gigabyte here


@lru_cache(maxsize=8)
def stream(name: str) -> Blocks:
    kind, _, number = name.partition("-")
    blocks: Blocks = []
    if kind == "stream":
        log = {"log_type": 1, "content": "words " * 100}
        count = int(number)
        lines = [chunk(task(f"bench/{name}", 7, {"step": step}, [log])) for step in range(min(count, REPEATED))]
        blocks = [(b"".join(lines), count // REPEATED), (b"".join(lines[: count % REPEATED]), 1)]
    elif kind == "line":
        blocks = [(chunk(task(f"bench/{name}", 7, {"blob": "x" * int(number)})), 1)]
    return [*blocks, (chunk(task(f"bench/{name}", 10, {"done": True})) + END, 1)]


def message(chat: str, role: str, order: int, status: str, text: str) -> Dict[str, Any]:
    return {
        "id": f"{role}-{chat}",
        "created_at": SINCE,
        "updated_at": SINCE,
        "chat_id": chat,
        "order": order,
        "role": role,
        "status": status,
        "content": [{"type": "text", "text": text}],
        "tool_invocations": [],
    }


@lru_cache(maxsize=8)
def turn(chat: str) -> Blocks:
    def event(name: str, data: Any) -> bytes:
        return chunk(json.dumps({"event": name, "data": data}).encode())

    def state(status: str, run: str) -> Dict[str, Any]:
        active = {"id": "run-1", "state": run}
        return {"id": chat, "created_at": SINCE, "updated_at": SINCE, "status": status, "active_run": active}

    text = ""
    lines = [event("chats", state("busy", "working"))]
    lines.append(event("chat_messages", message(chat, "user", 1, "ready", "hello")))
    for number in range(int(chat.partition("-")[2])):
        token = f"token {number} "
        text += token
        data = {"delta": {"response": token}, "seq": number + 1, "resource_id": f"assistant-{chat}"}
        lines.append(event("delta", data))
        if number % 100 == 99:
            lines.append(event("chat_messages", message(chat, "assistant", 2, "pending", text)))
    lines.append(event("chat_messages", message(chat, "assistant", 2, "ready", text)))
    lines.append(event("agent_runs", {"id": "run-1", "chat_id": chat, "state": "completed"}))
    lines.append(event("chats", state("idle", "completed")))
    return [(b"".join(lines) + END, 1)]


class Connection(asyncio.Protocol):
    def __init__(self, tls: bool) -> None:
        self.tls = tls
        self.buffer = b""
        self.drop = 0
        self.left: Iterator[bytes] = iter(())  # of a stream
        self.paused = False
        counts["connections"] += 1

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        transport.set_write_buffer_limits(high=1 << 20)

    def pause_writing(self) -> None:
        self.paused = True

    def resume_writing(self) -> None:
        self.paused = False
        self.write_on()

    def write_stream(self, blocks: Blocks) -> None:
        if len(blocks) == 1:
            self.transport.write(STREAM + blocks[0][0])
            return
        self.transport.write(STREAM)
        self.left = (block for block, times in blocks for _ in range(times) if block)
        self.write_on()

    def end_stream(self) -> None:
        if not self.transport.is_closing():
            self.transport.write(END)

    def write_on(self) -> None:
        for block in self.left:
            self.transport.write(block)
            if self.paused:
                return

    def data_received(self, data: bytes) -> None:
        if self.drop:
            counts["uploaded"] += len(data)
            self.drop -= len(data)
            if self.drop <= 0:
                self.drop = 0
                self.answer(b"")
            return
        self.buffer += data
        while True:
            head, found, rest = self.buffer.partition(b"\r\n\r\n")
            if not found:
                return
            lower, length = head.lower(), 0
            at = lower.find(b"\r\ncontent-length:")
            if at >= 0:
                length = int(lower[at + 17 :].partition(b"\r\n")[0])
            method, path, _ = head.split(b" ", 2)
            if method == b"PUT":
                counts["requests"] += 1
                counts["uploaded"] += len(rest)
                self.drop, self.buffer = length - len(rest), b""
                if not self.drop:
                    self.answer(b"")
                return
            if len(rest) < length:
                return
            self.buffer = rest[length:]
            self.serve(method + b" " + path.partition(b"?")[0], rest[:length], lower)

    def answer(self, body: bytes) -> None:
        self.transport.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
        )

    def serve(self, what: bytes, body: bytes, head: bytes) -> None:
        if what == b"GET /count":
            counts["connections"] -= 1  # the one that asks
            self.answer(json.dumps(counts).encode())
            counts.clear()
            return
        counts["requests"] += 1
        if what == b"POST /apps/run":
            app = json.loads(body)["app"]
            stream(app.partition("@")[0].partition("/")[2])  # made before the clock of its reader runs
            self.answer(b'{"data":%b}' % task(app, 2))
        elif what == b"POST /files":
            host = head.partition(b"\r\nhost:")[2].partition(b"\r\n")[0].strip().decode()
            address = f"{scheme_of[self.tls]}://{host}/put/1?signature=x"
            files = [
                {**one, "id": "file-1", "uri": "https://cloud.inference.sh/file-1", "upload_url": address}
                for one in json.loads(body)["files"]
            ]
            self.answer(json.dumps({"data": files}).encode())
        elif what == b"POST /agents/run":
            asked = json.loads(body)
            chat = "chat-" + asked["agent_config"]["core_app"]["ref"].rpartition("-")[2]
            turn(chat)
            messages = {
                "user_message": message(chat, "user", 1, "ready", asked["input"]["text"]),
                "assistant_message": message(chat, "assistant", 2, "pending", ""),
            }
            self.answer(json.dumps({"success": True, "data": messages}).encode())
        elif what.endswith(b"/stream"):
            self.open_stream(what)
        else:
            name = what.split(b"/")[2].decode()[5:]
            self.answer(b'{"data":%b}' % task(f"bench/{name}", 10, {"done": True}))

    def open_stream(self, what: bytes) -> None:
        _, room, what_id, _ = what.split(b"/")
        if room == b"chats":
            self.write_stream(turn(what_id.decode()))
            return
        name = what_id.decode()[5:]
        kind, _, number = name.partition("-")
        call_later = asyncio.get_running_loop().call_later
        if kind == "sleep":
            call_later(int(number) / 1000, self.write_stream, stream(name))
        elif kind == "hold":
            self.transport.write(STREAM + stream(name)[0][0][: -len(END)])
            call_later(int(number) / 1000, self.end_stream)
        else:
            self.write_stream(stream(name))


async def main(folder: str) -> None:
    import trustme

    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    certificate = os.path.join(folder, "authority.pem")
    authority.cert_pem.write_to_path(certificate)
    loop = asyncio.get_running_loop()
    plain = await loop.create_server(lambda: Connection(False), "127.0.0.1", 0, backlog=4096)
    tls = await loop.create_server(lambda: Connection(True), "127.0.0.1", 0, ssl=context, backlog=4096)
    ports = [server.sockets[0].getsockname()[1] for server in (plain, tls)]
    addresses = {"plain": f"http://127.0.0.1:{ports[0]}", "tls": f"https://127.0.0.1:{ports[1]}", "ca": certificate}
    print(json.dumps(addresses), flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    try:
        from uvloop import run
    except ImportError:
        run = asyncio.run
    run(main(sys.argv[1]))
