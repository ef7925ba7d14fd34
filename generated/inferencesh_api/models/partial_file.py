from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import MISSING, UNSET, Open, Unset

T = TypeVar("T", bound="PartialFile")


@_attrs_define
class PartialFile(Open):
    """What is known of a file before it is uploaded."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(("uri",))

    uri: str
    """ Empty; the server assigns it. """

    filename: None | str | Unset = UNSET
    """ Its name, for people. """

    content_type: None | str | Unset = UNSET
    """ Its media type; the upload must declare the same. """

    size: int | None | Unset = UNSET
    """ Bytes. """

    path: None | str | Unset = UNSET
    """ A storage path of one's own. """

    public: bool | None | Unset = UNSET
    """ Asks for a file that anybody can open. Sent by the official Python client, not in the current type. """

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

        if not isinstance(self.size, Unset):
            _out_["size"] = self.size

        if not isinstance(self.path, Unset):
            _out_["path"] = self.path

        if not isinstance(self.public, Unset):
            _out_["public"] = self.public

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)
        uri: str = MISSING
        if _data_.get("uri") is not None:
            uri = _data_.pop("uri")

        filename = cast("None | str | Unset", _data_.pop("filename", UNSET))

        content_type = cast("None | str | Unset", _data_.pop("content_type", UNSET))

        size = cast("int | None | Unset", _data_.pop("size", UNSET))

        path = cast("None | str | Unset", _data_.pop("path", UNSET))

        public = cast("bool | None | Unset", _data_.pop("public", UNSET))

        _made_ = _new_(
            uri=uri,
            filename=filename,
            content_type=content_type,
            size=size,
            path=path,
            public=public,
        )
        _made_.additional_properties = _data_
        return _made_
