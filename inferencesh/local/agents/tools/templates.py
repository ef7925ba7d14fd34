"""`{{context.NAME}}` and `${{secrets.NAME}}`, filled in by the platform: the model never sees the values.

What is put in is never looked at again: a value that looks like a template stays as it is.
"""

from __future__ import annotations

import re
from typing import Any, Mapping, Optional

from ...._core.values.json_guard import is_array, is_object

_CONTEXT = re.compile(r"\{\{\s*context\.([\w.-]+)\s*\}\}")
_EITHER = re.compile(r"\$\{\{\s*secrets\.(?P<secret>[\w.-]+)\s*\}\}|\{\{\s*context\.(?P<context>[\w.-]+)\s*\}\}")


class MissingValue(ValueError):
    """A template names a value that does not exist."""


def fill_context(value: Any, context: Mapping[str, str]) -> Any:
    """`value` with the context's values put into all its texts; a `MissingValue` names one that is not there."""
    if isinstance(value, str):
        return _CONTEXT.sub(lambda match: _context_value(match.group(1), context), value)
    if is_object(value):
        return {key: fill_context(item, context) for key, item in value.items()}
    if is_array(value):
        return [fill_context(item, context) for item in value]
    return value


def fill_header(text: str, context: Mapping[str, str], secrets: Mapping[str, str]) -> str:
    """A header's value with the context's values and stored secrets put in."""

    def put(match: re.Match[str]) -> str:
        name: Optional[str] = match.group("secret")
        if name is None:
            return _context_value(match.group("context"), context)
        if name not in secrets:
            raise MissingValue(f"secret {name} is not set")
        return secrets[name]

    return _EITHER.sub(put, text)


def _context_value(name: str, context: Mapping[str, str]) -> str:
    if name not in context:
        raise MissingValue(f"context {name} is not set" + (f"; there are {', '.join(context)}" if context else ""))
    return context[name]
