from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.chat_status import ChatStatus
from ..models.visibility import Visibility
from ..types import MISSING, UNSET, Open, Unset, given, parse_datetime

if TYPE_CHECKING:
    from ..models.agent_dto import AgentDTO
    from ..models.agent_run_dto import AgentRunDTO
    from ..models.agent_version_dto import AgentVersionDTO
    from ..models.chat_data import ChatData
    from ..models.chat_message_dto import ChatMessageDTO
    from ..models.interrupt_dto import InterruptDTO
    from ..models.json_object import JsonObject
    from ..models.string_map import StringMap
    from ..models.team_relation_dto import TeamRelationDTO
    from ..models.user_relation_dto import UserRelationDTO


T = TypeVar("T", bound="ChatDTO")


@_attrs_define
class ChatDTO(Open):
    """A conversation. Its messages are not loaded with it."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(("id",))

    id: str
    """ The id, 26 lower-case characters. """

    short_id: str | Unset = UNSET
    """ The first characters of `id`; accepted wherever an id is. """

    created_at: datetime.datetime | Unset = UNSET
    """ When it was created. """

    updated_at: datetime.datetime | Unset = UNSET
    """ When it last changed. """

    deleted_at: None | str | Unset = UNSET
    """ When it was deleted (RFC 3339); null while it exists. """

    user_id: str | Unset = UNSET
    """ The id of its owner. """

    user: None | Unset | UserRelationDTO = UNSET
    """ Its owner, if asked for. """

    team_id: str | Unset = UNSET
    """ The id of the workspace that it belongs to. """

    team: None | TeamRelationDTO | Unset = UNSET
    """ The workspace, if asked for. """

    visibility: Visibility | Unset = UNSET
    """ Who may see something. """

    status: ChatStatus | Unset = UNSET
    """ Whether something goes on in a chat. """

    name: None | str | Unset = UNSET
    """ Its name. """

    description: None | str | Unset = UNSET
    """ What it is about. """

    output: Any | Unset = UNSET
    """ Free-form on purpose: structured output, the arguments of the finish tool; null without one. """

    context: None | StringMap | Unset = UNSET
    """ The values that it was started with. """

    channel_context: JsonObject | None | Unset = UNSET
    """ The messaging channel that it came from; not described here. """

    agent_id: None | str | Unset = UNSET
    """ The id of its agent. """

    agent: AgentDTO | None | Unset = UNSET
    """ Its agent, if asked for. """

    agent_version_id: None | str | Unset = UNSET
    """ The id of its agent's version. """

    agent_version: AgentVersionDTO | None | Unset = UNSET
    """ That version, if asked for. """

    agent_data: ChatData | None | Unset = UNSET
    """ What the agent keeps: plan steps, memory, switches. """

    active_run: AgentRunDTO | None | Unset = UNSET
    """ The run in progress, or null. """

    pending_interrupts: list[InterruptDTO] | None | Unset = UNSET
    """ What waits for a person or for the caller. """

    chat_messages: list[ChatMessageDTO] | None | Unset = UNSET
    """ Only when loaded; read list_chat_messages_query. """

    parent_id: None | str | Unset = UNSET
    """ The id of the chat whose agent handed the work over. """

    parent: ChatDTO | None | Unset = UNSET
    """ That chat, if asked for. """

    children: list[ChatDTO] | None | Unset = UNSET
    """ The chats that its agent handed work to. """

    harness_session_id: None | str | Unset = UNSET
    """ The session of an external harness. """

    work_dir: None | str | Unset = UNSET
    """ The folder on a remote machine. """

    forked_from_message_id: None | str | Unset = UNSET
    """ The id of the message where it was branched off. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.agent_dto import AgentDTO
        from ..models.agent_run_dto import AgentRunDTO
        from ..models.agent_version_dto import AgentVersionDTO
        from ..models.chat_data import ChatData
        from ..models.json_object import JsonObject
        from ..models.string_map import StringMap
        from ..models.team_relation_dto import TeamRelationDTO
        from ..models.user_relation_dto import UserRelationDTO

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.id, Unset):
            _out_["id"] = self.id

        if not isinstance(self.short_id, Unset):
            _out_["short_id"] = self.short_id

        created_at: str | Unset = UNSET
        if not isinstance(self.created_at, Unset):
            created_at = self.created_at.isoformat()

        if not isinstance(created_at, Unset):
            _out_["created_at"] = created_at

        updated_at: str | Unset = UNSET
        if not isinstance(self.updated_at, Unset):
            updated_at = self.updated_at.isoformat()

        if not isinstance(updated_at, Unset):
            _out_["updated_at"] = updated_at

        if not isinstance(self.deleted_at, Unset):
            _out_["deleted_at"] = self.deleted_at

        if not isinstance(self.user_id, Unset):
            _out_["user_id"] = self.user_id

        user: dict[str, Any] | None | Unset
        if isinstance(self.user, Unset):
            user = UNSET
        elif isinstance(self.user, UserRelationDTO):
            user = self.user.to_dict()
        else:
            user = self.user

        if not isinstance(user, Unset):
            _out_["user"] = user

        if not isinstance(self.team_id, Unset):
            _out_["team_id"] = self.team_id

        team: dict[str, Any] | None | Unset
        if isinstance(self.team, Unset):
            team = UNSET
        elif isinstance(self.team, TeamRelationDTO):
            team = self.team.to_dict()
        else:
            team = self.team

        if not isinstance(team, Unset):
            _out_["team"] = team

        visibility: str | Unset = UNSET
        if not isinstance(self.visibility, Unset):
            visibility = self.visibility.value

        if not isinstance(visibility, Unset):
            _out_["visibility"] = visibility

        status: str | Unset = UNSET
        if not isinstance(self.status, Unset):
            status = self.status.value

        if not isinstance(status, Unset):
            _out_["status"] = status

        if not isinstance(self.name, Unset):
            _out_["name"] = self.name

        if not isinstance(self.description, Unset):
            _out_["description"] = self.description

        if not isinstance(self.output, Unset):
            _out_["output"] = self.output

        context: dict[str, Any] | None | Unset
        if isinstance(self.context, Unset):
            context = UNSET
        elif isinstance(self.context, StringMap):
            context = self.context.to_dict()
        else:
            context = self.context

        if not isinstance(context, Unset):
            _out_["context"] = context

        channel_context: dict[str, Any] | None | Unset
        if isinstance(self.channel_context, Unset):
            channel_context = UNSET
        elif isinstance(self.channel_context, JsonObject):
            channel_context = self.channel_context.to_dict()
        else:
            channel_context = self.channel_context

        if not isinstance(channel_context, Unset):
            _out_["channel_context"] = channel_context

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

        agent_data: dict[str, Any] | None | Unset
        if isinstance(self.agent_data, Unset):
            agent_data = UNSET
        elif isinstance(self.agent_data, ChatData):
            agent_data = self.agent_data.to_dict()
        else:
            agent_data = self.agent_data

        if not isinstance(agent_data, Unset):
            _out_["agent_data"] = agent_data

        active_run: dict[str, Any] | None | Unset
        if isinstance(self.active_run, Unset):
            active_run = UNSET
        elif isinstance(self.active_run, AgentRunDTO):
            active_run = self.active_run.to_dict()
        else:
            active_run = self.active_run

        if not isinstance(active_run, Unset):
            _out_["active_run"] = active_run

        pending_interrupts: list[dict[str, Any]] | None | Unset
        if isinstance(self.pending_interrupts, Unset):
            pending_interrupts = UNSET
        elif isinstance(self.pending_interrupts, list):
            pending_interrupts = []
            for pending_interrupts_type_0_item_data in self.pending_interrupts:
                pending_interrupts_type_0_item = pending_interrupts_type_0_item_data.to_dict()
                pending_interrupts.append(pending_interrupts_type_0_item)

        else:
            pending_interrupts = self.pending_interrupts

        if not isinstance(pending_interrupts, Unset):
            _out_["pending_interrupts"] = pending_interrupts

        chat_messages: list[dict[str, Any]] | None | Unset
        if isinstance(self.chat_messages, Unset):
            chat_messages = UNSET
        elif isinstance(self.chat_messages, list):
            chat_messages = []
            for chat_messages_type_0_item_data in self.chat_messages:
                chat_messages_type_0_item = chat_messages_type_0_item_data.to_dict()
                chat_messages.append(chat_messages_type_0_item)

        else:
            chat_messages = self.chat_messages

        if not isinstance(chat_messages, Unset):
            _out_["chat_messages"] = chat_messages

        if not isinstance(self.parent_id, Unset):
            _out_["parent_id"] = self.parent_id

        parent: dict[str, Any] | None | Unset
        if isinstance(self.parent, Unset):
            parent = UNSET
        elif isinstance(self.parent, ChatDTO):
            parent = self.parent.to_dict()
        else:
            parent = self.parent

        if not isinstance(parent, Unset):
            _out_["parent"] = parent

        children: list[dict[str, Any]] | None | Unset
        if isinstance(self.children, Unset):
            children = UNSET
        elif isinstance(self.children, list):
            children = []
            for children_type_0_item_data in self.children:
                children_type_0_item = children_type_0_item_data.to_dict()
                children.append(children_type_0_item)

        else:
            children = self.children

        if not isinstance(children, Unset):
            _out_["children"] = children

        if not isinstance(self.harness_session_id, Unset):
            _out_["harness_session_id"] = self.harness_session_id

        if not isinstance(self.work_dir, Unset):
            _out_["work_dir"] = self.work_dir

        if not isinstance(self.forked_from_message_id, Unset):
            _out_["forked_from_message_id"] = self.forked_from_message_id

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.agent_dto import AgentDTO
        from ..models.agent_run_dto import AgentRunDTO
        from ..models.agent_version_dto import AgentVersionDTO
        from ..models.chat_data import ChatData
        from ..models.chat_message_dto import ChatMessageDTO
        from ..models.interrupt_dto import InterruptDTO
        from ..models.json_object import JsonObject
        from ..models.string_map import StringMap
        from ..models.team_relation_dto import TeamRelationDTO
        from ..models.user_relation_dto import UserRelationDTO

        _new_ = cls
        _data_ = dict(src_dict)
        id: str = MISSING
        if _data_.get("id") is not None:
            id = _data_.pop("id")

        short_id = given(_data_.pop("short_id", UNSET))

        _created_at = _data_.pop("created_at", UNSET)
        created_at: datetime.datetime | Unset
        if _created_at is None or isinstance(_created_at, Unset):
            created_at = UNSET
        else:
            created_at = parse_datetime(_created_at)

        _updated_at = _data_.pop("updated_at", UNSET)
        updated_at: datetime.datetime | Unset
        if _updated_at is None or isinstance(_updated_at, Unset):
            updated_at = UNSET
        else:
            updated_at = parse_datetime(_updated_at)

        deleted_at = cast("None | str | Unset", _data_.pop("deleted_at", UNSET))

        user_id = given(_data_.pop("user_id", UNSET))

        def _parse_user(data: object) -> None | Unset | UserRelationDTO:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                user_type_0 = UserRelationDTO.from_dict(data)

                return user_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("None | Unset | UserRelationDTO", data)

        user = _parse_user(_data_.pop("user", UNSET))

        team_id = given(_data_.pop("team_id", UNSET))

        def _parse_team(data: object) -> None | TeamRelationDTO | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                team_type_0 = TeamRelationDTO.from_dict(data)

                return team_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("None | TeamRelationDTO | Unset", data)

        team = _parse_team(_data_.pop("team", UNSET))

        _visibility = _data_.pop("visibility", UNSET)
        visibility: Visibility | Unset
        if _visibility is None or isinstance(_visibility, Unset):
            visibility = UNSET
        else:
            visibility = Visibility(_visibility)

        _status = _data_.pop("status", UNSET)
        status: ChatStatus | Unset
        if _status is None or isinstance(_status, Unset):
            status = UNSET
        else:
            status = ChatStatus(_status)

        name = cast("None | str | Unset", _data_.pop("name", UNSET))

        description = cast("None | str | Unset", _data_.pop("description", UNSET))

        output = _data_.pop("output", UNSET)

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

        def _parse_channel_context(data: object) -> JsonObject | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                channel_context_type_0 = JsonObject.from_dict(data)

                return channel_context_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("JsonObject | None | Unset", data)

        channel_context = _parse_channel_context(_data_.pop("channel_context", UNSET))

        agent_id = cast("None | str | Unset", _data_.pop("agent_id", UNSET))

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

        def _parse_agent_data(data: object) -> ChatData | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                agent_data_type_0 = ChatData.from_dict(data)

                return agent_data_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("ChatData | None | Unset", data)

        agent_data = _parse_agent_data(_data_.pop("agent_data", UNSET))

        def _parse_active_run(data: object) -> AgentRunDTO | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                active_run_type_0 = AgentRunDTO.from_dict(data)

                return active_run_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("AgentRunDTO | None | Unset", data)

        active_run = _parse_active_run(_data_.pop("active_run", UNSET))

        def _parse_pending_interrupts(data: object) -> list[InterruptDTO] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                pending_interrupts_type_0 = []
                _pending_interrupts_type_0 = data
                for pending_interrupts_type_0_item_data in _pending_interrupts_type_0 or ():
                    pending_interrupts_type_0_item = InterruptDTO.from_dict(pending_interrupts_type_0_item_data)

                    pending_interrupts_type_0.append(pending_interrupts_type_0_item)

                return pending_interrupts_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("list[InterruptDTO] | None | Unset", data)

        pending_interrupts = _parse_pending_interrupts(_data_.pop("pending_interrupts", UNSET))

        def _parse_chat_messages(data: object) -> list[ChatMessageDTO] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                chat_messages_type_0 = []
                _chat_messages_type_0 = data
                for chat_messages_type_0_item_data in _chat_messages_type_0 or ():
                    chat_messages_type_0_item = ChatMessageDTO.from_dict(chat_messages_type_0_item_data)

                    chat_messages_type_0.append(chat_messages_type_0_item)

                return chat_messages_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("list[ChatMessageDTO] | None | Unset", data)

        chat_messages = _parse_chat_messages(_data_.pop("chat_messages", UNSET))

        parent_id = cast("None | str | Unset", _data_.pop("parent_id", UNSET))

        def _parse_parent(data: object) -> ChatDTO | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                parent_type_0 = ChatDTO.from_dict(data)

                return parent_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("ChatDTO | None | Unset", data)

        parent = _parse_parent(_data_.pop("parent", UNSET))

        def _parse_children(data: object) -> list[ChatDTO] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                children_type_0 = []
                _children_type_0 = data
                for children_type_0_item_data in _children_type_0 or ():
                    children_type_0_item = ChatDTO.from_dict(children_type_0_item_data)

                    children_type_0.append(children_type_0_item)

                return children_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("list[ChatDTO] | None | Unset", data)

        children = _parse_children(_data_.pop("children", UNSET))

        harness_session_id = cast("None | str | Unset", _data_.pop("harness_session_id", UNSET))

        work_dir = cast("None | str | Unset", _data_.pop("work_dir", UNSET))

        forked_from_message_id = cast("None | str | Unset", _data_.pop("forked_from_message_id", UNSET))

        _made_ = _new_(
            id=id,
            short_id=short_id,
            created_at=created_at,
            updated_at=updated_at,
            deleted_at=deleted_at,
            user_id=user_id,
            user=user,
            team_id=team_id,
            team=team,
            visibility=visibility,
            status=status,
            name=name,
            description=description,
            output=output,
            context=context,
            channel_context=channel_context,
            agent_id=agent_id,
            agent=agent,
            agent_version_id=agent_version_id,
            agent_version=agent_version,
            agent_data=agent_data,
            active_run=active_run,
            pending_interrupts=pending_interrupts,
            chat_messages=chat_messages,
            parent_id=parent_id,
            parent=parent,
            children=children,
            harness_session_id=harness_session_id,
            work_dir=work_dir,
            forked_from_message_id=forked_from_message_id,
        )
        _made_.additional_properties = _data_
        return _made_
