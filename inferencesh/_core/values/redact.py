"""What may be shown: secrets are cut out of texts, headers and addresses before they reach a log or an error.

Signed addresses are secrets too: whoever has one can write or read the file.
"""

from __future__ import annotations

import logging
import re
from base64 import b64encode
from typing import Any, Dict, Iterable, List, Match, NamedTuple, Optional, Pattern, Set, Tuple, cast

from .escapes import find_spellings, unescaped

HIDDEN = "[hidden]"
SHORTEST_SECRET = 8
"""Characters of a key that is cut out of what repeats it; a shorter one, of a test say, may be part of any word."""

# An allow-list: a header that nobody thought of stays out of the logs.
LOGGABLE_HEADERS = frozenset(
    {
        "accept",
        "cache-control",
        "content-length",
        "content-type",
        "date",
        "retry-after",
        "server",
        "transfer-encoding",
        "user-agent",
        "x-request-id",
        "x-ratelimit-remaining",
        "x-ratelimit-reset",
    }
)

# How much of a page is looked through, in bytes, and what may be one key at its end, spelled at length.
_READ = 20_000
_LONGEST_SPELLING = 2000
# How deep a body is looked into; what lies deeper is not shown.
_DEPTH = 40
# How names of secrets end, without what stands between words. No ordinary word ends so ("tokens", "secretary").
_SECRET_ENDINGS = (
    ("accesskey", "apikey", "apikeys", "authorization", "cookie", "cookies", "credential", "credentials", "jwt")
    + ("passcode", "passphrase", "passwd", "password", "passwords", "privatekey", "pwd", "secret", "secretkey", "token")
    + ("uploadurl",)
)
_LONGEST_NAME = 100  # characters from the end of a name that are looked at
_BETWEEN_WORDS = re.compile(r"[\s_.\-]+")

# Every expression here takes time proportional to the text, whatever the text: it may come from a stranger.
_ADDRESS = re.compile(r":\\?/\\?/[^\s\"'<>]*")
# The same inside another address, where it is percent-encoded, once or several times.
_ENCODED_ADDRESS = re.compile(r"(?i)%(?:25){0,3}3A(?:%(?:25){0,3}2F){2}[^\s\"'<>]*")
_ENCODED_QUERY = re.compile(r"(?i)%(?:25){0,3}3F.*", re.S)
_PARAMETER = re.compile(
    r"(?i)([?&;][^=&;?\s\"'<>]{0,40}(?:sig|token|secret|password|credential|key)[^=&;?\s\"'<>]{0,40}=)[^&\s\"'<>]+"
)
_ENCODED_PARAMETER = re.compile(
    r"(?i)(%(?:25){0,3}(?:3F|26)[^%\s\"'<>]{0,40}(?:sig|token|secret|password|credential|key)[^%\s\"'<>]{0,40}"
    r"%(?:25){0,3}3D)[^&\s\"'<>]+"
)
# What signatures are called stands for itself as well: in a query without its address, after a line break, as JSON.
_SIGNED = re.compile(
    r"(?i)(?<![A-Za-z0-9-])((?:x-(?:amz|goog|ms|oss)-(?:signature|credential|security-token)|signature|sig"
    r"|awsaccesskeyid|googleaccessid|access_token|api_?key)(?:=|[\"']\s?:\s?[\"']))[^&\s\"'<>\[]{8,}"
)
_SCHEME = re.compile(
    r"(?i)(\bauthorization[\"']?\s*[:=]\s*[\"']?(?:bearer|basic|digest|token|key)(?:\s|%20|\+)+)[^\s\"',;]+"
)
# "Bearer token missing" is prose, and stays readable.
_BEARER = re.compile(
    r"(?i)\b(bearer(?:\s+|%20|\+))(?!(?:tokens?|auth|authentication|authorization|credentials?|header|scheme|key)(?:[\s.,;:!)\"']|\Z))"
    r"[^\s\"',;]+"
)
# "Basic understanding" too: base64 nearly always has a digit, a sign or a capital inside.
_BASIC = re.compile(r"\b([Bb]asic\s+)(?=[A-Za-z+/]*(?:[0-9=]|[a-z][A-Z]))[A-Za-z0-9+/]{6,}=*")
_KEYS = re.compile(r"(?<![A-Za-z])(inf_|1nfsh-)[A-Za-z0-9_\-]{6,}")
# Storage that refuses a signed address may repeat the signature in its XML.
_ELEMENT = re.compile(
    r"(?i)((?:<|&lt;)(?:signature\w*|stringtosign\w*|canonicalrequest\w*|\w*accesskeyid)(?:>|&gt;))(?:(?!&lt;)[^<])+"
)


