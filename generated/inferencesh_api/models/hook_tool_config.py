from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import MISSING, UNSET, Open, Unset

T = TypeVar("T", bound="HookToolConfig")


@_attrs_define
class HookToolConfig(Open):
    """A web address that is told of the call and answers later."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(("url",))

    url: str
    """ The address. """

    secret: None | str | Unset = _attrs_field(default=UNSET, repr=False)
    """ Value of the header X-Hook-Secret. Reads give an empty one. """

    secret_ref: None | str | Unset = UNSET
    """ Where it is stored. """

    input_schema: Any | Unset = UNSET
    """ JSON Schema of the arguments. """

    output_schema: Any | Unset = UNSET
    """ JSON Schema of the result. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.url, Unset):
            _out_["url"] = self.url

        if not isinstance(self.secret, Unset):
            _out_["secret"] = self.secret

        if not isinstance(self.secret_ref, Unset):
            _out_["secret_ref"] = self.secret_ref

        if not isinstance(self.input_schema, Unset):
            _out_["input_schema"] = self.input_schema

        if not isinstance(self.output_schema, Unset):
            _out_["output_schema"] = self.output_schema

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)
        url: str = MISSING
        if _data_.get("url") is not None:
            url = _data_.pop("url")

        secret = cast("None | str | Unset", _data_.pop("secret", UNSET))

        secret_ref = cast("None | str | Unset", _data_.pop("secret_ref", UNSET))

        input_schema = _data_.pop("input_schema", UNSET)

        output_schema = _data_.pop("output_schema", UNSET)

        _made_ = _new_(
            url=url,
            secret=secret,
            secret_ref=secret_ref,
            input_schema=input_schema,
            output_schema=output_schema,
        )
        _made_.additional_properties = _data_
        return _made_
