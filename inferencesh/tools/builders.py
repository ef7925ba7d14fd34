"""Builders of the tools that the platform carries out: apps, agents, webhooks, HTTP requests, MCP servers.

The JSON is that of `AgentTool` in openapi.yaml. Every method gives the builder back, and `build()` a `BuiltTool`.
"""

from __future__ import annotations

from typing import Any, Dict, Mapping, Optional

from typing_extensions import Self

from .._core.errors.classes import InvalidInputError
from .builder_base import PlainBuilder, require_text, require_values
from .built import BuiltTool
from .parameters.json_shapes import is_dict, is_text
from .parameters.schema import object_schema


class AppToolBuilder(PlainBuilder):
    """A tool that runs an app on the platform. Made by `app_tool(name, ref)`.

    The model sees the app's own parameters. What `.param` declares is kept in `built.params`, and a default given
    there becomes a default input.
    """

    _type = "app"

    def __init__(self, name: str, ref: str) -> None:
        super().__init__(name)
        self._ref = require_text(ref, "ref", "namespace/app@version")
        self._function: Optional[str] = None
        self._session_enabled = False
        self._setup: Dict[str, Any] = {}
        self._input: Dict[str, Any] = {}
        self._fixed_input: Dict[str, Any] = {}

    def function(self, name: str) -> Self:
        """The function of an app that has several."""
        self._function = require_text(name, "function", "upscale")
        return self

    def session_enabled(self, enabled: bool = True) -> Self:
        """Let the model start and continue sessions of the app."""
        self._session_enabled = bool(enabled)
        return self

    def setup(self, values: Mapping[str, Any]) -> Self:
        """Setup values, sent with every call, which the model does not see."""
        self._setup = require_values(values, "setup")
        return self

    def input(self, values: Mapping[str, Any]) -> Self:
        """Default input values; the model may give others."""
        self._input = require_values(values, "input")
        return self

    def fixed_input(self, values: Mapping[str, Any]) -> Self:
        """Input values that the model neither sees nor changes."""
        self._fixed_input = require_values(values, "fixed_input")
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


class AgentToolBuilder(PlainBuilder):
    """A tool that hands work to another agent. Made by `agent_tool(name, ref)`.

    The other agent gets a text; what `.param` declares is kept in `built.params` alone.
    """

    _type = "agent"

    def __init__(self, name: str, ref: str) -> None:
        super().__init__(name)
        self._ref = require_text(ref, "ref", "namespace/agent@version")

    def _config(self) -> Dict[str, Any]:
        return {"ref": self._ref}


class WebhookToolBuilder(PlainBuilder):
    """A tool that calls an address of yours, which answers later. Made by `webhook_tool(name, url)`."""

    _type = "hook"

    def __init__(self, name: str, url: str) -> None:
        super().__init__(name)
        self._url = require_text(url, "url", "https://example.com/hook")
        self._secret: Optional[str] = None

    def secret(self, value: str) -> Self:
        """The value of the header `X-Hook-Secret`, sent as it is given here and kept by the platform."""
        self._secret = require_text(value, "secret", "SLACK_SECRET") if is_text(value) else _no_secret()
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


class HttpToolBuilder(PlainBuilder):
    """A tool that makes an HTTP request with stored credentials. Made by `http_tool(name, url)` or `call_tool`."""

    _type = "http"

    def __init__(self, name: str, url: str) -> None:
        super().__init__(name)
        self._url = require_text(url, "url", "https://api.example.com/users/{{context.user}}")
        self._method: Optional[str] = None
        self._auth: Optional[Dict[str, Any]] = None
        self._headers: Dict[str, str] = {}

    def method(self, method: str) -> Self:
        """The request's method. Default: POST."""
        self._method = require_text(method, "method", "GET").upper()
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
        require_text(name, "header", "X-Team")
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


class McpToolBuilder(PlainBuilder):
    """A tool of an MCP server. Made by `mcp_tool(name, server=, tool_name=)`.

    The server has a schema of its own; what `.param` declares is kept in `built.params` alone.
    """

    _type = "mcp"

    def __init__(self, name: str, server: str, tool_name: str) -> None:
        super().__init__(name)
        self._server = require_text(server, "server", "exa")
        self._tool_name = require_text(tool_name, "tool_name", "search")

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
