from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import MISSING, UNSET, Open, Unset

if TYPE_CHECKING:
    from ..models.json_object import JsonObject


T = TypeVar("T", bound="LegacyError")


@_attrs_define
class LegacyError(Open):
    """Code and message of an error, as versions before problem+json sent them."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(
        (
            "code",
            "message",
        )
    )

    code: str
    """ The error code. """

    message: str
    """ Text for people. """

    suggestions: list[str] | None | Unset = UNSET
    """ What may help. """

    meta: JsonObject | None | Unset = UNSET
    """ Details, by code. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.json_object import JsonObject

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.code, Unset):
            _out_["code"] = self.code

        if not isinstance(self.message, Unset):
            _out_["message"] = self.message

        suggestions: list[str] | None | Unset
        if isinstance(self.suggestions, Unset):
            suggestions = UNSET
        elif isinstance(self.suggestions, list):
            suggestions = self.suggestions

        else:
            suggestions = self.suggestions

        if not isinstance(suggestions, Unset):
            _out_["suggestions"] = suggestions

        meta: dict[str, Any] | None | Unset
        if isinstance(self.meta, Unset):
            meta = UNSET
        elif isinstance(self.meta, JsonObject):
            meta = self.meta.to_dict()
        else:
            meta = self.meta

        if not isinstance(meta, Unset):
            _out_["meta"] = meta

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.json_object import JsonObject

        _new_ = cls
        _data_ = dict(src_dict)
        code: str = MISSING
        if _data_.get("code") is not None:
            code = _data_.pop("code")

        message: str = MISSING
        if _data_.get("message") is not None:
            message = _data_.pop("message")

        def _parse_suggestions(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                _suggestions_type_0: Any = data
                suggestions_type_0 = _suggestions_type_0 or []
                return suggestions_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("list[str] | None | Unset", data)

        suggestions = _parse_suggestions(_data_.pop("suggestions", UNSET))

        def _parse_meta(data: object) -> JsonObject | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                meta_type_0 = JsonObject.from_dict(data)

                return meta_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("JsonObject | None | Unset", data)

        meta = _parse_meta(_data_.pop("meta", UNSET))

        _made_ = _new_(
            code=code,
            message=message,
            suggestions=suggestions,
            meta=meta,
        )
        _made_.additional_properties = _data_
        return _made_
