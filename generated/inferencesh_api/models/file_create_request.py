from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import MISSING, UNSET, Open, Unset

if TYPE_CHECKING:
    from ..models.partial_file import PartialFile


T = TypeVar("T", bound="FileCreateRequest")


@_attrs_define
class FileCreateRequest(Open):
    """Files that are about to be uploaded."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(("files",))

    files: list[PartialFile]
    """ One entry per file. """

    category: None | str | Unset = UNSET
    """ Storage category. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.files, Unset):
            files = []
            for files_item_data in self.files:
                files_item = files_item_data.to_dict()
                files.append(files_item)

            _out_["files"] = files

        if not isinstance(self.category, Unset):
            _out_["category"] = self.category

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.partial_file import PartialFile

        _new_ = cls
        _data_ = dict(src_dict)
        files: list[PartialFile] = MISSING
        if _data_.get("files") is not None:
            files = []
            _files = _data_.pop("files")
            for files_item_data in _files or ():
                files_item = PartialFile.from_dict(files_item_data)

                files.append(files_item)

        category = cast("None | str | Unset", _data_.pop("category", UNSET))

        _made_ = _new_(
            files=files,
            category=category,
        )
        _made_.additional_properties = _data_
        return _made_
