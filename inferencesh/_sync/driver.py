# Made from inferencesh/_async/driver.py by scripts/unasync.py. Do not edit.
"""Doing what a follower says, over HTTP: the part that is the same for tasks and for chats."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Any, Callable, Dict, List, Optional

from .. import _seam_sync as seam
from .._core import interrupts
from .._core.actions import Fetch, Follower, Open, Read, Wait
from .._core.errors import APIConnectionError, APIError, APITimeoutError, InferenceError
from .._core.frames import FrameDecoder
from .._core.options import CallOptions
from .._core.wake import WakeWatch

if TYPE_CHECKING:
    from .http import HTTP, ByteStream, Deadline

logger = logging.getLogger("inferencesh")

# A read of the stream wakes up at least this often, in seconds, to look at the clock (a laptop may have slept).
LONGEST_READ = 45.0
# When the clock is moved, what the platform has to say to that gets so many real seconds to arrive.
SETTLE = 0.2
_RETRYABLE = frozenset({408, 425, 429})
_TROUBLE = (APIError, APIConnectionError, APITimeoutError)


def is_fatal(error: BaseException) -> bool:
    """Whether trying again cannot help: the platform refused, rather than failed."""
    return isinstance(error, APIError) and 300 <= error.status_code < 500 and error.status_code not in _RETRYABLE


def tell(line: str, cause: BaseException) -> None:
    """Say a line to the person who pressed Ctrl-C; a coroutine's cancellation is told to the log and to its error.

    The log names its logger itself; elsewhere the line begins with the name of the SDK.
    """
    logger.info("%s", line)
    if isinstance(cause, (KeyboardInterrupt, SystemExit)):
        if sys.stderr is not None:
            print(f"inferencesh: {line}", file=sys.stderr, flush=True)
    else:
        add_note: Optional[Callable[[str], None]] = getattr(cause, "add_note", None)  # from Python 3.11 on
        if add_note is not None:
            add_note(f"inferencesh: {line}")


class Driver:
    """Drives a follower. Whoever derives from it says what is asked for, and what becomes of the answers.

    Attributes:
        task_id: the task that errors are about, if one is followed.
        over: the end was seen.
        closed: somebody closed it; nothing is done any more.
        trouble: why the platform could not be reached last, unless it could since.
    """

    def __init__(self, http: HTTP, options: CallOptions, deadline: Deadline, on_interrupt: str) -> None:
        self.http = http
        self.options = options
        self.deadline = deadline
        self.on_interrupt = on_interrupt
        self.task_id: Optional[str] = None
        self.stream: Optional[ByteStream] = None
        self.decoder: Optional[FrameDecoder] = None
        self.wake = WakeWatch()
        self.said_goodbye = False
        self.closed = False
        self.trouble: Optional[InferenceError] = None

    # -- what is particular to a task, or to a chat

    @property
    def is_over(self) -> bool:
        """Whether the end was seen, so that an interrupt ends nothing."""
        raise NotImplementedError

    def _stream_request(self) -> Dict[str, Any]:
        raise NotImplementedError

    def _look(self, light: bool) -> List[Any]:
        """Read the state, and give what the follower makes of it."""
        raise NotImplementedError

    def _take(self, news: List[Any]) -> None:
        """Keep what the follower hands out."""
        raise NotImplementedError

    def _done(self) -> None:
        """The follower has nothing more to do, and did not fail."""
        raise NotImplementedError

    def _late(self) -> APITimeoutError:
        raise NotImplementedError

    def _is_left(self) -> bool:
        """Whether the stream was ended by this side, so that its loss says nothing."""
        return self.closed

    def _farewell(self) -> str:
        """How to find again what goes on."""
        raise NotImplementedError

    def _end_it(self) -> str:
        """End, on the platform, what was followed; and what came of that, in words."""
        raise NotImplementedError

    # -- one step after the other

    def act(self, follower: Follower) -> None:
        """One action of the follower.

        Raises:
            APITimeoutError: the time of the call is over.
            What the follower, or the platform, ended it with.
        """
        clock = self.http.clock
        if self.deadline.passed():
            raise self._too_late()
        action = follower.action(clock.monotonic())
        if isinstance(action, Read):
            self._read(follower, action.until)
        elif isinstance(action, Open):
            self._close_stream()  # one that is deaf
            self._open(follower)
        elif isinstance(action, Fetch):
            if not action.keep_stream:
                self._end_stream()
            self._fetch(follower, action.light)
        elif isinstance(action, Wait):
            self._close_stream()
            seam.sleep(self.deadline.limit(action.seconds), clock)
        else:
            self._end_stream()
            if follower.failure is not None:
                raise follower.failure
            self._done()

    def _open(self, follower: Follower) -> None:
        try:
            stream = self.http.open_stream(
                self._stream_request(), self.options, deadline=self.deadline, task_id=self.task_id
            )
        except _TROUBLE as error:
            # A stream that is refused says nothing of what it is about: the state is read next, and that settles it.
            self.trouble = error
            follower.lost(self.http.clock.monotonic(), error)
            return
        self.stream = stream
        if self.closed:  # by somebody else, meanwhile
            self._close_stream()
            return
        self.decoder = FrameDecoder(stream.content_type)
        follower.opened(self.http.clock.monotonic())

    def _read(self, follower: Follower, until: float) -> None:
        clock = self.http.clock
        stream, decoder = self.stream, self.decoder
        if stream is None or decoder is None:
            follower.lost(clock.monotonic())
            return
        if self.wake.slept(clock.monotonic(), clock.time()):
            # The connection may be dead without anybody having said so, and the end missed.
            follower.reconcile(clock.monotonic())
            return
        seconds = self.deadline.limit(min(max(until - clock.monotonic(), 0.001), LONGEST_READ))
        error: Optional[InferenceError] = None
        # On a clock that was moved past that moment the read ends as well, once what came meanwhile was read.
        over = clock.monotonic() + seconds
        forget = clock.when_moved(over, stream.abort, SETTLE)
        try:
            data = stream.read(clock.real_seconds(seconds))
        except APITimeoutError:
            return  # the follower looks at the clock and decides what the silence means
        except InferenceError as lost:
            if self._is_left() or clock.monotonic() >= over:
                return
            error, data = lost, b""
        finally:
            forget()
        now = clock.monotonic()
        if data:
            self.trouble = None
            follower.bytes_arrived(now)
            self._take(follower.frames(decoder.feed(data), now))
            return
        self._close_stream()
        self._take(follower.frames(decoder.end(), now))
        follower.lost(now, error)

    def _fetch(self, follower: Follower, light: bool) -> None:
        try:
            news = self._look(light)
        except _TROUBLE as error:
            if isinstance(error, APIError) and is_fatal(error):
                self._take(follower.refused(error))
            else:
                self.trouble = error
                self._take(follower.fetch_failed(self.http.clock.monotonic(), error) or [])
        else:
            self.trouble = None
            self._take(news)

    # -- the end

    def _too_late(self) -> APITimeoutError:
        """The time of the call is over. If the platform was out of reach by then, the error says why."""
        late, trouble = self._late(), self.trouble
        if trouble is not None:
            late.explain(f"Following it failed last: {trouble}")
            late.take_trail_of(trouble)
            late.__cause__ = trouble
        return late

    def say_goodbye(self, cause: BaseException) -> None:
        """The program, or the coroutine, is being ended: end what it follows, or say how to find it again. Once."""
        if self.is_over or self.said_goodbye or not interrupts.is_interrupt(cause):
            return
        self.said_goodbye = True
        if self.on_interrupt == interrupts.DETACH:
            tell(self._farewell(), cause)
            return

        def end() -> None:
            tell(self._end_it(), cause)

        seam.shielded(end)

    def _close_stream(self) -> None:
        stream, self.stream = self.stream, None
        if stream is not None:
            stream.close()

    def _end_stream(self) -> None:
        """Let go of a stream whose last frame was seen, so that its connection serves the next request."""
        stream, self.stream = self.stream, None
        if stream is not None:
            stream.release()

    def close(self) -> None:
        """Stop following. What is followed goes on."""
        self.closed = True
        stream = self.stream
        if stream is not None:
            stream.close()

    def abort(self) -> None:
        """As closing, without waiting, from any thread."""
        self.closed = True
        stream = self.stream
        if stream is not None:
            stream.abort()
