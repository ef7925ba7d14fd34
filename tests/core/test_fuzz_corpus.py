"""What `make fuzz` found once, and what it starts from: every input of the corpus keeps every promise."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

FUZZ = Path(__file__).resolve().parents[2] / "fuzz"
INPUTS = sorted((FUZZ / "corpus").iterdir()) if FUZZ.is_dir() else []


@pytest.fixture(scope="module")
def targets() -> Any:
    found = importlib.util.spec_from_file_location("fuzz_targets", FUZZ / "targets.py")
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def test_there_is_a_corpus() -> None:
    assert len(INPUTS) > 20


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.name)
def test_an_input_of_the_corpus(targets: Any, path: Path) -> None:
    targets.one_input(path.read_bytes())


def test_a_broken_promise_is_noticed(targets: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The checks can fail: a decoder that drops a frame, and an update after the end."""

    class Forgetful(targets.FrameDecoder):  # type: ignore[misc, name-defined]
        def feed(self, block: bytes) -> Any:
            return super().feed(block)[:1]

    monkeypatch.setattr(targets, "FrameDecoder", Forgetful)
    with pytest.raises(AssertionError):
        targets.one_input(b"\x02" + b'{"id": 1}\n{"id": 2}\n' * 5)
