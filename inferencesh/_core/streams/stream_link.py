"""Holding a stream open, and reading the state where that fails: the rules that tasks and chats have in common.

No I/O; time comes as an argument, in seconds of a monotonic clock.
"""

from __future__ import annotations

import random
from typing import Callable, NamedTuple, Optional

from .actions import Action, Fetch, Open, Read, Wait
from .task_errors import StreamError

_GOOD_STREAM = 10.0  # a stream that lived this many seconds did not fail to open
_POLLS_PER_OPEN = 10  # while polling, the stream is tried again after so many intervals


class StreamPolicy(NamedTuple):
    """When a stream counts as dead, when it is opened again, and when following is given up.

    Attributes:
        max_failures: failures in a row after which to give up; progress and every good reading of the state reset
            the count. 0 means the same as `auto_reconnect=False`.
        retry_delay: seconds before the first repetition; doubled with each failure in a row.
        longest_delay: seconds between two attempts, at most, unless `retry_delay` is longer.
        idle_timeout: seconds without a byte after which a connection counts as dead.
        event_timeout: seconds with heartbeats only after which the state is read.
        poll_interval: seconds between two readings of the state while the stream cannot be held open.
        auto_reconnect: False gives up when the stream was lost and what it is about has not ended.
        rng: numbers from 0 to 1. Up to half of each delay is cut off by them, so that many clients do not come back
            at once. A seeded generator, or a constant, makes delays predictable.
    """

    max_failures: int = 5
    retry_delay: float = 1.0
    longest_delay: float = 30.0
    idle_timeout: float = 45.0
    event_timeout: float = 60.0
    poll_interval: float = 2.0
    auto_reconnect: bool = True
    rng: Callable[[], float] = random.random

    @property
    def reconnects(self) -> bool:
        return self.auto_reconnect and self.max_failures > 0

    def delay(self, failures: int) -> float:
        """Seconds to wait after so many failures in a row."""
        full = self.retry_delay * 2.0 ** min(max(failures - 1, 0), 30)
        return self._jittered(min(full, max(self.longest_delay, self.retry_delay)))

    def until_next_poll(self) -> float:
        """Seconds until the state is read again where there is no stream, with jitter."""
        return self._jittered(self.poll_interval)

    def _jittered(self, seconds: float) -> float:
        return seconds * (1.0 - 0.5 * self.rng())


TASK_STREAM = StreamPolicy()
# A person waits for the answer of an agent: longer breaks would show.
CHAT_STREAM = StreamPolicy(longest_delay=8.0)


