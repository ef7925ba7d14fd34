"""Doing what a follower says, over HTTP: one loop, which is the same for tasks and for chats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, List, Optional, Protocol

from ..._core.errors.classes import APIConnectionError, APIError, APITimeoutError, InferenceError
from ..._core.requests.options import CallOptions
from ..._core.requests.retry import REPEATABLE
from ..._core.requests.sleep_detection import SleepDetector
from ..._core.streams.actions import Fetch, Follower, Open, Read, Wait
from ..._core.streams.frames import FrameDecoder
from ..._runtime import concurrency_async as seam

if TYPE_CHECKING:
    from .http import AsyncByteStream, AsyncHTTP, Deadline

# A read of the stream ends at least this often, in seconds, to look at the clock (a laptop may have slept).
LONGEST_READ = 45.0
# When the clock is moved, what the platform has to say to that gets so many real seconds to arrive.
SETTLE = 0.2
_TROUBLE = (APIError, APIConnectionError, APITimeoutError)


def is_fatal(error: BaseException) -> bool:
    """Whether trying again cannot help: the platform refused, rather than failed."""
    return isinstance(error, APIError) and 300 <= error.status_code < 500 and error.status_code not in REPEATABLE


class Followed(Protocol):
    """What is particular to a task, or to a chat."""

    def stream_request(self) -> Dict[str, Any]:
        """The request that opens the stream."""
        ...

    async def read_state(self, light: bool) -> List[Any]:
        """Read the state, and give what the follower makes of it."""
        ...

    def take(self, news: List[Any]) -> None:
        """Keep what the follower hands out."""
        ...

    def too_late(self) -> APITimeoutError:
        """The error for a call whose time is over."""
        ...


class AsyncDriver:
    """Drives a follower.

    Attributes:
        task_id: the task that errors are about, if one is followed.
        closed: somebody closed it; nothing is done any more.
    """

    def __init__(self, http: AsyncHTTP, options: CallOptions, deadline: Deadline) -> None:
        self.http = http
        self.options = options
        self.deadline = deadline
        self.task_id: Optional[str] = None
        self.stream: Optional[AsyncByteStream] = None
        self.closed: bool = False
        self._decoder: Optional[FrameDecoder] = None
        self._sleep = SleepDetector()
        self._aborted = False
        self._trouble: Optional[InferenceError] = None  # why the platform was out of reach last, unless it is not

    async def act(self, follower: Follower, followed: Followed) -> bool:
        """One action of the follower. False: there is nothing more to do.

        Raises:
            APITimeoutError: the time of the call is over.
            What the follower, or the platform, ended it with.
        """
        clock = self.http.clock
        if self.deadline.passed():
            raise self._too_late(followed)
        action = follower.action(clock.monotonic())
        if isinstance(action, Read):
            await self._read(follower, followed, action.until)
        elif isinstance(action, Open):
            await self.close_stream()  # one that is deaf
            await self._open(follower, followed)
        elif isinstance(action, Fetch):
            if not action.keep_stream:
                await self._end_stream()
            await self._fetch(follower, followed, action.light)
        elif isinstance(action, Wait):
            await self.close_stream()
            await seam.sleep(self.deadline.limit(action.seconds), clock)
        else:
            await self._end_stream()
            if follower.failure is not None:
                raise follower.failure
            return False
        return True

    async def _open(self, follower: Follower, followed: Followed) -> None:
        try:
            stream = await self.http.open_stream(
                followed.stream_request(), self.options, deadline=self.deadline, task_id=self.task_id
            )
        except _TROUBLE as error:
            # A stream that is refused says nothing of what it is about: the state is read next, and that settles it.
            self._trouble = error
            follower.lost(self.http.clock.monotonic(), error)
            return
        self.stream = stream
        self._aborted = False
        if self.closed:  # by somebody else, meanwhile
            await self.close_stream()
            return
        self._decoder = FrameDecoder(stream.content_type)
        follower.opened(self.http.clock.monotonic())

    async def _read(self, follower: Follower, followed: Followed, until: float) -> None:
        clock = self.http.clock
        stream, decoder = self.stream, self._decoder
        if stream is None or decoder is None:
            follower.lost(clock.monotonic())
            return
        if self._sleep.slept(clock.monotonic(), clock.time()):
            # The connection may be dead without anybody having said so, and the end missed.
            follower.reconcile(clock.monotonic())
            return
        seconds = self.deadline.limit(min(max(until - clock.monotonic(), 0.001), LONGEST_READ))
        error: Optional[InferenceError] = None
        # On a clock that was moved past that moment the read ends as well, once what came meanwhile was read.
        over = clock.monotonic() + seconds
        forget = clock.when_moved(over, stream.abort, SETTLE)
        try:
            data = await stream.read(clock.real_seconds(seconds))
        except APITimeoutError:
            return  # the follower looks at the clock and decides what the silence means
        except InferenceError as lost:
            if self.closed or self._aborted or clock.monotonic() >= over:
                return
            error, data = lost, b""
        finally:
            forget()
        now = clock.monotonic()
        if data:
            self._trouble = None
            follower.bytes_arrived(now)
            followed.take(follower.frames(decoder.feed(data), now))
            return
        await self.close_stream()
        followed.take(follower.frames(decoder.end(), now))
        follower.lost(now, error)

    async def _fetch(self, follower: Follower, followed: Followed, light: bool) -> None:
        try:
            news = await followed.read_state(light)
        except _TROUBLE as error:
            if isinstance(error, APIError) and is_fatal(error):
                news = follower.refused(error)
            else:
                self._trouble = error
                news = follower.fetch_failed(self.http.clock.monotonic(), error)
        else:
            self._trouble = None
        followed.take(news)

    def _too_late(self, followed: Followed) -> APITimeoutError:
        """The time of the call is over. If the platform was out of reach by then, the error says why."""
        late, trouble = followed.too_late(), self._trouble
        if trouble is not None:
            late._explain(f"Following it failed last: {trouble}")
            late._take_trail_of(trouble)
            late.__cause__ = trouble
        return late

    async def close_stream(self) -> None:
        """End the connection of the stream, if it is open."""
        stream, self.stream = self.stream, None
        if stream is not None:
            await stream.aclose()

    async def _end_stream(self) -> None:
        """Let go of a stream whose last frame was seen, so that its connection serves the next request."""
        stream, self.stream = self.stream, None
        if stream is not None:
            await stream.release()

    async def aclose(self) -> None:
        """Stop following. What is followed goes on."""
        self.closed = True
        stream = self.stream
        if stream is not None:
            await stream.aclose()

    def abort(self) -> None:
        """As closing, without waiting, from any thread."""
        self.closed = True
        self.abort_stream()

    def abort_stream(self) -> None:
        """End the connection without waiting, from any thread. Whoever reads there stops; that is not a loss."""
        self._aborted = True
        stream = self.stream
        if stream is not None:
            stream.abort()
