"""A call that an agent made of a tool, and a call that waits for a person's decision."""

from __future__ import annotations

import json
from typing import Any, Dict, List, Mapping, Optional, Tuple, cast

from typing_extensions import Protocol

from .._contract import FINAL_CALL_STATUSES
from .._core.errors.classes import InferenceError
from .base import Result, derived_field
from .chat_fields import ToolCallFields

# docs/platform-notes.md, "Calls of tools"
ENDED_CALL = tuple(sorted(FINAL_CALL_STATUSES))  # no set: what the wire holds may be of any type
GATED = "awaiting_approval"
# What the model reads about a call that was rejected without a reason.
REJECTED = "the call was rejected"


class CallActions(Protocol):
    """What answers a call: an agent. The async one gives coroutines."""

    def submit_tool_result(self, tool_call_id: str, result: Any) -> Any:
        """Answer a call with what the tool gave, any JSON value."""

    def run_tool(self, call: ToolCall) -> Any:
        """Run the agent's handler for a call and submit what it gives."""

    def approve_tool(self, tool_call_id: str) -> Any:
        """Approve a call that waits for approval."""

    def reject_tool(self, tool_call_id: str, reason: Optional[str] = None) -> Any:
        """Reject a call that waits for approval, with the reason that the model is given."""


class ToolCall(ToolCallFields):
    """One call of a tool: the invocation as it is on the wire, with what callers ask for as attributes.

    Source: `ToolInvocationDTO` in openapi.yaml.
    """

    message_id: Optional[str] = ToolCallFields.chat_message_id
    """The same as `chat_message_id`."""

    _actions: Optional[CallActions] = None
    _deferred: bool = False

    @property
    def name(self) -> str:
        """The name of the tool."""
        function = self.get("function")
        name = cast("Dict[str, Any]", function).get("name") if isinstance(function, dict) else None
        return name if isinstance(name, str) else ""

    @property
    def args(self) -> Dict[str, Any]:
        """The arguments. Empty if what the platform sent is not an object: see `args_error`."""
        return parse_arguments(self)[0]

    @property
    def args_error(self) -> Optional[str]:
        """Why the arguments cannot be read, or None."""
        return parse_arguments(self)[1]

    @property
    def requires_approval(self) -> bool:
        """Whether a person has to decide on the call before it runs."""
        return self.get("status") == GATED

    @property
    def is_client(self) -> bool:
        """Whether the call runs in the caller's process."""
        return self.get("type") == "client"

    @property
    def is_ended(self) -> bool:
        """Whether nothing more can happen to the call."""
        return self.get("status") in ENDED_CALL

    @property
    def chat_id(self) -> Optional[str]:
        """The chat of the agent that got the work, for a call of an agent tool. Its stream can be followed."""
        return self.get("execution_id") or None if self.get("type") == "agent" else None

    @property
    def task_id(self) -> Optional[str]:
        """The task that runs the call, for a call of an app tool."""
        return self.get("execution_id") or None if self.get("type") == "app" else None

    @property
    def deferred(self) -> bool:
        """Whether the caller said that the answer comes later."""
        return self._deferred

    def defer(self) -> None:
        """Answer later, from a user interface for example: the turn waits for `submit_tool_result`."""
        self._deferred = True

    def run(self) -> Any:
        """Run the tool's function with the call's arguments, converted, and submit what it gives, or its error.

        For a call of a client tool that has a function here; it is the yes to one that needs an approval.
        Await it with the async client.

        Raises:
            InvalidInputError: no function here runs the tool, or the call was answered before, or runs already, as one
                that needs no approval does by itself.
        """
        return self._bound().run_tool(self)

    def approve(self) -> Any:
        """Let the call run. Await it with the async client. A client tool of your own runs here: see `run`.

        Raises:
            PermissionDeniedError: the platform takes approvals only from a person who is signed in, not from a key.
        """
        return self._bound().run_tool(self) if self.is_client else self._bound().approve_tool(self.id)

    def reject(self, reason: Optional[str] = None) -> Any:
        """Refuse the call; the model sees the reason. Await it with the async client.

        A call of a client tool of your own is answered with an error.

        Raises:
            PermissionDeniedError: the platform takes rejections only from a person who is signed in, not from a key.
        """
        if self.is_client:
            return self._bound().submit_tool_result(self.id, {"error": reason or REJECTED})
        return self._bound().reject_tool(self.id, reason)

    def submit(self, result: Any) -> Any:
        """Answer a client call. Await it with the async client."""
        return self._bound().submit_tool_result(self.id, result)

    def bind(self, actions: CallActions) -> ToolCall:
        """The same call, with the agent that answers it."""
        self._actions = actions
        return self

    def _bound(self) -> CallActions:
        if self._actions is None:
            raise InferenceError("this call was not handed out by an agent: use the agent's own methods")
        return self._actions

    def __getstate__(self) -> Dict[str, Any]:
        state = dict(self.__dict__)
        state.pop("_actions", None)  # it holds connections
        return state


ToolCallInfo = ToolCall  # the name that the official SDK uses


def parse_arguments(invocation: Mapping[str, Any]) -> Tuple[Dict[str, Any], Optional[str]]:
    """The arguments of an invocation, which may be JSON text, and why they cannot be read if they cannot."""
    function = invocation.get("function")
    given: Any = cast("Dict[str, Any]", function).get("arguments") if isinstance(function, dict) else None
    if isinstance(given, str):
        if not given.strip():
            return {}, None
        try:
            given = json.loads(given)
        except (ValueError, RecursionError):
            return {}, "the arguments are not valid JSON"
    if given is None:
        return {}, None
    if not isinstance(given, dict):
        return {}, "the arguments must be a JSON object"
    return cast("Dict[str, Any]", given), None


class PendingApproval(Result):
    """A call that waits for a person's decision. Source: docs/platform-notes.md, "Calls of tools"."""

    interrupt_id: Optional[str] = derived_field("interrupt_id")
    """The id of the interrupt that holds up the run, where the chat has it."""
    tool_invocation_id: Optional[str] = derived_field("tool_invocation_id")
    """The id of the call: what `approve_tool` and `reject_tool` take."""
    chat_id: Optional[str] = derived_field("chat_id")
    """The id of the chat."""
    tool_name: Optional[str] = derived_field("tool_name")
    """The name of the tool."""
    arguments: Any = derived_field("arguments")
    """The arguments of the call."""


def pending_approvals(chat: Mapping[str, Any]) -> List[PendingApproval]:
    """The calls of a chat that wait for a person's decision, from its `pending_interrupts`."""
    found: List[PendingApproval] = []
    interrupts = chat.get("pending_interrupts")
    for item in cast("List[object]", interrupts) if isinstance(interrupts, list) else []:
        if not isinstance(item, dict):
            continue
        interrupt = cast("Dict[str, Any]", item)
        if interrupt.get("reason") != "tool_approval" or interrupt.get("status") != "pending":
            continue
        meta = _meta(interrupt.get("meta"))
        found.append(
            PendingApproval(
                {
                    "interrupt_id": interrupt.get("id"),
                    "tool_invocation_id": meta.get("tool_invocation_id") or interrupt.get("resource_id"),
                    "chat_id": interrupt.get("chat_id") or chat.get("id"),
                    "tool_name": meta.get("tool_name"),
                    "arguments": parse_arguments({"function": meta})[0],
                }
            )
        )
    return found


def _meta(value: Any) -> Dict[str, Any]:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return {}
    return cast("Dict[str, Any]", value) if isinstance(value, dict) else {}
