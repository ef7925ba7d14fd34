"""Check who imports whom (docs/architecture.md, "Arrows"). Exit 1, a line for each wrong import."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "inferencesh"

# room -> what its modules may import of ours, by the first part of the name below `inferencesh`
SHARED = {"_clock", "_version", "_within"}
# blocking or process-wide state that both shells use alike
BESIDE_CORE = {"_attempts", "_local_files", "_multipart", "_submissions", "_journal"}
INNER = {"_core", "results", "tools"} | SHARED
SEAMS_ASYNC = {"_seam_async", "_net_async", "_net", "_net_tls"}
SEAMS_SYNC = {"_seam_sync", "_net_sync", "_net", "_net_tls"}
ALLOWED: dict[str, set[str]] = {
    "_core": INNER,
    "results": INNER,
    "tools": INNER,
    "_async": {"_async"} | BESIDE_CORE | INNER | SEAMS_ASYNC,
    "_sync": {"_sync"} | BESIDE_CORE | INNER | SEAMS_SYNC,
    "local": {"local", "<face>"} | INNER,
    "cli": {"cli", "local", "<face>"} | INNER,
}
BESIDE = {"local", "cli"}  # behind extras: nothing else imports them
HTTPX_MODULES = {"http", "bodies", "connections", "foreign", "direct", "wire", "exchange", "proxies"}


def target(node: ast.ImportFrom | ast.Import, module: Path) -> list[str]:
    """The absolute names that an import statement reaches."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if not node.level:
        if node.module == "inferencesh":  # names of the face, or rooms
            return [f"inferencesh.{alias.name}" for alias in node.names]
        return [node.module or ""]
    parts = ("inferencesh", *module.relative_to(PACKAGE).parts)
    base = parts[: len(parts) - node.level]
    name = ".".join([*base, *([node.module] if node.module else [])])
    return [f"{name}.{alias.name}" for alias in node.names] if not node.module else [name]


def problems(module: Path) -> list[str]:
    relative = module.relative_to(PACKAGE)
    room = relative.parts[0] if len(relative.parts) > 1 else ""
    found = []
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if not isinstance(node, (ast.Import, ast.ImportFrom)):
            continue
        for name in target(node, module):
            head, _, rest = name.partition(".")
            where = f"{module.relative_to(ROOT)}:{node.lineno}"
            if head == "inferencesh":
                reached = rest.partition(".")[0] or "<face>"
                if not (PACKAGE / reached).exists() and not (PACKAGE / f"{reached}.py").exists():
                    reached = "<face>"
                if room in ALLOWED and reached not in ALLOWED[room]:
                    found.append(f"{where}: {room} must not import {name}")
                elif not room and module.stem != "__main__" and reached in BESIDE:
                    found.append(f"{where}: what is not behind an extra must not import {name}")
            elif head in ("asyncio", "socket", "ssl", "httpx") and room in ("_core", "results"):
                found.append(f"{where}: {room} has no I/O, so it must not import {head}")
            elif head == "httpx" and (
                room not in ("_async", "_sync", "local", "cli")
                or (room in ("_async", "_sync") and module.stem not in HTTPX_MODULES and not _type_only(module, node))
            ):
                found.append(f"{where}: httpx is for {', '.join(sorted(HTTPX_MODULES))} alone")
            elif head in ("starlette", "uvicorn", "PIL") and room not in ("local", "cli"):
                found.append(f"{where}: {head} is an extra of the local platform")
    return found


def _type_only(module: Path, node: ast.stmt) -> bool:
    """Whether an import stands under `if TYPE_CHECKING:`."""
    for branch in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        guarded = isinstance(branch, ast.If) and "TYPE_CHECKING" in ast.dump(branch.test)
        if guarded and any(getattr(inner, "lineno", 0) == node.lineno for inner in ast.walk(branch)):
            return True
    return False


def generated_problems() -> list[str]:
    found = []
    for module in (ROOT / "generated").rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            found += [
                f"{module.relative_to(ROOT)}: imports {name}"
                for name in names
                if name.partition(".")[0] == "inferencesh"
            ]
    return found


def main() -> int:
    found = [line for module in sorted(PACKAGE.rglob("*.py")) for line in problems(module)] + generated_problems()
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
