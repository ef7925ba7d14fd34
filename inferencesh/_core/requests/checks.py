"""What is refused before anything is sent, in words that name the argument and the fix."""

# Arguments are checked at run time for callers without a type checker, who may pass anything.
# pyright: reportUnnecessaryIsInstance=false

from __future__ import annotations

import datetime
import functools
import inspect
from typing import Any, Callable, Dict, Iterable, Mapping, Optional, Sequence, TypeVar, cast

from ..._contract import ARGUMENTS_OF_RUN, RUN_PARAMETERS, SESSION_TIMEOUT_LIMITS
from ..._late_import import late_import
from ..errors.classes import InvalidInputError
from ..values.redact import redact_text
from .refs import Ref

# Arguments of `run` that are often put among the run parameters by mistake.
CALL_ARGUMENTS = frozenset(
    {
        *ARGUMENTS_OF_RUN,
        "timeout",
        "retry",
        "headers",
        "options",
        "auto_reconnect",
        "max_reconnects",
        "reconnect_delay_ms",
        "key",
        "on_interrupt",
    }
)
# Options of the client. As a run parameter one would go unheeded, or even send the key.
CLIENT_OPTIONS = ("api_key", "base_url", "auto_upload", "http_client")
_ARTICLES = {"agent": "an agent", "skill": "a skill", "knowledge": "a knowledge base"}


def did_you_mean(name: str, known: Iterable[str]) -> Optional[str]:
    """The known name that `name` is most likely a misspelling of, if any."""
    choices = {candidate.lower().replace("_", ""): candidate for candidate in known}
    flat = name.lower().replace("_", "").replace("-", "")
    if flat in choices:
        return choices[flat]
    with late_import():
        import difflib  # for mistakes alone, which most programs make none of

    close = difflib.get_close_matches(flat, choices, n=1, cutoff=0.75)
    return choices[close[0]] if close else None


def check_id(value: Any, name: str) -> str:
    """An id as a non-empty string that can stand in a path."""
    if (
        not isinstance(value, str)
        or not value
        or value in (".", "..")
        or any(c.isspace() or c == "/" or not c.isprintable() for c in value)
    ):
        hint = " (pass task['id'], not the task)" if isinstance(value, Mapping) else ""
        raise InvalidInputError(
            f"{name} must be a non-empty string without spaces and slashes, not {_shown(value)}{hint}"
        )
    return value


def check_app(value: Any, name: str = "app") -> str:
    """A reference to an app, as it was given."""
    if not isinstance(value, str):
        raise InvalidInputError(
            f"{name} must be a reference such as 'namespace/name' or 'namespace/name@version', not {_shown(value)}"
        )
    ref = Ref.parse(value)
    if ref.type is not None and ref.type != "app":
        raise InvalidInputError(f"{name} must refer to an app, but {_shown(value)} refers to {_ARTICLES[ref.type]}")
    return value


def run_parameters(params: Any, keywords: Mapping[str, Any]) -> Dict[str, Any]:
    """One dict of run parameters from the two ways to write them.

    `params` is a dict of run parameters, or an app reference, or None; `keywords` are the keyword arguments that were
    given. An unknown member of the dict passes, since the platform grows. An unknown keyword does not: it is nearly
    always a member of the input, which the app would run without.

    Raises:
        InvalidInputError: naming the parameter and the fix.
    """
    if params is None:
        merged: Dict[str, Any] = {}
    elif isinstance(params, str):
        merged = {"app": params}
    elif isinstance(params, Mapping):
        merged = dict(cast("Mapping[str, Any]", params))
    else:
        raise InvalidInputError(
            "run takes an app reference or a dict of run parameters, "
            "as in run('infsh/echo', input={...}) or run({'app': 'infsh/echo', 'input': {...}}), "
            f"not {_shown(params)}"
        )
    for name, value in keywords.items():
        if name in merged and merged[name] != value:
            raise InvalidInputError(f"{name} was given twice, with different values")
        merged[name] = value
    check_keywords(keywords, merged)
    check_run(merged)
    return merged


def check_keywords(keywords: Mapping[str, Any], run: Mapping[str, Any], call: str = "") -> None:
    """Refuse keyword arguments that are no run parameters, with the call that was meant."""
    stray = [name for name in keywords if name not in RUN_PARAMETERS]
    if stray:
        check_names(stray)
        with late_import():
            from .keywords import refuse_keywords

        refuse_keywords(stray, keywords, run=run, call=call)


