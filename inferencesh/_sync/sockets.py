# Made from inferencesh/_async/sockets.py by scripts/unasync.py. Do not edit.
"""Sockets of live functions: which there are, and how to dial them. This SDK does not speak on them itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Mapping, Optional, Sequence

from .._core.errors.classes import gone_is_deleted
from .._core.requests.checks import check_id
from .._core.requests.envelope import no_object
from .._late_import import late_import
from ..results.socket import LiveSocket, SocketAccess
from .requests.resource import Resource

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from .._core.requests.params import CallArguments
    from ..results.page import Page


class Sockets(Resource):
    """`client.sockets`: the connections that live functions keep with their callers.

    Source: docs/platform-notes.md, "Live functions".
    """

    def get(self, socket_id: str, **options: Unpack[CallArguments]) -> LiveSocket:
        """A socket as it is now.

        Raises:
            NotFoundError: there is no such socket.
        """
        with late_import():
            from inferencesh_api.api.sockets import get_socket

        payload = self._call(get_socket.build_request(check_id(socket_id, "socket_id")), options, no_object)
        return LiveSocket(payload.data, messages=payload.messages)

    def list(
        self,
        *,
        limit: Optional[int] = None,
        cursor: Optional[str] = None,
        filters: Optional[Sequence[Mapping[str, Any]]] = None,
        sort: Optional[Sequence[Mapping[str, str]]] = None,
        search: Optional[str] = None,
        **options: Unpack[CallArguments],
    ) -> Page[LiveSocket]:
        """A page of the workspace's sockets. The arguments are those of `client.tasks.list`."""
        with late_import():
            from inferencesh_api.api.sockets import list_sockets

        return self._list(
            list_sockets.build_request,
            LiveSocket,
            options,
            limit=limit,
            cursor=cursor,
            filters=filters,
            sort=sort,
            search=search,
        )

    def for_task(self, task_id: str, **options: Unpack[CallArguments]) -> Optional[LiveSocket]:
        """The socket of a task, None if it has none."""
        wanted = {"field": "task_id", "operator": "eq", "value": check_id(task_id, "task_id")}
        page = self.list(limit=1, filters=[wanted], **options)
        return next(page.entries(), None)

    def access(self, socket_id: str, **options: Unpack[CallArguments]) -> SocketAccess:
        """A fresh credential to dial with: those of a run's answer end after minutes.

        Raises:
            NotFoundError, GoneError: it is no more.
        """
        with late_import():
            from inferencesh_api.api.sockets import create_socket_access

        request = create_socket_access.build_request(check_id(socket_id, "socket_id"))
        payload = self._call(request, options, no_object)
        return SocketAccess(payload.data, messages=payload.messages)

    def delete(self, socket_id: str, **options: Unpack[CallArguments]) -> None:
        """Delete a socket."""
        with late_import():
            from inferencesh_api.api.sockets import delete_socket

        with gone_is_deleted():
            self._call(delete_socket.build_request(check_id(socket_id, "socket_id")), options)
