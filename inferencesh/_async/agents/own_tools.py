"""An agent's own tools: those whose functions run here. Running one for a call."""

from __future__ import annotations

import logging
from typing import Any, Callable, List, Mapping, NamedTuple, Optional, cast

from ..._core.errors.classes import InferenceError, InvalidInputError
from ..._core.requests.options import CallOptions
from ..._core.turns.reentry import answering
from ..._runtime import concurrency_async as seam
from ...results.tool_call import CallActions, ToolCall
from ...tools.built import ClientTool
from ...tools.functions import FunctionTool
from ...tools.outcome import ToolError, encode_tool_error
from ...tools.parameters.arguments import ArgumentsError
from ..requests.http import Deadline
from .conversation import AsyncConversation
from .tool_results import submit_or_explain

logger = logging.getLogger("inferencesh")


class OwnTools(NamedTuple):
    """What turns need to know of an agent.

    Attributes:
        handlers: the tools that run here, by name.
        threads: whether their functions run several at once, each in a thread of its own.
        actions: what answers calls. A call that is handed out is bound to it.
        forgotten: names of the agent's methods whose coroutines were dropped and never awaited.
    """

    handlers: Mapping[str, ClientTool]
    threads: bool
    actions: CallActions
    forgotten: List[str]


async def call_function(call: ToolCall, tool: ClientTool, threads: bool) -> Any:
    """What a call's handler gives, or the error result."""
    error: Optional[BaseException]
    try:
        if call.args_error is not None:
            raise InferenceError(call.args_error)
        given = call.args if isinstance(tool, FunctionTool) else tool.bind_arguments(call.args)
        handler = cast("Callable[[Any], Any]", tool.handler_fn)
        result, error = await seam.call_handler(handler, given, tool.is_async, threads)
        if error is None:
            return result
    except Exception as problem:
        error = problem
    # Any error: a tool that ends the program, or says that it is cancelled, ends itself alone.
    # The model sees the error. Its own mistakes, and what the tool reports on purpose, need no warning here.
    meant = isinstance(error, (ArgumentsError, ToolError))
    level = logging.INFO if meant else logging.WARNING
    trace = None if meant else error
    logger.log(level, "the handler of tool %s failed: %s", call.name, type(error).__name__, exc_info=trace)
    return encode_tool_error(error)


async def run_call(
    conversation: AsyncConversation, own: OwnTools, call: ToolCall, options: CallOptions, deadline: Deadline
) -> None:
    """Run the function of a client tool with a call's arguments, and submit the result.

    Raises:
        InvalidInputError: no function here runs the tool, or the call was answered before.
    """
    tool = own.handlers.get(call.name)
    if tool is None or not call.is_client:
        raise InvalidInputError(
            f"no function here runs the tool {call.name!r}: submit a result with call.submit(...)"
            if call.is_client
            else f"the platform runs the tool {call.name!r}: approve the call with call.approve()"
        )
    if call.id in conversation.running:
        raise InvalidInputError(
            f"the function of {call.name!r} runs for the call {call.id} already: a call that needs no approval runs "
            "by itself"
        )
    if conversation.is_answered(call.id):
        raise InvalidInputError(f"the call {call.id} of {call.name!r} was answered already")
    conversation.running.add(call.id)
    at_work = answering(conversation.known_chat)
    try:
        threads = own.threads
        # sync only: threads = False
        result = await call_function(call, tool, threads)
        at_work.over = True
        await submit_or_explain(conversation, call, result, options, deadline)
    finally:
        at_work.over = True
        conversation.running.discard(call.id)
