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

        filename: None | str | Unset
        if isinstance(self.filename, Unset):
            filename = UNSET
        else:
            filename = self.filename

        if not isinstance(filename, Unset):
            _out_["filename"] = filename

        content_type: None | str | Unset
        if isinstance(self.content_type, Unset):
            content_type = UNSET
        else:
            content_type = self.content_type

        if not isinstance(content_type, Unset):
            _out_["content_type"] = content_type

        size: int | None | Unset
        if isinstance(self.size, Unset):
            size = UNSET
        else:
            size = self.size

        if not isinstance(size, Unset):
            _out_["size"] = size

        path: None | str | Unset
        if isinstance(self.path, Unset):
            path = UNSET
        else:
            path = self.path

        if not isinstance(path, Unset):
            _out_["path"] = path

        public: bool | None | Unset
        if isinstance(self.public, Unset):
            public = UNSET
        else:
            public = self.public

        if not isinstance(public, Unset):
            _out_["public"] = public

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)
        uri: str = MISSING
        if _data_.get("uri") is not None:
            uri = _data_.pop("uri")

        def _parse_filename(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("None | str | Unset", data)

        filename = _parse_filename(_data_.pop("filename", UNSET))

        def _parse_content_type(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("None | str | Unset", data)

        content_type = _parse_content_type(_data_.pop("content_type", UNSET))

        def _parse_size(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("int | None | Unset", data)

        size = _parse_size(_data_.pop("size", UNSET))

        def _parse_path(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("None | str | Unset", data)

        path = _parse_path(_data_.pop("path", UNSET))

        def _parse_public(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("bool | None | Unset", data)

        public = _parse_public(_data_.pop("public", UNSET))

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
