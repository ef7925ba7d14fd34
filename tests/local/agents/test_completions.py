"""Models on other servers, against a small server that speaks the chat-completions protocol."""

from __future__ import annotations

import json
import threading
from typing import Any, Callable, Dict, Iterator, List

import pytest
from support.completions import CompletionsServer, chunk, completions_server
from support.raw_server import Peer, RawServer

from inferencesh.local import OpenAICompatible

from .conftest import Talk, calls_of, client_tool, text_of, texts

Make = Callable[..., Talk]
MODEL = {"core_app": {"ref": "acme/far"}}


@pytest.fixture
def server() -> Iterator[CompletionsServer]:
    with completions_server() as server:
        yield server


def calls(*pieces: Any) -> List[Dict[str, Any]]:
    return [chunk(tool_calls=[piece]) for piece in pieces]


def test_a_streamed_turn_with_a_tool(talk: Make, server: CompletionsServer) -> None:
    server.script = [
        [
            chunk(role="assistant", content=""),
            chunk(reasoning_content="Let me "),
            chunk(reasoning_content="see."),
            *calls(
                {"index": 0, "id": "c1", "type": "function", "function": {"name": "weather", "arguments": ""}},
                {"index": 0, "function": {"arguments": '{"city"'}},
                {"index": 0, "function": {"arguments": ': "Oslo"}'}},
            ),
            chunk("tool_calls"),
        ],
        [
            chunk(content="21 "),
            chunk(content="degrees."),
            chunk("stop"),
            {"choices": [], "usage": {"prompt_tokens": 5, "completion_tokens": 2, "total_tokens": 7}},
        ],
    ]
    t = talk([], models={"acme/far": OpenAICompatible(server.base_url, "tiny", api_key="k3y")}, run_delay=60.0)
    weather = client_tool("weather", "Tells the weather.", parameters={"city": {"type": "string"}})
    sent = t.send("Weather in Oslo?", system_prompt="Be brief.", temperature=0.5, tools=[weather], **MODEL)
    chat_id = sent["user_message"]["chat_id"]
    deltas = []
    with t.http.stream("GET", f"/chats/{chat_id}/stream", headers={"Accept": "application/x-ndjson"}) as response:
        for line in response.iter_lines():
            frame = json.loads(line)
            if frame.get("event") == "delta":
                deltas.append(frame["data"]["delta"])
            interrupts = frame["data"]["pending_interrupts"] if frame.get("event") == "chats" else []
            if interrupts:
                t.post(f"/tools/{interrupts[0]['resource_id']}", {"result": "21"})
            if frame.get("event") == "chats" and frame["data"]["status"] == "idle":
                break
    assert deltas == [{"reasoning": "Let me "}, {"reasoning": "see."}, {"response": "21 "}, {"response": "degrees."}]
    chat = t.chat(chat_id)
    assert texts(chat)[-1] == ("assistant", "21 degrees.")
    assert text_of(chat["chat_messages"][1], "reasoning") == "Let me see."
    first, second = server.seen
    assert server.keys == ["Bearer k3y"] * 2
    assert (first["model"], first["stream"], first["temperature"]) == ("tiny", True, 0.5)
    assert first["messages"] == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "Weather in Oslo?"},
    ]
    assert first["tools"][0] == {
        "type": "function",
        "function": {
            "name": "weather",
            "description": "Tells the weather.",
            "parameters": weather["client"]["input_schema"],
        },
    }
    assert second["messages"][2:] == [
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [
                {"id": "c1", "type": "function", "function": {"name": "weather", "arguments": '{"city": "Oslo"}'}}
            ],
        },
        {"role": "tool", "tool_call_id": "c1", "content": "21"},
    ]
    task = t.get(f"/tasks/{chat['chat_messages'][-1]['task_id']}")
    assert task["output"]["usage"] == {
        "stop_reason": "stop", "prompt_tokens": 5, "completion_tokens": 2, "total_tokens": 7
    }  # fmt: skip
    assert "k3y" not in json.dumps(task)


