# Made from inferencesh/_async/hint_names.py by scripts/unasync.py. Do not edit.
"""Names in the type hints of clients, imported when somebody reads them: `_core/values/type_hints.py`."""

from __future__ import annotations

import httpx
from typing_extensions import Literal, Self, Unpack

from .._core.requests.options import UploadFileOptions
from .._core.requests.params import (
    CallArguments,
    RunOptions,
    RunParams,
    SessionArguments,
    SessionCallArguments,
    StreamArguments,
    UploadArguments,
)
from .._core.values.logs import LogLine
from .._core.values.status import TaskStatus
from .._runtime.local_files import Readable
from .._runtime.run_journal import RunJournal
from ..results.page import Page
from ..tools.config_types import AgentLike
from .agents.agent import Agent
from .agents.agents import Agents
from .agents.chats import Chats
from .apps import Apps
from .files.files import Files, UploadPolicy
from .sessions import SessionHandle, Sessions
from .sockets import Sockets
from .tasks.runner import TaskRunner
from .tasks.task_stream import TaskStream

__all__ = [
    "AgentLike",
    "Agent",
    "Agents",
    "Apps",
    "Chats",
    "Files",
    "SessionHandle",
    "Sessions",
    "Sockets",
    "TaskRunner",
    "TaskStream",
    "CallArguments",
    "Literal",
    "LogLine",
    "Page",
    "Readable",
    "RunJournal",
    "RunOptions",
    "RunParams",
    "Self",
    "SessionArguments",
    "SessionCallArguments",
    "StreamArguments",
    "TaskStatus",
    "Unpack",
    "UploadArguments",
    "UploadFileOptions",
    "UploadPolicy",
    "httpx",
]
