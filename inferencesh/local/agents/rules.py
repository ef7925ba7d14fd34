"""The model behind the names of the documentation, where there is no network: rules instead of weights."""

from __future__ import annotations

from typing import Any, Dict, Iterator

RULE_MODELS = ("infsh/claude-sonnet-4", "infsh/claude-haiku-35", "infsh/gpt-4o", "infsh/gpt-4o-mini")


class RuleModel:
    def __call__(self, llm_input: Dict[str, Any]) -> Iterator[Dict[str, Any]]:
        yield {"response": "Hello!"}
