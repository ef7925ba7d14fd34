from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import MISSING, UNSET, Open, Unset

if TYPE_CHECKING:
    from ..models.agent_config_input import AgentConfigInput
    from ..models.message_input import MessageInput
    from ..models.string_map import StringMap


T = TypeVar("T", bound="ApiAgentRunRequest")


@_attrs_define
class ApiAgentRunRequest(Open):
    """A message to an agent. Name the agent once: by `agent`, by `agent_id`, or by `agent_config`; `chat_id` alone
    continues a chat.

    """

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(("input",))

    input_: MessageInput
    """ What the user says. Members that are not listed come from older clients and are ignored. """

    chat_id: None | str | Unset = UNSET
    """ Continue this chat; null or absent starts one. """

    agent: None | str | Unset = UNSET
    """ Reference `namespace/name[@version]` of a stored agent. """

    agent_id: None | str | Unset = UNSET
    """ Identifier of a stored agent. """

    agent_version_id: None | str | Unset = UNSET
    """ Its version, full or short; the current one otherwise. """

    agent_config: AgentConfigInput | None | Unset = UNSET
    """ An agent made for this chat. """

    agent_name: None | str | Unset = UNSET
    """ Name by which such an agent is found again instead of made again. """

    context: None | StringMap | Unset = UNSET
    """ Values of the chat; read only when the chat starts. """

    stream: bool | None | Unset = UNSET
    """ Answer the stream in place of the messages, if a run starts at once. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.agent_config_input import AgentConfigInput
        from ..models.string_map import StringMap

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.input_, Unset):
            input_ = self.input_.to_dict()
            _out_["input"] = input_

        if not isinstance(self.chat_id, Unset):
            _out_["chat_id"] = self.chat_id

        if not isinstance(self.agent, Unset):
            _out_["agent"] = self.agent

        if not isinstance(self.agent_id, Unset):
            _out_["agent_id"] = self.agent_id

        if not isinstance(self.agent_version_id, Unset):
            _out_["agent_version_id"] = self.agent_version_id

        agent_config: dict[str, Any] | None | Unset
        if isinstance(self.agent_config, Unset):
            agent_config = UNSET
        elif isinstance(self.agent_config, AgentConfigInput):
            agent_config = self.agent_config.to_dict()
        else:
            agent_config = self.agent_config

        if not isinstance(agent_config, Unset):
            _out_["agent_config"] = agent_config

        if not isinstance(self.agent_name, Unset):
            _out_["agent_name"] = self.agent_name

        context: dict[str, Any] | None | Unset
        if isinstance(self.context, Unset):
            context = UNSET
        elif isinstance(self.context, StringMap):
            context = self.context.to_dict()
        else:
            context = self.context

        if not isinstance(context, Unset):
            _out_["context"] = context

        if not isinstance(self.stream, Unset):
            _out_["stream"] = self.stream

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.agent_config_input import AgentConfigInput
        from ..models.message_input import MessageInput
        from ..models.string_map import StringMap

        _new_ = cls
        _data_ = dict(src_dict)
        input_: MessageInput = MISSING
        if _data_.get("input") is not None:
            input_ = MessageInput.from_dict(_data_.pop("input"))

        chat_id = cast("None | str | Unset", _data_.pop("chat_id", UNSET))

        agent = cast("None | str | Unset", _data_.pop("agent", UNSET))

        agent_id = cast("None | str | Unset", _data_.pop("agent_id", UNSET))

        agent_version_id = cast("None | str | Unset", _data_.pop("agent_version_id", UNSET))

        def _parse_agent_config(data: object) -> AgentConfigInput | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                agent_config_type_0 = AgentConfigInput.from_dict(data)

                return agent_config_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("AgentConfigInput | None | Unset", data)

        agent_config = _parse_agent_config(_data_.pop("agent_config", UNSET))

        agent_name = cast("None | str | Unset", _data_.pop("agent_name", UNSET))

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

        stream = cast("bool | None | Unset", _data_.pop("stream", UNSET))

        _made_ = _new_(
            input_=input_,
            chat_id=chat_id,
            agent=agent,
            agent_id=agent_id,
            agent_version_id=agent_version_id,
            agent_config=agent_config,
            agent_name=agent_name,
            context=context,
            stream=stream,
        )
        _made_.additional_properties = _data_
        return _made_
