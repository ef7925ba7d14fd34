"""The tools that run beside a turn: each call that is handed out is run, shown to the caller, or answered for them."""

from __future__ import annotations

import logging
from collections import deque
from typing import Any, Callable, Deque, Dict, NamedTuple, Optional, Set

from ..._core.errors.classes import InferenceError
from ..._core.requests.options import CallOptions
from ..._core.turns.reentry import answering
from ..._core.turns.turn_events import ApprovalNeeded, ToolCallChanged, ToolCallReady, TurnEvent
from ..._core.turns.turn_follower import TurnFollower
from ..._runtime import concurrency_async as seam
from ...results.tool_call import REJECTED, ToolCall
from ...tools.built import ClientTool
from ..requests.driver import AsyncDriver
from ..requests.http import Deadline
from .conversation import AsyncConversation
from .own_tools import OwnTools, call_function
from .tool_results import submit_in_time, submit_or_explain

logger = logging.getLogger("inferencesh")

PARALLEL_TOOLS = 8


class CallPolicy(NamedTuple):
    """How the calls of a turn are answered.

    Attributes:
        run_tools: whether functions are run; a turn that is only watched runs none.
        on_tool_call: the caller's callback.
        answer_later: whether the caller may answer a call until they ask for the next event.
    """

    run_tools: bool = True
    on_tool_call: Optional[Callable[[ToolCall], Any]] = None
    answer_later: bool = False


