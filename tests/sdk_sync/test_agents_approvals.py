# Made from tests/sdk_async/test_agents_approvals.py by scripts/unasync.py. Do not edit.
"""Calls that wait for a person."""

from __future__ import annotations

import dataclasses
import enum
import logging
import pickle
from typing import Any, Callable, Dict, List

import pytest
from support.agents import Met, elsewhere, results
from support.background_sync import Background, until
from support.script import Script, first, lose, problem, reply
from support.waiting import until as wait_until

from inferencesh import (
    APITimeoutError,
    ConflictError,
    InferenceError,
    InvalidInputError,
    PermissionDeniedError,
    ValidationError,
    app_tool,
    string,
    tool,
)
from inferencesh.local import Call, Say, app

pytestmark = pytest.mark.anyio
Meet = Callable[..., Met]


@app("acme/erase")
def erase(path: str) -> Dict[str, Any]:
    return {"erased": path}


def gated_app(**more: Any) -> Dict[str, Any]:
    return {**app_tool("erase", "acme/erase").require_approval().build(), **more}


def greet() -> Any:
    return tool("greet").param("name", string("Who")).require_approval()


# -- calls of the caller's own


def test_the_missions_callback_approves_and_denies(meet: Meet) -> None:
    m = meet([Call("greet", name="Ada"), "Done.", Call("greet", name="Eve"), "Not done."], greet().build())
    asked: List[Any] = []

    def handle_tool(call: Any) -> None:
        asked.append((call.name, call.args, call.requires_approval))
        if call.requires_approval:
            if call.args["name"] == "Ada":
                m.agent.submit_tool_result(call.id, {"said": "hello"})
            else:
                m.agent.submit_tool_result(call.id, {"error": "Denied by user"})

    assert (m.agent.send_message("go", on_tool_call=handle_tool)).text == "Done."
    assert (m.agent.send_message("go", on_tool_call=handle_tool)).text == "Not done."
    assert asked == [("greet", {"name": "Ada"}, True), ("greet", {"name": "Eve"}, True)], "asked once for each"
    assert results(m.agent.get_chat()) == [{"said": "hello"}, {"error": "Denied by user"}]


def test_a_handler_of_a_gated_tool_waits_for_the_approval(meet: Meet) -> None:
    seen: List[Any] = []
    told: List[Any] = []

    def handler(args: Dict[str, Any]) -> str:
        seen.append(args["name"])
        return "hello"

    m = meet([Call("greet", name="Ada"), "Done."], greet_with(handler))
    background = Background(
        lambda: m.agent.send_message("go", on_tool_call=lambda call: told.append((call.id, call.requires_approval)))
    )
    until(lambda: bool(told), "the callback was not told")
    assert told[0][1] is True
    assert seen == [], "silence is no approval, and neither is a callback that returns"
    m.platform.approve(told[0][0])
    assert (background.result()).text == "Done."
    assert seen == ["Ada"]


def greet_with(handler: Any) -> Any:
    return greet().handler(handler)


def test_a_rejected_handler_never_runs(meet: Meet) -> None:
    seen: List[Any] = []
    m = meet([Call("greet", name="Ada"), "Then not."], greet_with(seen.append))
    answer = m.agent.send_message("go", on_tool_call=lambda call: m.platform.reject(call.id, "not today"))
    assert answer.text == "Then not."
    assert seen == []
    assert results(m.agent.get_chat()) == [{"error": "not today"}]


# -- calls of the platform's own


def test_a_person_decides_while_the_turn_waits(meet: Meet) -> None:
    m = meet([Call("erase", path="a"), Call("erase", path="b"), "Done."], gated_app(), apps=[erase])

    def decide(call: Any) -> None:
        assert call.requires_approval
        assert not call.is_client
        if call.args["path"] == "a":
            m.platform.approve(call.id)
        else:
            m.platform.reject(call.id, "keep it")

    assert (m.agent.send_message("Clean up", on_tool_call=decide)).text == "Done."
    assert results(m.agent.get_chat()) == [{"erased": "a"}, {"error": "keep it"}]


