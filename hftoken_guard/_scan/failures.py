"""Pushes that fail, and handlers after which nobody knows."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from .pushes import find_push
from .syntax import exits, last_name, name_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .names import Names

_EVERYTHING = frozenset({"Exception", "BaseException"})
_SILENT = ("return", "return None", "return 0", "return True")


def find_swallowing_handlers(node: ast.Try, names: Names) -> Iterator[ast.ExceptHandler]:
    """Yield the handlers that catch a failed push and let the job end as if all were well."""
    inside = [part for child in node.body for part in ast.walk(child)]
    calls = [part for part in inside if isinstance(part, ast.Call)]
    called = [function for call in calls if (function := names.function_of(call))]
    inside += [part for function in called for part in ast.walk(function)]
    found = (find_push(part, names) for part in inside if isinstance(part, ast.Call))
    pushes = [push for push in found if push and not push.is_by_training]
    if all(push.is_card for push in pushes):
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
