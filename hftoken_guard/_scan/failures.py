"""Pushes that fail, and handlers after which nobody knows."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from .syntax import exits, last_name, name_of
from .writes import PUSHES, judge_write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .names import Names

_NO_RESULTS = re.compile(r"(?i)card|readme")  # pushed beside them
_EVERYTHING = frozenset({"Exception", "BaseException"})
_SILENT = ("return", "return None", "return 0", "return True")


def find_swallowing_handlers(node: ast.Try, names: Names) -> Iterator[ast.ExceptHandler]:
    """Yield the handlers that catch a failed push and let the job end as if all were well."""
    inside = [part for child in node.body for part in ast.walk(child)]
    called = [
        names.functions[name_of(call.func)]
        for call in inside
        if isinstance(call, ast.Call) and name_of(call.func) in names.functions
    ]
    inside += [part for function in called for part in ast.walk(function)]
    calls = [part for part in inside if last_name(part) in PUSHES]
    pushes = [call for call in calls if isinstance(call, ast.Call) and judge_write(call, names)]
    if all(_NO_RESULTS.search(ast.unparse(call)) for call in pushes):
        return
    flags = (part for part in inside if isinstance(part, ast.Assign))
    if node in names.repeated or any(isinstance(flag.value, ast.Constant) for flag in flags):
        return  # a later line can see that it failed
    for handler in node.handlers:
        caught = _EVERYTHING
        if handler.type:
            caught = frozenset(name_of(part) for part in ast.walk(handler.type))
        if not caught.isdisjoint(_EVERYTHING) and _swallows(handler):
            yield handler


def _swallows(handler: ast.ExceptHandler) -> bool:
    """Tell whether nobody can know afterwards that it failed."""
    for node in ast.walk(handler):
        is_loud = isinstance(node, ast.Return) and ast.unparse(node) not in _SILENT
        is_loud |= isinstance(node, (ast.Raise, ast.Assign, ast.AugAssign))
        if is_loud or exits(node) or last_name(node) in ("append", "add"):
            return False
    return True
