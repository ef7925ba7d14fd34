"""Filling the parameters of a tool from what was said, by their schema."""

from __future__ import annotations

import json
import re
from typing import Any, Dict, List, Mapping, Optional, Sequence

from ...._core.values.json_guard import as_list, as_object, is_array, is_object
from ..tools.web_search import words
from .arithmetic import find_expression

NOTHING: Any = object()
_QUOTED = re.compile(r"\"([^\"]+)\"|“([^”]+)”|(?<!\w)'([^']+)'(?!\w)|`([^`]+)`")
_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?![\w]|\.\d)")
_ADDRESS = re.compile(r"https?://[^\s\"'<>]+[^\s\"'<>.,!?)]")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_FILE = re.compile(r"[\w./~-]*\w\.[A-Za-z]\w{1,4}\b")
_PROPER = re.compile(r"\b[A-ZÄÖÜÅÆØÉ][\w'-]*(?:\s+[A-ZÄÖÜÅÆØÉ][\w'-]*)*")
_AFTER = re.compile(r"\b(?:of|about|on|for|regarding|showing|in|to)\s+(.+?)[.?!]*$", re.IGNORECASE | re.DOTALL)
_WHOLE = {"query", "question", "message", "text", "task", "input", "instruction", "request", "content", "body"}
_ABOUT = {"prompt", "topic", "subject", "title", "description", "term", "keyword", "search"}
_PLACES = {"city", "location", "place", "country", "town", "region"}
_FILES = {"image", "file", "path", "picture", "photo", "document", "audio", "video", "attachment"}
_QUESTION_WORDS = {"What", "Who", "Where", "When", "How", "Why", "Which", "Please", "Can", "Could", "Tell", "I", "The"}


class Said:
    """What there is to fill from: a text, and the files that came with it."""

    def __init__(self, text: str, files: Sequence[str] = (), known: Optional[Mapping[str, Any]] = None) -> None:
        self.text = text
        self.files: List[str] = list(files)
        self.known: Dict[str, Any] = dict(known or {})
        """Values by name, from results of tools."""
        self.numbers: List[Any] = [_number(match) for match in _NUMBER.findall(_ADDRESS.sub(" ", text))]
        self.quoted: List[Any] = [next(group for group in match if group) for match in _QUOTED.findall(text)]
        self._number_at = 0
        self._quote_at = 0
        self._file_at = 0

    def next_number(self) -> Any:
        """The next number of the text that was not taken yet, or `NOTHING`."""
        if self._number_at >= len(self.numbers):
            return NOTHING
        self._number_at += 1
        return self.numbers[self._number_at - 1]

    def next_quoted(self) -> Any:
        """The next quoted part of the text that was not taken yet, or `NOTHING`."""
        if self._quote_at >= len(self.quoted):
            return NOTHING
        self._quote_at += 1
        return self.quoted[self._quote_at - 1]

    def next_file(self) -> Any:
        """The next attached file, then any address or file name in the text, or `NOTHING`."""
        if self._file_at < len(self.files):
            self._file_at += 1
            return self.files[self._file_at - 1]
        match = _ADDRESS.search(self.text) or _FILE.search(self.text)
        return match.group(0) if match else NOTHING


def fill(schema: Mapping[str, Any], said: Said, *, always: bool = False) -> Optional[Dict[str, Any]]:
    """An object for a schema. None if something required cannot be filled; with `always`, such things are made up."""
    required = as_list(schema.get("required"))
    filled: Dict[str, Any] = {}
    for name, part in as_object(schema.get("properties")).items():
        part = _plain(part)
        value = _value(name, part, said, needed=name in required)
        if value is NOTHING and name in required:
            if "default" in part:
                continue
            value = _made_up(part, said) if always else NOTHING
            if value is NOTHING:
                return None
        if value is not NOTHING:
            filled[name] = value
    return filled


def _plain(part: Any) -> Dict[str, Any]:
    """A schema without its alternatives: the first that is not null."""
    if not is_object(part):
        return {}
    for key in ("anyOf", "oneOf"):
        for option in as_list(part.get(key)):
            if is_object(option) and option.get("type") != "null":
                return {**{k: v for k, v in part.items() if k != key}, **option}
    kind = part.get("type")
    return {**part, "type": next((k for k in kind if k != "null"), "string")} if is_array(kind) else part


def _value(name: str, part: Dict[str, Any], said: Said, *, needed: bool) -> Any:
    if name in said.known and _fits(said.known[name], part):
        return said.known[name]
    kind = part.get("type")
    if is_array(part.get("enum")) and part["enum"]:
        return _choice(part["enum"], said, needed)
    if kind in ("number", "integer"):
        named = _named_number(name, said.text)
        value = named if named is not NOTHING else said.next_number() if needed else NOTHING
        return int(value) if kind == "integer" and value is not NOTHING else value
    if kind == "boolean":
        mentioned = bool(words(name.replace("_", " ")) & words(said.text))
        if not mentioned:
            return NOTHING
        return re.search(r"\b(?:no|not|without|don't|never)\b", said.text, re.IGNORECASE) is None
    if kind == "array":
        return _items(_plain(part.get("items")), said) if needed or said.quoted else NOTHING
    if kind == "object":
        return fill(part, said) or NOTHING if needed else NOTHING
    if kind == "string" or kind is None:
        return _text(name, part, said, needed)
    return NOTHING


