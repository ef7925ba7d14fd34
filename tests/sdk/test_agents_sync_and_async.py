"""What is refused by the sync client alone: coroutine functions, before anything is sent."""

from __future__ import annotations

from typing import Any, Dict

import pytest
from support.agents import CORE

from inferencesh import InvalidInputError, tool
from inferencesh.local import LocalPlatform


async def coroutine_function(anything: Any) -> None:
    raise AssertionError("never called")


class Callable:
    async def __call__(self, anything: Any) -> None:
        raise AssertionError("never called")


@tool
async def look(at: str) -> str:
    raise AssertionError("never called")


@pytest.mark.parametrize("handled", [look, tool("look").handler(coroutine_function), tool("look").handler(Callable())])
def test_a_tool_with_a_coroutine_function(handled: Any) -> None:
    with LocalPlatform(stand_ins=False) as platform, platform.client() as client, pytest.raises(
        InvalidInputError, match=r"tool 'look' is a coroutine function.*async_inference"
    ):
        client.agent({**CORE, "tools": [handled]})


@pytest.mark.parametrize("name", ["on_message", "on_tool_call", "on_delta"])
@pytest.mark.parametrize("callback", [coroutine_function, Callable()])
def test_a_callback_that_is_a_coroutine_function(name: str, callback: Any) -> None:
    keywords: Dict[str, Any] = {name: callback}
    with LocalPlatform(stand_ins=False) as platform, platform.client() as client:
        agent = client.agent(CORE)
        with pytest.raises(InvalidInputError, match=f"{name} is a coroutine function"):
            agent.send_message("go", **keywords)
        assert agent.chat_id is None
        if name != "on_delta":
            with pytest.raises(InvalidInputError, match=name):
                agent.run("go", **keywords)
        with pytest.raises(InvalidInputError, match=name):
            agent.stream_all(**keywords)
