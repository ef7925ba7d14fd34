# Made from inferencesh/_async/agents/turn.py by scripts/unasync.py. Do not edit.
"""One turn of a chat: what a `TurnFollower` wants done, and the tools that run beside it."""

from __future__ import annotations

import logging
from collections import deque
from typing import TYPE_CHECKING, Any, Callable, Deque, Dict, List, Optional, Set, cast

from ..._core.errors.classes import APITimeoutError, ConflictError, FileUploadError, InferenceError, NotFoundError
from ..._core.requests import interrupts
from ..._core.requests.options import CallOptions
from ..._core.turns.reentry import answering
from ..._core.turns.turn_events import ApprovalNeeded, Delta, Text, ToolCallChanged, ToolCallReady, TurnEvent, TurnOver
from ..._core.turns.turn_follower import TurnFollower
from ..._runtime import concurrency_sync as seam
from ...results.tool_call import REJECTED, ToolCall
from ...tools.built import ClientTool
from ...tools.functions import FunctionTool
from ...tools.outcome import ToolError, encode_tool_error
from ...tools.parameters.arguments import ArgumentsError
from ..requests.driver import Driver
from ..requests.http import Deadline
from ..requests.interrupted import detach_or_end
from . import tool_results

if TYPE_CHECKING:
    from .agent import Agent
    from .conversation import Conversation

logger = logging.getLogger("inferencesh")

PARALLEL_TOOLS = 8
_TELL_ONLY = frozenset({Text, Delta})  # events that nothing here reacts to


