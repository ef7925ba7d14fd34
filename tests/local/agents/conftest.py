"""Platforms with agents, asked over plain HTTP, and the SDK's own client where a test is about both."""

from __future__ import annotations

import json
import time
from typing import Any, Callable, Dict, Iterator, List, Optional

import httpx
import pytest
from support.scripted_server import ScriptedServer
from support.threads import no_thread_left
from werkzeug import Request, Response

pytest.importorskip("starlette", reason='the local platform needs the extra "local"')
pytest.importorskip("uvicorn", reason='the local platform needs the extra "local"')

from inferencesh.local import LocalPlatform, ScriptedModel

PATIENCE = 20.0
CORE = {"core_app": {"ref": "acme/brain"}}


class Talk:
    """A platform with one scripted model, `acme/brain`, and raw HTTP requests to it."""

    def __init__(self, script: Any = (), *apps: Any, **options: Any) -> None:
        self.brain = script if isinstance(script, ScriptedModel) else ScriptedModel(script)
        models = {"acme/brain": self.brain, **options.pop("models", {})}
        options.setdefault("stand_ins", False)
        options.setdefault("run_delay", 0.0)
        options.setdefault("heartbeat", 0.05)
        self.platform = LocalPlatform(apps=list(apps), models=models, **options).start()
        self.http = httpx.Client(
            base_url=self.platform.base_url,
            headers={"Authorization": f"Bearer {self.platform.api_key}"},
            timeout=PATIENCE,
            trust_env=False,
        )

    def close(self) -> None:
        self.http.close()
        self.platform.stop()

    def get(self, path: str, **options: Any) -> Any:
        return data(self.http.get(path, **options))

    def post(self, path: str, body: Any = None) -> Any:
        return data(self.http.post(path, json={} if body is None else body))

    def refused(self, method: str, path: str, status: int, code: str, body: Any = None) -> Dict[str, Any]:
        response = self.http.request(method, path, json=body)
        assert response.status_code == status, response.text
        problem: Dict[str, Any] = response.json()
        assert problem["type"].endswith("/" + code), problem
        return problem

    def send(self, text: str, chat_id: Optional[str] = None, context: Any = None, **config: Any) -> Dict[str, Any]:
        """Send a message and return at once."""
        body: Dict[str, Any] = {"input": {"text": text}, "agent_config": {**CORE, **config}}
        if chat_id is not None:
            body["chat_id"] = chat_id
        if context is not None:
            body["context"] = context
        answer: Dict[str, Any] = self.post("/agents/run", body)
        return answer

    def ask(self, text: str, chat_id: Optional[str] = None, context: Any = None, **config: Any) -> Dict[str, Any]:
        """Send a message, wait until the chat is idle, and give it with its messages."""
        sent = self.send(text, chat_id, context, **config)["user_message"]
        return self.idle(sent["chat_id"])

    def idle(self, chat_id: str) -> Dict[str, Any]:
        return self.until(chat_id, lambda chat: chat["status"] == "idle")

    def until(self, chat_id: str, reached: Callable[[Dict[str, Any]], Any]) -> Dict[str, Any]:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            chat = self.chat(chat_id)
            if reached(chat):
                return chat
            # Each question is checked against the contract, which takes time from what it waits for.
            time.sleep(0.01 if time.monotonic() < deadline - PATIENCE + 1 else 0.1)
        raise AssertionError(f"the chat did not get there: {chat}")

    def chat(self, chat_id: str) -> Dict[str, Any]:
        chat: Dict[str, Any] = self.get(f"/chats/{chat_id}")
        chat["chat_messages"] = self.get(f"/chats/{chat_id}/messages", params={"limit": 100})["items"][::-1]
        return chat

    def waiting(self, chat_id: str, status: str = "awaiting_input") -> Dict[str, Any]:
        """The call that waits, once there is one."""
        return calls_of(self.until(chat_id, lambda chat: any(c["status"] == status for c in calls_of(chat))), status)[0]

    def answer(self, call: Dict[str, Any], result: Any) -> Any:
        text = result if isinstance(result, str) else json.dumps(result)
        return self.post(f"/tools/{call['id']}", {"result": text})


def data(response: httpx.Response) -> Any:
    assert response.status_code == 200, f"{response.status_code} {response.text}"
    body = response.json()
    assert body["success"] is True
    return body["data"]


def calls_of(chat: Dict[str, Any], status: Optional[str] = None) -> List[Dict[str, Any]]:
    calls = [call for message in chat["chat_messages"] for call in message["tool_invocations"]]
    return [call for call in calls if status in (None, call["status"])]


def text_of(message: Dict[str, Any], kind: str = "text") -> str:
    return "".join(part["text"] for part in message["content"] if part["type"] == kind)


def texts(chat: Dict[str, Any]) -> List[Any]:
    return [(message["role"], text_of(message)) for message in chat["chat_messages"]]


def client_tool(name: str, description: str = "A tool.", **more: Any) -> Dict[str, Any]:
    parameters = more.pop("parameters", {})
    schema = {"type": "object", "properties": parameters, "required": list(parameters)}
    return {"name": name, "description": description, "type": "client", "client": {"input_schema": schema}, **more}


@pytest.fixture
def talk() -> Iterator[Callable[..., Talk]]:
    """Makes platforms; nothing of them is left behind."""
    made: List[Talk] = []

    def make(script: Any = (), *apps: Any, **options: Any) -> Talk:
        made.append(Talk(script, *apps, **options))
        return made[-1]

    with no_thread_left():
        yield make
        for one in made:
            one.close()


class Receiver(ScriptedServer):
    """A server on this machine that keeps what it was asked and answers what it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: List[Dict[str, Any]] = []
        self.reply: Callable[[Dict[str, Any]], Any] = lambda request: {"success": True}
        self.status = 200
        self.headers: Dict[str, str] = {}
        self.answer_all(self._answer)

    @property
    def address(self) -> str:
        return self.url

    def _answer(self, asked: Request) -> Response:
        body = asked.get_data()
        request = {
            "method": asked.method,
            "path": asked.environ["REQUEST_URI"],  # as it came over the wire
            "headers": {name.lower(): value for name, value in asked.headers.items()},
            "body": json.loads(body) if body else None,
        }
        self.seen.append(request)
        reply = self.reply(request)
        content = reply if isinstance(reply, (str, bytes)) else json.dumps(reply)
        return Response(content, self.status, self.headers)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    server = Receiver()
    server.start()
    yield server
    server.stop()
    server.check()
