"""Workers: each keeps one app alive, in a thread or an interpreter of its own, and runs its calls in turn."""

from __future__ import annotations

import json
import os
import pickle
import queue
import signal
import struct
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Any, Callable, Dict, Mapping, Optional

from ..common import ids
from .definition import AppDefinition
from .instance import LOG_RUN, LOG_SETUP, AppInstance, Cancelled, error_text
from .runtime import Call

LENGTH = struct.Struct(">I")


class Job:
    """One call on its way through a worker. `emit` is called in the worker's thread.

    Beside the instance's own kinds it carries ("status", "setting_up" | "running") and, as the last thing,
    ("done", None), ("cancelled", None), ("failed", text) or ("lost", text).
    """

    def __init__(
        self,
        call: Call,
        function: str,
        value: Any,
        setup: Any,
        emit: Callable[[str, Any], None],
        prepare: Callable[[], Dict[str, str]],
    ) -> None:
        self.call = call
        self.function = function
        self.value = value
        self.setup = setup
        self.emit = emit
        self.prepare = prepare


class Worker:
    """What the scheduler sees of a worker. `submit`, `cancel` and `close` return at once."""

    def __init__(self, definition: AppDefinition) -> None:
        self.id: str = ids.new_id()
        self.definition = definition
        self.usable: bool = True
        self.is_set_up = False
        self._jobs: queue.SimpleQueue[Optional[Job]] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._main, name=f"inferencesh-app {definition.ref}", daemon=True)
        self._thread.start()

    def submit(self, job: Job) -> None:
        """Queue a job; a worker does one after the other."""
        self._jobs.put(job)

    def cancel(self, job: Job) -> None:
        """Tell the app that its call is no longer wanted."""
        raise NotImplementedError

    def kill(self) -> bool:
        """Stop the app by force; false where that is impossible (threads cannot be killed)."""
        raise NotImplementedError

    def close(self) -> None:
        """Unload the app after the call that is running; nothing more may be submitted."""
        self.usable = False
        self._jobs.put(None)

    def join(self, timeout: float) -> bool:
        """Wait for the end after `close`; false if the app still runs."""
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _main(self) -> None:
        while True:
            job = self._jobs.get()
            if job is None:
                break
            self._do(job)
        self._end()

    def _do(self, job: Job) -> None:
        raise NotImplementedError

    def _end(self) -> None:
        raise NotImplementedError

    def _fail(self, job: Job, error: BaseException) -> None:
        job.emit("failed", error_text(error))


class ThreadWorker(Worker):
    """Runs its app in a thread of this process."""

    def __init__(self, definition: AppDefinition) -> None:
        self._instance = AppInstance(definition)
        super().__init__(definition)

    def cancel(self, job: Job) -> None:
        """Tell the app that its call is no longer wanted."""
        self._instance.cancel(job.call)

    def kill(self) -> bool:
        """False: threads cannot be killed."""
        return False

    def _do(self, job: Job) -> None:
        try:
            files = job.prepare()
            if not self.is_set_up:
                if self.definition.has_setup:
                    job.emit("status", "setting_up")
                try:
                    self._instance.setup(job.setup, job.call, job.emit)
                except BaseException:
                    self.usable = False
                    raise
                self.is_set_up = True
            job.emit("status", "running")
            self._instance.call(job.function, job.value, files, job.call, job.emit)
        except Cancelled:
            job.emit("cancelled", None)
        except BaseException as error:  # SystemExit and the like must not end the worker thread silently
            self._fail(job, error)
        else:
            job.emit("done", None)

    def _end(self) -> None:
        self._instance.unload()


