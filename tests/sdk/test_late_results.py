"""Handlers in threads, which nothing can end: their results are delivered, though nobody follows the turn."""

from __future__ import annotations

import threading
from typing import Any, Dict, List

import pytest
from support.agents import BRAIN, CORE, no_tool_threads, results

from inferencesh import APITimeoutError, tool
from inferencesh.local import Call, LocalPlatform, ScriptedModel

WAIT = 20.0


def test_a_handler_that_goes_on_after_the_timeout_delivers_its_result() -> None:
    release = threading.Event()
    runs: List[Any] = []

    def slow(args: Dict[str, Any]) -> str:
        runs.append(args)
        assert release.wait(WAIT)
        return "late"

    model = ScriptedModel([Call("slow"), "Thanks."])
    with LocalPlatform(models={BRAIN: model}, stand_ins=False) as platform, platform.client() as client:
        agent = client.agent({**CORE, "tools": [tool("slow").handler(slow)]})
        with pytest.raises(APITimeoutError):
            agent.send_message("go", timeout=1.5)
        release.set()
        answer = agent.stream_all(timeout=WAIT)
        assert answer is not None
        assert answer.text == "Thanks."
        assert results(agent.get_chat()) == ["late"]
        assert len(runs) == 1
        no_tool_threads()
