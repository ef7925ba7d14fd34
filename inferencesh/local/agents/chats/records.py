"""What a chat consists of, as the platform stores and shows it.

Lives on the server's event loop.
"""

from __future__ import annotations

import asyncio
import dataclasses
from typing import Any, Dict, List, Optional, Set, Tuple

from typing_extensions import Protocol

from ...._contract import FINAL_RUN_STATES
from ...common import ids
from ...common.clock import LocalClock
from ...common.stored_objects import common_members
from .stored_agents import AgentVersion


class ChatFollower(Protocol):
    """Somebody who is told what happens in a chat."""

    def add(self, frame: Dict[str, Any]) -> None:
        """Take a frame."""
        ...

    def close(self) -> None:
        """Be told nothing more."""
        ...


@dataclasses.dataclass
class Injection:
    """Text that a hook gives to the model. `turns` is for how many of its turns, None for good."""

    text: str
    role: str
    turns: Optional[int]
    key: str


class Record:
    """The members that every stored object has."""

    def __init__(self, clock: LocalClock) -> None:
        self.clock = clock
        self.id: str = ids.new_id()
        self.created_at: str = clock.timestamp()
        self.updated_at: str = self.created_at
        self.visibility = "private"

    def touch(self) -> None:
        """Set `updated_at` to now. It never goes back."""
        self.updated_at = max(self.updated_at, self.clock.timestamp())

    def base(self) -> Dict[str, Any]:
        """The JSON members that every object has."""
        return common_members(self.id, self.created_at, self.updated_at, self.visibility)


class Invocation(Record):
    """One call of a tool. `id` is the platform's, `call_id` the model's."""

    def __init__(self, clock: LocalClock, message: Message, call_id: str, name: str, arguments: Any) -> None:
        super().__init__(clock)
        self.message = message
        self.call_id = call_id
        self.name = name
        self.arguments = arguments
        """With the chat's context put in."""
        self.model_arguments = arguments
        """As the model wrote them, which is all that it gets to see again."""
        self.type = "internal"
        self.display_name = name
        self.action = ""
        self.status = "pending"
        self.execution_id: Optional[str] = None
        self.result: Optional[str] = None
        self.attachments: List[Dict[str, Any]] = []
        self.data: Any = None
        self.widget: Optional[Dict[str, Any]] = None
        self.answer: Optional[asyncio.Future[Any]] = None
        self.approval: Optional[Interrupt] = None

    def wire(self) -> Dict[str, Any]:
        """The call as the API shows it."""
        shown = self.base()
        shown.update(
            chat_message_id=self.message.id,
            tool_invocation_id=self.call_id,
            type=self.type,
            display_name=self.display_name,
            action=self.action,
            execution_id=self.execution_id,
            function={"name": self.name, "arguments": self.arguments},
            status=self.status,
            result=self.result,
            data=self.data,
            widget=self.widget,
        )
        return shown


class Message(Record):
    """One message of a chat."""

    def __init__(self, chat: Chat, role: str, status: str, run: Optional[Run] = None) -> None:
        super().__init__(chat.clock)
        self.chat = chat
        self.role = role
        self.status = status
        self.run = run
        self.order: int = chat.take_order()
        self.content: List[Dict[str, Any]] = []
        self.task_id: Optional[str] = None
        self.tool_call_id: Optional[str] = None
        self.invocations: List[Invocation] = []
        self.reasoning_state: Any = None
        self.attachments: List[Dict[str, Any]] = []
        self.agent: Optional[AgentVersion] = None
        """Which version of the agent is to answer it, if its sender named one while another was at work."""
        self.injection: Optional[Injection] = None
        self.placed_before: Optional[Message] = None
        """For an injection, the message that it is told before; None where it stands in its own place."""
        self.seq = 0

    @property
    def text(self) -> str:
        return "".join(part.get("text") or "" for part in self.content if part["type"] == "text")

    @property
    def reasoning(self) -> str:
        return "".join(part.get("text") or "" for part in self.content if part["type"] == "reasoning")

    @property
    def in_conversation(self) -> bool:
        """Whether it is part of the conversation that the model is told."""
        return self.role in ("user", "assistant", "tool") and self.status == "ready"

    def parts(self, kind: str) -> List[str]:
        """The addresses of its images or files."""
        return [part[kind] for part in self.content if part["type"] == kind and part.get(kind)]

    def wire(self) -> Dict[str, Any]:
        """The message as the API shows it, with its tool calls."""
        shown = self.base()
        shown.update(
            chat_id=self.chat.id,
            agent_run_id=self.run.id if self.run is not None else None,
            order=self.order,
            status=self.status,
            task_id=self.task_id,
            role=self.role,
            content=[dict(part) for part in self.content],
            tool_call_id=self.tool_call_id,
            tool_invocations=[invocation.wire() for invocation in self.invocations],
        )
        return shown


