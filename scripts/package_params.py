"""The parameters of a run, and limits that are refused before anything is sent."""

from __future__ import annotations

import textwrap
from typing import Any

import package_statuses

NOTICE = "Made by `make generate`; never edited."


def text(schemas: dict[str, Any]) -> str:
    """The module: one for all of these, since each module costs time when a program starts."""
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
    return f'''"""What openapi.yaml says of the parameters of a run, of limits and of states. {NOTICE}"""

from __future__ import annotations

import datetime
from typing import Any, List, Literal, Optional, TypedDict, Union

RUN_PARAMETERS = {tuple(callers)!r}
ARGUMENTS_OF_RUN = {tuple(arguments)!r}  # members of the request that are arguments of `run`
NAMES_THE_APP = {tuple(apps)!r}  # one of these is needed
SESSION_TIMEOUT_LIMITS = ({timeout["minimum"]}, {timeout["maximum"]})  # seconds
MOST_RESULT_FILES = {tool_result["properties"]["attachments"]["maxItems"]}  # of one result of a tool
{package_statuses.constants(schemas)}


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
