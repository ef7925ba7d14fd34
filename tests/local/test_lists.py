"""Lists of tasks, apps and files: pages, filters, search, sorting; reading apps."""

from __future__ import annotations

import json
from typing import Any, Dict, List

import pytest

from inferencesh.local import app


@app("acme/number", category="other", description="Counts things.")
def number(n: int) -> Dict[str, Any]:
    if n < 0:
        raise ValueError("negative")
    return {"n": n}


@app("acme/word")
def word(**anything: Any) -> Dict[str, Any]:
    """Says a word."""
    return {}


@pytest.fixture(name="caller")
def _caller(platforms: Any) -> Any:
    caller = platforms.caller(number, word)
    for n in (-1, 0, 1, 2, 3):
        caller.run("acme/number", {"n": n})
    caller.run("acme/word", {})
    return caller


def ids(page: Dict[str, Any]) -> List[str]:
    return [item["id"] for item in page["items"]]


def test_pages_follow_each_other(caller: Any) -> None:
    everything = caller.post("/tasks/list", {"limit": -1})
    assert len(everything["items"]) == 6
    assert (everything["has_next"], everything["has_previous"], everything["next_cursor"]) == (False, False, "")
    seen: List[str] = []
    cursor = ""
    while True:
        page = caller.post("/tasks/list", {"limit": 4, "cursor": cursor})
        seen += ids(page)
        assert page["items_per_page"] == len(page["items"])
        if not page["has_next"]:
            break
        cursor = page["next_cursor"]
    assert seen == ids(everything)
    assert page["has_previous"]
    assert ids(caller.post("/tasks/list", {"limit": 4, "cursor": page["prev_cursor"]})) == seen[:4]
    assert ids(caller.get("/tasks", params={"limit": 4, "cursor": cursor})) == seen[4:]


def test_some_fields_alone(caller: Any) -> None:
    page = caller.post("/tasks/list", {"limit": 2, "fields": ["input", "no_such_field"]})
    assert [sorted(item) for item in page["items"]] == [["id", "input"]] * 2
    everything = caller.post("/tasks/list", {"limit": -1, "fields": ["status"]})
    assert [sorted(item) for item in everything["items"]] == [["id", "status"]] * 6
    assert len(caller.post("/tasks/list", {"fields": []})["items"][0]) > 20
    for fields in ("input", [1]):
        assert caller.http.post("/tasks/list", json={"fields": fields}).status_code == 400


@pytest.mark.parametrize(
    ("entry", "count"),
    [
        ({"field": "status", "operator": "eq", "value": 10}, 5),
        ({"field": "status", "operator": "eq", "value": "completed"}, 5),
        ({"field": "status", "operator": "in", "value": ["failed", 12]}, 1),
        ({"field": "status", "operator": "not_in", "value": ["failed"]}, 5),
        ({"field": "status", "operator": "gt", "value": 10}, 1),
        ({"field": "error", "operator": "is_null"}, 5),
        ({"field": "error", "operator": "contains", "value": "negative"}, 1),
        ({"field": "error", "operator": "ilike", "value": "%NEGATIVE%"}, 1),
        ({"field": "error", "operator": "like", "value": "%NEGATIVE%"}, 0),
        ({"field": "session_id", "operator": "is_not_empty"}, 0),
        ({"field": "created_at", "operator": "lt", "value": "2001-01-01T00:00:00Z"}, 0),
        ({"field": "function", "operator": "neq", "value": "run"}, 0),
    ],
)
def test_filters(caller: Any, entry: Dict[str, Any], count: int) -> None:
    assert len(caller.post("/tasks/list", {"filters": [entry]})["items"]) == count


def test_filtering_by_app(caller: Any) -> None:
    app_id = caller.get("/apps/acme/word")["id"]
    entry = {"field": "app_id", "operator": "eq", "value": app_id}
    assert [item["app_id"] for item in caller.post("/tasks/list", {"filters": [entry]})["items"]] == [app_id]
    assert len(caller.get("/tasks", params={"filters": json.dumps([entry])})["items"]) == 1


@pytest.mark.parametrize(
    "query",
    [
        {"filters": [{"field": "nope", "operator": "eq", "value": 1}]},
        {"filters": [{"field": "status", "operator": "nope", "value": 1}]},
        {"filters": [{"field": "status", "operator": "eq", "value": "nope"}]},
        {"filters": "status"},
        {"cursor": "nope"},
        {"limit": "many"},
        {"limit": -2},
        {"sort": [{"field": "nope", "dir": "asc"}]},
    ],
)
def test_lists_that_cannot_be(caller: Any, query: Dict[str, Any]) -> None:
    assert caller.http.post("/tasks/list", json=query).status_code == 400


def test_sorting(caller: Any) -> None:
    up = caller.post("/tasks/list", {"sort": [{"field": "created_at", "dir": "asc"}]})
    down = caller.post("/tasks/list", {"sort": [{"field": "created_at", "dir": "desc"}]})
    assert ids(up) == list(reversed(ids(down)))
    assert ids(down) == ids(caller.post("/tasks/list"))


def test_featured_and_visible_tasks(caller: Any) -> None:
    task = caller.post("/tasks/list")["items"][0]
    assert caller.get("/tasks/featured")["items"] == []
    assert caller.post(f"/tasks/{task['id']}/featured", {"is_featured": True})["is_featured"] is True
    assert ids(caller.get("/tasks/featured")) == [task["id"]]
    assert caller.post(f"/tasks/{task['id']}/visibility", {"visibility": "public"})["visibility"] == "public"
    assert caller.http.post(f"/tasks/{task['id']}/visibility", json={"visibility": "all"}).status_code == 422
    assert caller.http.post(f"/tasks/{task['id']}/featured", json={"is_featured": 1}).status_code == 422


def test_short_ids_are_ids(caller: Any) -> None:
    task = caller.post("/tasks/list")["items"][0]
    assert caller.get(f"/tasks/{task['short_id']}")["id"] == task["id"]


def test_reading_apps(caller: Any) -> None:
    found = caller.get("/apps/acme/number")
    assert (found["namespace"], found["name"], found["description"]) == ("acme", "number", "Counts things.")
    assert found["version"]["functions"]["run"]["input_schema"]["properties"] == {"n": {"type": "integer"}}
    assert caller.get(f"/apps/{found['id']}")["id"] == found["id"]
    assert caller.get(f"/apps/{found['id']}/versions/{found['version_id']}")["id"] == found["version_id"]
    assert caller.get(f"/apps/acme/number@{found['version']['short_id']}")["id"] == found["id"]
    for path in ("/apps/acme/numbr", "/apps/nope", f"/apps/{found['id']}/versions/nope", "/apps/acme/number@nope"):
        assert caller.http.get(path).status_code == 404, path
    assert "did you mean acme/number" in caller.http.get("/apps/acme/numbr").json()["detail"]


def test_listing_and_searching_apps(caller: Any) -> None:
    assert [a["name"] for a in caller.post("/apps/list", {})["items"]] == ["word", "number"]
    assert [a["name"] for a in caller.post("/apps/list", {"search": {"term": "count"}})["items"]] == ["number"]
    assert [a["name"] for a in caller.post("/apps/list", {"search": {"term": "WORD", "exact": True}})["items"]] == [
        "word"
    ]
    found = caller.http.post("/store/apps/list", json={"search": {"term": "says"}}, headers={"Authorization": ""})
    assert [a["name"] for a in found.json()["data"]["items"]] == ["word"]
