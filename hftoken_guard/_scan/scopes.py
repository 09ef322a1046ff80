"""Which values a name of a Python text can have where it is used."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any, NamedTuple

from .syntax import FUNCTIONS, name_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_SCOPES = (
    *FUNCTIONS,
    ast.Module,
    ast.ClassDef,
    ast.Lambda,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
)
# In a block of these, what follows can find a name that was not set.
_BRANCHES = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.Try, ast.ExceptHandler, ast.match_case)
_BINDERS = frozenset(
    {
        ast.Assign,
        ast.AnnAssign,
        ast.AugAssign,
        ast.NamedExpr,
        ast.For,
        ast.AsyncFor,
        ast.comprehension,
        ast.withitem,
        ast.arg,
    }
)
_HEADS = ("test", "iter", "target", "type")  # they run before the branches

Position = tuple[int, int]
Block = tuple[ast.AST, str]


class Binding(NamedTuple):
    """
    Hold one place where a name is set.

    Attributes:
        name: the name.
        value: what it is set to, or None if that is not told.
        node: what sets it.
        place: where that is done.
        blocks: the branches in which it stands.

    """

    name: str
    value: ast.expr | None
    node: ast.AST
    place: Position
    blocks: frozenset[Block]

    @property
    def is_parameter(self) -> bool:
        """Tell whether it is set by who calls the function."""
        return isinstance(self.node, ast.arg)


class Scopes:
    """
    Find the values of names.

    A name is judged by its last assignment before the place of its use, in its own scope. An
    assignment in a branch leaves what was there before possible as well.
    """

    def __init__(self, tree: ast.Module) -> None:
        """Go through the text once."""
        self._tree = tree
        self._parents: dict[ast.AST, tuple[ast.AST, str]] = {}
        self._bindings: dict[tuple[ast.AST, str], list[Binding]] = {}
        self._anywhere: dict[str, list[Binding]] = {}
        self.nodes: list[ast.AST] = [tree]
        for node in self.nodes:  # grows while it is read
            for field in node._fields:
                value = getattr(node, field, None)
                if isinstance(value, list):
                    children = [child for child in value if isinstance(child, ast.AST)]
                elif isinstance(value, ast.AST) and value._fields:  # others hold nothing
                    children = [value]
                else:
                    continue
                place = (node, field)
                self._parents.update((child, place) for child in children)
                self.nodes += children
        for node in self.nodes:
            if type(node) in _BINDERS:
                self._bind(node)
        for bindings in (*self._bindings.values(), *self._anywhere.values()):
            bindings.sort(key=lambda binding: binding.place)

    def parent(self, node: ast.AST) -> ast.AST | None:
        """Return the node in which another stands."""
        return self._parents.get(node, (None, ""))[0]

    def ancestors(self, node: ast.AST) -> Iterator[tuple[ast.AST, str]]:
        """Yield what a node stands in, the nearest first, each with the field."""
        while node in self._parents:
            node, field = self._parents[node]
            yield node, field

    def function_of(self, node: ast.AST) -> ast.AST:
        """Return the function in which a node stands, or the module."""
        found = (above for above, _ in self.ancestors(node) if isinstance(above, FUNCTIONS))
        return next(found, self._tree)

    def bindings_at(self, node: ast.AST, name: str = "") -> list[Binding]:
        """Return what can have set a name where a node stands, the last first."""
        name = name or name_of(node)
        place: Position | None = _start(node)
        for scope in self._scopes_about(node):
            if bindings := self._bindings.get((scope, name)):
                return self._reaching(bindings, node, place)
            if isinstance(scope, FUNCTIONS):
                place = None  # it is called later
        return self._anywhere.get(name, [])[::-1] if "." in name else []

    def _reaching(
        self, bindings: list[Binding], node: ast.AST, place: Position | None
    ) -> list[Binding]:
        """Return the bindings that can be in force; without a place all have happened."""
        before = [item for item in bindings if place is None or item.place <= place]
        blocks = self._blocks(node)
        found: list[Binding] = []
        for binding in reversed(before or bindings):
            found.append(binding)
            if binding.blocks <= blocks:
                break  # it is certain to have happened
        return found

    def _scope_of(self, node: ast.AST) -> ast.AST:
        return next(self._scopes_about(node), self._tree)

    def _scopes_about(self, node: ast.AST) -> Iterator[ast.AST]:
        """Yield the scopes whose names a node sees; a method does not see those of its class."""
        has_function = False
        for above, _ in self.ancestors(node):
            if isinstance(above, ast.ClassDef) and has_function:
                continue
            if isinstance(above, _SCOPES):
                has_function |= isinstance(above, (*FUNCTIONS, ast.Lambda))
                yield above

    def _blocks(self, node: ast.AST) -> frozenset[Block]:
        return frozenset(
            (above, field)
            for above, field in self.ancestors(node)
            if isinstance(above, _BRANCHES) and field not in _HEADS
        )

    def _bind(self, node: ast.AST) -> None:
        """Note the names that a node sets."""
        for name, value in _list_bound(node):
            blocks = self._blocks(node)
            if isinstance(node, ast.AugAssign):
                blocks |= {(node, "op")}  # what was there before is still in it
            if isinstance(node, (ast.For, ast.AsyncFor)):
                blocks |= {(node, "body")}  # it is set in there
            binding = Binding(name, value, node, _end(node), blocks)
            self._bindings.setdefault((self._scope_of(node), name), []).append(binding)
            if "." in name:
                self._anywhere.setdefault(name, []).append(binding)


def _list_bound(node: ast.AST) -> Iterator[tuple[str, ast.expr | None]]:
    """Yield the names that a node sets, each with its value."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            yield from _pair(target, node.value)
    elif isinstance(node, (ast.AnnAssign, ast.AugAssign, ast.NamedExpr)) and node.value:
        yield from _pair(node.target, node.value)
    elif isinstance(node, (ast.For, ast.AsyncFor, ast.comprehension)):
        yield from _pair(node.target, None)
    elif isinstance(node, ast.withitem) and node.optional_vars:
        yield from _pair(node.optional_vars, node.context_expr)
    elif isinstance(node, ast.arg):
        yield node.arg, None


def _pair(target: ast.expr, value: ast.expr | None) -> Iterator[tuple[str, ast.expr | None]]:
    """Yield the names of a target with their values, as far as these can be told apart."""
    if not isinstance(target, (ast.Tuple, ast.List)):
        name = name_of(target)
        if name and not name.startswith("."):
            yield name, value
        return
    values = value.elts if isinstance(value, (ast.Tuple, ast.List)) else []
    for number, part in enumerate(target.elts):
        is_same = len(values) == len(target.elts)
        yield from _pair(part, values[number] if is_same else None)


def _start(node: ast.AST) -> Position:
    return getattr(node, "lineno", 0), getattr(node, "col_offset", 0)


def _end(node: ast.AST) -> Position:
    """Return where a binding is done: behind its statement, or behind the head of a block."""
    if isinstance(node, (ast.comprehension, ast.arg)):
        return 0, 0  # a comprehension uses the name before it sets it
    done: Any = node
    if isinstance(node, (ast.For, ast.AsyncFor)):
        done = node.iter
    if isinstance(node, ast.withitem):
        done = node.context_expr
    return done.end_lineno or 0, done.end_col_offset or 0
