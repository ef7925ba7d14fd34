from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.task_file_role import TaskFileRole
from ..types import MISSING, UNSET, Open, Unset, given

T = TypeVar("T", bound="TaskFileDTO")


@_attrs_define
class TaskFileDTO(Open):
    """A file that a task read or wrote."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(
        (
            "id",
            "role",
            "uri",
        )
    )

    id: str
    """ Identifier. """

    role: TaskFileRole
    """ Which side of a task a file is on. """

    uri: str
    """ Its address. """

    created_at: str | Unset = UNSET
    """ When it was stored, RFC 3339. """

    filename: None | str | Unset = UNSET
    """ Its name. """

    content_type: None | str | Unset = UNSET
    """ Its media type. """

    size: int | None | Unset = UNSET
    """ Its size in bytes. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.id, Unset):
            _out_["id"] = self.id

        if not isinstance(self.role, Unset):
            role = self.role.value
            _out_["role"] = role

        if not isinstance(self.uri, Unset):
            _out_["uri"] = self.uri

        if not isinstance(self.created_at, Unset):
            _out_["created_at"] = self.created_at

        if not isinstance(self.filename, Unset):
            _out_["filename"] = self.filename

        if not isinstance(self.content_type, Unset):
            _out_["content_type"] = self.content_type

        if not isinstance(self.size, Unset):
            _out_["size"] = self.size

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)
        id: str = MISSING
        if _data_.get("id") is not None:
            id = _data_.pop("id")

        role: TaskFileRole = MISSING
        if _data_.get("role") is not None:
            role = TaskFileRole(_data_.pop("role"))

        uri: str = MISSING
        if _data_.get("uri") is not None:
            uri = _data_.pop("uri")

        created_at = given(_data_.pop("created_at", UNSET))

        filename = cast("None | str | Unset", _data_.pop("filename", UNSET))

        content_type = cast("None | str | Unset", _data_.pop("content_type", UNSET))

        size = cast("int | None | Unset", _data_.pop("size", UNSET))

        _made_ = _new_(
            id=id,
            role=role,
            uri=uri,
            created_at=created_at,
            filename=filename,
            content_type=content_type,
            size=size,
        )
        _made_.additional_properties = _data_
        return _made_
