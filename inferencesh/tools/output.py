"""Structured output: the JSON Schema of a type, and a checked instance of it from what an agent answered."""

from __future__ import annotations

import functools
from typing import Any, List, Sequence, Type, TypeVar, Union, overload

from .._core.errors.classes import InferenceError, InvalidInputError
from .parameters.arguments import ArgumentsError, given
from .parameters.hints import Codec, codec_of
from .parameters.schema import Schema

T = TypeVar("T")


class OutputError(InferenceError, ValueError):
    """An agent's answer does not fit the type that was asked for.

    The turn is over by then: the platform knows the JSON Schema of the type alone, and ends the turn with an answer
    that it takes. What else the type checks is checked here. Send what is wrong as the next message to ask again.

    Attributes:
        output: the answer, None if there was none.
        problems: what is wrong with it, one sentence for each.
    """

    output: Any = None
    problems: List[str]

    def __init__(self, message: str = "", *, output: Any = None, problems: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.output = output
        self.problems = list(problems)


def _codec(output_type: Any) -> Codec:
    try:
        return _cached(output_type)
    except TypeError:  # not hashable
        return _compiled(output_type)


def _compiled(output_type: Any) -> Codec:
    codec = codec_of(output_type, f"output_type {getattr(output_type, '__name__', output_type)!s}")
    if codec.schema.get("type") != "object":
        raise InvalidInputError(
            "output_type must be a dataclass, an attrs class, a TypedDict or a pydantic model, "
            f"not {getattr(output_type, '__name__', output_type)!s}: wrap it in one"
        )
    return codec


_cached = functools.lru_cache(maxsize=256)(_compiled)


def schema_for(output_type: Any) -> Schema:
    """The JSON Schema of a dataclass, attrs class, TypedDict or pydantic model, for `output_schema`.

    Raises:
        InvalidInputError: another type, or a member that JSON cannot carry (it is named).
    """
    return dict(_codec(output_type).schema)


@overload
def build_instance(output_type: Type[T], data: Any) -> T: ...


@overload
def build_instance(output_type: Any, data: Any) -> Any: ...


def build_instance(output_type: Union[Type[T], Any], data: Any) -> Any:
    """An instance of `output_type` (for a TypedDict: a dict) from an agent's answer.

    Raises:
        OutputError: the answer does not fit; the text names every member that is missing, unknown or of a wrong kind.
        InvalidInputError: `output_type` itself cannot be used.
    """
    codec = _codec(output_type)
    name = getattr(output_type, "__name__", str(output_type))
    if data is None:
        problem = f"the agent ended without an answer, where a {name} was asked for"
        raise OutputError(problem, problems=[problem])
    if isinstance(data, (str, int, float, list)):
        raise _unfit(name, [f"it must be an object, not {given(data)}"], data)
    try:
        return codec.load(data, "", False)
    except ArgumentsError as error:
        raise _unfit(name, error.problems, data) from error
    except Exception as error:  # the type's own code: the answer must not be lost by a mistake in it
        raise _unfit(name, [f"checking it raised {type(error).__name__}: {error}"], data) from error


def answer_of_turn(output_type: Any, data: Any) -> Any:
    """`build_instance` of what a turn ended with; the error says how to ask again."""
    try:
        return build_instance(output_type, data)
    except OutputError as error:
        error._explain(
            "The turn is over, as the platform knows no more than the JSON Schema of an answer: "
            "to ask again, send what is wrong (error.problems) as the next message"
        )
        raise


def _unfit(name: str, problems: List[str], data: Any) -> OutputError:
    return OutputError(f"the agent's answer does not fit {name}: {'; '.join(problems)}", output=data, problems=problems)
