"""Agents, streams and the like belong to their process: pickling one says what to do instead."""

from __future__ import annotations

import copy
import pickle
from typing import Any, Callable

import pytest

from inferencesh import InvalidInputError
from inferencesh.local import LocalPlatform

MADE = {
    "agent": (lambda client: client.agent({"core_app": {"ref": "a/b"}}), r"client\.agent\(\.\.\., chat_id=\.\.\.\)"),
    "stream": (lambda client: client.stream_task("5hq0v3n8r1y6k4b9t2w7x0c5dm"), r"client\.attach\(task_id\)"),
    "turn": (lambda client: client.agent({"core_app": {"ref": "a/b"}}).stream("hi"), r"client\.agent\(\.\.\., chat_id"),
    "messages": (
        lambda client: client.agent({"core_app": {"ref": "a/b"}}, chat_id="a").stream_messages(),
        r"client\.agent\(\.\.\., chat_id",
    ),
    "session": (lambda client: client.session("a/b"), r"session=session_id"),
    "tasks": (lambda client: client.tasks, "pickle the client"),
    "files": (lambda client: client.files, "pickle the client"),
}


@pytest.mark.parametrize("name", sorted(MADE))
@pytest.mark.parametrize("kind", ["client", "async_client"])
def test_pickling_says_what_to_do_instead(platform: LocalPlatform, name: str, kind: str) -> None:
    make, words = MADE[name]
    held = make(getattr(platform, kind)())
    attempts: Any = (pickle.dumps, copy.deepcopy)
    for attempt in attempts:
        with pytest.raises(InvalidInputError, match=words):
            attempt(held)
    assert repr(copy.copy(held)) == repr(held) or name in ("tasks", "files", "turn", "messages")


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value))])
def test_results_are_copied_whole(platform: LocalPlatform, again: Callable[[Any], Any]) -> None:
    with platform.client() as client:
        result = client.run("infsh/echo", {"text": "hi"})
        for value in (result, result.logs, result.status, client.tasks.list(), client.apps.get("infsh/echo")):
            other = again(value)
            assert type(other) is type(value)
            assert other == value
