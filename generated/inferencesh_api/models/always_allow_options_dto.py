from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Open, Unset

if TYPE_CHECKING:
    from ..models.always_allow_option_dto import AlwaysAllowOptionDTO
    from ..models.json_object import JsonObject


T = TypeVar("T", bound="AlwaysAllowOptionsDTO")


@_attrs_define
class AlwaysAllowOptionsDTO(Open):
    """What could be allowed from now on, narrowest first."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(())

    options: list[AlwaysAllowOptionDTO] | None | Unset = UNSET
    """ The choices. """

    default: None | str | Unset = UNSET
    """ Key of the one to offer first. """

    unavailable: None | str | Unset = UNSET
    """ Why there is none. """

    secret_send: JsonObject | None | Unset = UNSET
    """ What would be sent where; not described here. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.json_object import JsonObject

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        options: list[dict[str, Any]] | None | Unset
        if isinstance(self.options, Unset):
            options = UNSET
        elif isinstance(self.options, list):
            options = []
            for options_type_0_item_data in self.options:
                options_type_0_item = options_type_0_item_data.to_dict()
                options.append(options_type_0_item)

        else:
            options = self.options

        if not isinstance(options, Unset):
            _out_["options"] = options

        if not isinstance(self.default, Unset):
            _out_["default"] = self.default

        if not isinstance(self.unavailable, Unset):
            _out_["unavailable"] = self.unavailable

        secret_send: dict[str, Any] | None | Unset
        if isinstance(self.secret_send, Unset):
            secret_send = UNSET
        elif isinstance(self.secret_send, JsonObject):
            secret_send = self.secret_send.to_dict()
        else:
            secret_send = self.secret_send

        if not isinstance(secret_send, Unset):
            _out_["secret_send"] = secret_send

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.always_allow_option_dto import AlwaysAllowOptionDTO
        from ..models.json_object import JsonObject

        _new_ = cls
        _data_ = dict(src_dict)

        def _parse_options(data: object) -> list[AlwaysAllowOptionDTO] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                options_type_0 = []
                _options_type_0 = data
                for options_type_0_item_data in _options_type_0 or ():
                    options_type_0_item = AlwaysAllowOptionDTO.from_dict(options_type_0_item_data)

                    options_type_0.append(options_type_0_item)

                return options_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("list[AlwaysAllowOptionDTO] | None | Unset", data)

        options = _parse_options(_data_.pop("options", UNSET))

        default = cast("None | str | Unset", _data_.pop("default", UNSET))

        unavailable = cast("None | str | Unset", _data_.pop("unavailable", UNSET))

        def _parse_secret_send(data: object) -> JsonObject | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                secret_send_type_0 = JsonObject.from_dict(data)

                return secret_send_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("JsonObject | None | Unset", data)

        secret_send = _parse_secret_send(_data_.pop("secret_send", UNSET))

        _made_ = _new_(
            options=options,
            default=default,
            unavailable=unavailable,
            secret_send=secret_send,
        )
        _made_.additional_properties = _data_
        return _made_
