from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Open, Unset

if TYPE_CHECKING:
    from ..models.always_allow_option_dto import AlwaysAllowOptionDTO
    from ..models.json_object import JsonObject


T = TypeVar("T", bound="AlwaysAllowResultDTO")


@_attrs_define
class AlwaysAllowResultDTO(Open):
    """What is allowed from now on."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(())

    option: AlwaysAllowOptionDTO | None | Unset = UNSET
    """ What was chosen. """

    rules: list[JsonObject] | None | Unset = UNSET
    """ The rules that were stored; not described here. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.always_allow_option_dto import AlwaysAllowOptionDTO

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        option: dict[str, Any] | None | Unset
        if isinstance(self.option, Unset):
            option = UNSET
        elif isinstance(self.option, AlwaysAllowOptionDTO):
            option = self.option.to_dict()
        else:
            option = self.option

        if not isinstance(option, Unset):
            _out_["option"] = option

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
        from ..models.always_allow_option_dto import AlwaysAllowOptionDTO
        from ..models.json_object import JsonObject

        _new_ = cls
        _data_ = dict(src_dict)

        def _parse_option(data: object) -> AlwaysAllowOptionDTO | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                option_type_0 = AlwaysAllowOptionDTO.from_dict(data)

                return option_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("AlwaysAllowOptionDTO | None | Unset", data)

        option = _parse_option(_data_.pop("option", UNSET))

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
            option=option,
            rules=rules,
        )
        _made_.additional_properties = _data_
        return _made_
