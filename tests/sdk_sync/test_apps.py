# Made from tests/sdk_async/test_apps.py by scripts/unasync.py. Do not edit.
"""Reading apps."""

from __future__ import annotations

import pytest
from support.script import Script

from inferencesh import App, AppVersion, Inference, InvalidInputError, NotFoundError

pytestmark = pytest.mark.anyio


def test_get_by_reference_and_by_id(client: Inference) -> None:
    app = client.apps.get("infsh/echo")
    assert isinstance(app, App)
    assert (app["namespace"], app["name"]) == ("infsh", "echo")
    assert (client.apps.get(app["id"]))["id"] == app["id"]
    version = client.apps.version(app["id"], app["version_id"])
    pinned = client.apps.get(f"infsh/echo@{version['short_id']}")
    assert pinned["id"] == app["id"]
    assert (client.apps.get("infsh/echo@latest"))["id"] == app["id"]


def test_no_such_app(client: Inference) -> None:
    with pytest.raises(NotFoundError):
        client.apps.get("infsh/no-such-app")
    with pytest.raises(InvalidInputError):
        client.apps.get("agent/infsh/helper")


def test_versions(client: Inference) -> None:
    app = client.apps.get("infsh/session-test")
    page = client.apps.versions(app["id"])
    (version,) = page.items_
    assert isinstance(version, AppVersion)
    found = client.apps.version(app["id"], version["id"])
    assert found["id"] == version["id"]
    assert "increment" in found["functions"]


def test_lists_and_the_store(client: Inference, script: Script) -> None:
    page = client.apps.list(limit=3)
    assert len(page.items_) == 3
    assert page.has_next
    names = [app["name"] for app in page.entries()]
    page = client.apps.list(limit=3, cursor=page.next_cursor)
    assert not set(names) & {app["name"] for app in page.entries()}
    found = client.apps.store("flux")
    assert [app["name"] for app in found.items_] == ["flux-schnell"]
    assert script.log.count("POST /store/apps/list") == 1
