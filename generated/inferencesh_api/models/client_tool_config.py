from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, FrozenSet, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Open, Unset

T = TypeVar("T", bound="ClientToolConfig")


@_attrs_define
class ClientToolConfig(Open):
    """A tool that the caller's own process runs."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(())

    input_schema: Any | Unset = UNSET
    """ JSON Schema of the arguments. """

    output_schema: Any | Unset = UNSET
    """ JSON Schema of the result. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.input_schema, Unset):
            _out_["input_schema"] = self.input_schema

        if not isinstance(self.output_schema, Unset):
            _out_["output_schema"] = self.output_schema

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)
        input_schema = _data_.pop("input_schema", UNSET)

        output_schema = _data_.pop("output_schema", UNSET)

        _made_ = _new_(
            input_schema=input_schema,
            output_schema=output_schema,
        )
        _made_.additional_properties = _data_
        return _made_
