from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.task_status import TaskStatus
from ..types import MISSING, UNSET, Open, Unset, given, parse_datetime

if TYPE_CHECKING:
    from ..models.socket_access import SocketAccess


T = TypeVar("T", bound="TaskResultDTO")


@_attrs_define
class TaskResultDTO(Open):
    """A task as the run call answers it: without input and logs. A caller that asked to wait may get the whole task."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(
        (
            "id",
            "status",
        )
    )

    id: str
    """ The id. """

    status: TaskStatus
    """ How far a task is. Stages may be skipped; 10 to 13 are final. Sent as an integer; some streams send the
    lower-case name, so readers accept both (`x-names-accepted`). """

    short_id: str | Unset = UNSET
    """ The first characters of the id. """

    status_text: str | Unset = UNSET
    """ The same as a lower-case name. """

    output: Any | Unset = UNSET
    """ Free-form on purpose: what the function returned, as its own schema says; null until there is something. """

    error: None | str | Unset = UNSET
    """ Why it failed or was refused. """

    session_id: None | str | Unset = UNSET
    """ The session that it runs in. """

    created_at: datetime.datetime | Unset = UNSET
    """ When it was created. """

    updated_at: datetime.datetime | Unset = UNSET
    """ When it last changed. """

    run_at: None | str | Unset = UNSET
    """ When it is scheduled to start, RFC 3339. """

    socket: None | SocketAccess | Unset = UNSET
    """ Where to connect to a stream function; only tasks of stream functions have it. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.socket_access import SocketAccess

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.id, Unset):
            _out_["id"] = self.id

        if not isinstance(self.status, Unset):
            status = self.status.value
            _out_["status"] = status

        if not isinstance(self.short_id, Unset):
            _out_["short_id"] = self.short_id

        if not isinstance(self.status_text, Unset):
            _out_["status_text"] = self.status_text

        if not isinstance(self.output, Unset):
            _out_["output"] = self.output

        if not isinstance(self.error, Unset):
            _out_["error"] = self.error

        if not isinstance(self.session_id, Unset):
            _out_["session_id"] = self.session_id

        created_at: str | Unset = UNSET
        if not isinstance(self.created_at, Unset):
            created_at = self.created_at.isoformat()

        if not isinstance(created_at, Unset):
            _out_["created_at"] = created_at

        updated_at: str | Unset = UNSET
        if not isinstance(self.updated_at, Unset):
            updated_at = self.updated_at.isoformat()

        if not isinstance(updated_at, Unset):
            _out_["updated_at"] = updated_at

        if not isinstance(self.run_at, Unset):
            _out_["run_at"] = self.run_at

        socket: dict[str, Any] | None | Unset
        if isinstance(self.socket, Unset):
            socket = UNSET
        elif isinstance(self.socket, SocketAccess):
            socket = self.socket.to_dict()
        else:
            socket = self.socket

        if not isinstance(socket, Unset):
            _out_["socket"] = socket

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.socket_access import SocketAccess

        _new_ = cls
        _data_ = dict(src_dict)
        id: str = MISSING
        if _data_.get("id") is not None:
            id = _data_.pop("id")

        status: TaskStatus = MISSING
        if _data_.get("status") is not None:
            status = TaskStatus(_data_.pop("status"))

        short_id = given(_data_.pop("short_id", UNSET))

        status_text = given(_data_.pop("status_text", UNSET))

        output = _data_.pop("output", UNSET)

        error = cast("None | str | Unset", _data_.pop("error", UNSET))

        session_id = cast("None | str | Unset", _data_.pop("session_id", UNSET))

        _created_at = _data_.pop("created_at", UNSET)
        created_at: datetime.datetime | Unset
        if _created_at is None or isinstance(_created_at, Unset):
            created_at = UNSET
        else:
            created_at = parse_datetime(_created_at)

        _updated_at = _data_.pop("updated_at", UNSET)
        updated_at: datetime.datetime | Unset
        if _updated_at is None or isinstance(_updated_at, Unset):
            updated_at = UNSET
        else:
            updated_at = parse_datetime(_updated_at)

        run_at = cast("None | str | Unset", _data_.pop("run_at", UNSET))

        def _parse_socket(data: object) -> None | SocketAccess | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                socket_type_0 = SocketAccess.from_dict(data)

                return socket_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("None | SocketAccess | Unset", data)

        socket = _parse_socket(_data_.pop("socket", UNSET))

        _made_ = _new_(
            id=id,
            status=status,
            short_id=short_id,
            status_text=status_text,
            output=output,
            error=error,
            session_id=session_id,
            created_at=created_at,
            updated_at=updated_at,
            run_at=run_at,
            socket=socket,
        )
        _made_.additional_properties = _data_
        return _made_
