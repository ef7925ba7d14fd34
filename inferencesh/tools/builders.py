"""Builders of tool definitions, one for each kind of tool that the platform knows.

The JSON is that of `AgentTool` in openapi.yaml. Every method gives the builder back, and `build()` a `BuiltTool`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Dict, Generic, Mapping, Optional, TypeVar

from typing_extensions import ParamSpec, Self

from .._core.errors.classes import InvalidInputError
from .built import BuiltTool, ClientTool, HandledTool, ToolHandler
from .parameters.json_shapes import is_dict, is_mapping, is_text, is_whole
from .parameters.schema import Schema, clean_schema, object_schema

if TYPE_CHECKING:
    from .functions import FunctionTool

P = ParamSpec("P")
R = TypeVar("R")
_MISSING: Any = object()
_BuiltT = TypeVar("_BuiltT", bound=BuiltTool)


def _text(value: Any, name: str, example: str) -> str:
    if not is_text(value) or not value.strip():
        raise InvalidInputError(f"{name} must be a non-empty string, such as {example!r}, not {value!r}")
    return value


def _values(value: Any, name: str) -> Dict[str, Any]:
    if not is_mapping(value):
        raise InvalidInputError(f"{name} takes a dict of values, not {type(value).__name__}")
    return dict(value)


class ToolBuilder(Generic[_BuiltT]):
    """What all builders share."""

    _type = ""

    def __init__(self, name: str) -> None:
        self._name = _text(name, "name", "weather")
        self._display_name: Optional[str] = None
        self._description = ""
        self._require_approval = False
        self._approval_timeout: Optional[int] = None
        self._params: Dict[str, Schema] = {}

    def display_name(self, name: str) -> Self:
        """The name that people see. Default: the tool's name."""
        self._display_name = _text(name, "display_name", "Weather")
        return self

    def display(self, name: str) -> Self:
        """The same as `display_name`."""
        return self.display_name(name)

    def describe(self, text: str) -> Self:
        """What the tool does, for the model."""
        if not is_text(text):
            raise InvalidInputError(f"describe takes a string, not {type(text).__name__}")
        self._description = text
        return self

    def param(self, name: str, schema: Mapping[str, Any], *, default: Any = _MISSING) -> Self:
        """Declare a parameter.

        Args:
            name: its name.
            schema: what it takes, from a schema helper such as `string("City")`, or any JSON Schema.
            default: what it is when the model leaves it out; makes the parameter optional.

        Raises:
            InvalidInputError: an empty or repeated name, or no schema.
        """
        _text(name, "name", "city")
        if not is_mapping(schema):
            raise InvalidInputError(
                f"param {name!r} needs a schema, such as string('City'), not {type(schema).__name__}"
            )
        if name in self._params:
            raise InvalidInputError(f"param {name!r} is declared twice")
        declared = dict(schema)
        if default is not _MISSING:
            declared.update(default=default, optional=True)
        self._params[name] = declared
        return self

    def require_approval(self, required: bool = True) -> Self:
        """Let a person decide on each call before it runs."""
        self._require_approval = bool(required)
        return self

    def approval_timeout(self, seconds: int) -> Self:
        """Refuse a call that nobody has decided on after this many seconds; 0 waits for ever."""
        if not is_whole(seconds):
            raise InvalidInputError(f"approval_timeout must be a whole number of seconds, 0 or more, not {seconds!r}")
        self._approval_timeout = seconds
        return self

    def _config(self) -> Dict[str, Any]:
        raise NotImplementedError

    def _definition(self) -> Dict[str, Any]:
        definition: Dict[str, Any] = {
            "name": self._name,
            "display_name": self._name if self._display_name is None else self._display_name,
            "description": self._description,
            "type": self._type,
            "require_approval": self._require_approval,
        }
        if self._approval_timeout is not None:
            definition["approval_timeout"] = self._approval_timeout
        definition[self._type] = self._config()
        return definition

    def build(self) -> _BuiltT:
        """The finished tool definition."""
        raise NotImplementedError


class _PlainBuilder(ToolBuilder[BuiltTool]):
    def build(self) -> BuiltTool:
        """The finished tool definition."""
        return BuiltTool(self._definition(), self._params)


