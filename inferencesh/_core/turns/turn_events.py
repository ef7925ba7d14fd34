"""What a turn follower hands out."""

from __future__ import annotations

from typing import Any, Dict, Mapping, NamedTuple, Optional, Union

from ...results.base import shown
from ...results.message import Message, MessageUpdate
from ...results.tool_call import ToolCall
from ..values.growing_text import TextChannel
from ..values.merge import DeltaAccumulator, Snapshot
from ..values.redact import hide_key


class Text:
    """New text of the agent's answer, or of its reasoning.

    Attributes:
        text: the new text.
        kind: "text" or "thinking".
        message_id: the message that it belongs to.
        restart: the platform replaced a text that was handed out already; this is the new text from its beginning.
    """

    __slots__ = ("_channel", "_end", "_wire", "kind", "message_id", "restart", "text")

    def __init__(
        self,
        text: str,
        kind: str,
        message_id: str,
        wire: Mapping[str, Any],
        channel: TextChannel,
        restart: bool = False,
    ) -> None:
        self.text: str = text
        self.kind: str = kind
        self.message_id: str = message_id
        self.restart: bool = restart
        self._wire = wire
        self._channel = channel
        self._end = channel.handed

    @property
    def text_so_far(self) -> str:
        """All text of this kind up to and including the new one."""
        return self._channel.upto(self._end)

    @property
    def update(self) -> MessageUpdate:
        """The same as callbacks and `stream_messages` give it."""
        return MessageUpdate(self._wire, self.text, self.kind, lambda: self.text_so_far)

    def __repr__(self) -> str:
        return f"Text({hide_key(self.text)!r}, {self.kind!r}, message_id={self.message_id!r})"


class Delta:
    """One delta as it is on the wire, in order and without repeats. Only handed out when asked for."""

    __slots__ = ("_so_far", "delta", "message_id", "seq")

    def __init__(self, message_id: str, delta: Dict[str, Any], seq: Optional[int], so_far: Snapshot) -> None:
        self.message_id: str = message_id
        self.delta: Dict[str, Any] = delta
        self.seq: Optional[int] = seq
        self._so_far = so_far

    @property
    def output(self) -> Dict[str, Any]:
        """Everything so far, merged by the rules in docs/platform-notes.md, "How deltas merge"."""
        return DeltaAccumulator.read(self._so_far)

    def __repr__(self) -> str:
        return f"Delta(message_id={self.message_id!r}, seq={self.seq!r}, delta={shown(self.delta)!r})"


class MessageChanged(NamedTuple):
    """A stored message is new or has changed: its status, its calls, its content. Text comes as `Text` as well."""

    message: Message


class ToolCallReady(NamedTuple):
    """A client call that waits for its result. Comes once for each call."""

    call: ToolCall


class ApprovalNeeded(NamedTuple):
    """A call, of whatever type, that waits for a person's decision. Comes once for each call."""

    call: ToolCall


class ToolCallChanged(NamedTuple):
    """A call is new or its status changed. `call.chat_id` is the sub-agent's chat, once there is one."""

    call: ToolCall


class RunChanged(NamedTuple):
    """The run of this turn is in another state."""

    state: str
    run: Dict[str, Any]

    def __repr__(self) -> str:
        return f"RunChanged(state={self.state!r}, run={shown(self.run)!r})"


class TurnOver(NamedTuple):
    """The turn has ended. Comes once, last.

    `state` is the run's (completed, failed, canceled, rejected), `message` the last one that the agent wrote, if any,
    `output` the structured output, `error` the run's error text.
    """

    state: str
    message: Optional[Message]
    output: Any
    error: Optional[str]

    def __repr__(self) -> str:
        output, error = shown([self.output, self.error])
        return f"TurnOver(state={self.state!r}, message={self.message!r}, output={output!r}, error={error!r})"


AgentDelta = Delta  # the name that the official SDK uses
TurnEvent = Union[Text, Delta, MessageChanged, ToolCallReady, ApprovalNeeded, ToolCallChanged, RunChanged, TurnOver]
