"""The names of the official SDK for the namespaces of a client: for annotations in code that comes from there."""

from .agents import AsyncAgents as AsyncAgentsAPI
from .files import AsyncFiles as AsyncFilesAPI
from .sessions import AsyncSessions as AsyncSessionsAPI
from .sockets import AsyncSockets as AsyncSocketsAPI
from .tasks import AsyncTasks as AsyncTasksAPI

__all__ = ["AsyncAgentsAPI", "AsyncFilesAPI", "AsyncSessionsAPI", "AsyncSocketsAPI", "AsyncTasksAPI"]
