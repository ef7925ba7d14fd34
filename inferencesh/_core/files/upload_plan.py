"""Which parts of an input are files, and the input with their addresses put in. The rules: docs/files.md.

Most inputs hold no file and nothing odd: a quick look says so, without keeping track of places. Any other is walked
with care, which also finds what JSON cannot carry, so that nothing is sent of an input that would fail later. Strings
are judged by cheap looks at their characters; the file system is asked only about those that could be paths.
"""

# What is walked may be anything at all, so its types are not known:
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from __future__ import annotations

import os
from collections.abc import Mapping as AnyMapping
from itertools import chain
from types import ModuleType
from typing import Any, Callable, Dict, Iterator, List, Mapping, NamedTuple, Optional, Tuple, Union

from ..._late_import import late_import
from ...results.file import File
from ..errors.classes import InvalidInputError
from ..requests.options import check_auto_upload

Policy = Union[bool, str, Callable[[Any, str], bool]]
Keys = Tuple[Union[str, int], ...]

MAX_DEPTH = 500  # levels; JSON encoders and decoders give up not far beyond
_MANY = 1_000_000  # containers on one level
_LONGEST_PATH = 4096  # characters; PATH_MAX of common systems
_LONGEST_NAME = 255
_LONGEST_EXTENSION = 10
_NO_FILES = (type, ModuleType, AnyMapping)  # whatever their `read` does
_WINDOWS = os.sep == "\\"
_PLAIN_KINDS = frozenset({str, int, float, bool, type(None), dict, list})


class UploadSource:
    """One file to upload.

    Attributes:
        kind: `path`, `bytes`, `file` (an open one) or `data_uri`.
        data: the value as it stands in the input.
        places: where it goes, as in `input.images[3]`.
    """

    __slots__ = ("data", "kind", "places")

    def __init__(self, kind: str, data: Any) -> None:
        self.kind = kind
        self.data = data
        self.places: List[str] = []

    def __repr__(self) -> str:
        what = repr(os.fspath(self.data)) if self.kind == "path" else type(self.data).__name__
        return f"UploadSource({self.kind}, {what}, places={self.places})"


class UploadPlan:
    """What to upload for an input.

    Attributes:
        sources: the files, each once, in the order in which they stand in the input.
    """

    def __init__(self, value: Any, sources: List[UploadSource], edits: List[Tuple[Keys, Any]]) -> None:
        self.sources = sources
        self._value = value
        self._edits = edits

    def apply(self, addresses: Mapping[UploadSource, str]) -> Any:
        """The input with the files' addresses in their places; without any, the input itself.

        The caller's objects are not changed: what has to differ is copied, all else is shared. Tuples become lists.
        """
        root = _Holder(self._value)
        copies: Dict[Keys, Any] = {}
        for keys, new in self._edits:
            if isinstance(new, UploadSource):
                new = addresses[new]
            elif new is _AS_LIST:
                _own(root, copies, keys)
                continue
            if keys:
                _own(root, copies, keys[:-1])[keys[-1]] = new
            else:
                root.value = new
        return root.value


class _Holder:
    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value


_AS_LIST = object()


def _own(root: _Holder, copies: Dict[Keys, Any], keys: Keys) -> Any:
    """The container at `keys`, copied on the first visit, and all that lead to it."""
    found = copies.get(keys)
    if found is not None:
        return found
    parent: Any = None
    for depth in range(len(keys) + 1):
        prefix = keys[:depth]
        found = copies.get(prefix)
        if found is None:
            original = root.value if parent is None else parent[keys[depth - 1]]
            found = copies[prefix] = dict(original) if isinstance(original, dict) else list(original)
            if parent is None:
                root.value = found
            else:
                parent[keys[depth - 1]] = found
        parent = found
    return parent


class Disk(NamedTuple):
    """What the shell says of paths: nothing here asks the file system.

    Attributes:
        is_file: whether a path names an existing regular file.
        is_dir: whether a path names a directory; only asked for the text of an error.
        absolute: the path from the root, by which two names of one file are the same.
    """

    is_file: Callable[[str], bool]
    is_dir: Callable[[str], bool]
    absolute: Callable[[str], str]


def _no(_: str) -> bool:
    return False


