from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.always_allow_scope import AlwaysAllowScope
from ..types import UNSET, Open, Unset, given

if TYPE_CHECKING:
    from ..models.json_object import JsonObject


T = TypeVar("T", bound="AlwaysAllowOptionDTO")


@_attrs_define
class AlwaysAllowOptionDTO(Open):
    """A choice of what to allow."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(())

    key: str | Unset = UNSET
    """ Its key. """

    scope: AlwaysAllowScope | None | Unset = UNSET
    """ How wide it is. """

    label: None | str | Unset = UNSET
    """ Name for people. """

    description: None | str | Unset = UNSET
    """ What it means. """

    rules: list[JsonObject] | None | Unset = UNSET
    """ The rules it would store; not described here. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.key, Unset):
            _out_["key"] = self.key

        scope: None | str | Unset
        if isinstance(self.scope, Unset):
            scope = UNSET
        elif isinstance(self.scope, AlwaysAllowScope):
            scope = self.scope.value
        else:
            scope = self.scope

        if not isinstance(scope, Unset):
            _out_["scope"] = scope

        if not isinstance(self.label, Unset):
            _out_["label"] = self.label

        if not isinstance(self.description, Unset):
            _out_["description"] = self.description

        rules: list[dict[str, Any]] | None | Unset
        if isinstance(self.rules, Unset):
            rules = UNSET
        elif isinstance(self.rules, list):
            rules = []
            for rules_type_0_item_data in self.rules:
                rules_type_0_item = rules_type_0_item_data.to_dict()
                rules.append(rules_type_0_item)

        else:
            rules = self.rules

        if not isinstance(rules, Unset):
            _out_["rules"] = rules

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.json_object import JsonObject

        _new_ = cls
        _data_ = dict(src_dict)
        key = given(_data_.pop("key", UNSET))

        def _parse_scope(data: object) -> AlwaysAllowScope | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                scope_type_0 = AlwaysAllowScope(data)

                return scope_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("AlwaysAllowScope | None | Unset", data)

        scope = _parse_scope(_data_.pop("scope", UNSET))

        label = cast("None | str | Unset", _data_.pop("label", UNSET))

        description = cast("None | str | Unset", _data_.pop("description", UNSET))

        def _parse_rules(data: object) -> list[JsonObject] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                rules_type_0 = []
                _rules_type_0 = data
                for rules_type_0_item_data in _rules_type_0 or ():
                    rules_type_0_item = JsonObject.from_dict(rules_type_0_item_data)

                    rules_type_0.append(rules_type_0_item)

                return rules_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("list[JsonObject] | None | Unset", data)

        rules = _parse_rules(_data_.pop("rules", UNSET))

        _made_ = _new_(
            key=key,
            scope=scope,
            label=label,
            description=description,
            rules=rules,
        )
        _made_.additional_properties = _data_
        return _made_
