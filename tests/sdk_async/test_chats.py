"""`client.chats`."""

from __future__ import annotations

from typing import Any, Callable, List

import pytest
from support.agents import CORE, Met, elsewhere, spoken
from support.background_async import until
from support.script import Script, first, lose, problem, reply
from support.waiting import until as wait_until

from inferencesh import ConflictError, InvalidInputError, NotFoundError, SubmissionUnknownError, ValidationError
from inferencesh.local import Call, Pause

pytestmark = pytest.mark.anyio
Meet = Callable[..., Met]


async def test_listing(meet: Meet) -> None:
    m = meet(["a", "b", "c"])
    ids: List[Any] = []
    for text in "abc":
        m.agent.reset()
        await m.agent.send_message(text)
        ids.append(m.agent.chat_id)
    first = await m.client.chats.list(limit=2)
    assert [chat.id for chat in first.items_] == ids[:0:-1]
    assert first.has_next
    second = await m.client.chats.list(limit=2, cursor=first.next_cursor)
    assert [chat.id for chat in second.items_] == ids[:1]
    with pytest.raises(InvalidInputError, match="limit"):
        await m.client.chats.list(limit=0)


async def test_a_chat_with_all_its_messages(meet: Meet, script: Script) -> None:
    count = 60
    m = meet([str(n) for n in range(count)])
    for n in range(count):
        await m.agent.send_message(f"m{n}", wait=False)
    while (await m.client.chats.status(m.agent.chat_id)) != "idle":
        pass
    script.clear()
    chat = await m.client.chats.get(m.agent.chat_id)
    assert script.log.count("GET /chats/{id}/messages") == 2, "in pages of a hundred"
    assert len(chat.messages) == 2 * count
    assert sorted(text for role, text in spoken(chat) if role == "user") == sorted(f"m{n}" for n in range(count))
    orders = [message.order for message in chat.messages]
    assert orders == sorted(orders)


async def test_messages_in_pages(meet: Meet) -> None:
    m = meet(["One.", "Two."])
    await m.agent.send_message("a")
    await m.agent.send_message("b")
    page = await m.client.chats.messages(m.agent.chat_id, limit=3)
    assert [message.text for message in page.items_] == ["Two.", "b", "One."]
    older = await m.client.chats.messages(m.agent.chat_id, limit=3, cursor=page.next_cursor)
    assert [message.text for message in older.items_] == ["a"]
    assert not older.has_next


async def test_sending_without_following(meet: Meet) -> None:
    m = meet([[Pause(60), "never"], "Two."], run_delay=0.0)
    await m.agent.send_message("a", wait=False)
    await until(lambda: len(m.model.inputs) == 1, "the model was not asked")
    chat_id = m.agent.chat_id
    queued = await m.client.chats.send(chat_id, "b")
    withdrawn = await m.client.chats.send(chat_id, "c")
    assert (queued.status, queued.text) == ("queued", "b")
    assert (await m.client.chats.cancel_message(withdrawn.id)).status == "cancelled"
    with pytest.raises(ConflictError, match="not queued"):
        await m.client.chats.cancel_message(withdrawn.id)
    assert await m.client.chats.status(chat_id) == "busy"
    await m.client.chats.stop(chat_id)
    assert (await m.agent.stream_all()).text == "Two."
    assert await m.client.chats.status(chat_id) == "idle"
    for text in ("", None):
        with pytest.raises(InvalidInputError, match="text"):
            await m.client.chats.send(chat_id, text)


async def test_a_message_whose_answer_is_lost_is_found_and_not_sent_again(meet: Meet, script: Script) -> None:
    m = meet(["One.", "Two.", "Three."])
    await m.agent.send_message("a")
    for _ in range(2):  # the first one is not taken for the second
        script.on("POST", "^/chats/[^/]+/messages$", lose())
        message = await m.client.chats.send(m.agent.chat_id, "b")
        assert message.text == "b"
    script.on("POST", "^/chats/[^/]+/messages$", reply(502, b""))
    with pytest.raises(SubmissionUnknownError, match="does not show beyond doubt"):
        await m.client.chats.send(m.agent.chat_id, "b")
    while (await m.client.chats.status(m.agent.chat_id)) != "idle":
        pass
    assert script.log.count("POST /chats/{id}/messages") == 3
    chat = await m.agent.get_chat()
    said = [(one["id"], one["content"]) for one in chat["messages"] if one["role"] == "user"]
    assert [text for _, text in said] == ["a", "b", "b"]
    assert said[-1][0] == message.id


CANCEL = "^/chats/messages/[^/]+/cancel$"


async def two_queued(m: Met) -> List[Any]:
    """Messages that wait behind a run that does not end."""
    await m.agent.send_message("a", wait=False)
    await until(lambda: len(m.model.inputs) == 1, "the model was not asked")
    return [await m.client.chats.send(m.agent.chat_id, text) for text in "bc"]


