# Made from inferencesh/_async/agents/agent.py by scripts/unasync.py. Do not edit.
"""An agent: hold a conversation, run tools, get structured output."""

from __future__ import annotations

import logging
from typing import (
    TYPE_CHECKING,
    Any,
    Callable,
    List,
    Mapping,
    Optional,
    Sequence,
    Set,
    Type,
    TypeVar,
    overload,
)

from ..._core.errors.classes import InvalidInputError
from ..._core.requests import interrupts
from ..._core.requests.checks import check_id, explained
from ..._core.requests.options import NOT_GIVEN, CallOptions, MaybeRetry, MaybeTimeout, check_flag, merge_options
from ..._core.requests.process_bound import Live
from ..._core.turns.turn_events import Delta
from ..._core.values.redact import hide_key
from ..._runtime import concurrency_sync as seam
from ...results.chat import Chat
from ...results.file import File
from ...results.message import Message, MessageUpdate
from ...results.tool_call import ToolCall
from ...tools.agent_config import PreparedAgent, check_context, prepare_agent
from ...tools.config_types import AgentLike
from ...tools.output import answer_of_turn, schema_for
from ..requests.http import Deadline
from . import tool_results
from .callbacks import check_callbacks, play, play_to_end
from .conversation import Conversation
from .message_sending import Outgoing, send_message
from .own_tools import OwnTools, run_call
from .tool_runner import CallPolicy
from .turn_start import begin_turn, take_up_turn, watch_turn
from .turn_stream import MessageStream, TurnStream

if TYPE_CHECKING:
    from typing_extensions import Literal, Unpack

    from ..._core.requests.options import UploadFileOptions
    from ..._core.requests.params import UploadArguments
    from ..._runtime.local_files import Readable
    from ..files.files import Files
    from ..requests.http import HTTP
    from .chats import Chats
    from .turn import Turn

logger = logging.getLogger("inferencesh")
_LOGGED: Set[str] = set()  # unknown keys of configs: each is logged once

OnInterrupt = Optional["Literal['detach', 'cancel']"]
Output = TypeVar("Output")


