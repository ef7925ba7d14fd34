"""Check who imports whom (docs/architecture.md, "Arrows"). Exit 1, a line for each wrong import."""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from typing import Iterator

from import_statements import is_for_types, source_of

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "inferencesh"

# room -> what its modules may import of ours, by the first part of the name below `inferencesh`
SHARED = {f"_runtime.{name}" for name in ("clock", "threads", "version", "wait_for")}
# blocking or process-wide state that both shells use alike
BESIDE_CORE = {
    f"_runtime.{name}"
    for name in (
        "attempts",
        "local_files",
        "multipart_spool",
        "open_files",
        "own_client_sockets",
        "run_journal",
        "submission_registry",
    )
}
TRANSPORT = "_transport"
"""A package by itself: it imports nothing of ours, and outside of it only its face is imported."""
INNER = {"_core", "_contract", "_late_import", "results", "tools"} | SHARED
ALLOWED: dict[str, set[str]] = {
    "_core": INNER,
    "results": INNER,
    "tools": INNER,
    "_async": {"_async", "_runtime.concurrency_async", TRANSPORT} | BESIDE_CORE | INNER,
    "_sync": {"_sync", "_runtime.concurrency_sync", TRANSPORT} | BESIDE_CORE | INNER,
    "_runtime": {"_runtime.concurrency_async", "_runtime.concurrency_sync"} | BESIDE_CORE | INNER,
    # neither the platform nor the command line makes tools as callers do
    "local": {"local", "<face>"} | INNER - {"tools"},
    "cli": {"cli", "local", "<face>"} | INNER - {"tools"},
}
# the transport's own rooms; its modules beside them are shared by both, and know neither
TRANSPORT_ALLOWED: dict[str, set[str]] = {
    "codec": {"codec"},
    "net": {"net", "codec"},
    "_async": {"_async", "codec", "net"},
    "_sync": {"_sync", "codec", "net"},
}
OTHER_HALF = {"_async": "net.sockets_sync", "_sync": "net.sockets_async"}
EACH_NAME = {f"inferencesh.{TRANSPORT}", f"inferencesh.{TRANSPORT}.net", "inferencesh._runtime"}
GUARDED = {"_async", "_sync", "_core", "_runtime", "results", "tools"}
ALWAYS_LOADED = {"types"}
BESIDE = {"local", "cli"}  # behind extras: nothing else imports them
HTTPX_MODULES = {"http", "bodies", "connections", "foreign", "direct", "own_client", "hint_names"}


# What a path is called may be asked in `_core`; what is there may not.
PURE_PATHS = {"basename", "dirname", "isabs", "join", "splitext"}
THREADS_IN_CORE = {"turn_calls"}  # a lock around what handlers in several threads report


def impure(node: ast.AST, module: Path) -> str | None:
    """What a node of `_core` asks of the system: its files, its clock, its threads."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "open":
        return "open files"
    if isinstance(node, ast.Attribute) and node.attr not in PURE_PATHS:
        outer = node.value  # ast.unparse is not there on Python 3.8
        named = isinstance(outer, ast.Attribute) and isinstance(outer.value, ast.Name)
        if named and (outer.value.id, outer.attr) == ("os", "path"):
            return f"use os.path.{node.attr}"
    names = []
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom) and not node.level:
        names = [node.module or ""]
    for name in names:
        if name in ("time", "os.path") or (name == "threading" and module.stem not in THREADS_IN_CORE):
            return f"import {name}"
    return None


def target(node: ast.ImportFrom | ast.Import, module: Path) -> list[str]:
    """The absolute names that an import statement reaches."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if not node.level:
        if node.module == "inferencesh":  # names of the face, or rooms
            return [f"inferencesh.{alias.name}" for alias in node.names]
        return [node.module or ""]
    name = source_of(node, ("inferencesh", *module.relative_to(PACKAGE).parts[:-1]))
    # of a package's face, and of what both shells share, each name that is taken
    each = not node.module or name in EACH_NAME
    return [f"{name}.{alias.name}" for alias in node.names] if each else [name]


