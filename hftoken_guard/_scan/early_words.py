"""The words of a script for a value, as they can be written before the heavy work."""

from __future__ import annotations

import ast
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from .syntax import FUNCTIONS, mentions, variable_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from .names import Function, Names
    from .scopes import Binding

_FOLLOWED = 5  # functions through which a value is handed

Place = tuple[int, ast.AST | None]


class Words(NamedTuple):
    """
    Hold an expression of the script.

    Attributes:
        node: the expression.
        line: the last line that sets a name of it, or 0.
        function: where its names are known: a function, or None for everywhere.

    """

    node: ast.expr
    line: int = 0
    function: ast.AST | None = None

    @property
    def place(self) -> Place:
        """Where it is known."""
        return self.line, self.function


class EarlyWords:
    """Find the words that are known before the heavy work of one script."""

    def __init__(self, names: Names, is_early: Callable[[ast.AST], bool]) -> None:
        """Take the names, and what tells whether a statement runs before the heavy work."""
        self._names = names
        self._is_early = is_early

    def find(self, node: ast.expr) -> Words | None:
        """Return an expression as it can be written before the heavy work, or None."""
        return self._lift(node, _FOLLOWED)

    def find_test(self, node: ast.expr) -> Words | None:
        """Return a condition as it can be written before the heavy work, or None."""
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            words = self.find_test(node.operand)
            return words and words._replace(node=ast.UnaryOp(node.op, words.node))
        parts = _list_operands(node)
        if not parts:
            return self.find(node)
        lifted = [self.find_test(part) for part in parts]
        found = [words for words in lifted if words]
        place = (
            meet((words.line, words.function) for words in found)
            if len(found) == len(lifted)
            else None
        )
        if place is None:
            return None
        nodes = [words.node for words in found]
        made: ast.expr = ast.BoolOp(getattr(node, "op", ast.And()), nodes)
        if isinstance(node, ast.Compare):
            made = ast.Compare(nodes[0], node.ops, nodes[1:])
        return Words(made, *place)

    def _lift(self, node: ast.expr, steps: int) -> Words | None:
        """Return an expression as it can be written before the heavy work, or None."""
        if isinstance(node, ast.Constant):
            return Words(node)
        if isinstance(node, ast.Name):
            return self._lift_name(node, steps)
        if isinstance(node, ast.Attribute):
            root = self._lift(node.value, 0)
            is_same = root is not None and isinstance(root.node, ast.Name)
            return Words(node, root.line, root.function) if root and is_same else None
        if variable_of(node):
            return Words(node)
        if isinstance(node, ast.JoinedStr):
            return self._lift_text(node, steps)
        return None

    def _lift_name(self, node: ast.Name, steps: int) -> Words | None:
        """Return a name, or what it stands for where it is not known early enough."""
        bindings = self._names.scopes.bindings_at(node)
        if not bindings:
            return None
        if bindings[0].is_parameter:
            return self._lift_parameter(node, bindings[0].node, steps)
        if all(self._is_early(binding.node) for binding in bindings):
            function = self._names.scopes.function_of(bindings[0].node)
            line = max(self._line_behind(binding, node) for binding in bindings)
            return Words(node, line, function if isinstance(function, FUNCTIONS) else None)
        value = bindings[0].value
        is_only = len(bindings) == 1 and value is not None
        return self._lift(value, steps - 1) if is_only and value and steps else None

    def _line_behind(self, binding: Binding, node: ast.AST) -> int:
        """Return the line behind which a name is set, and all branches that set it are over."""
        scopes = self._names.scopes
        shared = {above for above, _ in scopes.ancestors(node)}
        above = (item for item, _ in scopes.ancestors(binding.node))
        branches = takewhile(lambda item: item not in shared and not _is_start(item), above)
        return max([binding.place[0], *(getattr(item, "end_lineno", 0) for item in branches)])

    def _lift_parameter(self, node: ast.Name, argument: ast.AST, steps: int) -> Words | None:
        """Return what the call gives for a parameter, or the parameter of what nothing calls."""
        function = self._names.scopes.function_of(argument)
        if not isinstance(function, FUNCTIONS):
            return None
        given = self._names.arguments_of(function, node.id)
        if given and steps:
            found = self._lift(given[0], steps - 1)
            if found and len({ast.unparse(value) for value in given}) == 1:
                return found
        line = _line_of_head(function)
        return Words(node, line, function) if self._is_early(function) else None

    def _lift_text(self, node: ast.JoinedStr, steps: int) -> Words | None:
        """Return a formatted text with all its slots."""
        parts: list[ast.expr] = []
        slots: list[Words] = []
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                words = self._lift(part.value, steps)
                if words is None or part.format_spec or part.conversion > 0:
                    return None
                slots.append(words)
                parts.append(ast.FormattedValue(words.node, part.conversion, None))
            else:
                parts.append(part)
        place = meet(words.place for words in slots)
        return place and Words(ast.JoinedStr(parts), *place)


def _is_start(node: ast.AST) -> bool:
    """Tell whether a node is a function, or the part that runs when the module is run."""
    is_main = isinstance(node, ast.If) and mentions(node.test, "__name__")
    return is_main or isinstance(node, FUNCTIONS)


def meet(places: Iterable[Place]) -> Place | None:
    """Return where all is known that is known in some places, or None if nowhere."""
    known = list(places)
    functions = {function for _, function in known} - {None}
    if len(functions) > 1:
        return None
    inner = next(iter(functions), None)  # what is known everywhere is known in there
    return max((line for line, function in known if function is inner), default=0), inner


def _line_of_head(function: Function) -> int:
    """Return the last line of the head of a function, and of what is said of it."""
    if ast.get_docstring(function, clean=False) is not None:
        return function.body[0].end_lineno or 0
    return function.body[0].lineno - 1


def _list_operands(node: ast.expr) -> list[ast.expr]:
    """Return the parts of a condition that has several."""
    if isinstance(node, ast.BoolOp):
        return node.values
    return [node.left, *node.comparators] if isinstance(node, ast.Compare) else []
