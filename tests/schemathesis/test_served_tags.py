"""Requests made up from openapi.yaml by schemathesis, against the local platform: it must answer as it declares.

Bounded and repeatable: the same few requests for each operation every time, once with made-up ids and once with ids of
things that exist.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable, Dict, Iterator

import pytest

# A module of it, since this folder passes for a package of the same name.
pytest.importorskip("schemathesis.checks", reason="schemathesis is not installed here (requirements/dev.txt)")

import httpx
import schemathesis
import yaml
from hypothesis import HealthCheck, Phase, settings
from schemathesis import checks
from schemathesis.generation.meta import TestPhase

from inferencesh.local import LocalPlatform

TAGS = ["tasks", "files", "storage", "sessions", "apps", "store", "agents", "chats", "tools", "agent-runs"]

checks.load_all_checks()
# Whether odd requests are taken or refused is up to the platform; that it says so as declared is the contract.
CHECKS = [
    *checks.CHECKS.get_by_names(
        [
            "not_a_server_error",
            "status_code_conformance",
            "content_type_conformance",
            "response_headers_conformance",
            "response_schema_conformance",
        ]
    )
]


def document() -> Any:
    """openapi.yaml with its marks put into the words of JSON Schema, which schemathesis knows."""

    def spelled_out(value: Any) -> Any:
        if isinstance(value, list):
            return [spelled_out(item) for item in value]
        if not isinstance(value, dict):
            return value
        new = {key: spelled_out(item) for key, item in value.items()}
        if value.get("x-extensible-enum"):
            new.pop("enum", None)  # listed values may grow
        if value.get("x-names-accepted"):
            new["type"] = ["integer", "string"]
        return new

    text = (Path(__file__).resolve().parents[2] / "openapi.yaml").read_text(encoding="utf-8")
    return spelled_out(yaml.safe_load(text))


schema = schemathesis.openapi.from_dict(document()).include(tag=TAGS)
schema.config.phases.coverage.unexpected_methods = set()  # a route that does not exist declares no answer
seen: Dict[str, int] = {}


class Served:
    """A platform, and ids of things on it, made anew when they are asked for, since a request may delete them."""

    def __init__(self, platform: LocalPlatform) -> None:
        self.platform = platform
        # No SSE: schemathesis takes an event's data for text. The recording of exchanges judges it frame by frame.
        accept = "application/json, application/x-ndjson"
        self.headers = {"Authorization": f"Bearer {platform.api_key}", "Accept": accept}
        self.client = platform.client()
        app = self.client.apps.get("infsh/session-test")
        self._app = {"id": app["id"], "versionId": app["version_id"], "namespace": "infsh", "name": "session-test"}
        self._agents = 0

    def _task(self) -> str:
        return str(self.client.run("infsh/echo", input={"file": b"abc"})["id"])

    def _file(self) -> str:
        return str(self.client.upload_file(b"abc", filename="a.txt")["id"])

    def _session(self) -> str:
        return str(self.client.run("infsh/session-test", input={}, session="new")["session_id"])

    def _agent(self) -> str:
        self._agents += 1
        config = {"core_app": {"ref": "infsh/claude-sonnet-4"}}
        body = {"name": f"made-{self._agents}", "version": config}
        answer = httpx.post(f"{self.platform.base_url}/agents", json=body, headers=self.headers, trust_env=False)
        return str(answer.json()["data"]["id"])

    def real(self, path: str, parameters: Dict[str, Any]) -> Dict[str, Any]:
        """The path parameters of an operation, with those replaced that can name something real."""
        makers: Dict[str, Callable[[], str]] = {
            "/tasks/": self._task,
            "/usage/tasks/": self._task,
            "/files/": self._file,
            "/sessions/": self._session,
            "/agents/": self._agent,
        }
        if path.startswith("/apps/"):
            return {name: self._app.get(name, value) for name, value in parameters.items()}
        for start, make in makers.items():
            if path.startswith(start):
                return {name: make() for name in parameters}
        return parameters


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with LocalPlatform(heartbeat=0.05) as platform:
        served = Served(platform)
        yield served
        served.client.close()


covered: Dict[str, int] = {}


def left_out(case: Any) -> bool:
    """Of the thousands of ways to vary a deep body, an agent's config for one, the first hundred and every tenth go."""
    label = case.operation.label
    if case.meta is None or case.meta.phase.name != TestPhase.COVERAGE:
        return False
    covered[label] = covered.get(label, 0) + 1
    return covered[label] > 100 and covered[label] % 10 != 0


@schema.parametrize()
@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_answers_as_declared(case: Any, served: Served) -> None:
    if left_out(case):
        return
    options: Dict[str, Any] = {"base_url": served.platform.base_url, "headers": served.headers, "timeout": 20}
    case.call_and_validate(checks=CHECKS, **options)
    seen[case.operation.label] = seen.get(case.operation.label, 0) + 1
    if case.path_parameters:
        case.path_parameters = served.real(case.operation.path, dict(case.path_parameters))
        case.call_and_validate(checks=CHECKS, **options)


def test_every_operation_of_these_tags_was_asked() -> None:
    wanted = {operation.ok().label for operation in schema.get_all_operations()}
    assert len(wanted) > 25
    if seen:  # nothing when this test is run alone
        assert set(seen) == wanted
        assert sum(seen.values()) > 3 * len(wanted)