def check_names(names: Iterable[Any]) -> None:
    """Refuse names that are arguments of other calls, or known parameters misspelt. Other unknown ones pass."""
    for name in names:
        if not isinstance(name, str):
            raise InvalidInputError(f"run parameters have string names, not {_shown(name)}")
        if name in RUN_PARAMETERS:
            continue
        if name in CALL_ARGUMENTS:
            raise InvalidInputError(f"{name} is an argument of run, not a run parameter: write run(params, {name}=...)")
        if name in CLIENT_OPTIONS:
            call = f"client.with_options({name}=...).run(...)" if name == "auto_upload" else f"inference({name}=...)"
            raise InvalidInputError(f"{name} is an option of the client, not of a run: write {call}")
        meant = did_you_mean(name, RUN_PARAMETERS)
        if meant:
            raise InvalidInputError(f"unknown run parameter {name!r}: did you mean {meant!r}?")
        meant = did_you_mean(name, (*CALL_ARGUMENTS, *CLIENT_OPTIONS))
        if meant:
            raise InvalidInputError(f"unknown argument of run {name!r}: did you mean {meant!r}?")


def check_run(params: Dict[str, Any]) -> None:
    """Refuse run parameters that the platform would refuse, or that mean something else than was meant.

    Unknown parameters pass, since the platform grows, unless they look like a known one misspelt.
    """
    check_names(params)
    if params.get("app") is not None:
        check_app(params["app"])
    elif params.get("app_id") is not None:
        check_id(params["app_id"], "app_id")
    elif params.get("version_id") is not None:
        check_id(params["version_id"], "version_id")
    else:
        raise InvalidInputError("app is missing: pass a reference such as 'namespace/name', or app_id")
    _check_session(params.get("session"), params.get("session_timeout"))
    for name in ("function", "infra", "webhook"):
        value = params.get(name)
        if value is not None and (not isinstance(value, str) or not value):
            raise InvalidInputError(f"{name} must be a non-empty string, not {_shown(value)}")
    webhook = params.get("webhook")
    if webhook is not None and not webhook.startswith(("https://", "http://")):
        raise InvalidInputError(
            f"webhook must be an address that starts with https:// or http://, not {_shown(webhook)}"
        )
    workers = params.get("workers")
    if workers is not None and (
        not isinstance(workers, (list, tuple))
        or not all(isinstance(worker, str) and worker for worker in cast("Sequence[object]", workers))
    ):
        raise InvalidInputError(f"workers must be a list of worker ids, not {_shown(workers)}")
    run_at = params.get("run_at")
    if isinstance(run_at, datetime.datetime):
        if run_at.tzinfo is None:
            raise InvalidInputError("run_at must know its time zone: use datetime.now(timezone.utc) or .astimezone()")
        params["run_at"] = run_at.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    elif run_at is not None and (not isinstance(run_at, str) or not run_at):
        raise InvalidInputError(f"run_at must be a datetime or an RFC 3339 string, not {_shown(run_at)}")


def _check_session(session: Any, session_timeout: Any) -> None:
    if session is not None and (not isinstance(session, str) or not session.strip()):
        raise InvalidInputError(f"session must be 'new' or a session id, not {_shown(session)}")
    if session_timeout is None:
        return
    low, high = SESSION_TIMEOUT_LIMITS
    if isinstance(session_timeout, bool) or not isinstance(session_timeout, int):
        raise InvalidInputError(
            f"session_timeout must be an integer of {low} to {high} seconds, not {_shown(session_timeout)}"
        )
    if not low <= session_timeout <= high:
        raise InvalidInputError(f"session_timeout must be {low} to {high} seconds, not {session_timeout}")
    if session != "new":
        raise InvalidInputError("session_timeout goes only with session='new': a running session keeps its limit")


def _shown(value: Any) -> str:
    """A value in an error text: short, and by its type alone where the value could be large or secret."""
    if isinstance(value, (str, int, float, bool, type(None))):
        try:
            text = redact_text(repr(value[:200] if isinstance(value, str) else value))
        except ValueError:  # an integer with more digits than Python prints
            return "a huge number"
        return text if len(text) <= 60 else f"{text[:57]}..."
    return f"a {type(value).__name__}"


F = TypeVar("F", bound=Callable[..., Any])


def explained(usage: str) -> Callable[[F], F]:
    """For a method: arguments that it cannot take, one too many or one given twice, are an InvalidInputError.

    Args:
        usage: how the method is called.
    """

    def decorate(method: F) -> F:
        def begin(args: Any, kwargs: Any) -> Any:
            try:
                return method(*args, **kwargs)
            except TypeError as cause:
                frame = cause.__traceback__
                if frame is None or frame.tb_next is not None:
                    raise  # from within the method
                problem = str(cause).partition("() ")[2] or str(cause)
            raise InvalidInputError(f"{method.__name__}() {problem}: write {usage}")

        @functools.wraps(method)
        def call(*args: Any, **kwargs: Any) -> Any:
            return begin(args, kwargs)

        @functools.wraps(method)
        async def acall(*args: Any, **kwargs: Any) -> Any:
            return await begin(args, kwargs)  # a coroutine begins when it is awaited, arguments are looked at before

        return cast("F", acall if inspect.iscoroutinefunction(method) else call)

    return decorate
