"""A request as a curl command that may be shown to anybody: no key, no signatures, no header that nobody thought of."""

from __future__ import annotations

import json
import shlex
from typing import Any, Dict, List, Mapping, NamedTuple, Optional, cast
from urllib.parse import urlencode

from .redact import HIDDEN, LOGGABLE_HEADERS, is_secret_member, redact_text, redact_value

# A body larger than this, in characters, is left out: nobody pastes it.
LONGEST_BODY = 20_000


class SentRequest(NamedTuple):
    """A request of which everything secret was cut out. Errors carry it, so it must stay fit for pickles."""

    method: str
    url: str
    headers: Dict[str, str]
    body: Optional[str]  # JSON text; "" for one that was too long
    keyed: bool = True  # False: for another host, which the key does not go to

    @classmethod
    def of(
        cls, operation: Mapping[str, Any], base_url: str, headers: Mapping[str, str], keyed: bool = True, key: str = ""
    ) -> SentRequest:
        """From what a generated `build_request` gave, and the caller's extra headers."""
        shown = {name: value if name.lower() in LOGGABLE_HEADERS else HIDDEN for name, value in headers.items()}
        body: Optional[str] = None
        if "json" in operation:
            shown["Content-Type"] = "application/json"
            body = _shown_body(operation["json"], key)
        url = base_url + redact_text(operation["url"], key)
        query = _pairs(operation.get("params"), key)
        if query:
            url = f"{url}?{urlencode(query)}"
        return cls(operation["method"].upper(), url, shown, body, keyed)

    def as_curl(self) -> str:
        """The command. The key is read from the environment by the shell that runs it."""
        parts = ["curl", "-sS", "-X", self.method, shlex.quote(self.url)]
        if self.keyed:
            parts += ["-H", '"Authorization: Bearer $INFERENCE_API_KEY"']
        for name, value in self.headers.items():
            parts += ["-H", shlex.quote(f"{name}: {value}")]
        if self.body is not None:
            parts += ["--data-binary", shlex.quote(self.body) if self.body else "@body.json"]
        elif not self.keyed and self.method == "PUT":
            parts += ["--data-binary", "@file"]
        return " ".join(parts)


def _shown_body(value: Any, key: str) -> str:
    try:
        # What is far too long is not even looked through for secrets: of a large input that would take seconds.
        if len(json.dumps(value, ensure_ascii=False, default=str)) > 2 * LONGEST_BODY:
            return ""
    except RecursionError:
        return ""  # a value nested that deep is nothing to paste either
    body = json.dumps(redact_value(value, key), ensure_ascii=False, default=str)
    return body if len(body) <= LONGEST_BODY else ""


def _pairs(params: Any, key: str) -> List[Any]:
    if not isinstance(params, dict):
        return []
    return [
        (name, HIDDEN if is_secret_member(name) else redact_text(value, key) if isinstance(value, str) else value)
        for name, value in cast("Dict[str, Any]", params).items()
        if value is not None
    ]
