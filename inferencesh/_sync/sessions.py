# Made from inferencesh/_async/sessions.py by scripts/unasync.py. Do not edit.
"""Stateful sessions: one worker, kept warm, whose calls run one after another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, List, Mapping, Optional, Union, cast, overload

from .._core.errors.classes import (
    GoneError,
    InferenceError,
    InvalidInputError,
    NotFoundError,
    WorkerLostError,
    gone_is_deleted,
)
from .._core.requests.checks import CALL_ARGUMENTS, check_app, check_id, check_keywords, check_run, explained
from .._core.requests.envelope import no_object
from .._core.requests.options import NOT_GIVEN, merge_options
from .._core.requests.process_bound import Live
from .._core.values.json_guard import as_object, objects_of
from .._core.values.redact import hide_key
from .._late_import import late_import
from .._runtime.clock import Deadline
from ..results.session import Session
from ..results.task import Task
from .requests.resource import Resource
from .requests.single_flight import FirstCall

if TYPE_CHECKING:
    from typing_extensions import Literal, Unpack

    from .._core.requests.params import CallArguments, SessionCallArguments
    from .tasks.task_stream import TaskStream
    from .tasks.tasks import Tasks


class Sessions(Resource):
    """`client.sessions`: the sessions of the workspace."""

    def list(self, **options: Unpack[CallArguments]) -> List[Session]:
        """The sessions that are active."""
        with late_import():
            from inferencesh_api.api.sessions import list_sessions

        payload = self._call(list_sessions.build_request(), options)
        return [Session(item) for item in objects_of(payload.data)]

    def get(self, session_id: str, **options: Unpack[CallArguments]) -> Session:
        """A session as it is now.

        Raises:
            SessionNotFoundError, SessionExpiredError, SessionEndedError: it is no more.
        """
        with late_import():
            from inferencesh_api.api.sessions import get_session

        check_id(session_id, "session_id")
        payload = self._call(get_session.build_request(session_id), options, no_object, session_id=session_id)
        return Session(payload.data, messages=payload.messages)

    def keepalive(self, session_id: str, **options: Unpack[CallArguments]) -> Session:
        """Start its idle time anew.

        Raises:
            SessionNotFoundError, SessionExpiredError, SessionEndedError: it is no more.
        """
        with late_import():
            from inferencesh_api.api.sessions import keepalive_session

        check_id(session_id, "session_id")
        payload = self._call(keepalive_session.build_request(session_id), options, session_id=session_id)
        return Session({"id": session_id, **as_object(payload.data)}, messages=payload.messages)

    def end(self, session_id: str, **options: Unpack[CallArguments]) -> None:
        """End it and release its worker.

        Raises:
            SessionNotFoundError, SessionExpiredError, SessionEndedError: it is no more.
        """
        with late_import():
            from inferencesh_api.api.sessions import end_session

        check_id(session_id, "session_id")
        with gone_is_deleted():
            self._call(end_session.build_request(session_id), options, session_id=session_id)


class SessionHandle(Live):
    """A session of one app: `call` it; it ends with the `with` block, or with `end()`.

    The session begins with the first call, or at once if `input` or `function` was given for a first run.

    Attributes:
        app: the app's reference.
        result: the task of the first run, once there was one.
    """

    _instead = "pickle session.session_id, and go on with client.run(app, session=session_id)"

    def __init__(
        self,
        tasks: Tasks,
        sessions: Sessions,
        app: str,
        first: Optional[Dict[str, Any]],
        params: Dict[str, Any],
    ) -> None:
        self._tasks = tasks
        self._sessions = sessions
        self._first = first
        self._params = params
        self._session_id: Optional[str] = None
        self._ended = False
        self._released = False  # on the platform as well
        self._turn = FirstCall()
        self.app = app
        self.result: Optional[Task] = None

    @property
    def session_id(self) -> Optional[str]:
        """The id, None before the first call."""
        return self._session_id

    def __enter__(self) -> SessionHandle:
        self._begin()
        return self

    def _begin(self) -> None:
        first, self._first = self._first, None
        if first is not None:
            self.call(**first)

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        try:
            self.end()
        except InferenceError as failure:
            if error is None:
                raise
            error.__dict__.setdefault("__notes__", []).append(f"the session could not be ended either: {failure}")

    @overload
    def call(
        self,
        function: Optional[str] = ...,
        input: Any = ...,
        *,
        stream: Literal[False] = ...,
        **parameters: Unpack[SessionCallArguments],
    ) -> Task: ...

    @overload
    def call(
        self,
        function: Optional[str] = ...,
        input: Any = ...,
        *,
        stream: Literal[True],
        **parameters: Unpack[SessionCallArguments],
    ) -> TaskStream: ...

    @overload
    def call(
        self,
        function: Optional[str] = ...,
        input: Any = ...,
        *,
        stream: bool,
        **parameters: Unpack[SessionCallArguments],
    ) -> Union[Task, TaskStream]: ...

    @explained('session.call("function", {...}), and all other arguments by name')
    def call(
        self, function: Optional[str] = None, input: Any = None, *, stream: bool = False, **parameters: Any
    ) -> Any:
        """Run a function of the app in this session.

        Args:
            function: its name; default: the app's default function.
            input: what it takes.
            parameters: whatever `client.run` takes besides `app` and `session`.

        Returns:
            What `client.run` returns: the task, or with `stream=True` its updates. In the async client both are
            awaited: `async for update in await session.call(..., stream=True)`.
        """
        if self._ended:
            raise InvalidInputError("this session was ended: make a new one with client.session(app)")
        for name in ("app", "session"):
            if name in parameters:
                raise InvalidInputError(f"{name} is set by the session: leave it out")
        named = {name: value for name, value in parameters.items() if name not in CALL_ARGUMENTS}
        begin = f'session.call("{function}"' if isinstance(function, str) else "session.call("
        check_keywords(named, {"app": self.app, "input": input}, begin)
        run: Dict[str, Any] = {"app": self.app, "input": input, **self._params, **parameters, "stream": stream}
        if function is not None:
            run["function"] = function
        if self._session_id is not None:
            return self._run(run, self._session_id)
        deadline = self._deadline(run)
        held = self._turn.wait(deadline, "the first call of this session has not ended")
        try:  # calls that start together belong to one session
            if held.waited and deadline.at is not None:
                run["timeout"] = deadline.limit(deadline.seconds or 0.0)
            if self._session_id is None:
                return self._open(run)
        finally:
            held.lock.release()
        return self._run(run, self._session_id)

    def _deadline(self, run: Mapping[str, Any]) -> Deadline:
        runner = self._tasks._runner
        return runner.deadline(merge_options(runner.options, timeout=run.get("timeout", NOT_GIVEN)))

    def _run(self, run: Dict[str, Any], session: str) -> Any:
        run = {**run, "session": session}
        if session != "new":
            run.pop("session_timeout", None)
        running: Any = cast("Any", self._tasks).run(**run)
        return running

    def _open(self, run: Dict[str, Any]) -> Any:
        deadline = self._deadline(run)
        if run.get("stream"):
            stream = self._run(run, "new")
            task = stream.task
        else:
            stream = None
            task = self._run(run, "new")
        session_id = task.get("session_id")
        if session_id is None:
            runner = self._tasks._runner
            chosen = merge_options(runner.options, retry=run.get("retry", NOT_GIVEN), headers=run.get("headers"))
            session_id = (runner.read(task["id"], chosen, deadline)).get("session_id")
        if session_id is None:
            raise InferenceError("the platform started no session", task_id=task["id"])
        self._session_id = session_id
        self.result = task
        return stream if stream is not None else task

    def info(self) -> Session:
        """The session as it is now."""
        return self._sessions.get(self._known("info"))

    def keepalive(self) -> Session:
        """Start its idle time anew."""
        return self._sessions.keepalive(self._known("keepalive"))

    def end(self) -> None:
        """End the session and release its worker. Again, and after it expired or lost its worker: nothing.

        No call goes out any more, also where this fails; then it can be tried again.
        """
        self._ended = True
        if self._session_id is None or self._released:
            return
        try:
            self._sessions.end(self._session_id)
        except (NotFoundError, GoneError, WorkerLostError):
            pass  # it is over already, which is what was wanted
        self._released = True

    def close(self) -> None:
        """The same as `end`."""
        self.end()

    def _known(self, what: str) -> str:
        if self._session_id is None:
            raise InvalidInputError(f"{what} needs a session that has begun: call it once first")
        return self._session_id

    def __repr__(self) -> str:
        state = "ended" if self._ended else self._session_id or "not begun"
        return hide_key(f"<{type(self).__name__} of {self.app}: {state}>")


def session_handle(
    tasks: Tasks,
    sessions: Sessions,
    app: Any,
    *,
    input: Any = None,
    function: Optional[str] = None,
    parameters: Mapping[str, Any],
) -> SessionHandle:
    """A handle, its arguments checked."""
    check_app(app)
    for name in ("wait", "stream", "session"):
        if name in parameters:
            raise InvalidInputError(f"{name} has no meaning for a session: give it to session.call(...)")
    named = {name: value for name, value in parameters.items() if name not in CALL_ARGUMENTS}
    check_keywords(named, {"app": app, "input": input}, f'client.session("{app}"')
    check_run({"app": app, "session": "new", **named})
    first: Optional[Dict[str, Any]] = (
        {"function": function, "input": {} if input is None else input} if input is not None or function else None
    )
    return SessionHandle(tasks, sessions, app, first, dict(parameters))
