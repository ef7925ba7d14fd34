"""Models as apps: whatever takes an LLM input and yields LLM outputs is registered under a reference."""

from __future__ import annotations

import inspect
from typing import Any, AsyncIterator, Dict, Iterator, List

from ...._core.values.json_guard import is_object
from ...apps.definition import AppDefinition, app, definitions_of


def as_app(ref: str, model: Any) -> List[AppDefinition]:
    """The app that a model becomes. `model` is called with an LLM input and yields deltas and outputs, or gives one;
    it may do so asynchronously.

    Raises:
        TypeError: it cannot be called.
    """
    if not callable(model):
        raise TypeError(f"models[{ref!r}] must be a model such as ScriptedModel([...]), or a function, not {model!r}")

    description = getattr(model, "description", None) or "A language model."

    def run(input: Dict[str, Any]) -> Iterator[Dict[str, Any]]:
        given: Any = model(input)
        if isinstance(given, str):
            yield {"response": given}
        elif is_object(given):
            yield given
        else:
            yield from given

    async def run_async(input: Dict[str, Any]) -> AsyncIterator[Dict[str, Any]]:
        given: Any = model(input)
        if inspect.isawaitable(given):
            answer = await given
            yield {"response": answer} if isinstance(answer, str) else answer
        else:
            async for item in given:
                yield item

    target: Any = run_async if _is_async(model) else run
    return definitions_of(app(ref, category="llm", description=description)(target))


def _is_async(model: Any) -> bool:
    for function in (model, type(model).__call__):
        if inspect.isasyncgenfunction(function) or inspect.iscoroutinefunction(function):
            return True
    return False
