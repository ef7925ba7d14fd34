"""A toy web search over a folder of Markdown files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Dict, List, Optional, Set, Tuple

from ...common.background import BackgroundWork

LARGEST = 1 << 20
MOST_FILES = 5000
SNIPPET = 400


async def search(background: BackgroundWork, folder: Optional[Path], arguments: Dict[str, Any]) -> Any:
    """The best pages for a query: title, where it lies, and the paragraph that fits best."""
    query = arguments.get("query")
    if not isinstance(query, str) or not query.strip():
        raise ValueError("query must be a text")
    limit = arguments.get("limit", 5)
    if isinstance(limit, bool) or not isinstance(limit, int) or not 1 <= limit <= 50:
        raise ValueError("limit must be a number from 1 to 50")
    if folder is None:
        note = "no pages: start the platform with search_folder= (inferencesh serve --search-folder) to give it some"
        return {"results": [], "note": note}
    return {"results": await background.run_in_pool(find, folder, query, limit)}


def find(folder: Path, query: str, limit: int) -> List[Dict[str, Any]]:
    """Pages that share words with the query, best first; blocking."""
    wanted = words(query)
    found: List[Tuple[float, Dict[str, Any]]] = []
    for number, path in enumerate(sorted(folder.rglob("*.md"))):
        if number >= MOST_FILES:
            break
        if not path.is_file() or path.stat().st_size > LARGEST:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        best, best_score = "", -1
        for paragraph in re.split(r"\n\s*\n", text):
            shared = len(wanted & words(paragraph))
            if shared > best_score and not paragraph.lstrip().startswith("#"):
                best, best_score = paragraph.strip(), shared
        score = len(wanted & words(text)) + 0.5 * max(best_score, 0)
        if score > 0:
            heading = re.search(r"^#+\s+(.+)$", text, re.MULTILINE)
            title = heading.group(1).strip() if heading else path.stem
            score += len(wanted & words(title))
            place = path.relative_to(folder).as_posix()
            found.append((score, {"title": title, "url": place, "snippet": best[:SNIPPET]}))
    found.sort(key=lambda pair: -pair[0])
    return [page for _, page in found[:limit]]


STOP_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "by",
        "do",
        "does",
        "for",
        "from",
        "how",
        "i",
        "in",
        "is",
        "it",
        "me",
        "my",
        "of",
        "on",
        "or",
        "please",
        "tell",
        "that",
        "the",
        "this",
        "to",
        "us",
        "was",
        "we",
        "what",
        "when",
        "where",
        "which",
        "who",
        "why",
        "will",
        "with",
        "you",
        "your",
    ]
)


def words(text: str) -> Set[str]:
    """The words of a text that mean something."""
    return {_stem(word) for word in re.findall(r"[^\W_]+", text.lower()) if word not in STOP_WORDS}


def _stem(word: str) -> str:
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word
