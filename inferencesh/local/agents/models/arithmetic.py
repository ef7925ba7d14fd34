"""Arithmetic in plain text: finding it, and working it out."""

from __future__ import annotations

import ast
import operator
import re
from typing import Any, Callable, Dict, Optional, Type, Union

Number = Union[int, float]

_WORDS = (
    (r"\b\d{4}-\d\d-\d\d\b", " "),  # a date is not a subtraction
    (r"(\d)\s*%\s*of\s+(?=\d)", r"\1/100*"),
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
    expression = _written(text)
    return expression if expression is not None and evaluate(expression) is not None else None


def find_impossible(text: str) -> Optional[str]:
    """The first expression in a text, if it has no value, such as 1/0, or one that is too large."""
    expression = _written(text)
    try:
        if expression is not None:
            _value(ast.parse(expression, mode="eval").body)
    except (ArithmeticError, TooLarge):
        return expression
    except (SyntaxError, ValueError, TypeError, RecursionError, MemoryError):
        pass  # it was none
    return None


def _written(text: str) -> Optional[str]:
    for pattern, sign in _WORDS:
        text = re.sub(pattern, sign, text, flags=re.IGNORECASE)
    match = _EXPRESSION.search(text)
    return match.group(0).strip().rstrip(".") if match is not None else None


class TooLarge(ValueError):
    """A power that nobody wants to wait for."""


def evaluate(expression: str) -> Optional[Number]:
    """What an expression comes to; None if it is not one, or has no value."""
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
            raise TooLarge("too large")
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
