"""Models as apps: whatever takes an LLM input and yields LLM outputs is registered under a reference."""

from __future__ import annotations

from typing import Any, Dict, Iterator, List

from ..definition import AppDefinition, app, definitions_of
from ..json_values import is_object


def as_app(ref: str, model: Any) -> List[AppDefinition]:
    """The app that a model becomes. `model` is called with an LLM input and yields deltas and outputs, or gives one.

    Raises:
        TypeError: it cannot be called.
    """
    if not callable(model):
        raise TypeError(f"models[{ref!r}] must be a model such as ScriptedModel([...]), or a function, not {model!r}")

    @app(ref, category="llm", description=getattr(model, "description", None) or "A language model.")
    def run(input: Dict[str, Any]) -> Iterator[Dict[str, Any]]:
        given: Any = model(input)
        if isinstance(given, str):
            yield {"response": given}
        elif is_object(given):
            yield given
        else:
            yield from given

    return definitions_of(run)
