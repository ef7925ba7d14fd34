"""Partial updates and token deltas: how they come together. Source: behaviour.md 2.2 and 2.4."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Optional, Tuple, Union, cast

from .growing_text import GrowingText


def merge_partial(known: Mapping[str, Any], data: Mapping[str, Any]) -> Dict[str, Any]:
    """What is known, with the top-level members of `data` put over it. Neither argument is changed."""
    return {**known, **data}


# How a field of a delta joins what came before.
_CONCAT = "concat"
_REPLACE = "replace"


class _Nested:
    """An object whose fields have strategies of their own."""

    __slots__ = ("fields",)

    def __init__(self, fields: Dict[str, Any]) -> None:
        self.fields = fields


class _Indexed(_Nested):
    """A list whose items are found by their `index`, each an object with these strategies."""

    __slots__ = ()


_TOOL_CALLS = _Indexed(
    {"id": _REPLACE, "type": _REPLACE, "function": _Nested({"name": _REPLACE, "arguments": _CONCAT})},
)
# The fields of an LLM app's delta, and those of a `chat.completion.chunk`: one table, since their names do not meet.
STRATEGIES: Dict[str, Any] = {
    "response": _CONCAT,
    "reasoning": _CONCAT,
    "tool_calls": _TOOL_CALLS,
    "choices": _Indexed(
        {
            "delta": _Nested(
                {
                    "role": _REPLACE,
                    "content": _CONCAT,
                    "reasoning": _CONCAT,
                    "refusal": _CONCAT,
                    "tool_calls": _TOOL_CALLS,
                }
            ),
            "finish_reason": _REPLACE,
        }
    ),
}


class _Text:
    """The first `length` characters of a text that grows on: what it was when this was made."""

    __slots__ = ("growing", "length")

    def __init__(self, growing: GrowingText) -> None:
        self.growing = growing
        self.length = growing.length


class _Items:
    """The items of an indexed list, by their index. Not changed once made."""

    __slots__ = ("by_index",)

    def __init__(self, by_index: Dict[int, Any]) -> None:
        self.by_index = by_index


class _Object:
    """A nested object. Not changed once made."""

    __slots__ = ("members",)

    def __init__(self, members: Dict[str, Any]) -> None:
        self.members = members


Snapshot = Union[_Object, None]


def _join(old: Any, new: Any, strategy: Any) -> Any:
    """The state after `new`. States are never changed in place; but texts grow on behind their lengths."""
    if strategy == _CONCAT and type(new) is str:
        growing = old.growing if type(old) is _Text and old.length == old.growing.length else GrowingText()
        growing.append(new)
        return _Text(growing)
    if type(strategy) is _Nested and type(new) is dict:
        return _merge(old if type(old) is _Object else None, cast("Dict[str, Any]", new), strategy.fields)
    if type(strategy) is _Indexed and type(new) is list:
        return _merge_items(old, cast("List[object]", new), strategy.fields)
    return new


def _merge(old: Optional[_Object], delta: Dict[str, Any], strategies: Dict[str, Any]) -> _Object:
    members = dict(old.members) if old is not None else {}
    for key, value in delta.items():
        if value is None:
            continue
        strategy = strategies.get(key)
        if strategy is None:
            members[key] = value
        elif value != "":  # an empty default of a field with a strategy says nothing
            members[key] = _join(members.get(key), value, strategy)
    return _Object(members)


def _merge_items(old: Any, items: List[object], fields: Dict[str, Any]) -> Any:
    by_index = dict(old.by_index) if type(old) is _Items else {}
    for item in items:
        if type(item) is not dict:
            return items  # not a list of the kind that the strategy is for
        members = cast("Dict[str, Any]", item)
        index = members.get("index", 0)
        if type(index) is not int:
            index = 0
        by_index[index] = _merge(by_index.get(index), members, fields)
    return _Items(by_index)


def _value(state: Any) -> Any:
    if isinstance(state, _Text):
        text = state.growing.read()
        return text if state.length == len(text) else text[: state.length]
    if isinstance(state, _Object):
        return {key: _value(member) for key, member in state.members.items()}
    if isinstance(state, _Items):
        return [_value(item) for _, item in sorted(state.by_index.items(), key=_first)]
    return state


def _first(pair: Tuple[int, Any]) -> int:
    return pair[0]


class DeltaAccumulator:
    """Joins the deltas of a task, and remembers cheaply what they came to at any moment.

    LLM fields and OpenAI chunks join by their own rules; any other field is replaced. None never overwrites, and
    nothing raises: a value of an unexpected kind replaces what was there. Texts are joined only when read.
    """

    def __init__(self) -> None:
        self._state: Optional[_Object] = None

    def add(self, delta: Mapping[str, Any]) -> None:
        """Take the next delta. What is not an object is ignored."""
        if isinstance(delta, dict):
            self._state = _merge(self._state, delta, STRATEGIES)

    @property
    def value(self) -> Dict[str, Any]:
        """All deltas so far, joined; a new dict at each reading."""
        return self.read(self._state)

    @property
    def empty(self) -> bool:
        """Whether no delta has come yet."""
        return self._state is None

    def snapshot(self) -> Snapshot:
        """The state as it is now, for `read` at any later time. Costs nothing."""
        return self._state

    @staticmethod
    def read(snapshot: Snapshot) -> Dict[str, Any]:
        """What the deltas came to when the snapshot was taken."""
        return {} if snapshot is None else cast("Dict[str, Any]", _value(snapshot))
