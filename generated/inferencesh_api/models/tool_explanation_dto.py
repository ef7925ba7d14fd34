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

        explanation: None | str | Unset
        if isinstance(self.explanation, Unset):
            explanation = UNSET
        else:
            explanation = self.explanation

        if not isinstance(explanation, Unset):
            _out_["explanation"] = explanation

        reasoning: None | str | Unset
        if isinstance(self.reasoning, Unset):
            reasoning = UNSET
        else:
            reasoning = self.reasoning

        if not isinstance(reasoning, Unset):
            _out_["reasoning"] = reasoning

        risk: None | str | Unset
        if isinstance(self.risk, Unset):
            risk = UNSET
        else:
            risk = self.risk

        if not isinstance(risk, Unset):
            _out_["risk"] = risk

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

        def _parse_explanation(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("None | str | Unset", data)

        explanation = _parse_explanation(_data_.pop("explanation", UNSET))

        def _parse_reasoning(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("None | str | Unset", data)

        reasoning = _parse_reasoning(_data_.pop("reasoning", UNSET))

        def _parse_risk(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("None | str | Unset", data)

        risk = _parse_risk(_data_.pop("risk", UNSET))

        _made_ = _new_(
            risk_level=risk_level,
            explanation=explanation,
            reasoning=reasoning,
            risk=risk,
        )
        _made_.additional_properties = _data_
        return _made_
