"""A key in every spelling that a server, a page or a program may give it, and a search that sees through them."""

from __future__ import annotations

import base64
import html
import json
import re
from typing import Dict, Iterator
from urllib.parse import quote, unquote

KEY = "az/own+key~0123"  # which looks like no key of the platform


def _each(form: str, text: str = KEY) -> str:
    return "".join(form % ord(char) for char in text)


BASIC = base64.b64encode(f"{KEY}:".encode()).decode()
SPELLINGS: Dict[str, str] = {
    "plain": KEY,
    "escaped": _each("\\u%04x"),
    "upper-case escapes": _each("\\u%04X"),
    "escaped as UTF-32": _each("\\U%08x"),
    "escaped with braces": _each("\\u{%x}"),
    "escaped as bytes": _each("\\x%02x"),
    "octal": _each("\\%03o"),
    "slashes": KEY.replace("/", "\\/"),
    "every character behind a backslash": KEY.replace("/", "\\/").replace("+", "\\+").replace("~", "\\~"),
    "one letter": KEY.replace("z", "\\u007a"),
    "JSON inside of JSON": json.dumps(json.dumps(_each("\\u%04x")))[1:-1],
    "percent": quote(KEY, safe=""),
    "all percent": _each("%%%02X"),
    "percent twice": quote(quote(KEY, safe=""), safe=""),
    "percent thrice": quote(quote(_each("%%%02x"), safe=""), safe=""),
    "entities": _each("&#%d;"),
    "entities in hex": _each("&#x%x;"),
    "entities in upper-case hex": _each("&#X%X;"),
    "entities with zeros": _each("&#x%06x;"),
    "entities without semicolons": _each("&#%07d"),
    "named entities": KEY.replace("/", "&sol;").replace("+", "&plus;"),
    "one entity": KEY.replace("k", "&#107;"),
    "entities of entities": html.escape(_each("&#x%x;")),
    "entities inside of percent": quote(_each("&#%d;"), safe=""),
    "percent inside of entities": _each("&#%d;", _each("%%%02x")),
    "escapes of entities": _each("\\u%04x", KEY[:4]) + _each("&#%d;", KEY[4:8]) + KEY[8:],
    "upper case": KEY.upper().replace("/", "%2F"),
    "Basic": f"Basic {BASIC}",
    "base64": BASIC,
    "base64 behind a name": base64.b64encode(f"me:{KEY}".encode()).decode(),
    "base64 for addresses": base64.urlsafe_b64encode(b"\xff\xff" + KEY.encode()).decode(),
    "base64 in percent": quote(BASIC, safe=""),
    "base64, escaped": _each("\\u%04x", BASIC),
    "hex": KEY.encode().hex(),
    "upper-case hex": KEY.encode().hex().upper(),
}


def _undone(text: str) -> Iterator[str]:
    """The text, and what it is when escapes are undone, again and again, one kind after another."""
    for _ in range(6):
        yield text
        before = text
        text = html.unescape(text)
        yield text
        text = unquote(text, "latin-1")
        yield text
        text = re.sub(r"\\+U([0-9A-Fa-f]{8})", lambda match: chr(int(match[1], 16) % 0x110000), text)
        text = re.sub(r"\\+(?:u|x|u\{)([0-9A-Fa-f]{2,4})\}?", lambda match: chr(int(match[1], 16)), text)
        text = re.sub(r"\\+([0-7]{3})", lambda match: chr(int(match[1], 8)), text)
        text = re.sub(r"\\+([^A-Za-z0-9\s])", r"\1", text)
        if text == before:
            return
    yield text


_PARTS = [KEY, KEY.encode().hex()]
for _before in range(3):
    _encoded = base64.b64encode(b"\0" * _before + KEY.encode()).decode()
    _PARTS.append(_encoded[4 : (_before + len(KEY)) // 3 * 4])  # what no neighbour changes


def gives_away(text: str) -> bool:
    """Whether somebody who undoes escapes finds the key in a text."""
    whole = "".join(f"{one}\n" for one in _undone(text))
    lower, plain = whole.lower(), whole.replace("-", "+").replace("_", "/")
    return any(part.lower() in lower for part in _PARTS[:2]) or any(part in plain for part in _PARTS[2:])
