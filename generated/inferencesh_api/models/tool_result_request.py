from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import MISSING, UNSET, Open, Unset

if TYPE_CHECKING:
    from ..models.file_ref import FileRef


T = TypeVar("T", bound="ToolResultRequest")


@_attrs_define
class ToolResultRequest(Open):
    """The result of a call that the caller's process ran, or the answer to a widget or question."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(("result",))

    result: str
    """ Always text; whatever is not text goes in as JSON text. """

    attachments: list[FileRef] | None | Unset = UNSET
    """ Files, uploaded before; at most 20. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.result, Unset):
            _out_["result"] = self.result

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

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.file_ref import FileRef

        _new_ = cls
        _data_ = dict(src_dict)
        result: str = MISSING
        if _data_.get("result") is not None:
            result = _data_.pop("result")

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

        _made_ = _new_(
            result=result,
            attachments=attachments,
        )
        _made_.additional_properties = _data_
        return _made_
