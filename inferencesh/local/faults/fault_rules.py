"""What a fault is, which options it takes, and which requests it is for."""

from __future__ import annotations

import difflib
import json
import math
import re
from typing import Any, Callable, Dict, List, Mapping, Optional, Pattern, Tuple, Union

from typing_extensions import Literal

from ..http.checked_addresses import Address
from ..http.guard import strip_prefix

FaultName = Literal[
    "refuse",
    "reset",
    "lose_answer",
    "reset_after",
    "half_line",
    "garbage",
    "duplicate",
    "reorder",
    "heartbeats_only",
    "drop_terminal",
    "status",
    "slow_drip",
    "redirect",
    "expired_upload",
    "storage_error",
    "future",
]

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
EVERYTHING = "*"


def _seconds(value: Any) -> bool:
    return _number(value) and value >= 0 and math.isfinite(value)


def _number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _size(value: Any) -> bool:
    return _count(value) and value > 0


def _flag(value: Any) -> bool:
    return isinstance(value, bool)


def _error_status(value: Any) -> bool:
    return _count(value) and 400 <= value <= 599


def _redirect_status(value: Any) -> bool:
    return value in (301, 302, 303, 307, 308)


def _address(value: Any) -> bool:
    # Only what can stand in a header goes out.
    return isinstance(value, str) and value.isascii() and value.isprintable() and _parses(value)


def _parses(value: str) -> bool:
    try:
        Address.parse(value)
    except ValueError:
        return False
    return True


def _line(value: Any) -> bool:
    return isinstance(value, str) and "\n" not in value


def _one_of(*allowed: str) -> Callable[[Any], bool]:
    return lambda value: value in allowed


class _Option:
    """One option of a fault: its default, and what it may be. `required` has no default."""

    def __init__(self, default: Any, check: Callable[[Any], bool], wanted: str, required: bool = False) -> None:
        self.default = default
        self.check = check
        self.wanted = wanted
        self.required = required


_SECONDS = "a number of seconds, 0 or more"
_FRAMES = _Option(0, _count, "a number of frames, 0 or more")

OPTIONS: Dict[str, Dict[str, _Option]] = {
    "refuse": {"seconds": _Option(0.5, _seconds, _SECONDS)},
    "reset": {},
    "lose_answer": {"code": _Option(None, _error_status, "an HTTP status from 400 to 599")},
    "reset_after": {
        "bytes": _Option(0, _count, "a number of bytes, 0 or more"),
        "gently": _Option(False, _flag, "True or False"),
    },
    "half_line": {"frames": _FRAMES, "seconds": _Option(None, _seconds, _SECONDS)},
    "garbage": {"frames": _FRAMES, "line": _Option('{"status": <garbage', _line, "a text without line breaks")},
    "duplicate": {},
    "reorder": {},
    "heartbeats_only": {"every": _Option(0.1, _seconds, _SECONDS)},
    "drop_terminal": {},
    "status": {
        "code": _Option(None, _error_status, "an HTTP status from 400 to 599", required=True),
        "retry_after": _Option(None, _seconds, _SECONDS),
        "as_date": _Option(False, _flag, "True or False"),
        "body": _Option(None, _one_of("problem", "html", "xml", "empty"), "'problem', 'html', 'xml' or 'empty'"),
    },
    "slow_drip": {
        "bytes": _Option(16, _size, "a number of bytes, 1 or more"),
        "every": _Option(0.005, _seconds, _SECONDS),
    },
    "redirect": {
        "to": _Option("http://elsewhere.invalid/", _address, "an http or https address"),
        "code": _Option(307, _redirect_status, "301, 302, 303, 307 or 308"),
    },
    "expired_upload": {},
    "storage_error": {},
    "future": {
        "what": _Option("field", _one_of("field", "status", "enum"), "'field', 'status' or 'enum'"),
    },
}


class Route:
    """Which requests a fault is for: `POST /apps/run`, `GET /tasks/{id}/stream`, `* /files*`, or `*` for all.

    `{name}` stands for one segment of a path, `*` for anything. Queries and the old prefixes `/v1` and `/api` do not
    matter.
    """

    def __init__(self, text: str) -> None:
        if not isinstance(text, str):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ValueError(f"a route must be a text such as 'POST /apps/run', got {text!r}")
        method, _, path = text.strip().partition(" ")
        path = path.strip()
        if text.strip() == EVERYTHING:
            method, path = EVERYTHING, EVERYTHING
        method = method.upper()
        if (method not in METHODS and method != EVERYTHING) or not path.startswith(("/", "*")):
            raise ValueError(
                f"a route must look like 'POST /apps/run', 'GET /tasks/{{id}}/stream' or '*', got {text!r}"
            )
        self.text: str = text.strip()
        self.method = method
        self._path: Pattern[str] = re.compile(_pattern(path))

    @property
    def is_everything(self) -> bool:
        """Whether it is for the platform as a whole."""
        return self.text == EVERYTHING

    def matches(self, method: str, path: str) -> bool:
        """Whether a request is one of them. `path` is decoded and has no query."""
        return self.method in (EVERYTHING, method) and self._path.fullmatch(strip_prefix(path)) is not None


def _pattern(path: str) -> str:
    parts: List[str] = []
    for part in re.split(r"(\{[^/{}]*\}|\*)", path):
        if part == "*":
            parts.append(".*")
        elif part.startswith("{") and part.endswith("}"):
            parts.append("[^/]+")
        else:
            parts.append(re.escape(part))
    return "".join(parts)


