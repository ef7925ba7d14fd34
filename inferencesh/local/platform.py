"""`LocalPlatform`: an HTTP server on this machine that answers as inference.sh does and runs plain Python as apps."""

from __future__ import annotations

import functools
import shutil
import tempfile
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple, Union

from ..results.task import Task
from .agents.agent_options import AgentOptions
from .agents.models.model_apps import as_app
from .agents.models.rule_model import RULE_MODELS, RuleModel
from .agents.stand_in_agents import STAND_INS as AGENT_STAND_INS
from .apps import output_capture
from .apps.definition import definitions_of
from .common.clock import LocalClock
from .faults import Faults
from .files.file_store import FileOptions
from .http.event_streams import StreamOptions
from .http.guard import check_binding
from .http.observer import Exchange, Observer
from .server import RouteFamily, ServerOptions, ServerThread, bind, build_app
from .services import PlatformOptions, Services
from .tasks.task_options import TaskOptions

ANY_KEY = "inf_local_platform"


class LocalPlatform:
    """A context manager; `start()` and `stop()` do the same without `with`. Once stopped it is not started again.

    apps: functions and classes that were decorated with `@app`.
    host, port: where to listen; port 0 takes a free one. Another host than loopback needs an `api_key`.
    api_key: the only key that is accepted; left out, any key is (the platform listens on this machine alone).
    data_dir: where files lie; left out, a temporary folder that goes when the platform stops.
    heartbeat: seconds between signs of life on a quiet stream.
    stand_ins: also serve the ready-made apps, `infsh/echo`, `infsh/flux-schnell` and so on.
    stage_seconds: how long each status before `running` is kept up, for tests that want to see them.
    max_upload: bytes; a larger upload is refused with 413. content_types: if given, others are refused with 415
    (`["image/png", "text/*"]`).
    final_frame: "full" or "partial", the form of the frame that ends a task stream.
    sse_named: whether SSE events carry their names.
    secrets: what apps declared with `@app(secrets=[...])` need to be run.
    allow_remote: let apps be given files from other hosts, and call webhooks there.
    clock: where all time comes from.
    middleware: ASGI middleware around everything, as (class, keyword arguments) pairs, the first one outermost.
    observer: called with each `Exchange` when it is over, on the server's thread.
    extra_routes: functions that take the platform's `Services` and give Starlette routes.

    For agents:
    models: language models by reference, such as `{"acme/brain": ScriptedModel([...])}`, for an agent's `core_app`.
    agents: stored agents by reference, each with its config.
    run_delay: seconds that a run waits, at most, for somebody to open the chat's stream: what happens before that is
        not streamed again, and official clients open it late.
    keys_may_approve: let API keys approve and reject tool calls, which the hosted platform leaves to people;
        `approve` and `reject` do so in any case.
    allowed_hosts: other hosts that HTTP tools, hooks and skills may call.
    search_folder: Markdown files for the tool web_search to search.
    mcp_servers: for MCP tools, by name: an address, or `{"command": ..., "args": [...]}`.
    code_seconds: how long the tool code_execution lets code run.
    """

    def __init__(
        self,
        apps: Sequence[Any] = (),
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        api_key: Optional[str] = None,
        data_dir: Union[str, Path, None] = None,
        heartbeat: float = 10.0,
        stand_ins: bool = True,
        stage_seconds: float = 0.0,
        max_upload: int = 2 << 30,
        content_types: Optional[Sequence[str]] = None,
        final_frame: str = "full",
        sse_named: bool = True,
        secrets: Optional[Mapping[str, str]] = None,
        allow_remote: bool = False,
        clock: Optional[LocalClock] = None,
        middleware: Sequence[Tuple[Any, Dict[str, Any]]] = (),
        observer: Optional[Observer] = None,
        extra_routes: Sequence[RouteFamily] = (),
        models: Optional[Mapping[str, Any]] = None,
        agents: Optional[Mapping[str, Mapping[str, Any]]] = None,
        run_delay: float = 0.1,
        keys_may_approve: bool = False,
        allowed_hosts: Sequence[str] = (),
        search_folder: Union[str, Path, None] = None,
        mcp_servers: Optional[Mapping[str, Any]] = None,
        code_seconds: float = 10.0,
    ) -> None:
        check_binding(host, api_key)
        if final_frame not in ("full", "partial"):
            raise ValueError(f"final_frame must be 'full' or 'partial', got {final_frame!r}")
        if heartbeat <= 0:
            raise ValueError(f"heartbeat must be a positive number of seconds, got {heartbeat!r}")
        data_dir = Path(data_dir).expanduser() if data_dir is not None else None
        search_folder = Path(search_folder).expanduser() if search_folder is not None else None
        if search_folder is not None and not search_folder.is_dir():
            raise ValueError(f"search_folder must be a folder, and {str(search_folder)!r} is not one")
        self._data_dir = data_dir
        self._temporary: Optional[Path] = None
        self._clock = clock or LocalClock()
        known_secrets = dict(secrets or {})
        self._options = PlatformOptions(
            files=FileOptions(
                max_upload=max_upload,
                content_types=list(content_types) if content_types is not None else None,
                allow_remote=allow_remote,
            ),
            tasks=TaskOptions(secrets=known_secrets, allow_remote=allow_remote, stage_seconds=stage_seconds),
            streams=StreamOptions(heartbeat=heartbeat, final_frame=final_frame, sse_named=sse_named),
            agents=AgentOptions(
                run_delay=run_delay,
                keys_may_approve=keys_may_approve,
                allowed_hosts=allowed_hosts,
                allow_remote=allow_remote,
                search_folder=search_folder,
                mcp_servers=dict(mcp_servers or {}),
                code_seconds=code_seconds,
                secrets=known_secrets,
                agents={**(AGENT_STAND_INS if stand_ins else {}), **(agents or {})},
            ),
        )
        self._server = ServerOptions(
            host=host,
            port=port,
            api_key=api_key,
            extra_routes=list(extra_routes),
            middleware=list(middleware),
            observer=observer,
        )
        self._definitions: List[Any] = []
        if stand_ins:
            from .stand_ins import STAND_INS

            for ready_made in STAND_INS:
                self._definitions += definitions_of(ready_made)
            for ref in RULE_MODELS:
                self._definitions += as_app(ref, RuleModel())
        if callable(apps):
            raise TypeError(f"apps is a list of apps: write apps=[{getattr(apps, '__name__', '...')}]")
        for target in apps:
            self._definitions += definitions_of(target)
        for ref, model in (models or {}).items():
            self._definitions += as_app(ref, model)
        self._services: Optional[Services] = None
        self._thread: Optional[ServerThread] = None
        self._base_url: Optional[str] = None
        self._stopped = False
        self._faults = Faults(self._clock)

    # -- life

    def start(self) -> LocalPlatform:
        """Listen; returns when requests are answered. An `OSError` names the address if it is taken."""
        if self._thread is not None or self._stopped:
            raise RuntimeError("this LocalPlatform was started before; make a new one")
        listener = bind(self._server.host, self._server.port)
        try:
            port = listener.getsockname()[1]
            host = self._server.host
            reachable = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host.strip("[]"))
            self._base_url = f"http://[{reachable}]:{port}" if ":" in reachable else f"http://{reachable}:{port}"
            folder = self._data_dir
            if folder is None:
                folder = self._temporary = Path(tempfile.mkdtemp(prefix="inferencesh-"))
            self._services = services = Services(self._options, self._clock, folder)
            services.files.base_url = self._base_url
            services.files.open()
            for definition in self._definitions:
                services.add(definition)
        except BaseException:
            listener.close()
            self._remove_folders()
            raise
        output_capture.install()
        self._thread = ServerThread(
            listener,
            lambda: build_app(services, self._server, self._faults),
            services,
        )
        try:
            self._thread.start()
        except BaseException:
            self._clean_up()
            raise
        self._faults.attach(self._thread)
        return self

    def stop(self) -> None:
        """End open streams, tell running apps, and wait for the server; harmless when it has stopped already."""
        if self._thread is None or self._stopped:
            return
        self._stopped = True
        self._faults.attach(None)
        try:
            self._thread.stop()
        finally:
            self._clean_up()

    def _clean_up(self) -> None:
        self._stopped = True
        output_capture.uninstall()
        self._remove_folders()

    def _remove_folders(self) -> None:
        if self._services is not None:
            shutil.rmtree(self._services.files.scratch, ignore_errors=True)
        if self._temporary is not None:
            shutil.rmtree(self._temporary, ignore_errors=True)

    def __enter__(self) -> LocalPlatform:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    # -- where it is

    @property
    def base_url(self) -> str:
        """Where clients point: `inference(base_url=...)` or the environment variable INFERENCE_BASE_URL."""
        if self._base_url is None:
            raise RuntimeError("the LocalPlatform is not started: use it in a with statement, or call start()")
        return self._base_url

    @property
    def api_key(self) -> str:
        """A key that it accepts."""
        return self._server.api_key or ANY_KEY

    def client(self, **options: Any) -> Any:
        """A sync client that points here and goes by this clock; options go to `inferencesh.inference`."""
        from inferencesh import inference

        settings: Dict[str, Any] = {
            "api_key": self.api_key,
            "base_url": self.base_url,
            "clock": self._clock,
            **options,
        }
        return inference(**settings)

    def async_client(self, **options: Any) -> Any:
        """An async client that points here and goes by this clock; options go to `inferencesh.async_inference`."""
        from inferencesh import async_inference

        settings: Dict[str, Any] = {
            "api_key": self.api_key,
            "base_url": self.base_url,
            "clock": self._clock,
            **options,
        }
        return async_inference(**settings)

    # -- time and trouble

    @property
    def clock(self) -> LocalClock:
        """The clock that the platform and its clients go by: `platform.clock.advance(3600)` lets an hour pass."""
        return self._clock

    @property
    def faults(self) -> Faults:
        """The fault script: `platform.faults.add("POST /apps/run", "lose_answer")`."""
        return self._faults

    # -- what it does

    def add(self, target: Any) -> None:
        """Serve one more app, or a new version of one."""
        definitions = definitions_of(target)
        if self._services is None or self._thread is None or self._stopped:
            self._definitions += definitions
            return
        for definition in definitions:
            self._thread.call(functools.partial(self._services.add, definition))

    @property
    def app_refs(self) -> List[str]:
        """The references of all apps that are served, in the order in which they were added."""
        if self._services is not None and self._thread is not None and not self._stopped:
            return list(self._thread.call(lambda: [app.ref for app in self._running().registry.current()]))
        return list(dict.fromkeys(definition.ref for definition in self._definitions))

    @property
    def tasks(self) -> List[Task]:
        """All tasks as they are now, oldest first, as `client.get_task(id)` gives them but for the app."""
        services = self._running()
        found: List[Dict[str, Any]] = (
            self._thread.call(lambda: [task.full() for task in services.tasks.all()]) if self._thread else []
        )
        return [Task(task) for task in found]

    def approve(self, call_id: str) -> None:
        """Approve a tool call that waits for it, or a hook's gate by its interrupt, as a person would."""
        self._decide(call_id, True, None)

    def reject(self, call_id: str, reason: Optional[str] = None) -> None:
        """Reject what waits for an approval, as a person would; the model sees the reason for a call."""
        self._decide(call_id, False, reason)

    def _decide(self, call_id: str, approve: bool, reason: Optional[str]) -> None:
        decisions = self._running().decisions
        if self._thread is not None:
            self._thread.call(lambda: decisions.decide_any(call_id, approve, reason))

    def output_meta(self, task_id: str) -> Any:
        """The `output_meta` that the app set, which callers do not get to see."""
        services = self._running()
        return self._thread.call(lambda: services.tasks.get(task_id).output_meta) if self._thread else None

    def _running(self) -> Services:
        if self._services is None:
            raise RuntimeError("the LocalPlatform is not started")
        return self._services


__all__ = ["ANY_KEY", "Exchange", "LocalPlatform"]
