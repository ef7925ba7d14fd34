"""The inside of a process worker: started by `workers.ProcessWorker` in a fresh interpreter."""

from __future__ import annotations

import importlib
import importlib.util
import os
import pickle
import queue
import sys
import threading
from typing import Any, BinaryIO, Dict, Optional, Tuple, cast

from . import output_capture
from .definition import AppDefinition, definitions_of
from .instance import AppInstance, Cancelled, error_text
from .runtime import Call
from .workers import LENGTH, read_message


class _Child:
    def __init__(self, incoming: BinaryIO, outgoing: BinaryIO) -> None:
        self._incoming = incoming
        self._outgoing = outgoing
        self._write_lock = threading.Lock()
        self._messages: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._instance: Optional[AppInstance] = None
        self._call: Optional[Call] = None
        self._location: Dict[str, str] = {}
        self._set_up = False

    def emit(self, kind: str, payload: Any) -> None:
        data = pickle.dumps((kind, payload))
        with self._write_lock:
            self._outgoing.write(LENGTH.pack(len(data)) + data)
            self._outgoing.flush()

    def listen(self) -> None:
        """Read the parent's messages; a parent that is gone takes this process with it."""
        try:
            while True:
                message = read_message(self._incoming)
                if message[0] == "cancel":
                    if self._instance is not None and self._call is not None:
                        self._instance.cancel(self._call)
                else:
                    self._messages.put(message)
                    if message[0] == "close":
                        return
        except EOFError:
            os._exit(1)

    def work(self) -> None:
        while True:
            message = self._messages.get()
            if message[0] == "close":
                break
            if message[0] == "load":
                self._location = message[1]
            else:
                self._run(*message[1:])
        if self._instance is not None:
            self._instance.unload()

    def _run(self, name: str, value: Any, files: Any, setup: Any, about: Tuple[Any, ...]) -> None:
        self._call = call = Call(*about)
        try:
            if not self._set_up:
                try:
                    self._instance = AppInstance(_find(self._location))
                    self._instance.setup(setup, call, self.emit)
                except Exception as error:
                    self.emit("setup_failed", error_text(error))
                    return
                self._set_up = True
            assert self._instance is not None
            self.emit("status", "running")
            self._instance.call(name, value, files, call, self.emit)
        except Cancelled:
            self.emit("cancelled", None)
        except BaseException as error:
            self.emit("failed", error_text(error))
        else:
            if call.ends_session:
                self.emit("end_session", None)
            self.emit("done", None)
        finally:
            self._call = None


def _find(location: Dict[str, str]) -> AppDefinition:
    target: Any = _module(location["module"], location["file"])
    for part in location["qualname"].split("."):
        target = getattr(target, part)
    for definition in definitions_of(target):
        if (definition.ref, definition.version) == (location["ref"], location["version"]):
            return definition
    raise LookupError(f"{location['qualname']} in {location['file']} is not the app {location['ref']} any more")


def _module(name: str, file: str) -> Any:
    if name == "__main__" or (file and importlib.util.find_spec(name.split(".")[0]) is None):
        # A script, or a file that was loaded by its path. Under another name than __main__, so that the part behind
        # `if __name__ == "__main__"` stays asleep.
        alias = "__inferencesh_app__" if name == "__main__" else name
        spec = importlib.util.spec_from_file_location(alias, file)
        if spec is None or spec.loader is None:
            raise ImportError(f"{file} cannot be loaded as a module")
        module = importlib.util.module_from_spec(spec)
        sys.modules[alias] = module
        cast(Any, spec.loader).exec_module(module)
        return module
    return importlib.import_module(name)


def main() -> None:
    """Take over standard input and output for messages; what the app prints becomes log messages."""
    incoming = os.fdopen(os.dup(0), "rb")
    outgoing = os.fdopen(os.dup(1), "wb")
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    os.dup2(2, 1)
    output_capture.install()
    child = _Child(incoming, outgoing)
    threading.Thread(target=child.listen, daemon=True).start()
    child.work()
    sys.stdout.flush()
    os._exit(0)
