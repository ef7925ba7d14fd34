from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.requirement_type import RequirementType
from ..types import MISSING, UNSET, Open, Unset

if TYPE_CHECKING:
    from ..models.setup_action import SetupAction


T = TypeVar("T", bound="RequirementError")


@_attrs_define
class RequirementError(Open):
    """Something that an app needs and the caller has not set up."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(
        (
            "type",
            "key",
            "message",
        )
    )

    type_: RequirementType
    """ What an app needs. """

    key: str
    """ Its name. """

    message: str
    """ Text for people. """

    action: None | SetupAction | Unset = UNSET
    """ What to do about it. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.setup_action import SetupAction

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.type_, Unset):
            type_ = self.type_.value
            _out_["type"] = type_

        if not isinstance(self.key, Unset):
            _out_["key"] = self.key

        if not isinstance(self.message, Unset):
            _out_["message"] = self.message

        action: dict[str, Any] | None | Unset
        if isinstance(self.action, Unset):
            action = UNSET
        elif isinstance(self.action, SetupAction):
            action = self.action.to_dict()
        else:
            action = self.action

        if not isinstance(action, Unset):
            _out_["action"] = action

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.setup_action import SetupAction

        _new_ = cls
        _data_ = dict(src_dict)
        type_: RequirementType = MISSING
        if _data_.get("type") is not None:
            type_ = RequirementType(_data_.pop("type"))

        key: str = MISSING
        if _data_.get("key") is not None:
            key = _data_.pop("key")

        message: str = MISSING
        if _data_.get("message") is not None:
            message = _data_.pop("message")

        def _parse_action(data: object) -> None | SetupAction | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                action_type_0 = SetupAction.from_dict(data)

                return action_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("None | SetupAction | Unset", data)

        action = _parse_action(_data_.pop("action", UNSET))

        _made_ = _new_(
            type_=type_,
            key=key,
            message=message,
            action=action,
        )
        _made_.additional_properties = _data_
        return _made_
