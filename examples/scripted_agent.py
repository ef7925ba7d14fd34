"""Tests of code that talks to an agent: a scripted model says what the test tells it to say, without a network.

    python -m pytest examples/scripted_agent.py          # as tests
    python examples/scripted_agent.py                    # as a program

The local platform comes with `pip install "inferencesh[local]"`.
"""

from typing import Any, Dict, List

from inferencesh import tool
from inferencesh.local import Call, LocalPlatform, ScriptedModel

# -- the code under test ----------------------------------------------------------------------------------------------


class Shop:
    """A shop whose agent looks up orders."""

    def __init__(self, client: Any, core_app: str) -> None:
        self.orders: Dict[str, str] = {"A-17": "on its way"}
        self.agent = client.agent({"core_app": {"ref": core_app}, "tools": [self.order_state]})

    @tool
    def order_state(self, order: str) -> Dict[str, str]:
        """Where an order is."""
        return {"order": order, "state": self.orders.get(order, "unknown")}

    def answer(self, question: str) -> str:
        text: str = self.agent.send_message(question, timeout=30).text
        return text


# -- its tests --------------------------------------------------------------------------------------------------------


def test_the_model_sees_where_the_order_is() -> None:
    brain = ScriptedModel([Call("order_state", order="A-17"), "It is on its way."])
    with LocalPlatform(models={"acme/brain": brain}) as platform, platform.client() as client:
        assert Shop(client, "acme/brain").answer("Where is A-17?") == "It is on its way."
    first, second = brain.inputs
    assert first["text"] == "Where is A-17?"
    assert second["text"] == '{"order": "A-17", "state": "on its way"}'


def test_a_wrong_argument_is_explained_to_the_model() -> None:
    brain = ScriptedModel([Call("order_state", number=17), "Which order do you mean?"])
    with LocalPlatform(models={"acme/brain": brain}) as platform, platform.client() as client:
        assert Shop(client, "acme/brain").answer("Where is it?") == "Which order do you mean?"
    assert "order is missing" in brain.inputs[1]["text"]


def main() -> None:
    tests: List[Any] = [test_the_model_sees_where_the_order_is, test_a_wrong_argument_is_explained_to_the_model]
    for test in tests:
        test()
        print(f"ok: {test.__name__}")


if __name__ == "__main__":
    main()
