from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.visibility import Visibility
from ..types import MISSING, UNSET, Open, Unset, given, parse_datetime

if TYPE_CHECKING:
    from ..models.agent_permissions import AgentPermissions
    from ..models.agent_tool import AgentTool
    from ..models.context_field import ContextField
    from ..models.core_app_config_input import CoreAppConfigInput
    from ..models.internal_tools_config import InternalToolsConfig
    from ..models.lifecycle_hook_config import LifecycleHookConfig
    from ..models.skill_config import SkillConfig
    from ..models.team_relation_dto import TeamRelationDTO
    from ..models.user_relation_dto import UserRelationDTO


T = TypeVar("T", bound="AgentVersionDTO")


@_attrs_define
class AgentVersionDTO(Open):
    """A version of a stored agent."""

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

    description: None | str | Unset = UNSET
    """ What it is for. """

    system_prompt: None | str | Unset = UNSET
    """ What it is told first. """

    example_prompts: list[str] | None | Unset = UNSET
    """ Openings to offer to people. """

    core_app: CoreAppConfigInput | None | Unset = UNSET
    """ The app that is its model. """

    tools: list[AgentTool] | None | Unset = UNSET
    """ What it may call. """

    skills: list[SkillConfig] | None | Unset = UNSET
    """ Texts it may read when needed. """

    context: list[ContextField] | None | Unset = UNSET
    """ Values that a chat must bring. """

    internal_tools: InternalToolsConfig | None | Unset = UNSET
    """ Which built-in tools it has. """

    permissions: AgentPermissions | None | Unset = UNSET
    """ What it may do unasked. """

    hooks: list[LifecycleHookConfig] | None | Unset = UNSET
    """ Who is told of what it does. """

    output_schema: Any | Unset = UNSET
    """ JSON Schema of its result. """

    visitor_reads: list[str] | None | Unset = UNSET
    """ Groups of scopes, such as `files`; what for is not documented. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.agent_permissions import AgentPermissions
        from ..models.core_app_config_input import CoreAppConfigInput
        from ..models.internal_tools_config import InternalToolsConfig
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

        if not isinstance(self.description, Unset):
            _out_["description"] = self.description

        if not isinstance(self.system_prompt, Unset):
            _out_["system_prompt"] = self.system_prompt

        example_prompts: list[str] | None | Unset
        if isinstance(self.example_prompts, Unset):
            example_prompts = UNSET
        elif isinstance(self.example_prompts, list):
            example_prompts = self.example_prompts

        else:
            example_prompts = self.example_prompts

        if not isinstance(example_prompts, Unset):
            _out_["example_prompts"] = example_prompts

        core_app: dict[str, Any] | None | Unset
        if isinstance(self.core_app, Unset):
            core_app = UNSET
        elif isinstance(self.core_app, CoreAppConfigInput):
            core_app = self.core_app.to_dict()
        else:
            core_app = self.core_app

        if not isinstance(core_app, Unset):
            _out_["core_app"] = core_app

        tools: list[dict[str, Any]] | None | Unset
        if isinstance(self.tools, Unset):
            tools = UNSET
        elif isinstance(self.tools, list):
            tools = []
            for tools_type_0_item_data in self.tools:
                tools_type_0_item = tools_type_0_item_data.to_dict()
                tools.append(tools_type_0_item)

        else:
            tools = self.tools

        if not isinstance(tools, Unset):
            _out_["tools"] = tools

        skills: list[dict[str, Any]] | None | Unset
        if isinstance(self.skills, Unset):
            skills = UNSET
        elif isinstance(self.skills, list):
            skills = []
            for skills_type_0_item_data in self.skills:
                skills_type_0_item = skills_type_0_item_data.to_dict()
                skills.append(skills_type_0_item)

        else:
            skills = self.skills

        if not isinstance(skills, Unset):
            _out_["skills"] = skills

        context: list[dict[str, Any]] | None | Unset
        if isinstance(self.context, Unset):
            context = UNSET
        elif isinstance(self.context, list):
            context = []
            for context_type_0_item_data in self.context:
                context_type_0_item = context_type_0_item_data.to_dict()
                context.append(context_type_0_item)

        else:
            context = self.context

        if not isinstance(context, Unset):
            _out_["context"] = context

        internal_tools: dict[str, Any] | None | Unset
        if isinstance(self.internal_tools, Unset):
            internal_tools = UNSET
        elif isinstance(self.internal_tools, InternalToolsConfig):
            internal_tools = self.internal_tools.to_dict()
        else:
            internal_tools = self.internal_tools

        if not isinstance(internal_tools, Unset):
            _out_["internal_tools"] = internal_tools

        permissions: dict[str, Any] | None | Unset
        if isinstance(self.permissions, Unset):
            permissions = UNSET
        elif isinstance(self.permissions, AgentPermissions):
            permissions = self.permissions.to_dict()
        else:
            permissions = self.permissions

        if not isinstance(permissions, Unset):
            _out_["permissions"] = permissions

        hooks: list[dict[str, Any]] | None | Unset
        if isinstance(self.hooks, Unset):
            hooks = UNSET
        elif isinstance(self.hooks, list):
            hooks = []
            for hooks_type_0_item_data in self.hooks:
                hooks_type_0_item = hooks_type_0_item_data.to_dict()
                hooks.append(hooks_type_0_item)

        else:
            hooks = self.hooks

        if not isinstance(hooks, Unset):
            _out_["hooks"] = hooks

        if not isinstance(self.output_schema, Unset):
            _out_["output_schema"] = self.output_schema

        visitor_reads: list[str] | None | Unset
        if isinstance(self.visitor_reads, Unset):
            visitor_reads = UNSET
        elif isinstance(self.visitor_reads, list):
            visitor_reads = self.visitor_reads

        else:
            visitor_reads = self.visitor_reads

        if not isinstance(visitor_reads, Unset):
            _out_["visitor_reads"] = visitor_reads

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.agent_permissions import AgentPermissions
        from ..models.agent_tool import AgentTool
        from ..models.context_field import ContextField
        from ..models.core_app_config_input import CoreAppConfigInput
        from ..models.internal_tools_config import InternalToolsConfig
        from ..models.lifecycle_hook_config import LifecycleHookConfig
        from ..models.skill_config import SkillConfig
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

        description = cast("None | str | Unset", _data_.pop("description", UNSET))

        system_prompt = cast("None | str | Unset", _data_.pop("system_prompt", UNSET))

        def _parse_example_prompts(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                _example_prompts_type_0: Any = data
                example_prompts_type_0 = _example_prompts_type_0 or []
                return example_prompts_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("list[str] | None | Unset", data)

        example_prompts = _parse_example_prompts(_data_.pop("example_prompts", UNSET))

        def _parse_core_app(data: object) -> CoreAppConfigInput | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                core_app_type_0 = CoreAppConfigInput.from_dict(data)

                return core_app_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("CoreAppConfigInput | None | Unset", data)

        core_app = _parse_core_app(_data_.pop("core_app", UNSET))

        def _parse_tools(data: object) -> list[AgentTool] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                tools_type_0 = []
                _tools_type_0 = data
                for tools_type_0_item_data in _tools_type_0 or ():
                    tools_type_0_item = AgentTool.from_dict(tools_type_0_item_data)

                    tools_type_0.append(tools_type_0_item)

                return tools_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("list[AgentTool] | None | Unset", data)

        tools = _parse_tools(_data_.pop("tools", UNSET))

        def _parse_skills(data: object) -> list[SkillConfig] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                skills_type_0 = []
                _skills_type_0 = data
                for skills_type_0_item_data in _skills_type_0 or ():
                    skills_type_0_item = SkillConfig.from_dict(skills_type_0_item_data)

                    skills_type_0.append(skills_type_0_item)

                return skills_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("list[SkillConfig] | None | Unset", data)

        skills = _parse_skills(_data_.pop("skills", UNSET))

        def _parse_context(data: object) -> list[ContextField] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                context_type_0 = []
                _context_type_0 = data
                for context_type_0_item_data in _context_type_0 or ():
                    context_type_0_item = ContextField.from_dict(context_type_0_item_data)

                    context_type_0.append(context_type_0_item)

                return context_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("list[ContextField] | None | Unset", data)

        context = _parse_context(_data_.pop("context", UNSET))

        def _parse_internal_tools(data: object) -> InternalToolsConfig | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                internal_tools_type_0 = InternalToolsConfig.from_dict(data)

                return internal_tools_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("InternalToolsConfig | None | Unset", data)

        internal_tools = _parse_internal_tools(_data_.pop("internal_tools", UNSET))

        def _parse_permissions(data: object) -> AgentPermissions | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                permissions_type_0 = AgentPermissions.from_dict(data)

                return permissions_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("AgentPermissions | None | Unset", data)

        permissions = _parse_permissions(_data_.pop("permissions", UNSET))

        def _parse_hooks(data: object) -> list[LifecycleHookConfig] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                hooks_type_0 = []
                _hooks_type_0 = data
                for hooks_type_0_item_data in _hooks_type_0 or ():
                    hooks_type_0_item = LifecycleHookConfig.from_dict(hooks_type_0_item_data)

                    hooks_type_0.append(hooks_type_0_item)

                return hooks_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("list[LifecycleHookConfig] | None | Unset", data)

        hooks = _parse_hooks(_data_.pop("hooks", UNSET))

        output_schema = _data_.pop("output_schema", UNSET)

        def _parse_visitor_reads(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                _visitor_reads_type_0: Any = data
                visitor_reads_type_0 = _visitor_reads_type_0 or []
                return visitor_reads_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("list[str] | None | Unset", data)

        visitor_reads = _parse_visitor_reads(_data_.pop("visitor_reads", UNSET))

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
            description=description,
            system_prompt=system_prompt,
            example_prompts=example_prompts,
            core_app=core_app,
            tools=tools,
            skills=skills,
            context=context,
            internal_tools=internal_tools,
            permissions=permissions,
            hooks=hooks,
            output_schema=output_schema,
            visitor_reads=visitor_reads,
        )
        _made_.additional_properties = _data_
        return _made_
