"""inferencesh/_contract.py is what openapi.yaml gives, and the limits in it are limits of the contract."""

from __future__ import annotations

import importlib
import sys
import typing
from pathlib import Path
from typing import Any, Dict

import pytest
from support.contract import contract_checker

from inferencesh import RunParams
from inferencesh._contract import ARGUMENTS_OF_RUN, MOST_RESULT_FILES, NAMES_THE_APP, RUN_PARAMETERS
from inferencesh._core.requests.checks import CALL_ARGUMENTS

ROOT = Path(__file__).resolve().parents[2]
FILE = {"uri": "x", "filename": "x", "content_type": "text/plain"}
REQUEST: Dict[str, Any] = contract_checker().document["components"]["schemas"]["ApiAppRunRequest"]


def test_what_is_committed_is_fresh() -> None:
    pytest.importorskip("ruamel.yaml", reason="the generator's requirements are not installed here")
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        made = importlib.import_module("generate_package").module()
    finally:
        sys.path.remove(str(ROOT / "scripts"))
    assert made == (ROOT / "inferencesh" / "_contract.py").read_text(encoding="utf-8")


def test_the_parameters_of_a_run_are_those_of_the_contract() -> None:
    assert {*RUN_PARAMETERS, *ARGUMENTS_OF_RUN} == set(REQUEST["properties"])
    assert set(typing.get_type_hints(RunParams)) == set(RUN_PARAMETERS)
    assert "variant" in RUN_PARAMETERS
    assert ARGUMENTS_OF_RUN == ("wait", "stream")
    assert set(ARGUMENTS_OF_RUN) <= CALL_ARGUMENTS


@pytest.mark.parametrize(
    ("schema", "fits", "breaks"),
    [
        ("ApiAppRunRequest", {"app": "a/b", "session_timeout": 3600}, {"app": "a/b", "session_timeout": 3601}),
        ("ApiAppRunRequest", {"app": "a/b", "session_timeout": 1}, {"app": "a/b", "session_timeout": 0}),
        *[("ApiAppRunRequest", {name: "x"}, {"input": {}}) for name in NAMES_THE_APP],
        (
            "ToolResultRequest",
            {"result": "", "attachments": [FILE] * MOST_RESULT_FILES},
            {"result": "", "attachments": [FILE] * (MOST_RESULT_FILES + 1)},
        ),
    ],
)
def test_limits_are_part_of_the_schemas(schema: str, fits: Dict[str, Any], breaks: Dict[str, Any]) -> None:
    assert contract_checker().check_schema(schema, fits) == []
    assert contract_checker().check_schema(schema, breaks)
