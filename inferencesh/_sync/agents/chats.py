# Made from inferencesh/_async/agents/chats.py by scripts/unasync.py. Do not edit.
"""Chats: the conversations of the workspace, whichever agent holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Dict, List, Mapping, Optional, Sequence

from ..._core.errors.classes import (
    APIError,
    ConflictError,
    GoneError,
    InferenceError,
    InvalidInputError,
    NotFoundError,
    SubmissionUnknownError,
    gone_is_deleted,
    may_have_worked_before,
)
from ..._core.requests.checks import check_id
from ..._core.requests.envelope import no_object, no_page, no_status
from ..._core.requests.json_body import model_body
from ..._core.requests.options import CallOptions, merge_options
from ..._core.values.json_guard import as_list, as_object, objects_of
from ..._late_import import late_import
from ..._runtime.clock import Deadline
from ...results.base import Result
from ...results.chat import Chat
from ...results.message import Message
from ...results.page import Page, list_request
from ..requests.resource import Resource

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ..._core.requests.params import CallArguments
    from ..._runtime.submission_registry import SubmissionRegistry
    from ..requests.http import HTTP

PAGE = 100  # messages a request, where all are wanted
SEARCHED = 20  # chats, for a message whose chat is not known


class Chats(Resource):
    """`client.chats`: list, read, stop and delete chats. `client.agent(...)` holds a conversation."""

    def __init__(self, http: HTTP, options: CallOptions, registry: Callable[[], SubmissionRegistry]) -> None:
        super().__init__(http, options)
        self._registry = registry  # called when something is sent

    def list(
        self,
        *,
        limit: Optional[int] = None,
        cursor: Optional[str] = None,
        filters: Optional[Sequence[Mapping[str, Any]]] = None,
        sort: Optional[Sequence[Mapping[str, str]]] = None,
        search: Optional[str] = None,
        **options: Unpack[CallArguments],
    ) -> Page[Chat]:
        """A page of chats, without their messages. The arguments are those of `client.tasks.list`."""
        with late_import():
            from inferencesh_api.api.chats import list_chats

        return self._list(
            list_chats.build_request,
            Chat,
            options,
            limit=limit,
            cursor=cursor,
            filters=filters,
            sort=sort,
            search=search,
        )

    def get(self, chat_id: str, **options: Unpack[CallArguments]) -> Chat:
        """A chat with all its messages, oldest first.

        Raises:
            NotFoundError: there is no such chat.
        """
        chosen = merge_options(self._options, **options)
        self._http.watch_scope()
        return self._read(check_id(chat_id, "chat_id"), chosen, Deadline(chosen.timeout, self._http.clock))

    def _read(
        self,
        chat_id: str,
        options: CallOptions,
        deadline: Optional[Deadline] = None,
        more: Optional[Callable[[List[Dict[str, Any]]], bool]] = None,
    ) -> Chat:
        """A chat with its messages. `more` is asked, with those read so far, whether older ones are needed."""
        with late_import():
            from inferencesh_api.api.chats import get_chat

        # The chat is read before its messages: all that an idle chat contains is then in the messages.
        stored: List[Dict[str, Any]] = []
        first = self._http.call(get_chat.build_request(chat_id), options, deadline=deadline, lack=no_object)
        cursor: Optional[str] = None
        while True:
            page = self._page(chat_id, options, deadline, cursor, PAGE)
            items = objects_of(page.get("items"))
            stored.extend(items)
            if more is not None and not more(stored):
                break
            before, cursor = cursor, page.get("next_cursor") or None
            if not page.get("has_next") or cursor in (None, before):
                break
        return Chat(first.data, stored, notices=first.messages)

    def messages(
        self,
        chat_id: str,
        *,
        limit: Optional[int] = None,
        cursor: Optional[str] = None,
        **options: Unpack[CallArguments],
    ) -> Page[Message]:
        """A page of a chat's messages, newest first.

        Args:
            limit: messages a page; the platform's default is 50.
            cursor: `page.next_cursor` of the page before, for older ones.
        """
        chosen = merge_options(self._options, **options)
        list_request(limit, cursor, None, None, None)  # the same checks
        self._http.watch_scope()
        return Page.of(self._page(check_id(chat_id, "chat_id"), chosen, None, cursor, limit), Message)

    def _page(
        self,
        chat_id: str,
        options: CallOptions,
        deadline: Optional[Deadline],
        cursor: Optional[str],
        limit: Optional[int],
    ) -> Dict[str, Any]:
        with late_import():
            from inferencesh_api.api.chats import list_chat_messages_query

        query: Dict[str, Any] = {}
        if cursor is not None:
            query["cursor"] = cursor
        if limit is not None:
            query["limit"] = limit
        request = list_chat_messages_query.build_request(chat_id, **query)
        data = (self._http.call(request, options, deadline=deadline, lack=no_page)).data
        return as_object(data) or {"items": as_list(data)}

    def status(self, chat_id: str, **options: Unpack[CallArguments]) -> str:
        """The status alone (`busy`, `idle`, `awaiting_input`, `waiting`, `completed`): the light form for polling."""
        with late_import():
            from inferencesh_api.api.chats import get_chat_status

        payload = self._call(get_chat_status.build_request(check_id(chat_id, "chat_id")), options, no_status)
        return str(payload.data["status"])

    def send(self, chat_id: str, text: str, **options: Unpack[CallArguments]) -> Message:
        """Send a message into a chat and return at once: the stored message, `queued` while a run goes on.

        Raises:
            SubmissionUnknownError: the answer was lost, and the chat does not show beyond doubt that it has the
                message, which was not sent again.
        """
        with late_import():
            from inferencesh_api.api.chats import send_chat_message
            from inferencesh_api.models.send_message_request import SendMessageRequest

        if not isinstance(text, str) or not text:
            raise InvalidInputError("text must be a non-empty string")
        body = model_body(SendMessageRequest.from_dict, {"message": text})
        request = send_chat_message.build_request(check_id(chat_id, "chat_id"), body=body)
        self._http.watch_scope()
        chosen = merge_options(self._options, **options)
        deadline = Deadline(chosen.timeout, self._http.clock)
        registry = self._registry()
        ticket = registry.open({"chat": chat_id, "text": text}, deadline.clock.monotonic())
        message: Optional[Message] = None
        try:
            message = self._send_once(request, chat_id, text, chosen, deadline, ticket.started)
            return message
        finally:
            registry.close(ticket, deadline.clock.monotonic(), None if message is None else message.id)

    def _send_once(
        self,
        request: Dict[str, Any],
        chat_id: str,
        text: str,
        options: CallOptions,
        deadline: Deadline,
        started: float,
    ) -> Message:
        """Send a message. If the answer is lost, the chat is read."""
        with late_import():
            from ..recovery.submission_search import find_message

        try:
            payload = self._http.call(request, options, deadline=deadline, submission=True, lack=no_object)
        except SubmissionUnknownError as error:
            sent = {"text": text}
            found = find_message(self._http, chat_id, sent, options, deadline, error, started, self._registry().held())
            if found is None:
                raise
            return Message(found["user_message"])
        return Message(payload.data, messages=payload.messages)

    def cancel_message(
        self, message_id: str, *, chat_id: Optional[str] = None, **options: Unpack[CallArguments]
    ) -> Message:
        """Withdraw a message that is still queued.

        Args:
            chat_id: the chat that it is in. Only read when the answer was lost; without it, the chats that changed
                last are looked through then.

        Raises:
            ConflictError: it is not queued any more.
        """
        with late_import():
            from inferencesh_api.api.chats import cancel_chat_message

        request = cancel_chat_message.build_request(check_id(message_id, "message_id"))
        if chat_id is not None:
            check_id(chat_id, "chat_id")
        chosen = merge_options(self._options, **options)
        deadline = Deadline(chosen.timeout, self._http.clock)
        self._http.watch_scope()
        try:
            payload = self._http.call(request, chosen, deadline=deadline)
        except (ConflictError, NotFoundError, GoneError) as error:
            if not may_have_worked_before(error):
                raise
            return Message(self._withdrawn(error, message_id, chat_id, chosen, deadline))
        return Message(as_object(payload.data) or {"id": message_id}, messages=payload.messages)

    def _withdrawn(
        self, error: APIError, message_id: str, chat_id: Optional[str], options: CallOptions, deadline: Deadline
    ) -> Mapping[str, Any]:
        """The message that an attempt withdrew whose answer was lost; `error` if none did."""
        with late_import():
            from ..._core.recovery.repeated import in_doubt, withdrawn

        stored: Optional[Mapping[str, Any]] = None
        if isinstance(error, ConflictError):  # else it is gone
            try:
                stored = self._stored_message(message_id, chat_id, options, deadline)
            except InferenceError as cause:
                raise in_doubt(error, f"withdrawn message {message_id}") from cause
            if stored is None:
                raise in_doubt(error, f"withdrawn message {message_id}")
        message = withdrawn(message_id, stored)
        if message is None:
            raise error
        return message

    def _stored_message(
        self, message_id: str, chat_id: Optional[str], options: CallOptions, deadline: Deadline
    ) -> Optional[Mapping[str, Any]]:
        """A message as the platform has it now, None if it is not among the newest of its chat."""
        with late_import():
            from ..._core.recovery.repeated import named

        chats = [chat_id] if chat_id is not None else self._changed_last(options, deadline)
        for chat in chats:
            page = self._page(chat, options, deadline, None, PAGE)
            found = named(message_id, objects_of(page.get("items")))
            if found is not None:
                return found
        return None

    def _changed_last(self, options: CallOptions, deadline: Deadline) -> List[str]:
        """The ids of the chats that changed last."""
        with late_import():
            from inferencesh_api.api.chats import list_chats
            from inferencesh_api.models.cursor_list_request import CursorListRequest

        body = list_request(SEARCHED, None, None, [{"field": "updated_at", "dir": "desc"}], None)
        request = list_chats.build_request(body=model_body(CursorListRequest.from_dict, body))
        data = (self._http.call(request, options, deadline=deadline, lack=no_page)).data
        items = objects_of(as_object(data).get("items") or as_list(data))
        return [item["id"] for item in items if isinstance(item.get("id"), str)]

    def stop(self, chat_id: str, **options: Unpack[CallArguments]) -> None:
        """Stop the run that goes on, if one does."""
        with late_import():
            from inferencesh_api.api.chats import stop_chat

        self._call(stop_chat.build_request(check_id(chat_id, "chat_id")), options)

    def delete(self, chat_id: str, **options: Unpack[CallArguments]) -> None:
        """Delete a chat."""
        with late_import():
            from inferencesh_api.api.chats import delete_chat

        with gone_is_deleted():
            self._call(delete_chat.build_request(check_id(chat_id, "chat_id")), options)

    def trace(self, chat_id: str, **options: Unpack[CallArguments]) -> Result:
        """The execution graph of a chat."""
        with late_import():
            from inferencesh_api.api.chats import get_chat_trace

        payload = self._call(get_chat_trace.build_request(check_id(chat_id, "chat_id")), options, no_object)
        return Result(payload.data, messages=payload.messages)