NO_DISK = Disk(is_file=_no, is_dir=_no, absolute=str)
"""For a policy of False, which asks about no path."""


def plan_plain(value: Any, policy: Policy = True) -> Optional[UploadPlan]:
    """The plan for an input without anything that could be a file; None for any other.

    Raises:
        InvalidInputError: there is no such policy.
    """
    check_auto_upload(policy)
    return UploadPlan(value, [], []) if _plain(value, _takes_strings(policy)) else None


def paths_in(value: Any, policy: Policy, root: str) -> List[str]:
    """The paths of an input that the file system must be asked about.

    Raises:
        InvalidInputError: naming the place, for what JSON cannot carry.
    """
    walk = _PathWalk(root, policy)
    walk.run(value)
    return walk.paths


def plan_uploads(value: Any, *, policy: Policy = True, root: str = "input", disk: Disk) -> UploadPlan:
    """Walk an input and decide what of it is a file.

    Files are: `pathlib.Path`, open binary files, bytes, data URIs, and strings that look like a path (a separator or a
    file extension, no line break) and name an existing regular file. An uploaded `File` stands for its address.

    Args:
        policy: True; False (nothing is uploaded); `"explicit"` (no strings are); or a function of the value and its
            place, asked for each file that True would upload.
        root: what errors call the value.
        disk: what is known of paths.

    Raises:
        InvalidInputError: naming the place, for what JSON cannot carry, a path without a file, a file in text mode.
    """
    plan = plan_plain(value, policy)
    if plan is not None:
        return plan
    walk = _Walk(root, policy, disk)
    walk.run(value)
    return UploadPlan(value, walk.sources, walk.edits)


def _takes_strings(policy: Policy) -> bool:
    return policy is True or callable(policy)


def _plain(value: Any, strings: bool) -> bool:
    """Whether a value is plain JSON without anything that could be a file. Says no when in doubt.

    Level by level, so that nearly all of the work is done on many values at once rather than in Python, one by one.
    """
    dicts: List[Any] = []
    lists: List[Any] = [[value]]
    for _ in range(MAX_DEPTH):
        items: List[Any] = list(chain.from_iterable(lists))
        items.extend(chain.from_iterable(map(dict.values, dicts)))
        kinds = set(map(type, items))
        if not kinds <= _PLAIN_KINDS or not _plain_keys(dicts):
            return False
        if str in kinds:
            texts = items if len(kinds) == 1 else [item for item in items if type(item) is str]
            if not _plain_texts(texts, strings):
                return False
        if float in kinds and any(item - item != 0.0 for item in items if type(item) is float):
            return False
        dicts = [item for item in items if type(item) is dict] if dict in kinds else []
        lists = [item for item in items if type(item) is list] if list in kinds else []
        if not dicts and not lists:
            return True
        if len(dicts) + len(lists) > _MANY:
            return False  # what contains itself gets here sooner or later
    return False


def _plain_keys(dicts: List[Any]) -> bool:
    try:
        return "".join(chain.from_iterable(dicts)).isascii()
    except TypeError:
        return False  # a key that is no string


def _plain_texts(texts: List[str], strings: bool) -> bool:
    """Whether all texts can be sent as they are. With `strings`, none may be a data URI or look like a path."""
    joined = "\n".join(texts)
    if not joined.isascii():
        try:
            joined.encode()
        except UnicodeEncodeError:
            return False
    if not strings or not ("/" in joined or "." in joined or "data:" in joined or (_WINDOWS and "\\" in joined)):
        return True
    return not any(item[:5] == "data:" or looks_like_path(item) for item in texts)


