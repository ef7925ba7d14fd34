from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Open, Unset, given

T = TypeVar("T", bound="FieldError")


@_attrs_define
class FieldError(Open):
    """A field of the request that was refused."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(())

    field: str | Unset = UNSET
    """ Which field of the input or of the request, such as `width`. """

    path: None | str | Unset = UNSET
    """ Where it is, as a dotted path such as `input.images[3]`; only the local platform sends it. """

    message: str | Unset = UNSET
    """ What is wrong with it. """

    code: str | Unset = UNSET
    """ Machine-readable kind. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.field, Unset):
            _out_["field"] = self.field

        if not isinstance(self.path, Unset):
            _out_["path"] = self.path

        if not isinstance(self.message, Unset):
            _out_["message"] = self.message

        if not isinstance(self.code, Unset):
            _out_["code"] = self.code

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)
        field = given(_data_.pop("field", UNSET))

        path = cast("None | str | Unset", _data_.pop("path", UNSET))

        message = given(_data_.pop("message", UNSET))

        code = given(_data_.pop("code", UNSET))

        _made_ = _new_(
            field=field,
            path=path,
            message=message,
            code=code,
        )
        _made_.additional_properties = _data_
        return _made_
