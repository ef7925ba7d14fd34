"""What happens to a task, or a turn, when the program that waits for it is interrupted, and the words for it."""

from __future__ import annotations

from typing import Any, Optional

from ..errors.classes import InvalidInputError

DETACH = "detach"
CANCEL = "cancel"
CHOICES = (DETACH, CANCEL)
# Seconds that an interrupted program goes on for the sake of cancelling its task, or of stopping its turn.
CANCEL_TIMEOUT = 5.0


def check_on_interrupt(value: Any, name: str = "on_interrupt") -> str:
    """`"detach"` or `"cancel"`."""
    if value not in CHOICES or not isinstance(value, str):
        raise InvalidInputError(f"{name} must be 'detach' (what is waited for goes on) or 'cancel', not {value!r}")
    return value


def is_interrupt(error: Optional[BaseException]) -> bool:
    """Whether this ends a program, or a coroutine, from outside; no error of what it did."""
    return error is not None and not isinstance(error, (Exception, GeneratorExit))


def detached(task_id: str, status: str) -> str:
    """For the one who detached: how to find the task again."""
    return (
        f"task {task_id} goes on ({status}); client.attach({task_id!r}) joins it again, "
        f"client.cancel_task({task_id!r}) ends it"
    )


def turn_detached(chat_id: str) -> str:
    """For the one who stopped following an agent's turn."""
    return (
        f"the turn in chat {chat_id} goes on; client.agent(..., chat_id={chat_id!r}).stream_messages() "
        f"follows it, client.chats.stop({chat_id!r}) ends it"
    )


def turn_stopped(chat_id: str) -> str:
    """The platform took the request to stop."""
    return f"the turn in chat {chat_id} was stopped"


def message_withdrawn(chat_id: str) -> str:
    """The turn had not begun: its message was queued behind another run, which is left alone."""
    return f"the message in chat {chat_id} was withdrawn before its turn began"


def turn_not_stopped(chat_id: str, why: str) -> str:
    """The platform could not be asked."""
    return (
        f"the turn in chat {chat_id} could not be stopped and goes on ({why}); client.chats.stop({chat_id!r}) ends it"
    )


def cancelled(task_id: str) -> str:
    """The platform took the request to cancel."""
    return f"task {task_id} was asked to stop"


def not_cancelled(task_id: str, why: str) -> str:
    """The platform could not be asked."""
    return f"task {task_id} could not be cancelled and goes on ({why}); client.cancel_task({task_id!r}) ends it"


def submitting() -> str:
    """Interrupted between the sending and the answer."""
    return "interrupted while a run was being submitted: it may have been started; client.tasks.list() shows it"


def not_submitted() -> str:
    """Interrupted before the run was sent."""
    return "interrupted before the run was submitted: nothing was started"


def unanswered(what: str) -> str:
    """Interrupted between the sending and the answer, which did not come in time either."""
    return (
        f"interrupted while a run of {what} was being submitted, and no answer came within {CANCEL_TIMEOUT:g} seconds: "
        "it may have been started, and could not be cancelled; client.tasks.list() shows it"
    )


def sending(chat_id: Optional[str]) -> str:
    """As `submitting`, of a message to an agent."""
    return f"interrupted while a message was being sent: it may have been taken; {_where(chat_id)} shows it"


def not_sent() -> str:
    """As `not_submitted`, of a message to an agent."""
    return "interrupted before the platform took the message: no turn was started"


def unanswered_message(chat_id: Optional[str]) -> str:
    """As `unanswered`, of a message to an agent."""
    return (
        f"interrupted while a message was being sent, and no answer came within {CANCEL_TIMEOUT:g} seconds: "
        f"its turn may be running, and could not be stopped; {_where(chat_id)} shows it"
    )


def _where(chat_id: Optional[str]) -> str:
    return "client.chats.list()" if chat_id is None else f"client.chats.get({chat_id!r})"
