"""`{{context.NAME}}` and `${{secrets.NAME}}`, filled in by the platform so that the model never sees the values."""

from __future__ import annotations

import re
from typing import Any, Mapping

from ..json_values import is_array, is_object

_CONTEXT = re.compile(r"\{\{\s*context\.([\w.-]+)\s*\}\}")
_SECRET = re.compile(r"\$\{\{\s*secrets\.([\w.-]+)\s*\}\}")


class MissingValue(ValueError):
    """A template names a value that there is not."""


def fill_context(value: Any, context: Mapping[str, str]) -> Any:
    """`value` with the context's values put into all its texts; a `MissingValue` names one that is not there."""
    return _fill(value, _CONTEXT, context, "context")


def fill_secrets(text: str, secrets: Mapping[str, str]) -> str:
    """A header's value with stored secrets put in."""
    return str(_fill(text, _SECRET, secrets, "secret"))


def _fill(value: Any, pattern: re.Pattern[str], values: Mapping[str, str], kind: str) -> Any:
    if isinstance(value, str):

        def put(match: re.Match[str]) -> str:
            if match.group(1) not in values:
                raise MissingValue(f"{kind} {match.group(1)} is not set")
            return values[match.group(1)]

        return pattern.sub(put, value)
    if is_object(value):
        return {key: _fill(item, pattern, values, kind) for key, item in value.items()}
    if is_array(value):
        return [_fill(item, pattern, values, kind) for item in value]
    return value
