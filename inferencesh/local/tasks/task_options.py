"""How runs are treated; see `LocalPlatform`."""

from __future__ import annotations

import dataclasses
from typing import Dict


@dataclasses.dataclass(frozen=True)
class TaskOptions:
    """`stage_seconds`: how long each status before `running` is kept up."""

    secrets: Dict[str, str] = dataclasses.field(default_factory=lambda: {})
    allow_remote: bool = False
    stage_seconds: float = 0.0
