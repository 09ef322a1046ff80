"""What is pushed: a model, a dataset or a Space, by what makes it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from hftoken_guard._scan.receivers import type_of_call

if TYPE_CHECKING:
    from .values import Values

_FARTHEST = 20  # steps from what is pushed to what makes it


def find_kind(node: ast.expr, values: Values) -> str:
    """Return the type of what a method is called on, or "trainer"; "" where that is not known."""
    kinds = _find_kinds(node, values, frozenset())
    return kinds.pop() if len(kinds) == 1 else ""


def _find_kinds(node: ast.AST, values: Values, seen: frozenset[str]) -> set[str]:
    """Return the kinds that a value can have; a name that leads to itself adds none."""
    names = []
    for _ in range(_FARTHEST):
        names.append(getattr(node, "attr", ""))
        if isinstance(node, ast.Name):
            break
        node = getattr(node, "func", getattr(node, "value", node))
    if kind := _tell_kind(names):
        return {kind}
    if not isinstance(node, ast.Name):
        return {""}
    if node.id in seen:
        return set()
    found: set[str] = set()
    for made in values.list_makers(node) or [None]:
        if made is None:  # a function or a class of a library, or what no expression tells
            found.add(_tell_kind([node.id]))
        else:
            found |= _find_kinds(made, values, seen | {node.id})
    return found


def _tell_kind(names: list[str]) -> str:
    """Return the kind that the names of functions and classes tell."""
    if any(name.endswith("Trainer") for name in names):
        return "trainer"
    if "SpaceCard" in names:
        return "space"
    found = {type_of_call(name) for name in names} - {""}
    return found.pop() if len(found) == 1 else ""
