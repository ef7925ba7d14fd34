"""A small server of one chat, and a shell that drives a TurnFollower against it without I/O.

The script of a turn is a list of model messages. The server takes it step by step; each step changes its state and says
so in frames. What goes wrong on the way (cuts, repeats, swapped frames, late opening) is decided by a chooser.
"""

from __future__ import annotations

import copy
from typing import Any, Callable, Dict, Iterator, List, NamedTuple, Optional, Tuple

from inferencesh._core.streams.actions import Done, Fetch, Open, Read, Wait
from inferencesh._core.streams.stream_link import CHAT_STREAM, StreamPolicy
from inferencesh._core.turns.turn_events import ApprovalNeeded, Text, ToolCallReady, TurnEvent, TurnOver
from inferencesh._core.turns.turn_follower import TurnFollower

Frame = Dict[str, Any]


class Call(NamedTuple):
    kind: str  # client, app, agent
    gated: bool = False


class Say(NamedTuple):
    """One message of the model."""

    thinking: List[str]
    text: List[str]
    calls: List[Call]


class Server:
    """One chat. `store_partial`: a message that is being written is stored with the text so far."""

    def __init__(
        self,
        script: List[Say],
        *,
        earlier: int = 0,
        store_partial: bool = False,
        whole_frames: bool = False,
        run_frames: bool = True,
        state: str = "completed",
        queued: bool = False,
    ) -> None:
        self.messages: List[Dict[str, Any]] = []
        self.store_partial = store_partial
        self.whole_frames = whole_frames
        self.run_frames = run_frames
        self.end_state = state
        self.order = 0
        self.clock = 0
        self.frames: List[Frame] = []
        self.over = False
        self.waiting: Optional[str] = None  # the call whose result is waited for
        self.approving: Optional[str] = None
        self.answers: Dict[str, List[str]] = {}
        self.chat: Dict[str, Any] = {"id": "chat", "status": "idle", "active_run": None, "pending_interrupts": []}
        for _ in range(earlier):
            self._add("user", "ready", "old question")
            self._add("assistant", "ready", "old answer")
        self.steps = self._play(script, queued)
        self.script = script
        if queued:
            self._busy("run-old", "old-user")
            self.old = self._add("assistant", "pending", "")
            self.user = self._add("user", "queued", "question")
            self.first: Optional[Dict[str, Any]] = None
        else:
            self.user = self._add("user", "ready", "question")
            self.first = self._add("assistant", "pending", "", run="run-1")
        self.frames.clear()

    def _tick(self) -> str:
        self.clock += 1
        return f"2026-11-23T00:{self.clock // 60:02d}:{self.clock % 60:02d}Z"

    def _add(self, role: str, status: str, text: str, run: Optional[str] = None, **more: Any) -> Dict[str, Any]:
        self.order += 1
        message: Dict[str, Any] = {
            "id": f"m{self.order}",
            "chat_id": "chat",
            "order": self.order,
            "role": role,
            "status": status,
            "content": [{"type": "text", "text": text}] if text else [],
            "updated_at": self._tick(),
            **more,
        }
        if run is not None:
            message["agent_run_id"] = run
        self.messages.append(message)
        self._tell(message)
        return message

    def _tell(self, message: Dict[str, Any]) -> None:
        message["updated_at"] = self._tick()
        self.frames.append({"event": "chat_messages", "data": copy.deepcopy(message)})

    def _tell_chat(self) -> None:
        self.chat["updated_at"] = self._tick()
        self.frames.append({"event": "chats", "data": copy.deepcopy(self.chat)})

    def _busy(self, run_id: str, user_id: str) -> None:
        self.run = {"id": run_id, "chat_id": "chat", "user_message_id": user_id, "state": "working"}
        self.chat.update(status="busy", active_run=self.run)

    def _run_state(self, state: str, status: str, interrupts: Optional[List[Any]] = None) -> None:
        self.run["state"] = state
        self.chat.update(status=status, pending_interrupts=interrupts or [])
        if self.run_frames:
            self.frames.append({"event": "agent_runs", "data": dict(self.run)})
        self._tell_chat()

    def view(self) -> Tuple[Dict[str, Any], List[Dict[str, Any]]]:
        """GET /chats/{id} and its messages."""
        return copy.deepcopy(self.chat), copy.deepcopy(self.messages)

    def now(self) -> Frame:
        """What a stream begins with."""
        return {"event": "chats", "data": copy.deepcopy(self.chat)}

    def step(self) -> bool:
        """One step further; False if nothing happens until somebody acts."""
        if self.over or self.waiting:
            return False
        try:
            next(self.steps)
        except StopIteration:
            self.over = True
            return False
        return True

    def answer(self, call_id: str, result: str) -> None:
        self.answers.setdefault(call_id, []).append(result)
        if self.waiting == call_id:
            self.waiting = None

    def _play(self, script: List[Say], queued: bool) -> Iterator[None]:
        if queued:
            yield
            self.frames.append(
                {"event": "delta", "data": {"delta": {"response": "old"}, "seq": 1, "resource_id": self.old["id"]}}
            )
            yield
            self.old.update(status="ready", content=[{"type": "text", "text": "old"}])
            self._tell(self.old)
            yield
            self._run_state("completed", "idle")
            yield
            self.user["status"] = "ready"
            self._tell(self.user)
        yield
        self._busy("run-1", self.user["id"])
        self._tell_chat()
        yield
        for index, say in enumerate(script):
            if index == 0 and self.first is not None:
                message = self.first
            else:
                message = self._add("assistant", "pending", "", run="run-1")
            yield
            yield from self._write(message, say)
            yield from self._call(message, say)
        if self.end_state != "completed":
            ended = {"type": "run_failed", "run": {"run_id": "run-1", "state": self.end_state}}
            note = self._add("event", "ready", "")
            note["content"] = [{"type": "event", "text": "it went wrong", "event": ended}]
            self._tell(note)
        self._run_state(self.end_state, "idle")
        self.chat["active_run"] = None
        self._tell_chat()

    def _write(self, message: Dict[str, Any], say: Say) -> Iterator[None]:
        seq = 0
        thinking = text = ""
        for key, pieces in (("reasoning", say.thinking), ("response", say.text)):
            for piece in pieces:
                seq += 1
                if key == "reasoning":
                    thinking += piece
                else:
                    text += piece
                if self.store_partial:
                    message["content"] = self._content(thinking, text)
                self.frames.append(
                    {"event": "delta", "data": {"delta": {key: piece}, "seq": seq, "resource_id": message["id"]}}
                )
                if self.whole_frames:
                    self._tell(message)
                yield
        calls = [
            {
                "id": f"{message['id']}-c{number}",
                "tool_invocation_id": f"call-{number}",
                "type": call.kind,
                "status": "pending",
                "function": {"name": "f", "arguments": {"n": number}},
            }
            for number, call in enumerate(say.calls)
        ]
        message.update(status="ready", content=self._content(thinking, text), tool_invocations=calls)
        self._tell(message)
        yield

    @staticmethod
    def _content(thinking: str, text: str) -> List[Dict[str, Any]]:
        parts = [("reasoning", thinking), ("text", text)]
        return [{"type": kind, "text": value} for kind, value in parts if value]

    def _call(self, message: Dict[str, Any], say: Say) -> Iterator[None]:
        for call, invocation in zip(say.calls, message.get("tool_invocations", [])):
            if call.gated:
                invocation["status"] = "awaiting_approval"
                self.approving = invocation["id"]
                self._tell(message)
                self._run_state("input_required", "awaiting_input", [self._interrupt("tool_approval", invocation)])
                yield
                yield
            if call.kind == "client":
                invocation["status"] = "awaiting_input"
                self._tell(message)
                self._run_state("input_required", "awaiting_input", [self._interrupt("client_tool", invocation)])
                self.waiting = invocation["id"]
                yield
            else:
                invocation.update(status="in_progress", execution_id=f"x-{invocation['id']}")
                self._tell(message)
                yield
            invocation.update(status="completed", result="done")
            self._tell(message)
            self._run_state("working", "busy")
            yield
            self._add("tool", "ready", "done", run="run-1", tool_call_id=invocation["tool_invocation_id"])
            yield

    @staticmethod
    def _interrupt(reason: str, invocation: Dict[str, Any]) -> Dict[str, Any]:
        return {
            "id": f"i-{reason}-{invocation['id']}",
            "reason": reason,
            "resource_type": "tool_invocation",
            "resource_id": invocation["id"],
            "status": "pending",
        }


