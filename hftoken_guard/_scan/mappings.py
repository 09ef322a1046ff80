"""What a mapping or a list of a script holds, also where it is built step by step."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

from .syntax import last_name, name_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .names import Names

_HARMLESS = frozenset("get items keys values copy pop".split())  # methods that add nothing
_READERS = frozenset("print len bool list sorted pprint debug info".split())
_ADDING = frozenset("append extend insert".split())
_FOLLOWED = 4  # mappings in mappings


class Entries(NamedTuple):
    """
    Hold the entries of a mapping.

    Attributes:
        pairs: keys and values, as far as they are known.
        is_whole: it has no others.

    """

    pairs: list[tuple[ast.expr, ast.expr]]
    is_whole: bool = True


_UNKNOWN = Entries([], is_whole=False)


def find_entries(node: ast.AST | None, names: Names, steps: int = _FOLLOWED) -> Entries:
    """Return the entries of a mapping; that of None has none."""
    if node is None or (isinstance(node, ast.Constant) and node.value is None):
        return Entries([])
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        return _merge(
            Entries([(key, value)]) if key else find_entries(value, names, steps)
            for key, value in pairs
        )
    if isinstance(node, ast.Call) and last_name(node) == "dict":
        return _find_arguments(node, names, steps)
    if isinstance(node, ast.BinOp):
        return _merge(find_entries(part, names, steps) for part in (node.left, node.right))
    return _find_named(node, names, steps) if isinstance(node, ast.Name) else _UNKNOWN


def is_built_up(node: ast.List, names: Names) -> bool:
    """Tell whether something is added to a list after it was written down."""
    above = names.scopes.parent(node)
    if not isinstance(above, ast.Assign):
        return isinstance(above, ast.BinOp)
    uses = names.uses_of(name_of(above.targets[0]), node)
    return any(_is_addition(use, names) for use in uses)


def _is_addition(use: ast.Name, names: Names) -> bool:
    above = names.scopes.parent(use)
    is_added = isinstance(above, ast.Attribute) and above.attr in _ADDING
    return is_added or isinstance(above, (ast.AugAssign, ast.BinOp, ast.Starred))


def _merge(parts: Iterable[Entries]) -> Entries:
    """Return the entries of several mappings as those of one."""
    found = list(parts)
    pairs = [pair for entries in found for pair in entries.pairs]
    return Entries(pairs, all(entries.is_whole for entries in found))


def _find_arguments(call: ast.Call, names: Names, steps: int) -> Entries:
    """Return the entries that `dict` or `update` is given."""
    parts = [find_entries(argument, names, steps) for argument in call.args]
    for keyword in call.keywords:
        if keyword.arg:
            key = ast.copy_location(ast.Constant(keyword.arg), keyword)
            parts.append(Entries([(key, keyword.value)]))
        else:
            parts.append(find_entries(keyword.value, names, steps))
    return _merge(parts)


def _find_named(node: ast.Name, names: Names, steps: int) -> Entries:
    """Return what a name was set to, and what was added to it."""
    bindings = names.scopes.bindings_at(node)
    if not bindings or not steps or any(binding.value is None for binding in bindings):
        return _UNKNOWN
    parts = [find_entries(binding.value, names, steps - 1) for binding in bindings]
    parts += [_find_added(use, names, steps) for use in names.uses_of(node.id, node)]
    return _merge(parts)


def _find_added(use: ast.Name, names: Names, steps: int) -> Entries:
    """Return what a place adds where a mapping is used."""
    above = names.scopes.parent(use)
    further = names.scopes.parent(above) if above else None
    if isinstance(above, ast.Subscript) and isinstance(further, ast.Assign):
        is_target = above in further.targets
        key = above.slice
        is_told = isinstance(key, ast.Constant)
        return Entries([(key, further.value)] * is_told, is_told) if is_target else Entries([])
    if isinstance(above, ast.Attribute) and isinstance(further, ast.Call):
        if above.attr == "update":
            return _find_arguments(further, names, steps - 1)
        if above.attr == "setdefault" and len(further.args) == 2:
            return Entries([(further.args[0], further.args[1])])
        return Entries([], above.attr in _HARMLESS)
    if isinstance(above, ast.Call):
        return Entries([], last_name(above) in _READERS)
    return Entries([], not isinstance(above, ast.Assign))