def test_a_key_that_may_not_approve_is_told_so_in_plain_words(meet: Meet) -> None:
    m = meet([Call("erase", path="a"), "Done."], gated_app(), apps=[erase])
    errors: List[PermissionDeniedError] = []

    def decide(call: Any) -> None:
        for attempt in (call.approve, call.reject):
            try:
                attempt()
            except PermissionDeniedError as error:
                errors.append(error)
        with pytest.raises(PermissionDeniedError):
            m.agent.submit_tool_result(call.id, {"error": "Denied"})
        m.platform.approve(call.id)

    assert (m.agent.send_message("go", on_tool_call=decide)).text == "Done."
    assert len(errors) == 2
    for error, what in zip(errors, ("approved", "rejected")):
        assert (error.status_code, error.code) == (403, "requires_sign_in")
        assert f"can be {what} only by a person who is signed in" in str(error)
        assert "allow_all_tools" in str(error)
        assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_a_key_that_may_approve(meet: Meet) -> None:
    m = meet(
        [Call("erase", path="a"), Call("erase", path="b"), Call("erase", path="c"), "Done."],
        gated_app(),
        apps=[erase],
        keys_may_approve=True,
    )

    def decide(call: Any) -> None:
        if call.args["path"] == "a":
            call.approve()
            with pytest.raises(ConflictError):
                m.agent.approve_tool(call.id)
        elif call.args["path"] == "b":
            call.reject("keep it")
        else:
            m.agent.submit_tool_result(call.id, {"error": "Denied by user"})

    assert (m.agent.send_message("go", on_tool_call=decide)).text == "Done."
    assert results(m.agent.get_chat()) == [{"erased": "a"}, {"error": "keep it"}, {"error": "Denied by user"}]


def test_a_decision_whose_answer_is_lost(meet: Meet, script: Script) -> None:
    m = meet(
        [Call("erase", path="a"), Call("erase", path="b"), "Done."], gated_app(), apps=[erase], keys_may_approve=True
    )

    def decide(call: Any) -> None:
        script.on("POST", "^/tools/", lose())
        (call.approve() if call.args["path"] == "a" else call.reject("keep it"))

    assert (m.agent.send_message("go", on_tool_call=decide)).text == "Done."
    assert results(m.agent.get_chat()) == [{"erased": "a"}, {"error": "keep it"}]


def test_a_decision_whose_answer_is_lost_is_refused_in_the_documented_way(meet: Meet, script: Script) -> None:
    """400 `invalid_state`, rest.md 6.5, and not a conflict."""
    m = meet(
        [Call("erase", path="a"), Call("erase", path="b"), "Done."], gated_app(), apps=[erase], keys_may_approve=True
    )

    def decide(call: Any) -> None:
        script.on("POST", "^/tools/", lose(), problem(400, "invalid_state"))
        (call.approve() if call.args["path"] == "a" else call.reject("keep it"))
        script.on("POST", "^/tools/", problem(400, "invalid_state"))
        with pytest.raises(ValidationError):
            (call.approve() if call.args["path"] == "a" else call.reject("keep it"))

    assert (m.agent.send_message("go", on_tool_call=decide)).text == "Done."
    assert results(m.agent.get_chat()) == [{"erased": "a"}, {"error": "keep it"}]


@pytest.mark.parametrize("approve", [True, False])
def test_a_decision_that_somebody_else_made_the_other_way(meet: Meet, script: Script, approve: bool) -> None:
    """While the answer was lost of an attempt that did nothing."""
    m = meet([Call("erase", path="a"), "Done."], gated_app(), apps=[erase], keys_may_approve=True)
    seen: List[str] = []

    def decide(call: Any) -> None:
        def other() -> None:
            (m.platform.reject if approve else m.platform.approve)(call.id)
            wait_until(decided, "the decision had no effect")

        def decided() -> bool:
            page = elsewhere(m.platform, "GET", f"/chats/{m.agent.chat_id}/messages")
            calls = [one for message in page["items"] for one in message.get("tool_invocations") or []]
            return calls[0]["status"] != "awaiting_approval"

        script.on("POST", "^/tools/", reply(502, b""), first(other, problem(409, "invalid_transition")))
        with pytest.raises(ConflictError):
            (call.approve() if approve else call.reject("no"))
        seen.append(call.id)

    assert (m.agent.send_message("go", on_tool_call=decide)).text == "Done."
    assert len(seen) == 1


def test_a_result_for_a_gated_call_of_the_platforms_own_is_refused(meet: Meet) -> None:
    m = meet([Call("erase", path="a"), "Then not."], gated_app(), apps=[erase])

    def decide(call: Any) -> None:
        with pytest.raises(ConflictError):
            m.agent.submit_tool_result(call.id, {"erased": "nothing"})
        m.platform.reject(call.id)

    assert (m.agent.send_message("go", on_tool_call=decide)).text == "Then not."


def test_coming_back_when_a_call_waits(meet: Meet) -> None:
    m = meet(
        [[Say("I will erase it."), Call("work"), Call("erase", path="a")], "Done."],
        gated_app(),
        tool("work").handler(lambda args: "worked"),
        apps=[erase],
    )
    printed: List[str] = []
    message = m.agent.send_message("go", on_pending="return", on_message=lambda msg: printed.append(msg["content"]))
    assert message.text == "".join(printed) == "I will erase it."
    [pending] = message.pending_approvals
    assert (pending.tool_name, pending.arguments, pending.chat_id) == ("erase", {"path": "a"}, m.agent.chat_id)
    chat = m.agent.get_chat()
    assert [waiting.tool_invocation_id for waiting in chat.pending_approvals] == [pending.tool_invocation_id]
    assert [call.status for call in chat.messages[-1].tool_calls] == ["completed", "awaiting_approval"], (
        "the handler that ran beside it was not interrupted"
    )
    m.platform.approve(pending.tool_invocation_id)
    assert (m.agent.stream_all()).text == "Done."
    assert results(m.agent.get_chat()) == ["worked", {"erased": "a"}]


