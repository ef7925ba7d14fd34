"""An app of your own, served by the local platform and called through the SDK.

    python examples/own_app.py                           # serves it in this process and calls it
    inferencesh serve examples/own_app.py                # serves it for other processes

The local platform comes with `pip install "inferencesh[local]"`.
"""

from collections import Counter
from pathlib import Path
from typing import Any, Dict, Iterator

from inferencesh.local import LocalPlatform, app


@app("acme/word-count")
def word_count(text: Path, top: int = 3) -> Iterator[Dict[str, Any]]:
    """Counts the words of a text file. A generator: each value is the output so far, the last one the result."""
    words: Counter[str] = Counter()
    lines = text.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        words.update(word.strip(".,;:!?").lower() for word in line.split())
        print(f"line {number}/{len(lines)}")  # what an app prints becomes the task's log
        yield {"words": sum(words.values()), "progress": {"current": number, "total": len(lines)}}
    yield {"words": sum(words.values()), "top": [list(pair) for pair in words.most_common(top)]}


def main() -> None:
    forecast = b"Rain today, rain tomorrow.\nSun on Friday, sun again on Saturday.\nRain next Sunday.\n"
    with LocalPlatform(apps=[word_count]) as platform, platform.client() as client:
        result = client.run("acme/word-count", input={"text": forecast, "top": 2})
        print(f"output: {result.output}")
        print(f"log: {result.logs}")


if __name__ == "__main__":
    main()
