"""A tool that would wait for the turn that waits for the tool: refused, because neither would ever end."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Optional, Tuple

from ..errors.classes import InvalidInputError


class Answering:
    """A handler at work for a chat; `over` is set when it has ended."""

    __slots__ = ("chat_id", "over")

    def __init__(self, chat_id: str) -> None:
        self.chat_id = chat_id
        self.over = False


# Those that this thread, or coroutine, works for, the outermost first. Handlers, and what they call, inherit it.
_ANSWERING: ContextVar[Tuple[Answering, ...]] = ContextVar("inferencesh_answering", default=())


def answering(chat_id: str) -> Answering:
    """A handler begins here. Whoever runs it sets `over` at its end."""
    begun = Answering(chat_id)
    _ANSWERING.set((*(outer for outer in _ANSWERING.get() if not outer.over), begun))
    return begun


def refuse_own_turn(chat_id: Optional[str]) -> None:
    """Refuse to wait for a turn in a chat from within a tool of that chat.

    Raises:
        InvalidInputError: the turn waits for the tool.
    """
    if chat_id is not None and any(outer.chat_id == chat_id and not outer.over for outer in _ANSWERING.get()):
        raise InvalidInputError(
            f"a tool must not wait for a turn in its own chat ({chat_id}): the turn waits for the tool, and neither "
            "would end. Return the text as the result of the tool, send it with send_message(..., wait=False), or "
            "talk to another agent"
        )
