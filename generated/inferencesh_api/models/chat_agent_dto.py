from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import MISSING, UNSET, Open, Unset

if TYPE_CHECKING:
    from ..models.agent_dto import AgentDTO
    from ..models.agent_version_dto import AgentVersionDTO


T = TypeVar("T", bound="ChatAgentDTO")


@_attrs_define
class ChatAgentDTO(Open):
    """Who answers in a chat."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(
        (
            "chat_id",
            "agent_id",
        )
    )

    chat_id: str
    """ The chat. """

    agent_id: str
    """ The agent. """

    agent: AgentDTO | None | Unset = UNSET
    """ The agent itself. """

    agent_version_id: None | str | Unset = UNSET
    """ Its version. """

    agent_version: AgentVersionDTO | None | Unset = UNSET
    """ That version itself. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.agent_dto import AgentDTO
        from ..models.agent_version_dto import AgentVersionDTO

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.chat_id, Unset):
            _out_["chat_id"] = self.chat_id

        if not isinstance(self.agent_id, Unset):
            _out_["agent_id"] = self.agent_id

        agent: dict[str, Any] | None | Unset
        if isinstance(self.agent, Unset):
            agent = UNSET
        elif isinstance(self.agent, AgentDTO):
            agent = self.agent.to_dict()
        else:
            agent = self.agent

        if not isinstance(agent, Unset):
            _out_["agent"] = agent

        if not isinstance(self.agent_version_id, Unset):
            _out_["agent_version_id"] = self.agent_version_id

        agent_version: dict[str, Any] | None | Unset
        if isinstance(self.agent_version, Unset):
            agent_version = UNSET
        elif isinstance(self.agent_version, AgentVersionDTO):
            agent_version = self.agent_version.to_dict()
        else:
            agent_version = self.agent_version

        if not isinstance(agent_version, Unset):
            _out_["agent_version"] = agent_version

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.agent_dto import AgentDTO
        from ..models.agent_version_dto import AgentVersionDTO

        _new_ = cls
        _data_ = dict(src_dict)
        chat_id: str = MISSING
        if _data_.get("chat_id") is not None:
            chat_id = _data_.pop("chat_id")

        agent_id: str = MISSING
        if _data_.get("agent_id") is not None:
            agent_id = _data_.pop("agent_id")

        def _parse_agent(data: object) -> AgentDTO | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                agent_type_0 = AgentDTO.from_dict(data)

                return agent_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("AgentDTO | None | Unset", data)

        agent = _parse_agent(_data_.pop("agent", UNSET))

        agent_version_id = cast("None | str | Unset", _data_.pop("agent_version_id", UNSET))

        def _parse_agent_version(data: object) -> AgentVersionDTO | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                agent_version_type_0 = AgentVersionDTO.from_dict(data)

                return agent_version_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("AgentVersionDTO | None | Unset", data)

        agent_version = _parse_agent_version(_data_.pop("agent_version", UNSET))

        _made_ = _new_(
            chat_id=chat_id,
            agent_id=agent_id,
            agent=agent,
            agent_version_id=agent_version_id,
            agent_version=agent_version,
        )
        _made_.additional_properties = _data_
        return _made_