def test_coming_back_from_behind_a_call_that_waits(meet: Meet) -> None:
    m = meet([Call("erase", path="a"), "Done.", "And more."], gated_app(), apps=[erase])
    m.agent.send_message("go", on_pending="return")
    message = m.agent.send_message("more", on_pending="return")
    assert (message.role, message.status, message.text) == ("user", "queued", "more"), "it has no answer yet"
    [pending] = message.pending_approvals
    assert (pending.tool_name, pending.arguments, pending.chat_id) == ("erase", {"path": "a"}, m.agent.chat_id)
    m.platform.approve(pending.tool_invocation_id)
    assert (m.agent.send_message("and?", wait=False)).chat_id == m.agent.chat_id
    m.agent.stop_chat()


def test_coming_back_leaves_no_call_behind(meet: Meet) -> None:
    seen: List[Any] = []
    calls = [Call("erase", path="a"), *[Call("work", n=n) for n in range(12)]]
    m = meet([calls, "Done."], gated_app(), tool("work").handler(seen.append), apps=[erase])
    message = m.agent.send_message("go", on_pending="return")
    m.platform.approve(message.pending_approvals[0].tool_invocation_id)
    assert (m.agent.stream_all()).text == "Done."
    assert sorted(args["n"] for args in seen) == list(range(12)), "each ran once"


def test_an_approval_that_expires(meet: Meet) -> None:
    m = meet([Call("erase", path="a"), "Then not."], gated_app(approval_timeout=1), apps=[erase])
    assert (m.agent.send_message("go")).text == "Then not."
    assert "in time" in results(m.agent.get_chat())[0]["error"]


def test_waiting_in_vain(meet: Meet, caplog: pytest.LogCaptureFixture) -> None:
    m = meet([Call("erase", path="a"), "never"], gated_app(), apps=[erase])
    with caplog.at_level(logging.WARNING, "inferencesh"), pytest.raises(
        APITimeoutError, match=r"it waits for erase \(awaiting_approval\)"
    ):
        m.agent.send_message("go", timeout=1.5)
    [line] = [record.getMessage() for record in caplog.records if "approval" in record.getMessage()]
    assert "erase" in line
    assert m.agent.chat_id in line
    m.agent.stop_chat()


def test_a_stream_of_events_tells_of_an_approval(meet: Meet, script: Script) -> None:
    from inferencesh import ApprovalNeeded

    m = meet([Call("erase", path="a"), "Done."], gated_app(), apps=[erase], keys_may_approve=True)
    kinds: List[str] = []
    for event in m.agent.stream("go"):
        kinds.append(type(event).__name__)
        if isinstance(event, ApprovalNeeded):
            event.call.approve()
    assert kinds.count("ApprovalNeeded") == 1
    assert kinds[-1] == "TurnOver"


def test_an_agent_that_nobody_watches(meet: Meet) -> None:
    config = {"permissions": {"allow_all_tools": True}}
    m = meet([Call("erase", path="a"), "Done."], gated_app(), apps=[erase], config=config)
    assert (m.agent.send_message("go", timeout=10.0)).text == "Done."


def test_a_call_that_no_agent_handed_out(meet: Meet) -> None:
    m = meet([Call("erase", path="a"), "Done."], gated_app(), apps=[erase])
    m.agent.send_message("go", on_pending="return")
    [call] = (m.agent.get_chat()).messages[-1].tool_calls
    assert call.requires_approval
    with pytest.raises(InferenceError, match="agent's own methods"):
        call.approve()
    m.agent.stop_chat()


# -- the answer of the callback


class Kind(enum.Enum):
    FULL = "full"


@dataclasses.dataclass
class Target:
    name: str
    kind: Kind


def wiping(seen: List[Any]) -> Any:
    @tool(require_approval=True)
    def wipe(target: Target, times: int = 1) -> str:
        seen.append((target, times))
        return "wiped"

    return wipe


WIPE = Call("wipe", target={"name": "disk", "kind": "full"}, times="2")
WIPED = (Target("disk", Kind.FULL), 2)


def test_running_a_gated_call_with_converted_arguments(meet: Meet) -> None:
    seen: List[Any] = []
    m = meet([WIPE, "Done."], wiping(seen))

    def decide(call: Any) -> None:
        assert call.requires_approval
        call.run()
        with pytest.raises(InvalidInputError, match="answered already"):
            call.run()

    assert (m.agent.send_message("go", on_tool_call=decide)).text == "Done."
    assert seen == [WIPED]
    assert results(m.agent.get_chat()) == ["wiped"]


