from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.chat_message_role import ChatMessageRole
from ..models.chat_message_status import ChatMessageStatus
from ..models.visibility import Visibility
from ..types import MISSING, UNSET, Open, Unset, given, parse_datetime

if TYPE_CHECKING:
    from ..models.chat_dto import ChatDTO
    from ..models.chat_message_content import ChatMessageContent
    from ..models.json_object import JsonObject
    from ..models.team_relation_dto import TeamRelationDTO
    from ..models.tool_invocation_dto import ToolInvocationDTO
    from ..models.user_relation_dto import UserRelationDTO


T = TypeVar("T", bound="ChatMessageDTO")


@_attrs_define
class ChatMessageDTO(Open):
    """A message of a chat. Streams may send some members only."""

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

    chat_id: None | str | Unset = UNSET
    """ The id of its chat. """

    chat: ChatDTO | None | Unset = UNSET
    """ Its chat, if asked for. """

    agent_run_id: None | str | Unset = UNSET
    """ The id of the run that wrote it. """

    order: int | Unset = UNSET
    """ Its place in the chat; sort by this. """

    status: ChatMessageStatus | Unset = UNSET
    """ Whether a message is done. """

    task_id: None | str | Unset = UNSET
    """ The id of the task of the model call that wrote it. """

    role: ChatMessageRole | Unset = UNSET
    """ Who says a message. """

    content: list[ChatMessageContent] | None | Unset = UNSET
    """ Its parts; empty or null while nothing is written. """

    tools: list[Any] | None | Unset = UNSET
    """ The tools that the model was offered; not described here. """

    tool_call_id: None | str | Unset = UNSET
    """ The model's id of the call that a message of role `tool` answers. """

    tool_invocations: list[ToolInvocationDTO] | None | Unset = UNSET
    """ The calls of tools that it makes. """

    compaction_meta: JsonObject | None | Unset = UNSET
    """ Of a message of role `compaction`; not described here. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.chat_dto import ChatDTO
        from ..models.json_object import JsonObject
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

        if not isinstance(self.chat_id, Unset):
            _out_["chat_id"] = self.chat_id

        chat: dict[str, Any] | None | Unset
        if isinstance(self.chat, Unset):
            chat = UNSET
        elif isinstance(self.chat, ChatDTO):
            chat = self.chat.to_dict()
        else:
            chat = self.chat

        if not isinstance(chat, Unset):
            _out_["chat"] = chat

        if not isinstance(self.agent_run_id, Unset):
            _out_["agent_run_id"] = self.agent_run_id

        if not isinstance(self.order, Unset):
            _out_["order"] = self.order

        status: str | Unset = UNSET
        if not isinstance(self.status, Unset):
            status = self.status.value

        if not isinstance(status, Unset):
            _out_["status"] = status

        if not isinstance(self.task_id, Unset):
            _out_["task_id"] = self.task_id

        role: str | Unset = UNSET
        if not isinstance(self.role, Unset):
            role = self.role.value

        if not isinstance(role, Unset):
            _out_["role"] = role

        content: list[dict[str, Any]] | None | Unset
        if isinstance(self.content, Unset):
            content = UNSET
        elif isinstance(self.content, list):
            content = []
            for content_type_0_item_data in self.content:
                content_type_0_item = content_type_0_item_data.to_dict()
                content.append(content_type_0_item)

        else:
            content = self.content

        if not isinstance(content, Unset):
            _out_["content"] = content

        tools: list[Any] | None | Unset
        if isinstance(self.tools, Unset):
            tools = UNSET
        elif isinstance(self.tools, list):
            tools = self.tools

        else:
            tools = self.tools

        if not isinstance(tools, Unset):
            _out_["tools"] = tools

        if not isinstance(self.tool_call_id, Unset):
            _out_["tool_call_id"] = self.tool_call_id

        tool_invocations: list[dict[str, Any]] | None | Unset
        if isinstance(self.tool_invocations, Unset):
            tool_invocations = UNSET
        elif isinstance(self.tool_invocations, list):
            tool_invocations = []
            for tool_invocations_type_0_item_data in self.tool_invocations:
                tool_invocations_type_0_item = tool_invocations_type_0_item_data.to_dict()
                tool_invocations.append(tool_invocations_type_0_item)

        else:
            tool_invocations = self.tool_invocations

        if not isinstance(tool_invocations, Unset):
            _out_["tool_invocations"] = tool_invocations

        compaction_meta: dict[str, Any] | None | Unset
        if isinstance(self.compaction_meta, Unset):
            compaction_meta = UNSET
        elif isinstance(self.compaction_meta, JsonObject):
            compaction_meta = self.compaction_meta.to_dict()
        else:
            compaction_meta = self.compaction_meta

        if not isinstance(compaction_meta, Unset):
            _out_["compaction_meta"] = compaction_meta

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.chat_dto import ChatDTO
        from ..models.chat_message_content import ChatMessageContent
        from ..models.json_object import JsonObject
        from ..models.team_relation_dto import TeamRelationDTO
        from ..models.tool_invocation_dto import ToolInvocationDTO
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

        chat_id = cast("None | str | Unset", _data_.pop("chat_id", UNSET))

        def _parse_chat(data: object) -> ChatDTO | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                chat_type_0 = ChatDTO.from_dict(data)

                return chat_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("ChatDTO | None | Unset", data)

        chat = _parse_chat(_data_.pop("chat", UNSET))

        agent_run_id = cast("None | str | Unset", _data_.pop("agent_run_id", UNSET))

        order = given(_data_.pop("order", UNSET))

        _status = _data_.pop("status", UNSET)
        status: ChatMessageStatus | Unset
        if _status is None or isinstance(_status, Unset):
            status = UNSET
        else:
            status = ChatMessageStatus(_status)

        task_id = cast("None | str | Unset", _data_.pop("task_id", UNSET))

        _role = _data_.pop("role", UNSET)
        role: ChatMessageRole | Unset
        if _role is None or isinstance(_role, Unset):
            role = UNSET
        else:
            role = ChatMessageRole(_role)

        def _parse_content(data: object) -> list[ChatMessageContent] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                content_type_0 = []
                _content_type_0 = data
                for content_type_0_item_data in _content_type_0 or ():
                    content_type_0_item = ChatMessageContent.from_dict(content_type_0_item_data)

                    content_type_0.append(content_type_0_item)

                return content_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("list[ChatMessageContent] | None | Unset", data)

        content = _parse_content(_data_.pop("content", UNSET))

        def _parse_tools(data: object) -> list[Any] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                _tools_type_0: Any = data
                tools_type_0 = _tools_type_0 or []
                return tools_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("list[Any] | None | Unset", data)

        tools = _parse_tools(_data_.pop("tools", UNSET))

        tool_call_id = cast("None | str | Unset", _data_.pop("tool_call_id", UNSET))

        def _parse_tool_invocations(data: object) -> list[ToolInvocationDTO] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                tool_invocations_type_0 = []
                _tool_invocations_type_0 = data
                for tool_invocations_type_0_item_data in _tool_invocations_type_0 or ():
                    tool_invocations_type_0_item = ToolInvocationDTO.from_dict(tool_invocations_type_0_item_data)

                    tool_invocations_type_0.append(tool_invocations_type_0_item)

                return tool_invocations_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("list[ToolInvocationDTO] | None | Unset", data)

        tool_invocations = _parse_tool_invocations(_data_.pop("tool_invocations", UNSET))

        def _parse_compaction_meta(data: object) -> JsonObject | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                compaction_meta_type_0 = JsonObject.from_dict(data)

                return compaction_meta_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("JsonObject | None | Unset", data)

        compaction_meta = _parse_compaction_meta(_data_.pop("compaction_meta", UNSET))

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
            chat_id=chat_id,
            chat=chat,
            agent_run_id=agent_run_id,
            order=order,
            status=status,
            task_id=task_id,
            role=role,
            content=content,
            tools=tools,
            tool_call_id=tool_call_id,
            tool_invocations=tool_invocations,
            compaction_meta=compaction_meta,
        )
        _made_.additional_properties = _data_
        return _made_
