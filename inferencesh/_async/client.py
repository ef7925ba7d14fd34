"""The client: settings, connections, and the calls that stand on it directly."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Dict, Mapping, Optional, Sequence, Union, cast

from .._core.errors.classes import InvalidInputError
from .._core.requests.checks import explained
from .._core.requests.interrupts import check_on_interrupt
from .._core.requests.options import (
    NOT_GIVEN,
    CallOptions,
    LocalPath,
    MaybeRetry,
    MaybeTimeout,
    UploadFileOptions,
    check_auto_upload,
    check_headers,
    check_http_client,
    check_timeout,
    merge_options,
)
from .._core.requests.retry import Retry, RetryPolicy, as_policy
from .._core.requests.settings import Settings, load_settings
from .._core.values.type_hints import readable_hints
from .._late_import import late_import
from .._runtime.clock import SYSTEM_CLOCK, Clock
from ..results.base import Result
from ..results.file import File
from ..results.task import Task
from .requests.http import AsyncHTTP
from .tasks.runner import AsyncTaskRunner
from .tasks.runs import AsyncRuns
from .tasks.tasks import AsyncTasks

if TYPE_CHECKING:
    import httpx
    from typing_extensions import Literal, Self, Unpack

    from .._core.requests.params import CallArguments, SessionArguments, StreamArguments, UploadArguments
    from .._runtime.local_files import Readable
    from .._runtime.run_journal import RunJournal
    from .._runtime.submission_registry import SubmissionRegistry
    from ..tools.config_types import AgentLike
    from .agents.agent import AsyncAgent
    from .agents.agents import AsyncAgents
    from .agents.chats import AsyncChats
    from .apps import AsyncApps
    from .files.files import AsyncFiles, UploadPolicy
    from .sessions import AsyncSessionHandle, AsyncSessions
    from .sockets import AsyncSockets
    from .tasks.task_stream import AsyncTaskStream


class _FilesOnDemand:
    """The client's files, made when they are first asked for.

    Not the client itself, which would be kept alive by what it holds.
    """

    def __init__(self, http: AsyncHTTP, options: CallOptions) -> None:
        self._http = http
        self._options = options
        self.made: Optional[AsyncFiles] = None

    def __call__(self) -> AsyncFiles:
        made = self.made
        if made is None:
            with late_import():
                from .files.files import AsyncFiles

            made = self.made = AsyncFiles(self._http, self._options)
        return made


def _submissions() -> SubmissionRegistry:
    """What this process has submitted, whatever clients it has."""
    with late_import():
        from .._runtime.submission_registry import PROCESS  # late: many programs submit nothing

    return PROCESS


@readable_hints
class AsyncInference(AsyncRuns):
    """A client of inference.sh. Make it with `async_inference()`.

    It keeps one pool of connections open; close it with `with`, or `close()`, or leave that to the end of the program.
    It may be shared by threads, made at import time, and used after a fork.

    Attributes:
        tasks, files, sessions, apps, agents, chats, sockets: the platform's resources, each with the calls that it has.
    """

    tasks: AsyncTasks

    def __init__(
        self,
        api_key: Optional[str] = None,
        base_url: Optional[str] = None,
        *,
        timeout: Optional[float] = None,
        retry: Retry = RetryPolicy(),  # noqa: B008  (never changed after it was made)
        headers: Optional[Mapping[str, str]] = None,
        auto_upload: UploadPolicy = True,
        http_client: Optional[httpx.AsyncClient] = None,
        journal: Optional[LocalPath] = None,
        on_interrupt: Literal["detach", "cancel"] = "detach",
        clock: Clock = SYSTEM_CLOCK,
    ) -> None:
        """Make a client.

        Args:
            api_key: the key; default: the environment variable INFERENCE_API_KEY.
            base_url: the platform's address; default: INFERENCE_BASE_URL, else https://api.inference.sh.
            timeout: seconds that each call may take as a whole, waiting for a task included; None: no limit.
            retry: a `RetryPolicy`, a number of attempts, or None for one. A run is never submitted twice.
            headers: extra headers for every request to the platform.
            auto_upload: which parts of an input are uploaded without being asked: True (paths, bytes, open files, data
                URIs, and strings that are the path of an existing file), "explicit" (the same without strings, data
                URIs included), False (none), or a function of the value and its place (`input.image`) that decides.
            http_client: an httpx client of your own, for proxies, certificates and the like. It is not closed.
            journal: the file where runs with a key are written down, made when the first one is; default: `runs.sqlite`
                in the user's folder for the state of programs. It holds hashes of keys and inputs, and ids of tasks.
            on_interrupt: what Ctrl-C, or the cancellation of a coroutine, means for the task, or the agent's turn, that
                is waited for: "detach" (it goes on) or "cancel".
            clock: where the client takes its time from; for tests.

        Raises:
            InvalidInputError: there is no key, or an argument is not what it should be.
        """
        options = CallOptions(check_timeout(timeout), as_policy(retry), check_headers(headers))
        check_auto_upload(auto_upload)
        if http_client is not None:
            check_http_client(http_client, "AsyncClient")
        settings = load_settings(api_key, base_url)
        if journal is not None and not (isinstance(journal, (str, os.PathLike)) and os.fspath(journal)):
            raise InvalidInputError(f"journal must be the path of a file, not {journal!r}")
        self._arguments: Dict[str, Any] = {
            "auto_upload": auto_upload,
            "clock": clock,
            "journal": journal,
            "on_interrupt": check_on_interrupt(on_interrupt),
        }
        self._http_client = http_client
        self._build(settings, options, AsyncHTTP(settings, http_client=http_client, clock=clock))

    def _build(self, settings: Settings, options: CallOptions, http: AsyncHTTP) -> None:
        self._settings = settings
        self._options = options
        self._http = http
        self._files = _FilesOnDemand(http, options)
        self._runner = AsyncTaskRunner(
            http,
            self._files,
            options,
            self._arguments["auto_upload"],
            registry=_submissions,
            journal=self._arguments["journal"],
            on_interrupt=self._arguments["on_interrupt"],
        )
        self.tasks = AsyncTasks(self._runner)
        self._made: Dict[str, Any] = {}  # the namespaces below, made when they are first asked for

    # Many programs never need these, so that their modules are loaded when they are first asked for.

    @property
    def files(self) -> AsyncFiles:
        """Files in the workspace's storage."""
        return self._files()

    @property
    def journal(self) -> RunJournal:
        """The journal of runs with a key, those of this base URL and API key: `entries()`, `forget(key)`, `path`."""
        with late_import():
            from .._core.recovery.journal_entries import account_of
            from .._runtime.run_journal import RunJournal

        account = account_of(self._settings.base_url, self._settings.api_key)
        return RunJournal(self._runner.open_journal(), account)

    @property
    def sessions(self) -> AsyncSessions:
        """The sessions of the workspace."""
        if "sessions" not in self._made:
            with late_import():
                from .sessions import AsyncSessions

            self._made["sessions"] = AsyncSessions(self._http, self._options)
        return cast("AsyncSessions", self._made["sessions"])

    @property
    def apps(self) -> AsyncApps:
        """The apps that one can run."""
        if "apps" not in self._made:
            with late_import():
                from .apps import AsyncApps

            self._made["apps"] = AsyncApps(self._http, self._options)
        return cast("AsyncApps", self._made["apps"])

    @property
    def chats(self) -> AsyncChats:
        """The conversations of the workspace."""
        if "chats" not in self._made:
            with late_import():
                from .agents.chats import AsyncChats

            self._made["chats"] = AsyncChats(self._http, self._options, _submissions)
        return cast("AsyncChats", self._made["chats"])

    @property
    def agents(self) -> AsyncAgents:
        """Stored agents, and `create` as another way to write `client.agent(...)`."""
        if "agents" not in self._made:
            with late_import():
                from .agents.agents import AsyncAgents

            self._made["agents"] = AsyncAgents(
                self._http, self.files, self.chats, self._options, self._arguments["on_interrupt"]
            )
        return cast("AsyncAgents", self._made["agents"])

    @property
    def sockets(self) -> AsyncSockets:
        """The connections of live functions."""
        if "sockets" not in self._made:
            with late_import():
                from .sockets import AsyncSockets

            self._made["sockets"] = AsyncSockets(self._http, self._options)
        return cast("AsyncSockets", self._made["sockets"])

    @property
    def base_url(self) -> str:
        """The platform's address."""
        return self._settings.base_url

    def with_options(
        self,
        *,
        timeout: MaybeTimeout = NOT_GIVEN,
        retry: MaybeRetry = NOT_GIVEN,
        headers: Optional[Mapping[str, str]] = None,
        auto_upload: Optional[UploadPolicy] = None,
        on_interrupt: Optional[Literal["detach", "cancel"]] = None,
    ) -> Self:
        """A client with other defaults over the same connections. This one stays as it is."""
        other = type(self).__new__(type(self))
        other._arguments = dict(self._arguments)
        if auto_upload is not None:
            check_auto_upload(auto_upload)
            other._arguments["auto_upload"] = auto_upload
        if on_interrupt is not None:
            other._arguments["on_interrupt"] = check_on_interrupt(on_interrupt)
        other._http_client = self._http_client
        options = merge_options(self._options, timeout=timeout, retry=retry, headers=headers)
        other._build(self._settings, options, self._http)
        return other

    # -- life ------------------------------------------------------------------------------------------------------

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close all connections, and so end what other threads or tasks still wait for. Twice is fine.

        Tasks and turns go on. A call afterwards is an error.
        """
        if self._files.made is not None:
            self._files.made._close_parts()
        await self._http.aclose()

    # async only
    async def close(self) -> None:
        """The same as `aclose`."""
        await self.aclose()

    def __repr__(self) -> str:
        settings = getattr(self, "_settings", None)  # there are none yet where __init__ refuses its arguments
        return f"<{type(self).__name__} of {'?' if settings is None else settings.base_url}>"

    def __getstate__(self) -> Dict[str, Any]:
        if self._http_client is not None:
            raise TypeError(
                "a client with an http_client of your own cannot be pickled: make it anew on the other side"
            )
        return {
            "api_key": self._settings.api_key,
            "base_url": self._settings.base_url,
            "timeout": self._options.timeout,
            "retry": self._options.retry,
            "headers": self._options.headers,
            "auto_upload": self._arguments["auto_upload"],
            "journal": self._arguments["journal"],
            "on_interrupt": self._arguments["on_interrupt"],
        }

    def __setstate__(self, state: Dict[str, Any]) -> None:
        self.__init__(**state)  # type: ignore[misc]

    # -- tasks -----------------------------------------------------------------------------------------------------

    async def get_task(self, task_id: str, **options: Unpack[CallArguments]) -> Task:
        """The task as it is now: `client.tasks.get`."""
        return await self.tasks.get(task_id, **options)

    async def cancel_task(
        self,
        task_id: str,
        *,
        force: Optional[bool] = None,
        grace_ms: Optional[int] = None,
        **options: Unpack[CallArguments],
    ) -> Task:
        """Ask the platform to cancel a task: `client.tasks.cancel`. One that has ended already is not an error."""
        return await self.tasks.cancel(task_id, force=force, grace_ms=grace_ms, **options)

    async def cancel(
        self,
        task_id: str,
        *,
        force: Optional[bool] = None,
        grace_ms: Optional[int] = None,
        **options: Unpack[CallArguments],
    ) -> Task:
        """The same as `cancel_task`; the name that the official SDK uses."""
        return await self.tasks.cancel(task_id, force=force, grace_ms=grace_ms, **options)

    async def wait_for_completion(self, task_id: str, **options: Unpack[CallArguments]) -> Task:
        """The task when it has ended: `client.tasks.wait_for_completion`."""
        return await self.tasks.wait_for_completion(task_id, **options)

    def attach(self, task_id: str, **options: Unpack[StreamArguments]) -> AsyncTaskStream:
        """Join a task that runs, after an interrupt say: iterate over its updates, or `wait()` for its end.

        >>> result = await client.attach("5hq0v3n8r1y6k4b9t2w7x0c5dm").wait()
        """
        return self.tasks.stream(task_id, **options)

    def stream_task(self, task_id: str, **options: Unpack[StreamArguments]) -> AsyncTaskStream:
        """The updates of a task that runs already: `client.tasks.stream`."""
        return self.tasks.stream(task_id, **options)

    # -- files -----------------------------------------------------------------------------------------------------

    @explained("client.upload_file(data, filename=..., content_type=..., path=..., public=...)")
    async def upload_file(
        self, data: Readable, options: Optional[UploadFileOptions] = None, **keywords: Unpack[UploadArguments]
    ) -> File:
        """Upload one file: `client.files.upload`, where the arguments are described."""
        return await self.files.upload(data, options, **keywords)

    async def download(
        self,
        file: Union[str, Mapping[str, Any]],
        target: Optional[LocalPath] = None,
        **options: Unpack[CallArguments],
    ) -> str:
        """Save a file of an output: `client.files.download`."""
        return await self.files.download(file, target, **options)

    async def create_multipart_upload(self, *, filename: str, content_type: Optional[str] = None, size: int) -> Result:
        """Begin an upload in parts: `client.files.create_multipart_upload`."""
        return await self.files.create_multipart_upload(filename=filename, content_type=content_type, size=size)

    async def upload_part(
        self, *, upload_id: str, part_number: int, data: Union[bytes, bytearray, memoryview]
    ) -> Result:
        """Add a part: `client.files.upload_part`."""
        return await self.files.upload_part(upload_id=upload_id, part_number=part_number, data=data)

    async def complete_multipart_upload(
        self,
        *,
        upload_id: str,
        parts: Optional[Sequence[Mapping[str, Any]]] = None,
        **options: Unpack[CallArguments],
    ) -> File:
        """Send the file: `client.files.complete_multipart_upload`."""
        return await self.files.complete_multipart_upload(upload_id=upload_id, parts=parts, **options)

    # -- sessions --------------------------------------------------------------------------------------------------

    @explained('client.session("namespace/name"), and all other arguments by name')
    def session(
        self,
        app: str,
        *,
        input: Any = None,
        function: Optional[str] = None,
        **parameters: Unpack[SessionArguments],
    ) -> AsyncSessionHandle:
        """A session of an app: a worker that stays warm and keeps its state from call to call.

        >>> async with client.session("infsh/session-test") as session:
        ...     await session.call("set_value", {"key": "a", "value": 1})

        Args:
            app: the app's reference.
            input, function: make a first run at once. Without them, the session begins with the first `call`.
            parameters: run parameters for all calls: `setup`, `infra`, `workers`, `session_timeout` (seconds).
        """
        with late_import():
            from .sessions import session_handle

        return session_handle(self.tasks, self.sessions, app, input=input, function=function, parameters=parameters)

    # -- agents ----------------------------------------------------------------------------------------------------

    def agent(
        self,
        agent: AgentLike,
        context: Optional[Mapping[str, str]] = None,
        name: Optional[str] = None,
        chat_id: Optional[str] = None,
        on_interrupt: Optional[Literal["detach", "cancel"]] = None,
        tool_threads: bool = True,
    ) -> AsyncAgent:
        """A conversation with an agent: `client.agents.create`, where the arguments are described.

        >>> agent = client.agent("my-team/support-agent@latest")
        >>> response = await agent.send_message("Hello!")
        """
        return self.agents.create(
            agent,
            context=context,
            name=name,
            chat_id=chat_id,
            on_interrupt=on_interrupt,
            tool_threads=tool_threads,
        )


@readable_hints
def async_inference(
    api_key: Optional[str] = None,
    base_url: Optional[str] = None,
    *,
    timeout: Optional[float] = None,
    retry: Retry = RetryPolicy(),  # noqa: B008
    headers: Optional[Mapping[str, str]] = None,
    auto_upload: UploadPolicy = True,
    http_client: Optional[httpx.AsyncClient] = None,
    journal: Optional[LocalPath] = None,
    on_interrupt: Literal["detach", "cancel"] = "detach",
    clock: Clock = SYSTEM_CLOCK,
) -> AsyncInference:
    """A client of inference.sh. The arguments are those of `AsyncInference`.

    >>> client = async_inference(api_key="inf_your_key")
    """
    return AsyncInference(
        api_key,
        base_url,
        timeout=timeout,
        retry=retry,
        headers=headers,
        auto_upload=auto_upload,
        http_client=http_client,
        journal=journal,
        on_interrupt=on_interrupt,
        clock=clock,
    )
