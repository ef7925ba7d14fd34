from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Open, Unset

T = TypeVar("T", bound="CoreAppConfigInput")


@_attrs_define
class CoreAppConfigInput(Open):
    """The app that is an agent's model."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(())

    ref: None | str | Unset = UNSET
    """ Its reference. """

    id: None | str | Unset = UNSET
    """ Its identifier. """

    version_id: None | str | Unset = UNSET
    """ Its version. """

    setup: Any | Unset = UNSET
    """ Free-form on purpose: setup values. """

    input_: Any | Unset = UNSET
    """ Free-form on purpose: model settings such as temperature and max_tokens. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.ref, Unset):
            _out_["ref"] = self.ref

        if not isinstance(self.id, Unset):
            _out_["id"] = self.id

        if not isinstance(self.version_id, Unset):
            _out_["version_id"] = self.version_id

        if not isinstance(self.setup, Unset):
            _out_["setup"] = self.setup

        if not isinstance(self.input_, Unset):
            _out_["input"] = self.input_

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)
        ref = cast("None | str | Unset", _data_.pop("ref", UNSET))

        id = cast("None | str | Unset", _data_.pop("id", UNSET))

        version_id = cast("None | str | Unset", _data_.pop("version_id", UNSET))

        setup = _data_.pop("setup", UNSET)

        input_ = _data_.pop("input", UNSET)

        _made_ = _new_(
            ref=ref,
            id=id,
            version_id=version_id,
            setup=setup,
            input_=input_,
        )
        _made_.additional_properties = _data_
        return _made_
