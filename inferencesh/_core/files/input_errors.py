"""Words for what an input may not contain: where it stands and how to mend it."""

from __future__ import annotations

from typing import Any, Iterable, List, Optional, Type, Union, cast

from ..errors.classes import InvalidInputError

# By the name of the class, so that nothing has to be imported to recognise it. Base classes count.
_FIXES = {
    "set": "make it a list: list(...)",
    "frozenset": "make it a list: list(...)",
    "dict_keys": "make it a list: list(...)",
    "dict_values": "make it a list: list(...)",
    "range": "make it a list: list(...)",
    "deque": "make it a list: list(...)",
    "array": "call .tolist() on it",
    "generator": "make it a list: list(...)",
    "map": "make it a list: list(...)",
    "datetime": "call .isoformat() on it",
    "date": "call .isoformat() on it",
    "time": "call .isoformat() on it",
    "timedelta": "call .total_seconds() on it",
    "Decimal": "make it a number or a text: float(...) or str(...)",
    "Fraction": "make it a number: float(...)",
    "UUID": "make it a text: str(...)",
    "Enum": "take its .value",
    "ndarray": "call .tolist() on it, or upload it as a file",
    "generic": "call .item() on it",
    "Tensor": "call .tolist() on it, or upload it as a file",
    "DataFrame": "call .to_dict('records') on it",
    "Image": "save it to a file or a BytesIO and give that",
    "BaseModel": "call .model_dump(mode='json') on it",
    "ellipsis": "put a value in its place",
    "coroutine": "await it first",
    "function": "call it first",
    "type": "give a value of that type",
    "mappingproxy": "make it a dict: dict(...)",
    "Mapping": "make it a dict: dict(...)",
}


def place(root: str, keys: Iterable[Union[str, int]]) -> str:
    """`input.images[3]` for the keys that lead somewhere."""
    parts: List[str] = [root]
    for key in keys:
        if isinstance(key, int):
            parts.append(f"[{key}]")
        elif key.isidentifier() and len(key) <= 60:
            parts.append(f".{key}")
        else:
            parts.append(f"[{shown_name(key)}]")
    return "".join(parts)


def shown_name(value: Any, longest: int = 80) -> str:
    """A `repr` of at most `longest` characters, cut in the middle."""
    text = repr(value)
    return text if len(text) <= longest else f"{text[: longest - 20]}...{text[-10:]}"


def shown_path(name: str) -> str:
    """The path of a file, as it is looked up: whole, unless it is absurdly long."""
    return shown_name(name, 500)


def usual_fix(value: Any) -> Optional[str]:
    """What to do with a value that JSON cannot carry, by its class, if there is a usual way."""
    return next((_FIXES[base.__name__] for base in type(value).__mro__ if base.__name__ in _FIXES), None)


def not_json(where: str, value: Any) -> InvalidInputError:
    """The error for a value that JSON cannot carry, with the fix if there is a usual one."""
    if isinstance(value, float):
        return InvalidInputError(f"{where} is {value!r}, which JSON cannot carry: leave it out, or give None")
    kind = cast("Type[object]", type(value))
    fix = usual_fix(value)
    if fix is None:
        if hasattr(kind, "__dataclass_fields__"):
            fix = "call dataclasses.asdict(...) on it"
        elif hasattr(kind, "__attrs_attrs__"):
            fix = "call attrs.asdict(...) on it"
        elif hasattr(kind, "keys") and hasattr(kind, "__getitem__"):
            fix = "make it a dict: dict(...)"
        elif hasattr(kind, "__iter__"):
            fix = "make it a list: list(...)"
        else:
            fix = "give text, numbers, booleans, None, lists, dicts, or a file (a Path, bytes, an open one)"
    return InvalidInputError(f"{where} is a {kind.__name__}, which JSON cannot carry: {fix}")
