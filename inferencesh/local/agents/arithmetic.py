"""Arithmetic in plain text: finding it, and working it out."""

from __future__ import annotations

import ast
import operator
import re
from typing import Any, Callable, Dict, Optional, Type, Union

Number = Union[int, float]

_WORDS = (
    (r"\bplus\b", "+"),
    (r"\bminus\b", "-"),
    (r"\b(?:times|multiplied by)\b", "*"),
    (r"\b(?:divided by|over)\b", "/"),
    ("\u00d7", "*"),
    ("\u00f7", "/"),
    (r"(?<=\d)\s*x\s*(?=\d)", " * "),
    (r"\^", "**"),
)
_EXPRESSION = re.compile(r"[-(]*\d[\d.]*\)*(?:\s*(?:\*\*|//|[-+*/%])\s*[-(]*\d[\d.]*\)*)+")
_BINARY: Dict[Type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: lambda left, right: left / right,
    ast.FloorDiv: lambda left, right: left // right,
    ast.Mod: operator.mod,
    ast.Pow: lambda left, right: left**right,
}
_LARGEST_POWER = 1000


def find_expression(text: str) -> Optional[str]:
    """The first arithmetic expression in a text, or None."""
    for pattern, sign in _WORDS:
        text = re.sub(pattern, sign, text, flags=re.IGNORECASE)
    match = _EXPRESSION.search(text)
    if match is None:
        return None
    expression = match.group(0).strip().rstrip(".")
    return expression if evaluate(expression) is not None else None


def evaluate(expression: str) -> Optional[Number]:
    """What an expression comes to; None if it is none, or has no value."""
    try:
        return _value(ast.parse(expression, mode="eval").body)
    except (SyntaxError, ValueError, TypeError, ArithmeticError, RecursionError, MemoryError):
        return None


def _value(node: ast.expr) -> Number:
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)) and not isinstance(node.value, bool):
        return node.value
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd)):
        value = _value(node.operand)
        return -value if isinstance(node.op, ast.USub) else value
    if isinstance(node, ast.BinOp) and type(node.op) in _BINARY:
        left, right = _value(node.left), _value(node.right)
        if isinstance(node.op, ast.Pow) and (abs(right) > _LARGEST_POWER or abs(left) > 1e6):
            raise ValueError("too large")
        result = _BINARY[type(node.op)](left, right)
        if isinstance(result, complex):
            raise ValueError("no real number")
        return result  # type: ignore[no-any-return]
    raise ValueError("not arithmetic")


def shown(value: Number) -> str:
    """A number as people write it."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.10g}" if isinstance(value, float) else str(value)