def test_approving_a_call_of_ones_own_runs_it(meet: Meet) -> None:
    seen: List[Any] = []
    m = meet([WIPE, WIPE, "Done."], wiping(seen))

    def decide(call: Any) -> None:
        (call.reject("keep it") if seen else call.approve())

    assert (m.agent.send_message("go", on_tool_call=decide)).text == "Done."
    assert seen == [WIPED]
    assert results(m.agent.get_chat()) == ["wiped", {"error": "keep it"}]


@pytest.mark.parametrize("on_pending", ["wait", "return"])
def test_saying_yes_and_no_by_the_return_value(meet: Meet, on_pending: Any) -> None:
    seen: List[Any] = []
    m = meet([WIPE, WIPE, "Done."], wiping(seen))

    def decide(call: Any) -> bool:
        return not seen

    answer = m.agent.send_message("go", on_tool_call=decide, on_pending=on_pending)
    assert answer.text == "Done."
    assert seen == [WIPED]
    assert results(m.agent.get_chat()) == ["wiped", {"error": "the call was rejected"}]


@pytest.mark.parametrize("said", [None, 1, 0, "yes", [], {"approved": True}])
def test_anything_else_is_silence(meet: Meet, said: Any) -> None:
    seen: List[Any] = []
    m = meet([WIPE, "Done."], wiping(seen))
    answer = m.agent.send_message("go", on_tool_call=lambda call: said, on_pending="return")
    assert [pending.tool_name for pending in answer.pending_approvals] == ["wipe"]
    assert seen == []
    m.agent.stop_chat()


def test_a_return_value_after_an_answer_or_a_deferral_means_nothing(meet: Meet) -> None:
    seen: List[Any] = []
    m = meet([WIPE, WIPE, "Done."], wiping(seen))
    calls: List[Any] = []

    def decide(call: Any) -> bool:
        calls.append(call)
        if len(calls) == 1:
            call.submit("by hand")
        else:
            call.defer()
            m.platform.reject(call.id, "later")
        return True

    assert (m.agent.send_message("go", on_tool_call=decide)).text == "Done."
    assert seen == []
    assert results(m.agent.get_chat()) == ["by hand", {"error": "later"}]


def test_a_return_value_decides_on_nothing_else(meet: Meet) -> None:
    m = meet([Call("erase", path="a"), "Done."], gated_app(), apps=[erase], keys_may_approve=True)
    answer = m.agent.send_message("go", on_tool_call=lambda call: True, on_pending="return")
    assert len(answer.pending_approvals) == 1
    m.agent.stop_chat()


def test_arguments_that_do_not_fit_are_told_to_the_model_after_a_yes(meet: Meet) -> None:
    m = meet([Call("wipe", target={"name": "disk", "kind": "none"}), "Done."], wiping([]))
    assert (m.agent.send_message("go", on_tool_call=lambda call: True)).text == "Done."
    [told] = results(m.agent.get_chat())
    assert "target.kind must be one of 'full'" in told["error"]


def test_running_what_has_no_function_here(meet: Meet) -> None:
    m = meet([Call("greet", name="Ada"), Call("erase", path="a"), "Done."], greet().build(), gated_app(), apps=[erase])

    def decide(call: Any) -> None:
        with pytest.raises(InvalidInputError, match="call.submit" if call.is_client else "call.approve"):
            call.run()
        if call.is_client:
            with pytest.raises(InvalidInputError, match=r"call\.submit"):
                call.approve()
            call.submit("hello")
        else:
            m.platform.approve(call.id)

    assert (m.agent.send_message("go", on_tool_call=decide)).text == "Done."


def test_a_decision_in_a_stream_of_events(meet: Meet) -> None:
    from inferencesh import ApprovalNeeded

    seen: List[Any] = []
    m = meet([WIPE, "Done."], wiping(seen))
    for event in m.agent.stream("go"):
        if isinstance(event, ApprovalNeeded):
            event.call.run()
    assert seen == [WIPED]


@pytest.mark.parametrize("by_return_value", [True, False])
def test_a_tool_that_waits_for_its_own_turn_is_refused_after_a_yes_too(meet: Meet, by_return_value: bool) -> None:
    def handler(args: Dict[str, Any]) -> str:
        return str((m.agent.send_message("and?")).text)

    m = meet([Call("greet", name="Ada"), "Done."], greet_with(handler))

    def decide(call: Any) -> Any:
        if by_return_value:
            return True
        call.run()

    assert (m.agent.send_message("go", on_tool_call=decide, timeout=30.0)).text == "Done."
    [told] = results(m.agent.get_chat())
    assert "its own chat" in told["error"]
