from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import MISSING, UNSET, Open, Unset

T = TypeVar("T", bound="FileRef")


@_attrs_define
class FileRef(Open):
    """An uploaded file, as attached to a message or a tool result."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(
        (
            "uri",
            "filename",
            "content_type",
        )
    )

    uri: str
    """ Its address. """

    filename: str
    """ Its name. """

    content_type: str
    """ Its media type. """

    id: None | str | Unset = UNSET
    """ Identifier. """

    size: int | None | Unset = UNSET
    """ Bytes. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.uri, Unset):
            _out_["uri"] = self.uri

        if not isinstance(self.filename, Unset):
            _out_["filename"] = self.filename

        if not isinstance(self.content_type, Unset):
            _out_["content_type"] = self.content_type

        if not isinstance(self.id, Unset):
            _out_["id"] = self.id

        if not isinstance(self.size, Unset):
            _out_["size"] = self.size

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)
        uri: str = MISSING
        if _data_.get("uri") is not None:
            uri = _data_.pop("uri")

        filename: str = MISSING
        if _data_.get("filename") is not None:
            filename = _data_.pop("filename")

        content_type: str = MISSING
        if _data_.get("content_type") is not None:
            content_type = _data_.pop("content_type")

        id = cast("None | str | Unset", _data_.pop("id", UNSET))

        size = cast("int | None | Unset", _data_.pop("size", UNSET))

        _made_ = _new_(
            uri=uri,
            filename=filename,
            content_type=content_type,
            id=id,
            size=size,
        )
        _made_.additional_properties = _data_
        return _made_
