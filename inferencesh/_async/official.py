"""The names of the official SDK for the namespaces of a client: for annotations in code that comes from there."""

from .agents.agents import AsyncAgents as AsyncAgentsAPI
from .files.files import AsyncFiles as AsyncFilesAPI
from .sessions import AsyncSessions as AsyncSessionsAPI
from .sockets import AsyncSockets as AsyncSocketsAPI
from .tasks.tasks import AsyncTasks as AsyncTasksAPI

__all__ = ["AsyncAgentsAPI", "AsyncFilesAPI", "AsyncSessionsAPI", "AsyncSocketsAPI", "AsyncTasksAPI"]
