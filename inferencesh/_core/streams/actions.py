"""What a follower asks its shell to do next. Times are seconds of a monotonic clock.

A shell closes the stream that it holds whenever the next action is neither `Read` nor a `Fetch` with `keep_stream`.
"""

from __future__ import annotations

from typing import Any, List, NamedTuple, Optional, Protocol, Union

from ..errors.classes import APIError, InferenceError


class Open(NamedTuple):
    """Open the stream."""


class Read(NamedTuple):
    """Wait for bytes of the stream, but no longer than until the given time; then ask again."""

    until: float


class Fetch(NamedTuple):
    """Read the state. `light`: its status is enough. `keep_stream`: the stream stays open meanwhile."""

    light: bool = False
    keep_stream: bool = False


class Wait(NamedTuple):
    """Do nothing for that many seconds; then ask again."""

    seconds: float


class Done(NamedTuple):
    """There is nothing more to do."""


Action = Union[Open, Read, Fetch, Wait, Done]


class Follower(Protocol):
    """What a shell drives: it is told what comes, and says what to do next. Times are as above.

    Methods that take news may return what is to be handed out, in order.
    """

    @property
    def failure(self) -> Optional[BaseException]:
        """Why following was given up, or None."""
        ...

    def action(self, now: float) -> Action:
        """What to do next."""
        ...

    def opened(self, now: float) -> None:
        """The stream is open."""

    def bytes_arrived(self, now: float, /) -> None:
        """Something came, if only half a line."""

    def frames(self, items: List[Any], now: float) -> List[Any]:
        """Decoded frames of the stream."""
        ...

    def lost(self, now: float, error: Optional[InferenceError] = None) -> None:
        """The stream was cut, ended, or could not be opened."""

    def reconcile(self, now: float) -> None:
        """Read the state before going on: the computer was asleep."""

    def fetch_failed(self, now: float, error: InferenceError) -> List[Any]:
        """The state could not be read."""
        ...

    def refused(self, error: APIError) -> List[Any]:
        """The platform refuses to tell the state, and asking again would not change that."""
        ...
