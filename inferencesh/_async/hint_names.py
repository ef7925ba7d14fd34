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
from .agents.agent import AsyncAgent
from .agents.agents import AsyncAgents
from .agents.chats import AsyncChats
from .apps import AsyncApps
from .files.files import AsyncFiles, UploadPolicy
from .sessions import AsyncSessionHandle, AsyncSessions
from .sockets import AsyncSockets
from .tasks.runner import AsyncTaskRunner
from .tasks.task_stream import AsyncTaskStream

__all__ = [
    "AgentLike",
    "AsyncAgent",
    "AsyncAgents",
    "AsyncApps",
    "AsyncChats",
    "AsyncFiles",
    "AsyncSessionHandle",
    "AsyncSessions",
    "AsyncSockets",
    "AsyncTaskRunner",
    "AsyncTaskStream",
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
