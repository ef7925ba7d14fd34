"""Fuzz with atheris: `make fuzz`. Arguments go to libFuzzer; new inputs that reach new code are put into the corpus.

python fuzz/run.py -max_total_time=60 fuzz/corpus
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "generated"), str(ROOT / "fuzz")]

import atheris  # noqa: E402

with atheris.instrument_imports(include=["inferencesh", "targets"]):
    import targets


def main() -> None:
    atheris.Setup(sys.argv, targets.one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
