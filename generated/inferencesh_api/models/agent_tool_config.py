from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import MISSING, UNSET, Open, Unset

if TYPE_CHECKING:
    from ..models.json_object import JsonObject


T = TypeVar("T", bound="AgentToolConfig")


@_attrs_define
class AgentToolConfig(Open):
    """An agent as a tool. It gets a message."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(("ref",))

    ref: str
    """ Reference of the agent. """

    id: None | str | Unset = UNSET
    """ Its identifier. """

    version_id: None | str | Unset = UNSET
    """ Its version. """

    agent: JsonObject | None | Unset = UNSET
    """ The agent itself, when read; not described here. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.json_object import JsonObject

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.ref, Unset):
            _out_["ref"] = self.ref

        if not isinstance(self.id, Unset):
            _out_["id"] = self.id

        if not isinstance(self.version_id, Unset):
            _out_["version_id"] = self.version_id

        agent: dict[str, Any] | None | Unset
        if isinstance(self.agent, Unset):
            agent = UNSET
        elif isinstance(self.agent, JsonObject):
            agent = self.agent.to_dict()
        else:
            agent = self.agent

        if not isinstance(agent, Unset):
            _out_["agent"] = agent

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.json_object import JsonObject

        _new_ = cls
        _data_ = dict(src_dict)
        ref: str = MISSING
        if _data_.get("ref") is not None:
            ref = _data_.pop("ref")

        id = cast("None | str | Unset", _data_.pop("id", UNSET))

        version_id = cast("None | str | Unset", _data_.pop("version_id", UNSET))

        def _parse_agent(data: object) -> JsonObject | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                agent_type_0 = JsonObject.from_dict(data)

                return agent_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("JsonObject | None | Unset", data)

        agent = _parse_agent(_data_.pop("agent", UNSET))

        _made_ = _new_(
            ref=ref,
            id=id,
            version_id=version_id,
            agent=agent,
        )
        _made_.additional_properties = _data_
        return _made_