class _Walk:
    def __init__(self, root: str, policy: Policy, disk: Disk) -> None:
        self.root = root
        self.policy = policy
        self.strings = _takes_strings(policy)
        self.disk = disk
        self.sources: List[UploadSource] = []
        self.edits: List[Tuple[Keys, Any]] = []
        self.by_identity: Dict[Any, UploadSource] = {}
        self.stack: List[Tuple[Iterator[Tuple[Any, Any]], Any, Any]] = []  # iterator, the key it stands at, container

    def run(self, value: Any) -> None:
        stack = self.stack
        strings = self.strings
        separator = os.sep
        join = "".join
        container: Any = None
        it: Iterator[Tuple[Any, Any]] = iter([(None, value)])
        while True:
            # This loop sees every value of every input: what is common comes first, and costs little.
            for key, item in it:
                kind: Any = type(item)
                if kind is str:
                    if strings:
                        if "/" in item or "." in item or item[:5] == "data:" or not item.isascii() or separator in item:
                            self.text(key, item)
                    elif not item.isascii():
                        self.text(key, item)
                    continue
                if kind is int or kind is bool or item is None:
                    continue
                if kind is float:
                    if item - item != 0.0:
                        raise _not_json(self.place(key), item)
                    continue
                if kind is not dict and kind is not list:
                    item = self.other(key, item)
                    kind = type(item)
                    if item is None:
                        continue
                if not item:
                    continue
                stack.append((it, key, container))
                if len(stack) > MAX_DEPTH:
                    raise self.too_deep(item)
                container = item
                if isinstance(item, dict):
                    try:
                        names = join(item)
                    except TypeError:
                        raise self.bad_key(item) from None
                    if not names.isascii():
                        _check_text(names, self.place(), "a key")
                    it = iter(item.items())
                else:
                    it = enumerate(item)
                break
            else:
                if not stack:
                    return
                it, _, container = stack.pop()

    # -- where we are

    def keys(self, *last: Any) -> Keys:
        """The keys that lead to the value at hand."""
        return tuple(key for _, key, _ in self.stack if key is not None) + tuple(key for key in last if key is not None)

    def place(self, *last: Any) -> str:
        return _place(self.root, self.keys(*last))

    # -- what is rarer

    def text(self, key: Any, item: str) -> None:
        if self.strings:
            if item[:5] == "data:":
                if _is_data_file(item) and self.wanted(key, item):
                    self.add(key, "data_uri", item, ("data_uri", item))
                    return
            elif looks_like_path(item) and self.disk.is_file(item) and self.wanted(key, item):
                self.add(key, "path", item, ("path", self.disk.absolute(item)))
                return
        if not item.isascii():
            _check_text(item, self.place(key), "a text")

    def other(self, key: Any, item: Any) -> Any:
        """Deal with a value of an uncommon type. Returns a container to walk, or None."""
        if isinstance(item, str):
            _check_text(item, self.place(key), "a text")
            return None
        if isinstance(item, File):
            if not isinstance(item.get("uri"), str):
                raise InvalidInputError(f"{self.place(key)} is a file without a 'uri'")
            self.edits.append((self.keys(key), item["uri"]))
            return None
        if isinstance(item, (dict, list)):
            return item
        if isinstance(item, tuple):
            self.edits.append((self.keys(key), _AS_LIST))
            return item
        if isinstance(item, float):
            if item - item != 0.0:
                raise _not_json(self.place(key), item)
            return None
        if isinstance(item, int):
            return None
        if isinstance(item, os.PathLike):
            self.path(key, item)
        elif isinstance(item, (bytes, bytearray, memoryview)):
            self.insist(key, item)
            self.add(key, "bytes", item, ("bytes", id(item)))
        elif hasattr(item, "read") and not isinstance(item, _NO_FILES):
            self.open_file(key, item)
        else:
            raise _not_json(self.place(key), item)
        return None

    def path(self, key: Any, item: os.PathLike[Any]) -> None:
        if self.policy is False:
            self.insist(key, item)
        name = os.fsdecode(item)
        if not self.disk.is_file(name):
            with late_import():
                from .input_errors import shown_path

            what = "is a directory" if self.disk.is_dir(name) else "does not exist, or is no regular file"
            raise InvalidInputError(f"{self.place(key)}: the file {shown_path(name)} {what}")
        self.insist(key, item)
        self.add(key, "path", item, ("path", self.disk.absolute(name)))

    def open_file(self, key: Any, item: Any) -> None:
        where = self.place(key)
        if hasattr(item, "encoding") and hasattr(item, "newlines"):  # what text streams have and binary ones have not
            raise InvalidInputError(f"{where} is a file opened in text mode: open it with mode 'rb'")
        if getattr(item, "closed", False) is True:
            raise InvalidInputError(f"{where} is a closed file: upload it before it is closed")
        readable = getattr(item, "readable", None)
        if callable(readable) and readable() is False:
            raise InvalidInputError(f"{where} is a file that is not open for reading: open it with mode 'rb'")
        self.insist(key, item)
        self.add(key, "file", item, ("file", id(item)))

    def wanted(self, key: Any, item: Any) -> bool:
        policy = self.policy
        return bool(policy(item, self.place(key))) if callable(policy) else policy is not False

    def insist(self, key: Any, item: Any) -> None:
        """A value that only uploading makes sendable: the policy may not leave it as it is."""
        if not self.wanted(key, item):
            raise InvalidInputError(
                f"{self.place(key)} is a {type(item).__name__}, which JSON cannot carry, and it is not uploaded here "
                "(auto_upload is off for it): upload it with client.upload_file(...) and give the file's 'uri'"
            )

    def add(self, key: Any, kind: str, item: Any, identity: Any) -> None:
        source = self.by_identity.get(identity)
        if source is None:
            source = self.by_identity[identity] = UploadSource(kind, item)
            self.sources.append(source)
        keys = self.keys(key)
        source.places.append(_place(self.root, keys))
        self.edits.append((keys, source))

    # -- refusals that need a look around

    def bad_key(self, item: Dict[Any, Any]) -> InvalidInputError:
        with late_import():
            from .input_errors import shown_name

        key = next(key for key in item if not isinstance(key, str))
        return InvalidInputError(
            f"{self.place()} has the key {shown_name(key)} of type {type(key).__name__}: "
            f"keys must be strings, as in {str(key)[:40]!r}"
        )

    def too_deep(self, item: Any) -> InvalidInputError:
        above: Dict[int, int] = {}
        for depth, (_, _, container) in enumerate(self.stack):
            if container is not None and id(container) in above:
                cycle = above[id(container)]
                where = _place(self.root, tuple(key for _, key, _ in self.stack[1:cycle]))
                return InvalidInputError(f"{where} contains itself, which JSON cannot carry")
            above[id(container)] = depth
        return InvalidInputError(f"{self.root} is nested deeper than {MAX_DEPTH} levels")


