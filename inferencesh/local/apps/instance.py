"""One living app: its object, its event loop, how its functions are called; for worker threads and processes alike."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import threading
import traceback
from pathlib import Path
from typing import Any, Awaitable, Callable, Dict, Generator, List, Optional

from . import output_capture
from .argument_shapes import bind
from .definition import AppDefinition
from .returned_values import to_plain
from .runtime import Call, Delta, NoOutput, current_call

LOG_RUN = 1
LOG_SETUP = 3

Emit = Callable[[str, Any], None]
"""Takes ("log", (log_type, text)), ("output", JSON value with Paths) or ("delta", object)."""


class Cancelled(Exception):
    """The call stopped because its cancellation was asked for."""


class AppInstance:
    """Belongs to one worker thread; only `cancel` may be called from another one."""

    def __init__(self, definition: AppDefinition) -> None:
        self.definition = definition
        self._object: Any = None
        self._loop: Optional[asyncio.AbstractEventLoop] = None
        self._task: Optional[asyncio.Task[Any]] = None
        self._lock = threading.Lock()
        self._helpers: List[threading.Thread] = []

    # -- life

    def setup(self, config: Any, call: Call, emit: Emit) -> None:
        """Make the app's object and call its `setup`."""
        with _inside(call, output_capture.Sink(lambda text: emit("log", (LOG_SETUP, text)))):
            if not self.definition.is_class:
                return
            self._object = self.definition.target()
            if self.definition.has_setup:
                arguments: List[Any] = [{} if config is None else config] if self.definition.setup_takes_config else []
                self._finish(self._object.setup(*arguments))

    def unload(self) -> None:
        """Call the app's `unload` and close its event loop; errors are the app's own affair and end here."""
        try:
            method = getattr(self._object, "unload", None)
            if callable(method):
                self._finish(method())
        except Exception:
            # There is no task left that could carry the error.
            traceback.print_exc()
        finally:
            for helper in self._helpers:
                helper.join(1.0)
            if self._loop is not None:
                self._loop.run_until_complete(self._loop.shutdown_asyncgens())
                self._loop.close()
                self._loop = None

    # -- calls

    def call(self, name: str, value: Any, files: Dict[str, str], call: Call, emit: Emit) -> None:
        """Run a function; outputs and deltas go to `emit`, what it raises goes to the caller."""
        function = self.definition.functions[name]
        sink = output_capture.Sink(lambda text: emit("log", (LOG_RUN, text)))

        def emit_after_logs(kind: str, payload: Any) -> None:
            sink.flush()
            emit(kind, payload)

        with _inside(call, sink):
            taken = bind(function.shape, value, files)
            target = getattr(self._object, function.attribute) if function.attribute else function.target
            result = target(taken) if function.whole_input else target(**taken)
            self._consume(result, call, emit_after_logs)

    def _consume(self, result: Any, call: Call, emit: Emit) -> None:
        if inspect.isasyncgen(result):
            self._finish(self._consume_async(result, call, emit), call)
        elif inspect.isgenerator(result):
            self._consume_sync(result, call, emit)
        else:
            emit("output", to_plain(self._finish(result, call)))

    def _consume_sync(self, generator: Any, call: Call, emit: Emit) -> None:
        seen = False
        with contextlib.closing(generator):
            while True:
                if call.cancel_event.is_set():
                    raise Cancelled
                try:
                    item = next(generator)
                except StopIteration as stop:
                    if stop.value is not None:
                        seen = _hand_over(stop.value, emit) or seen
                    break
                seen = _hand_over(item, emit) or seen
        _need_output(seen)

    async def _consume_async(self, generator: Any, call: Call, emit: Emit) -> None:
        seen = False
        try:
            async for item in generator:
                if call.cancel_event.is_set():
                    raise Cancelled
                seen = _hand_over(item, emit) or seen
        finally:
            await generator.aclose()
        _need_output(seen)

    def _finish(self, result: Any, call: Optional[Call] = None) -> Any:
        """The value itself, or what an awaitable comes to."""
        if not inspect.isawaitable(result):
            return result
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
        task = self._loop.create_task(_await(result))
        with self._lock:
            self._task = task
        if call is not None and call.cancel_event.is_set():
            # The cancellation came before there was a task. It is cancelled once it has begun, to let it clean up.
            self._loop.call_soon(task.cancel)
        try:
            return self._loop.run_until_complete(task)
        except asyncio.CancelledError:
            if call is not None and not call.cancel_event.is_set():
                raise  # the app's own, of something that it had cancelled itself: an error as any other
            raise Cancelled from None
        finally:
            with self._lock:
                self._task = None

    # -- cancelling, from another thread

    def cancel(self, call: Call) -> None:
        """Tell the app: set the flag of `cancelled()`, call `on_cancel`, and cancel what it awaits."""
        call.cancel_event.set()
        helper = threading.Thread(target=self._run_on_cancel, args=(call,), name="inferencesh-on-cancel", daemon=True)
        self._helpers = [thread for thread in self._helpers if thread.is_alive()] + [helper]
        helper.start()

    def _run_on_cancel(self, call: Call) -> None:
        token = current_call.set(call)
        try:
            method = getattr(self._object, "on_cancel", None)
            if callable(method):
                result = method()
                if inspect.isawaitable(result):
                    self._await_elsewhere(result)
        except Exception:
            # An app that cannot even be told is cancelled all the same.
            traceback.print_exc()
        finally:
            current_call.reset(token)
        with self._lock:
            if self._task is not None and self._loop is not None:
                self._loop.call_soon_threadsafe(self._task.cancel)

    def _await_elsewhere(self, awaitable: Awaitable[Any]) -> None:
        with self._lock:
            loop = self._loop if self._task is not None else None
        if loop is not None:
            asyncio.run_coroutine_threadsafe(_await(awaitable), loop).result(10.0)
        else:
            asyncio.run(_await(awaitable))


async def _await(awaitable: Awaitable[Any]) -> Any:
    return await awaitable


def _hand_over(item: Any, emit: Emit) -> bool:
    """Send one yielded item on; true if it was an output."""
    if isinstance(item, Delta):
        emit("delta", to_plain(dict(item), "delta"))
        return False
    emit("output", to_plain(item))
    return True


def _need_output(seen: bool) -> None:
    if not seen:
        raise NoOutput("the app ended without an output: the last thing a generator yields must be one, not a Delta")


@contextlib.contextmanager
def _inside(call: Call, sink: output_capture.Sink) -> Generator[None, None, None]:
    token = current_call.set(call)
    try:
        with output_capture.capturing(sink):
            yield
    finally:
        current_call.reset(token)


def error_text(error: BaseException) -> str:
    """What a task's `error` says of an app that raised: the traceback without the platform's own frames."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if not _is_ours(frame.filename)]
    lines = ["Traceback (most recent call last):\n", *traceback.format_list(own)] if own else []
    lines += traceback.format_exception_only(type(error), error)
    return "".join(lines).strip()


_PLATFORM = Path(__file__).resolve().parent.parent
_APPS = (_PLATFORM / "stand_ins", _PLATFORM / "agents" / "models")
"""Rooms of the ready-made apps and of models, whose frames are worth showing."""


def _is_ours(filename: str) -> bool:
    rooms = Path(filename).resolve().parents
    return _PLATFORM in rooms and not any(room in rooms for room in _APPS)
