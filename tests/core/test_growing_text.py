"""Text from deltas and from whole texts."""

from __future__ import annotations

import pytest

from inferencesh._core.values.growing_text import TextChannel


@pytest.mark.parametrize("whole", ["x", "abx", "xbcd"])
def test_a_whole_text_that_contradicts_what_is_known_holds_deltas_back_however_short_it_is(whole: str) -> None:
    channel = TextChannel()
    for piece in ("ab", "cd"):
        channel.delta(piece)
    assert not channel.whole(whole, final=False)
    channel.delta("ef")
    assert channel.take() == "abcd"


@pytest.mark.parametrize("whole", ["", "a", "abc", "abcd"])
def test_an_older_picture_changes_nothing(whole: str) -> None:
    channel = TextChannel()
    for piece in ("ab", "cd"):
        channel.delta(piece)
    assert not channel.whole(whole, final=False)
    channel.delta("ef")
    assert channel.take() == "abcdef"
