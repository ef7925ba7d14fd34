"""Keys of an agent's config: known, misspelt, of other SDKs, and unknown ones."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from inferencesh import InvalidInputError, inference
from inferencesh.tools.agent_config import prepare_agent

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