@pytest.mark.parametrize("index", [{"index": 0}, {}], ids=["all are number 0", "none has a number"])
def test_calls_that_a_server_does_not_count(talk: Make, server: CompletionsServer, index: Dict[str, int]) -> None:
    # Ollama has done both: each call whole, in a chunk of its own, with an id of its own.
    server.script = [
        [
            *calls(
                {**index, "id": "c1", "function": {"name": "weather", "arguments": '{"city": "Oslo"}'}},
                {**index, "id": "c2", "function": {"name": "weather", "arguments": '{"city": "Rome"}'}},
            ),
            chunk("tool_calls"),
        ],
        [chunk(content="Both."), chunk("stop")],
    ]
    t = talk([], models={"acme/far": OpenAICompatible(server.base_url, "tiny")})
    chat_id = t.send("a", **MODEL, tools=[client_tool("weather")])["user_message"]["chat_id"]
    chat = t.until(chat_id, lambda c: len(calls_of(c)) == 2)
    assert [call["function"]["arguments"] for call in calls_of(chat)] == [{"city": "Oslo"}, {"city": "Rome"}]
    assert [call["tool_invocation_id"] for call in calls_of(chat)] == ["c1", "c2"]


def test_an_answer_in_one_piece(talk: Make, server: CompletionsServer) -> None:
    server.script = [{"choices": [{"message": {"role": "assistant", "content": "Hi."}, "finish_reason": "length"}]}]
    t = talk([], models={"acme/far": OpenAICompatible(server.base_url + "/", "tiny", stream=False)})
    schema = {"type": "json_schema", "name": "n", "json_schema": {"type": "object"}, "strict": True}
    core = {"ref": "acme/far", "input": {"response_format": schema, "tool_choice": {"mode": "function", "name": "a"}}}
    chat = t.ask("a", core_app=core, tools=[client_tool("a")])
    assert texts(chat)[-1] == ("assistant", "Hi.")
    assert server.keys == [None]
    assert server.seen[0]["tool_choice"] == {"type": "function", "function": {"name": "a"}}
    assert server.seen[0]["response_format"]["json_schema"] == {
        "name": "n", "schema": {"type": "object"}, "strict": True
    }  # fmt: skip


def test_images_of_this_machine_travel_as_data(talk: Make, server: CompletionsServer) -> None:
    pytest.importorskip("PIL")
    server.script = [[chunk(content="A scene.")]]
    t = talk([], models={"acme/far": OpenAICompatible(server.base_url, "tiny")}, stand_ins=True)
    task = t.post(
        "/apps/run?wait=true", {"app": "infsh/flux-schnell", "input": {"prompt": "x", "width": 8, "height": 8}}
    )
    ref = {"uri": task["output"]["image"], "filename": "x.png", "content_type": "image/png"}
    body = {"agent_config": MODEL, "input": {"text": "See?", "attachments": [ref]}}
    t.idle(t.post("/agents/run", body)["user_message"]["chat_id"])
    text, image = server.seen[0]["messages"][-1]["content"]
    assert text == {"type": "text", "text": "See?"}
    assert image["image_url"]["url"].startswith("data:image/png;base64,iVBOR")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ((401, '{"error": {"message": "bad key"}}'), "the server answered 401: bad key"),
        ((500, "oops"), "the server answered 500: oops"),
        ((200, "oops"), "is not JSON"),
        ([{"error": {"message": "overloaded"}}], "overloaded"),
    ],
)
def test_what_the_server_says_is_the_error_of_the_run(
    talk: Make, server: CompletionsServer, given: Any, expected: str
) -> None:
    server.script = [given]
    t = talk([], models={"acme/far": OpenAICompatible(server.base_url, "tiny")})
    chat = t.ask("a", **MODEL)
    assert expected in text_of(chat["chat_messages"][-1], "event")


def test_a_server_that_is_not_there(talk: Make) -> None:
    t = talk([], models={"acme/far": OpenAICompatible("http://127.0.0.1:9/v1", "tiny")})
    assert "could not be asked" in text_of(t.ask("a", **MODEL)["chat_messages"][-1], "event")


