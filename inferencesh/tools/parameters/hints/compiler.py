"""From a type hint to its codec: tells the kinds of hints apart."""

from __future__ import annotations

import collections
import collections.abc
import dataclasses
import datetime
import enum
import sys
import typing
from pathlib import PurePath
from typing import Any, Optional, Sequence, Tuple

from typing_extensions import Annotated, Final, Literal, Unpack, get_args, get_origin

from .choices import enum_codec, literal_codec
from .codec import Codec, inexpressible
from .constraints import constrained, of_pydantic
from .containers import DICTS, LISTS, SETS, Inner, dict_codec, list_codec, set_codec, tuple_codec, union_codec
from .generics import filled_in
from .models import adapted_codec, is_model, is_model_dataclass, model_codec
from .objects import object_codec
from .simple import path_codec, simple_codec

_LITERALS = (Literal, getattr(typing, "Literal", Literal))
_FINAL = (Final, getattr(typing, "Final", Final))
_UNPACKS = (Unpack, getattr(typing, "Unpack", Unpack))
_UNIONS: Tuple[Any, ...] = (typing.Union,)
if sys.version_info >= (3, 10):
    import types

    _UNIONS = (typing.Union, types.UnionType)


def codec_of(hint: Any, where: str, enclosing: Tuple[Any, ...] = ()) -> Codec:
    """The codec of a type hint.

    Args:
        hint: the hint, with names resolved.
        where: what the hint belongs to, for the error's text, such as "parameter 'city' of tool 'weather'".
        enclosing: the types that it is a part of.

    Raises:
        InvalidInputError: JSON cannot carry values of that type.
    """
    if type(hint).__name__ == "TypeAliasType":
        return _alias(hint, where, enclosing)
    simple = simple_codec(hint)
    if simple is not None:
        return simple
    if isinstance(hint, (str, typing.ForwardRef)):
        raise inexpressible(
            hint, where, "its name could not be resolved; define the type before the function, in its module"
        )

    def inner(part: Any) -> Codec:
        return codec_of(part, where, enclosing)

    codec = _special_form(hint, where, inner) or _container(hint, where, inner)
    if codec is not None:
        return codec
    cls = get_origin(hint) or hint
    if isinstance(cls, type):
        return _class(cls, hint, where, enclosing)
    raise inexpressible(hint, where)


def _special_form(hint: Any, where: str, inner: Inner) -> Optional[Codec]:
    """The codec of what the module `typing` makes; None for anything else."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _annotated(hint, arguments, inner, where)
    if origin in _FINAL:
        return inner(arguments[0])
    if origin in _LITERALS:
        return literal_codec(arguments, hint, where)
    if origin in _UNIONS:
        return union_codec([inner(argument) for argument in arguments])
    if origin in _UNPACKS:
        raise inexpressible(hint, where, "write the parameters out, each with its type")
    supertype = getattr(hint, "__supertype__", None)
    if supertype is not None:  # NewType
        return inner(supertype)
    if isinstance(hint, typing.TypeVar):
        raise inexpressible(hint, where, "it stands for any type; write a type in its place")
    if isinstance(hint, dataclasses.InitVar):
        raise inexpressible(hint, where, "an InitVar is not a member; make it a member, or give it a default")
    return None


def _container(hint: Any, where: str, inner: Inner) -> Optional[Codec]:
    """The codec of a list, set, tuple or dict, or of what is declared as one; None for anything else."""
    container, arguments = get_origin(hint) or hint, get_args(hint)
    if container in LISTS:
        return list_codec(arguments, inner)
    if container in SETS:
        return set_codec(arguments, inner, frozenset if container is frozenset else set)
    if container is tuple:
        return tuple_codec(arguments, hint, where, inner)
    if container in DICTS:
        return dict_codec(arguments, hint, where, inner)
    return None


def _alias(hint: Any, where: str, enclosing: Tuple[Any, ...]) -> Codec:
    """What `type X = ...` names."""
    try:
        meant = hint.__value__
    except NameError as error:
        raise inexpressible(hint, where, f"it cannot be resolved ({error})") from None
    if any(hint is outer for outer in enclosing):
        raise inexpressible(hint, where, "it contains itself; give the inner place the type Any")
    return codec_of(meant, where, (*enclosing, hint))


def _class(cls: Any, hint: Any, where: str, enclosing: Tuple[Any, ...]) -> Codec:
    """The codec of a class, `hint`, or of a generic one, `cls`, with its parameters given by `hint`."""
    if issubclass(cls, enum.Enum):
        return enum_codec(cls, where)
    if issubclass(cls, PurePath):
        return path_codec(cls)
    if hint in enclosing:
        raise inexpressible(hint, where, "it contains itself; give the inner place the type dict")
    if is_model(cls):
        return model_codec(cls, where)
    if is_model_dataclass(cls):
        return adapted_codec(hint, where)
    meant = filled_in(hint)

    def member(name: str, part: Any) -> Codec:
        place = f"{name!r} of {cls.__name__}, in {where.rstrip(',')},"
        return codec_of(meant(name, part), place, (*enclosing, hint))

    found = object_codec(cls, member, where)
    if found is not None:
        return found
    if hasattr(cls, "__get_pydantic_core_schema__"):
        return adapted_codec(hint, where)
    raise inexpressible(cls, where, _instead_of(cls))


# What to write instead of classes that JSON cannot carry.
_INSTEAD: Sequence[Tuple[Tuple[Any, ...], str]] = (
    ((bytes, bytearray, memoryview), "take a str, of base64 say, or the Path of a file"),
    ((datetime.timedelta,), "take a float, of seconds say"),
    ((collections.abc.Iterator, collections.abc.AsyncIterable, collections.deque), "take a list"),
)


def _instead_of(cls: Any) -> str:
    if hasattr(cls, "_fields") and issubclass(cls, tuple):
        return "make it a dataclass"
    return next((fix for classes, fix in _INSTEAD if issubclass(cls, classes)), "")


def _annotated(hint: Any, arguments: Sequence[Any], inner: Inner, where: str) -> Codec:
    if any(map(of_pydantic, arguments[1:])):
        codec = adapted_codec(hint, where)
        texts = [note for note in arguments[1:] if isinstance(note, str)]
        return codec.described(texts[0]) if texts else codec
    return constrained(inner(arguments[0]), arguments[1:], where)
