"""What is checked of a run request before there is a task."""

from __future__ import annotations

import dataclasses
import re
from typing import Any, Dict, List, Optional, Tuple

from ..._core.values.json_guard import as_list
from ..apps.argument_shapes import addresses_in
from ..apps.definition import AppDefinition
from ..apps.registry import Registry
from ..common.clock import parse_time
from ..files.file_store import FileStore
from ..http.problem_documents import Problem, invalid, not_found
from .session_store import Session, SessionStore, check_timeout
from .task_options import TaskOptions
from .webhooks import check_webhook


@dataclasses.dataclass
class Admitted:
    """A run request that may become a task."""

    app: AppDefinition
    function: str
    session: Optional[Session]
    session_timeout: Optional[int]
    run_at: Optional[float]
    addresses: List[str]
    """Of files in the input that the app will want as local ones."""


class Admission:
    """Checks run requests against the apps, files and sessions of the platform."""

    def __init__(self, registry: Registry, files: FileStore, sessions: SessionStore, options: TaskOptions) -> None:
        self._registry = registry
        self._files = files
        self._sessions = sessions
        self._options = options

    def admit(self, request: Dict[str, Any]) -> Admitted:
        """Check a run request; a `Problem` refuses it."""
        _check_types(request)
        app, named, pinned = self._find_app(request)
        name = request.get("function") or named or app.default_function
        if app.functions.get(name) is None:
            raise not_found(f"app {app.ref} has no function {name}; it has {', '.join(app.functions)}")
        timeout = check_timeout(request)
        run_at = _run_at(request)
        check_webhook(request.get("webhook"), self._options.allow_remote)
        self._check_secrets(app)
        session = self._find_session(request, app, pinned)
        addresses = self._check_input(request.get("input"), app, name)
        return Admitted(app, name, session, timeout, run_at, addresses)

    def _find_app(self, request: Dict[str, Any]) -> Tuple[AppDefinition, Optional[str], bool]:
        if request.get("app"):
            return self._registry.resolve(request["app"])
        if request.get("app_id"):
            app = self._registry.by_id(str(request["app_id"]))
            if request.get("version_id"):
                return self._registry.version(app, str(request["version_id"])), None, True
            return app, None, False
        raise invalid("app is missing: name the app to run, as namespace/name", "app")

    def _check_secrets(self, app: AppDefinition) -> None:
        missing = [key for key in app.secrets if key not in self._options.secrets]
        if missing:
            errors: List[Dict[str, Any]] = [
                {
                    "type": "secret",
                    "key": key,
                    "message": f"secret {key} is not set",
                    "action": {"type": "add_secret", "provider": key.split("_")[0].lower()},
                }
                for key in missing
            ]
            raise Problem(
                412, "requirements_not_met", "; ".join(f"secret {key} is not set" for key in missing), errors=errors
            )

    def _find_session(self, request: Dict[str, Any], app: AppDefinition, pinned: bool) -> Optional[Session]:
        wanted = request.get("session")
        if wanted is None or wanted == "" or wanted == "new":
            return None
        if not isinstance(wanted, str):
            raise invalid('session must be "new" or the id of a session', "session")
        session = self._sessions.usable(wanted)
        if session.app.id != app.id:
            raise Problem(409, "APP_MISMATCH", f"session {session.id} belongs to app {session.app.ref}, not {app.ref}")
        if pinned and session.app.version_id != app.version_id:
            raise Problem(
                409, "VERSION_MISMATCH", f"session {session.id} runs version {session.app.version}, not {app.version}"
            )
        return session

    def _check_input(self, value: Any, app: AppDefinition, function: str) -> List[str]:
        shape = app.functions[function].shape
        errors, addresses = addresses_in(shape, {} if value is None else value, self._files.check_address)
        if errors:
            raise Problem(
                422,
                "validation_error",
                "; ".join(f"{where}: {message}" for where, message in errors),
                data=[
                    {"field": re.sub(r"^input\.", "", where), "path": where, "message": message}
                    for where, message in errors
                ],
            )
        return addresses


def _check_types(request: Dict[str, Any]) -> None:
    """Refuse what could not be shown again as the contract has it."""
    for name in ("app_id", "version_id", "function", "infra", "webhook", "session", "run_at", "variant"):
        if not isinstance(request.get(name), (str, type(None))):
            raise invalid(f"{name} must be a string", name)
    workers = request.get("workers")
    if workers is not None and not (
        isinstance(workers, list) and all(isinstance(worker, str) for worker in as_list(workers))
    ):
        raise invalid("workers must be a list of worker ids", "workers")
    if not isinstance(request.get("metadata"), (dict, type(None))):
        raise invalid("metadata must be an object", "metadata")


def _run_at(request: Dict[str, Any]) -> Optional[float]:
    value = request.get("run_at")
    if value is None:
        return None
    try:
        return parse_time(value)
    except (ValueError, AttributeError, TypeError) as error:
        raise invalid(
            f"run_at must be an RFC 3339 time such as 2026-10-20T09:15:02Z, got {value!r} ({error})", "run_at"
        )