class Turn:
    """Drives one turn: does what the follower says, runs handlers, and hands out events."""

    def __init__(
        self,
        agent: Agent,
        talk: Conversation,
        options: CallOptions,
        deadline: Deadline,
        follower: TurnFollower,
        *,
        run_tools: bool = True,
        on_tool_call: Optional[Callable[[ToolCall], Any]] = None,
        answer_later: bool = False,
        on_interrupt: str = interrupts.DETACH,
    ) -> None:
        self.driver = Driver(talk.http, options, deadline)
        self.http = talk.http
        self.options = options
        self.deadline = deadline
        self.on_interrupt = on_interrupt
        self.told_of_interrupt = False
        self.agent = agent
        self.talk = talk
        self.follower = follower
        self.ready: Deque[TurnEvent] = deque()
        self.jobs = seam.Jobs(PARALLEL_TOOLS)
        self.run_tools = run_tools
        self.on_tool_call = on_tool_call
        self.answer_later = answer_later
        self.unanswered: Optional[ToolCall] = None
        self.over: Optional[TurnOver] = None
        # Calls whose handler has not begun yet, or that the caller is to answer; and those whose handler is at work.
        self.waiting: Dict[str, ToolCall] = {}
        self.working: Set[str] = set()
        if run_tools:
            talk.turn = self
            talk.drivers.append(self)

    @property
    def closed(self) -> bool:
        return self.driver.closed

    def step(self) -> Optional[TurnEvent]:
        """The next event; None when the turn is over.

        Raises:
            APITimeoutError: the time of the call is over; the turn goes on on the platform.
            StreamError: it cannot be followed any more.
        """
        if self.ready and self.unanswered is None and self.ready[0].__class__ in _TELL_ONLY:
            return self.ready.popleft()
        try:
            self._check_forgotten()
            self._answer_for_the_caller()
            while not self.ready:
                if self.over is not None or self.closed:
                    self._wind_up()
                    return None
                self._advance()
            event = self.ready.popleft()
            self._react(event)
            return event
        except BaseException as cause:
            self.close()
            self.handle_interrupt(cause)
            raise

    def __enter__(self) -> Turn:
        return self

    def __exit__(self, kind: object, error: Optional[BaseException], trace: object) -> None:
        self.close()
        if error is not None:
            self.handle_interrupt(error)

    def _advance(self) -> None:
        self._check_jobs()
        if not self.driver.act(self.follower, self) and self.over is None:
            raise InferenceError(f"the turn in chat {self.follower.chat_id} ended without a result")

    # -- what a driver asks ----------------------------------------------------------------------------------------

    def stream_request(self) -> Dict[str, Any]:
        from inferencesh_api.api.chats import stream_chat

        return stream_chat.build_request(self.follower.chat_id)

    def read_state(self, light: bool) -> List[TurnEvent]:
        follower = self.follower
        chat = self.talk.chats.read(follower.chat_id, self.options, self.deadline, more=follower.needs_older)
        return follower.snapshot(chat.raw, chat["chat_messages"], self.http.clock.monotonic())

    def take(self, news: List[TurnEvent]) -> None:
        for event in news:
            if isinstance(event, TurnOver):
                self.over = event
            self.ready.append(event)

    # -- tools -----------------------------------------------------------------------------------------------------

    def _react(self, event: TurnEvent) -> None:
        """Run the tool that an event asks for, and tell the callback."""
        if isinstance(event, ToolCallReady):
            call = event.call.bind(self.agent)
            if call.id in self.talk.answered or call.id in self.talk.running:  # while it waited for an approval
                return
            if self.run_tools and not self.follower.owns(call):
                # A call of the run that this turn is queued behind: its own turn answers, if somebody follows that.
                other = next((turn for turn in self.talk.drivers if turn is not self and not turn.closed), None)
                if other is not None:
                    other.ready.append(event)
                    return
            if self.run_tools and call.id in self.talk.interrupted:
                self.talk.interrupted.discard(call.id)
                self._fill_in(call, "it was interrupted, and whether it has done its work is not known")
                return
            tool = self.agent._handlers.get(call.name) if self.run_tools else None
            if self.run_tools:
                self.waiting[call.id] = call
            if tool is not None and self.agent._tool_threads:
                self._start(call, tool)
            if self.on_tool_call is not None:
                seam.call_back(self.on_tool_call, call)
                self._check_forgotten()
            if tool is not None and not self.agent._tool_threads:
                self._start(call, tool)  # last, since all else waits for it
            if tool is None and self.run_tools:
                self.unanswered = call
                if not self.answer_later:
                    self._answer_for_the_caller()
        elif isinstance(event, ApprovalNeeded):
            call = event.call.bind(self.agent)
            told = self.on_tool_call is not None or self.answer_later
            logger.log(
                logging.INFO if told else logging.WARNING,  # silence would look like a hang
                "the agent waits for an approval of %s (call %s of chat %s): decide in the web app, or with "
                "call.approve() and call.reject()",
                call.name,
                call.id,
                self.follower.chat_id,
            )
            if self.on_tool_call is not None:
                said = seam.call_back(self.on_tool_call, call)
                self._check_forgotten()
                self._decide(call, said)
        elif isinstance(event, ToolCallChanged):
            event.call.bind(self.agent)

    def _decide(self, call: ToolCall, said: Any) -> None:
        """Do what the callback said by its return value to a call of a client tool that waits for an approval.

        Only True and False are decisions; anything that merely is true or false is silence.
        """
        tool = self.agent._handlers.get(call.name)
        if said is not True and said is not False:
            return
        if not (self.run_tools and call.is_client and tool is not None) or call.deferred or self.is_answered(call):
            return
        if said is False:
            self._submit(call, {"error": REJECTED})
            return
        self.talk.running.add(call.id)
        self.waiting[call.id] = call
        self._start(call, tool)

    def is_answered(self, call: ToolCall) -> bool:
        """Whether a call was answered from here, or will be by what runs already."""
        return call.id in self.talk.answered or call.id in self.talk.running

    def _check_forgotten(self) -> None:
        """Say that an answer was written without `await`: the turn would wait for it without end."""
        names = sorted(set(self.agent._forgotten))
        self.agent._forgotten.clear()
        if names:
            raise InferenceError(
                f"agent.{names[0]}(...) was called, directly or by a method of the call, and not awaited, so nothing "
                f"was sent: write await in front of it. The turn in chat {self.follower.chat_id} goes on"
            )

    def _answer_for_the_caller(self) -> None:
        """Give an error result to a call that nobody answered, so that the turn does not hang."""
        call, self.unanswered = self.unanswered, None
        if call is None or call.deferred or call.id in self.talk.answered:
            return
        reason = "nothing here runs this tool" if self.on_tool_call is None else "the caller gave no answer"
        self._fill_in(call, reason)

    def _fill_in(self, call: ToolCall, reason: str) -> None:
        logger.warning("tool call %s (%s): %s; the agent gets an error result", call.name, call.id, reason)
        self._submit(call, {"error": f"{call.name}: {reason}"})

    def _start(self, call: ToolCall, tool: ClientTool) -> None:
        def work() -> None:
            if self.waiting.pop(call.id, None) is None:
                return  # it was left to others
            self.working.add(call.id)
            at_work = answering(self.follower.chat_id)
            try:
                result = handle(call, tool, self.agent._tool_threads)
            except BaseException:  # cancelled
                self._break_off(call)
                raise
            finally:
                at_work.over = True
                self.working.discard(call.id)
            if self.over is not None:
                return  # the run has ended without it
            try:
                if not deliver(self.talk, call, result, self.options, self._submission_deadline()):
                    self.follower.request_reading()
            except Exception as error:
                self._break_off(call)
                if self.closed:
                    logger.warning("nobody waits for the result of tool %s any more: %s", call.name, error)
                    return
                self.jobs.failure = self.jobs.failure or error
                self.driver.abort_stream()  # whoever reads there must hear of it at once
                raise

        def job() -> None:
            try:
                work()
            finally:
                self.talk.running.discard(call.id)

        if tool.is_async or self.agent._tool_threads:
            self.jobs.start(job)
        else:
            job()

    def _break_off(self, call: ToolCall) -> None:
        """The call is not carried out again; who takes up the turn tells the agent what became of it."""
        self.talk.interrupted.add(call.id)
        self.talk.dispatched.discard(call.id)

    def _submit(self, call: ToolCall, result: Any) -> None:
        if not submit_in_time(self.talk, call, result, self.options, self._submission_deadline()):
            self.follower.request_reading()

    def _submission_deadline(self) -> Deadline:
        # A handler in a thread may outlive the call that began it; the turn still waits for what it gives.
        return Deadline(self.options.timeout, self.http.clock) if self.closed else self.deadline

    def _check_jobs(self) -> None:
        failure, self.jobs.failure = self.jobs.failure, None
        if failure is not None:
            raise failure

    def settle(self) -> None:
        """Answer what was asked of this side so far.

        Raises:
            APITimeoutError: a handler takes longer than the call may.
        """
        self._answer_for_the_caller()
        if not self.jobs.join(self.deadline.remaining()):
            raise self.too_late()
        self._check_jobs()

    # -- the end ---------------------------------------------------------------------------------------------------

    def handle_interrupt(self, cause: BaseException) -> None:
        """The program, or the coroutine, is being ended: end the turn, or say how to follow it again. Once."""
        if self.over is not None or self.told_of_interrupt or not interrupts.is_interrupt(cause):
            return
        self.told_of_interrupt = True
        detached = interrupts.turn_detached(self.follower.chat_id)
        detach_or_end(self.on_interrupt, cause, detached, self._stop)

    def _stop(self) -> str:
        queued = self.follower.queued
        return self.talk.stop_turn(
            self.follower.chat_id, None if queued is None else queued.id, self.options, interrupts.CANCEL_TIMEOUT
        )

    def _wind_up(self) -> None:
        self._retire()
        if self.over is not None and self.over.state == "completed" and not self.working:
            self.jobs.join()  # results that are on their way
            self._check_jobs()
        else:
            # A handler that is still at work answers a call that nobody waits for any more.
            self.jobs.stop()

    def _retire(self) -> None:
        """Leave the calls to others: those that nobody is at work on may be taken by a later follower."""
        drivers = self.talk.drivers
        if self in drivers:
            drivers.remove(self)
        while self.ready:
            event = self.ready.popleft()
            if isinstance(event, ToolCallReady):
                self.waiting[event.call.id] = event.call
        other = next((turn for turn in drivers if not turn.closed), None)
        for call_id in list(self.waiting):
            call = self.waiting.pop(call_id, None)  # a handler that begins at this moment may have taken it
            self.talk.running.discard(call_id)
            if call is None or self.over is not None or call.deferred or call_id in self.talk.answered:
                continue
            if other is not None:
                other.ready.append(ToolCallReady(call))
            else:
                self.talk.dispatched.discard(call_id)

    def too_late(self) -> APITimeoutError:
        waiting = ", ".join(f"{call.name} ({call.status})" for call in self.follower.waiting_for)
        return APITimeoutError(
            f"the turn in chat {self.follower.chat_id} has not ended within {self.deadline.seconds:g} seconds"
            + (f"; it waits for {waiting}" if waiting else "")
            + ". It goes on: agent.stream_messages() follows it, agent.stop_chat() ends it"
        )

    def close(self) -> None:
        """Stop following. The turn itself goes on."""
        self.driver.closed = True
        self._retire()
        self.jobs.stop()
        self.driver.close()

    def abort(self) -> None:
        """As closing, without waiting, from any thread."""
        self.driver.abort()