class Run(Record):
    """One run of an agent in a chat, from a message to the end of its answer."""

    def __init__(self, chat: Chat, user_message: Message) -> None:
        super().__init__(chat.clock)
        self.chat = chat
        self.user_message = user_message
        self.state = "submitted"
        self.output: Any = None
        self.error: Optional[str] = None
        self.finished_at: Optional[str] = None
        self.tool_invocation_id: Optional[str] = None
        self.agent: AgentVersion = chat.agent
        self.turns = 0
        """Turns that the model has had, the one that goes on included."""
        self.message: Optional[Message] = None
        """What that turn is written to; None between turns."""
        self.system: List[str] = []
        """What hooks add to the prompt."""
        self.main: Optional[asyncio.Task[None]] = None
        self.ended: asyncio.Event = asyncio.Event()
        self.task_ids: List[str] = []
        self.children: List[Chat] = []

    @property
    def over(self) -> bool:
        return self.state in FINAL_RUN_STATES

    def wire(self) -> Dict[str, Any]:
        """The run as the API shows it."""
        waits = next((i for i in self.chat.interrupts if i.status == "pending" and i.run is self), None)
        shown = self.base()
        shown.update(
            agent_id=self.agent.agent_id,
            agent_version_id=self.agent.id,
            chat_id=self.chat.id,
            user_message_id=self.user_message.id,
            state=self.state,
            error=self.error,
            output=self.output,
            finished_at=self.finished_at,
            interrupt_reason=waits.reason if waits is not None else None,
            interrupt_tool_id=waits.invocation.id if waits is not None and waits.invocation is not None else None,
            interrupt_meta=waits.meta if waits is not None else None,
            tool_invocation_id=self.tool_invocation_id,
        )
        return shown


class Interrupt(Record):
    """Something that a run waits for."""

    def __init__(
        self,
        run: Run,
        reason: str,
        invocation: Optional[Invocation],
        *,
        resource: Optional[Tuple[str, str]] = None,
        meta: Optional[Dict[str, Any]] = None,
    ) -> None:
        super().__init__(run.clock)
        self.run = run
        self.reason = reason
        self.invocation = invocation
        self.resource: Tuple[str, str] = resource or (
            "tool_invocation",
            invocation.id if invocation is not None else run.id,
        )
        """Its type and its id."""
        self.decision: Optional[asyncio.Future[Any]] = None
        """Set where allow and deny are what is waited for."""
        self.status: str = "pending"
        self.resolution: Optional[str] = None
        self.resolved_at: Optional[str] = None
        self.resolved_data: Any = None
        self.expires_at: Optional[str] = None
        self.meta: Dict[str, Any] = dict(meta or {})
        if invocation is not None and meta is None:
            self.meta = {
                "tool_name": invocation.name,
                "arguments": invocation.arguments,
                "tool_invocation_id": invocation.id,
            }

    @property
    def open(self) -> bool:
        """Whether it waits for a decision."""
        return self.status == "pending" and self.decision is not None and not self.decision.done()

    def settle(self, status: str, resolution: Optional[str] = None, data: Any = None) -> None:
        """It waits no longer."""
        self.touch()
        self.status = status
        self.resolution = resolution
        self.resolved_data = data
        self.resolved_at = self.updated_at

    def wire(self) -> Dict[str, Any]:
        """The interrupt as the API shows it."""
        shown = self.base()
        shown.update(
            run_id=self.run.id,
            chat_id=self.run.chat.id,
            reason=self.reason,
            source="agent",
            resource_id=self.resource[1],
            resource_type=self.resource[0],
            status=self.status,
            resolution=self.resolution,
            resolved_at=self.resolved_at,
            resolved_data=self.resolved_data,
            expires_at=self.expires_at,
            meta=self.meta,
        )
        return shown


