from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.interrupt_resolution import InterruptResolution
from ..types import MISSING, UNSET, Open, Unset

if TYPE_CHECKING:
    from ..models.json_object import JsonObject


T = TypeVar("T", bound="ResolveInterruptRequest")


@_attrs_define
class ResolveInterruptRequest(Open):
    """What is decided."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(("decision",))

    decision: InterruptResolution
    """ What was decided. """

    data: JsonObject | None | Unset = UNSET
    """ With what. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.json_object import JsonObject

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.decision, Unset):
            decision = self.decision.value
            _out_["decision"] = decision

        data: dict[str, Any] | None | Unset
        if isinstance(self.data, Unset):
            data = UNSET
        elif isinstance(self.data, JsonObject):
            data = self.data.to_dict()
        else:
            data = self.data

        if not isinstance(data, Unset):
            _out_["data"] = data

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.json_object import JsonObject

        _new_ = cls
        _data_ = dict(src_dict)
        decision: InterruptResolution = MISSING
        if _data_.get("decision") is not None:
            decision = InterruptResolution(_data_.pop("decision"))

        def _parse_data(data: object) -> JsonObject | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                data_type_0 = JsonObject.from_dict(data)

                return data_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("JsonObject | None | Unset", data)

        data = _parse_data(_data_.pop("data", UNSET))

        _made_ = _new_(
            decision=decision,
            data=data,
        )
        _made_.additional_properties = _data_
        return _made_
