"""What may be shown: secrets are cut out of texts, headers and addresses before they reach a log or an error.

Signed addresses are secrets too: whoever has one can write or read the file.
"""

from __future__ import annotations

import re
from base64 import b64encode
from typing import Any, Dict, Iterable, List, Match, Pattern, Set, Tuple, cast

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

# How deep a body is looked into; what lies deeper is not shown.
_DEPTH = 40
# Names of secrets, as words joined by underscores. Longer names that end in one of them count as well.
_SECRET_MEMBERS = frozenset(
    ("access_key", "accesskey", "api_key", "apikey", "authorization", "passphrase", "passwd", "password", "private_key")
    + ("privatekey", "secret", "secret_key", "secretkey", "token", "upload_url")
)
_LONGEST_NAME = 100  # characters from the end of a name that are looked at
_NEW_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

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


def hide_key(text: str, key: str) -> str:
    """`text` without `key`, also where it is escaped as in JSON, percent-encoded, or inside something in base64.

    A very short key is left alone.
    """
    if len(key) < SHORTEST_SECRET:
        return text
    for form in (key, *_in_base64(key)):
        text = text.replace(form, HIDDEN)
    if "\\" not in text and "%" not in text:
        return text
    for form in (key, *_in_base64(key)):
        # The number of backslashes has a limit, or a text of them alone would be looked at once from each.
        chars = (
            rf"(?:{plain}|\\{{1,4}}(?:{plain}|u00{number:02x})|%(?:25){{0,3}}{number:02x})"
            for plain, number in ((re.escape(char), ord(char)) for char in form)
        )
        text = re.sub(("(?i)" if form == key else "") + "".join(chars), HIDDEN, text)
    return text


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
    """Whether what an object has under this name is a secret, going by the name: `apiKey`, `db_password`."""
    words = _NEW_WORD.sub("_", name[-_LONGEST_NAME:]).lower().replace("-", "_").split("_")
    return any("_".join(words[-count:]) in _SECRET_MEMBERS for count in (1, 2))


def redact_text(text: str, key: str = "") -> str:
    """`text` without bearer tokens, keys, and the queries of addresses (where signatures stand).

    Args:
        key: the client's own key. It need not look like one.
    """
    if key:
        text = hide_key(text, key)
    lower = text.lower()
    text = _ADDRESS.sub(_short_address, text)
    text = _ENCODED_ADDRESS.sub(_short_encoded_address, text)
    for words, pattern in _RULES:
        if any(word in lower for word in words):
            text = pattern.sub(r"\1" + HIDDEN, text)
    return text


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
    head, mark, _ = url.partition("?")
    return _KEYS.sub(r"\1" + HIDDEN, _ADDRESS.sub(_short_address, head)) + (f"?{HIDDEN}" if mark else "")


def loggable_headers(headers: Iterable[Tuple[str, str]], key: str = "") -> Dict[str, str]:
    """Those headers that may be logged, without the client's own key."""
    return {name.lower(): hide_key(value, key) for name, value in headers if name.lower() in LOGGABLE_HEADERS}


def mask_key(key: str) -> str:
    """A key as it may be shown: at most its last four characters, and none of a short one."""
    return f"****{key[-4:]}" if len(key) >= 16 else "****"
