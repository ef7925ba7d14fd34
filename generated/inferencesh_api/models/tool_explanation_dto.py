from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.tool_risk_level import ToolRiskLevel
from ..types import UNSET, Open, Unset

T = TypeVar("T", bound="ToolExplanationDTO")


@_attrs_define
class ToolExplanationDTO(Open):
    """What a model says of a call that waits for approval."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(())

    risk_level: None | ToolRiskLevel | Unset = UNSET
    """ How dangerous it is. """

    explanation: None | str | Unset = UNSET
    """ What it does. """

    reasoning: None | str | Unset = UNSET
    """ Why the agent does it. """

    risk: None | str | Unset = UNSET
    """ What could go wrong. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        risk_level: None | str | Unset
        if isinstance(self.risk_level, Unset):
            risk_level = UNSET
        elif isinstance(self.risk_level, ToolRiskLevel):
            risk_level = self.risk_level.value
        else:
            risk_level = self.risk_level

        if not isinstance(risk_level, Unset):
            _out_["risk_level"] = risk_level

        if not isinstance(self.explanation, Unset):
            _out_["explanation"] = self.explanation

        if not isinstance(self.reasoning, Unset):
            _out_["reasoning"] = self.reasoning

        if not isinstance(self.risk, Unset):
            _out_["risk"] = self.risk

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)

        def _parse_risk_level(data: object) -> None | ToolRiskLevel | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                risk_level_type_0 = ToolRiskLevel(data)

                return risk_level_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("None | ToolRiskLevel | Unset", data)

        risk_level = _parse_risk_level(_data_.pop("risk_level", UNSET))

        explanation = cast("None | str | Unset", _data_.pop("explanation", UNSET))

        reasoning = cast("None | str | Unset", _data_.pop("reasoning", UNSET))

        risk = cast("None | str | Unset", _data_.pop("risk", UNSET))

        _made_ = _new_(
            risk_level=risk_level,
            explanation=explanation,
            reasoning=reasoning,
            risk=risk,
        )
        _made_.additional_properties = _data_
        return _made_
