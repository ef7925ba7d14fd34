from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.tool_auth_type import ToolAuthType
from ..types import MISSING, UNSET, Open, Unset

T = TypeVar("T", bound="ToolAuthConfig")


@_attrs_define
class ToolAuthConfig(Open):
    """What an HTTP tool shows. Secrets are names of stored secrets, not values."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(("type",))

    type_: ToolAuthType
    """ What an HTTP tool shows. """

    provider: None | str | Unset = UNSET
    """ Whose credential. """

    secret: None | str | Unset = _attrs_field(default=UNSET, repr=False)
    """ Name of the secret. """

    header: None | str | Unset = UNSET
    """ The header it goes into. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.type_, Unset):
            type_ = self.type_.value
            _out_["type"] = type_

        if not isinstance(self.provider, Unset):
            _out_["provider"] = self.provider

        if not isinstance(self.secret, Unset):
            _out_["secret"] = self.secret

        if not isinstance(self.header, Unset):
            _out_["header"] = self.header

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)
        type_: ToolAuthType = MISSING
        if _data_.get("type") is not None:
            type_ = ToolAuthType(_data_.pop("type"))

        provider = cast("None | str | Unset", _data_.pop("provider", UNSET))

        secret = cast("None | str | Unset", _data_.pop("secret", UNSET))

        header = cast("None | str | Unset", _data_.pop("header", UNSET))

        _made_ = _new_(
            type_=type_,
            provider=provider,
            secret=secret,
            header=header,
        )
        _made_.additional_properties = _data_
        return _made_
