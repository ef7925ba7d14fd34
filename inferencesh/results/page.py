"""A page of a list."""

# Arguments are checked at run time for callers without a type checker, who may pass anything.
# pyright: reportUnnecessaryIsInstance=false

from __future__ import annotations

from typing import Any, Dict, Iterator, List, Mapping, Optional, Sequence, Set, Type, TypeVar, cast

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
    _check_list_arguments(limit, cursor, filters, sort, search)
    asked: Dict[str, Any] = {
        "limit": limit,
        "cursor": cursor,
        "filters": [dict(entry) for entry in filters or ()],
        "sort": [dict(entry) for entry in sort or ()],
        "search": {"term": search} if search else None,
    }
    return {name: value for name, value in asked.items() if value}


def _check_list_arguments(limit: Any, cursor: Any, filters: Any, sort: Any, search: Any) -> None:
    if limit is not None and (isinstance(limit, bool) or not isinstance(limit, int) or limit == 0 or limit < -1):
        raise InvalidInputError(f"limit must be a positive integer, or -1 for all, not {limit!r}")
    for name, text in (("cursor", cursor), ("search", search)):
        if text is not None and not isinstance(text, str):
            raise InvalidInputError(f"{name} must be a string, not a {type(text).__name__}")
    for entry in filters or ():
        if not _has_keys(entry, {"field", "operator"}):
            raise InvalidInputError(
                "filters are dicts such as {'field': 'status', 'operator': 'eq', 'value': 'running'}"
            )
    for order in sort or ():
        if not _has_keys(order, {"field"}):
            raise InvalidInputError("sort is a list of dicts such as {'field': 'created_at', 'dir': 'desc'}")


def _has_keys(entry: object, keys: Set[str]) -> bool:
    return isinstance(entry, Mapping) and keys <= cast("Mapping[str, Any]", entry).keys()