class ProcessWorker(Worker):
    """Runs its app in a fresh interpreter, and speaks with it over its standard input and output.

    Messages are pickles with a length before them; both ends are this user's own processes.
    """

    def __init__(self, definition: AppDefinition, environment: Mapping[str, str]) -> None:
        self._location = definition.location()
        self._environment = dict(environment)
        self._process: Optional[subprocess.Popen[bytes]] = None
        self._stderr: Optional[threading.Thread] = None
        self._write_lock = threading.Lock()
        self._job: Optional[Job] = None
        self._killed = False
        super().__init__(definition)

    def cancel(self, job: Job) -> None:
        """Tell the app that its call is no longer wanted, or kill the process if it has no `on_cancel`."""
        job.call.cancel_event.set()
        asked = self._job is job and hasattr(self.definition.target, "on_cancel") and self._send(("cancel",))
        if not asked:
            # Nobody in there could be told anything: `on_cancel` is what asks for a grace period.
            self.kill()

    def kill(self) -> bool:
        """Kill the app's process, on POSIX its whole process group. The worker is of no use afterwards."""
        self._killed = True
        self.usable: bool = False
        process = self._process
        if process is not None and process.poll() is None:
            try:
                if os.name == "posix":
                    os.killpg(process.pid, signal.SIGKILL)
                else:
                    process.kill()
            except ProcessLookupError:
                pass
        return True

    def _do(self, job: Job) -> None:
        self._job = job
        try:
            files = job.prepare()
            if self._killed:
                raise EOFError
            process = self._start()
            if not self.is_set_up and self.definition.has_setup:
                job.emit("status", "setting_up")
            about = (job.call.task_id, job.call.session_id, job.call.secrets, job.call.folder)
            sent = self._send(("call", job.function, job.value, files, job.setup, about))
            if not sent or process.stdout is None:
                raise EOFError
            self._listen(job, process.stdout)
        except EOFError:
            self.usable = False
            if job.call.cancel_event.is_set():
                job.emit("cancelled", None)
            else:
                code = self._process.wait(5.0) if self._process is not None else None
                job.emit("lost", f"the app's process ended during the call (exit code {code})")
        except BaseException as error:
            # The app may be in the middle of its call, out of step with us: do not talk to it again.
            self.kill()
            self._fail(job, error)
        finally:
            self._job = None

    def _listen(self, job: Job, stream: IO[bytes]) -> None:
        while True:
            kind, payload = read_message(stream)
            if kind == "end_session":
                job.call.ends_session = True
                continue
            if kind == "setup_failed":
                self.usable = False
                kind = "failed"
            if kind == "status":
                self.is_set_up = True
            job.emit(kind, payload)
            if kind in ("done", "cancelled", "failed"):
                return

    def _start(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            package_root = str(Path(__file__).resolve().parents[3])
            boot = (
                "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
                "from inferencesh.local.apps.process_child import main; main()"
            )
            paths = [path or os.getcwd() for path in sys.path]
            if package_root not in paths:
                paths.append(package_root)
            self._process = subprocess.Popen(
                [sys.executable, "-c", boot, json.dumps(paths)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env={**os.environ, **self._environment},
                # A group of its own: killing it reaches what the app has started.
                start_new_session=os.name == "posix",
            )
            self._stderr = threading.Thread(target=self._read_stderr, name="inferencesh-app-stderr", daemon=True)
            self._stderr.start()
            self._send(("load", self._location))
        return self._process

    def _read_stderr(self) -> None:
        # What the interpreter itself and C libraries write, past Python's sys.stderr.
        stderr = self._process.stderr if self._process is not None else None
        for line in stderr or ():
            job = self._job
            if job is not None:
                job.emit("log", (LOG_RUN if self.is_set_up else LOG_SETUP, line.decode("utf-8", "replace")))

    def _send(self, message: Any) -> bool:
        if self._process is None or self._process.stdin is None:
            return False
        data = pickle.dumps(message)
        try:
            with self._write_lock:
                self._process.stdin.write(LENGTH.pack(len(data)) + data)
                self._process.stdin.flush()
        except (OSError, ValueError):
            return False
        return True

    def _end(self) -> None:
        process = self._process
        if process is None:
            return
        self._send(("close",))
        try:
            process.wait(3.0)
        except subprocess.TimeoutExpired:
            self.kill()
            process.wait()
        if self._stderr is not None:
            self._stderr.join(1.0)
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream is not None:
                try:
                    stream.close()
                except OSError:
                    # Unsent bytes to a process that is gone.
                    pass


def read_message(stream: IO[bytes]) -> Any:
    """One message of the pipe; `EOFError` at its end."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        raise EOFError
    (length,) = LENGTH.unpack(head)
    data = stream.read(length)
    if len(data) < length:
        raise EOFError
    return pickle.loads(data)
