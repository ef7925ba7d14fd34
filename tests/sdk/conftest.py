from __future__ import annotations

from typing import Iterator

import pytest
from support.gate import Gate
from support.script import Script

from inferencesh.local import LocalPlatform


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def platform(gate: Gate, script: Script) -> Iterator[LocalPlatform]:
    with LocalPlatform(apps=[gate.app], middleware=[script.layer], heartbeat=0.05) as platform:
        yield platform
