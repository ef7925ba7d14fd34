"""The local platform: answers as inference.sh does, on this machine, and runs plain Python functions as apps.

```python
from inferencesh.local import LocalPlatform, app

@app("acme/greet")
def greet(name: str) -> dict:
    return {"text": f"Hello {name}!"}

with LocalPlatform(apps=[greet]) as platform:
    print(platform.client().run("acme/greet", input={"name": "Ada"}).output)
```

Needs the extra: `pip install "inferencesh[local]"`.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, List

from .agents.models.completions import OpenAICompatible
from .agents.models.scripted import Call, Fail, Pause, Say, ScriptedModel
from .apps.definition import app
from .apps.runtime import Delta, NoOutput, cancelled, end_session, scratch_folder, secret, sleep_or_cancelled
from .common.clock import LocalClock

if TYPE_CHECKING:
    from .faults import Fault, FaultEvent, Faults
    from .http.observer import Exchange
    from .platform import LocalPlatform

__all__ = [
    "Call",
    "Delta",
    "Exchange",
    "Fail",
    "Fault",
    "FaultEvent",
    "Faults",
    "LocalClock",
    "LocalPlatform",
    "NoOutput",
    "OpenAICompatible",
    "Pause",
    "Say",
    "ScriptedModel",
    "app",
    "cancelled",
    "end_session",
    "scratch_folder",
    "secret",
    "sleep_or_cancelled",
]


def __getattr__(name: str) -> Any:
    # The server is loaded when it is asked for: declaring apps needs neither Starlette nor uvicorn.
    if name == "Exchange":
        from .http.observer import Exchange

        return Exchange
    if name in ("Fault", "FaultEvent", "Faults"):
        from . import faults

        return getattr(faults, name)
    if name == "LocalPlatform":
        try:
            for needed in ("starlette", "uvicorn"):
                importlib.import_module(needed)
        except ImportError as error:
            raise ImportError(
                f'the local platform needs the extra "local": pip install "inferencesh[local]" ({error})'
            ) from error
        from .platform import LocalPlatform

        return LocalPlatform
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> List[str]:
    return sorted(__all__)
