"""The reference grammar: `[type/]namespace/name[@version][:function]`.

Sources: docs/platform-notes.md, "Identifiers, references, times".
"""

from __future__ import annotations

from typing import NamedTuple, Optional

from ..errors.classes import InvalidInputError
from ..values.redact import redact_text

REF_TYPES = ("app", "agent", "skill", "knowledge")
_REFUSED = frozenset("\\?#\"'<>|*")


class Ref(NamedTuple):
    """A reference to an app, an agent, a skill or a knowledge base.

    `namespace` is empty for a bare name such as `my-app`; `version` is as it was written, `latest` included.
    """

    name: str
    namespace: str = ""
    type: Optional[str] = None
    version: Optional[str] = None
    function: Optional[str] = None

    @classmethod
    def parse(cls, text: object, argument: str = "app") -> Ref:
        """Take a reference apart.

        Args:
            argument: what the error calls it.

        Raises:
            InvalidInputError: it is no reference; the text says what is wrong and gives an example.
        """
        if isinstance(text, Ref):
            return text
        if not isinstance(text, str):
            raise _error(argument, text, "it is no string")
        if not text:
            raise _error(argument, text, "it is empty")
        for char in text:
            if char.isspace():
                raise _error(argument, text, "it contains white space")
            if char in _REFUSED or not char.isprintable():
                raise _error(argument, text, f"it contains {char!r}")
        if "://" in text:
            raise _error(argument, text, "it is an address")
        body, function = text, None
        colon = text.rfind(":")
        if colon > text.rfind("@"):
            body, function = text[:colon], text[colon + 1 :]
        body, at, version = body.partition("@")
        if function == "":
            raise _error(argument, text, "the function after ':' is missing")
        if at and not version:
            raise _error(argument, text, "the version after '@' is missing")
        if "@" in version:
            raise _error(argument, text, "it has more than one '@'")
        kind: Optional[str] = None
        first, _, others = body.partition("/")
        if first in REF_TYPES and "/" in others:
            kind, body = first, others
        namespace, slash, name = body.partition("/")
        if not slash:
            namespace, name = "", body
        elif not namespace:
            raise _error(argument, text, "nothing stands before '/'")
        if not name:
            raise _error(argument, text, "the name is missing")
        if name.startswith("/") or name.endswith("/") or "//" in name:
            raise _error(argument, text, "a part between two '/' is empty")
        if "/" in name and kind is None:
            raise _error(argument, text, "it has too many parts")
        if name in (".", "..") or namespace in (".", "..") or ":" in body or "/" in version or "/" in (function or ""):
            raise _error(argument, text, "its parts are out of order")
        return cls(name, namespace, kind, version or None, function)

    @property
    def is_latest(self) -> bool:
        """Whether it names no particular version."""
        return self.version is None or self.version == "latest"

    @property
    def full_name(self) -> str:
        """Namespace and name, without type, version and function."""
        return f"{self.namespace}/{self.name}" if self.namespace else self.name

    def __str__(self) -> str:
        text = f"{self.type}/{self.full_name}" if self.type else self.full_name
        if self.version:
            text = f"{text}@{self.version}"
        return f"{text}:{self.function}" if self.function else text


def _error(argument: str, value: object, why: str) -> InvalidInputError:
    shown = redact_text(repr(value)[:200])
    shown = shown if len(shown) <= 80 else f"{shown[:77]}..."
    return InvalidInputError(
        f"{argument} is no reference: {why} ({shown}). Write namespace/name[@version][:function], "
        "for example 'infsh/flux-schnell' or 'acme/tool@53bk0yzk:resize'"
    )
