"""Every operation of the contract is answered as the contract says: served, or a 501 problem."""

from __future__ import annotations

import json
import re
from typing import Any, List, Tuple

import pytest
import yaml
from support.contract import DOCUMENT

METHODS = ("get", "post", "put", "delete")
SERVED_TAGS = {"tasks", "files", "storage", "sessions", "apps", "store"}


def operations() -> List[Tuple[str, str, str]]:
    document = yaml.safe_load(DOCUMENT.read_text(encoding="utf-8"))
    return [
        (method.upper(), path, operation["tags"][0])
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    ]


@pytest.fixture(name="caller", scope="module")
def _caller() -> Any:
    from local.conftest import Caller

    from inferencesh.local import LocalPlatform

    with LocalPlatform() as platform:
        caller = Caller(platform)
        yield caller
        caller.http.close()


@pytest.mark.parametrize(("method", "path", "tag"), operations())
def test_every_operation_is_answered(caller: Any, method: str, path: str, tag: str) -> None:
    with caller.http.stream(method, re.sub(r"\{\w+\}", "nothing", path)) as response:
        assert response.status_code != 405
        if response.status_code >= 400:
            assert response.headers["content-type"] == "application/problem+json"
            body = json.loads(response.read())
            assert body["status"] == response.status_code
            if tag in SERVED_TAGS:
                assert response.status_code < 500, body["detail"]
                assert "there is no route" not in body["detail"]
