"""
What the expressions of a script stand for, as far as that is known without running it.

A name stands for something only if the script sets it once, an argument of the script only if it
is given or has a literal default. All else is `Unknown`, with the reason: nothing is guessed.
"""

from __future__ import annotations

import ast
import operator
from typing import TYPE_CHECKING, Any, NamedTuple

from hftoken_guard._scan.syntax import last_name, name_of, variable_of

from .arguments import ScriptArguments
from .bindings import Bindings
from .unknown import NOT_GIVEN, Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_PARSES = ("parse_args", "parse_known_args")
_TEXT_METHODS = frozenset("strip lstrip rstrip lower upper removeprefix removesuffix".split())
_DEEPEST = 40  # steps from an expression to what it stands for
_LONGEST = 60  # characters of code in a reason
_COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
    ast.In: lambda item, group: item in group,
    ast.NotIn: lambda item, group: item not in group,
}


class _Namespace(NamedTuple):
    """Hold what `parse_args` returns."""

    values: dict[str, Any]


class Values:
    """Tell what the expressions of a script stand for when it is called with some arguments."""

    def __init__(self, tree: ast.Module, name: str, arguments: Sequence[str]) -> None:
        """Take the script, its name and what stands behind that on the command line."""
        self._bindings = Bindings(tree)
        self._argv = [name, *arguments]
        self._script = ScriptArguments(tree)
        self._depth = 0

    def of(self, node: ast.expr) -> Any:
        """Return the value of an expression, or `Unknown`."""
        if self._depth > _DEEPEST:
            return Unknown("it is too far away")
        self._depth += 1
        try:
            return self._evaluate(node)
        except (TypeError, ValueError, LookupError, AttributeError):
            return Unknown(f"{shorten(node)} fails with these arguments")
        finally:
            self._depth -= 1

    def find_maker(self, node: ast.expr) -> ast.expr:
        """Follow a name to the expression that it is set to, as far as there is one."""
        for _ in range(_DEEPEST):
            found = self._bindings.find(node) if isinstance(node, ast.Name) else Unknown("")
            if isinstance(found, Unknown):
                break
            node = found
        return node

    def list_makers(self, name: ast.Name) -> list[ast.expr | None]:
        """Return all that a name is set to; None stands for what no expression tells."""
        return self._bindings.list_values(name)

    def is_reached(self, node: ast.AST) -> bool | None:
        """Tell whether the conditions around a node hold; None where that is not known."""
        is_sure = True
        for condition in self._bindings.list_conditions(node):
            value = self.of(condition.test)
            if isinstance(value, Unknown):
                is_sure = is_sure and condition.is_exit
            elif bool(value) is not condition.is_wanted:
                return False
        return True if is_sure else None

    def list_undeclared(self) -> list[str]:
        """Return the arguments given that the script does not declare."""
        return self._script.list_undeclared(self._argv[1:], self.of)

    def _evaluate(self, node: ast.expr) -> Any:
        """Return the value by the kind of the expression."""
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.Name):
            found = "__main__" if node.id == "__name__" else self._bindings.find(node)
            return self.of(found) if isinstance(found, ast.expr) else found
        if isinstance(node, ast.Attribute):
            return self._evaluate_attribute(node)
        if isinstance(node, ast.Call):
            return self._evaluate_call(node)
        if isinstance(node, ast.BoolOp):
            return self._choose(node)
        if isinstance(node, ast.IfExp):
            test = self.of(node.test)
            return (
                test if isinstance(test, Unknown) else self.of(node.body if test else node.orelse)
            )
        if variable := variable_of(node):
            return read_variable(variable)
        parts = [self.of(part) for part in _list_operands(node)]
        unknown = next((part for part in parts if isinstance(part, Unknown)), None)
        return unknown or _combine(node, parts)

    def _evaluate_attribute(self, node: ast.Attribute) -> Any:
        """Return an argument of the script, or the command line itself."""
        dotted = name_of(node)
        if self._bindings.is_set(dotted):
            return Unknown(f"the script sets {dotted}")
        if dotted == "sys.argv":
            return self._argv
        base = self.of(node.value)
        if isinstance(base, _Namespace):
            return base.values.get(node.attr, Unknown(f"add_argument does not declare {node.attr}"))
        return base if isinstance(base, Unknown) else Unknown(f"{shorten(node)} is worked out")

    def _evaluate_call(self, call: ast.Call) -> Any:
        """Return what a call returns, if that is known."""
        if last_name(call) in _PARSES:
            return self._parse(call)
        if variable := variable_of(call):
            return read_variable(variable)
        if result := self._bindings.find_result(call):
            return self.of(result)
        if name_of(call.func) == "len":
            group = self.of(call.args[0])
            return group if isinstance(group, Unknown) else len(group)
        if isinstance(call.func, ast.Attribute) and call.func.attr in _TEXT_METHODS:
            parts = [self.of(part) for part in (call.func.value, *call.args)]
            unknown = next((part for part in parts if isinstance(part, Unknown)), None)
            return unknown or getattr(str, call.func.attr)(*parts)
        return Unknown(f"{shorten(call.func)}() tells when the script runs")

    def _parse(self, call: ast.Call) -> Any:
        """Return the arguments as the script gets them."""
        given = self.of(call.args[0]) if call.args else None
        if isinstance(given, Unknown):
            return given
        values = self._script.parse(self._argv[1:] if given is None else given, self.of)
        return values if isinstance(values, Unknown) else _Namespace(values)

    def _choose(self, node: ast.BoolOp) -> Any:
        """Return the operand that `and` or `or` ends with."""
        value = None
        for operand in node.values:
            value = self.of(operand)
            if isinstance(value, Unknown) or bool(value) is isinstance(node.op, ast.Or):
                break
        return value


