"""The text of a message, from deltas, whole texts, and pieces that no delta told: at any place, in any order."""

from __future__ import annotations

import time
from typing import List, NamedTuple, Optional, Tuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inferencesh._core.growing_text import TextChannel
from inferencesh._core.message_state import MessageState


class Shown:
    """What a reader of the channel has before them."""

    def __init__(self) -> None:
        self.channel = TextChannel()
        self.text = ""
        self.restarts = 0

    def look(self, restart: bool = False) -> None:
        if restart:
            self.text = ""
            self.restarts += 1
        self.text += self.channel.take() or ""

    def delta(self, piece: str) -> None:
        self.channel.delta(piece)
        self.look()

    def whole(self, text: str, final: bool = False) -> None:
        self.look(self.channel.whole(text, final))


def test_a_piece_that_no_delta_told() -> None:
    shown = Shown()
    seen = []
    steps: List[Tuple[str, str]] = [
        ("delta", "a "),
        ("whole", "a "),
        ("whole", "a b "),
        ("delta", "c "),
        ("delta", "d "),
        ("whole", "a b c d "),
        ("delta", "e"),
    ]
    for kind, text in steps:
        getattr(shown, kind)(text)
        seen.append(shown.text)
    assert seen == ["a ", "a ", "a b ", "a b ", "a b ", "a b c d ", "a b c d "], "what contradicts is held back"
    shown.whole("a b c d e", final=True)
    assert shown.text == "a b c d e"
    assert shown.restarts == 0


@pytest.mark.parametrize("piece", ["x", "bx", "bcx", "xc"])
def test_a_delta_that_contradicts_a_part_of_what_is_known(piece: str) -> None:
    shown = Shown()
    shown.delta("a")
    shown.whole("abc")
    shown.delta(piece)
    shown.delta("more")
    expected = "abcxmore" if piece == "bcx" else "abc"
    assert shown.text == expected
    shown.whole("abc, and so on", final=True)
    assert shown.text == "abc, and so on"


def test_a_whole_text_that_contradicts_the_deltas_stops_them() -> None:
    """A piece after "a " was told by no delta: "a c " is wrong, and whatever follows would be wrong as well."""
    shown = Shown()
    for piece in ("a ", "c "):
        shown.delta(piece)
    shown.whole("a b c ")
    shown.delta("d ")
    assert shown.text == "a c "
    shown.whole("a b c d ", final=True)
    assert (shown.text, shown.restarts) == ("a b c d ", 1)


def test_an_older_text_stops_nothing() -> None:
    shown = Shown()
    for piece in ("a ", "b ", "c "):
        shown.delta(piece)
    shown.whole("a ")
    shown.whole("a b ")
    shown.delta("d")
    assert shown.text == "a b c d"


def test_deltas_that_a_whole_text_had_told_cost_linear_time() -> None:
    shown = Shown()
    count = 200_000
    shown.whole("word " * count)
    started = time.process_time()
    for _ in range(count):
        shown.channel.delta("word ")
    shown.delta("and on")
    assert shown.text == "word " * count + "and on"
    assert time.process_time() - started < 20


class Piece(NamedTuple):
    text: str
    told: bool  # by a delta
    whole_after: bool  # the text so far comes as a whole
    old: Optional[int]  # a whole text of so many pieces earlier comes late
    ahead: bool  # the whole text comes before the delta


def pieces_of(words: st.SearchStrategy[str]) -> st.SearchStrategy[List[Piece]]:
    old = st.none() | st.integers(0, 5)
    return st.lists(st.builds(Piece, words, st.booleans(), st.booleans(), old, st.booleans()), max_size=12)


def play(pieces: List[Piece], shown: Shown, check: bool) -> str:
    """Tell the pieces; `check`: what no delta told comes as a whole text at once, so that nothing wrong is shown."""
    texts = [""]
    for piece in pieces:
        truth = texts[-1] + piece.text
        texts.append(truth)
        if piece.ahead:
            shown.whole(truth)
        if piece.told:
            shown.delta(piece.text)
        if piece.whole_after or (check and not piece.told):
            shown.whole(truth)
        if piece.old is not None:
            shown.whole(texts[max(0, len(texts) - 1 - piece.old)])
        if check:
            assert truth.startswith(shown.text), "something was shown that is not in the text"
    shown.whole(texts[-1], final=True)
    return texts[-1]


@settings(max_examples=500, deadline=None)
@given(pieces_of(st.text("ab ", min_size=1, max_size=3)))
def test_in_the_end_the_text_is_right_whatever_no_delta_told(pieces: List[Piece]) -> None:
    shown = Shown()
    truth = play(pieces, shown, check=False)
    assert shown.text == truth or not truth
    assert shown.restarts <= 1


@settings(max_examples=500, deadline=None)
@given(pieces_of(st.just("")))
def test_what_no_delta_told_and_a_whole_text_did_is_never_shown_wrong(pieces: List[Piece]) -> None:
    shown = Shown()
    distinct = [piece._replace(text=f"{number} ") for number, piece in enumerate(pieces)]
    truth = play(distinct, shown, check=True)
    assert shown.text == truth
    assert shown.restarts == 0


@settings(max_examples=200, deadline=None)
@given(pieces_of(st.just("")), st.sampled_from(["response", "reasoning"]))
def test_the_same_by_way_of_a_message(pieces: List[Piece], key: str) -> None:
    kind = "text" if key == "response" else "reasoning"
    state = MessageState("m")
    channel = state.text if key == "response" else state.thinking
    truth = shown = ""
    seq = 0

    def whole(status: str) -> None:
        message = {"status": status, "content": [{"type": kind, "text": truth}] if truth else []}
        assert state.merge(message)[2] == []

    for number, piece in enumerate(pieces):
        truth += f"{number} "
        if piece.told:
            seq += 1
            state.delta({key: f"{number} "}, seq)
        if piece.whole_after or not piece.told:
            whole("pending")
        shown += channel.take() or ""
        assert truth.startswith(shown)
    whole("ready")
    assert shown + (channel.take() or "") == truth
