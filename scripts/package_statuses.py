"""The members of `TaskStatus`, and what the contract says of other states: which of them are final."""

from __future__ import annotations

from typing import Any

NOTICE = "Made by `make generate`; never edited."
# name in the package -> enum of the contract
FINAL = {
    "FINAL_RUN_STATES": "AgentRunState",
    "FINAL_MESSAGE_STATUSES": "ChatMessageStatus",
    "FINAL_CALL_STATUSES": "ToolInvocationStatus",
}


def numbers(schemas: dict[str, Any]) -> dict[str, int]:
    """The statuses of a task by their names."""
    schema = schemas["TaskStatus"]
    return {name.lower(): number for name, number in zip(schema["x-enum-varnames"], schema["enum"])}


def constants(schemas: dict[str, Any]) -> str:
    """The constants of inferencesh/_contract.py that are about states."""
    status = schemas["TaskStatus"]
    lines = [
        f"TASK_STATUS_NUMBERS = {numbers(schemas)!r}",
        f"FINAL_TASK_STATUSES = {_frozen(status['x-final'])}",
        f"OLDER_TASK_STATUSES = {status['x-older-names']!r}  # older names, and what they are called now",
        *(f"{name} = {_frozen(schemas[enum]['x-final'])}  # {enum}" for name, enum in FINAL.items()),
    ]
    return "\n".join(lines)


def _frozen(values: list[Any]) -> str:
    return f"frozenset({{{', '.join(map(repr, values))}}})"


def text(schemas: dict[str, Any]) -> str:
    """The module of `TaskStatus`."""
    status = schemas["TaskStatus"]
    members = [f'    {name.upper()} = "{name}"\n' for name in numbers(schemas)]
    members += [f'    {old.upper()} = "{now}"  # the older name\n' for old, now in status["x-older-names"].items()]
    return f'''"""The public `TaskStatus`, with the members that openapi.yaml gives it. {NOTICE}"""

from __future__ import annotations

from .status_base import TaskStatusBase
from .status_base import is_terminal_status as is_terminal_status
from .status_base import parse_status as parse_status


class TaskStatus(TaskStatusBase):
    """Where a task stands: a text that also knows its number on the wire.

    It equals its text and its number: `status == "completed"` and `status == 10` both hold, as does
    `status == TaskStatus.COMPLETED`. It is ordered by number against integers and other statuses
    (`status >= TaskStatus.COMPLETED`: the task has ended) and by text against texts. `int(status)` is the number.
    `str()`, `format()`, JSON and pickles have the text.

    **Its hash is that of the text**, so sets and dicts of numbers do not find it: write `status in (10, 11, 12)`, not
    `status in {{10, 11, 12}}`.

    A status that this version does not know keeps its name or number as its text and nothing raises for it. It equals
    itself, its text and its number only, and it is ordered below every status that ends a task.
    `TaskStatus(10)`, `TaskStatus("completed")` and `TaskStatus("COMPLETED")` are all `TaskStatus.COMPLETED`.

    The platform sends numbers, and names in some places. Source: schema TaskStatus of openapi.yaml.
    """

{"".join(members)}'''
