"""Python SDK for inference.sh: run AI apps as tasks, and chat with agents that use tools.

>>> from inferencesh import inference
>>> client = inference()
>>> result = client.run("infsh/echo", input={"text": "hi"})

This module only hands names on. Each is loaded when it is first used, so that `import inferencesh` stays cheap.
"""

from typing import TYPE_CHECKING

from ._version import __version__ as __version__

if TYPE_CHECKING:
    from ._async.client import AsyncInference as AsyncInference
    from ._async.client import async_inference as async_inference
    from ._async.follow import AsyncTaskStream as AsyncTaskStream
    from ._async.sessions import AsyncSessionHandle as AsyncSessionHandle
    from ._clock import Clock as Clock
    from ._core.errors import APIConnectionError as APIConnectionError
    from ._core.errors import APIError as APIError
    from ._core.errors import APITimeoutError as APITimeoutError
    from ._core.errors import AuthenticationError as AuthenticationError
    from ._core.errors import ConflictError as ConflictError
    from ._core.errors import FileDownloadError as FileDownloadError
    from ._core.errors import FileUploadError as FileUploadError
    from ._core.errors import GoneError as GoneError
    from ._core.errors import InferenceError as InferenceError
    from ._core.errors import InvalidInputError as InvalidInputError
    from ._core.errors import NotFoundError as NotFoundError
    from ._core.errors import PaymentRequiredError as PaymentRequiredError
    from ._core.errors import PermissionDeniedError as PermissionDeniedError
    from ._core.errors import RateLimitError as RateLimitError
    from ._core.errors import RequirementError as RequirementError
    from ._core.errors import RequirementsNotMetError as RequirementsNotMetError
    from ._core.errors import RequirementsNotMetException as RequirementsNotMetException
    from ._core.errors import ServerError as ServerError
    from ._core.errors import SessionConflictError as SessionConflictError
    from ._core.errors import SessionEndedError as SessionEndedError
    from ._core.errors import SessionError as SessionError
    from ._core.errors import SessionExpiredError as SessionExpiredError
    from ._core.errors import SessionNotFoundError as SessionNotFoundError
    from ._core.errors import StreamError as StreamError
    from ._core.errors import SubmissionUnknownError as SubmissionUnknownError
    from ._core.errors import TaskCancelledError as TaskCancelledError
    from ._core.errors import TaskError as TaskError
    from ._core.errors import TaskFailedError as TaskFailedError
    from ._core.errors import TaskRejectedError as TaskRejectedError
    from ._core.errors import UncertainServerError as UncertainServerError
    from ._core.errors import ValidationError as ValidationError
    from ._core.errors import WorkerLostError as WorkerLostError
    from ._core.logs import LogLine as LogLine
    from ._core.options import StreamingOptions as StreamingOptions
    from ._core.options import UploadFileOptions as UploadFileOptions
    from ._core.params import RunParams as RunParams
    from ._core.refs import Ref as Ref
    from ._core.retry import RetryPolicy as RetryPolicy
    from ._core.status import TaskStatus as TaskStatus
    from ._core.status import is_terminal_status as is_terminal_status
    from ._core.status import parse_status as parse_status
    from ._sync.client import Inference as Inference
    from ._sync.client import inference as inference
    from ._sync.follow import TaskStream as TaskStream
    from ._sync.sessions import SessionHandle as SessionHandle
    from .results.app import App as App
    from .results.app import AppVersion as AppVersion
    from .results.file import File as File
    from .results.page import Page as Page
    from .results.session import Session as Session
    from .results.task import Task as Task
    from .results.task import TaskUpdate as TaskUpdate
else:
    _HOMES = {
        "_async.client": ("AsyncInference", "async_inference"),
        "_async.follow": ("AsyncTaskStream",),
        "_async.sessions": ("AsyncSessionHandle",),
        "_clock": ("Clock",),
        "_core.errors": (
            "APIConnectionError",
            "APIError",
            "APITimeoutError",
            "AuthenticationError",
            "ConflictError",
            "FileDownloadError",
            "FileUploadError",
            "GoneError",
            "InferenceError",
            "InvalidInputError",
            "NotFoundError",
            "PaymentRequiredError",
            "PermissionDeniedError",
            "RateLimitError",
            "RequirementError",
            "RequirementsNotMetError",
            "RequirementsNotMetException",
            "ServerError",
            "SessionConflictError",
            "SessionEndedError",
            "SessionError",
            "SessionExpiredError",
            "SessionNotFoundError",
            "StreamError",
            "SubmissionUnknownError",
            "TaskCancelledError",
            "TaskError",
            "TaskFailedError",
            "TaskRejectedError",
            "UncertainServerError",
            "ValidationError",
            "WorkerLostError",
        ),
        "_core.logs": ("LogLine",),
        "_core.options": ("StreamingOptions", "UploadFileOptions"),
        "_core.params": ("RunParams",),
        "_core.refs": ("Ref",),
        "_core.retry": ("RetryPolicy",),
        "_core.status": ("TaskStatus", "is_terminal_status", "parse_status"),
        "_sync.client": ("Inference", "inference"),
        "_sync.follow": ("TaskStream",),
        "_sync.sessions": ("SessionHandle",),
        "results.app": ("App", "AppVersion"),
        "results.file": ("File",),
        "results.page": ("Page",),
        "results.session": ("Session",),
        "results.task": ("Task", "TaskUpdate"),
    }
    _MODULES = {name: module for module, names in _HOMES.items() for name in names}

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
