"""The model behind the names of the documentation, where there is no network: rules instead of weights.

It picks tools by the words that they share with the message, fills their parameters by schema, and answers from
their results, from the prompt or from what was said before. It is there to make examples do something sensible.
"""

from __future__ import annotations

import json
import re
from typing import Any, Dict, Iterator, List, Mapping, Optional, Set, Tuple

from ...._core.values.json_guard import as_list, as_object, is_array, is_object
from ...apps.runtime import Delta
from ..tools.platform_tools import GROUPS
from ..tools.web_search import words
from .arithmetic import evaluate, find_expression, find_impossible, shown
from .rule_arguments import Said, fill
from .scripted import model_output

RULE_MODELS = ("infsh/claude-sonnet-4", "infsh/claude-haiku-35", "infsh/gpt-4o", "infsh/gpt-4o-mini")
THRESHOLD = 2.0
_GREETING = re.compile(r"^\W*(?:hello|hi|hey|good (?:morning|evening|day)|greetings)\b", re.IGNORECASE)
_DRAW = words("draw paint picture image photo illustration sketch generate create")
_LOOK_UP = words("search look find research latest news browse web google")
_OWN = {name for group in GROUPS.values() for name in group}

Offer = Dict[str, Any]
Chosen = Tuple[str, Dict[str, Any]]


class RuleModel:
    """See the module."""

    description = "A small model made of rules, in place of a large one."

    def __call__(self, llm_input: Dict[str, Any]) -> Iterator[Dict[str, Any]]:
        """One turn, as an LLM app yields it."""
        turn = _Turn(llm_input)
        text, calls = turn.decide()
        thinking = ""
        if str(llm_input.get("reasoning_effort") or "none") != "none":
            thinking = f"The tool {calls[0][0]} fits." if calls else "No tool is needed for this."
            yield Delta(reasoning=thinking)
        for piece in re.findall(r"\S+\s*|\s+", text):
            yield Delta(response=piece)
        yield model_output(text, thinking, calls, llm_input)


