from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.setup_action_type import SetupActionType
from ..types import MISSING, UNSET, Open, Unset

if TYPE_CHECKING:
    from ..models.string_map import StringMap


T = TypeVar("T", bound="SetupAction")


@_attrs_define
class SetupAction(Open):
    """How to meet a requirement."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(("type",))

    type_: SetupActionType
    """ The step that meets a requirement. """

    provider: None | str | Unset = UNSET
    """ Whose credential it is. """

    provider_name: None | str | Unset = UNSET
    """ The same for people. """

    scopes: list[str] | None | Unset = UNSET
    """ OAuth scopes to grant. """

    scope_descriptions: None | StringMap | Unset = UNSET
    """ What each scope allows. """

    secrets: list[Any] | None | Unset = UNSET
    """ Secrets to set. """

    provider_website: None | str | Unset = UNSET
    """ Where to get the credential. """

    instructions: None | str | Unset = UNSET
    """ Text for people. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.string_map import StringMap

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.type_, Unset):
            type_ = self.type_.value
            _out_["type"] = type_

        if not isinstance(self.provider, Unset):
            _out_["provider"] = self.provider

        if not isinstance(self.provider_name, Unset):
            _out_["provider_name"] = self.provider_name

        scopes: list[str] | None | Unset
        if isinstance(self.scopes, Unset):
            scopes = UNSET
        elif isinstance(self.scopes, list):
            scopes = self.scopes

        else:
            scopes = self.scopes

        if not isinstance(scopes, Unset):
            _out_["scopes"] = scopes

        scope_descriptions: dict[str, Any] | None | Unset
        if isinstance(self.scope_descriptions, Unset):
            scope_descriptions = UNSET
        elif isinstance(self.scope_descriptions, StringMap):
            scope_descriptions = self.scope_descriptions.to_dict()
        else:
            scope_descriptions = self.scope_descriptions

        if not isinstance(scope_descriptions, Unset):
            _out_["scope_descriptions"] = scope_descriptions

        secrets: list[Any] | None | Unset
        if isinstance(self.secrets, Unset):
            secrets = UNSET
        elif isinstance(self.secrets, list):
            secrets = self.secrets

        else:
            secrets = self.secrets

        if not isinstance(secrets, Unset):
            _out_["secrets"] = secrets

        if not isinstance(self.provider_website, Unset):
            _out_["provider_website"] = self.provider_website

        if not isinstance(self.instructions, Unset):
            _out_["instructions"] = self.instructions

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.string_map import StringMap

        _new_ = cls
        _data_ = dict(src_dict)
        type_: SetupActionType = MISSING
        if _data_.get("type") is not None:
            type_ = SetupActionType(_data_.pop("type"))

        provider = cast("None | str | Unset", _data_.pop("provider", UNSET))

        provider_name = cast("None | str | Unset", _data_.pop("provider_name", UNSET))

        def _parse_scopes(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                _scopes_type_0: Any = data
                scopes_type_0 = _scopes_type_0 or []
                return scopes_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("list[str] | None | Unset", data)

        scopes = _parse_scopes(_data_.pop("scopes", UNSET))

        def _parse_scope_descriptions(data: object) -> None | StringMap | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                scope_descriptions_type_0 = StringMap.from_dict(data)

                return scope_descriptions_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("None | StringMap | Unset", data)

        scope_descriptions = _parse_scope_descriptions(_data_.pop("scope_descriptions", UNSET))

        def _parse_secrets(data: object) -> list[Any] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                _secrets_type_0: Any = data
                secrets_type_0 = _secrets_type_0 or []
                return secrets_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("list[Any] | None | Unset", data)

        secrets = _parse_secrets(_data_.pop("secrets", UNSET))

        provider_website = cast("None | str | Unset", _data_.pop("provider_website", UNSET))

        instructions = cast("None | str | Unset", _data_.pop("instructions", UNSET))

        _made_ = _new_(
            type_=type_,
            provider=provider,
            provider_name=provider_name,
            scopes=scopes,
            scope_descriptions=scope_descriptions,
            secrets=secrets,
            provider_website=provider_website,
            instructions=instructions,
        )
        _made_.additional_properties = _data_
        return _made_
