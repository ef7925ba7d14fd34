"""What an app returned as JSON values, with `Path` as the one exception: those become addresses later."""

from __future__ import annotations

import dataclasses
import enum
import math
import os
import pathlib
from typing import Any, Callable, Dict, Iterable, List, Tuple

from ..._core.values.json_guard import is_array, is_object


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
    model_dump: Any = getattr(value, "model_dump", None)
    if callable(model_dump) and not isinstance(value, type):
        return to_plain(model_dump(), where)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_plain(getattr(value, f.name), f"{where}.{f.name}") for f in dataclasses.fields(value)}
    if isinstance(value, dict):
        plain: Dict[str, Any] = {}
        for key, item in _entries(value):
            if not isinstance(key, str):
                raise TypeError(f"{where} has the key {key!r}; keys must be strings")
            plain[key] = to_plain(item, f"{where}.{key}")
        return plain
    if isinstance(value, (list, tuple, set, frozenset)):
        return [to_plain(item, f"{where}[{index}]") for index, item in _numbered(value)]
    hint = "; write them to a file and return its Path" if isinstance(value, (bytes, bytearray, memoryview)) else ""
    raise TypeError(f"{where} is a {_kind(value)}, which JSON cannot carry{hint}")


def _entries(value: Any) -> Iterable[Tuple[Any, Any]]:
    return list(value.items())


def _numbered(value: Any) -> Iterable[Tuple[int, Any]]:
    members: List[Any] = list(value)
    return enumerate(members)


def _kind(value: Any) -> str:
    return type(value).__name__


def replace_paths(value: Any, publish: Callable[[pathlib.Path], str]) -> Any:
    """`value` with every `Path` replaced by the address that `publish` gives it."""
    if isinstance(value, pathlib.PurePath):
        return publish(pathlib.Path(value))
    if is_object(value):
        return {key: replace_paths(item, publish) for key, item in value.items()}
    if is_array(value):
        return [replace_paths(item, publish) for item in value]
    return value