def problems(module: Path) -> list[str]:
    """What is wrong with the imports of a module, and with what `_core` asks of the system."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    found = []
    if _room(module) in GUARDED and module.stem != "__init__":
        found = [
            f"{module.relative_to(ROOT)}:{line}: put imports in functions into `with late_import():`, or a process "
            "without a file descriptor left gets a raw OSError"
            for line in unguarded(tree)
        ]
    for node in ast.walk(tree):
        where = f"{module.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"
        asked = impure(node, module) if _room(module) == "_core" else None
        if asked is not None:
            found.append(f"{where}: _core must not {asked}")
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            for name in target(node, module):
                head, _, rest = name.partition(".")
                lines = (
                    own_problems(module, name, rest) if head == "inferencesh" else foreign_problems(module, node, head)
                )
                found += [f"{where}: {line}" for line in lines]
    return found


def _room(module: Path) -> str:
    relative = module.relative_to(PACKAGE)
    return relative.parts[0] if len(relative.parts) > 1 else ""


def own_problems(module: Path, name: str, rest: str) -> list[str]:
    """What is wrong with the import of `name`, a module of ours or what is in it, with `rest` below the package."""
    room = _room(module)
    if room == TRANSPORT:
        return transport_problems(module.relative_to(PACKAGE).parts[1:], name)
    reached = _reached(rest)
    if reached == TRANSPORT and beyond_face(rest):
        return [f"of {TRANSPORT} only the face may be imported, not {name}"]
    if room in ALLOWED and reached not in ALLOWED[room]:
        return [f"{room} must not import {name}"]
    if not room and module.stem != "__main__" and reached in BESIDE:
        return [f"what is not behind an extra must not import {name}"]
    return []


def _reached(rest: str) -> str:
    """The room that an import reaches; of `_runtime` the module."""
    parts = rest.split(".")
    reached = ".".join(parts[:2]) if parts[0] == "_runtime" else parts[0]
    place = PACKAGE.joinpath(*reached.split("."))
    return reached if reached and (place.exists() or place.with_suffix(".py").exists()) else "<face>"


def foreign_problems(module: Path, node: ast.Import | ast.ImportFrom, head: str) -> list[str]:
    """What is wrong with the import of a package of others."""
    room, parts = _room(module), module.relative_to(PACKAGE).parts
    pure = room in ("_core", "results") or parts[:2] == (TRANSPORT, "codec")
    if pure and head in ("asyncio", "socket", "ssl", "httpx"):
        return [f"{'/'.join(parts[:-1])} has no I/O, so it must not import {head}"]
    if head == "httpx" and not _may_import_httpx(module, node):
        return [f"httpx is for {', '.join(sorted(HTTPX_MODULES))} alone"]
    if head in ("starlette", "uvicorn", "PIL") and room not in ("local", "cli"):
        return [f"{head} is an extra of the local platform"]
    return []


def _may_import_httpx(module: Path, node: ast.Import | ast.ImportFrom) -> bool:
    room = _room(module)
    if room in ("_async", "_sync"):
        return module.stem in HTTPX_MODULES or _type_only(module, node)
    return room in ("local", "cli", TRANSPORT)


def unguarded(tree: ast.AST) -> Iterator[int]:
    """The lines of imports in functions that do not stand within `with late_import():`."""

    def look(node: ast.AST, in_function: bool) -> Iterator[int]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, (ast.Import, ast.ImportFrom)):
                names = [alias.name for alias in child.names] if isinstance(child, ast.Import) else [child.module]
                if in_function and not set(names) <= ALWAYS_LOADED:
                    yield child.lineno
            elif isinstance(child, ast.With) and any(_is_late_import(item.context_expr) for item in child.items):
                continue
            else:
                yield from look(child, in_function or isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)))

    return look(tree, False)


def _is_late_import(node: ast.expr) -> bool:
    name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
    return name in ("late_import", "spare_descriptors")


def beyond_face(rest: str) -> bool:
    """Whether a name below `inferencesh` reaches into a module of the transport."""
    inner = PACKAGE.joinpath(*rest.split(".")[:2])
    return "." in rest and (inner.is_dir() or inner.with_suffix(".py").exists())


def transport_problems(module: tuple[str, ...], name: str) -> list[str]:
    """What is wrong with the import of `name` by a module of the transport."""
    top, _, rest = name.partition(".")[2].partition(".")
    if top != TRANSPORT:
        return [f"{TRANSPORT} is a package by itself and must not import {name}"]
    reached = rest.partition(".")[0]
    if module == ("__init__.py",):  # the face
        return []
    if reached in TRANSPORT_ALLOWED.get(module[0], set()) and not rest.startswith(OTHER_HALF.get(module[0], "-")):
        return []
    room = "/".join((TRANSPORT, *module[:-1]))
    return [f"{room} must not import {name}"]


def _type_only(module: Path, node: ast.stmt) -> bool:
    """Whether an import stands under `if TYPE_CHECKING:`."""
    for branch in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if is_for_types(branch) and any(getattr(inner, "lineno", 0) == node.lineno for inner in ast.walk(branch)):
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
