"""When to open, read, fetch and wait while a chat is followed: what becomes of a connection, not of a turn."""

from __future__ import annotations

from typing import Callable, Optional

from .actions import Action, Done, Fetch, Open, Read, Wait
from .errors import InferenceError, StreamError
from .redact import redact_text

# Seconds between attempts to open the stream, at most; the chat is read each time.
_LONGEST_DELAY = 8.0
# A stream begins with the chat, without its messages: what was written between the answer to the message and the
# opening is not told. If nothing of a message has come by then, in seconds, the chat is read.
_FIRST_LOOK = 2.0


class ChatLink:
    """The link to a chat. `TurnFollower` adds what is said over it.

    Attributes:
        failure: why following was given up, or None.
        finished: whether there is nothing left to follow.
    """

    def __init__(
        self,
        chat_id: str,
        *,
        now: float,
        max_failures: int,
        retry_delay: float,
        idle_timeout: float,
        event_timeout: float,
        auto_reconnect: bool,
        jitter: Optional[Callable[[], float]],
    ) -> None:
        self.chat_id = chat_id
        self.failure: Optional[InferenceError] = None
        self.finished = False
        self._max_failures = max_failures
        self._retry_delay = retry_delay
        self._idle_timeout = idle_timeout
        self._event_timeout = event_timeout
        self._auto_reconnect = auto_reconnect
        self._jitter = jitter
        self._stream = False
        self._failures = 0
        self._losses = 0
        self._retry_at = now
        self._bytes_at = now
        self._event_at = now
        # Read the chat next; or, at the latest, at a time.
        self._fetch = False
        self._fetch_at: Optional[float] = None
        self._first_look: Optional[float] = None
        self._lost_error: Optional[BaseException] = None

    def opened(self, now: float) -> None:
        """The stream is open."""
        self._stream = True
        self._bytes_at = self._event_at = now
        if self._losses:
            # Subscribed first, then read: nothing can fall between.
            self._fetch = True
        else:
            self._first_look = now + _FIRST_LOOK

    def bytes_arrived(self, now: float) -> None:
        """Something came, if only half a line."""
        self._bytes_at = now

    def lost(self, now: float, error: Optional[BaseException] = None) -> None:
        """The stream was cut, ended, fell silent or could not be opened."""
        self._stream = False
        self._losses += 1
        self._failures += 1
        self._lost_error = error or self._lost_error
        self._fetch = True
        self._retry_at = now + self._delay()

    def _read_failed(self, now: float, error: Optional[BaseException] = None) -> None:
        """The chat or its messages could not be read."""
        self._failures += 1
        self._lost_error = error or self._lost_error
        if self._failures > self._max_failures:
            self.fatal(error)
        self._fetch = True
        self._retry_at = now + self._delay()

    def fatal(self, error: Optional[BaseException] = None) -> None:
        """Following makes no sense any more: the platform refused, or the failures are too many."""
        if self.finished or self.failure is not None:
            return
        reason = redact_text(str(error)) if error is not None else "the connection was lost"
        failure = StreamError(f"the turn in chat {self.chat_id} could not be followed to its end: {reason}")
        failure.__cause__ = error
        self.failure = failure

    def request_fetch(self) -> None:
        """Read the chat next: the shell cannot know what became of something, such as a submitted result."""
        self._fetch = True

    def reconcile(self, now: float) -> None:
        """Read the chat before going on: the computer was asleep."""
        self._fetch = True

    def action(self, now: float) -> Action:
        """What to do next."""
        if self.finished or self.failure is not None:
            return Done()
        if self._stream and now >= self._bytes_at + self._idle_timeout:
            self.lost(now, None)
        if not self._stream:
            if self._failures > self._max_failures:
                self.fatal(self._lost_error)
                return Done()
            if self._fetch and (self._failures <= 1 or now >= self._retry_at):
                # Right after a loss the chat is the truth: the turn may have ended meanwhile.
                return Fetch(keep_stream=False)
            return Open() if now >= self._retry_at else Wait(self._retry_at - now)
        if self._fetch and now >= self._retry_at:
            return Fetch(keep_stream=True)
        look_at = self._event_at + self._event_timeout
        if self._fetch_at is not None:
            look_at = min(look_at, self._fetch_at)
        if self._first_look is not None:
            look_at = min(look_at, self._first_look)
        if now >= look_at:
            return Fetch(keep_stream=True)
        until = min(self._bytes_at + self._idle_timeout, look_at)
        if self._fetch:
            until = min(until, self._retry_at)
        return Read(until)

    def _progress(self, now: float) -> None:
        """An event came."""
        self._event_at = now
        self._failures = self._losses = 0

    def _was_read(self, now: float) -> None:
        """The chat was read: that is life, though it does not make the stream any better."""
        self._fetch = False
        self._fetch_at = self._first_look = None
        self._event_at = now
        self._failures = 0

    def _check_reconnect(self) -> None:
        """Give up after a loss if there is to be no second connection."""
        if not self._auto_reconnect and self._losses and not self._stream and not self.finished:
            self.fatal(self._lost_error)

    def _delay(self) -> float:
        factor = 1.0 if self._jitter is None else 1.0 - 0.5 * self._jitter()
        tries = min(max(self._losses, self._failures, 1) - 1, 10)
        return min(self._retry_delay * 2.0**tries, max(_LONGEST_DELAY, self._retry_delay)) * factor
