from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import MISSING, UNSET, Open, Unset

T = TypeVar("T", bound="SearchRequest")


@_attrs_define
class SearchRequest(Open):
    """Full-text search; the server picks the fields."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(("term",))

    term: str
    """ What to look for. """

    exact: bool | None | Unset = UNSET
    """ Match whole values only. """

    fields: list[str] | None | Unset = UNSET
    """ Older form: where to look; ignored today. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.term, Unset):
            _out_["term"] = self.term

        if not isinstance(self.exact, Unset):
            _out_["exact"] = self.exact

        fields: list[str] | None | Unset
        if isinstance(self.fields, Unset):
            fields = UNSET
        elif isinstance(self.fields, list):
            fields = self.fields

        else:
            fields = self.fields

        if not isinstance(fields, Unset):
            _out_["fields"] = fields

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)
        term: str = MISSING
        if _data_.get("term") is not None:
            term = _data_.pop("term")

        exact = cast("bool | None | Unset", _data_.pop("exact", UNSET))

        def _parse_fields(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                _fields_type_0: Any = data
                fields_type_0 = _fields_type_0 or []
                return fields_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("list[str] | None | Unset", data)

        fields = _parse_fields(_data_.pop("fields", UNSET))

        _made_ = _new_(
            term=term,
            exact=exact,
            fields=fields,
        )
        _made_.additional_properties = _data_
        return _made_
