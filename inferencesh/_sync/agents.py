# Made from inferencesh/_async/agents.py by scripts/unasync.py. Do not edit.
"""Agents: hold a conversation, run tools, get structured output."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Dict, List, Mapping, Optional, Sequence, Set, cast

from .. import _seam_sync as seam
from .._core import interrupts
from .._core.checks import check_id
from .._core.errors import (
    ConflictError,
    InferenceError,
    InvalidInputError,
    PermissionDeniedError,
    SubmissionUnknownError,
    run_error,
)
from .._core.json_body import json_body
from .._core.options import NOT_GIVEN, CallOptions, MaybeRetry, MaybeTimeout, merge_options
from .._core.plain import as_object
from .._core.refs import Ref
from .._core.turn_events import ApprovalNeeded, Delta, RunChanged, Text, TurnEvent
from .._core.turn_follower import TurnFollower
from .._local_files import guess_type, name_from_url
from ..results.base import Result
from ..results.chat import Chat
from ..results.file import File
from ..results.message import Message, MessageUpdate
from ..results.page import Page, list_request
from ..results.tool_call import ToolCall
from ..tools.agent_config import PreparedAgent, check_context, prepare_agent
from ..tools.built import is_coroutine_function
from ..tools.outcome import encode_tool_result
from ..tools.output import build_instance, schema_for
from .driver import tell
from .http import Deadline, Payload
from .turn import Turn

if TYPE_CHECKING:
    from typing_extensions import Literal, Unpack

    from .._core.params import CallArguments
    from .chats import Chats
    from .files import Files
    from .http import HTTP

Callback = Optional[Callable[[Any], Any]]
OnInterrupt = Optional["Literal['detach', 'cancel']"]
MOST_DELIVERIES = 3  # of one result, the call being read between them


class Agent:
    """A conversation with an agent. Make it with `client.agent(...)`.

    The first message starts a chat, later ones go on with it; `reset()` forgets it, and `chat_id=` takes one up again.
    """

    def __init__(
        self,
        http: HTTP,
        files: Files,
        chats: Chats,
        options: CallOptions,
        agent: Any,
        *,
        context: Optional[Mapping[str, str]] = None,
        name: Optional[str] = None,
        chat_id: Optional[str] = None,
        on_interrupt: str = interrupts.DETACH,
    ) -> None:
        self._http = http
        self._files = files
        self._chats = chats
        self._options = options
        self._agent: Any = agent
        self._name = name
        self._prepared = prepare_agent(agent, name)
        self._handlers = self._prepared.handlers
        self._context = check_context(context)
        self._on_interrupt = on_interrupt
        self._chat_id = None if chat_id is None else check_id(chat_id, "chat_id")
        self._dispatched: Set[str] = set()
        self._ended_runs: Set[str] = set()
        self._answered: Set[str] = set()
        self._sent_messages: Set[str] = set()
        self._turn: Optional[Turn] = None  # the last that was begun
        self._drivers: List[Turn] = []  # those that answer calls, oldest first
        self._output: Any = None
        for tool in self._handlers.values():
            if tool.is_async:
                seam.refuse_coroutines(f"the handler of tool {tool.name!r}")

    @property
    def chat_id(self) -> Optional[str]:
        """The chat's id, None before the first message."""
        return self._chat_id

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._prepared.label}, chat {self._chat_id or 'not begun'}>"

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

        Tools with a handler run by themselves, several at once, and their results are submitted.

        Args:
            files: what to attach: paths, bytes, data URIs, open files, or files that were uploaded before.
            attachments: file references as the platform takes them (`uri`, `filename`, `content_type`).
            on_message: called with what is new: `msg["content"]` is the text that arrived since the last call, so
                printing it prints the answer once; `msg.text` is all so far. Reasoning has `msg["type"] == "thinking"`.
            on_tool_call: told of every call of a client tool, and of every call that waits for an approval. It answers
                those that have no handler, with `agent.submit_tool_result(call.id, ...)`; a call that it leaves
                unanswered gets an error result, unless it says `call.defer()`.
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
        _check_callbacks(on_message=on_message, on_tool_call=on_tool_call, on_delta=on_delta)
        ending = self._ending(on_interrupt)
        options = merge_options(self._options, timeout=timeout, retry=retry, headers=headers)
        deadline = Deadline(options.timeout, self._http.clock)
        answer = self._post(text, files, attachments, options, deadline, self._prepared)
        if not wait:
            return Message(as_object(answer.get("assistant_message")) or as_object(answer.get("user_message")))
        turn = self._follow(
            answer, options, deadline, ending, on_tool_call=on_tool_call, raw_deltas=on_delta is not None
        )
        return self._drive(turn, on_message, on_delta, on_pending)

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
            OutputError: the answer does not fit `output_type`.
            As `send_message`.
        """
        _check_callbacks(on_message=on_message, on_tool_call=on_tool_call)
        ending = self._ending(on_interrupt)
        prepared = self._prepared
        if output_type is not None and not isinstance(self._agent, str):
            prepared = prepare_agent(self._agent, self._name, schema_for(output_type))
        options = merge_options(self._options, timeout=timeout, retry=retry, headers=headers)
        deadline = Deadline(options.timeout, self._http.clock)
        answer = self._post(text, files, None, options, deadline, prepared)
        turn = self._follow(answer, options, deadline, ending, on_tool_call=on_tool_call, want_output=True)
        self._drive(turn, on_message, None, "wait")
        output = turn.over.output if turn.over is not None else None
        return output if output_type is None else build_instance(output_type, output)

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
            deadline = Deadline(options.timeout, self._http.clock)
            answer = self._post(text, files, attachments, options, deadline, self._prepared)
            return self._follow(answer, options, deadline, ending, raw_deltas=deltas, answer_later=True)

        return TurnStream(begin)

    def stream_messages(self, *, timeout: MaybeTimeout = NOT_GIVEN) -> MessageStream:
        """The messages of the turn in progress as they come, as `on_message` gets them; without one, those of the last.

        Only watches: no tool is run.
        """
        options = merge_options(self._options, timeout=timeout)

        def begin() -> Turn:
            self._http.watch_scope()
            deadline = Deadline(options.timeout, self._http.clock)
            return self._watch(self._known_chat(), options, deadline)

        return MessageStream(TurnStream(begin))

    def stream_chat(self, chat_id: Optional[str] = None, *, timeout: MaybeTimeout = NOT_GIVEN) -> TurnStream:
        """The events of the turn in progress in a chat (by default this one's), or of its last turn; then it ends.

        A sub-agent's chat, `call.chat_id`, can be watched in the same way. Only watches: no tool is run.
        """
        options = merge_options(self._options, timeout=timeout)
        if chat_id is not None:
            check_id(chat_id, "chat_id")

        def begin() -> Turn:
            self._http.watch_scope()
            return self._watch(chat_id or self._known_chat(), options, Deadline(options.timeout, self._http.clock))

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

        Tools with a handler run, and `on_tool_call` is told, as in `send_message`.
        """
        _check_callbacks(on_chat=on_chat, on_message=on_message, on_tool_call=on_tool_call, on_delta=on_delta)
        ending = self._ending(on_interrupt)
        options = merge_options(self._options, timeout=timeout)
        self._http.watch_scope()
        deadline = Deadline(options.timeout, self._http.clock)
        follower = TurnFollower(
            self._known_chat(),
            now=self._http.clock.monotonic(),
            dispatched=self._dispatched,
            raw_deltas=on_delta is not None,
        )
        with Turn(self, options, deadline, follower, on_tool_call=on_tool_call, on_interrupt=ending) as turn:
            while True:
                event = turn.step()
                if event is None:
                    break
                if isinstance(event, RunChanged) and on_chat is not None:
                    seam.call_back(on_chat, Chat(follower.chat))
                _tell(event, on_message, on_delta)
        return follower.message

    def _drive(self, turn: Turn, on_message: Callback, on_delta: Callback, on_pending: str) -> Message:
        gated = False
        with turn:
            while True:
                event = turn.step()
                if event is None:
                    break
                _tell(event, on_message, on_delta)
                gated = gated or isinstance(event, ApprovalNeeded)
                if gated and on_pending == "return" and not turn.ready:
                    turn.settle()
                    break
        over = turn.over
        self._output = turn.follower.chat.get("output")
        message = turn.follower.message or (over.message if over is not None else None)
        if over is not None and over.state in ("failed", "rejected"):
            raise run_error(over.state, over.error, message, turn.follower.chat_id)
        return message if message is not None else Message({"chat_id": turn.follower.chat_id, "role": "assistant"})

    def _follow(
        self,
        answer: Mapping[str, Any],
        options: CallOptions,
        deadline: Deadline,
        on_interrupt: str,
        *,
        on_tool_call: Callback = None,
        raw_deltas: bool = False,
        want_output: bool = False,
        answer_later: bool = False,
    ) -> Turn:
        assert self._chat_id is not None
        follower = TurnFollower(
            self._chat_id,
            now=self._http.clock.monotonic(),
            user_message=answer.get("user_message"),
            assistant_message=answer.get("assistant_message"),
            dispatched=self._dispatched,
            ended_runs=self._ended_runs,
            want_output=want_output,
            output_before=self._output,
            raw_deltas=raw_deltas,
        )
        return Turn(
            self,
            options,
            deadline,
            follower,
            on_tool_call=on_tool_call,
            answer_later=answer_later,
            on_interrupt=on_interrupt,
        )

    def _ending(self, on_interrupt: OnInterrupt) -> str:
        return self._on_interrupt if on_interrupt is None else interrupts.check_on_interrupt(on_interrupt)

    def _watch(self, chat_id: str, options: CallOptions, deadline: Deadline) -> Turn:
        follower = TurnFollower(chat_id, now=self._http.clock.monotonic())
        return Turn(self, options, deadline, follower, run_tools=False)

    def _known_chat(self) -> str:
        if self._chat_id is None:
            raise InvalidInputError("there is no chat yet: send a message first, or pass chat_id= to client.agent(...)")
        return self._chat_id

    def _post(
        self,
        text: Any,
        files: Optional[Sequence[Any]],
        attachments: Optional[Sequence[Mapping[str, Any]]],
        options: CallOptions,
        deadline: Deadline,
        prepared: PreparedAgent,
    ) -> Dict[str, Any]:
        from inferencesh_api.api.agents import run_agent

        if not isinstance(text, str):
            raise InvalidInputError(f"text must be a string, not a {type(text).__name__}")
        if not text and not files and not attachments:
            raise InvalidInputError("text is empty, and there are no files: there is nothing to send")
        self._http.watch_scope()
        refs = [dict(ref) for ref in attachments or []]
        refs += self._attach(files, options, deadline)
        message: Dict[str, Any] = {"text": text}
        if refs:
            message["attachments"] = refs
        body: Dict[str, Any] = {"chat_id": self._chat_id, "input": message, **prepared.target}
        if self._context is not None and self._chat_id is None:
            body["context"] = self._context
        request = run_agent.build_request(body=json_body(body))
        started = self._http.clock.monotonic()
        try:
            payload = self._http.call(request, options, deadline=deadline, submission=True)
            answer = as_object(payload.data)
        except SubmissionUnknownError as error:
            found = self._find_message(message, options, deadline, error, started)
            if found is None:
                raise
            answer = found
        except BaseException as cause:
            if interrupts.is_interrupt(cause):
                tell(interrupts.sending(self._chat_id), cause)
            raise
        for name in ("assistant_message", "user_message"):
            chat_id = as_object(answer.get(name)).get("chat_id")
            if chat_id:
                self._sent_messages.add(str(as_object(answer.get("user_message")).get("id")))
                self._chat_id = str(chat_id)
                return answer
        raise InferenceError("the platform's answer names no chat, so the turn cannot be followed")

    def _find_message(
        self,
        message: Dict[str, Any],
        options: CallOptions,
        deadline: Deadline,
        error: SubmissionUnknownError,
        started: float,
    ) -> Optional[Dict[str, Any]]:
        """Look whether a chat has the message whose answer was lost; a chat that was to begin cannot be found."""
        if self._chat_id is None:
            error.explain("It would have begun a chat, whose id is not known: look at client.chats.list()")
            return None
        from .lookup import find_message

        return find_message(self._chats, self._chat_id, message, options, deadline, error, started, self._sent_messages)

    def _attach(self, files: Optional[Sequence[Any]], options: CallOptions, deadline: Deadline) -> List[Dict[str, Any]]:
        if not files:
            return []
        if isinstance(files, (str, bytes, Mapping)) or not isinstance(files, (list, tuple)):
            raise InvalidInputError("files must be a list, as in files=['image.png']")
        refs: List[Optional[Dict[str, Any]]] = []
        waiting: List[Any] = []
        for item in files:
            ref = _file_ref(item)
            refs.append(ref)
            if ref is None:
                waiting.append(item)

        def job(item: Any) -> Callable[[], Any]:
            def send() -> File:
                return self._files.upload(item, timeout=deadline.remaining(), retry=options.retry)

            return send

        sent: List[File] = seam.gather([job(item) for item in waiting], 4) if waiting else []
        uploaded = iter(sent)
        return [ref if ref is not None else file_ref_of(next(uploaded)) for ref in refs]

    # -- tools -----------------------------------------------------------------------------------------------------

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
        self._answer(check_id(tool_call_id, "tool_call_id"), result, self._options, deadline, attachments)

    def _answer(
        self,
        call_id: str,
        result: Any,
        options: CallOptions,
        deadline: Deadline,
        attachments: Optional[Sequence[Mapping[str, Any]]] = None,
    ) -> None:
        from inferencesh_api.api.tools import submit_tool_result
        from inferencesh_api.models.tool_result_request import ToolResultRequest

        reason = self._rejection(call_id, result, options, deadline)
        if reason is not None:
            self.reject_tool(call_id, reason)
            self._answered.add(call_id)
            return
        encoded = encode_tool_result(result)
        refs = [dict(ref) for ref in attachments or []]
        refs += self._attach(encoded.attachments, options, deadline)
        if len(refs) > 20:
            raise InvalidInputError(f"a tool's result has {len(refs)} files, and the platform takes 20")
        body: Dict[str, Any] = {"result": encoded.result}
        if refs:
            body["attachments"] = refs
        request = submit_tool_result.build_request(call_id, body=ToolResultRequest.from_dict(body))
        self._answered.add(call_id)
        try:
            self._deliver(call_id, request, options, deadline)
        except BaseException:
            self._answered.discard(call_id)
            raise

    def _deliver(self, call_id: str, request: Dict[str, Any], options: CallOptions, deadline: Deadline) -> None:
        """Send a result. After a lost answer it is not sent again before the call was read: the agent might see two."""
        lost: Optional[SubmissionUnknownError] = None
        for _ in range(MOST_DELIVERIES):
            try:
                self._http.send(request, options, deadline=deadline, submission=True)
                return
            except SubmissionUnknownError as error:
                lost = error
            except ConflictError:
                if lost is None:
                    raise
                return  # the one whose answer was lost has arrived
            call = self._stored_call(call_id, options, deadline)
            if call is None:
                break
            if call.is_ended:
                return
        assert lost is not None
        raise lost

    def _stored_call(self, call_id: str, options: CallOptions, deadline: Deadline) -> Optional[ToolCall]:
        """A call of this chat as the platform has it now."""
        if self._chat_id is None:
            return None

        def older(messages: List[Dict[str, Any]]) -> bool:
            return all(call.id != call_id for message in messages for call in Message(message).tool_calls)

        chat = self._chats.read(self._chat_id, options, deadline, more=older)
        calls = [call for message in chat.messages for call in message.tool_calls if call.id == call_id]
        return calls[-1] if calls else None

    def _rejection(self, call_id: str, result: Any, options: CallOptions, deadline: Deadline) -> Optional[str]:
        """Why a gated call of the platform's own is refused, if that is what the result means."""
        if not (isinstance(result, Mapping) and "error" in result):
            return None
        call = self._turn.follower.call(call_id) if self._turn is not None else None
        if call is None:
            call = self._stored_call(call_id, options, deadline)
        if call is None or not call.requires_approval or call.is_client:
            return None
        return str(cast("Mapping[str, Any]", result)["error"])

    def approve_tool(self, tool_call_id: str) -> None:
        """Let a call that waits for an approval run.

        Raises:
            PermissionDeniedError: the platform takes approvals only from a person who is signed in, not from a key.
        """
        from inferencesh_api.api.tools import approve_tool

        self._decide(approve_tool.build_request(check_id(tool_call_id, "tool_call_id")), "approved")

    def reject_tool(self, tool_call_id: str, reason: Optional[str] = None) -> None:
        """Refuse a call that waits for an approval; the model sees the reason.

        Raises:
            PermissionDeniedError: the platform takes rejections only from a person who is signed in, not from a key.
        """
        from inferencesh_api.api.tools import reject_tool
        from inferencesh_api.models.reject_tool_request import RejectToolRequest

        body = RejectToolRequest.from_dict({} if reason is None else {"reason": reason})
        self._decide(reject_tool.build_request(check_id(tool_call_id, "tool_call_id"), body=body), "rejected")

    def _decide(self, request: Dict[str, Any], what: str) -> None:
        self._http.watch_scope()
        try:
            self._http.send(request, self._options)
        except PermissionDeniedError as error:
            if error.code == "requires_sign_in":
                error.args = (
                    f"{error.args[0]}. A call can be {what} only by a person who is signed in: in the web app, or with "
                    "a sign-in of his own in place of the API key. For agents that nobody watches, "
                    "set permissions={'allow_all_tools': True} in the agent's config",
                )
            raise

    # -- the chat --------------------------------------------------------------------------------------------------

    def upload_file(self, data: Any, options: Any = None, **keywords: Any) -> File:
        """Upload a file for later messages: `client.upload_file`."""
        return self._files.upload(data, options, **keywords)

    def get_chat(self) -> Optional[Chat]:
        """The chat with all its messages (`chat["messages"]`), None before the first message."""
        if self._chat_id is None:
            return None
        self._http.watch_scope()
        return self._chats.read(self._chat_id, self._options)

    def stop_chat(self) -> None:
        """Stop the run that goes on, if one does."""
        if self._chat_id is not None:
            self._chats.stop(self._chat_id)

    def reset(self) -> None:
        """Forget the chat: the next message starts a new one. The old one stays on the platform."""
        self._chat_id = None
        # Not cleared: a turn that is still followed goes on with those of its own.
        self._dispatched = set()
        self._ended_runs = set()
        self._answered = set()
        self._turn = None
        self._output = None


class TurnStream:
    """What happens in a turn, event by event: iterate over it. Closing it leaves the turn itself alone."""

    def __init__(self, begin: Callable[[], seam.Promise[Turn]]) -> None:
        self._begin = begin
        self._turn: Optional[Turn] = None
        self._closed = False

    def __iter__(self) -> TurnStream:
        return self

    def __next__(self) -> TurnEvent:
        event = None if self._closed else (self._started()).step()
        if event is None:
            raise StopIteration
        return event

    def _started(self) -> Turn:
        turn = self._turn
        if turn is None:
            turn = self._turn = self._begin()
            if self._closed:  # by somebody else, meanwhile
                turn.close()
        return turn

    def __enter__(self) -> TurnStream:
        self._started()
        return self

    def __exit__(self, kind: object, error: Optional[BaseException], trace: object) -> None:
        self.close()
        if error is not None and self._turn is not None:  # interrupted between two events
            self._turn.say_goodbye(error)

    @property
    def message(self) -> Optional[Message]:
        """The agent's last message, as far as it is known."""
        return self._turn.follower.message if self._turn is not None else None

    def close(self) -> None:
        """Close the connection at once. May be called twice, after the end, and while another task iterates."""
        self._closed = True
        if self._turn is not None:
            self._turn.close()

    def __del__(self) -> None:
        turn = getattr(self, "_turn", None)
        if turn is not None:
            turn.close()


class MessageStream:
    """The messages of a turn as they come: iterate over it."""

    def __init__(self, events: TurnStream) -> None:
        self._events = events

    def __iter__(self) -> MessageStream:
        return self

    def __next__(self) -> MessageUpdate:
        while True:
            event = self._events.__next__()
            if isinstance(event, Text):
                return event.update

    def __enter__(self) -> MessageStream:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection at once."""
        self._events.close()


def _check_callbacks(**callbacks: Any) -> None:
    for name, function in callbacks.items():
        if function is None:
            continue
        if not callable(function):
            raise InvalidInputError(f"{name} must be a function, not a {type(function).__name__}")
        if is_coroutine_function(function):
            seam.refuse_coroutines(name)


def _tell(event: TurnEvent, on_message: Callback, on_delta: Callback) -> None:
    if isinstance(event, Text):
        if on_message is not None:
            seam.call_back(on_message, event.update)
    elif isinstance(event, Delta) and on_delta is not None:
        seam.call_back(on_delta, event)


def _file_ref(item: Any) -> Optional[Dict[str, Any]]:
    """A file reference for something that needs no upload: a file uploaded before, or a web address."""
    if isinstance(item, Mapping):
        file = cast("Mapping[str, Any]", item)
        if not file.get("uri"):
            raise InvalidInputError("a file reference needs a uri: upload_file gives one")
        return file_ref_of(file)
    if isinstance(item, str) and item.lower().startswith(("https://", "http://", "inf://")):
        name = name_from_url(item)
        return {"uri": item, "filename": name, "content_type": guess_type(name)}
    return None


def file_ref_of(file: Mapping[str, Any]) -> Dict[str, Any]:
    """A FileRef, behaviour.md 3.2."""
    ref = {key: file[key] for key in ("id", "uri", "filename", "content_type", "size") if file.get(key) is not None}
    ref.setdefault("filename", name_from_url(str(file["uri"])))
    ref.setdefault("content_type", guess_type(ref["filename"]))
    return ref


class Agents:
    """`client.agents`: stored agents, and `create` as another way to write `client.agent(...)`."""

    def __init__(
        self,
        http: HTTP,
        files: Files,
        chats: Chats,
        options: CallOptions,
        on_interrupt: str = interrupts.DETACH,
    ) -> None:
        self._http = http
        self._files = files
        self._chats = chats
        self._options = options
        self._on_interrupt = on_interrupt

    def create(
        self,
        agent: Any,
        context: Optional[Mapping[str, str]] = None,
        name: Optional[str] = None,
        chat_id: Optional[str] = None,
        on_interrupt: OnInterrupt = None,
    ) -> Agent:
        """A conversation with an agent.

        Args:
            agent: a reference to a stored agent (`namespace/name`), or the config of an ad-hoc one: a dict with
                `core_app`, `system_prompt`, `tools`, `skills`, ... `temperature` and `max_tokens` go to the core app.
            context: values for `{{context.NAME}}` in tools, fixed when the chat starts. Strings.
            name: names an ad-hoc agent, so that the platform reuses it.
            chat_id: a chat to go on with.
            on_interrupt: what Ctrl-C, or the cancellation of a coroutine, means for a turn that is followed: "detach"
                (it goes on) or "cancel". Default: the client's.
        """
        return Agent(
            self._http,
            self._files,
            self._chats,
            self._options,
            agent,
            context=context,
            name=name,
            chat_id=chat_id,
            on_interrupt=self._on_interrupt if on_interrupt is None else interrupts.check_on_interrupt(on_interrupt),
        )

    def get(self, agent: str, **options: Unpack[CallArguments]) -> Result:
        """A stored agent by its reference or id."""
        from inferencesh_api.api.agents import get_agent, get_agent_by_name

        ref = Ref.parse(agent, "agent")
        if ref.namespace:
            name = f"{ref.name}@{ref.version}" if ref.version else ref.name
            request = get_agent_by_name.build_request(ref.namespace, name)
        else:
            request = get_agent.build_request(ref.name)
        payload = self._call(request, options)
        return Result(payload.data, messages=payload.messages)

    def list(
        self,
        *,
        limit: Optional[int] = None,
        cursor: Optional[str] = None,
        filters: Optional[Sequence[Mapping[str, Any]]] = None,
        sort: Optional[Sequence[Mapping[str, str]]] = None,
        search: Optional[str] = None,
        **options: Unpack[CallArguments],
    ) -> Page[Result]:
        """A page of the workspace's stored agents. The arguments are those of `client.tasks.list`."""
        from inferencesh_api.api.agents import list_agents
        from inferencesh_api.models.cursor_list_request import CursorListRequest

        body = CursorListRequest.from_dict(list_request(limit, cursor, filters, sort, search))
        return Page.of((self._call(list_agents.build_request(body=body), options)).data, Result)

    def _call(self, request: Dict[str, Any], options: CallArguments) -> Payload:
        self._http.watch_scope()
        return self._http.call(request, merge_options(self._options, **options))