class Chat(Record):
    """A conversation with an agent."""

    def __init__(self, clock: LocalClock, agent: AgentVersion, context: Dict[str, str]) -> None:
        super().__init__(clock)
        self.agent = agent
        self.context = context
        self.name = ""
        self.description = ""
        self.output: Any = None
        self.parent: Optional[Chat] = None
        self.depth = 0
        self.children: List[Chat] = []
        self.plan: List[Dict[str, Any]] = []
        self.memory: Dict[str, Any] = {}
        self.allow_all_tools: bool = agent.allows_all_tools
        self.allowed: Set[str] = set()
        """Names of tools, and of calls with their arguments, that need no approval any more."""
        self.disable_hooks = False
        self.skipped_hooks: Set[int] = set()
        """Numbers of the hooks of which the chat says already that they cannot be run here."""
        self.preloaded: Dict[str, str] = {}
        """Texts of skills that were fetched for the prompt, by name."""
        self.messages: List[Message] = []
        self.queue: List[Message] = []
        self.runs: List[Run] = []
        self.run: Optional[Run] = None
        self.interrupts: List[Interrupt] = []
        self.followers: Set[ChatFollower] = set()
        self.followed: asyncio.Event = asyncio.Event()
        self.deleted = False
        self._order = 0

    def take_order(self) -> int:
        """The number of the next message."""
        self._order += 1
        return self._order

    def take_queued(self) -> Optional[Message]:
        """The next queued message, now the newest one of the chat."""
        if not self.queue:
            return None
        message = self.queue.pop(0)
        self.messages.remove(message)
        self.messages.append(message)
        message.order = self.take_order()
        message.status = "ready"
        return message

    @property
    def busy(self) -> bool:
        """Whether a run of it goes on."""
        return self.run is not None and not self.run.over

    @property
    def pending(self) -> List[Interrupt]:
        return [interrupt for interrupt in self.interrupts if interrupt.status == "pending"]

    @property
    def status(self) -> str:
        if self.run is None or self.run.over:
            return "idle"
        reasons = {interrupt.reason for interrupt in self.pending}
        if not reasons:
            return "busy"
        return "waiting" if reasons == {"wait"} else "awaiting_input"

    def wire(self) -> Dict[str, Any]:
        """The chat as the API shows it."""
        shown = self.base()
        shown.update(
            status=self.status,
            name=self.name,
            description=self.description,
            output=self.output,
            context=dict(self.context),
            agent_id=self.agent.agent_id,
            agent_version_id=self.agent.id,
            agent_data={
                "plan_steps": [dict(step) for step in self.plan],
                "memory": dict(self.memory),
                "allow_all_tools": self.allow_all_tools,
                "disable_hooks": self.disable_hooks,
            },
            active_run=self.run.wire() if self.run is not None and not self.run.over else None,
            pending_interrupts=[interrupt.wire() for interrupt in self.pending],
            parent_id=self.parent.id if self.parent is not None else None,
        )
        return shown

    # -- what hooks add

    def knows(self, injection: Injection) -> bool:
        """Whether the model is still told a text of this key, word by word."""
        known = [message.injection for message in self.messages if message.injection is not None]
        return any(one.key and one.key == injection.key and one.text == injection.text for one in known)

    def inject(self, injection: Injection, run: Run) -> None:
        """Let the model be told a text. One of the same key takes the place of the earlier one."""
        if self.knows(injection):
            return
        for known in self.messages:
            if injection.key and known.injection is not None and known.injection.key == injection.key:
                known.injection = None
        message = Message(self, "injection", "ready", run)
        message.content = [{"type": "text", "text": injection.text}]
        message.injection = injection
        message.placed_before = self._before_what_is_answered()
        self.messages.append(message)
        self.notify_message(message)

    def _before_what_is_answered(self) -> Optional[Message]:
        """The start of what the model answers next: a user's message, or calls, which stay with their results."""
        shown = [message for message in self.messages if message.in_conversation]
        at = len(shown) - 1
        while at > 0 and shown[at].role == "tool":
            at -= 1
        return shown[at] if shown and (shown[at].role == "user" or shown[at].invocations) else None

    def spend_injections(self) -> None:
        """The model has been told what is injected, once more."""
        for message in self.messages:
            if message.injection is not None and message.injection.turns is not None:
                message.injection.turns -= 1
                if message.injection.turns <= 0:
                    message.injection = None

    # -- what followers are told

    def notify(self) -> None:
        """The chat itself has changed."""
        self.touch()
        if self.followers:
            self._send("chats", self.wire())

    def notify_message(self, message: Message) -> None:
        """A message is new or has changed."""
        message.touch()
        if self.followers:
            self._send("chat_messages", message.wire())

    def notify_run(self, run: Run) -> None:
        """Send a run that has changed to the chat's open streams."""
        run.touch()
        if self.followers:
            self._send("agent_runs", run.wire())

    def notify_delta(self, message: Message, delta: Dict[str, Any]) -> None:
        """More of a message that is being written."""
        message.seq += 1
        self._send("delta", {"delta": delta, "seq": message.seq, "resource_id": message.id})

    def _send(self, event: str, data: Dict[str, Any]) -> None:
        frame = {"event": event, "data": data}
        for follower in self.followers:
            follower.add(frame)