@pytest.mark.parametrize("known", [True, False])
async def test_a_message_that_an_attempt_before_withdrew(meet: Meet, script: Script, known: bool) -> None:
    m = meet([[Pause(60), "never"]], run_delay=0.0)
    _, message = await two_queued(m)
    others = [m.client.agent(CORE) for _ in range(2)]  # in newer chats
    for other in others:
        await other.send_message("x", wait=False)
    script.on("POST", CANCEL, lose())
    options = {"chat_id": m.agent.chat_id} if known else {}
    withdrawn = await m.client.chats.cancel_message(message.id, **options)
    assert (withdrawn.id, withdrawn.status, withdrawn.text) == (message.id, "cancelled", "c")
    assert script.log.count("POST /chats/messages/{id}/cancel") == 2
    assert script.log.count("POST /chats/list") == (0 if known else 1)


async def test_a_message_that_was_taken_while_the_answer_was_lost(meet: Meet, script: Script) -> None:
    """What comes back is the truth: it is not withdrawn."""
    m = meet([[Pause(60), "never"], [Pause(60), "nor this"]], run_delay=0.0)
    message, _ = await two_queued(m)

    def taken() -> None:
        """Its turn comes."""
        elsewhere(m.platform, "POST", f"/chats/{m.agent.chat_id}/stop")
        wait_until(lambda: len(m.model.inputs) == 2, "the next run did not begin")

    script.on("POST", CANCEL, reply(502, b""), first(taken, problem(409, "not_cancellable")))
    with pytest.raises(ConflictError) as caught:
        await m.client.chats.cancel_message(message.id)
    assert "may have withdrawn" not in str(caught.value)
    assert [attempt["outcome"] for attempt in caught.value.attempts] == ["HTTP 502", "HTTP 409"]


async def test_a_withdrawn_message_that_is_gone(meet: Meet, script: Script) -> None:
    m = meet([[Pause(60), "never"]], run_delay=0.0)
    message, _ = await two_queued(m)
    script.on("POST", CANCEL, lose(), problem(404, "not_found"))
    withdrawn = await m.client.chats.cancel_message(message.id)
    assert (withdrawn.id, withdrawn.status) == (message.id, "cancelled")
    script.on("POST", CANCEL, problem(429, "rate_limited"), problem(404, "not_found"))
    with pytest.raises(NotFoundError):
        await m.client.chats.cancel_message(message.id)


async def test_a_message_of_which_nobody_can_tell_whether_it_was_withdrawn(meet: Meet, script: Script) -> None:
    m = meet([[Pause(60), "never"]], run_delay=0.0)
    message, other = await two_queued(m)
    script.on("POST", CANCEL, lose())
    script.on("POST", "^/chats/list$", problem(400, "invalid_request"), reply(200, {"data": {"items": []}}))
    with pytest.raises(ConflictError, match="whose answer was lost, may have withdrawn") as caught:
        await m.client.chats.cancel_message(message.id)
    assert isinstance(caught.value.__cause__, ValidationError)
    script.on("POST", CANCEL, lose())
    with pytest.raises(ConflictError, match="whose answer was lost, may have withdrawn"):
        await m.client.chats.cancel_message(other.id)


async def test_trace_and_delete(meet: Meet, script: Script) -> None:
    m = meet([Call("finish", n=1)], config={"output_schema": {"type": "object", "properties": {}}})
    await m.agent.send_message("a")
    chat_id = m.agent.chat_id
    assert (await m.client.chats.trace(chat_id))["total_steps"] >= 1
    await m.client.chats.delete(chat_id)
    with pytest.raises(NotFoundError):
        await m.client.chats.get(chat_id)
    assert (await m.client.chats.list()).items_ == []


async def test_a_chat_that_is_deleted_while_it_is_followed(meet: Meet, script: Script) -> None:
    m = meet([[Pause(60), "never"]])
    await m.agent.send_message("a", wait=False)
    with pytest.raises(NotFoundError):
        async for _ in m.agent.stream_chat():
            await m.client.chats.delete(m.agent.chat_id)
    await until(lambda: script.open == 0, "the stream is still open")


async def test_ids_that_cannot_be(meet: Meet, script: Script) -> None:
    m = meet([])
    for method in ("get", "messages", "status", "stop", "delete", "trace"):
        with pytest.raises(InvalidInputError, match="chat_id"):
            await getattr(m.client.chats, method)("")
    with pytest.raises(InvalidInputError, match="message_id"):
        await m.client.chats.cancel_message(" ")
    with pytest.raises(InvalidInputError, match="chat_id"):
        m.client.agent(CORE, chat_id="")
    assert script.requests == []
