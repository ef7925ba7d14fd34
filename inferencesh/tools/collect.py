"""The `tools` of an agent config, in all the forms that callers may write, sorted into what is sent and what is run."""

from __future__ import annotations

from typing import Any, Dict, Iterable, List, Mapping, NamedTuple, cast

from .._core.errors.classes import InvalidInputError
from .builder_base import ToolBuilder
from .built import BuiltTool, ClientTool
from .parameters.json_shapes import is_mapping


class PreparedTools(NamedTuple):
    """Tools ready for use."""

    # What goes into `agent_config.tools`: plain dicts.
    definitions: List[Dict[str, Any]]
    # Client tools with a handler, by name; `.handler_fn`, `.bind_arguments` and `.is_async` are theirs.
    handlers: Dict[str, ClientTool]


def prepare_tools(tools: Any) -> PreparedTools:
    """Sort a list of tools.

    Taken are built tools, builders that were not built yet, functions with `@tool`, plain definitions as they are on
    the wire, and the official SDK's `{"schema": ..., "handler": ...}`.

    Raises:
        InvalidInputError: something else (its place is named), or two tools of the same name.
    """
    if tools is None:
        return PreparedTools([], {})
    if isinstance(tools, (str, bytes, Mapping)) or not isinstance(tools, Iterable):
        raise InvalidInputError(f"tools must be a list of tools, not {type(cast(object, tools)).__name__}")
    definitions: List[Dict[str, Any]] = []
    handlers: Dict[str, ClientTool] = {}
    seen: Dict[str, int] = {}
    for index, item in enumerate(cast("Iterable[object]", tools)):
        built = _built(item, index)
        name = built.get("name")
        if not isinstance(name, str) or not name:
            raise InvalidInputError(f"tools[{index}] has no name")
        if name in seen:
            raise InvalidInputError(f"tools[{seen[name]}] and tools[{index}] are both named {name!r}: rename one")
        seen[name] = index
        definitions.append(dict(built))
        if isinstance(built, ClientTool) and built.handler_fn is not None:
            handlers[name] = built
    return PreparedTools(definitions, handlers)


def _built(item: Any, index: int) -> Mapping[str, Any]:
    if isinstance(item, BuiltTool):
        if getattr(item, "needs_object", False):  # of a FunctionTool
            cls, _, name = str(getattr(item, "__qualname__", item.name)).rpartition(".")
            owner = cls.rpartition(".")[2] or "Class"
            raise InvalidInputError(f"tools[{index}] is the method {name!r} of no object: write {owner}().{name}")
        return item
    if isinstance(item, ToolBuilder):
        return _built(item.build(), index)
    if is_mapping(item):
        if "schema" in item and "handler" in item:
            schema, handler = item["schema"], item["handler"]
            if not is_mapping(schema) or not callable(handler):
                raise InvalidInputError(f"tools[{index}] must have a dict as its schema and a function as its handler")
            return ClientTool(schema, handler_fn=handler)
        return item
    hint = "put @tool above the function" if callable(item) else "use tool(...), app_tool(...) or @tool on a function"
    raise InvalidInputError(f"tools[{index}] is a {type(item).__name__}, not a tool: {hint}")
