"""Platforms for each test, and nothing of them left at its end. (The contract is checked by tests/conftest.py.)"""

from __future__ import annotations

import json
import time
from typing import Any, Callable, Dict, Iterator, List, Optional

import httpx
import pytest
from support.serving import servers
from support.threads import no_thread_left

pytest.importorskip("starlette", reason='the local platform needs the extra "local"')
pytest.importorskip("uvicorn", reason='the local platform needs the extra "local"')

from inferencesh.local import LocalPlatform

KEY = "inf_test_key"
PATIENCE = 20.0


class Caller:
    """Speaks plain HTTP with a platform."""

    def __init__(self, platform: LocalPlatform, key: str = KEY) -> None:
        self.platform = platform
        self.http = httpx.Client(
            base_url=platform.base_url,
            headers={"Authorization": f"Bearer {key}"},
            timeout=PATIENCE,
            trust_env=False,
            verify=False,
        )

    def get(self, path: str, **options: Any) -> Any:
        return data(self.http.get(path, **options))

    def post(self, path: str, body: Any = None, **options: Any) -> Any:
        return data(self.http.post(path, json=body, **options))

    def submit(self, app: str, input: Any = None, **more: Any) -> Dict[str, Any]:
        return self.post("/apps/run", {"app": app, "input": input, **more})

    def run(self, app: str, input: Any = None, **more: Any) -> Dict[str, Any]:
        """Submit, wait for the end, and give the whole task."""
        task = self.submit(app, input, **more)
        self.frames(task["id"])
        return self.get(f"/tasks/{task['id']}")

    def refused(self, app: Optional[str], input: Any = None, **more: Any) -> httpx.Response:
        response = self.http.post("/apps/run", json={"app": app, "input": input, **more})
        assert response.status_code >= 400, response.text
        assert response.headers["content-type"] == "application/problem+json"
        return response

    def frames(self, task_id: str, accept: str = "application/x-ndjson") -> List[Dict[str, Any]]:
        response = self.http.get(f"/tasks/{task_id}/stream", headers={"Accept": accept})
        assert response.status_code == 200, response.text
        return [json.loads(line) for line in response.content.split(b"\n") if line]

    def until(self, task_id: str, reached: Callable[[Dict[str, Any]], Any]) -> Dict[str, Any]:
        """Ask for the task until something is true of it."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            task = self.get(f"/tasks/{task_id}")
            if reached(task):
                return task
            time.sleep(0.01)
        raise AssertionError(f"the task did not get there: {task}")


def data(response: httpx.Response) -> Any:
    assert response.status_code == 200, f"{response.status_code} {response.text}"
    body = response.json()
    assert body["success"] is True
    assert body["messages"] == []
    return body["data"]


def texts(task: Dict[str, Any], log_type: int = 1) -> str:
    return "".join(log["content"] for log in task["logs"] if log["log_type"] == log_type)


class Platforms:
    def __init__(self) -> None:
        self._open: List[LocalPlatform] = []
        self._callers: List[Caller] = []

    def __call__(self, *apps: Any, start: bool = True, **options: Any) -> LocalPlatform:
        options.setdefault("stand_ins", False)
        platform = LocalPlatform(apps=list(apps), **options)
        if start:
            platform.start()
        self._open.append(platform)
        return platform

    def caller(self, *apps: Any, **options: Any) -> Caller:
        platform = self(*apps, **options)
        caller = Caller(platform, options.get("api_key") or KEY)
        self._callers.append(caller)
        return caller

    def close(self) -> None:
        for caller in self._callers:
            caller.http.close()
        for platform in self._open:
            platform.stop()


@pytest.fixture(name="platforms")
def _platforms() -> Iterator[Platforms]:
    with no_thread_left():
        platforms = Platforms()
        try:
            yield platforms
        finally:
            platforms.close()


@pytest.fixture(name="serving")
def _serving() -> Iterator[Callable[..., Any]]:
    with servers() as serve:
        yield serve