def handle(call: ToolCall, tool: ClientTool, threads: bool) -> Any:
    """What a call's handler gives, or the error result."""
    error: Optional[BaseException]
    try:
        if call.args_error is not None:
            raise InferenceError(call.args_error)
        given = call.args if isinstance(tool, FunctionTool) else tool.bind_arguments(call.args)
        handler = cast("Callable[[Any], Any]", tool.handler_fn)
        result, error = seam.call_handler(handler, given, tool.is_async, threads)
        if error is None:
            return result
    except Exception as problem:
        error = problem
    # Any error: a tool that ends the program, or says that it is cancelled, ends itself alone.
    # The model is told; for its own mistakes, and for what the tool says on purpose, that is all there is.
    meant = isinstance(error, (ArgumentsError, ToolError))
    level = logging.INFO if meant else logging.WARNING
    trace = None if meant else error
    logger.log(level, "the handler of tool %s failed: %s", call.name, type(error).__name__, exc_info=trace)
    return encode_tool_error(error)


def deliver(talk: Conversation, call: ToolCall, result: Any, options: CallOptions, deadline: Deadline) -> bool:
    """Submit what a handler gave, or an error if it cannot be sent; whether it came in time."""
    try:
        return submit_in_time(talk, call, result, options, deadline)
    except (ValueError, FileUploadError) as error:  # a result that JSON cannot carry, a file that cannot be read
        logger.warning("the result of tool %s cannot be sent: %s", call.name, error)
        return submit_in_time(talk, call, encode_tool_error(error), options, deadline)


def submit_in_time(talk: Conversation, call: ToolCall, result: Any, options: CallOptions, deadline: Deadline) -> bool:
    """Submit a result; False if somebody else answered, or the run was stopped meanwhile."""
    try:
        tool_results.submit(talk, call.id, result, options, deadline)
    except (ConflictError, NotFoundError) as error:
        logger.info("the result of tool call %s came too late: %s", call.id, error.message)
        return False
    return True
