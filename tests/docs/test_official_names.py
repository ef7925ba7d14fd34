"""docs/from-the-official-sdk.md says of each name of the official SDK whether it is here, and tells the truth."""

from __future__ import annotations

import re
from pathlib import Path
from typing import List, Tuple

import inferencesh

PAGE = Path(__file__).resolve().parents[2] / "docs" / "from-the-official-sdk.md"
EXPORTED = 148  # by version 0.36.0
OTHER_THINGS = {"File", "Message", "ToolCall"}


def _names() -> Tuple[List[str], List[str]]:
    section = PAGE.read_text(encoding="utf-8").split("## Names\n")[1]
    here: List[str] = []
    elsewhere: List[str] = []
    for row in re.findall(r"^\| (?!what |---).+\|$", section, re.MULTILINE):
        _, _, same, other, _ = row.split("|")
        here += re.findall(r"`(\w+)`", same)
        elsewhere += re.findall(r"`(\w+)`", other)
    return here, elsewhere


def test_every_name_stands_on_the_page_once() -> None:
    here, elsewhere = _names()
    assert len(here) + len(elsewhere) == len({*here, *elsewhere}) == EXPORTED


def test_the_names_that_are_said_to_be_here_are() -> None:
    here, elsewhere = _names()
    assert [name for name in here if name not in inferencesh.__all__] == []
    assert {name for name in elsewhere if name in inferencesh.__all__} == OTHER_THINGS