def _text(name: str, part: Dict[str, Any], said: Said, needed: bool) -> Any:
    about = words(re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", name)) | {name.lower()}
    hint = about | words(str(part.get("description") or ""))
    if part.get("format") == "file" or (about & _FILES):
        return said.next_file() if needed or said.files else NOTHING
    explicit = re.search(rf"\b{re.escape(name)}\s*(?:=|:|is)\s*([^,;.!?\n]+)", said.text, re.IGNORECASE)
    if explicit:
        return explicit.group(1).strip().strip("\"'")
    if not needed:
        return NOTHING
    if "expression" in hint or "formula" in about or "equation" in about:
        return find_expression(said.text) or NOTHING
    for word, pattern in (("url", _ADDRESS), ("address", _ADDRESS), ("email", _MAIL), ("mail", _MAIL)):
        if word in about:
            match = pattern.search(said.text)
            return match.group(0) if match else NOTHING
    if "code" in about:
        block = re.search(r"```(?:\w+\n)?(.*?)```", said.text, re.DOTALL)
        return block.group(1) if block else said.next_quoted()
    quoted = said.next_quoted()
    if quoted is not NOTHING:
        return quoted
    if about & _WHOLE:
        return said.text
    if about & _ABOUT:
        match = _AFTER.search(said.text)
        return match.group(1).strip() if match else said.text
    proper = _proper(said.text, places=bool(hint & _PLACES))
    return (
        proper if proper is not NOTHING else (said.text if not about & (_PLACES | {"name"}) else _last_word(said.text))
    )


def _proper(text: str, *, places: bool) -> Any:
    if places:
        match = re.search(r"\b(?:in|at|for|of|to)\s+(" + _PROPER.pattern[2:] + ")", text)
        if match:
            return match.group(1)
    found = [match for match in _PROPER.findall(text) if match not in _QUESTION_WORDS]
    # The first word of a sentence is upper-case for no reason of its own.
    first = text.strip().split(" ")[0].strip(",.!?") if text.strip() else ""
    later = [match for match in found if match != first]
    if not later and found and found[0] != first:
        later = found
    return later[-1] if later else NOTHING


def _last_word(text: str) -> Any:
    found = re.findall(r"[^\W\d_]+", text)
    return found[-1] if found else NOTHING


def _choice(options: List[Any], said: Said, needed: bool) -> Any:
    for option in options:
        if re.search(rf"\b{re.escape(str(option))}\b", said.text, re.IGNORECASE):
            return option
    for option in options:
        if words(str(option).replace("_", " ")) & words(said.text):
            return option
    mood = _mood(said.text)
    if mood in options:
        return mood
    return options[0] if needed else NOTHING


def _mood(text: str) -> str:
    good = len(words(text) & words("love great good excellent happy wonderful amazing best like thanks perfect nice"))
    bad = len(words(text) & words("hate bad terrible awful worst broken angry sad poor slow disappointed wrong fails"))
    return "positive" if good > bad else "negative" if bad > good else "neutral"


def _items(item: Dict[str, Any], said: Said) -> Any:
    if item.get("type") in ("number", "integer"):
        whole = item["type"] == "integer"
        return [int(n) if whole else n for n in said.numbers] if said.numbers else NOTHING
    if item.get("enum"):
        chosen = [o for o in item["enum"] if re.search(rf"\b{re.escape(str(o))}\b", said.text, re.IGNORECASE)]
        return chosen or NOTHING
    if item.get("type") == "object":
        one = fill(item, said)
        return [one] if one else NOTHING
    if said.quoted:
        return list(said.quoted)
    tail = said.text.split(":", 1)[-1].strip(" .?!")
    parts = [piece.strip() for piece in re.split(r",\s*(?:and\s+)?|\s+and\s+", tail)]
    return [piece for piece in parts if piece] if len(parts) > 1 else NOTHING


def _named_number(name: str, text: str) -> Any:
    for word in [name, name.replace("_", " ")]:
        after = re.search(rf"\b{re.escape(word)}\b\W*(?:is|of|to|at|=|:)?\s*(-?\d+(?:\.\d+)?)", text, re.IGNORECASE)
        before = re.search(rf"(-?\d+(?:\.\d+)?)\s*{re.escape(word)}\b", text, re.IGNORECASE)
        match = after or before
        if match:
            return _number(match.group(1))
    return NOTHING


def _number(text: str) -> Any:
    return float(text) if "." in text else int(text)


def _fits(value: Any, part: Mapping[str, Any]) -> bool:
    kinds: Dict[str, Any] = {
        "string": str, "integer": int, "number": (int, float), "boolean": bool, "array": list, "object": dict
    }  # fmt: skip
    return isinstance(value, kinds.get(str(part.get("type")), object)) and value in (part.get("enum") or [value])


def _made_up(part: Mapping[str, Any], said: Said) -> Any:
    kind = part.get("type")
    if kind in ("number", "integer"):
        return part.get("minimum", 0)
    if kind == "boolean":
        return False
    if kind == "array":
        return []
    if kind == "object":
        return fill(part, said, always=True) or {}
    if kind == "null":
        return None
    return said.text or json.dumps(said.known)