class StreamLink:
    """The link to what is followed: told what became of the stream and of readings, it says what to do next.

    Args:
        policy: when to do what.
        now: the time.
        on_loss: called when the stream may have missed something from then on.
        light_reads: whether silence leads to a reading of the status alone.

    Attributes:
        is_open: the stream is open.
        reading: the state has to be read.
        light: the status alone is enough for that.
        failures: failures in a row, of the stream and of readings.
        stream_failures: those of the stream alone, since it last lived.
        error: the last failure.
        given_up: there were too many failures, or there is to be no second connection.
    """

    __slots__ = (
        "_event_timeout",
        "_idle_timeout",
        "_light_reads",
        "_on_loss",
        "_open_from",
        "_opened_at",
        "_policy",
        "_quiet",
        "_read_from",
        "_reopen_at",
        "_streams",
        "_waiting_since",
        "error",
        "failures",
        "given_up",
        "is_open",
        "light",
        "reading",
        "stream_failures",
    )

    def __init__(
        self, policy: StreamPolicy, now: float, on_loss: Callable[[], None], *, light_reads: bool = False
    ) -> None:
        self.is_open = False
        self.reading = False
        self.light = False
        self.failures = 0
        self.stream_failures = 0
        self.error: Optional[BaseException] = None
        self.given_up = False
        self._policy = policy
        self._idle_timeout = policy.idle_timeout
        self._event_timeout = policy.event_timeout
        self._on_loss = on_loss
        self._light_reads = light_reads
        self._streams = True  # False: nothing but readings any more
        self._read_from = now
        self._open_from = now
        self._reopen_at = now
        self._opened_at = now
        self._waiting_since: Optional[float] = None  # when the shell was sent to wait for bytes
        self._quiet = 0.0  # seconds spent waiting since the last event

    def action(self, now: float, look_at: Optional[float] = None) -> Action:
        """What to do next. `look_at`: when to read the state at the latest, while the stream is open."""
        if self.is_open:
            if self.reading:
                if now >= self._read_from:
                    return Fetch(self.light, True)
                look_at = self._read_from
            # Only time spent waiting for bytes counts: a caller that takes minutes over an update makes nothing silent.
            since = self._waiting_since
            if since is None:
                since = self._waiting_since = now
            # Written out, not a method: this comes with each of many frames.
            until = since + self._idle_timeout
            if now < until and (self.reading or self._quiet + now - since < self._event_timeout):
                if look_at is None:
                    # Not less while events are silent: the next heartbeat is early enough to look at the state.
                    return Read(until)
                if now < look_at:
                    return Read(look_at if look_at < until else until)
                self.request_reading()
                return Fetch(False, True)
            if now >= until:
                self.lost(now, StreamError(f"nothing arrived for {self._idle_timeout:g} seconds"))
            else:
                self.reconcile(now)
        if self.reading:
            return Fetch(self.light, self.is_open) if now >= self._read_from else Wait(self._read_from - now)
        return Open() if now >= self._open_from else Wait(self._open_from - now)

    # -- the stream

    def opened(self, now: float) -> None:
        """The stream was opened."""
        if self._streams:
            self.is_open = True
            self._opened_at = now
            self._waiting_since = None
            self._quiet = 0.0

    def bytes_arrived(self, now: float) -> None:
        """Something arrived, be it a heartbeat or a part of a frame."""
        since = self._waiting_since
        if since is not None:
            if now > since:
                self._quiet += now - since
            self._waiting_since = None

    def heard(self) -> None:
        """An event came: the stream is not deaf."""
        self._quiet = 0.0

    def progressed(self) -> None:
        """An event came that tells something new."""
        self._quiet = 0.0
        self.failures = self.stream_failures = 0

    def lost(self, now: float, error: Optional[BaseException] = None) -> None:
        """The stream was cut, ended too early, fell silent, or could not be opened. The state is read next."""
        if error is not None:
            self.error = error
        if not self._streams or (not self.is_open and (self.reading or now < self._open_from)):
            return  # this loss is known already
        if self.is_open and now - self._opened_at >= _GOOD_STREAM:
            self.stream_failures = 0
        self._on_loss()
        self.is_open = False
        self._waiting_since = None
        self.failures += 1
        self.stream_failures += 1
        self._reopen_at = now + _POLLS_PER_OPEN * self._policy.poll_interval
        self.request_reading()
        self._read_from = now

    def let_go(self) -> None:
        """The stream is closed on purpose. That is not a failure; it may be opened again at once."""
        if self.is_open:
            self._on_loss()
            self.is_open = False
            self._waiting_since = None

    def end_stream(self, now: float) -> None:
        """The stream has told all that it will. From now on there are readings only."""
        self.is_open = False
        self._streams = False
        self.request_reading()
        self._read_from = now

    # -- readings of the state

    def request_reading(self) -> None:
        """Read the state next, or as soon as the last failure allows."""
        self.reading = True
        self.light = False

    def reconcile(self, now: float) -> None:
        """Read the state before going on: events are silent, or the computer was asleep."""
        if self.is_open and not self.reading:
            self.bytes_arrived(now)
            self._quiet = 0.0
            self.request_reading()
            self.light = self._light_reads

    def was_read(self, now: float) -> None:
        """The state was read: what is followed lives, and has not ended."""
        asked, self.reading, self.light = self.reading, False, False
        self.failures = 0
        if self.is_open:
            self._waiting_since = None
            self._quiet = 0.0
        elif asked and self._streams and self.stream_failures:
            self._reopen(now)

    def _reopen(self, now: float) -> None:
        policy = self._policy
        if not policy.reconnects:
            self.given_up = True
        elif self.stream_failures < policy.max_failures:
            self._open_from = now + policy.delay(self.stream_failures)
        elif now >= self._reopen_at:
            self._open_from = now
        else:
            self.request_reading()
            self._read_from = now + policy.until_next_poll()

    def read_again(self, now: float, failures: int) -> None:
        """A reading lags behind what is known: repeat it, the later the more often it did."""
        self.request_reading()
        self._read_from = now + self._policy.delay(failures)

    def reading_failed(self, now: float, error: Optional[BaseException], *, needed: bool = True) -> None:
        """The state could not be read for now. `needed`: not even while the stream is open can one do without it."""
        if self.is_open and not needed:
            self.reading = self.light = False
            self._waiting_since = None
            self._quiet = 0.0
            return
        self.failures += 1
        self.error = error or self.error
        if self.failures > self._policy.max_failures or not (self._policy.reconnects or self.is_open):
            self.given_up = True
        else:
            self.read_again(now, self.failures)
