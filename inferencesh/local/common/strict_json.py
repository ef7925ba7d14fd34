"""JSON as RFC 8259 has it, without the constants that Python's parser takes beside it."""

from __future__ import annotations

import json
from typing import Any, Union


def parse_json(text: Union[str, bytes]) -> Any:
    """The value of a JSON text.

    Raises:
        ValueError: it is not JSON; NaN and Infinity are not either.
        RecursionError: it is nested too deep.
    """
    return json.loads(text, parse_constant=_refuse_constant)


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")