def _short_address(match: Match[str]) -> str:
    head, mark, _ = match[0].partition("?")
    authority = re.split(r"[/\\#]", head.lstrip(":/\\"), maxsplit=1)[0]
    user, at, _ = authority.rpartition("@")
    if at:
        head = head.replace(f"{user}@", f"{HIDDEN}@", 1)
    return f"{head}?{HIDDEN}" if mark else head


def _short_encoded_address(match: Match[str]) -> str:
    return _ENCODED_QUERY.sub(f"%3F{HIDDEN}", match[0], count=1)


# Each expression, and the words without one of which it finds nothing: to look for a word is a hundred times quicker,
# and texts may be long, such as the input of a run whose answer was lost.
_RULES: Tuple[Tuple[Tuple[str, ...], Pattern[str]], ...] = (
    (("?", "&", ";"), _PARAMETER),
    (("%",), _ENCODED_PARAMETER),
    (("sig", "x-", "accesskeyid", "googleaccessid", "access_token", "api_key", "apikey"), _SIGNED),
    (("signature", "stringtosign", "canonicalrequest", "accesskeyid"), _ELEMENT),
    (("authorization",), _SCHEME),
    (("bearer",), _BEARER),
    (("basic",), _BASIC),
    (("inf_", "1nfsh-"), _KEYS),
)


class _Forms(NamedTuple):
    """What a key looks like when nothing of it is escaped."""

    exact: Tuple[str, ...]
    any_case: Tuple[str, ...]

    @classmethod
    def of(cls, key: str) -> _Forms:
        if len(key) < SHORTEST_SECRET:
            return cls((), ())
        # A key that looks escaped itself is also looked for as what its escapes say.
        return cls(tuple(_in_base64(key)), tuple({key, unescaped(key), key.encode("utf-8", "surrogatepass").hex()}))


# The keys of the clients that this process has made, the latest last. Errors, logs and reprs show none of them, also
# where no client is at hand, as in the repr of a result. In a process with very many keys, only errors of requests
# are told which key was theirs.
_own_keys: Dict[str, _Forms] = {}
_MOST_KEYS = 100


def remember_key(key: str) -> None:
    """A client has this key: nothing that is shown from now on repeats it."""
    _own_keys.pop(key, None)
    _own_keys[key] = _Forms.of(key)
    for oldest in list(_own_keys)[:-_MOST_KEYS]:
        _own_keys.pop(oldest, None)


def hide_key(text: str, key: str = "", pattern: Optional[Pattern[str]] = None) -> str:
    """`text` without `key` and the keys of this process's clients, however they are spelled: escaped as in JSON, HTML
    or an address, several times too, in base64, or in hex.

    A very short key is left alone.

    Args:
        pattern: what is cut out as well where it is escaped.
    """
    if len(text) < SHORTEST_SECRET:
        return text
    forms = list(_own_keys.values())
    if key and key not in _own_keys:
        forms.append(_Forms.of(key))
    exact = [form for one in forms for form in one.exact]
    any_case = [form for one in forms for form in one.any_case]
    spans = find_spellings(text, exact, any_case, pattern)
    if not spans:
        return text
    pieces: List[str] = []
    read = 0
    for start, end in spans:
        pieces += (text[read:start], HIDDEN)
        read = end
    pieces.append(text[read:])
    return "".join(pieces)


