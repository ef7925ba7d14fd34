from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Open, Unset

T = TypeVar("T", bound="ToolAnnotations")


@_attrs_define
class ToolAnnotations(Open):
    """Hints for agents about a function. They promise nothing."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(())

    title: None | str | Unset = UNSET
    """ Name for people. """

    read_only_hint: bool | None | Unset = UNSET
    """ It changes nothing. """

    destructive_hint: bool | None | Unset = UNSET
    """ It may destroy something. """

    idempotent_hint: bool | None | Unset = UNSET
    """ Twice is the same as once. """

    open_world_hint: bool | None | Unset = UNSET
    """ It reaches beyond the platform. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        title: None | str | Unset
        if isinstance(self.title, Unset):
            title = UNSET
        else:
            title = self.title

        if not isinstance(title, Unset):
            _out_["title"] = title

        read_only_hint: bool | None | Unset
        if isinstance(self.read_only_hint, Unset):
            read_only_hint = UNSET
        else:
            read_only_hint = self.read_only_hint

        if not isinstance(read_only_hint, Unset):
            _out_["readOnlyHint"] = read_only_hint

        destructive_hint: bool | None | Unset
        if isinstance(self.destructive_hint, Unset):
            destructive_hint = UNSET
        else:
            destructive_hint = self.destructive_hint

        if not isinstance(destructive_hint, Unset):
            _out_["destructiveHint"] = destructive_hint

        idempotent_hint: bool | None | Unset
        if isinstance(self.idempotent_hint, Unset):
            idempotent_hint = UNSET
        else:
            idempotent_hint = self.idempotent_hint

        if not isinstance(idempotent_hint, Unset):
            _out_["idempotentHint"] = idempotent_hint

        open_world_hint: bool | None | Unset
        if isinstance(self.open_world_hint, Unset):
            open_world_hint = UNSET
        else:
            open_world_hint = self.open_world_hint

        if not isinstance(open_world_hint, Unset):
            _out_["openWorldHint"] = open_world_hint

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)

        def _parse_title(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("None | str | Unset", data)

        title = _parse_title(_data_.pop("title", UNSET))

        def _parse_read_only_hint(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("bool | None | Unset", data)

        read_only_hint = _parse_read_only_hint(_data_.pop("readOnlyHint", UNSET))

        def _parse_destructive_hint(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("bool | None | Unset", data)

        destructive_hint = _parse_destructive_hint(_data_.pop("destructiveHint", UNSET))

        def _parse_idempotent_hint(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("bool | None | Unset", data)

        idempotent_hint = _parse_idempotent_hint(_data_.pop("idempotentHint", UNSET))

        def _parse_open_world_hint(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("bool | None | Unset", data)

        open_world_hint = _parse_open_world_hint(_data_.pop("openWorldHint", UNSET))

        _made_ = _new_(
            title=title,
            read_only_hint=read_only_hint,
            destructive_hint=destructive_hint,
            idempotent_hint=idempotent_hint,
            open_world_hint=open_world_hint,
        )
        _made_.additional_properties = _data_
        return _made_
