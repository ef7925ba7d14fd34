"""An agent that calls a Python function of yours, its answer printed as it is written.

INFERENCE_BASE_URL=http://127.0.0.1:8787 INFERENCE_API_KEY=inf_local_platform python examples/agent.py "What is 25 * 4?"
"""

import ast
import operator
import sys

from inferencesh import MessageUpdate, ToolCall, ToolError, inference, tool

OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


@tool
def calculate(expression: str) -> float:
    """Perform a calculation.

    Args:
        expression: Math expression, with + - * / and brackets.
    """
    try:
        return value_of(ast.parse(expression, mode="eval").body)
    except (SyntaxError, ArithmeticError) as error:
        raise ToolError(f"cannot calculate {expression!r}: {error}") from error  # the model is told, and may try again


def value_of(node: ast.AST) -> float:
    """The value of a parsed expression. Never `eval` what a model wrote."""
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        return node.value
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -value_of(node.operand)
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        result: float = OPERATORS[type(node.op)](value_of(node.left), value_of(node.right))
        return result
    raise SyntaxError("only numbers and + - * / are known here")


def print_text(message: MessageUpdate) -> None:
    if message["type"] != "thinking":
        print(message["content"], end="", flush=True)


def print_call(call: ToolCall) -> None:
    print(f"[{call.name} {call.args}]")


def main() -> None:
    question = " ".join(sys.argv[1:]) or "What is 25 * 4?"
    with inference() as client:
        agent = client.agent({"core_app": {"ref": "infsh/claude-sonnet-4@latest"}, "tools": [calculate]})
        agent.send_message(question, on_message=print_text, on_tool_call=print_call)
        print()


if __name__ == "__main__":
    main()
