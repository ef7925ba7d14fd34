"""`ScriptedModel`: a model that says what a test tells it to say."""

from __future__ import annotations

import copy
import json
import re
import threading
import uuid
from typing import Any, Callable, Dict, Iterator, List, Mapping, Optional, Sequence, Union

from typing_extensions import TypeGuard

from ...._core.values.json_guard import as_list
from ...apps.runtime import Delta, sleep_or_cancelled

Condition = Union[str, Callable[[Dict[str, Any]], Any]]


class ScriptedFailure(RuntimeError):
    """What a `Fail` of a script raises; its text becomes the error of the run."""


class ScriptEnded(RuntimeError):
    """The model was asked for more than its script holds."""


class Say:
    """The model answers with text.

    text: the answer. thinking: reasoning that comes before it. deltas: whether the text is streamed word by word.
    when: use this entry only if the last message contains this text (in any case), or if this function of the LLM
        input says so; until then it is passed over.
    """

    def __init__(
        self, text: str = "", *, thinking: str = "", deltas: bool = True, when: Optional[Condition] = None
    ) -> None:
        self.text = text
        self.thinking = thinking
        self.deltas = deltas
        self.when = when

    def __repr__(self) -> str:
        return f"Say({self.text!r})"


class Call:
    """The model calls a tool: `Call("weather", city="Oslo")`. Several at once stand in a list."""

    def __init__(self, name: str, /, **arguments: Any) -> None:
        self.name = name
        self.arguments: Any = arguments

    @classmethod
    def raw(cls, name: str, arguments: Any) -> Call:
        """A call whose arguments are not what they should be, such as broken JSON text."""
        call = cls(name)
        call.arguments = arguments
        return call

    def __repr__(self) -> str:
        return f"Call({self.name!r}, {self.arguments!r})"


class Fail:
    """The model fails with this error."""

    def __init__(self, error: str, *, when: Optional[Condition] = None) -> None:
        self.error = error
        self.when = when

    def __repr__(self) -> str:
        return f"Fail({self.error!r})"