def shorten(node: ast.AST) -> str:
    """Return the code of a node in one short line."""
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def read_variable(name: str) -> Unknown:
    """Stand for the value of a variable of the environment."""
    return Unknown(f"the variable {name} of the job tells")


def _list_operands(node: ast.expr) -> list[ast.expr]:
    """Return the parts whose values make that of an expression; itself is no part."""
    if isinstance(node, (ast.Tuple, ast.List)):
        return node.elts
    if isinstance(node, ast.JoinedStr):
        return [
            part.value if isinstance(part, ast.FormattedValue) else part for part in node.values
        ]
    if isinstance(node, ast.BinOp):
        return [node.left, node.right]
    if isinstance(node, ast.Compare):
        return [node.left, *node.comparators]
    if isinstance(node, ast.UnaryOp):
        return [node.operand]
    if isinstance(node, ast.Subscript):
        return [node.value] if isinstance(node.slice, ast.Slice) else [node.value, node.slice]
    return []


def _combine(node: ast.expr, parts: list[Any]) -> Any:
    """Return the value of an expression from those of its parts."""
    if isinstance(node, ast.Tuple):
        return tuple(parts)
    if isinstance(node, ast.List):
        return parts
    if isinstance(node, ast.JoinedStr) and not any(map(_is_formatted, node.values)):
        return "".join(map(str, parts))
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return parts[0] + parts[1]
    if isinstance(node, ast.Compare) and len(parts) == 2:
        return _COMPARISONS[type(node.ops[0])](*parts)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return not parts[0]
    if isinstance(node, ast.Subscript):
        return _take(node, parts)
    return Unknown(f"{shorten(node)} is worked out when the script runs")


def _is_formatted(part: ast.expr) -> bool:
    """Tell whether a value is written in a form of its own."""
    if not isinstance(part, ast.FormattedValue):
        return False
    return part.conversion != -1 or part.format_spec is not None


def _take(node: ast.Subscript, parts: list[Any]) -> Any:
    """Return an element, or the elements from a number on."""
    if isinstance(node.slice, ast.Slice):
        return parts[0][1:] if ast.unparse(node.slice) == "1:" else Unknown("a part is taken")
    if isinstance(parts[0], list) and parts[1] not in range(len(parts[0])):
        return Unknown(f"argument {parts[1]} {NOT_GIVEN}")
    return parts[0][parts[1]]
