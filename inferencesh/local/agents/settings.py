"""What `LocalPlatform` was asked for in matters of agents; see there."""

from __future__ import annotations

import dataclasses
import urllib.parse
from pathlib import Path
from typing import Any, Dict, Mapping, Optional, Sequence

from ..files import is_loopback


def _no_objects() -> Dict[str, Any]:
    return {}


def _no_texts() -> Dict[str, str]:
    return {}


@dataclasses.dataclass
class AgentSettings:
    run_delay: float = 0.1
    keys_may_approve: bool = False
    allowed_hosts: Sequence[str] = ()
    allow_remote: bool = False
    search_folder: Optional[Path] = None
    mcp_servers: Mapping[str, Any] = dataclasses.field(default_factory=_no_objects)
    code_seconds: float = 10.0
    secrets: Mapping[str, str] = dataclasses.field(default_factory=_no_texts)
    agents: Mapping[str, Mapping[str, Any]] = dataclasses.field(default_factory=_no_objects)

    def check_host(self, address: str) -> None:
        """Refuse, with a `ValueError` that says why, an address that agents must not call from here."""
        parts = urllib.parse.urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{parts.scheme or 'this'} is no web address")
        if self.allow_remote or is_loopback(parts.hostname) or parts.hostname in self.allowed_hosts:
            return
        raise ValueError(
            f"{parts.hostname} is another host, and this platform calls this machine only; start it with "
            f"allowed_hosts=[{parts.hostname!r}] (inferencesh serve --allow-host {parts.hostname}) to change that"
        )
