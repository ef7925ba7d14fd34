"""Keys of an agent's config: known, misspelt, of other SDKs, and unknown ones."""

from __future__ import annotations

import logging
from typing import Any, Set, get_type_hints

import attrs
import pytest

from inferencesh import AgentConfig, InvalidInputError, inference
from inferencesh.tools import CoreApp
from inferencesh.tools.agent_config import CONFIG_KEYS, MODEL_SETTINGS, prepare_agent

CORE = {"core_app": {"ref": "acme/brain"}}


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("instructions", "system_prompt"),
        ("system", "system_prompt"),
        ("prompt", "system_prompt"),
        ("model", "core_app"),
        ("systemPrompt", "system_prompt"),
        ("system_promt", "system_prompt"),
        ("tool", "tools"),
        ("coreapp", "core_app"),
        ("skill", "skills"),
        ("temprature", "temperature"),
    ],
)
def test_a_key_that_would_mean_nothing_is_refused(key: str, meant: str) -> None:
    with pytest.raises(InvalidInputError, match=f"unknown key '{key}'.*did you mean '{meant}'"):
        prepare_agent({**CORE, key: "x"})


@pytest.mark.parametrize("key", ["metadata", "version", "max_turns", "messages", "voice"])
def test_any_other_key_is_sent(key: str) -> None:
    assert prepare_agent({**CORE, key: 1}).target["agent_config"][key] == 1


def test_it_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    with inference(api_key="k", base_url="http://127.0.0.1:1") as client, caplog.at_level(
        logging.WARNING, "inferencesh"
    ):
        config: Any = {**CORE, "brand_new": 1, "temperature": 0.5}
        client.agent(config)
        client.agent(config)
    assert [record.getMessage() for record in caplog.records if "brand_new" in record.getMessage()] == [
        "the agent's config has the key 'brand_new', which is not known here: it is sent as it is"
    ]
    assert not [record for record in caplog.records if "temperature" in record.getMessage()]


def test_its_type_has_the_keys_of_the_contract() -> None:
    from inferencesh_api.models.agent_config_input import AgentConfigInput
    from inferencesh_api.models.core_app_config_input import CoreAppConfigInput

    def members(model: Any) -> Set[str]:
        return {field.name.rstrip("_") for field in attrs.fields(model)} - {"additional_properties"}

    assert set(CONFIG_KEYS) == members(AgentConfigInput)
    assert set(CoreApp.__annotations__) == members(CoreAppConfigInput)


def test_its_type_can_be_read_at_run_time() -> None:
    assert set(get_type_hints(AgentConfig)) == {*CONFIG_KEYS, *MODEL_SETTINGS}


def test_settings_of_the_model_go_to_the_core_app() -> None:
    given = {"core_app": {"ref": "acme/brain", "input": {"top_p": 0.1}}, "temperature": 0.5, "top_p": 0.9}
    sent = prepare_agent(given).target["agent_config"]
    assert sent == {"core_app": {"ref": "acme/brain", "input": {"temperature": 0.5, "top_p": 0.1}}}
    assert given["core_app"] == {"ref": "acme/brain", "input": {"top_p": 0.1}}
    assert given["temperature"] == 0.5


@pytest.mark.parametrize(
    ("key", "value", "what"),
    [
        ("internal_tools", ["plan"], "internal_tools must be a dict of switches"),
        ("internal_tools", True, "internal_tools must be a dict of switches"),
        ("hooks", {"event": "agent.start"}, "hooks must be a list"),
        ("hooks", "agent.start", "hooks must be a list"),
        ("skills", {"name": "tea"}, "skills must be a list of dicts"),
        ("skills", ["tea"], r"skills\[0\] must be a dict with a name"),
        ("skills", [{"name": "tea"}, {"name": ""}], r"skills\[1\] must be a dict with a name"),
        ("core_app", 3, "core_app is missing"),
        ("core_app", {"input": {}}, "core_app is missing"),
        ("tools", 3, "tools must be a list"),
    ],
)
def test_a_part_that_is_not_what_it_should_be(key: str, value: Any, what: str) -> None:
    with pytest.raises(InvalidInputError, match=what):
        prepare_agent({**CORE, key: value})


@pytest.mark.parametrize("key", [key for key in CONFIG_KEYS if key != "core_app"])
def test_none_says_nothing(key: str) -> None:
    sent = prepare_agent({**CORE, key: None}).target["agent_config"]
    assert sent.get(key) == ([] if key == "tools" else None)