class Outcome(NamedTuple):
    events: List[TurnEvent]
    dispatched: List[str]
    fetches: int
    opens: int
    follower: TurnFollower

    def joined(self, kind: str = "text") -> str:
        return "".join(event.text for event in self.events if isinstance(event, Text) and event.kind == kind)

    def by_message(self, kind: str = "text") -> Dict[str, str]:
        texts: Dict[str, str] = {}
        for event in self.events:
            if isinstance(event, Text) and event.kind == kind:
                texts[event.message_id] = texts.get(event.message_id, "") + event.text
        return texts


# What may go wrong is asked by name: a chooser answers with a number from 0 to `most`.
Chooser = Callable[[str, int], int]


def quiet(name: str, most: int) -> int:
    return 0


def with_policy(options: Dict[str, Any]) -> Dict[str, Any]:
    """Options of a follower, those of its policy made one; without jitter, so that delays are predictable."""
    own = {name: value for name, value in options.items() if name in StreamPolicy._fields}
    rest = {name: value for name, value in options.items() if name not in own}
    return {"policy": CHAT_STREAM._replace(**{"rng": lambda: 0.0, **own}), **rest}


def drive(  # noqa: C901  (a shell that may do anything at each step: one loop, a branch for each thing)
    server: Server, choose: Chooser = quiet, *, attach: bool = False, limit: int = 5000, **options: Any
) -> Outcome:
    """Follow the turn to its end, as a shell does."""
    now = 100.0
    # The chooser may be unlucky; giving up has a test of its own.
    options = with_policy({"max_failures": 50, **options})
    dispatched: List[str] = []
    events: List[TurnEvent] = []
    fetches = opens = 0
    for _ in range(choose("late", 30)):
        server.step()
    if attach:
        follower = TurnFollower("chat", now=now, **options)
    else:
        first = None
        if server.first is not None:
            first = {**server.first, "status": "pending", "content": [], "tool_invocations": []}
            first["updated_at"] = "2026-11-23T00:00:00Z"
        user = {**server.user, "updated_at": "2026-11-23T00:00:00Z"}
        if server.first is None:
            user["status"] = "queued"
        follower = TurnFollower("chat", now=now, user_message=user, assistant_message=first, **options)
    line: Optional[List[Frame]] = None  # frames on their way, while a stream is open
    seen: List[Frame] = []
    to_answer: List[str] = []

    def take(new: List[TurnEvent]) -> None:
        for event in new:
            events.append(event)
            if isinstance(event, ToolCallReady):
                dispatched.append(event.call.id)
                if choose("answer later", 1):
                    to_answer.append(event.call.id)
                else:
                    server.answer(event.call.id, "done")
            if isinstance(event, TurnOver):
                assert server.over or (not server.step() and server.over), "the turn ended before the server's"

    def pump() -> None:
        nonlocal line
        fresh = server.frames[:]
        server.frames.clear()
        if len(fresh) > 1 and choose("swap", 1):
            # The order between message frames and the others of one change is not guaranteed.
            fresh.sort(key=lambda frame: frame["event"] != "agent_runs")
        if line is not None:
            line += fresh

    for _ in range(limit):
        action = follower.action(now)
        if isinstance(action, Done):
            break
        if isinstance(action, Open):
            opens += 1
            pump()
            if choose("refuse", 6) == 6:
                follower.lost(now, OSError("refused"))
                continue
            line = [server.now()]
            if choose("stale idle", 4) == 4:
                line.insert(0, {"event": "chats", "data": {"id": "chat", "status": "idle", "active_run": None}})
            follower.opened(now)
        elif isinstance(action, Fetch):
            fetches += 1
            if not action.keep_stream:
                line = None
            if choose("fetch fails", 8) == 8:
                follower.fetch_failed(now, OSError("failed"))
                continue
            chat, messages = server.view()
            for _ in range(choose("meanwhile", 3)):
                server.step()
            pump()
            take(follower.snapshot(chat, messages, now))
        elif isinstance(action, Wait):
            assert action.seconds > 0
            now += action.seconds
            for _ in range(choose("meanwhile", 3)):
                server.step()
            pump()
        elif isinstance(action, Read):
            assert line is not None
            if to_answer and choose("answer now", 2) == 0:
                server.answer(to_answer.pop(0), "done")
            if not line:
                if not server.step() and not server.frames:
                    if to_answer:
                        server.answer(to_answer.pop(0), "done")
                    else:
                        now = max(now, action.until)
                        if choose("heartbeat", 1) or True:
                            follower.bytes_arrived(now)
                            follower.frames([{"type": "heartbeat"}], now)
                pump()
                continue
            if choose("cut", 25) == 25:
                line = None
                follower.lost(now, OSError("cut"))
                continue
            count = 1 + choose("batch", 3)
            batch, line = line[:count], line[count:]
            if seen and choose("repeat", 6) == 6:
                batch.insert(0, seen[choose("which", len(seen) - 1)])
            seen += batch
            now += 0.01
            follower.bytes_arrived(now)
            take(follower.frames(batch, now))
    return Outcome(events, dispatched, fetches, opens, follower)


def check(server: Server, outcome: Outcome) -> None:
    """The three promises, and what else must hold of every turn."""
    follower, events = outcome.follower, outcome.events
    assert follower.failure is None, follower.failure
    assert follower.finished
    ends = [event for event in events if isinstance(event, TurnOver)]
    assert len(ends) == 1
    assert events[-1] is ends[0]
    expected = "".join("".join(say.text) for say in server.script)
    assert outcome.joined() == expected
    assert outcome.joined("thinking") == "".join("".join(say.thinking) for say in server.script)
    assert not any(isinstance(event, Text) and event.restart for event in events)
    client = [
        call["id"]
        for message in server.messages
        for call in message.get("tool_invocations", [])
        if call["type"] == "client"
    ]
    assert outcome.dispatched == client
    asked = [event.call.id for event in events if isinstance(event, ApprovalNeeded)]
    assert len(asked) == len(set(asked))
    assert ends[0].state == server.end_state
    assert ends[0].message is not None
    assert ends[0].message.text == "".join(server.script[-1].text)
    texts = outcome.by_message()
    for message in server.messages:
        if message["id"] in texts:
            assert texts[message["id"]] == "".join(
                part["text"] for part in message["content"] if part["type"] == "text"
            )