def test_a_password_in_the_address_is_not_shown(talk: Make) -> None:
    far = OpenAICompatible("http://me:s3cret@127.0.0.1:9/v1?token=s3cret", "tiny")
    assert "127.0.0.1:9/v1" in repr(far)
    assert "s3cret" not in repr(far)
    t = talk([], models={"acme/far": far})
    told = text_of(t.ask("a", **MODEL)["chat_messages"][-1], "event")
    assert "127.0.0.1:9/v1" in told
    assert "s3cret" not in told


def test_wrong_settings_are_refused_at_once() -> None:
    with pytest.raises(ValueError, match="base_url must be a web address"):
        OpenAICompatible("localhost:11434", "x")
    with pytest.raises(ValueError, match="model must name"):
        OpenAICompatible("http://localhost", "")
    assert "secret" not in repr(OpenAICompatible("http://localhost", "x", api_key="secret"))


@pytest.mark.parametrize("stream", [True, False])
def test_a_server_that_says_nothing_is_left_when_the_run_is_stopped(talk: Make, stream: bool) -> None:
    asked = threading.Event()

    def silent(peer: Peer) -> None:
        peer.request()
        asked.set()
        peer.until_gone()

    with RawServer(silent) as raw:
        t = talk([], models={"acme/far": OpenAICompatible(raw.url + "/v1", "tiny", stream=stream)})
        chat_id = t.send("a", **MODEL)["user_message"]["chat_id"]
        assert asked.wait(20)
        t.post(f"/chats/{chat_id}/stop")
        assert t.idle(chat_id)["chat_messages"][-1]["status"] == "cancelled"
        asked.clear()
        t.send("b", **MODEL)
        assert asked.wait(20)
        t.platform.stop()
        left = [thread.name for thread in threading.enumerate() if "acme/far" in thread.name]
        assert not left


def test_a_stream_that_is_cut_is_no_answer(talk: Make, server: CompletionsServer) -> None:
    server.done = False
    server.script = [[chunk(content="The answer is not"), chunk(content=" ")]]
    t = talk([], models={"acme/far": OpenAICompatible(server.base_url, "tiny")})
    assert "broke off" in text_of(t.ask("a", **MODEL)["chat_messages"][-1], "event")


@pytest.mark.parametrize(
    "odd",
    [
        {"choices": ["x"]},
        {"choices": [{"delta": "x", "message": "x"}]},
        {"choices": [{"delta": {"content": 5}, "message": {"content": 5}}]},
        {"choices": [{"delta": {"tool_calls": ["x", {"index": "a"}]}, "message": {"tool_calls": ["x"]}}]},
        {"choices": {}},
        {"error": "x"},
    ],
)
@pytest.mark.parametrize("streamed", [True, False])
def test_an_answer_of_another_shape_breaks_nothing(
    talk: Make, server: CompletionsServer, odd: Any, streamed: bool
) -> None:
    server.script = [[odd] if streamed else odd, {"choices": [{"message": {"content": "Fine."}}]}]
    t = talk([], models={"acme/far": OpenAICompatible(server.base_url, "tiny", stream=streamed)})
    chat = t.ask("a", **MODEL)
    run = t.get(f"/agent-runs/{chat['chat_messages'][0]['agent_run_id']}")
    assert run["error"] in (None, "x", "the server's answer has no message in it")


def test_a_model_of_ones_own_may_be_async(talk: Make) -> None:
    async def answer(given: Dict[str, Any]) -> str:
        return given["text"] + "?"

    async def stream(given: Dict[str, Any]) -> Any:
        yield {"response": "a"}
        yield {"response": "ab"}

    t = talk([], models={"acme/answers": answer, "acme/streams": stream})
    assert texts(t.ask("hm", core_app={"ref": "acme/answers"}))[-1] == ("assistant", "hm?")
    assert texts(t.ask("hm", core_app={"ref": "acme/streams"}))[-1] == ("assistant", "ab")