def _in_base64(key: str) -> Set[str]:
    """What base64 makes of a key, whatever stands before and behind it ("user:" of Basic, say): one for each place in
    a group of three bytes, without the characters that belong to the neighbours too."""
    forms: Set[str] = set()
    raw = key.encode("utf-8", "surrogatepass")
    for before in range(3):
        encoded = b64encode(b"\0" * before + raw).decode("ascii").rstrip("=")
        whole = encoded[(before * 8 + 5) // 6 : (before + len(raw)) * 8 // 6]
        forms |= {whole, whole.replace("+", "-").replace("/", "_")}
    return forms


def is_secret_member(name: str) -> bool:
    """Whether what an object has under this name is a secret, going by the name: `apiKey`, `db_password`, `PWD2`."""
    squeezed = _BETWEEN_WORDS.sub("", name[-_LONGEST_NAME:].lower()).rstrip("0123456789")
    return squeezed.endswith(_SECRET_ENDINGS)


def redact_text(text: str, key: str = "") -> str:
    """`text` without bearer tokens, keys, and the queries of addresses (where signatures stand).

    Args:
        key: the client's own key. It need not look like one.
    """
    text = hide_key(text, key, _KEYS)
    lower = text.lower()
    text = _ADDRESS.sub(_short_address, text)
    text = _ENCODED_ADDRESS.sub(_short_encoded_address, text)
    for words, pattern in _RULES:
        if any(word in lower for word in words):
            text = pattern.sub(r"\1" + HIDDEN, text)
    return text


def redact_beginning(content: bytes, length: int, key: str = "") -> str:
    """The first characters of what a server sent. Secrets are cut out before the end is: half a key says much of it."""
    text = content[:_READ].decode("utf-8", "replace").strip()
    if len(content) > _READ:
        text = text[:-_LONGEST_SPELLING]  # at the end may stand half a key that nobody recognizes
    return redact_text(text, key)[:length]


def redact_error(error: BaseException) -> str:
    """Kind and cause of an error in a few words."""
    text = redact_text(str(error)).strip()
    name = type(error).__name__
    return f"{name}: {text}" if text else name


def redact_value(value: Any, key: str = "", depth: int = _DEPTH) -> Any:
    """A copy of a JSON value with its texts redacted. What is nested too deeply to be shown is cut off."""
    if isinstance(value, str):
        return redact_text(value, key)
    if not isinstance(value, (dict, list)):
        return value
    if depth <= 0:
        return "..."
    if isinstance(value, list):
        return [redact_value(item, key, depth - 1) for item in cast("List[object]", value)]
    return {
        redact_text(name, key): HIDDEN if item and is_secret_member(name) else redact_value(item, key, depth - 1)
        for name, item in cast("Dict[str, Any]", value).items()
    }


def redact_url(url: str) -> str:
    """An address without its query and user information."""
    head, mark, _ = hide_key(url, pattern=_KEYS).partition("?")
    return _KEYS.sub(r"\1" + HIDDEN, _ADDRESS.sub(_short_address, head)) + (f"?{HIDDEN}" if mark else "")


def loggable_headers(headers: Iterable[Tuple[str, str]], key: str = "") -> Dict[str, str]:
    """Those headers that may be logged, without the client's own key."""
    return {name.lower(): hide_key(value, key) for name, value in headers if name.lower() in LOGGABLE_HEADERS}


def mask_key(key: str) -> str:
    """A key as it may be shown: at most its last four characters, and none of a short one."""
    return f"****{key[-4:]}" if len(key) >= 16 else "****"


def hide_keys_in_record(record: logging.LogRecord) -> bool:
    """A filter for the SDK's logger, which changes records and keeps all of them: ids, names and the texts of errors
    come from callers and servers."""
    if isinstance(record.msg, str):
        record.msg = hide_key(record.msg)
    if record.args.__class__ is tuple:
        values: Any = record.args
        record.args = tuple(hide_key(value) if isinstance(value, str) else value for value in values)
    return True
