"""Answers to the calls that an agent makes: results of tools, approvals, rejections."""

from __future__ import annotations

import logging
from typing import Any, Dict, List, Mapping, Optional, Sequence, cast

from ..._contract import MOST_RESULT_FILES
from ..._core.errors.classes import (
    ConflictError,
    FileUploadError,
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
    SubmissionUnknownError,
    ValidationError,
)
from ..._core.recovery import repeated
from ..._core.requests.json_body import model_body
from ..._core.requests.options import CallOptions
from ..._late_import import late_import
from ...results.message import Message
from ...results.tool_call import ToolCall
from ...tools.outcome import encode_tool_error, encode_tool_result
from ..requests.http import Deadline
from .attachments import attach
from .conversation import AsyncConversation

logger = logging.getLogger("inferencesh")

MOST_DELIVERIES = 3  # of one result, the call being read between them


async def submit(
    conversation: AsyncConversation,
    call_id: str,
    result: Any,
    options: CallOptions,
    deadline: Deadline,
    attachments: Optional[Sequence[Mapping[str, Any]]] = None,
) -> None:
    """Send the result of a call; a gated call of the platform's own is rejected by one that is an error."""
    with late_import():
        from inferencesh_api.api.tools import submit_tool_result
        from inferencesh_api.models.tool_result_request import ToolResultRequest

    reason = await _rejection(conversation, call_id, result, options, deadline)
    if reason is not None:
        await reject(conversation, call_id, reason)
        conversation.answered.add(call_id)
        return
    encoded = encode_tool_result(result)
    refs = [dict(ref) for ref in attachments or []]
    refs += await attach(conversation.files, encoded.attachments, options, deadline)
    if len(refs) > MOST_RESULT_FILES:
        raise InvalidInputError(f"a tool's result has {len(refs)} files, and the platform takes {MOST_RESULT_FILES}")
    body: Dict[str, Any] = {"result": encoded.result}
    if refs:
        body["attachments"] = refs
    request = submit_tool_result.build_request(call_id, body=model_body(ToolResultRequest.from_dict, body))
    conversation.answered.add(call_id)
    try:
        await _deliver_once(conversation, call_id, request, options, deadline)
    except BaseException:
        conversation.answered.discard(call_id)
        raise


async def submit_in_time(
    conversation: AsyncConversation, call: ToolCall, result: Any, options: CallOptions, deadline: Deadline
) -> bool:
    """Submit a result; False if it was answered elsewhere, or the run was stopped meanwhile."""
    try:
        await submit(conversation, call.id, result, options, deadline)
    except (ConflictError, NotFoundError) as error:
        logger.info("the result of tool call %s came too late: %s", call.id, error.message)
        return False
    return True


async def submit_or_explain(
    conversation: AsyncConversation, call: ToolCall, result: Any, options: CallOptions, deadline: Deadline
) -> bool:
    """Submit what a handler gave, or an error if it cannot be sent; whether it came in time."""
    try:
        return await submit_in_time(conversation, call, result, options, deadline)
    except (ValueError, FileUploadError) as error:  # a result that JSON cannot carry, a file that cannot be read
        logger.warning("the result of tool %s cannot be sent: %s", call.name, error)
        return await submit_in_time(conversation, call, encode_tool_error(error), options, deadline)


async def approve(conversation: AsyncConversation, call_id: str) -> None:
    """Let a gated call run."""
    with late_import():
        from inferencesh_api.api.tools import approve_tool

    await _decide(conversation, call_id, approve_tool.build_request(call_id), approved=True)


async def reject(conversation: AsyncConversation, call_id: str, reason: Optional[str]) -> None:
    """Refuse a gated call."""
    with late_import():
        from inferencesh_api.api.tools import reject_tool
        from inferencesh_api.models.reject_tool_request import RejectToolRequest

    body = model_body(RejectToolRequest.from_dict, {} if reason is None else {"reason": reason})
    await _decide(conversation, call_id, reject_tool.build_request(call_id, body=body), approved=False)


async def _deliver_once(
    conversation: AsyncConversation, call_id: str, request: Dict[str, Any], options: CallOptions, deadline: Deadline
) -> None:
    """Send a result. After a lost answer it is not sent again before the call was read: the agent might see two."""
    lost: Optional[SubmissionUnknownError] = None
    for _ in range(MOST_DELIVERIES):
        try:
            await conversation.http.send(request, options, deadline=deadline, submission=True)
            return
        except SubmissionUnknownError as error:
            lost = error
        except ConflictError:
            if lost is None:
                raise
            return  # the one whose answer was lost has arrived
        call = await _stored_call(conversation, call_id, options, deadline)
        if call is None:
            break
        if call.is_ended:
            return
    assert lost is not None
    raise lost


async def _stored_call(
    conversation: AsyncConversation, call_id: str, options: CallOptions, deadline: Deadline
) -> Optional[ToolCall]:
    """A call of this chat as the platform has it now."""
    if conversation.chat_id is None:
        return None

    def older(messages: List[Dict[str, Any]]) -> bool:
        return all(call.id != call_id for message in messages for call in Message(message).tool_calls)

    chat = await conversation.chats._read(conversation.chat_id, options, deadline, more=older)
    calls = [call for message in chat.messages for call in message.tool_calls if call.id == call_id]
    return calls[-1] if calls else None


async def _rejection(
    conversation: AsyncConversation, call_id: str, result: Any, options: CallOptions, deadline: Deadline
) -> Optional[str]:
    """Why a gated call of the platform's own is refused, if that is what the result means."""
    try:
        if not (isinstance(result, Mapping) and "error" in result):
            return None
    except Exception:  # code of the user's class: encoding the result says what is wrong
        return None
    call = conversation.latest.call(call_id) if conversation.latest is not None else None
    if call is None:
        call = await _stored_call(conversation, call_id, options, deadline)
    if call is None or not call.requires_approval or call.is_client:
        return None
    return str(cast("Mapping[str, Any]", result)["error"])


async def _decide(conversation: AsyncConversation, call_id: str, request: Dict[str, Any], *, approved: bool) -> None:
    await conversation.http.watch_scope()
    deadline = Deadline(conversation.options.timeout, conversation.http.clock)
    try:
        await conversation.http.send(request, conversation.options, deadline=deadline)
    except (ConflictError, ValidationError) as error:
        if not repeated.may_be_decided(error):
            raise  # it is decided already, and not by this
        call = await _stored_call(conversation, call_id, conversation.options, deadline)
        if call is not None and repeated.decided_otherwise(approved, call.status):
            raise
    except PermissionDeniedError as error:
        if error.code == "requires_sign_in":
            what = "approved" if approved else "rejected"
            error.args = (
                f"{error.args[0]}. A call can be {what} only by a person who is signed in: in the web app, or with "
                "their own sign-in in place of the API key. For agents that nobody watches, "
                "set permissions={'allow_all_tools': True} in the agent's config",
            )
        raise
