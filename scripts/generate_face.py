"""Write inferencesh/__init__.py from a list of the public names. With --check: compare only, exit 1 on a difference.

A public name is one word in `PUBLIC`, beside the module that defines it.
"""

from __future__ import annotations

import argparse
import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "inferencesh"
TARGET = PACKAGE / "__init__.py"

# module below `inferencesh` -> the names of it that are public
PUBLIC = {
    "_async.agents.agent": "AsyncAgent",
    "_async.agents.turn_stream": "AsyncMessageStream AsyncTurnStream",
    "_async.client": "async_inference AsyncInference",
    "_async.official": "AsyncAgentsAPI AsyncFilesAPI AsyncSessionsAPI AsyncSocketsAPI AsyncTasksAPI",
    "_async.sessions": "AsyncSessionHandle",
    "_async.tasks.task_stream": "AsyncTaskStream",
    "_core.errors.classes": (
        "AgentRunError APIConnectionError APIError APITimeoutError AuthenticationError ConflictError "
        "FileDownloadError FileUploadError GoneError InferenceError InvalidInputError NotFoundError "
        "PaymentRequiredError PermissionDeniedError RateLimitError RequirementError RequirementsNotMetError "
        "RequirementsNotMetException ServerError SessionConflictError SessionEndedError SessionError "
        "SessionExpiredError SessionNotFoundError SetupAction SubmissionUnknownError "
        "UncertainServerError ValidationError "
        "WorkerLostError"
    ),
    "_core.requests.options": "StreamingOptions UploadFileOptions",
    "_core.requests.params": "RunParams",
    "_core.requests.refs": "Ref",
    "_core.requests.retry": "RetryPolicy",
    "_core.streams.task_errors": "StreamError TaskCancelledError TaskError TaskFailedError TaskRejectedError",
    "_core.values.logs": "LogLine",
    "_core.turns.turn_events": (
        "AgentDelta ApprovalNeeded Delta MessageChanged RunChanged Text ToolCallChanged ToolCallReady TurnOver"
    ),
    "_core.values.status": "is_terminal_status parse_status TaskStatus",
    "_runtime.clock": "Clock",
    "_sync.agents.agent": "Agent",
    "_sync.agents.turn_stream": "MessageStream TurnStream",
    "_sync.client": "Inference inference",
    "_sync.official": "AgentsAPI FilesAPI SessionsAPI SocketsAPI TasksAPI",
    "_sync.sessions": "SessionHandle",
    "_sync.tasks.task_stream": "TaskStream",
    "results.app": "App AppVersion",
    "results.chat": "Chat",
    "results.enums": (
        "ChatMessageContentType ChatMessageRole ChatMessageStatus ChatStatus HookEvent HookHandlerType "
        "is_message_ready ToolInvocationStatus ToolType"
    ),
    "results.file": "File",
    "results.message": "Message MessageUpdate",
    "results.page": "Page",
    "results.session": "Session",
    "results.socket": "LiveSocket SocketAccess",
    "results.task": "Task TaskUpdate",
    "results.tool_call": "pending_approvals PendingApproval ToolCall ToolCallInfo",
    "tools": (
        "agent_tool AgentConfig app_tool ArgumentsError array boolean BuiltTool call_tool ClientTool ClientToolHandler "
        "enum_of FunctionTool http_tool integer internal_tools InternalToolsConfig learning_hooks "
        "lifecycle_hook LifecycleHookBuilder LifecycleHookConfig mcp_tool number obj optional OutputError "
        "string tool ToolError webhook_tool"
    ),
}

HEAD = '''"""Python SDK for inference.sh: run AI apps as tasks, and chat with agents that use tools.

>>> from inferencesh import inference
>>> client = inference()
>>> result = client.run("infsh/echo", input={"text": "hi"})

This module only hands names on. Each is loaded when it is first used, because `import inferencesh` has to be cheap.
Made by `make generate` from the list in scripts/generate_face.py; never edited.
"""

from typing import TYPE_CHECKING

from ._runtime.version import __version__ as __version__

if TYPE_CHECKING:
'''

MIDDLE = """else:
    _MODULES = {
"""

TAIL = """    }

    def __getattr__(name):
        module = _MODULES.get(name)
        if module is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        value = globals()[name] = getattr(import_module(f".{module}", __name__), name)
        return value

    def __dir__():
        return sorted({*globals(), *_MODULES})

    __all__ = sorted(_MODULES)
"""


class FaceError(Exception):
    """The list does not fit the package."""


def face(public: dict[str, str] = PUBLIC, package: Path = PACKAGE) -> str:
    """The text of the module."""
    homes: dict[str, str] = {}
    for module, names in public.items():
        defined = _defined(package, module)
        for name in names.split():
            if name in homes:
                raise FaceError(f"{name} stands twice: in {homes[name]} and in {module}")
            if name not in defined:
                raise FaceError(f"inferencesh.{module} does not define {name}")
            homes[name] = module
    imports = [
        f"    from .{module} import {name} as {name}\n"
        for module, name in sorted(((module, name) for name, module in homes.items()), key=_import_order)
    ]
    table = [f'        "{name}": "{homes[name]}",\n' for name in sorted(homes)]
    return "".join([HEAD, *imports, MIDDLE, *table, TAIL])


def _import_order(entry: tuple[str, str]) -> tuple[str, int, str, str]:
    """The order that ruff gives imports: modules, then constants, classes and the rest, each by name."""
    module, name = entry
    kind = 0 if name.isupper() else 1 if name[0].isupper() else 2
    return module, kind, name.lower(), name


def _defined(package: Path, module: str) -> set[str]:
    """The names at the top level of a module."""
    file = package.joinpath(*module.split("."))
    file = file / "__init__.py" if file.is_dir() else file.with_suffix(".py")
    if not file.exists():
        raise FaceError(f"there is no inferencesh.{module}")
    found: set[str] = set()
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            found.add(node.name)
        elif isinstance(node, ast.ImportFrom):
            found.update(alias.asname or alias.name for alias in node.names)
        elif isinstance(node, ast.Assign):
            found.update(target.id for target in node.targets if isinstance(target, ast.Name))
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare with what is committed, write nothing")
    options = parser.parse_args()
    try:
        made = face()
    except FaceError as error:
        print(f"scripts/generate_face.py: {error}")
        return 1
    if options.check:
        if TARGET.read_text(encoding="utf-8") != made:
            print("stale: inferencesh/__init__.py; run `make generate` and commit the result")
            return 1
        return 0
    TARGET.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
