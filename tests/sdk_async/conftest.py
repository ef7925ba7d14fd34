from __future__ import annotations

from typing import Any, AsyncGenerator, Callable, Iterator

import pytest
from support.agents import BRAIN, CORE, Met, no_tool_threads
from support.gate import Gate
from support.script import Script

from inferencesh import AsyncInference, RetryPolicy
from inferencesh.local import LocalPlatform, ScriptedModel

FAST = RetryPolicy(max_attempts=4, backoff=0.001)
HEARTBEAT = 0.05  # seconds


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def make_platform(gate: Gate, script: Script) -> Iterator[Callable[..., LocalPlatform]]:
    """A platform with options of the test's own."""
    platforms = []

    def make(*apps: Any, **options: Any) -> LocalPlatform:
        options.setdefault("heartbeat", HEARTBEAT)
        platform = LocalPlatform(apps=[gate.app, *apps], middleware=[script.layer], **options)
        platforms.append(platform)
        return platform.start()

    yield make
    for platform in platforms:
        platform.stop()


@pytest.fixture
def platform(make_platform: Callable[..., LocalPlatform]) -> LocalPlatform:
    return make_platform()


@pytest.fixture
async def client(platform: LocalPlatform) -> AsyncGenerator[AsyncInference, None]:
    async with platform.async_client(retry=FAST) as client:
        yield client


@pytest.fixture
async def meet(make_platform: Callable[..., LocalPlatform], script: Script) -> AsyncGenerator[Callable[..., Met], None]:
    """Makes agents behind scripted models, each on a platform of its own. Nothing of them may be left behind."""
    clients = []

    def make(
        answers: Any,
        *tools: Any,
        config: Any = None,
        context: Any = None,
        apps: Any = (),
        models: Any = None,
        retry: Any = FAST,
        clock: Any = None,
        **options: Any,
    ) -> Met:
        model = ScriptedModel(answers)
        options.setdefault("stand_ins", False)
        platform = make_platform(*apps, models={BRAIN: model, **(models or {})}, **options)
        client = platform.async_client(retry=retry, **({} if clock is None else {"clock": clock}))
        clients.append(client)
        agent = client.agent({**CORE, "tools": list(tools), **(config or {})}, context=context)
        return Met(agent, client, platform, model)

    yield make
    for client in clients:
        await client.aclose()
    script.wait_idle()
    no_tool_threads()
