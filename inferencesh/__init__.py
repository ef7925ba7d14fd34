"""Python SDK for inference.sh: run AI apps as tasks, and chat with agents that use tools.

>>> from inferencesh import inference
>>> client = inference()
>>> result = client.run("infsh/echo", input={"text": "hi"})

This module only hands names on. Each is loaded when it is first used, because `import inferencesh` has to be cheap.
Made by `make generate` from the list in scripts/generate_face.py; never edited.
"""

from typing import TYPE_CHECKING

from ._runtime.version import __version__ as __version__

if TYPE_CHECKING:
    from ._async.agents.agent import AsyncAgent as AsyncAgent
    from ._async.agents.turn_stream import AsyncMessageStream as AsyncMessageStream
    from ._async.agents.turn_stream import AsyncTurnStream as AsyncTurnStream
    from ._async.client import AsyncInference as AsyncInference
    from ._async.client import async_inference as async_inference
    from ._async.official import AsyncAgentsAPI as AsyncAgentsAPI
    from ._async.official import AsyncFilesAPI as AsyncFilesAPI
    from ._async.official import AsyncSessionsAPI as AsyncSessionsAPI
    from ._async.official import AsyncSocketsAPI as AsyncSocketsAPI
    from ._async.official import AsyncTasksAPI as AsyncTasksAPI
    from ._async.sessions import AsyncSessionHandle as AsyncSessionHandle
    from ._async.tasks.task_stream import AsyncTaskStream as AsyncTaskStream
    from ._core.errors.classes import AgentRunError as AgentRunError
    from ._core.errors.classes import APIConnectionError as APIConnectionError
    from ._core.errors.classes import APIError as APIError
    from ._core.errors.classes import APITimeoutError as APITimeoutError
    from ._core.errors.classes import AuthenticationError as AuthenticationError
    from ._core.errors.classes import ConflictError as ConflictError
    from ._core.errors.classes import FileDownloadError as FileDownloadError
    from ._core.errors.classes import FileUploadError as FileUploadError
    from ._core.errors.classes import GoneError as GoneError
    from ._core.errors.classes import InferenceError as InferenceError
    from ._core.errors.classes import InvalidInputError as InvalidInputError
    from ._core.errors.classes import NotFoundError as NotFoundError
    from ._core.errors.classes import PaymentRequiredError as PaymentRequiredError
    from ._core.errors.classes import PermissionDeniedError as PermissionDeniedError
    from ._core.errors.classes import RateLimitError as RateLimitError
    from ._core.errors.classes import RequirementError as RequirementError
    from ._core.errors.classes import RequirementsNotMetError as RequirementsNotMetError
    from ._core.errors.classes import RequirementsNotMetException as RequirementsNotMetException
    from ._core.errors.classes import ServerError as ServerError
    from ._core.errors.classes import SessionConflictError as SessionConflictError
    from ._core.errors.classes import SessionEndedError as SessionEndedError
    from ._core.errors.classes import SessionError as SessionError
    from ._core.errors.classes import SessionExpiredError as SessionExpiredError
    from ._core.errors.classes import SessionNotFoundError as SessionNotFoundError
    from ._core.errors.classes import SetupAction as SetupAction
    from ._core.errors.classes import SubmissionUnknownError as SubmissionUnknownError
    from ._core.errors.classes import UncertainServerError as UncertainServerError
    from ._core.errors.classes import ValidationError as ValidationError
    from ._core.errors.classes import WorkerLostError as WorkerLostError
    from ._core.requests.options import StreamingOptions as StreamingOptions
    from ._core.requests.options import UploadFileOptions as UploadFileOptions
    from ._core.requests.params import RunParams as RunParams
    from ._core.requests.refs import Ref as Ref
    from ._core.requests.retry import RetryPolicy as RetryPolicy
    from ._core.streams.task_errors import StreamError as StreamError
    from ._core.streams.task_errors import TaskCancelledError as TaskCancelledError
    from ._core.streams.task_errors import TaskError as TaskError
    from ._core.streams.task_errors import TaskFailedError as TaskFailedError
    from ._core.streams.task_errors import TaskRejectedError as TaskRejectedError
    from ._core.turns.turn_events import AgentDelta as AgentDelta
    from ._core.turns.turn_events import ApprovalNeeded as ApprovalNeeded
    from ._core.turns.turn_events import Delta as Delta
    from ._core.turns.turn_events import MessageChanged as MessageChanged
    from ._core.turns.turn_events import RunChanged as RunChanged
    from ._core.turns.turn_events import Text as Text
    from ._core.turns.turn_events import ToolCallChanged as ToolCallChanged
    from ._core.turns.turn_events import ToolCallReady as ToolCallReady
    from ._core.turns.turn_events import TurnOver as TurnOver
    from ._core.values.logs import LogLine as LogLine
    from ._core.values.status import TaskStatus as TaskStatus
    from ._core.values.status import is_terminal_status as is_terminal_status
    from ._core.values.status import parse_status as parse_status
    from ._runtime.clock import Clock as Clock
    from ._sync.agents.agent import Agent as Agent
    from ._sync.agents.turn_stream import MessageStream as MessageStream
    from ._sync.agents.turn_stream import TurnStream as TurnStream
    from ._sync.client import Inference as Inference
    from ._sync.client import inference as inference
    from ._sync.official import AgentsAPI as AgentsAPI
    from ._sync.official import FilesAPI as FilesAPI
    from ._sync.official import SessionsAPI as SessionsAPI
    from ._sync.official import SocketsAPI as SocketsAPI
    from ._sync.official import TasksAPI as TasksAPI
    from ._sync.sessions import SessionHandle as SessionHandle
    from ._sync.tasks.task_stream import TaskStream as TaskStream
    from .results.app import App as App
    from .results.app import AppVersion as AppVersion
    from .results.chat import Chat as Chat
    from .results.enums import ChatMessageContentType as ChatMessageContentType
    from .results.enums import ChatMessageRole as ChatMessageRole
    from .results.enums import ChatMessageStatus as ChatMessageStatus
    from .results.enums import ChatStatus as ChatStatus
    from .results.enums import HookEvent as HookEvent
    from .results.enums import HookHandlerType as HookHandlerType
    from .results.enums import ToolInvocationStatus as ToolInvocationStatus
    from .results.enums import ToolType as ToolType
    from .results.enums import is_message_ready as is_message_ready
    from .results.file import File as File
    from .results.message import Message as Message
    from .results.message import MessageUpdate as MessageUpdate
    from .results.page import Page as Page
    from .results.session import Session as Session
    from .results.socket import LiveSocket as LiveSocket
    from .results.socket import SocketAccess as SocketAccess
    from .results.task import Task as Task
    from .results.task import TaskUpdate as TaskUpdate
    from .results.tool_call import PendingApproval as PendingApproval
    from .results.tool_call import ToolCall as ToolCall
    from .results.tool_call import ToolCallInfo as ToolCallInfo
    from .results.tool_call import pending_approvals as pending_approvals
    from .tools import AgentConfig as AgentConfig
    from .tools import ArgumentsError as ArgumentsError
    from .tools import BuiltTool as BuiltTool
    from .tools import ClientTool as ClientTool
    from .tools import ClientToolHandler as ClientToolHandler
    from .tools import FunctionTool as FunctionTool
    from .tools import InternalToolsConfig as InternalToolsConfig
    from .tools import LifecycleHookBuilder as LifecycleHookBuilder
    from .tools import LifecycleHookConfig as LifecycleHookConfig
    from .tools import OutputError as OutputError
    from .tools import ToolError as ToolError
    from .tools import agent_tool as agent_tool
    from .tools import app_tool as app_tool
    from .tools import array as array
    from .tools import boolean as boolean
    from .tools import call_tool as call_tool
    from .tools import enum_of as enum_of
    from .tools import http_tool as http_tool
    from .tools import integer as integer
    from .tools import internal_tools as internal_tools
    from .tools import learning_hooks as learning_hooks
    from .tools import lifecycle_hook as lifecycle_hook
    from .tools import mcp_tool as mcp_tool
    from .tools import number as number
    from .tools import obj as obj
    from .tools import optional as optional
    from .tools import string as string
    from .tools import tool as tool
    from .tools import webhook_tool as webhook_tool
