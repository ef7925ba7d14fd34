"""Tables of the pages in docs/ that list what the code has: held against the code."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import Any, Dict, List, get_args

import pytest

from inferencesh import AsyncInference, Inference, TaskStatus, async_inference, inference
from inferencesh._core.requests.params import RunParams
from inferencesh._core.turns.turn_events import TurnEvent

DOCS = Path(__file__).resolve().parents[2] / "docs"


def rows(page: str, heading: str) -> List[List[str]]:
    """The cells of the first table below a heading."""
    text = (DOCS / page).read_text(encoding="utf-8")
    below = text.split(f"## {heading}\n", 1)[1]
    table = re.search(r"^\|.*\n\| --- .*\n((?:\|.*\n)+)", below, re.MULTILINE)
    assert table is not None
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table[1].strip().split("\n")]


@pytest.mark.parametrize("make", [inference, async_inference, Inference, AsyncInference])
def test_every_argument_of_the_client(make: Any) -> None:
    told = [name.strip("`") for name, _ in rows("options.md", "The client")]
    assert told == [name for name in inspect.signature(make).parameters if name != "self"]


def test_every_run_parameter() -> None:
    told = [name for cells in rows("runs.md", "Parameters") for name in re.findall(r"`(\w+)`", cells[0])]
    assert sorted(told) == sorted(RunParams.__annotations__)


def test_every_status() -> None:
    told: Dict[str, Any] = {name.strip("`"): (int(code), end) for code, name, end, _ in rows("runs.md", "Statuses")}
    assert told == {str(status): (status.code, "yes" if status.is_terminal else "no") for status in TaskStatus}


def test_every_event_of_a_turn_with_its_attributes() -> None:
    told = {
        cells[0].strip("`"): set(re.findall(r"`event\.(\w+)`", cells[1])) for cells in rows("agents.md", "Streaming")
    }
    events = {event.__name__: event for event in get_args(TurnEvent)}
    assert sorted(told) == sorted(events)
    for name, attributes in told.items():
        declared = getattr(events[name], "_fields", None) or [
            member for member in (*events[name].__slots__, *vars(events[name])) if not member.startswith("_")
        ]
        assert attributes == set(declared), name
