"""Check that imports run in no circle (docs/architecture.md, "Arrows"). Exit 1, a line for each circle.

Two rules: no circle of modules at run time, imports within functions included; and none between folders, imports for
types included. A module of the package's own folder stands for itself. `__main__` starts the command line, and the sync
twins are as their sources are, so neither is looked at.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from typing import Dict, Iterable, Iterator, List, Set, Tuple

from import_statements import is_for_types, source_of

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "inferencesh"

Graph = Dict[str, Set[str]]
Arrow = Tuple[str, str]

# Arrows that close a circle today. This list may only shrink: delete what you mend.
KNOWN_MODULES: Set[Arrow] = set()
KNOWN_FOLDERS: Set[Arrow] = set()


def modules() -> Dict[str, Path]:
    """The modules that are looked at, by their names."""
    found = {}
    for path in sorted((ROOT / PACKAGE).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        if "_sync" not in parts and parts[-1] != "__main__":
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def room(name: str, path: Path) -> str:
    """The folder of a module, as the rules count it."""
    folder = path.relative_to(ROOT).parent.as_posix()
    return name if folder == PACKAGE else folder


def imports(name: str, path: Path, known: Iterable[str]) -> Iterator[Tuple[str, bool]]:
    """The modules that a module imports, and whether at run time."""
    package = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]

    def visit(node: ast.AST, runs: bool) -> Iterator[Tuple[str, bool]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import):
                yield from ((alias.name, runs) for alias in child.names)
            elif isinstance(child, ast.ImportFrom):
                source = source_of(child, package)
                for alias in child.names:
                    whole = f"{source}.{alias.name}"
                    yield (whole if whole in known else source), runs
            elif isinstance(child, ast.If) and is_for_types(child):
                for part, runs_there in ((child.body, False), (child.orelse, runs)):
                    for statement in part:
                        yield from visit(ast.Module([statement], []), runs_there)
            else:
                yield from visit(child, runs)

    for target, runs in visit(ast.parse(path.read_text(encoding="utf-8")), True):
        if target in known and target != name:
            yield target, runs


def graphs() -> Tuple[Graph, Graph]:
    """Who imports whom: modules at run time, and folders."""
    known = modules()
    rooms = {name: room(name, path) for name, path in known.items()}
    by_module: Graph = {name: set() for name in known}
    by_folder: Graph = {name: set() for name in rooms.values()}
    for name, path in known.items():
        for target, runs in imports(name, path, known):
            if runs:
                by_module[name].add(target)
            if rooms[name] != rooms[target]:
                by_folder[rooms[name]].add(rooms[target])
    return by_module, by_folder


def reach(graph: Graph, start: str) -> Dict[str, str]:
    """What can be reached from `start`, each with the one before it."""
    before: Dict[str, str] = {}
    todo = [start]
    for one in todo:
        for following in sorted(graph.get(one, ())):
            if following not in before:
                before[following] = one
                todo.append(following)
    return before


def circles(graph: Graph) -> List[List[str]]:
    """A shortest circle for each group whose members reach each other."""
    found: List[List[str]] = []
    done: Set[str] = set()
    for start in sorted(graph):
        before = reach(graph, start)
        if start in done or start not in before:
            continue
        way = [before[start]]
        while way[-1] != start:
            way.append(before[way[-1]])
        found.append([*reversed(way), start])
        done |= {one for one in before if start in reach(graph, one)}
    return found


def problems(graph: Graph, allowed: Set[Arrow], what: str) -> List[str]:
    """What is wrong with a graph, where the `allowed` arrows are known to close circles."""
    rest = {one: {to for to in targets if (one, to) not in allowed} for one, targets in graph.items()}
    found = [f"circle of {what}: {' -> '.join(circle)}" for circle in circles(rest)]
    for one, to in sorted(allowed):
        if to not in graph.get(one, ()) or one not in reach(graph, to):
            found.append(f"{one} -> {to} closes no circle any more: delete it from {Path(__file__).name}")
    return found


def main() -> int:
    by_module, by_folder = graphs()
    found = problems(by_module, KNOWN_MODULES, "modules") + problems(by_folder, KNOWN_FOLDERS, "folders")
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
