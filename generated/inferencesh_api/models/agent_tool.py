from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.tool_type import ToolType
from ..types import MISSING, UNSET, Open, Unset

if TYPE_CHECKING:
    from ..models.agent_tool_config import AgentToolConfig
    from ..models.app_tool_config import AppToolConfig
    from ..models.client_tool_config import ClientToolConfig
    from ..models.hook_tool_config import HookToolConfig
    from ..models.http_tool_config import HTTPToolConfig
    from ..models.json_object import JsonObject
    from ..models.mcp_tool_config import MCPToolConfig


T = TypeVar("T", bound="AgentTool")


@_attrs_define
class AgentTool(Open):
    """Something that an agent may call. Only the member named after `type` is set."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(
        (
            "name",
            "description",
            "type",
        )
    )

    name: str
    """ What the model calls it. """

    description: str
    """ When and how to use it. """

    type_: ToolType
    """ Who runs a tool. """

    display_name: None | str | Unset = UNSET
    """ What people call it. """

    require_approval: bool | None | Unset = UNSET
    """ Whether somebody must agree to each call. """

    approval_timeout: int | None | Unset = UNSET
    """ Seconds after which a call that nobody agreed to is refused; 0 waits for ever. """

    app: AppToolConfig | None | Unset = UNSET
    """ An app. """

    agent: AgentToolConfig | None | Unset = UNSET
    """ Another agent. """

    hook: HookToolConfig | None | Unset = UNSET
    """ A web address that answers later. """

    http: HTTPToolConfig | None | Unset = UNSET
    """ A web address that answers at once. """

    call: HTTPToolConfig | None | Unset = UNSET
    """ As `http`. """

    mcp: MCPToolConfig | None | Unset = UNSET
    """ A tool of an MCP server. """

    client: ClientToolConfig | None | Unset = UNSET
    """ The caller's own process. """

    internal: JsonObject | None | Unset = UNSET
    """ A built-in tool; not described here. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.agent_tool_config import AgentToolConfig
        from ..models.app_tool_config import AppToolConfig
        from ..models.client_tool_config import ClientToolConfig
        from ..models.hook_tool_config import HookToolConfig
        from ..models.http_tool_config import HTTPToolConfig
        from ..models.json_object import JsonObject
        from ..models.mcp_tool_config import MCPToolConfig

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.name, Unset):
            _out_["name"] = self.name

        if not isinstance(self.description, Unset):
            _out_["description"] = self.description

        if not isinstance(self.type_, Unset):
            type_ = self.type_.value
            _out_["type"] = type_

        if not isinstance(self.display_name, Unset):
            _out_["display_name"] = self.display_name

        if not isinstance(self.require_approval, Unset):
            _out_["require_approval"] = self.require_approval

        if not isinstance(self.approval_timeout, Unset):
            _out_["approval_timeout"] = self.approval_timeout

        app: dict[str, Any] | None | Unset
        if isinstance(self.app, Unset):
            app = UNSET
        elif isinstance(self.app, AppToolConfig):
            app = self.app.to_dict()
        else:
            app = self.app

        if not isinstance(app, Unset):
            _out_["app"] = app

        agent: dict[str, Any] | None | Unset
        if isinstance(self.agent, Unset):
            agent = UNSET
        elif isinstance(self.agent, AgentToolConfig):
            agent = self.agent.to_dict()
        else:
            agent = self.agent

        if not isinstance(agent, Unset):
            _out_["agent"] = agent

        hook: dict[str, Any] | None | Unset
        if isinstance(self.hook, Unset):
            hook = UNSET
        elif isinstance(self.hook, HookToolConfig):
            hook = self.hook.to_dict()
        else:
            hook = self.hook

        if not isinstance(hook, Unset):
            _out_["hook"] = hook

        http: dict[str, Any] | None | Unset
        if isinstance(self.http, Unset):
            http = UNSET
        elif isinstance(self.http, HTTPToolConfig):
            http = self.http.to_dict()
        else:
            http = self.http

        if not isinstance(http, Unset):
            _out_["http"] = http

        call: dict[str, Any] | None | Unset
        if isinstance(self.call, Unset):
            call = UNSET
        elif isinstance(self.call, HTTPToolConfig):
            call = self.call.to_dict()
        else:
            call = self.call

        if not isinstance(call, Unset):
            _out_["call"] = call

        mcp: dict[str, Any] | None | Unset
        if isinstance(self.mcp, Unset):
            mcp = UNSET
        elif isinstance(self.mcp, MCPToolConfig):
            mcp = self.mcp.to_dict()
        else:
            mcp = self.mcp

        if not isinstance(mcp, Unset):
            _out_["mcp"] = mcp

        client: dict[str, Any] | None | Unset
        if isinstance(self.client, Unset):
            client = UNSET
        elif isinstance(self.client, ClientToolConfig):
            client = self.client.to_dict()
        else:
            client = self.client

        if not isinstance(client, Unset):
            _out_["client"] = client

        internal: dict[str, Any] | None | Unset
        if isinstance(self.internal, Unset):
            internal = UNSET
        elif isinstance(self.internal, JsonObject):
            internal = self.internal.to_dict()
        else:
            internal = self.internal

        if not isinstance(internal, Unset):
            _out_["internal"] = internal

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.agent_tool_config import AgentToolConfig
        from ..models.app_tool_config import AppToolConfig
        from ..models.client_tool_config import ClientToolConfig
        from ..models.hook_tool_config import HookToolConfig
        from ..models.http_tool_config import HTTPToolConfig
        from ..models.json_object import JsonObject
        from ..models.mcp_tool_config import MCPToolConfig

        _new_ = cls
        _data_ = dict(src_dict)
        name: str = MISSING
        if _data_.get("name") is not None:
            name = _data_.pop("name")

        description: str = MISSING
        if _data_.get("description") is not None:
            description = _data_.pop("description")

        type_: ToolType = MISSING
        if _data_.get("type") is not None:
            type_ = ToolType(_data_.pop("type"))

        display_name = cast("None | str | Unset", _data_.pop("display_name", UNSET))

        require_approval = cast("bool | None | Unset", _data_.pop("require_approval", UNSET))

        approval_timeout = cast("int | None | Unset", _data_.pop("approval_timeout", UNSET))

        def _parse_app(data: object) -> AppToolConfig | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                app_type_0 = AppToolConfig.from_dict(data)

                return app_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("AppToolConfig | None | Unset", data)

        app = _parse_app(_data_.pop("app", UNSET))

        def _parse_agent(data: object) -> AgentToolConfig | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                agent_type_0 = AgentToolConfig.from_dict(data)

                return agent_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("AgentToolConfig | None | Unset", data)

        agent = _parse_agent(_data_.pop("agent", UNSET))

        def _parse_hook(data: object) -> HookToolConfig | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                hook_type_0 = HookToolConfig.from_dict(data)

                return hook_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("HookToolConfig | None | Unset", data)

        hook = _parse_hook(_data_.pop("hook", UNSET))

        def _parse_http(data: object) -> HTTPToolConfig | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                http_type_0 = HTTPToolConfig.from_dict(data)

                return http_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("HTTPToolConfig | None | Unset", data)

        http = _parse_http(_data_.pop("http", UNSET))

        def _parse_call(data: object) -> HTTPToolConfig | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                call_type_0 = HTTPToolConfig.from_dict(data)

                return call_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("HTTPToolConfig | None | Unset", data)

        call = _parse_call(_data_.pop("call", UNSET))

        def _parse_mcp(data: object) -> MCPToolConfig | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                mcp_type_0 = MCPToolConfig.from_dict(data)

                return mcp_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("MCPToolConfig | None | Unset", data)

        mcp = _parse_mcp(_data_.pop("mcp", UNSET))

        def _parse_client(data: object) -> ClientToolConfig | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                client_type_0 = ClientToolConfig.from_dict(data)

                return client_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("ClientToolConfig | None | Unset", data)

        client = _parse_client(_data_.pop("client", UNSET))

        def _parse_internal(data: object) -> JsonObject | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                internal_type_0 = JsonObject.from_dict(data)

                return internal_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("JsonObject | None | Unset", data)

        internal = _parse_internal(_data_.pop("internal", UNSET))

        _made_ = _new_(
            name=name,
            description=description,
            type_=type_,
            display_name=display_name,
            require_approval=require_approval,
            approval_timeout=approval_timeout,
            app=app,
            agent=agent,
            hook=hook,
            http=http,
            call=call,
            mcp=mcp,
            client=client,
            internal=internal,
        )
        _made_.additional_properties = _data_
        return _made_
