"""What a follower asks its shell to do next. Times are seconds of a monotonic clock.

A shell closes the stream that it holds whenever the next action is neither `Read` nor a `Fetch` with `keep_stream`.
"""

from __future__ import annotations

from typing import NamedTuple, Union


class Open(NamedTuple):
    """Open the stream."""


class Read(NamedTuple):
    """Wait for bytes of the stream, but no longer than until the given time; then ask again."""

    until: float


class Fetch(NamedTuple):
    """Read the state. `light`: its status is enough. `keep_stream`: the stream stays open meanwhile."""

    light: bool = False
    keep_stream: bool = False


class Wait(NamedTuple):
    """Do nothing for that many seconds; then ask again."""

    seconds: float


class Done(NamedTuple):
    """There is nothing more to do."""


Action = Union[Open, Read, Fetch, Wait, Done]
