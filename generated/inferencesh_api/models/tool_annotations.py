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
        if not isinstance(self.title, Unset):
            _out_["title"] = self.title

        if not isinstance(self.read_only_hint, Unset):
            _out_["readOnlyHint"] = self.read_only_hint

        if not isinstance(self.destructive_hint, Unset):
            _out_["destructiveHint"] = self.destructive_hint

        if not isinstance(self.idempotent_hint, Unset):
            _out_["idempotentHint"] = self.idempotent_hint

        if not isinstance(self.open_world_hint, Unset):
            _out_["openWorldHint"] = self.open_world_hint

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)
        title = cast("None | str | Unset", _data_.pop("title", UNSET))

        read_only_hint = cast("bool | None | Unset", _data_.pop("readOnlyHint", UNSET))

        destructive_hint = cast("bool | None | Unset", _data_.pop("destructiveHint", UNSET))

        idempotent_hint = cast("bool | None | Unset", _data_.pop("idempotentHint", UNSET))

        open_world_hint = cast("bool | None | Unset", _data_.pop("openWorldHint", UNSET))

        _made_ = _new_(
            title=title,
            read_only_hint=read_only_hint,
            destructive_hint=destructive_hint,
            idempotent_hint=idempotent_hint,
            open_world_hint=open_world_hint,
        )
        _made_.additional_properties = _data_
        return _made_
