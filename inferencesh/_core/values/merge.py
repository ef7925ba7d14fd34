"""Partial updates and token deltas: how they come together. Source: docs/platform-notes.md, "How deltas merge"."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Optional, Tuple, cast

from .growing_text import GrowingText

MOST_MEMBERS = 500
"""Members of an object, or items of a list, that many frames may build up together.

Each state is a copy of the one before, so that without a limit the time would grow with the square of their number.
"""


def merge_partial(known: Mapping[str, Any], data: Mapping[str, Any]) -> Dict[str, Any]:
    """What is known, with the top-level members of `data` put over it. Neither argument is changed."""
    merged = {**known, **data}
    if len(merged) > MOST_MEMBERS and known:
        return {**known, **{key: value for key, value in data.items() if key in known}}
    return merged


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

    def read(self) -> str:
        text = self.growing.read()
        return text if self.length == len(text) else text[: self.length]

    def end(self) -> GrowingText:
        """Where to append what follows: here, or to a copy if others have gone on from here already."""
        if self.length == self.growing.length:
            return self.growing
        copy = GrowingText()
        copy.append(self.read())
        return copy


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


class _TooMany(Exception):
    """A delta brings more members or items than are kept."""


class _Batch:
    """Deltas that were not merged yet, and the state before them."""

    __slots__ = ("base", "deltas", "whole")

    def __init__(self, base: Optional[_Object], whole: bool = True) -> None:
        self.base = base
        self.deltas: List[Dict[str, Any]] = []
        self.whole = whole  # whether no delta was left out, as far as they were merged

    def state(self, count: int) -> Optional[_Object]:
        """The state after the first `count` of them."""
        if not count:
            return self.base
        members = dict(self.base.members) if self.base is not None else {}
        for delta in self.deltas[:count]:
            try:
                _put(members, delta, STRATEGIES)
            except _TooMany:
                self.whole = False
        return _Object(members)


Snapshot = Tuple[_Batch, int]
# Merging many deltas at once costs less than merging each, and most snapshots are never read.
_BATCH = 64


def _join(old: Any, new: Any, strategy: Any) -> Any:
    """The state of a nested field after `new`."""
    if type(strategy) is _Nested and type(new) is dict:
        return _merge(old if type(old) is _Object else None, cast("Dict[str, Any]", new), strategy.fields)
    if type(strategy) is _Indexed and type(new) is list:
        return _merge_items(old, cast("List[object]", new), strategy.fields)
    return new


def _merge(old: Optional[_Object], delta: Dict[str, Any], strategies: Dict[str, Any]) -> _Object:
    """The state after `delta`. States are never changed in place; but texts grow on behind their lengths."""
    members = dict(old.members) if old is not None else {}
    _put(members, delta, strategies)
    return _Object(members)


def _put(members: Dict[str, Any], delta: Dict[str, Any], strategies: Dict[str, Any]) -> None:
    """Put a delta into the members of a state that is being made."""
    if len(members) + len(delta) > MOST_MEMBERS and members and len(members.keys() | delta.keys()) > MOST_MEMBERS:
        raise _TooMany
    for key, value in delta.items():
        if value is None:
            continue
        strategy = strategies.get(key)
        if strategy is None:
            members[key] = value
        elif strategy == _CONCAT and value.__class__ is str:
            # What nearly every delta is: text that goes on. Not by way of `_join`, since this happens for each of many.
            if value:
                text: Any = members.get(key)
                growing = text.end() if text.__class__ is _Text else GrowingText()
                growing.append(value)
                members[key] = _Text(growing)
        elif value != "":  # an empty default of a field with a strategy says nothing
            members[key] = _join(members.get(key), value, strategy)


def _merge_items(old: Any, items: List[object], fields: Dict[str, Any]) -> Any:
    by_index = dict(old.by_index) if type(old) is _Items else {}
    for item in items:
        if type(item) is not dict:
            return items  # not a list of the kind that the strategy is for
        members = cast("Dict[str, Any]", item)
        index = members.get("index", 0)
        if type(index) is not int:
            index = 0
        if len(by_index) >= MOST_MEMBERS and index not in by_index:
            raise _TooMany
        by_index[index] = _merge(by_index.get(index), members, fields)
    return _Items(by_index)


def _value(state: Any) -> Any:
    if isinstance(state, _Text):
        return state.read()
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
        self._batch = _Batch(None)

    def add(self, delta: Mapping[str, Any]) -> None:
        """Take the next delta. What is not an object is ignored."""
        if isinstance(delta, dict):
            batch = self._batch
            batch.deltas.append(delta)
            if len(batch.deltas) == _BATCH:
                state = batch.state(_BATCH)
                self._batch = _Batch(state, batch.whole)

    @property
    def value(self) -> Dict[str, Any]:
        """All deltas so far, joined; a new dict at each reading."""
        return self.read(self.snapshot())

    @property
    def empty(self) -> bool:
        """Whether no delta has come yet."""
        return self._batch.base is None and not self._batch.deltas

    @property
    def is_whole(self) -> bool:
        """Whether `value`, as it was read last, holds all that the deltas brought: objects have a limit."""
        return self._batch.whole

    def snapshot(self) -> Snapshot:
        """The state as it is now, for `read` at any later time. Costs next to nothing."""
        return self._batch, len(self._batch.deltas)

    @staticmethod
    def read(snapshot: Snapshot) -> Dict[str, Any]:
        """What the deltas came to when the snapshot was taken."""
        batch, count = snapshot
        state = batch.state(count)
        return {} if state is None else cast("Dict[str, Any]", _value(state))
