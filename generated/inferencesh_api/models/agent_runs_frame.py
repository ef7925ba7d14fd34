from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, Literal, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import MISSING, UNSET, Open, Unset

if TYPE_CHECKING:
    from ..models.agent_run_dto import AgentRunDTO


T = TypeVar("T", bound="AgentRunsFrame")


@_attrs_define
class AgentRunsFrame(Open):
    """A run changed."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(
        (
            "event",
            "data",
        )
    )

    event: Literal["agent_runs"]
    """ Tells it from other frames. """

    data: AgentRunDTO
    """ One run of an agent in a chat, from a message to the end of its work. """

    fields: list[str] | None | Unset = UNSET
    """ Which members are there, if it is partial. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.event, Unset):
            _out_["event"] = self.event

        if not isinstance(self.data, Unset):
            data = self.data.to_dict()
            _out_["data"] = data

        fields: list[str] | None | Unset
        if isinstance(self.fields, Unset):
            fields = UNSET
        elif isinstance(self.fields, list):
            fields = self.fields

        else:
            fields = self.fields

        if not isinstance(fields, Unset):
            _out_["fields"] = fields

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.agent_run_dto import AgentRunDTO

        _new_ = cls
        _data_ = dict(src_dict)
        event = cast("Literal['agent_runs']", _data_.pop("event", UNSET))
        if event != "agent_runs":
            raise ValueError(f"event must be 'agent_runs', not {event!r}")

        data: AgentRunDTO = MISSING
        if _data_.get("data") is not None:
            data = AgentRunDTO.from_dict(_data_.pop("data"))

        def _parse_fields(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                _fields_type_0: Any = data
                fields_type_0 = _fields_type_0 or []
                return fields_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("list[str] | None | Unset", data)

        fields = _parse_fields(_data_.pop("fields", UNSET))

        _made_ = _new_(
            event=event,
            data=data,
            fields=fields,
        )
        _made_.additional_properties = _data_
        return _made_
