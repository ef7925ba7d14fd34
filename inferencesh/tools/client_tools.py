"""Tools that run in the caller's process: `tool("name")` builds one, `@tool` on a function makes one."""

from __future__ import annotations

import functools
from typing import Any, Callable, Dict, Mapping, Optional, TypeVar, Union, overload

from typing_extensions import ParamSpec, Self

from .._core.errors.classes import InvalidInputError
from .builder_base import ToolBuilder, require_values
from .built import ClientTool, ToolHandler
from .functions import FunctionTool, function_tool
from .parameters.schema import Schema, clean_schema, object_schema

P = ParamSpec("P")
R = TypeVar("R")


class ClientToolBuilder(ToolBuilder[ClientTool]):
    """A tool that runs in the caller's process. Made by `tool(name)`."""

    _type = "client"

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._output_schema: Optional[Schema] = None

    def output_schema(self, schema: Mapping[str, Any]) -> Self:
        """The shape of the tool's result."""
        self._output_schema = clean_schema(require_values(schema, "output_schema"))
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


class HandledTool(ClientTool):
    """What `.handler(fn)` gives: complete as it is, and open to further builder calls."""

    def __init__(self, builder: ClientToolBuilder, handler_fn: ToolHandler) -> None:
        built = builder.build()
        super().__init__(built, built.params, handler_fn)
        self._builder = builder

    def __reduce__(self) -> Any:
        return ClientTool, (dict(self), self.params, self.handler_fn)

    def _again(self) -> HandledTool:
        assert self.handler_fn is not None
        return HandledTool(self._builder, self.handler_fn)

    def build(self) -> ClientTool:
        """The finished tool."""
        return ClientTool(self, self.params, self.handler_fn)

    def describe(self, text: str) -> HandledTool:
        """As on the builder."""
        self._builder.describe(text)
        return self._again()

    def display(self, name: str) -> HandledTool:
        """As on the builder."""
        self._builder.display_name(name)
        return self._again()

    display_name = display

    def param(self, name: str, schema: Mapping[str, Any], **keywords: Any) -> HandledTool:
        """As on the builder."""
        self._builder.param(name, schema, **keywords)
        return self._again()

    def output_schema(self, schema: Mapping[str, Any]) -> HandledTool:
        """As on the builder."""
        self._builder.output_schema(schema)
        return self._again()

    def require_approval(self, required: bool = True) -> HandledTool:
        """As on the builder."""
        self._builder.require_approval(required)
        return self._again()

    def approval_timeout(self, seconds: int) -> HandledTool:
        """As on the builder."""
        self._builder.approval_timeout(seconds)
        return self._again()


@overload
def tool(
    name: str,
    *,
    display_name: Optional[str] = None,
    description: Optional[str] = None,
    require_approval: bool = False,
    approval_timeout: Optional[int] = None,
) -> ClientToolBuilder: ...


@overload
def tool(name: Callable[P, R]) -> FunctionTool[P, R]: ...


@overload
def tool(
    *,
    name: None = None,
    display_name: Optional[str] = None,
    description: Optional[str] = None,
    require_approval: bool = False,
    approval_timeout: Optional[int] = None,
) -> Callable[[Callable[P, R]], FunctionTool[P, R]]: ...


def tool(
    name: Union[str, Callable[..., Any], None] = None,
    *,
    display_name: Optional[str] = None,
    description: Optional[str] = None,
    require_approval: bool = False,
    approval_timeout: Optional[int] = None,
) -> Any:
    """A tool that runs in the caller's process.

    Three forms: `tool("name")` starts a builder; `@tool` on a function makes a tool from its type hints and docstring;
    `@tool(name=..., require_approval=True)` does so with options. (A builder without parameters is a decorator too.)

    Args:
        name: the name that the model calls it by. Default for functions: the function's name.
        display_name: the name that people see. Default: the name.
        description: what it does, for the model. Default for functions: what the docstring says.
        require_approval: let a person decide on each call before it runs.
        approval_timeout: seconds after which a call that nobody has decided on is refused.

    Raises:
        InvalidInputError: a bad name, or a parameter of the function that JSON cannot carry (it is named).
    """
    more: Dict[str, Any] = {
        "display_name": display_name,
        "description": description,
        "require_approval": require_approval,
        "approval_timeout": approval_timeout,
    }
    if name is None:
        return functools.partial(function_tool, **more)
    if not isinstance(name, str):
        return function_tool(name, **more)
    builder = ClientToolBuilder(name).describe(description or "").require_approval(require_approval)
    if display_name is not None:
        builder.display_name(display_name)
    if approval_timeout is not None:
        builder.approval_timeout(approval_timeout)
    return builder  # which is a decorator as well