class _PathWalk(_Walk):
    """Finds the paths alone, and asks neither the file system nor the policy about them."""

    def __init__(self, root: str, policy: Policy) -> None:
        super().__init__(root, policy, NO_DISK)
        self.paths: List[str] = []

    def text(self, key: Any, item: str) -> None:
        if self.strings and item[:5] != "data:" and looks_like_path(item):
            self.paths.append(item)

    def path(self, key: Any, item: os.PathLike[Any]) -> None:
        self.paths.append(os.fsdecode(item))

    def wanted(self, key: Any, item: Any) -> bool:
        return True


def looks_like_path(text: str) -> bool:
    """Whether a string could be meant as the path of a file; says nothing about whether there is one."""
    size = len(text)
    if not 0 < size <= _LONGEST_PATH or "\n" in text or "\r" in text or "\0" in text or "://" in text:
        return False
    if "/" in text or os.sep in text:
        if text[-1] == "/" or text[-1] == os.sep:
            return False
        return size <= _LONGEST_NAME or max(map(len, text.split("/"))) <= _LONGEST_NAME
    stem, _, extension = text.rpartition(".")
    return (
        size <= _LONGEST_NAME
        and stem != ""
        and 0 < len(extension) <= _LONGEST_EXTENSION
        and extension.isalnum()
        and not extension.isdecimal()  # "version 3.5"
    )


def _place(root: str, keys: Keys) -> str:
    with late_import():
        from .input_errors import place  # late: most inputs have neither files nor faults

    return place(root, keys)


def _not_json(where: str, value: Any) -> InvalidInputError:
    with late_import():
        from .input_errors import not_json

    return not_json(where, value)


def _is_data_file(text: str) -> bool:
    with late_import():
        from ..values.data_uri import parse_data_uri, split_data_uri

    parts = split_data_uri(text)
    if parts is None:
        return False
    _, is_base64, data = parts
    if not is_base64 and any(char.isspace() for char in data):
        return False  # prose
    return parse_data_uri(text) is not None


def _check_text(text: str, where: str, what: str) -> None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise InvalidInputError(
            f"{where}: {what} contains half of a character (a lone surrogate), which JSON cannot carry; "
            "text.encode('utf-8', 'replace').decode() replaces it"
        ) from None
