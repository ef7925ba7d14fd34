"""What an app returned as JSON values, with `Path` as the one exception: those become addresses later."""

from __future__ import annotations

import dataclasses
import enum
import math
import os
import pathlib
from typing import Any, Callable, Dict, List


def to_plain(value: Any, where: str = "output") -> Any:
    """Dicts, lists, texts, numbers, bools, null and `Path`; a `TypeError` naming the place for anything else."""
    if value is None or (isinstance(value, (bool, str)) and not isinstance(value, enum.Enum)):
        return value
    if isinstance(value, enum.Enum):
        return to_plain(value.value, where)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        if math.isnan(value) or math.isinf(value):
            raise TypeError(f"{where} is {value!r}, which JSON cannot carry")
        return float(value)
    if isinstance(value, pathlib.PurePath):
        return pathlib.Path(os.fspath(value)).absolute()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_plain(getattr(value, f.name), f"{where}.{f.name}") for f in dataclasses.fields(value)}
    if hasattr(value, "model_dump"):
        return to_plain(value.model_dump(), where)
    if isinstance(value, dict):
        plain: Dict[str, Any] = {}
        for key, item in value.items():
            if not isinstance(key, str):
                raise TypeError(f"{where} has the key {key!r}; keys must be strings")
            plain[key] = to_plain(item, f"{where}.{key}")
        return plain
    if isinstance(value, (list, tuple, set, frozenset)):
        items: List[Any] = [to_plain(item, f"{where}[{index}]") for index, item in enumerate(value)]
        return items
    hint = "; write them to a file and return its Path" if isinstance(value, (bytes, bytearray, memoryview)) else ""
    raise TypeError(f"{where} is a {type(value).__name__}, which JSON cannot carry{hint}")


def replace_paths(value: Any, publish: Callable[[pathlib.Path], str]) -> Any:
    """`value` with every `Path` replaced by the address that `publish` gives it."""
    if isinstance(value, pathlib.PurePath):
        return publish(pathlib.Path(value))
    if isinstance(value, dict):
        return {key: replace_paths(item, publish) for key, item in value.items()}
    if isinstance(value, list):
        return [replace_paths(item, publish) for item in value]
    return value
