"""What `LocalPlatform` was asked for in matters of agents; see there."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any, Dict, Mapping, Optional, Sequence

from ..http.checked_addresses import Address, OtherHost, check_destination, shown


def _no_objects() -> Dict[str, Any]:
    return {}


def _no_texts() -> Dict[str, str]:
    return {}


@dataclasses.dataclass
class AgentOptions:
    """What agents of the local platform may do, and with what. `run_delay` and `code_seconds` are seconds."""

    run_delay: float = 0.1
    keys_may_approve: bool = False
    allowed_hosts: Sequence[str] = ()
    allow_remote: bool = False
    search_folder: Optional[Path] = None
    mcp_servers: Mapping[str, Any] = dataclasses.field(default_factory=_no_objects)
    code_seconds: float = 10.0
    secrets: Mapping[str, str] = dataclasses.field(default_factory=_no_texts)
    agents: Mapping[str, Mapping[str, Any]] = dataclasses.field(default_factory=_no_objects)

    def check_host(self, address: str) -> Address:
        """The address to call; a `ValueError` that says why agents must not call it from here."""
        try:
            return check_destination(address, self.allow_remote, self.allowed_hosts)
        except OtherHost as other:
            raise ValueError(
                f"{other} is another host, and this platform calls this machine only; start it with "
                f"allowed_hosts=[{str(other)!r}] (inferencesh serve --allow-host {other}) to change that"
            ) from None
        except ValueError as error:
            raise ValueError(f"{shown(address)!r} is not a web address: {error}") from None
