"""An agent behind a scripted model, and what tests look at in its chat."""

from __future__ import annotations

import json
import threading
import urllib.request
from typing import Any, Dict, List, Tuple

from inferencesh.local import LocalPlatform, ScriptedModel

from .waiting import until

BRAIN = "acme/brain"
CORE: Dict[str, Any] = {"core_app": {"ref": BRAIN}}


class Met:
    """An agent, and all that belongs to it."""

    def __init__(self, agent: Any, client: Any, platform: LocalPlatform, model: ScriptedModel) -> None:
        self.agent = agent
        self.client = client
        self.platform = platform
        self.model = model


def elsewhere(platform: LocalPlatform, method: str, path: str) -> Any:
    """What another program is answered."""
    headers = {"Authorization": f"Bearer {platform.api_key}"}
    request = urllib.request.Request(platform.base_url + path, None, headers, method=method)
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10) as response:
        content = response.read()
    return json.loads(content)["data"] if content else None


def results(chat: Any) -> List[Any]:
    """What the tools of a chat gave, as the model sees it; JSON as values."""
    found = []
    for message in chat["messages"]:
        if message["role"] == "tool":
            try:
                found.append(json.loads(message["content"]))
            except ValueError:
                found.append(message["content"])
    return found


def spoken(chat: Any) -> List[Tuple[str, str]]:
    """Who said what."""
    return [(message["role"], message["content"]) for message in chat["messages"]]


def tool_threads() -> List[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("inferencesh-tool")]


def no_tool_threads() -> None:
    """Threads of handlers end with their handlers."""
    until(lambda: not tool_threads(), f"threads of tools were left behind: {tool_threads()}")


async def swallow(script: Any, scope: Any, receive: Any, send: Any, app: Any) -> None:
    """A step of a script: take a request, act on nothing, and drop the connection."""
    while (await receive()).get("more_body"):
        pass