class ClientToolBuilder(ToolBuilder[ClientTool]):
    """A tool that runs in the caller's process. Made by `tool(name)`."""

    _type = "client"

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._output_schema: Optional[Schema] = None

    def output_schema(self, schema: Mapping[str, Any]) -> Self:
        """The shape of the tool's result."""
        self._output_schema = clean_schema(_values(schema, "output_schema"))
        return self

    def handler(self, function: ToolHandler) -> HandledTool:
        """The function that runs when the agent calls the tool, with the dict of arguments.

        What it returns is the result: text, any JSON value, or bytes and paths, which are attached. `build()` may
        follow.
        """
        if not callable(function):
            raise InvalidInputError(f"handler takes a function of the call's arguments, not {type(function).__name__}")
        return HandledTool(self, function)

    def _config(self) -> Dict[str, Any]:
        config: Dict[str, Any] = {"input_schema": object_schema(self._params)}
        if self._output_schema is not None:
            config["output_schema"] = self._output_schema
        return config

    def build(self) -> ClientTool:
        """The finished tool definition."""
        return ClientTool(self._definition(), self._params)

    def __call__(self, function: Callable[P, R]) -> FunctionTool[P, R]:
        """`@tool("name")` on a function: a tool from the function, under this name."""
        from .functions import function_tool

        if self._params:
            raise InvalidInputError(
                "a tool made from a function takes its parameters from the function: leave out .param()"
            )
        return function_tool(
            function,
            name=self._name,
            display_name=self._display_name,
            description=self._description or None,
            require_approval=self._require_approval,
            approval_timeout=self._approval_timeout,
        )


class AppToolBuilder(_PlainBuilder):
    """A tool that runs an app on the platform. Made by `app_tool(name, ref)`.

    The model sees the app's own parameters. What `.param` declares is kept in `built.params`, and a default given
    there becomes a default input.
    """

    _type = "app"

    def __init__(self, name: str, ref: str) -> None:
        super().__init__(name)
        self._ref = _text(ref, "ref", "namespace/app@version")
        self._function: Optional[str] = None
        self._session_enabled = False
        self._setup: Dict[str, Any] = {}
        self._input: Dict[str, Any] = {}
        self._fixed_input: Dict[str, Any] = {}

    def function(self, name: str) -> Self:
        """The function of an app that has several."""
        self._function = _text(name, "function", "upscale")
        return self

    def session_enabled(self, enabled: bool = True) -> Self:
        """Let the model start and continue sessions of the app."""
        self._session_enabled = bool(enabled)
        return self

    def setup(self, values: Mapping[str, Any]) -> Self:
        """Setup values, sent with every call, which the model does not see."""
        self._setup = _values(values, "setup")
        return self

    def input(self, values: Mapping[str, Any]) -> Self:
        """Default input values; the model may give others."""
        self._input = _values(values, "input")
        return self

    def fixed_input(self, values: Mapping[str, Any]) -> Self:
        """Input values that the model neither sees nor changes."""
        self._fixed_input = _values(values, "fixed_input")
        return self

    def _config(self) -> Dict[str, Any]:
        defaults = {name: schema["default"] for name, schema in self._params.items() if "default" in schema}
        config: Dict[str, Any] = {"ref": self._ref}
        if self._function is not None:
            config["function"] = self._function
        if self._session_enabled:
            config["session_enabled"] = True
        if self._setup:
            config["setup"] = dict(self._setup)
        if defaults or self._input:
            config["input"] = {**defaults, **self._input}
        if self._fixed_input:
            config["fixed_input"] = dict(self._fixed_input)
        return config


class AgentToolBuilder(_PlainBuilder):
    """A tool that hands work to another agent. Made by `agent_tool(name, ref)`.

    The other agent gets a text; what `.param` declares is kept in `built.params` alone.
    """

    _type = "agent"

    def __init__(self, name: str, ref: str) -> None:
        super().__init__(name)
        self._ref = _text(ref, "ref", "namespace/agent@version")

    def _config(self) -> Dict[str, Any]:
        return {"ref": self._ref}


class WebhookToolBuilder(_PlainBuilder):
    """A tool that calls an address of yours, which answers later. Made by `webhook_tool(name, url)`."""

    _type = "hook"

    def __init__(self, name: str, url: str) -> None:
        super().__init__(name)
        self._url = _text(url, "url", "https://example.com/hook")
        self._secret: Optional[str] = None

    def secret(self, value: str) -> Self:
        """The value of the header `X-Hook-Secret`, sent as it is given here and kept by the platform."""
        self._secret = _text(value, "secret", "SLACK_SECRET") if is_text(value) else _no_secret()
        return self

    def _config(self) -> Dict[str, Any]:
        return {"url": self._url, "secret": self._secret, "input_schema": object_schema(self._params)}

    def build(self) -> BuiltTool:
        """The finished tool definition."""
        return SecretTool(self._definition(), self._params)


