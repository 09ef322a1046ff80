"""The conditions under which a statement runs, up to where the script begins."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from .syntax import ENDS_OF_PROCESS, FUNCTIONS, last_name, mentions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .names import Names

    Condition = tuple[ast.expr, bool]

_FOLLOWED = 5  # functions that call each other
_OF_THE_START = ("__name__", "argv")  # in tests that are no settings


def find_conditions(node: ast.AST, names: Names) -> Iterator[Condition]:
    """Yield the tests that come before a node, the nearest first, and whether each must hold."""
    at: ast.AST = node
    for _ in range(_FOLLOWED):
        for test, holds in _find_about(at, names):
            is_start = any(mentions(test, word) for word in _OF_THE_START)
            if not is_start and not names.looks_at_token(test):
                yield test, holds
        function = names.scopes.function_of(at)
        calls = names.calls_of(function) if isinstance(function, FUNCTIONS) else []
        if len(calls) != 1:
            return
        at = calls[0]


def _ends_well(body: list[ast.stmt]) -> bool:
    """Tell whether a block ends what it stands in, and not because of a fault."""
    last = body[-1]
    if isinstance(last, ast.Return):
        return True
    call = last.value if isinstance(last, ast.Expr) else None
    if not isinstance(call, ast.Call) or last_name(call) not in ENDS_OF_PROCESS:
        return False
    return all(getattr(part, "value", 1) in (0, None) for part in call.args)


def _find_about(node: ast.AST, names: Names) -> Iterator[Condition]:
    """Yield the tests about a node in its own function."""
    child = node
    for above, field in names.scopes.ancestors(node):
        block = getattr(above, field)
        if isinstance(block, list) and child in block:
            for before in reversed(block[: block.index(child)]):
                if isinstance(before, ast.If) and _ends_well(before.body) and not before.orelse:
                    yield before.test, False
        if isinstance(above, ast.If) and field in ("body", "orelse"):
            yield above.test, field == "body"
        if isinstance(above, FUNCTIONS):
            return
        child = above
