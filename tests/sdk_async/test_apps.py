"""Reading apps."""

from __future__ import annotations

import pytest
from support.script import Script

from inferencesh import App, AppVersion, AsyncInference, InvalidInputError, NotFoundError

pytestmark = pytest.mark.anyio


async def test_get_by_reference_and_by_id(client: AsyncInference) -> None:
    app = await client.apps.get("infsh/echo")
    assert isinstance(app, App)
    assert (app["namespace"], app["name"]) == ("infsh", "echo")
    assert (await client.apps.get(app["id"]))["id"] == app["id"]
    version = await client.apps.version(app["id"], app["version_id"])
    pinned = await client.apps.get(f"infsh/echo@{version['short_id']}")
    assert pinned["id"] == app["id"]
    assert (await client.apps.get("infsh/echo@latest"))["id"] == app["id"]


async def test_no_such_app(client: AsyncInference) -> None:
    with pytest.raises(NotFoundError):
        await client.apps.get("infsh/no-such-app")
    with pytest.raises(InvalidInputError):
        await client.apps.get("agent/infsh/helper")


async def test_versions(client: AsyncInference) -> None:
    app = await client.apps.get("infsh/session-test")
    page = await client.apps.versions(app["id"])
    (version,) = page.items_
    assert isinstance(version, AppVersion)
    found = await client.apps.version(app["id"], version["id"])
    assert found["id"] == version["id"]
    assert "increment" in found["functions"]


async def test_lists_and_the_store(client: AsyncInference, script: Script) -> None:
    page = await client.apps.list(limit=3)
    assert len(page.items_) == 3
    assert page.has_next
    names = [app["name"] for app in page.entries()]
    page = await client.apps.list(limit=3, cursor=page.next_cursor)
    assert not set(names) & {app["name"] for app in page.entries()}
    found = await client.apps.store("flux")
    assert [app["name"] for app in found.items_] == ["flux-schnell"]
    assert script.log.count("POST /store/apps/list") == 1