class _Turn:
    def __init__(self, llm_input: Mapping[str, Any]) -> None:
        self.input = llm_input
        self.offers: Dict[str, Offer] = {}
        for tool in as_list(llm_input.get("tools")):
            function = as_object(tool.get("function"))
            self.offers[function.get("name", "")] = function
        self.history: List[Dict[str, Any]] = list(as_list(llm_input.get("context")))
        self.now = {key: llm_input.get(key) for key in ("role", "text", "images", "files", "tool_call_id")}
        self.asked, self.results = self._since_the_question()
        self.text = str(self.asked.get("text") or "")
        files = [*as_list(self.asked.get("images")), *as_list(self.asked.get("files"))]
        self.said = Said(self.text, [str(file) for file in files])

    def _since_the_question(self) -> Tuple[Mapping[str, Any], List[Tuple[str, Any, str]]]:
        """The last user message, and the calls since then with their results."""
        results: List[Tuple[str, Any, str]] = []
        messages = [*self.history, self.now]
        start = max((i for i, m in enumerate(messages) if m.get("role") == "user"), default=0)
        calls: Dict[str, Tuple[str, Any]] = {}
        for message in messages[start:]:
            for call in as_list(message.get("tool_calls")):
                calls[call["id"]] = (call["function"]["name"], call["function"]["arguments"])
            if message.get("role") == "tool":
                name, arguments = calls.get(str(message.get("tool_call_id")), ("tool", {}))
                results.append((name, arguments, str(message.get("text") or "")))
        self.earlier = messages[:start]
        return messages[start], results

    def decide(self) -> Tuple[str, List[Chosen]]:
        choice = as_object(self.input.get("tool_choice"))
        mode = choice.get("mode") if is_object(choice) else None
        if not self.results and mode != "none":
            forced = choice.get("name") if mode == "function" else None
            chosen = self._forced(str(forced)) if forced else self._choose(at_least_one=mode == "required")
            if chosen:
                return "", chosen
        finish = self.offers.get("finish")
        tried = any(name == "finish" for name, _, _ in self.results)
        if finish is not None and not tried:
            parameters = as_object(finish.get("parameters"))
            if set(as_object(parameters.get("properties"))) != {"result"}:
                return "", [("finish", self._finished(parameters))]
        return (self._from_results() if self.results else self._answer()), []

    # -- tools

    def _forced(self, name: str) -> List[Chosen]:
        offer = self.offers.get(name)
        return [] if offer is None else [(name, fill(as_object(offer.get("parameters")), self.said, always=True) or {})]

    def _choose(self, *, at_least_one: bool) -> List[Chosen]:
        own = self._own_tools()
        if own:
            return own
        scored = [(self._score(offer), name) for name, offer in self.offers.items() if name not in _OWN | {"finish"}]
        scored.sort(key=lambda pair: -pair[0])
        chosen: List[Chosen] = []
        for score, name in scored:
            if score < THRESHOLD and not (at_least_one and not chosen):
                break
            # A second tool only if it is asked for by name: "greet Ada and draw a cat".
            if chosen and not self._named(name):
                continue
            arguments = fill(self.offers[name].get("parameters") or {}, Said(self.text, self.said.files))
            if arguments is None and at_least_one and not chosen:
                arguments = fill(self.offers[name].get("parameters") or {}, self.said, always=True)
            if arguments is not None:
                chosen.append((name, arguments))
        return chosen

    def _own_tools(self) -> List[Chosen]:
        """The platform's own tools have names that say little, so each has a rule."""
        heard = words(self.text)
        block = re.search(r"```(?:\w+\n)?(.*?)```", self.text, re.DOTALL)
        if "code_execution" in self.offers and block:
            return [("code_execution", {"code": block.group(1)})]
        if (
            "image_generation" in self.offers
            and len(heard & _DRAW) >= 1
            and re.search(r"\b(?:draw|paint|picture|image|photo|illustration|sketch)", self.text, re.IGNORECASE)
        ):
            filled = fill(self.offers["image_generation"]["parameters"], self.said) or {"prompt": self.text}
            return [("image_generation", filled)]
        if "web_search" in self.offers and (heard & _LOOK_UP or self.text.rstrip().endswith("?")):
            return [("web_search", {"query": self.text})]
        if "memory_set" in self.offers:
            match = re.search(r"\bremember(?: that)?\s+(.+?)[.!]*$", self.text, re.IGNORECASE | re.DOTALL)
            if match and not self.text.rstrip().endswith("?"):
                return [("memory_set", {"key": " ".join(match.group(1).split()[:3]).lower(), "value": match.group(1)})]
        if "skill_get" in self.offers:
            for name, about in re.findall(r"^- ([^:\n]+)(?:: (.*))?$", self._prompt(), re.MULTILINE):
                if words(name.replace("-", " ").replace("_", " ")) & heard or len(words(about) & heard) >= 2:
                    return [("skill_get", {"name": name})]
        return []

    def _score(self, offer: Offer) -> float:
        heard = words(self.text)
        properties = as_object(as_object(offer.get("parameters")).get("properties"))
        score = 3.0 * len(heard & _name_words(offer.get("name", "")))
        score += 1.0 * len(heard & words(str(offer.get("description") or "")))
        for name, part in properties.items():
            score += 0.5 * len(heard & _name_words(name))
            for option in as_list(as_object(part).get("enum")):
                score += 1.0 * bool(words(str(option)) & heard)
        everything = words(json.dumps(offer))
        if find_expression(self.text) and everything & words("expression calculate math arithmetic compute sum"):
            score += 5.0
        if self.said.files and any("file" in json.dumps(part) for part in properties.values()):
            score += 2.0
        return score

    def _named(self, name: str) -> bool:
        return bool(_name_words(name) & words(self.text))

    # -- answers

    def _finished(self, schema: Mapping[str, Any]) -> Dict[str, Any]:
        known: Dict[str, Any] = {}
        for _, arguments, text in self.results:
            value = _json(text)
            known.update(arguments if is_object(arguments) else {})
            known.update(value if is_object(value) else {"result": value, "answer": value})
        expression = find_expression(self.text)
        if expression and not self.results:
            known.update(result=evaluate(expression), answer=evaluate(expression), expression=expression)
        properties = as_object(schema.get("properties"))
        for name, part in properties.items():
            # "100" where a text is asked for, 100 where a number is.
            if name in known and is_object(part) and part.get("type") == "string":
                known[name] = known[name] if isinstance(known[name], str) else json.dumps(known[name])
        return fill(schema, Said(self.text, self.said.files, known), always=True) or {}

    def _from_results(self) -> str:
        return "\n".join(self._sentence(name, arguments, text) for name, arguments, text in self.results)

    def _sentence(self, name: str, arguments: Any, text: str) -> str:
        value = _json(text)
        expression = arguments.get("expression") if is_object(arguments) else None
        if is_object(value) and value.get("error"):
            worked_out = evaluate(str(expression)) if expression else None
            if worked_out is not None:
                # The tool is of no help, and this much can be done without it.
                return f"{expression} is {shown(worked_out)}."
            return f"I could not use {name}: {value['error']}"
        if is_object(value) and is_array(value.get("results")):
            found = [f"{item.get('title')}: {item.get('snippet')}" for item in value["results"] if is_object(item)]
            return "\n".join(found) if found else "I found nothing about that."
        if is_object(value) and len(value) == 1:
            value = next(iter(value.values()))
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return f"{expression} is {shown(value)}." if expression else f"{_title(name)}: {shown(value)}."
        if is_object(value):
            address = next(
                (value[key] for key in ("url", "image", "video", "uri") if isinstance(value.get(key), str)), None
            )
            if address is not None:
                return f"Here it is: {address}"
            return (
                f"{_title(name)}: "
                + ", ".join(f"{key} {_short(item).strip()}" for key, item in value.items() if item != "")
                + "."
            )
        if expression and isinstance(value, str) and value:
            return f"{expression} is {value}."
        return _short(value) or f"{_title(name)}: done."

    def _answer(self) -> str:
        expression = find_expression(self.text)
        value = evaluate(expression) if expression else None
        if value is not None:
            return f"{expression} is {shown(value)}."
        impossible = find_impossible(self.text)
        if impossible:
            return f"I cannot work out {impossible}."
        images = len(as_list(self.asked.get("images")))
        files = len(as_list(self.asked.get("files")))
        if images or files:
            what = " and ".join(
                f"{count} {kind}{'s' if count > 1 else ''}"
                for count, kind in ((images, "image"), (files, "file"))
                if count
            )
            return f"I have received {what}. I am a small stand-in model and cannot look inside."
        if _GREETING.match(self.text):
            return "Hello! How can I help you?"
        fitting = self._known_sentence()
        if fitting is not None:
            return fitting
        before = [str(message.get("text") or "") for message in self.earlier if message.get("role") == "user"]
        if before and len(words(self.text)) <= 2:
            return f"There is more to say about “{before[-1]}”, but I am a small stand-in model that knows no more."
        return (
            f"You said: “{self.text}”. I am the local platform's stand-in model: without a tool that fits I cannot say "
            "more."
        )

    def _known_sentence(self) -> Optional[str]:
        """The sentence of the prompt, or of what the user said before, that shares most words with the question."""
        heard = words(self.text)
        sources = [self._prompt(), *(str(m.get("text") or "") for m in self.earlier if m.get("role") == "user")]
        best: Tuple[int, Optional[str]] = (1, None)
        for source in sources:
            for sentence in re.split(r"(?<=[.!?])\s+|\n+", source):
                shared = len(heard & words(sentence))
                if shared >= best[0] and sentence.strip() and not sentence.rstrip().endswith("?"):
                    best = (shared, sentence.strip().lstrip("#- "))
        return best[1] if best[1] and best[0] * 2 >= len(heard) else None

    def _prompt(self) -> str:
        return str(self.input.get("system_prompt") or "")


def _name_words(name: str) -> Set[str]:
    return words(re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[_-]", " ", name))


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _short(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()
