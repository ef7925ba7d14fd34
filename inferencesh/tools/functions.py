"""Tools from functions: the type hints become the schema, the docstring the descriptions, the function the handler."""

from __future__ import annotations

import copy
import functools
import inspect
import types
from typing import Any, Callable, Dict, Generic, List, Mapping, NamedTuple, Optional, Sequence, TypeVar, overload

from typing_extensions import Concatenate, ParamSpec

from .._core.errors.classes import InvalidInputError
from .builder_base import ToolBuilder
from .built import ClientTool, is_coroutine_function
from .callables import Callee, inspect_callable
from .parameters.arguments import ArgumentsError, kind_of
from .parameters.docstrings import describe
from .parameters.hints import (
    Codec,
    Default,
    Field,
    codec_of,
    fields_schema,
    is_field,
    load_fields,
    parameter_hint,
    read_default,
)
from .parameters.json_shapes import is_mapping
from .parameters.schema import Schema

P = ParamSpec("P")
Rest = ParamSpec("Rest")
R = TypeVar("R")


class FunctionTool(ClientTool, Generic[P, R]):
    """A function that is a client tool as well: call it as before, or give it to an agent in `tools`.

    Attributes:
        params: the schema of each parameter.
        handler_fn: takes the dict of a call's arguments, checks and converts them, and calls the function.
        function: the function itself.
        needs_object: whether it is a method whose object is not known: `Shop.price`, where `shop.price` is meant.
    """

    __wrapped__: Callable[P, R]

    def __init__(
        self,
        definition: Mapping[str, Any],
        function: Callable[P, R],
        fields: List[Field],
        takes_any: Optional[Codec],
        needs_object: bool = False,
    ) -> None:
        # Attributes of the function stay its own: some may be named like those of the tool.
        functools.update_wrapper(self, function, updated=())
        super().__init__(definition, {field.name: field.schema() for field in fields}, self._handle)
        self.function = function
        self._fields = fields
        self._takes_any = takes_any
        self.needs_object = needs_object
        # Parameters whose default, as Python has it, is a `Field` object.
        self._made = [field for field in fields if field.make is not None or field.name in _field_defaults(function)]

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Call the function. What `Field(...)` says of a parameter that is left out holds here as well."""
        given = self._filled(args, kwargs) if self._made else kwargs
        return self.function(*args, **given)

    def _filled(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Dict[str, Any]:
        """The keywords of a call, with the defaults that the function would have as `Field` objects."""
        try:
            bound = inspect.signature(self.function).bind_partial(*args, **kwargs).arguments
        except TypeError:
            return dict(kwargs)  # the function itself says what is wrong
        missing = [field for field in self._made if field.name not in bound]
        for field in missing:
            if field.required:
                raise TypeError(f"{self.name}() is missing the argument {field.name!r}")
        return {**kwargs, **{field.name: field.make() for field in missing if field.make is not None}}

    @overload
    def __get__(self, instance: None, owner: Any = None) -> FunctionTool[P, R]: ...

    @overload
    def __get__(
        self: FunctionTool[Concatenate[Any, Rest], R], instance: object, owner: Any = None
    ) -> FunctionTool[Rest, R]: ...

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        # A tool made from a method: its handler needs the object.
        if instance is None or not self.needs_object:
            return self
        method: Callable[..., R] = types.MethodType(self.function, instance)
        return FunctionTool(dict(self), method, self._fields, self._takes_any)

    def __hash__(self) -> int:  # type: ignore[override]
        return id(self)

    def __reduce__(self) -> Any:
        # The function pickles by its name, and that name is this tool; what leaves the process is the definition.
        return ClientTool, (dict(self), self.params)

    def __copy__(self) -> FunctionTool[P, R]:
        return self._with(dict(self))

    def __deepcopy__(self, memo: Dict[int, Any]) -> FunctionTool[P, R]:
        return self._with(copy.deepcopy(dict(self), memo))

    def _with(self, definition: Mapping[str, Any]) -> FunctionTool[P, R]:
        return FunctionTool(definition, self.function, self._fields, self._takes_any, self.needs_object)

    @property
    def is_async(self) -> bool:
        """Whether the function is a coroutine function, which only the async client can run."""
        return is_coroutine_function(self.function)

    def bind_arguments(self, arguments: Mapping[str, Any]) -> Dict[str, Any]:
        """The keyword arguments for the function, from the arguments of a call: checked, converted to the hinted types.

        Parameters that are left out keep the function's own defaults.

        Raises:
            ArgumentsError: they do not fit; the text tells the model what to fix.
        """
        if not is_mapping(arguments):
            raise ArgumentsError(f"they must be an object, not {kind_of(arguments)}")
        known = {field.name for field in self._fields}
        extra = {name: value for name, value in arguments.items() if name not in known}
        if self._takes_any is None:
            return load_fields(self._fields, dict(arguments), "", False)
        own = {name: value for name, value in arguments.items() if name in known}
        bound = load_fields(self._fields, own, "", False)
        bound.update({name: self._takes_any.load(value, name, False) for name, value in extra.items()})
        return bound

    def _handle(self, arguments: Dict[str, Any]) -> Any:
        return self(**self.bind_arguments(arguments))  # type: ignore[call-arg]


def _field_defaults(function: Any) -> List[str]:
    parameters = inspect.signature(function).parameters
    return [name for name, parameter in parameters.items() if is_field(parameter.default)]


class _FunctionBuilder(ToolBuilder[ClientTool]):
    """Builds the definition of a client tool whose schema comes from a function."""

    _type = "client"

    def __init__(self, name: str, schema: Schema) -> None:
        super().__init__(name)
        self._schema = schema

    def _config(self) -> Dict[str, Any]:
        return {"input_schema": self._schema}

    def build(self) -> ClientTool:
        return ClientTool(self._definition())


class _Parameters(NamedTuple):
    """The parameters of a function, as a tool has them."""

    fields: List[Field]
    takes_any: Optional[Codec]  # what the values of `**kwargs` must be

    @property
    def schema(self) -> Schema:
        schema = fields_schema(self.fields)
        if self.takes_any is not None:
            schema["additionalProperties"] = self.takes_any.schema or True
        return schema


def function_tool(
    function: Callable[P, R],
    *,
    name: Optional[str] = None,
    display_name: Optional[str] = None,
    description: Optional[str] = None,
    require_approval: bool = False,
    approval_timeout: Optional[int] = None,
) -> FunctionTool[P, R]:
    """A client tool from a function with type hints.

    Raises:
        InvalidInputError: a parameter has no type hint, one that JSON cannot carry, or is positional-only.
    """
    callee = inspect_callable(function)
    name = name or callee.name
    if not name:
        raise InvalidInputError(f"{function!r} has no name: write tool(name='...')(...)")
    summary, details = describe(callee.docstring)
    parameters = _read_parameters(callee, name, details)
    builder = _FunctionBuilder(name, parameters.schema)
    builder.describe(description if description is not None else summary).require_approval(require_approval)
    if display_name is not None:
        builder.display_name(display_name)
    if approval_timeout is not None:
        builder.approval_timeout(approval_timeout)
    return FunctionTool(builder.build(), function, parameters.fields, parameters.takes_any, callee.needs_object)


def _read_parameters(callee: Callee, tool_name: str, details: Mapping[str, str]) -> _Parameters:
    """Read the type hint and the default of each parameter.

    Args:
        details: what the docstring says of the parameters.
    """
    fields: List[Field] = []
    takes_any: Optional[Codec] = None
    for parameter in callee.parameters:
        where = f"parameter {parameter.name!r} of tool {tool_name!r}"
        hint = _hint(parameter, callee.names, where)
        has_default = parameter.default is not parameter.empty
        default = Default(not has_default, parameter.default if has_default else None, has_default)
        hint, default = read_default(hint, default, where)
        codec = codec_of(hint, where)
        if parameter.kind is parameter.VAR_KEYWORD:
            takes_any = codec
            continue
        field = Field(parameter.name, codec, default.required, default.value, default.has_value, default.make)
        field.description = details.get(parameter.name)
        fields.append(field)
    return _Parameters(fields, takes_any)


def _hint(parameter: inspect.Parameter, names: Mapping[str, Any], where: str) -> Any:
    if parameter.kind is parameter.POSITIONAL_ONLY:
        raise InvalidInputError(
            f"{where} cannot be given by name, and a model names all arguments: remove the / after it"
        )
    if parameter.kind is parameter.VAR_POSITIONAL:
        raise InvalidInputError(
            f"{where} takes values without names, and a model names all arguments: take a list, as in "
            f"{parameter.name}: List[str]"
        )
    if parameter.annotation is parameter.empty:
        if parameter.kind is parameter.VAR_KEYWORD:
            return Any
        raise InvalidInputError(f"{where} has no type hint: write {parameter.name}: str, or whatever it takes")
    return parameter_hint(parameter.annotation, names, where)