else:
    _MODULES = {
        "APIConnectionError": "_core.errors.classes",
        "APIError": "_core.errors.classes",
        "APITimeoutError": "_core.errors.classes",
        "Agent": "_sync.agents.agent",
        "AgentConfig": "tools",
        "AgentDelta": "_core.turns.turn_events",
        "AgentRunError": "_core.errors.classes",
        "AgentsAPI": "_sync.official",
        "App": "results.app",
        "AppVersion": "results.app",
        "ApprovalNeeded": "_core.turns.turn_events",
        "ArgumentsError": "tools",
        "AsyncAgent": "_async.agents.agent",
        "AsyncAgentsAPI": "_async.official",
        "AsyncFilesAPI": "_async.official",
        "AsyncInference": "_async.client",
        "AsyncMessageStream": "_async.agents.turn_stream",
        "AsyncSessionHandle": "_async.sessions",
        "AsyncSessionsAPI": "_async.official",
        "AsyncSocketsAPI": "_async.official",
        "AsyncTaskStream": "_async.tasks.task_stream",
        "AsyncTasksAPI": "_async.official",
        "AsyncTurnStream": "_async.agents.turn_stream",
        "AuthenticationError": "_core.errors.classes",
        "BuiltTool": "tools",
        "Chat": "results.chat",
        "ChatMessageContentType": "results.enums",
        "ChatMessageRole": "results.enums",
        "ChatMessageStatus": "results.enums",
        "ChatStatus": "results.enums",
        "ClientTool": "tools",
        "ClientToolHandler": "tools",
        "Clock": "_runtime.clock",
        "ConflictError": "_core.errors.classes",
        "Delta": "_core.turns.turn_events",
        "File": "results.file",
        "FileDownloadError": "_core.errors.classes",
        "FileUploadError": "_core.errors.classes",
        "FilesAPI": "_sync.official",
        "FunctionTool": "tools",
        "GoneError": "_core.errors.classes",
        "HookEvent": "results.enums",
        "HookHandlerType": "results.enums",
        "Inference": "_sync.client",
        "InferenceError": "_core.errors.classes",
        "InternalToolsConfig": "tools",
        "InvalidInputError": "_core.errors.classes",
        "LifecycleHookBuilder": "tools",
        "LifecycleHookConfig": "tools",
        "LiveSocket": "results.socket",
        "LogLine": "_core.values.logs",
        "Message": "results.message",
        "MessageChanged": "_core.turns.turn_events",
        "MessageStream": "_sync.agents.turn_stream",
        "MessageUpdate": "results.message",
        "NotFoundError": "_core.errors.classes",
        "OutputError": "tools",
        "Page": "results.page",
        "PaymentRequiredError": "_core.errors.classes",
        "PendingApproval": "results.tool_call",
        "PermissionDeniedError": "_core.errors.classes",
        "RateLimitError": "_core.errors.classes",
        "Ref": "_core.requests.refs",
        "RequirementError": "_core.errors.classes",
        "RequirementsNotMetError": "_core.errors.classes",
        "RequirementsNotMetException": "_core.errors.classes",
        "RetryPolicy": "_core.requests.retry",
        "RunChanged": "_core.turns.turn_events",
        "RunParams": "_core.requests.params",
        "ServerError": "_core.errors.classes",
        "Session": "results.session",
        "SessionConflictError": "_core.errors.classes",
        "SessionEndedError": "_core.errors.classes",
        "SessionError": "_core.errors.classes",
        "SessionExpiredError": "_core.errors.classes",
        "SessionHandle": "_sync.sessions",
        "SessionNotFoundError": "_core.errors.classes",
        "SessionsAPI": "_sync.official",
        "SetupAction": "_core.errors.classes",
        "SocketAccess": "results.socket",
        "SocketsAPI": "_sync.official",
        "StreamError": "_core.streams.task_errors",
        "StreamingOptions": "_core.requests.options",
        "SubmissionUnknownError": "_core.errors.classes",
        "Task": "results.task",
        "TaskCancelledError": "_core.streams.task_errors",
        "TaskError": "_core.streams.task_errors",
        "TaskFailedError": "_core.streams.task_errors",
        "TaskRejectedError": "_core.streams.task_errors",
        "TaskStatus": "_core.values.status",
        "TaskStream": "_sync.tasks.task_stream",
        "TaskUpdate": "results.task",
        "TasksAPI": "_sync.official",
        "Text": "_core.turns.turn_events",
        "ToolCall": "results.tool_call",
        "ToolCallChanged": "_core.turns.turn_events",
        "ToolCallInfo": "results.tool_call",
        "ToolCallReady": "_core.turns.turn_events",
        "ToolError": "tools",
        "ToolInvocationStatus": "results.enums",
        "ToolType": "results.enums",
        "TurnOver": "_core.turns.turn_events",
        "TurnStream": "_sync.agents.turn_stream",
        "UncertainServerError": "_core.errors.classes",
        "UploadFileOptions": "_core.requests.options",
        "ValidationError": "_core.errors.classes",
        "WorkerLostError": "_core.errors.classes",
        "agent_tool": "tools",
        "app_tool": "tools",
        "array": "tools",
        "async_inference": "_async.client",
        "boolean": "tools",
        "call_tool": "tools",
        "enum_of": "tools",
        "http_tool": "tools",
        "inference": "_sync.client",
        "integer": "tools",
        "internal_tools": "tools",
        "is_message_ready": "results.enums",
        "is_terminal_status": "_core.values.status",
        "learning_hooks": "tools",
        "lifecycle_hook": "tools",
        "mcp_tool": "tools",
        "number": "tools",
        "obj": "tools",
        "optional": "tools",
        "parse_status": "_core.values.status",
        "pending_approvals": "results.tool_call",
        "string": "tools",
        "tool": "tools",
        "webhook_tool": "tools",
    }

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
