from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.tool_invocation_status import ToolInvocationStatus
from ..models.tool_type import ToolType
from ..models.visibility import Visibility
from ..types import MISSING, UNSET, Open, Unset, given, parse_datetime

if TYPE_CHECKING:
    from ..models.json_object import JsonObject
    from ..models.team_relation_dto import TeamRelationDTO
    from ..models.tool_invocation_function import ToolInvocationFunction
    from ..models.user_relation_dto import UserRelationDTO


T = TypeVar("T", bound="ToolInvocationDTO")


@_attrs_define
class ToolInvocationDTO(Open):
    """A call of a tool. Streams may send some members only."""

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

    chat_message_id: None | str | Unset = UNSET
    """ The id of the message that makes the call. """

    tool_invocation_id: None | str | Unset = UNSET
    """ The model's id of the call; `id` is the platform's and the one in `/tools/{toolId}`. """

    type_: ToolType | Unset = UNSET
    """ Who runs a tool. """

    display_name: None | str | Unset = UNSET
    """ The tool's name for people. """

    action: None | str | Unset = UNSET
    """ What the model says it is doing. """

    execution_id: None | str | Unset = UNSET
    """ The id of the task or chat that runs it. """

    function: ToolInvocationFunction | Unset = UNSET
    """ What is called, with what. """

    status: ToolInvocationStatus | Unset = UNSET
    """ How far a call is. """

    result: None | str | Unset = UNSET
    """ The result, as the model sees it. """

    data: Any | Unset = UNSET
    """ More about the call, such as the question of an MCP server. """

    widget: JsonObject | None | Unset = UNSET
    """ A surface to show; not described here. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
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

        if not isinstance(self.chat_message_id, Unset):
            _out_["chat_message_id"] = self.chat_message_id

        if not isinstance(self.tool_invocation_id, Unset):
            _out_["tool_invocation_id"] = self.tool_invocation_id

        type_: str | Unset = UNSET
        if not isinstance(self.type_, Unset):
            type_ = self.type_.value

        if not isinstance(type_, Unset):
            _out_["type"] = type_

        if not isinstance(self.display_name, Unset):
            _out_["display_name"] = self.display_name

        if not isinstance(self.action, Unset):
            _out_["action"] = self.action

        if not isinstance(self.execution_id, Unset):
            _out_["execution_id"] = self.execution_id

        function: dict[str, Any] | Unset = UNSET
        if not isinstance(self.function, Unset):
            function = self.function.to_dict()
        if not isinstance(function, Unset):
            _out_["function"] = function

        status: str | Unset = UNSET
        if not isinstance(self.status, Unset):
            status = self.status.value

        if not isinstance(status, Unset):
            _out_["status"] = status

        if not isinstance(self.result, Unset):
            _out_["result"] = self.result

        if not isinstance(self.data, Unset):
            _out_["data"] = self.data

        widget: dict[str, Any] | None | Unset
        if isinstance(self.widget, Unset):
            widget = UNSET
        elif isinstance(self.widget, JsonObject):
            widget = self.widget.to_dict()
        else:
            widget = self.widget

        if not isinstance(widget, Unset):
            _out_["widget"] = widget

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.json_object import JsonObject
        from ..models.team_relation_dto import TeamRelationDTO
        from ..models.tool_invocation_function import ToolInvocationFunction
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

        chat_message_id = cast("None | str | Unset", _data_.pop("chat_message_id", UNSET))

        tool_invocation_id = cast("None | str | Unset", _data_.pop("tool_invocation_id", UNSET))

        _type_ = _data_.pop("type", UNSET)
        type_: ToolType | Unset
        if _type_ is None or isinstance(_type_, Unset):
            type_ = UNSET
        else:
            type_ = ToolType(_type_)

        display_name = cast("None | str | Unset", _data_.pop("display_name", UNSET))

        action = cast("None | str | Unset", _data_.pop("action", UNSET))

        execution_id = cast("None | str | Unset", _data_.pop("execution_id", UNSET))

        _function = _data_.pop("function", UNSET)
        function: ToolInvocationFunction | Unset
        if _function is None or isinstance(_function, Unset):
            function = UNSET
        else:
            function = ToolInvocationFunction.from_dict(_function)

        _status = _data_.pop("status", UNSET)
        status: ToolInvocationStatus | Unset
        if _status is None or isinstance(_status, Unset):
            status = UNSET
        else:
            status = ToolInvocationStatus(_status)

        result = cast("None | str | Unset", _data_.pop("result", UNSET))

        data = _data_.pop("data", UNSET)

        def _parse_widget(data: object) -> JsonObject | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                widget_type_0 = JsonObject.from_dict(data)

                return widget_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("JsonObject | None | Unset", data)

        widget = _parse_widget(_data_.pop("widget", UNSET))

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
            chat_message_id=chat_message_id,
            tool_invocation_id=tool_invocation_id,
            type_=type_,
            display_name=display_name,
            action=action,
            execution_id=execution_id,
            function=function,
            status=status,
            result=result,
            data=data,
            widget=widget,
        )
        _made_.additional_properties = _data_
        return _made_
