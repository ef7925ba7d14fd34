from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Open, Unset

if TYPE_CHECKING:
    from ..models.file_ref import FileRef


T = TypeVar("T", bound="MessageInput")


@_attrs_define
class MessageInput(Open):
    """What the user says. Members that are not listed come from older clients and are ignored."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(())

    text: None | str | Unset = UNSET
    """ The text. """

    attachments: list[FileRef] | None | Unset = UNSET
    """ Files, uploaded before. """

    images: list[str] | None | Unset = UNSET
    """ Older form: addresses of pictures; read only without attachments. """

    files: list[str] | None | Unset = UNSET
    """ Older form: addresses of files; read only without attachments. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.text, Unset):
            _out_["text"] = self.text

        attachments: list[dict[str, Any]] | None | Unset
        if isinstance(self.attachments, Unset):
            attachments = UNSET
        elif isinstance(self.attachments, list):
            attachments = []
            for attachments_type_0_item_data in self.attachments:
                attachments_type_0_item = attachments_type_0_item_data.to_dict()
                attachments.append(attachments_type_0_item)

        else:
            attachments = self.attachments

        if not isinstance(attachments, Unset):
            _out_["attachments"] = attachments

        images: list[str] | None | Unset
        if isinstance(self.images, Unset):
            images = UNSET
        elif isinstance(self.images, list):
            images = self.images

        else:
            images = self.images

        if not isinstance(images, Unset):
            _out_["images"] = images

        files: list[str] | None | Unset
        if isinstance(self.files, Unset):
            files = UNSET
        elif isinstance(self.files, list):
            files = self.files

        else:
            files = self.files

        if not isinstance(files, Unset):
            _out_["files"] = files

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.file_ref import FileRef

        _new_ = cls
        _data_ = dict(src_dict)
        text = cast("None | str | Unset", _data_.pop("text", UNSET))

        def _parse_attachments(data: object) -> list[FileRef] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                attachments_type_0 = []
                _attachments_type_0 = data
                for attachments_type_0_item_data in _attachments_type_0 or ():
                    attachments_type_0_item = FileRef.from_dict(attachments_type_0_item_data)

                    attachments_type_0.append(attachments_type_0_item)

                return attachments_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("list[FileRef] | None | Unset", data)

        attachments = _parse_attachments(_data_.pop("attachments", UNSET))

        def _parse_images(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                _images_type_0: Any = data
                images_type_0 = _images_type_0 or []
                return images_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("list[str] | None | Unset", data)

        images = _parse_images(_data_.pop("images", UNSET))

        def _parse_files(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                _files_type_0: Any = data
                files_type_0 = _files_type_0 or []
                return files_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("list[str] | None | Unset", data)

        files = _parse_files(_data_.pop("files", UNSET))

        _made_ = _new_(
            text=text,
            attachments=attachments,
            images=images,
            files=files,
        )
        _made_.additional_properties = _data_
        return _made_
