"""Make the sync twins from the async sources.  --check: compare only, exit 1 on a difference.

Settings: [tool.sdk-unasync] in pyproject.toml. The source is rewritten token by token, so comments and layout stay:

- `async` and `await` go; names change by the table, and a leading `Async` is cut (AsyncClient -> Client).
- In strings only names change; `async` and `await` go only from example code (`>>>` lines and fenced blocks).
- `# async only` on a line of its own: the statement below it has no twin.
- `# sync only: ...` on a line of its own: the rest of the line becomes the twin's code.

What is no renaming lives in modules with a hand-written twin (`inferencesh/_runtime/concurrency_async.py` and
`concurrency_sync.py`).
"""

from __future__ import annotations

import io
import re
import subprocess
import sys
import tokenize
from pathlib import Path

try:
    import tomllib
except ImportError:  # before Python 3.11
    import tomli as tomllib  # type: ignore[import-not-found, no-redef]

ROOT = Path(__file__).resolve().parent.parent
CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["sdk-unasync"]
NAMES: dict[str, str] = CONFIG["names"]
STRINGS = {tokenize.STRING} | {
    getattr(tokenize, n) for n in ("FSTRING_MIDDLE", "TSTRING_MIDDLE") if hasattr(tokenize, n)
}
CODE_LINE = re.compile(r"\s*(>>>|\.\.\.) ")
ASYNC_ONLY = re.compile(
    r"^(?P<i>[ \t]*)# async only\n(?:(?P=i)@.*\n)*(?P=i)\S.*\n"
    r"(?:(?P=i)[ \t]+.*\n|(?P=i)[)\]}].*\n|\n(?=(?:\n)*(?P=i)[ \t]))*",
    re.M,
)
SYNC_ONLY = re.compile(r"^([ \t]*)# sync only: (.*)$", re.M)
used: set[str] = set()


def rename(name: str) -> str:
    if name in NAMES:
        used.add(name)
        return NAMES[name]
    return name[5:] if re.match(r"Async[A-Z]", name) else name


def rename_string(text: str) -> str:
    lines, fenced = [], False
    for line in text.split("\n"):
        fenced ^= line.strip().startswith("```")
        if fenced or CODE_LINE.match(line):
            line = re.sub(r"\b(async (?=with|for|def)|await )", "", line)
        line = re.sub(r"\b(Async[A-Z]\w*|async_inference|async_client)\b", lambda m: rename(m.group()), line)
        # dotted module names, as in "inferencesh._async.tasks.tasks"
        line = re.sub(r"\binferencesh\._async\b", "inferencesh._sync", line)
        lines.append(line)
    return "\n".join(lines)


def convert(source: str) -> str:
    source = SYNC_ONLY.sub(lambda m: f"{m[1]}{m[2]}", ASYNC_ONLY.sub("", source))
    rows = io.StringIO(source).readlines()
    starts = [0]
    for row in rows:
        starts.append(starts[-1] + len(row))
    out: list[str] = []
    position, drop = 0, False
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        begin = starts[token.start[0] - 1] + token.start[1]
        end = starts[token.end[0] - 1] + token.end[1]
        if drop:  # the white space behind a dropped keyword goes too
            position, drop = begin, False
        if token.type == tokenize.NAME and token.string in ("async", "await"):
            out.append(source[position:begin])
            position, drop = end, True
            continue
        if token.type == tokenize.NAME:
            new = rename(token.string)
        elif token.type in STRINGS:
            new = rename_string(token.string)
        else:
            continue
        if new != token.string and end > begin:
            out += [source[position:begin], new]
            position = end
    out.append(source[position:])
    return "".join(out)


def ruff(args: list[str], text: str, name: Path) -> str:
    command = [sys.executable, "-m", "ruff", *args, "--quiet", "--stdin-filename", str(name), "-"]
    done = subprocess.run(command, input=text, capture_output=True, text=True, cwd=ROOT, check=False)
    if done.returncode not in (0, 1) or (done.returncode == 1 and "--fix-only" not in args):
        raise SystemExit(f"ruff failed on {name}: {done.stderr or done.stdout}")
    return done.stdout


def twin(source: Path, target: Path) -> str:
    head = f"# Made from {source.relative_to(ROOT).as_posix()} by scripts/unasync.py. Do not edit.\n"
    try:
        text = head + convert(source.read_text(encoding="utf-8"))
    except (SyntaxError, tokenize.TokenError) as cause:
        raise SystemExit(f"{source.relative_to(ROOT).as_posix()} is no Python: {cause}") from cause
    text = ruff(["check", "--select", "I,F401", "--fix-only"], text, target)
    return ruff(["format"], text, target)


def main() -> int:
    check = "--check" in sys.argv
    stale: list[str] = []
    for source_name, target_name in CONFIG["trees"]:
        source_root, target_root = ROOT / source_name, ROOT / target_name
        wanted: dict[Path, str] = {}
        for source in sorted(source_root.rglob("*.py")):
            target = target_root / source.relative_to(source_root)
            wanted[target] = twin(source, target)
        existing = {path for path in target_root.rglob("*.py") if "__pycache__" not in path.parts}
        for path in sorted(existing - set(wanted)):
            stale.append(f"{path.relative_to(ROOT)}: has no source")
            if not check:
                path.unlink()
        for path, text in wanted.items():
            if path.exists() and path.read_text(encoding="utf-8") == text:
                continue
            stale.append(str(path.relative_to(ROOT)))
            if not check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
    if check:
        print(*(f"stale: {name} (run `make sync`)" for name in stale), sep="\n", end="\n" if stale else "")
        unused = sorted(set(NAMES) - used)
        if unused:
            print(f"names in [tool.sdk-unasync.names] that nothing uses: {', '.join(unused)}")
        return 1 if stale or unused else 0
    print(*(f"wrote {name}" for name in stale), sep="\n", end="\n" if stale else "")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