class Fault:
    """A fault as it was set up. `platform.faults.add` makes it.

    Attributes:
        route: which requests it is for.
        name: what happens to them.
        options: how, with all defaults filled in.
        times: how many requests it strikes; None: every one.
        after: how many matching requests it lets pass first.
        struck: how many it has struck.
    """

    def __init__(
        self,
        route: str,
        name: Union[FaultName, int],
        times: Optional[int] = 1,
        after: int = 0,
        options: Optional[Mapping[str, Any]] = None,
    ) -> None:
        given = dict(options or {})
        if isinstance(name, int) and not isinstance(name, bool):  # pyright: ignore[reportUnnecessaryIsInstance]
            given = {"code": name, **given}
            name = "status"
        if name not in OPTIONS:
            raise ValueError(
                f"there is no fault {name!r}{_did_you_mean(str(name), OPTIONS)}; faults: {_names(OPTIONS)}"
            )
        if times is not None and not _size(times):
            raise ValueError(f"times must be a number of requests, 1 or more, or None for every one, got {times!r}")
        if not _count(after):
            raise ValueError(f"after must be a number of requests, 0 or more, got {after!r}")
        self.route = route
        self.name: FaultName = name
        self.times = times
        self.after = after
        self.struck: int = 0
        self.passed: int = 0
        self.options: Dict[str, Any] = _checked(name, given)
        self._route = Route(route)
        if name == "refuse" and self._route.is_everything and (times != 1 or after):
            raise ValueError("a refuse fault for '*' begins at once and takes neither times nor after: use seconds")

    @property
    def exhausted(self) -> bool:
        """Whether it has struck as often as it should."""
        return self.times is not None and self.struck >= self.times

    @property
    def is_global(self) -> bool:
        """Whether it is about the platform as a whole and not about requests."""
        return self.name == "refuse" and self._route.is_everything

    def take(self, method: str, path: str) -> bool:
        """Whether it strikes this request, which is counted."""
        if self.exhausted or not self._route.matches(method, path):
            return False
        if self.passed < self.after:
            self.passed += 1
            return False
        self.struck += 1
        return True

    def describe(self) -> Dict[str, Any]:
        """As JSON, in the form in which files and the admin route give it, and how often it has struck."""
        options = {name: value for name, value in self.options.items() if value != OPTIONS[self.name][name].default}
        about = {"route": self.route, "fault": self.name, "times": self.times, "after": self.after}
        return {**about, **options, "struck": self.struck}

    def __repr__(self) -> str:
        return f"<Fault {self.name} at {self.route}, struck {self.struck} of {self.times or 'all'}>"


def _checked(name: str, given: Mapping[str, Any]) -> Dict[str, Any]:
    known = OPTIONS[name]
    for option in given:
        if option not in known:
            takes = f"takes {_names(known)}" if known else "takes no options"
            raise ValueError(f"the fault {name!r} has no option {option!r}{_did_you_mean(option, known)}: it {takes}")
    options: Dict[str, Any] = {}
    for option, about in known.items():
        value = given.get(option)
        if value is None:
            if about.required:
                raise ValueError(f"the fault {name!r} needs {option}=, {about.wanted}")
            value = about.default
        elif not about.check(value):
            raise ValueError(f"{option} must be {about.wanted}, got {value!r}")
        options[option] = value
    if options.get("as_date") and options.get("retry_after") is None:
        raise ValueError("as_date= says how retry_after= is written: give that too")
    return options


def fault_from(value: Any) -> Fault:
    """A fault from a JSON object: `route`, `fault`, and whatever options it has.

    Raises:
        ValueError: it cannot be read; the text says why.
    """
    if not isinstance(value, dict):
        raise ValueError(f"a fault must be a JSON object, got {value!r}")
    rest: Dict[str, Any] = {str(key): item for key, item in value.items()}  # pyright: ignore
    rest.pop("struck", None)
    for name in ("route", "fault"):
        if name not in rest:
            raise ValueError(f'a fault needs "{name}", as in {{"route": "POST /apps/run", "fault": "lose_answer"}}')
    return Fault(rest.pop("route"), rest.pop("fault"), rest.pop("times", 1), rest.pop("after", 0), rest)


def faults_from_text(text: str) -> List[Fault]:
    """Faults from JSON: a list, one object, or one object a line (blank lines and lines with `#` are left out).

    Raises:
        ValueError: it cannot be read; the text says where and why.
    """
    try:
        whole: Any = json.loads(text)
    except ValueError:
        return [_from_line(number, line) for number, line in _lines(text)]
    return [fault_from(item) for item in (whole if isinstance(whole, list) else [whole])]  # pyright: ignore


def _lines(text: str) -> List[Tuple[int, str]]:
    found = [(number, line.strip()) for number, line in enumerate(text.split("\n"), 1)]
    return [(number, line) for number, line in found if line and not line.startswith("#")]


def _from_line(number: int, line: str) -> Fault:
    try:
        return fault_from(json.loads(line))
    except ValueError as error:
        raise ValueError(f"line {number}: {error}") from None


def _names(known: Mapping[str, Any]) -> str:
    return ", ".join(known)


def _did_you_mean(wrong: str, known: Mapping[str, Any]) -> str:
    close = difflib.get_close_matches(wrong, list(known), 1)
    return f" (did you mean {close[0]!r}?)" if close else ""
