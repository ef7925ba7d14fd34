"""Cursor lists: filters, search, sorting, pages (CursorListRequest)."""

from __future__ import annotations

import base64
import binascii
import fnmatch
import functools
import json
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence, Tuple

from starlette.requests import Request

from ..._core.values.json_guard import is_array, is_object
from .problem_documents import Problem

MAX_PAGE = 100
MAX_ALL = 10_000


def page(
    items: Sequence[Dict[str, Any]],
    query: Mapping[str, Any],
    *,
    default_limit: int = 10,
    search_fields: Sequence[str] = ("id",),
    normal: Optional[Callable[[str, Any], Any]] = None,
) -> Dict[str, Any]:
    """One page of `items`, newest first unless `sort` says otherwise.

    `normal(field, value)` brings a filter's value into the form that the items have, or raises a `Problem`.
    """
    chosen = [item for item in items if _matches(item, query, search_fields, normal)]
    chosen = _sorted(chosen, query.get("sort"))
    limit = query.get("limit")
    if limit is None or limit == 0:
        limit = default_limit
    if isinstance(limit, bool) or not isinstance(limit, int) or limit < -1:
        raise Problem(400, "invalid_request", f"limit must be a positive number, or -1 for all, got {limit!r}")
    fields: Any = query.get("fields") or []
    if not is_array(fields) or not all(isinstance(name, str) for name in fields):
        raise Problem(400, "invalid_request", "fields must be an array of names")
    if limit == -1:
        return _page(_projected(chosen[:MAX_ALL], fields), "", "")
    limit = min(limit, MAX_PAGE)
    start = _offset(query.get("cursor"))
    if query.get("direction") in ("backward", "prev"):
        start = max(0, start - limit) if query.get("cursor") else 0
    shown = chosen[start : start + limit]
    following = _cursor(start + limit) if start + limit < len(chosen) else ""
    before = _cursor(max(0, start - limit)) if start > 0 else ""
    return _page(_projected(shown, fields), following, before)


def _projected(items: Sequence[Dict[str, Any]], fields: Sequence[str]) -> List[Dict[str, Any]]:
    """Only these fields of each, and the id in any case."""
    if not fields:
        return list(items)
    return [{name: item[name] for name in item if name == "id" or name in fields} for item in items]


def from_query(request: Request) -> Dict[str, Any]:
    """The list parameters of a GET, where arrays and objects are JSON texts."""
    query: Dict[str, Any] = {}
    for name in ("cursor", "direction"):
        if name in request.query_params:
            query[name] = request.query_params[name]
    if "limit" in request.query_params:
        try:
            query["limit"] = int(request.query_params["limit"])
        except ValueError:
            raise Problem(400, "invalid_request", "limit must be a number") from None
    for name in ("filters", "sort", "search"):
        if name in request.query_params:
            try:
                query[name] = json.loads(request.query_params[name])
            except ValueError:
                raise Problem(400, "invalid_request", f"{name} must be JSON") from None
    return query


def _page(shown: List[Dict[str, Any]], following: str, before: str) -> Dict[str, Any]:
    return {
        "items": shown,
        "next_cursor": following,
        "prev_cursor": before,
        "has_next": bool(following),
        "has_previous": bool(before),
        "items_per_page": len(shown),
    }


def _cursor(offset: int) -> str:
    return base64.b64encode(f"offset:{offset}".encode()).decode()


def _offset(cursor: Any) -> int:
    if cursor is None or cursor == "":
        return 0
    try:
        text = base64.b64decode(cursor, validate=True).decode()
        if text.startswith("offset:") and text[7:].isdecimal():
            return int(text[7:])
    except (binascii.Error, ValueError, TypeError):
        pass  # falls through to the refusal
    raise Problem(400, "invalid_request", f"cursor {cursor!r} is not one that this list gave out")


def _matches(
    item: Dict[str, Any],
    query: Mapping[str, Any],
    search_fields: Sequence[str],
    normal: Optional[Callable[[str, Any], Any]],
) -> bool:
    filters: Any = query.get("filters") or []
    if not is_array(filters) or not all(is_object(entry) for entry in filters):
        raise Problem(400, "invalid_filter", "filters must be an array of {field, operator, value}")
    for entry in filters:
        if not _passes(item, entry, normal):
            return False
    search = query.get("search")
    term = search.get("term") if is_object(search) else None
    if not term:
        return True
    texts = [str(item.get(field) or "").lower() for field in search_fields]
    wanted = str(term).lower()
    if is_object(search) and search.get("exact"):
        return wanted in texts
    return any(wanted in text for text in texts)


def _passes(item: Dict[str, Any], entry: Dict[str, Any], normal: Optional[Callable[[str, Any], Any]]) -> bool:
    field, operator, value = entry.get("field"), entry.get("operator") or "eq", entry.get("value")
    if not isinstance(field, str) or field not in item:
        raise Problem(400, "invalid_filter", f"there is no field {field!r} to filter by")
    test = _OPERATORS.get(str(operator))
    if test is None:
        raise Problem(400, "invalid_filter", f"operator {operator!r} is not known; known are {', '.join(_OPERATORS)}")
    if normal is not None:
        value = [normal(field, part) for part in value] if is_array(value) else normal(field, value)
    try:
        return bool(test(item[field], value))
    except TypeError:
        return False


def _like(pattern: Any, text: Any, fold: bool) -> bool:
    glob = str(pattern).replace("[", "[[]").replace("*", "[*]").replace("?", "[?]").replace("%", "*").replace("_", "?")
    return fnmatch.fnmatchcase(str(text).lower(), glob.lower()) if fold else fnmatch.fnmatchcase(str(text), glob)


_OPERATORS: Dict[str, Callable[[Any, Any], Any]] = {
    "eq": lambda have, want: have == want,
    "neq": lambda have, want: have != want,
    "in": lambda have, want: have in want,
    "not_in": lambda have, want: have not in want,
    "gt": lambda have, want: have > want,
    "gte": lambda have, want: have >= want,
    "lt": lambda have, want: have < want,
    "lte": lambda have, want: have <= want,
    "like": lambda have, want: _like(want, have, False),
    "ilike": lambda have, want: _like(want, have, True),
    "contains": lambda have, want: want in have,
    "not_contains": lambda have, want: want not in have,
    "is_null": lambda have, want: have is None,
    "is_not_null": lambda have, want: have is not None,
    "is_empty": lambda have, want: have is None or have == "" or have == [],
    "is_not_empty": lambda have, want: not (have is None or have == "" or have == []),
}


def _sorted(items: List[Dict[str, Any]], sort: Any) -> List[Dict[str, Any]]:
    if not sort:
        return list(reversed(items))
    if not is_array(sort):
        raise Problem(400, "invalid_request", "sort must be an array of {field, dir}")
    result = list(items)
    for entry in reversed(sort):
        name = entry.get("field") if is_object(entry) else None
        if not isinstance(name, str) or (items and name not in items[0]):
            raise Problem(400, "invalid_request", f"there is no field {name!r} to sort by")
        down = str(entry.get("dir", "asc")).lower() == "desc"
        result.sort(key=functools.partial(_sort_key, name), reverse=down)
    return result


def _sort_key(name: str, item: Dict[str, Any]) -> Tuple[bool, Any]:
    return item[name] is not None, _comparable(item[name])


def _comparable(value: Any) -> Any:
    return value if isinstance(value, (int, float)) else str(value)
