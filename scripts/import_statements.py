"""What import statements say, for the checks of who imports whom."""

from __future__ import annotations

import ast
from typing import Sequence


def source_of(node: ast.ImportFrom, package: Sequence[str]) -> str:
    """The absolute name of the module in `from MODULE import ...`, for a statement in a module of `package`."""
    base = package[: len(package) - node.level + 1] if node.level else ()
    return ".".join([*base, *([node.module] if node.module else [])])


def is_for_types(node: ast.AST) -> bool:
    """Whether this is `if TYPE_CHECKING:`, whose body is not run."""
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
