from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, FrozenSet, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import MISSING, Open, Unset

T = TypeVar("T", bound="SendMessageRequest")


@_attrs_define
class SendMessageRequest(Open):
    """A text to send into a chat."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(("message",))

    message: str
    """ The text. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.message, Unset):
            _out_["message"] = self.message

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)
        message: str = MISSING
        if _data_.get("message") is not None:
            message = _data_.pop("message")

        _made_ = _new_(
            message=message,
        )
        _made_.additional_properties = _data_
        return _made_
