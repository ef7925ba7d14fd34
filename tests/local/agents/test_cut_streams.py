"""A chat's stream that is cut anywhere, and answers that get lost, between the SDK and a real agent loop."""

from __future__ import annotations

from typing import Any, Dict, List

import pytest
from support.script import Script, cut, lose

from inferencesh import RetryPolicy, tool
from inferencesh.local import Call, LocalPlatform, Say, ScriptedModel

from .conftest import CORE

ENTRIES: List[Any] = [
    [Say("Let me look. ", thinking="Hm. "), Call("count", n=1), Call("count", n=2)],
    [Say("Once more. "), Call("count", n=3)],
    "That makes six.",
]
TEXT = "Let me look. Once more. That makes six."


def turn(script: Script) -> Dict[str, Any]:
    """One turn with three tool calls; what was said, and which calls were made."""
    made: List[int] = []

    @tool
    def count(n: int) -> int:
        """Counts."""
        made.append(n)
        return n

    brain = ScriptedModel(ENTRIES)
    said: List[str] = []
    with LocalPlatform(
        models={"acme/brain": brain}, stand_ins=False, heartbeat=0.05, middleware=[script.layer]
    ) as platform, platform.client(retry=RetryPolicy(max_attempts=4, backoff=0.001)) as client:
        agent = client.agent({**CORE, "tools": [count]})
        last = agent.send_message(
            "Go", timeout=20, on_message=lambda m: said.append(m["content"]) if m.type == "text" else None
        )
        results = [m["content"] for m in agent.get_chat()["messages"] if m["role"] == "tool"]
    return {"said": "".join(said), "last": last.text, "made": sorted(made), "results": results, "left": brain.remaining}


EXPECTED = {"said": TEXT, "last": "That makes six.", "made": [1, 2, 3], "results": ["1", "2", "3"], "left": 0}


@pytest.mark.parametrize("blocks", range(0, 16))
def test_a_cut_after_any_block_of_the_stream(blocks: int) -> None:
    script = Script()
    script.on("GET", "/stream$", cut(blocks, b'{"event":"chat_mess'))
    assert turn(script) == EXPECTED


def test_two_cuts_in_one_turn() -> None:
    script = Script()
    script.on("GET", "/stream$", cut(3), cut(2))
    assert turn(script) == EXPECTED


def test_a_lost_answer_to_a_result_is_not_sent_again_before_the_call_was_looked_at() -> None:
    script = Script()
    script.on("POST", "^/tools/", lose())
    assert turn(script) == EXPECTED
    posts = [index for index, line in enumerate(script.log) if line == "POST /tools/{id}"]
    assert len(posts) == 3, script.log
