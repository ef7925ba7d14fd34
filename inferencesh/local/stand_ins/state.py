"""Apps that remember, for sessions."""

from __future__ import annotations

from typing import Any, Dict

from ..apps.definition import app
from ..apps.runtime import end_session


@app("my-app", category="other")
class MyApp:
    """A little machine with a memory: init, process, cleanup."""

    def __init__(self) -> None:
        self.steps: int = 0
        self.memory: Dict[str, Any] = {}

    def run(self, action: str = "process", **data: Any) -> Dict[str, Any]:
        """`init` forgets everything, `process` remembers the rest of the input, `cleanup` also ends the session."""
        print(f"action {action}")
        if action == "init":
            self.steps = 0
            self.memory = {}
        if action == "cleanup":
            end_session()
        self.steps += 1
        self.memory.update(data)
        return {"action": action, "step": self.steps, "memory": dict(self.memory)}


@app("infsh/session-test", category="other")
class KeyValues:
    """Keeps values by key for as long as its worker lives."""

    def __init__(self) -> None:
        self.values: Dict[str, Any] = {}
        self.calls: int = 0

    def run(self) -> Dict[str, Any]:
        """The same as get_all."""
        return self.get_all()

    def set_value(self, key: str, value: Any) -> Dict[str, Any]:
        """Remember a value."""
        self.calls += 1
        self.values[key] = value
        return {"success": True, "key": key, "value": value}

    def get_value(self, key: str) -> Dict[str, Any]:
        """Recall a value."""
        self.calls += 1
        if key not in self.values:
            return {"found": False, "key": key}
        return {"found": True, "key": key, "value": self.values[key]}

    def increment(self, key: str, amount: int = 1) -> Dict[str, Any]:
        """Add to a number; one that was never set counts as 0."""
        self.calls += 1
        previous = self.values.get(key, 0)
        self.values[key] = previous + amount
        return {"key": key, "previous": previous, "current": self.values[key]}

    def get_all(self) -> Dict[str, Any]:
        """All values, and how often this worker was called."""
        self.calls += 1
        return {"state": dict(self.values), "call_count": self.calls}