class Agent(Live):
    """A conversation with an agent. Make it with `client.agent(...)`.

    The first message starts a chat, later ones go on with it; `reset()` forgets it, and `chat_id=` takes one up again.
    """

    _instead = "pickle agent.chat_id, and go on with client.agent(..., chat_id=...)"

    def __init__(
        self,
        http: HTTP,
        files: Files,
        chats: Chats,
        options: CallOptions,
        agent: AgentLike,
        *,
        context: Optional[Mapping[str, str]] = None,
        name: Optional[str] = None,
        chat_id: Optional[str] = None,
        on_interrupt: str = interrupts.DETACH,
        tool_threads: bool = True,
    ) -> None:
        self._http = http
        self._options = options
        self._agent = agent
        self._name = name
        self._prepared = prepare_agent(agent, name)
        check_flag(tool_threads, "tool_threads")
        self._forgotten: List[str] = []
        self._tool_threads = tool_threads
        for key in self._prepared.unknown:
            if key not in _LOGGED:
                _LOGGED.add(key)
                logger.warning("the agent's config has the key %r, which is not known here: it is sent as it is", key)
        self._context = check_context(context)
        self._on_interrupt = on_interrupt
        known = None if chat_id is None else check_id(chat_id, "chat_id")
        self._conversation = Conversation(http, files, chats, options, known)
        for tool in self._prepared.handlers.values():
            if tool.is_async:
                seam.refuse_coroutines(f"the handler of tool {tool.name!r}")

    @property
    def chat_id(self) -> Optional[str]:
        """The chat's id, None before the first message."""
        return self._conversation.chat_id

    @property
    def _own(self) -> OwnTools:
        # Made when asked for: an agent that held itself would be collected late.
        return OwnTools(self._prepared.handlers, self._tool_threads, self, self._forgotten)

    def __repr__(self) -> str:
        return hide_key(f"<{type(self).__name__} {self._prepared.label}, chat {self.chat_id or 'not begun'}>")

    # -- a turn ----------------------------------------------------------------------------------------------------

    def send_message(
        self,
        text: str,
        *,
        files: Optional[Sequence[Any]] = None,
        attachments: Optional[Sequence[Mapping[str, Any]]] = None,
        on_message: Optional[Callable[[MessageUpdate], Any]] = None,
        on_tool_call: Optional[Callable[[ToolCall], Any]] = None,
        on_delta: Optional[Callable[[Delta], Any]] = None,
        wait: bool = True,
        on_pending: Literal["wait", "return"] = "wait",
        on_interrupt: OnInterrupt = None,
        timeout: MaybeTimeout = NOT_GIVEN,
        retry: MaybeRetry = NOT_GIVEN,
        headers: Optional[Mapping[str, str]] = None,
    ) -> Message:
        """Send a message, and wait for the end of the turn: the agent's last message.

        >>> response = agent.send_message("Hello!")
        >>> print(response.text)

        Tools with a handler run by themselves, several at once, and their results are submitted. A tool must not
        wait for a turn of its own chat.

        Args:
            files: what to attach: paths, bytes, data URIs, open files, or files that were uploaded before.
            attachments: file references as the platform takes them (`uri`, `filename`, `content_type`).
            on_message: called with what is new: `msg["content"]` is the text that arrived since the last call, so
                printing it prints the answer once; `msg.text` is all so far. Reasoning has `msg["type"] == "thinking"`.
            on_tool_call: gets every call of a client tool, and every call that waits for an approval. It answers
                those that have no handler, with `agent.submit_tool_result(call.id, ...)`; a call that it leaves
                unanswered gets an error result, unless it says `call.defer()`. For a call of a client tool with a
                handler that waits for an approval, it may return True (the handler runs) or False (the call is
                rejected); anything else leaves it waiting.
            on_delta: called with each token-level delta.
            wait: False returns as soon as the platform has the message: the agent's message, still empty, or the
                user's if it was queued behind a run that goes on.
            on_pending: "return" comes back when a call waits for an approval (and handlers that run beside it have
                ended); `message.pending_approvals` lists them. `stream_all` takes the turn up again.
            on_interrupt: what Ctrl-C, or the cancellation of the coroutine, means for the turn: "detach" (it goes on,
                and a line on stderr or in the log says how to find it) or "cancel". Default: the agent's, else the
                client's.
            timeout: seconds for the whole turn; None: no limit. It goes on on the platform.

        Callbacks of the async client may be coroutine functions.

        Raises:
            InvalidInputError: refused before anything was sent.
            APIError: the platform refused the message.
            SubmissionUnknownError: the answer was lost, so whether the platform has the message is not known.
            AgentRunError: the run ended as failed or rejected; its text says why.
            APITimeoutError, StreamError: the turn was not followed to its end.
        """
        if on_pending not in ("wait", "return"):
            raise InvalidInputError(f"on_pending must be 'wait' or 'return', not {on_pending!r}")
        check_flag(wait, "wait")
        check_callbacks(on_message=on_message, on_tool_call=on_tool_call, on_delta=on_delta)
        ending = self._ending(on_interrupt)
        options = merge_options(self._options, timeout=timeout, retry=retry, headers=headers)
        message = self._outgoing(text, files, attachments)
        if not wait:
            deadline = Deadline(options.timeout, self._http.clock)
            return (send_message(self._conversation, message, options, deadline, ending)).message
        policy = CallPolicy(on_tool_call=on_tool_call)
        raw_deltas = on_delta is not None
        turn = begin_turn(self._conversation, self._own, message, options, policy, ending, raw_deltas=raw_deltas)
        return play_to_end(turn, on_message, on_delta, on_pending)

    @overload
    def run(
        self,
        text: str,
        *,
        output_type: Type[Output],
        files: Optional[Sequence[Any]] = ...,
        on_message: Optional[Callable[[MessageUpdate], Any]] = ...,
        on_tool_call: Optional[Callable[[ToolCall], Any]] = ...,
        on_interrupt: OnInterrupt = ...,
        timeout: MaybeTimeout = ...,
        retry: MaybeRetry = ...,
        headers: Optional[Mapping[str, str]] = ...,
    ) -> Output: ...

    @overload
    def run(
        self,
        text: str,
        *,
        output_type: Any = ...,
        files: Optional[Sequence[Any]] = ...,
        on_message: Optional[Callable[[MessageUpdate], Any]] = ...,
        on_tool_call: Optional[Callable[[ToolCall], Any]] = ...,
        on_interrupt: OnInterrupt = ...,
        timeout: MaybeTimeout = ...,
        retry: MaybeRetry = ...,
        headers: Optional[Mapping[str, str]] = ...,
    ) -> Any: ...

    def run(
        self,
        text: str,
        *,
        output_type: Any = None,
        files: Optional[Sequence[Any]] = None,
        on_message: Optional[Callable[[MessageUpdate], Any]] = None,
        on_tool_call: Optional[Callable[[ToolCall], Any]] = None,
        on_interrupt: OnInterrupt = None,
        timeout: MaybeTimeout = NOT_GIVEN,
        retry: MaybeRetry = NOT_GIVEN,
        headers: Optional[Mapping[str, str]] = None,
    ) -> Any:
        """Send a message and get structured output: what the agent gave to its finish tool.

        Args:
            output_type: a dataclass, attrs class, TypedDict or pydantic model. Its JSON Schema goes out with the
                agent's config (a stored agent has a schema of its own), and a checked instance comes back. Without it,
                the output is a JSON value, None where the agent gave none.

        Raises:
            OutputError: the answer does not fit `output_type`. The turn is over: send `error.problems` to ask again.
            As `send_message`.
        """
        check_callbacks(on_message=on_message, on_tool_call=on_tool_call)
        ending = self._ending(on_interrupt)
        prepared = self._prepared
        if output_type is not None:
            schema = schema_for(output_type)  # checked in any case; a stored agent has one of its own
            if not isinstance(self._agent, str):
                prepared = prepare_agent(self._agent, self._name, schema)
        options = merge_options(self._options, timeout=timeout, retry=retry, headers=headers)
        message = self._outgoing(text, files, prepared=prepared)
        policy = CallPolicy(on_tool_call=on_tool_call)
        turn = begin_turn(self._conversation, self._own, message, options, policy, ending, want_output=True)
        play_to_end(turn, on_message)
        output = turn.over.output if turn.over is not None else None
        return output if output_type is None else answer_of_turn(output_type, output)

    def stream(
        self,
        text: str,
        *,
        files: Optional[Sequence[Any]] = None,
        attachments: Optional[Sequence[Mapping[str, Any]]] = None,
        deltas: bool = False,
        on_interrupt: OnInterrupt = None,
        timeout: MaybeTimeout = NOT_GIVEN,
        retry: MaybeRetry = NOT_GIVEN,
        headers: Optional[Mapping[str, str]] = None,
    ) -> TurnStream:
        """Send a message and iterate over what happens, for those who do not like callbacks.

        The events are `Text`, `ToolCallReady`, `ApprovalNeeded`, `ToolCallChanged`, `MessageChanged`, `RunChanged`
        and, last, `TurnOver`; with `deltas`, `Delta` too. Tools with a handler run by themselves; a call without
        one waits until you answer it, and gets an error result if you have not when the next event is asked for.
        """
        options = merge_options(self._options, timeout=timeout, retry=retry, headers=headers)
        ending = self._ending(on_interrupt)

        def begin() -> Turn:
            message = self._outgoing(text, files, attachments)
            policy = CallPolicy(answer_later=True)
            return begin_turn(self._conversation, self._own, message, options, policy, ending, raw_deltas=deltas)

        return TurnStream(begin)

    def stream_messages(self, *, timeout: MaybeTimeout = NOT_GIVEN) -> MessageStream:
        """The messages of the turn in progress as they come, as `on_message` gets them; without one, those of the last.

        Only watches: no tool is run.
        """
        return MessageStream(self.stream_chat(timeout=timeout))

    def stream_chat(self, chat_id: Optional[str] = None, *, timeout: MaybeTimeout = NOT_GIVEN) -> TurnStream:
        """The events of the turn in progress in a chat (by default this one's), or of its last turn; then it ends.

        A sub-agent's chat, `call.chat_id`, can be watched in the same way. Only watches: no tool is run.
        """
        options = merge_options(self._options, timeout=timeout)
        if chat_id is not None:
            check_id(chat_id, "chat_id")

        def begin() -> Turn:
            return watch_turn(self._conversation, self._own, chat_id, options)

        return TurnStream(begin)

    def stream_all(
        self,
        *,
        on_chat: Optional[Callable[[Chat], Any]] = None,
        on_message: Optional[Callable[[MessageUpdate], Any]] = None,
        on_tool_call: Optional[Callable[[ToolCall], Any]] = None,
        on_delta: Optional[Callable[[Delta], Any]] = None,
        on_interrupt: OnInterrupt = None,
        timeout: MaybeTimeout = NOT_GIVEN,
    ) -> Optional[Message]:
        """Follow the turn in progress with callbacks, to its end: the agent's last message.

        Tools with a handler run, and `on_tool_call` is called, as in `send_message`.
        """
        check_callbacks(on_chat=on_chat, on_message=on_message, on_tool_call=on_tool_call, on_delta=on_delta)
        ending = self._ending(on_interrupt)
        options = merge_options(self._options, timeout=timeout)
        policy = CallPolicy(on_tool_call=on_tool_call)
        raw_deltas = on_delta is not None
        turn = take_up_turn(self._conversation, self._own, options, policy, ending, raw_deltas=raw_deltas)
        play(turn, on_message, on_delta, on_chat)
        return turn.follower.message

    def _outgoing(
        self,
        text: str,
        files: Optional[Sequence[Any]],
        attachments: Optional[Sequence[Mapping[str, Any]]] = None,
        prepared: Optional[PreparedAgent] = None,
    ) -> Outgoing:
        return Outgoing(text, files, attachments, (prepared or self._prepared).target, self._context)

    def _ending(self, on_interrupt: OnInterrupt) -> str:
        return self._on_interrupt if on_interrupt is None else interrupts.check_on_interrupt(on_interrupt)

    # -- tools -----------------------------------------------------------------------------------------------------

    @seam.to_be_awaited
    def submit_tool_result(
        self, tool_call_id: str, result: Any, attachments: Optional[Sequence[Mapping[str, Any]]] = None
    ) -> None:
        """Answer a call of a client tool.

        Args:
            tool_call_id: `call.id`.
            result: text, or any JSON value: a dict, a number; `{"error": ...}` for a failure; a widget's
                `{"action": {"type": ...}, "form_data": {...}}`. Bytes and Paths in it are uploaded and attached.
            attachments: file references, at most 20 with those from `result`.

        An `{"error": ...}` for a call of the platform's own (app, webhook, MCP) that waits for an approval rejects it.
        """
        self._http.watch_scope()
        deadline = Deadline(self._options.timeout, self._http.clock)
        call_id = check_id(tool_call_id, "tool_call_id")
        tool_results.submit(self._conversation, call_id, result, self._options, deadline, attachments)

    @seam.to_be_awaited
    def run_tool(self, call: ToolCall) -> None:
        """Run the function of a client tool with a call's arguments, converted, and submit the result: `call.run()`.

        Raises:
            InvalidInputError: no function here runs the tool, or the call was answered before.
        """
        self._http.watch_scope()
        deadline = Deadline(self._options.timeout, self._http.clock)
        run_call(self._conversation, self._own, call, self._options, deadline)

    @seam.to_be_awaited
    def approve_tool(self, tool_call_id: str) -> None:
        """Let a call that waits for an approval run.

        Raises:
            PermissionDeniedError: the platform takes approvals only from a person who is signed in, not from a key.
        """
        tool_results.approve(self._conversation, check_id(tool_call_id, "tool_call_id"))

    @seam.to_be_awaited
    def reject_tool(self, tool_call_id: str, reason: Optional[str] = None) -> None:
        """Refuse a call that waits for an approval; the model sees the reason.

        Raises:
            PermissionDeniedError: the platform takes rejections only from a person who is signed in, not from a key.
        """
        tool_results.reject(self._conversation, check_id(tool_call_id, "tool_call_id"), reason)

    # -- the chat --------------------------------------------------------------------------------------------------

    @explained("agent.upload_file(data, filename=..., content_type=..., path=..., public=...)")
    def upload_file(
        self, data: Readable, options: Optional[UploadFileOptions] = None, **keywords: Unpack[UploadArguments]
    ) -> File:
        """Upload a file for later messages: `client.upload_file`."""
        return self._conversation.files.upload(data, options, **keywords)

    def get_chat(self) -> Optional[Chat]:
        """The chat with all its messages (`chat["messages"]`), None before the first message."""
        conversation = self._conversation
        if conversation.chat_id is None:
            return None
        self._http.watch_scope()
        return conversation.chats._read(conversation.chat_id, self._options)

    def stop_chat(self) -> None:
        """Stop the run that goes on, if one does."""
        conversation = self._conversation
        if conversation.chat_id is not None:
            conversation.chats.stop(conversation.chat_id)

    def reset(self) -> None:
        """Forget the chat: the next message starts a new one. The old one stays on the platform."""
        self._conversation = self._conversation.anew()
