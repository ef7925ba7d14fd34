"""From a type hint to its codec: tells the kinds of hints apart."""

from __future__ import annotations

import enum
import sys
import typing
from pathlib import PurePath
from typing import Any, Sequence, Tuple

from typing_extensions import Annotated, Literal, get_args, get_origin

from .choices import enum_codec, literal_codec
from .codec import Codec, inexpressible
from .containers import DICTS, LISTS, SETS, Inner, dict_codec, list_codec, set_codec, tuple_codec, union_codec
from .models import is_model, model_codec
from .objects import object_codec
from .simple import path_codec, simple_codec

_LITERALS = (Literal, getattr(typing, "Literal", Literal))
_UNIONS: Tuple[Any, ...] = (typing.Union,)
if sys.version_info >= (3, 10):
    import types

    _UNIONS = (typing.Union, types.UnionType)


def codec_of(hint: Any, where: str, within: Tuple[Any, ...] = ()) -> Codec:
    """The codec of a type hint.

    Args:
        hint: the hint, with names resolved.
        where: what the hint belongs to, for the error's text, such as "parameter 'city' of tool 'weather'".
        within: the types that it is a part of.

    Raises:
        InvalidInputError: JSON cannot carry values of that type.
    """
    if getattr(hint, "__value__", None) is not None and type(hint).__name__ == "TypeAliasType":
        return codec_of(hint.__value__, where, within)
    simple = simple_codec(hint)
    if simple is not None:
        return simple
    if isinstance(hint, (str, typing.ForwardRef)):
        raise inexpressible(
            hint, where, "its name could not be resolved; define the type before the function, in its module"
        )

    def inner(part: Any) -> Codec:
        return codec_of(part, where, within)

    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _annotated(arguments, inner)
    if origin in _LITERALS:
        return literal_codec(arguments, hint, where)
    if origin in _UNIONS:
        return union_codec([inner(argument) for argument in arguments])
    container = origin or hint
    if container in LISTS:
        return list_codec(arguments, inner)
    if container in SETS:
        return set_codec(arguments, inner, frozenset if container is frozenset else set)
    if container is tuple:
        return tuple_codec(arguments, hint, where, inner)
    if container in DICTS:
        return dict_codec(arguments, hint, where, inner)
    supertype = getattr(hint, "__supertype__", None)
    if supertype is not None:  # NewType
        return inner(supertype)
    if isinstance(container, type):
        return _class(container, where, within)
    raise inexpressible(hint, where)


def _class(hint: Any, where: str, within: Tuple[Any, ...]) -> Codec:
    if issubclass(hint, enum.Enum):
        return enum_codec(hint, where)
    if issubclass(hint, PurePath):
        return path_codec(hint)
    if hint in within:
        raise inexpressible(hint, where, "it contains itself; give the inner place the type dict")
    if is_model(hint):
        return model_codec(hint)

    def member(name: str, part: Any) -> Codec:
        return codec_of(part, f"{name!r} of {hint.__name__}, in {where},", (*within, hint))

    found = object_codec(hint, member)
    if found is None:
        raise inexpressible(hint, where)
    return found


def _annotated(arguments: Sequence[Any], inner: Inner) -> Codec:
    codec = inner(arguments[0])
    for note in arguments[1:]:
        # A plain string, or typing_extensions' Doc; what else stands there is meant for somebody else.
        text = note if isinstance(note, str) else getattr(note, "documentation", None)
        if isinstance(text, str):
            return Codec({**codec.schema, "description": text}, codec.load, codec.nullable)
    return codec