class AsyncToolRunner:
    """Answers the calls of one turn.

    Attributes:
        ready: events that the turn has not handed out yet.
        unanswered: a call that the caller is to answer before the next event.
        waiting: calls whose function has not begun yet, or that the caller is to answer.
        working: ids of the calls whose function is at work.
    """

    def __init__(
        self,
        conversation: AsyncConversation,
        own: OwnTools,
        options: CallOptions,
        driver: AsyncDriver,
        follower: TurnFollower,
        policy: CallPolicy,
    ) -> None:
        self.ready: Deque[TurnEvent] = deque()
        self.unanswered: Optional[ToolCall] = None
        self.waiting: Dict[str, ToolCall] = {}
        self.working: Set[str] = set()
        self._conversation = conversation
        self._own = own
        self._options = options
        self._driver = driver
        self._follower = follower
        self._policy = policy
        self._jobs = seam.Jobs(PARALLEL_TOOLS)
        if policy.run_tools:
            conversation.join(self)

    # -- what other turns of the chat, and the answers to calls, ask -----------------------------------------------

    @property
    def closed(self) -> bool:
        """Whether the turn is not followed any more."""
        return self._driver.closed

    def call(self, call_id: str) -> Optional[ToolCall]:
        """A call by its id, as it was last seen."""
        return self._follower.call(call_id)

    def take_over(self, event: ToolCallReady) -> None:
        """Answer a call that another turn received."""
        self.ready.append(event)

    # -- events ----------------------------------------------------------------------------------------------------

    async def react(self, event: TurnEvent) -> None:
        """Run the tool that an event asks for, and tell the callback."""
        if isinstance(event, ToolCallReady):
            await self._take_call(event)
        elif isinstance(event, ApprovalNeeded):
            await self._show_gated(event.call.bind(self._own.actions))
        elif isinstance(event, ToolCallChanged):
            event.call.bind(self._own.actions)

    async def _take_call(self, event: ToolCallReady) -> None:
        call = event.call.bind(self._own.actions)
        if self._conversation.is_answered(call.id):  # while it waited for an approval
            return
        if not self._policy.run_tools:
            await self._call_back(call)
            return
        if not self._follower.owns(call):
            # A call of the run that this turn is queued behind: its own turn answers, if that is followed here.
            other = self._conversation.other_turn(self)
            if other is not None:
                other.take_over(event)
                return
        if call.id in self._conversation.interrupted:
            self._conversation.interrupted.discard(call.id)
            await self._answer_with_error(call, "it was interrupted, and whether it has done its work is not known")
            return
        await self._dispatch(call)

    async def _dispatch(self, call: ToolCall) -> None:
        """Begin to run a call's function, and show the call to the caller, who answers one without a function."""
        tool = self._own.handlers.get(call.name)
        self.waiting[call.id] = call
        if tool is None:
            await self._call_back(call)
            self.unanswered = call
            if not self._policy.answer_later:
                await self.answer_for_the_caller()
            return
        self._conversation.running.add(call.id)  # before the callback: `call.run()` in it would run it twice
        if self._own.threads:
            await self._start(call, tool)
            await self._call_back(call)
        else:
            await self._call_back(call)
            await self._start(call, tool)  # last, because all else waits for it

    async def _show_gated(self, call: ToolCall) -> None:
        """A call waits for an approval: tell the callback, which may decide, and the log."""
        shown = self._policy.on_tool_call is not None or self._policy.answer_later
        logger.log(
            logging.INFO if shown else logging.WARNING,  # silence would look like a hang
            "the agent waits for an approval of %s (call %s of chat %s): decide in the web app, or with "
            "call.approve() and call.reject()",
            call.name,
            call.id,
            self._follower.chat_id,
        )
        decision = await self._call_back(call)
        # Only True and False are decisions; anything that merely is true or false is silence.
        if decision is True or decision is False:
            await self._decide(call, approved=decision)

    async def _decide(self, call: ToolCall, *, approved: bool) -> None:
        """Do what the callback decided about a call of a client tool that waits for an approval."""
        tool = self._own.handlers.get(call.name)
        if tool is None or not call.is_client or not self._policy.run_tools:
            return
        if call.deferred or self._conversation.is_answered(call.id):
            return
        if not approved:
            await self._submit(call, {"error": REJECTED})
            return
        self._conversation.running.add(call.id)
        self.waiting[call.id] = call
        await self._start(call, tool)

    async def _call_back(self, call: ToolCall) -> Any:
        """What the caller's callback says to a call; None without one."""
        if self._policy.on_tool_call is None:
            return None
        returned = await seam.call_back(self._policy.on_tool_call, call)
        self.check_forgotten()
        return returned

    def check_forgotten(self) -> None:
        """Say that an answer was written without `await`: the turn would wait for it without end."""
        if not self._own.forgotten:
            return
        name = min(self._own.forgotten)
        self._own.forgotten.clear()
        raise InferenceError(
            f"agent.{name}(...) was called, directly or by a method of the call, and not awaited, so nothing "
            f"was sent: write await in front of it. The turn in chat {self._follower.chat_id} goes on"
        )

    async def answer_for_the_caller(self) -> None:
        """Give an error result to a call that nobody answered, so that the turn does not hang."""
        call, self.unanswered = self.unanswered, None
        if call is None or call.deferred or call.id in self._conversation.answered:
            return
        nobody = self._policy.on_tool_call is None
        await self._answer_with_error(call, "nothing here runs this tool" if nobody else "the caller gave no answer")

    # -- results ---------------------------------------------------------------------------------------------------

    async def _answer_with_error(self, call: ToolCall, reason: str) -> None:
        logger.warning("tool call %s (%s): %s; the agent gets an error result", call.name, call.id, reason)
        await self._submit(call, {"error": f"{call.name}: {reason}"})

    async def _submit(self, call: ToolCall, result: Any) -> None:
        if not await submit_in_time(self._conversation, call, result, self._options, self._submission_deadline()):
            self._follower.request_reading()

    def _submission_deadline(self) -> Deadline:
        # A function in a thread may outlive the call that began it; the turn still waits for what it gives.
        driver = self._driver
        return Deadline(self._options.timeout, driver.http.clock) if self.closed else driver.deadline

    async def _start(self, call: ToolCall, tool: ClientTool) -> None:
        async def job() -> None:
            try:
                await self._run(call, tool)
            finally:
                self._conversation.running.discard(call.id)

        if tool.is_async or self._own.threads:
            self._jobs.start(job)
        else:
            await job()

    async def _run(self, call: ToolCall, tool: ClientTool) -> None:
        """Run a call's function, and submit what it gives."""
        if self.waiting.pop(call.id, None) is None:
            return  # it was left to others
        self.working.add(call.id)
        at_work = answering(self._follower.chat_id)
        try:
            result = await call_function(call, tool, self._own.threads)
        except BaseException:  # cancelled
            self._break_off(call)
            raise
        finally:
            at_work.over = True
            self.working.discard(call.id)
        if self._follower.finished:
            return  # the run has ended without it
        try:
            if not await submit_or_explain(
                self._conversation, call, result, self._options, self._submission_deadline()
            ):
                self._follower.request_reading()
        except Exception as error:
            self._break_off(call)
            if self.closed:
                logger.warning("nobody waits for the result of tool %s any more: %s", call.name, error)
                return
            self._jobs.failure = self._jobs.failure or error
            self._driver.abort_stream()  # whoever reads there must hear of it at once
            raise

    def _break_off(self, call: ToolCall) -> None:
        """The call is not carried out again; who takes up the turn tells the agent what became of it."""
        self._conversation.interrupted.add(call.id)
        self._conversation.dispatched.discard(call.id)

    # -- the end ---------------------------------------------------------------------------------------------------

    def check_jobs(self) -> None:
        """Raise what a job ended with, if its result could not be submitted."""
        failure, self._jobs.failure = self._jobs.failure, None
        if failure is not None:
            raise failure

    async def settle(self) -> bool:
        """Answer what was asked of this side so far. False: a function takes longer than the call may."""
        await self.answer_for_the_caller()
        if not await self._jobs.join(self._driver.deadline.remaining()):
            return False
        self.check_jobs()
        return True

    async def wind_up(self, completed: bool) -> None:
        """The turn is over, or closed."""
        self.retire()
        if completed and not self.working:
            await self._jobs.join()  # results that are on their way
            self.check_jobs()
        else:
            # A function that is still at work answers a call that nobody waits for any more.
            await self._jobs.stop()

    async def stop(self) -> None:
        """Run no more functions."""
        self.retire()
        await self._jobs.stop()

    def retire(self) -> None:
        """Leave the calls to others: those that nobody is at work on may be taken by a later follower."""
        conversation = self._conversation
        conversation.leave(self)
        while self.ready:
            event = self.ready.popleft()
            if isinstance(event, ToolCallReady):
                self.waiting[event.call.id] = event.call
        other = conversation.other_turn(self)
        for call_id in list(self.waiting):
            call = self.waiting.pop(call_id, None)  # a function that begins at this moment may have taken it
            conversation.running.discard(call_id)
            if call is None or self._follower.finished or call.deferred or call_id in conversation.answered:
                continue
            if other is not None:
                other.take_over(ToolCallReady(call))
            else:
                conversation.dispatched.discard(call_id)
