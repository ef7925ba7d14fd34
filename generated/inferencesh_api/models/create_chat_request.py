from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Open, Unset

if TYPE_CHECKING:
    from ..models.string_map import StringMap


T = TypeVar("T", bound="CreateChatRequest")


@_attrs_define
class CreateChatRequest(Open):
    """A chat to start without a message."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(())

    agent: None | str | Unset = UNSET
    """ Reference of its agent. """

    name: None | str | Unset = UNSET
    """ Name for people. """

    context: None | StringMap | Unset = UNSET
    """ Values of the chat. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.string_map import StringMap

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.agent, Unset):
            _out_["agent"] = self.agent

        if not isinstance(self.name, Unset):
            _out_["name"] = self.name

        context: dict[str, Any] | None | Unset
        if isinstance(self.context, Unset):
            context = UNSET
        elif isinstance(self.context, StringMap):
            context = self.context.to_dict()
        else:
            context = self.context

        if not isinstance(context, Unset):
            _out_["context"] = context

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.string_map import StringMap

        _new_ = cls
        _data_ = dict(src_dict)
        agent = cast("None | str | Unset", _data_.pop("agent", UNSET))

        name = cast("None | str | Unset", _data_.pop("name", UNSET))

        def _parse_context(data: object) -> None | StringMap | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                context_type_0 = StringMap.from_dict(data)

                return context_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("None | StringMap | Unset", data)

        context = _parse_context(_data_.pop("context", UNSET))

        _made_ = _new_(
            agent=agent,
            name=name,
            context=context,
        )
        _made_.additional_properties = _data_
        return _made_
