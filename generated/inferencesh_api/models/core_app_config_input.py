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
        ref: None | str | Unset
        if isinstance(self.ref, Unset):
            ref = UNSET
        else:
            ref = self.ref

        if not isinstance(ref, Unset):
            _out_["ref"] = ref

        id: None | str | Unset
        if isinstance(self.id, Unset):
            id = UNSET
        else:
            id = self.id

        if not isinstance(id, Unset):
            _out_["id"] = id

        version_id: None | str | Unset
        if isinstance(self.version_id, Unset):
            version_id = UNSET
        else:
            version_id = self.version_id

        if not isinstance(version_id, Unset):
            _out_["version_id"] = version_id

        if not isinstance(self.setup, Unset):
            _out_["setup"] = self.setup

        if not isinstance(self.input_, Unset):
            _out_["input"] = self.input_

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)

        def _parse_ref(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("None | str | Unset", data)

        ref = _parse_ref(_data_.pop("ref", UNSET))

        def _parse_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("None | str | Unset", data)

        id = _parse_id(_data_.pop("id", UNSET))

        def _parse_version_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("None | str | Unset", data)

        version_id = _parse_version_id(_data_.pop("version_id", UNSET))

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
