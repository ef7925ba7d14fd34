"""A page of a list."""

# Arguments are checked at run time for callers without a type checker, who may pass anything.
# pyright: reportUnnecessaryIsInstance=false

from __future__ import annotations

from typing import Any, Dict, Iterator, List, Mapping, Optional, Sequence, Type, TypeVar, cast

from .._core.errors.classes import InvalidInputError
from .base import Result
from .fields import PageFields, T

Entry = TypeVar("Entry", bound=Result)


class Page(PageFields[T]):
    """A page of a list: `page["items"]`, or `page.items_`, since `items` is a method of every dict.

    `next_cursor` leads to the next page when `has_next`. Source: docs/platform-notes.md, "Lists".
    """

    @staticmethod
    def of(data: Any, item: Type[Entry]) -> Page[Entry]:
        """A page from an answer, its entries as `item`."""
        values: Dict[str, Any] = {"items": data}
        if isinstance(data, Mapping):
            values = dict(cast("Mapping[str, Any]", data))
        listed: List[Any] = values.get("items") or []
        entries = [item(entry) for entry in listed]
        # The entries decide what they keep of the wire: a file drops its signed address.
        return Page[Entry]({**values, "items": entries}, raw={**values, "items": [entry.raw for entry in entries]})

    def entries(self) -> Iterator[T]:
        """The entries of this page, one after another."""
        return iter(self.items_)


def list_request(
    limit: Optional[int],
    cursor: Optional[str],
    filters: Optional[Sequence[Mapping[str, Any]]],
    sort: Optional[Sequence[Mapping[str, str]]],
    search: Optional[str],
) -> Dict[str, Any]:
    """The body of a `POST .../list`, without what was not asked for."""
    if limit is not None and (isinstance(limit, bool) or not isinstance(limit, int) or limit == 0 or limit < -1):
        raise InvalidInputError(f"limit must be a positive integer, or -1 for all, not {limit!r}")
    for name, text in (("cursor", cursor), ("search", search)):
        if text is not None and not isinstance(text, str):
            raise InvalidInputError(f"{name} must be a string, not a {type(text).__name__}")
    for entry in filters or ():
        if not isinstance(entry, Mapping) or not {"field", "operator"} <= entry.keys():
            raise InvalidInputError(
                "filters are dicts such as {'field': 'status', 'operator': 'eq', 'value': 'running'}"
            )
    for order in sort or ():
        if not isinstance(order, Mapping) or "field" not in order:
            raise InvalidInputError("sort is a list of dicts such as {'field': 'created_at', 'dir': 'desc'}")
    asked: Dict[str, Any] = {}
    if limit is not None:
        asked["limit"] = limit
    if cursor:
        asked["cursor"] = cursor
    if filters:
        asked["filters"] = [dict(entry) for entry in filters]
    if sort:
        asked["sort"] = [dict(entry) for entry in sort]
    if search:
        asked["search"] = {"term": search}
    return asked