def _no_secret() -> str:
    # The value itself stays out of the text: a secret of the wrong type is a secret all the same.
    raise InvalidInputError("secret must be a non-empty string")


class SecretTool(BuiltTool):
    """A tool definition whose secret does not show in its repr."""

    def __repr__(self) -> str:
        hook = self.get("hook")
        if not is_dict(hook) or not hook.get("secret"):
            return super().__repr__()
        return repr({**self, "hook": {**hook, "secret": "[hidden]"}})


class HttpToolBuilder(_PlainBuilder):
    """A tool that makes an HTTP request with stored credentials. Made by `http_tool(name, url)` or `call_tool`."""

    _type = "http"

    def __init__(self, name: str, url: str) -> None:
        super().__init__(name)
        self._url = _text(url, "url", "https://api.example.com/users/{{context.user}}")
        self._method: Optional[str] = None
        self._auth: Optional[Dict[str, Any]] = None
        self._headers: Dict[str, str] = {}

    def method(self, method: str) -> Self:
        """The request's method. Default: POST."""
        self._method = _text(method, "method", "GET").upper()
        return self

    def auth(
        self,
        *,
        bearer: Optional[str] = None,
        api_key: Optional[str] = None,
        header: Optional[str] = None,
        credential: Optional[str] = None,
    ) -> Self:
        """How the request identifies itself. The values name secrets or credentials that the platform stores.

        Args:
            bearer: name of the secret that goes in `Authorization: Bearer`.
            api_key: name of the secret that goes in a header of its own.
            header: that header, only with `api_key`. Default: `X-API-Key`.
            credential: a connected provider, such as `"google"`.

        If several are given, credential wins, then api_key, then bearer, as on the platform's other clients.
        """
        if credential:
            self._auth = {"type": "credential", "provider": credential}
        elif api_key:
            self._auth = {"type": "api_key", "secret": api_key, "header": header or "X-API-Key"}
        elif bearer:
            self._auth = {"type": "bearer", "secret": bearer}
        else:
            raise InvalidInputError("auth needs one of bearer=, api_key= or credential=: the name of a stored secret")
        return self

    def header(self, name: str, value: str) -> Self:
        """A header of the request. The value may name a secret: `${{secrets.NAME}}`."""
        _text(name, "header", "X-Team")
        if not is_text(value):
            raise InvalidInputError(f"header {name!r} must have a string as its value, not {type(value).__name__}")
        self._headers[name] = value
        return self

    def _config(self) -> Dict[str, Any]:
        return {
            "url": self._url,
            "method": None if self._method == "POST" else self._method,
            "auth": self._auth,
            "headers": dict(self._headers) or None,
            "input_schema": object_schema(self._params),
        }


class McpToolBuilder(_PlainBuilder):
    """A tool of an MCP server. Made by `mcp_tool(name, server=, tool_name=)`.

    The server has a schema of its own; what `.param` declares is kept in `built.params` alone.
    """

    _type = "mcp"

    def __init__(self, name: str, server: str, tool_name: str) -> None:
        super().__init__(name)
        self._server = _text(server, "server", "exa")
        self._tool_name = _text(tool_name, "tool_name", "search")

    def _config(self) -> Dict[str, Any]:
        return {"server": self._server, "tool_name": self._tool_name}


def app_tool(name: str, ref: str) -> AppToolBuilder:
    """A tool that runs the app `ref` on the platform."""
    return AppToolBuilder(name, ref)


def agent_tool(name: str, ref: str) -> AgentToolBuilder:
    """A tool that hands work to the agent `ref`."""
    return AgentToolBuilder(name, ref)


def webhook_tool(name: str, url: str) -> WebhookToolBuilder:
    """A tool that posts its arguments to `url` and waits for the call back."""
    return WebhookToolBuilder(name, url)


def http_tool(name: str, url: str) -> HttpToolBuilder:
    """A tool that makes an HTTP request to `url`."""
    return HttpToolBuilder(name, url)


def call_tool(name: str, url: str) -> HttpToolBuilder:
    """The same as `http_tool`."""
    return HttpToolBuilder(name, url)


def mcp_tool(name: str, *, server: str = "", tool_name: str = "") -> McpToolBuilder:
    """The tool `tool_name` of the MCP server `server`. Both are required."""
    return McpToolBuilder(name, server, tool_name)
