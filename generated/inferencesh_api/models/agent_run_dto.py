from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.agent_run_state import AgentRunState
from ..models.interrupt_reason import InterruptReason
from ..models.visibility import Visibility
from ..types import MISSING, UNSET, Open, Unset, given, parse_datetime

if TYPE_CHECKING:
    from ..models.agent_dto import AgentDTO
    from ..models.team_relation_dto import TeamRelationDTO
    from ..models.user_relation_dto import UserRelationDTO


T = TypeVar("T", bound="AgentRunDTO")


@_attrs_define
class AgentRunDTO(Open):
    """One run of an agent in a chat, from a message to the end of its work."""

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

    state: AgentRunState | Unset = UNSET
    """ How far a run is. The last four are final; `canceled` has one l here. """

    agent_id: None | str | Unset = UNSET
    """ The agent. """

    agent: AgentDTO | None | Unset = UNSET
    """ The agent itself, if asked for. """

    agent_version_id: None | str | Unset = UNSET
    """ Its version. """

    chat_id: None | str | Unset = UNSET
    """ The chat. """

    user_message_id: None | str | Unset = UNSET
    """ The message that started it. """

    error: None | str | Unset = UNSET
    """ Why it failed. """

    output: Any | Unset = UNSET
    """ Free-form on purpose: the arguments of the finish tool, or null. """

    finished_at: None | str | Unset = UNSET
    """ When it ended, RFC 3339; null while it goes on. """

    interrupt_reason: InterruptReason | None | Unset = UNSET
    """ What it waits for. """

    interrupt_tool_id: None | str | Unset = UNSET
    """ The tool call it waits for. """

    interrupt_meta: Any | Unset = UNSET
    """ Details, while it waits. """

    tool_invocation_id: None | str | Unset = UNSET
    """ The call of another agent that started it. """

    trigger_id: None | str | Unset = UNSET
    """ The trigger that started it. """

    metadata: Any | Unset = UNSET
    """ Free-form on purpose: notes of the caller. """

    profile_id: None | str | Unset = UNSET
    """ Profile of an external harness. """

    remote_id: None | str | Unset = UNSET
    """ Machine of an external harness. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.agent_dto import AgentDTO
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

        state: str | Unset = UNSET
        if not isinstance(self.state, Unset):
            state = self.state.value

        if not isinstance(state, Unset):
            _out_["state"] = state

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

        if not isinstance(self.chat_id, Unset):
            _out_["chat_id"] = self.chat_id

        if not isinstance(self.user_message_id, Unset):
            _out_["user_message_id"] = self.user_message_id

        if not isinstance(self.error, Unset):
            _out_["error"] = self.error

        if not isinstance(self.output, Unset):
            _out_["output"] = self.output

        if not isinstance(self.finished_at, Unset):
            _out_["finished_at"] = self.finished_at

        interrupt_reason: None | str | Unset
        if isinstance(self.interrupt_reason, Unset):
            interrupt_reason = UNSET
        elif isinstance(self.interrupt_reason, InterruptReason):
            interrupt_reason = self.interrupt_reason.value
        else:
            interrupt_reason = self.interrupt_reason

        if not isinstance(interrupt_reason, Unset):
            _out_["interrupt_reason"] = interrupt_reason

        if not isinstance(self.interrupt_tool_id, Unset):
            _out_["interrupt_tool_id"] = self.interrupt_tool_id

        if not isinstance(self.interrupt_meta, Unset):
            _out_["interrupt_meta"] = self.interrupt_meta

        if not isinstance(self.tool_invocation_id, Unset):
            _out_["tool_invocation_id"] = self.tool_invocation_id

        if not isinstance(self.trigger_id, Unset):
            _out_["trigger_id"] = self.trigger_id

        if not isinstance(self.metadata, Unset):
            _out_["metadata"] = self.metadata

        if not isinstance(self.profile_id, Unset):
            _out_["profile_id"] = self.profile_id

        if not isinstance(self.remote_id, Unset):
            _out_["remote_id"] = self.remote_id

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.agent_dto import AgentDTO
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

        _state = _data_.pop("state", UNSET)
        state: AgentRunState | Unset
        if _state is None or isinstance(_state, Unset):
            state = UNSET
        else:
            state = AgentRunState(_state)

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

        chat_id = cast("None | str | Unset", _data_.pop("chat_id", UNSET))

        user_message_id = cast("None | str | Unset", _data_.pop("user_message_id", UNSET))

        error = cast("None | str | Unset", _data_.pop("error", UNSET))

        output = _data_.pop("output", UNSET)

        finished_at = cast("None | str | Unset", _data_.pop("finished_at", UNSET))

        def _parse_interrupt_reason(data: object) -> InterruptReason | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                interrupt_reason_type_0 = InterruptReason(data)

                return interrupt_reason_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("InterruptReason | None | Unset", data)

        interrupt_reason = _parse_interrupt_reason(_data_.pop("interrupt_reason", UNSET))

        interrupt_tool_id = cast("None | str | Unset", _data_.pop("interrupt_tool_id", UNSET))

        interrupt_meta = _data_.pop("interrupt_meta", UNSET)

        tool_invocation_id = cast("None | str | Unset", _data_.pop("tool_invocation_id", UNSET))

        trigger_id = cast("None | str | Unset", _data_.pop("trigger_id", UNSET))

        metadata = _data_.pop("metadata", UNSET)

        profile_id = cast("None | str | Unset", _data_.pop("profile_id", UNSET))

        remote_id = cast("None | str | Unset", _data_.pop("remote_id", UNSET))

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
            state=state,
            agent_id=agent_id,
            agent=agent,
            agent_version_id=agent_version_id,
            chat_id=chat_id,
            user_message_id=user_message_id,
            error=error,
            output=output,
            finished_at=finished_at,
            interrupt_reason=interrupt_reason,
            interrupt_tool_id=interrupt_tool_id,
            interrupt_meta=interrupt_meta,
            tool_invocation_id=tool_invocation_id,
            trigger_id=trigger_id,
            metadata=metadata,
            profile_id=profile_id,
            remote_id=remote_id,
        )
        _made_.additional_properties = _data_
        return _made_
