# Made from inferencesh/_async/official.py by scripts/unasync.py. Do not edit.
"""The names of the official SDK for the namespaces of a client: for annotations in code that comes from there."""

from .agents.agents import Agents as AgentsAPI
from .files.files import Files as FilesAPI
from .sessions import Sessions as SessionsAPI
from .sockets import Sockets as SocketsAPI
from .tasks.tasks import Tasks as TasksAPI

__all__ = ["AgentsAPI", "FilesAPI", "SessionsAPI", "SocketsAPI", "TasksAPI"]
