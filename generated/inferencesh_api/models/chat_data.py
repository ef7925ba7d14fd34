from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Open, Unset

if TYPE_CHECKING:
    from ..models.json_object import JsonObject
    from ..models.plan_step import PlanStep


T = TypeVar("T", bound="ChatData")


@_attrs_define
class ChatData(Open):
    """What an agent keeps in a chat."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(())

    plan_steps: list[PlanStep] | None | Unset = UNSET
    """ Its plan. """

    memory: JsonObject | None | Unset = UNSET
    """ What it remembers. """

    allow_all_tools: bool | None | Unset = UNSET
    """ Nothing asks for approval. """

    disable_hooks: bool | None | Unset = UNSET
    """ Nobody is told. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.json_object import JsonObject

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        plan_steps: list[dict[str, Any]] | None | Unset
        if isinstance(self.plan_steps, Unset):
            plan_steps = UNSET
        elif isinstance(self.plan_steps, list):
            plan_steps = []
            for plan_steps_type_0_item_data in self.plan_steps:
                plan_steps_type_0_item = plan_steps_type_0_item_data.to_dict()
                plan_steps.append(plan_steps_type_0_item)

        else:
            plan_steps = self.plan_steps

        if not isinstance(plan_steps, Unset):
            _out_["plan_steps"] = plan_steps

        memory: dict[str, Any] | None | Unset
        if isinstance(self.memory, Unset):
            memory = UNSET
        elif isinstance(self.memory, JsonObject):
            memory = self.memory.to_dict()
        else:
            memory = self.memory

        if not isinstance(memory, Unset):
            _out_["memory"] = memory

        if not isinstance(self.allow_all_tools, Unset):
            _out_["allow_all_tools"] = self.allow_all_tools

        if not isinstance(self.disable_hooks, Unset):
            _out_["disable_hooks"] = self.disable_hooks

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.json_object import JsonObject
        from ..models.plan_step import PlanStep

        _new_ = cls
        _data_ = dict(src_dict)

        def _parse_plan_steps(data: object) -> list[PlanStep] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                plan_steps_type_0 = []
                _plan_steps_type_0 = data
                for plan_steps_type_0_item_data in _plan_steps_type_0 or ():
                    plan_steps_type_0_item = PlanStep.from_dict(plan_steps_type_0_item_data)

                    plan_steps_type_0.append(plan_steps_type_0_item)

                return plan_steps_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("list[PlanStep] | None | Unset", data)

        plan_steps = _parse_plan_steps(_data_.pop("plan_steps", UNSET))

        def _parse_memory(data: object) -> JsonObject | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                memory_type_0 = JsonObject.from_dict(data)

                return memory_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("JsonObject | None | Unset", data)

        memory = _parse_memory(_data_.pop("memory", UNSET))

        allow_all_tools = cast("bool | None | Unset", _data_.pop("allow_all_tools", UNSET))

        disable_hooks = cast("bool | None | Unset", _data_.pop("disable_hooks", UNSET))

        _made_ = _new_(
            plan_steps=plan_steps,
            memory=memory,
            allow_all_tools=allow_all_tools,
            disable_hooks=disable_hooks,
        )
        _made_.additional_properties = _data_
        return _made_
