"""What the nodes of a Python text are: names, texts, ends."""

from __future__ import annotations

import ast
import re

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)  # run when they are called
ENDS_OF_PROCESS = frozenset("exit quit _exit abort".split())
_READS = re.compile(r"environ\.(?:get|pop)$|getenv$|userdata\.get$")
_PARSER_EXITS = re.compile(r"(?:parser|ctx|click|typer|app|cli)\.(?:error|fail|exit)$")


def name_of(node: ast.AST) -> str:
    """Return the dotted name, as far as it is one."""
    if isinstance(node, ast.Attribute):
        return f"{name_of(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def last_name(node: ast.AST) -> str:
    """Return the last part of the name of what is called, whatever stands before it."""
    return getattr(node.func, "attr", name_of(node.func)) if isinstance(node, ast.Call) else ""


def text_of(node: ast.AST | None) -> str:
    """Return the text of a constant, or ""."""
    value = getattr(node, "value", "") if isinstance(node, ast.Constant) else ""
    return value if isinstance(value, str) else ""


def pattern_of(node: ast.AST) -> str:
    """Return a text with a mark for what is not known of it."""
    if isinstance(node, ast.JoinedStr):
        return "".join(text_of(part) or "\0" for part in node.values)
    return text_of(node)


def variable_of(node: ast.AST) -> str:
    """Return the environment variable that an expression reads, or ""."""
    if isinstance(node, ast.Subscript) and name_of(node.value).endswith("environ"):
        return text_of(node.slice)
    if isinstance(node, ast.Call) and last_name(node) in ("get", "getenv", "pop") and node.args:
        return text_of(node.args[0]) if _READS.search(name_of(node.func)) else ""
    return ""


def results_of(node: ast.BoolOp | ast.IfExp) -> list[ast.expr]:
    """Return the operands that the result can be: of `a and b` only the last says something."""
    if isinstance(node, ast.IfExp):
        return [node.body, node.orelse]
    return node.values[-1:] if isinstance(node.op, ast.And) else node.values


def fields_of(node: ast.Dict) -> dict[str, ast.expr]:
    """Return a mapping's values by their keys; "" stands for what is not known."""
    return {text_of(key): value for key, value in zip(node.keys, node.values, strict=True)}


def keywords_of(call: ast.Call) -> dict[str, ast.expr]:
    """Return the values of a call's named arguments; "" stands for what is not known."""
    return {keyword.arg or "": keyword.value for keyword in call.keywords}


def mentions(node: ast.AST, name: str) -> bool:
    """Tell whether an expression has a name or an attribute of that name in it."""
    parts = ast.walk(node)
    return any(name in (getattr(part, "id", ""), getattr(part, "attr", "")) for part in parts)


def exits(node: ast.AST) -> bool:
    """Tell whether a call ends the process."""
    is_parser = isinstance(node, ast.Call) and _PARSER_EXITS.search(name_of(node.func).lower())
    return last_name(node) in ENDS_OF_PROCESS or bool(is_parser)


def ends(body: list[ast.stmt]) -> bool:
    """Tell whether a block ends what it stands in."""
    kinds = (ast.Raise, ast.Return, ast.Continue, ast.Break)
    return any(isinstance(node, kinds) or exits(getattr(node, "value", node)) for node in body)