class Pause:
    """The model takes its time, in seconds, before what follows; a cancellation ends the pause."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def __repr__(self) -> str:
        return f"Pause({self.seconds!r})"


Entry = Any
Script = Union[Sequence[Entry], Mapping[Any, Any]]


class ScriptedModel:
    """A model for tests. Register it as an app, and name that as an agent's `core_app`:

    ```python
    brain = ScriptedModel([Call("weather", city="Oslo"), "It is 21 degrees."])
    with LocalPlatform(models={"acme/brain": brain}) as platform:
        agent = platform.client().agent({"core_app": {"ref": "acme/brain"}, "tools": [weather]})
    ```

    script: a list, of which each turn of the model takes the next entry; or a dict of lists, where the first key that
        occurs in the last user message (in any case; or a compiled pattern that is found in it, or a function of the
        LLM input; `None` matches always) chooses the list, and each such message begins its list anew.

    An entry is a text; `Say`, `Call`, `Fail`; a list of these that together make one turn (`Pause` may stand in it);
    `Pause` alone, which belongs to the entry after it; or a function of the LLM input that gives any of these.

    `inputs` holds the LLM inputs that the model was given, for assertions, oldest first.
    """

    def __init__(self, script: Script) -> None:
        if isinstance(script, (str, bytes)) or not isinstance(script, (Mapping, Sequence)):
            raise TypeError("the script of a ScriptedModel must be a list, or a dict of lists")
        self._matched = isinstance(script, Mapping)
        self._scripts: List[Any] = (
            [(key, _turns(_listed(value))) for key, value in script.items()]
            if isinstance(script, Mapping)
            else [(None, _turns(script))]
        )
        self._used: List[bool] = [False] * len(self._scripts[0][1]) if not self._matched else []
        self._lock = threading.Lock()
        self.inputs: List[Dict[str, Any]] = []

    @property
    def remaining(self) -> int:
        """Entries of a list that were not used yet."""
        with self._lock:
            return self._used.count(False)

    def __call__(self, llm_input: Dict[str, Any]) -> Iterator[Dict[str, Any]]:
        """One turn, as an LLM app yields it: deltas, then the whole output."""
        with self._lock:
            self.inputs.append(copy.deepcopy(llm_input))
            entries = self._next(llm_input)
        text, thinking = "", ""
        calls: List[Call] = []
        for entry in self._resolved(entries, llm_input):
            if isinstance(entry, Pause):
                if sleep_or_cancelled(entry.seconds):
                    yield {"response": text}
                    return
            elif isinstance(entry, Fail):
                raise ScriptedFailure(entry.error)
            elif isinstance(entry, Call):
                calls.append(entry)
            else:
                thinking += entry.thinking
                text += entry.text
                if entry.deltas:
                    for piece in _words(entry.thinking):
                        yield Delta(reasoning=piece)
                    for piece in _words(entry.text):
                        yield Delta(response=piece)
        yield model_output(text, thinking, [(call.name, call.arguments) for call in calls], llm_input)

    def _resolved(self, entries: Sequence[Entry], llm_input: Dict[str, Any]) -> Iterator[Any]:
        for entry in entries:
            while callable(entry) and not isinstance(entry, (Say, Call, Fail, Pause)):
                entry = entry(copy.deepcopy(llm_input))
            if _is_several(entry):
                yield from self._resolved(entry, llm_input)
            elif isinstance(entry, str):
                yield Say(entry)
            elif isinstance(entry, (Say, Call, Fail, Pause)):
                yield entry
            else:
                raise TypeError(f"a script holds texts, Say, Call, Fail, Pause, lists and functions, not {entry!r}")

    def _next(self, llm_input: Dict[str, Any]) -> Sequence[Entry]:
        if not self._matched:
            turns = self._scripts[0][1]
            for index, turn in enumerate(turns):
                if not self._used[index] and all(_applies(entry, llm_input) for entry in turn):
                    self._used[index] = True
                    return list(turn)
            raise ScriptEnded(
                f"the script of this ScriptedModel has {len(turns)} entries, and none is left for turn "
                f"{len(self.inputs)}, which answers {_last_text(llm_input)!r}"
            )
        asked, answered = _last_user(llm_input)
        for key, turns in self._scripts:
            if _matches(key, asked, llm_input):
                if answered < len(turns):
                    return list(turns[answered])
                raise ScriptEnded(
                    f"the script for {key!r} has {len(turns)} entries, and the model was asked for one more after "
                    f"{_last_text(llm_input)!r}"
                )
        raise ScriptEnded(f"no script of this ScriptedModel matches the message {asked!r}")


def model_output(text: str, thinking: str, calls: Sequence[Any], llm_input: Mapping[str, Any]) -> Dict[str, Any]:
    """An LLM output. Tokens are counted as words."""
    output: Dict[str, Any] = {"response": text}
    if thinking:
        output["reasoning"] = thinking
    if calls:
        output["tool_calls"] = [
            {
                "id": "call_" + uuid.uuid4().hex[:16],
                "type": "function",
                "function": {"name": name, "arguments": arguments},
            }
            for name, arguments in calls
        ]
    prompt = len(json.dumps([llm_input.get("context"), llm_input.get("text")]).split())
    written = len(text.split()) + len(thinking.split())
    output["usage"] = {
        "stop_reason": "tool_calls" if calls else "stop",
        "prompt_tokens": prompt,
        "completion_tokens": written,
        "total_tokens": prompt + written,
    }
    return output


def _turns(script: Sequence[Entry]) -> List[List[Entry]]:
    turns: List[List[Entry]] = []
    pauses: List[Entry] = []
    for entry in script:
        if isinstance(entry, Pause):
            pauses.append(entry)
            continue
        turns.append([*pauses, *_listed(entry)])
        pauses = []
    if pauses:
        raise ValueError("a Pause at the end of a script delays nothing: let something follow it")
    return turns


def _listed(value: Any) -> Sequence[Entry]:
    return value if _is_several(value) else [value]


def _is_several(value: Any) -> TypeGuard[Sequence[Any]]:
    return isinstance(value, (list, tuple))


def _applies(entry: Entry, llm_input: Dict[str, Any]) -> bool:
    when = getattr(entry, "when", None)
    return when is None or _matches(when, _last_text(llm_input), llm_input)


def _matches(key: Any, text: str, llm_input: Dict[str, Any]) -> bool:
    if key is None:
        return True
    if isinstance(key, str):
        return key.lower() in text.lower()
    if hasattr(key, "search"):
        return key.search(text) is not None
    return bool(key(copy.deepcopy(llm_input)))


def _last_text(llm_input: Mapping[str, Any]) -> str:
    return str(llm_input.get("text") or "")


def _last_user(llm_input: Mapping[str, Any]) -> Any:
    """The text of the last user message, and how many turns the model has had since."""
    if llm_input.get("role", "user") == "user":
        return _last_text(llm_input), 0
    answered = 0
    for message in reversed(as_list(llm_input.get("context"))):
        if message.get("role") == "user":
            return str(message.get("text") or ""), answered
        answered += message.get("role") == "assistant"
    return "", answered


def _words(text: str) -> List[str]:
    return re.findall(r"\S+\s*|\s+", text)
