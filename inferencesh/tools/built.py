"""Built tools: the JSON that goes on the wire, with what only the caller's side needs beside it."""

from __future__ import annotations

import copy
import inspect
from typing import Any, Callable, Dict, Mapping, Optional

from .parameters.arguments import check_arguments
from .parameters.schema import Schema

# Takes the arguments of one call as a dict; may be a coroutine function.
ToolHandler = Callable[[Dict[str, Any]], Any]


class BuiltTool(Dict[str, Any]):
    """A tool definition: a dict that is exactly its JSON on the wire (`AgentTool` in openapi.yaml).

    Attributes:
        params: the declared parameters, by name. App, agent and MCP tools have no place for them on the wire (there the
            platform takes the app's own schema), so this is the only place where they can be read.
    """

    def __init__(self, definition: Mapping[str, Any], params: Optional[Mapping[str, Schema]] = None) -> None:
        super().__init__(definition)
        self.params: Dict[str, Schema] = dict(params or {})

    def __reduce__(self) -> Any:
        return type(self), (dict(self), self.params)

    @property
    def name(self) -> str:
        """The name that the model calls it by."""
        return str(self["name"])

    def bind_arguments(self, arguments: Mapping[str, Any]) -> Dict[str, Any]:
        """The arguments of a call, with defaults filled in, checked against the declared parameters.

        Raises:
            ArgumentsError: they do not fit; the text tells the model what to fix.
        """
        return check_arguments(self.params, arguments)


class ClientTool(BuiltTool):
    """A tool that runs in the caller's process, with its handler if it has one.

    `tool["schema"]` and `tool["handler"]` answer too, as in the official SDK, without being part of the JSON.

    Attributes:
        handler_fn: called with the dict of arguments; never serialised.
    """

    def __init__(
        self,
        definition: Mapping[str, Any],
        params: Optional[Mapping[str, Schema]] = None,
        handler_fn: Optional[ToolHandler] = None,
    ) -> None:
        super().__init__(definition, params)
        self.handler_fn = handler_fn

    def __missing__(self, key: str) -> Any:
        if key == "schema":
            return dict(self)
        if key == "handler" and self.handler_fn is not None:
            return self.handler_fn
        raise KeyError(key)

    def __reduce__(self) -> Any:
        return type(self), (dict(self), self.params, self.handler_fn)

    def __deepcopy__(self, memo: Dict[int, Any]) -> Any:
        memo[id(self.handler_fn)] = self.handler_fn  # the same one: a method's object is not the tool's to copy
        make, parts = self.__reduce__()
        return make(*copy.deepcopy(parts, memo))

    @property
    def is_async(self) -> bool:
        """Whether the handler is a coroutine function, which only the async client can run."""
        return is_coroutine_function(self.handler_fn)


def is_coroutine_function(function: Any) -> bool:
    """Whether calling `function` gives a coroutine: also for objects with an async `__call__` and for partials."""
    while hasattr(function, "func") and hasattr(function, "keywords"):
        function = function.func
    if inspect.iscoroutinefunction(function):
        return True
    return callable(function) and inspect.iscoroutinefunction(type(function).__call__)
