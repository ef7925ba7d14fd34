"""Write inferencesh/_contract.py from openapi.yaml. With --check: compare only, exit 1 on a difference.

What the package says of the contract in types and numbers that users see: the parameters of a run, and limits that are
refused before anything is sent.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "openapi.yaml"
TARGET = ROOT / "inferencesh" / "_contract.py"
NOTICE = "Made by `make generate`; never edited."


def module(document: Path = DOCUMENT) -> str:
    """The module, formatted. It is one, since each costs time when a program starts."""
    schemas = YAML(typ="safe").load(document.read_text(encoding="utf-8"))["components"]["schemas"]
    return _formatted(_text(schemas))


def _text(schemas: dict[str, Any]) -> str:
    request, tool_result = schemas["ApiAppRunRequest"], schemas["ToolResultRequest"]
    members = request["properties"]
    callers = {name: schema for name, schema in members.items() if not schema.get("x-argument")}
    arguments = [name for name in members if name not in callers]
    timeout = members["session_timeout"]
    apps = [name for choice in request["anyOf"] for name in choice["required"]]
    per_call = {*apps, "function", "input", "session"}  # what a session has already, or each of its calls names
    entries = {name: _entry(name, schema, schemas) for name, schema in callers.items()}
    of_session = "".join(entry for name, entry in entries.items() if name not in per_call)
    options = "".join(entry for name, entry in entries.items() if name in per_call and name != "input")
    return f'''"""What openapi.yaml says of the parameters of a run, and of limits. {NOTICE}"""

from __future__ import annotations

import datetime
from typing import Any, List, Literal, Optional, TypedDict, Union

RUN_PARAMETERS = {tuple(callers)!r}
ARGUMENTS_OF_RUN = {tuple(arguments)!r}  # members of the request that are arguments of `run`
NAMES_THE_APP = {tuple(apps)!r}  # one of these is needed
SESSION_TIMEOUT_LIMITS = ({timeout["minimum"]}, {timeout["maximum"]})  # seconds
MOST_RESULT_FILES = {tool_result["properties"]["attachments"]["maxItems"]}  # of one result of a tool


class SessionParams(TypedDict, total=False):
    """The parameters that all runs of a session may have in common."""

{of_session}

class RunOptions(SessionParams, total=False):
    """The parameters of a run beside its input, which may be given by position. See `RunParams`."""

{options}

class RunParams(RunOptions, total=False):
    """The parameters of a run. All are optional here, since each may be given as a keyword argument instead.

    Source: the operation `run_app` of openapi.yaml.
    """

{entries["input"]}
'''


def _entry(name: str, schema: dict[str, Any], schemas: dict[str, Any]) -> str:
    lines = textwrap.wrap(schema["description"], 108)
    text = lines[0] if len(lines) == 1 else "\n".join(lines) + "\n"
    return textwrap.indent(f'{name}: {_type(name, schema, schemas)}\n"""{text}"""\n', "    ")


def _type(name: str, schema: dict[str, Any], schemas: dict[str, Any]) -> str:
    """The type of what callers pass."""
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else list(kinds)
    if "oneOf" in schema:  # an enum, or null
        (enum,) = (schemas[choice["$ref"].rpartition("/")[2]] for choice in schema["oneOf"] if "$ref" in choice)
        return f"Optional[Literal[{', '.join(map(repr, enum['enum']))}]]"
    plain = {"string": "str", "integer": "int", "boolean": "bool"}
    found = [plain[kind] for kind in kinds if kind in plain]
    if "array" in kinds:
        found.append(f"List[{_type(name, schema['items'], schemas)}]")
    if name.endswith("_at") and found == ["str"]:
        found.append("datetime.datetime")
    if not found:
        return "Any"
    if "null" in kinds:
        return f"Optional[{found[0]}]" if len(found) == 1 else f"Union[{', '.join(found)}, None]"
    return found[0] if len(found) == 1 else f"Union[{', '.join(found)}]"


def _formatted(text: str) -> str:
    for task in (["check", "--select=F401,I", "--fix-only"], ["format"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *task, "--quiet", "--no-cache", "--stdin-filename=made.py", "-"],
            input=text, cwd=ROOT, capture_output=True, text=True, check=True,
        )  # fmt: skip
        text = done.stdout
    return text


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare with what is committed, write nothing")
    options = parser.parse_args()
    made = module()
    if options.check:
        if TARGET.read_text(encoding="utf-8") != made:
            print("stale: inferencesh/_contract.py; run `make generate` and commit the result")
            return 1
        return 0
    TARGET.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
