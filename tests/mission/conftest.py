from __future__ import annotations

from pathlib import Path
from typing import Any, Iterator

import pytest
from companion_apps import APPS
from support.pictures import write_picture

from inferencesh.local import LocalPlatform


@pytest.fixture(scope="module")
def platform() -> Iterator[LocalPlatform]:
    with LocalPlatform(apps=APPS, max_upload=1 << 20, content_types=["image/*", "text/*"]) as running:
        yield running


@pytest.fixture
def client(platform: LocalPlatform) -> Iterator[Any]:
    with platform.client() as made:
        yield made


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    return write_picture(tmp_path / "image.png")
