"""Where the names of a script get their values, and under which conditions its parts run."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

from hftoken_guard._scan.syntax import FUNCTIONS, ends, keywords_of, last_name, name_of

from .unknown import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Function = ast.FunctionDef | ast.AsyncFunctionDef

_CHANGES = frozenset(
    "append extend insert add update pop remove discard clear setdefault sort reverse".split()
)
_FARTHEST = 20  # calls from a statement out to the script's own level


class Condition(NamedTuple):
    """
    Hold a condition under which a part of the script runs.

    Attributes:
        test: the condition.
        is_wanted: what it must be.
        is_exit: if it is not, the script ends there; a script is taken to go on where that is not
            known.

    """

    test: ast.expr
    is_wanted: bool
    is_exit: bool = False


class Bindings:
    """Hold who sets each name of a script, who calls each function, and what stands around."""

    def __init__(self, tree: ast.Module) -> None:
        """Go through the script once."""
        self._parents: dict[ast.AST, ast.AST] = {}
        self._scopes: dict[ast.AST, Function | None] = {}
        # By scope and name; None stands for a value that is not known.
        self._values: dict[tuple[Function | None, str], list[ast.expr | None]] = {}
        self._dotted: set[str] = set()
        self._globals: dict[Function | None, set[str]] = {None: set()}
        self._functions: dict[str, list[Function]] = {}
        self._used: dict[str, list[ast.Name]] = {}
        self._visit(tree, None)

    def list_values(self, name: ast.Name) -> list[ast.expr | None]:
        """Return all that a name is set to; None stands for what no expression tells."""
        scope = self._scopes[name]
        while True:
            values = list(self._values.get((scope, name.id), ()))
            if scope is not None and name.id in _list_parameters(scope):
                values.append(self._find_argument(scope, name.id))
            if values or scope is None:
                return values
            scope = self._scopes[scope]

    def find(self, name: ast.Name) -> ast.expr | Unknown:
        """Return the one expression that a name stands for."""
        values = self.list_values(name)
        if len(values) > 1:
            return Unknown(f"{name.id} is set more than once")
        found = values[0] if values else None
        return found or Unknown(f"what {name.id} is shows when the script runs")

    def is_set(self, dotted: str) -> bool:
        """Tell whether the script sets an attribute of this dotted name."""
        return dotted in self._dotted

    def find_result(self, call: ast.Call) -> ast.expr | None:
        """Return what a function of the script returns, if it surely is one expression."""
        functions = self._functions.get(name_of(call.func), [])
        if len(functions) != 1 or functions[0].decorator_list:
            return None
        *_, last = functions[0].body
        returns = [
            node
            for node in ast.walk(functions[0])
            if isinstance(node, (ast.Return, ast.Yield, ast.YieldFrom))
        ]
        return last.value if isinstance(last, ast.Return) and returns == [last] else None

    def list_conditions(self, node: ast.AST) -> Iterator[Condition]:
        """Yield the conditions under which a node runs."""
        for _ in range(_FARTHEST):
            child, parent = node, self._parents.get(node)
            while parent is not None:
                yield from _list_around(child, parent)
                if isinstance(parent, FUNCTIONS):
                    break
                child, parent = parent, self._parents.get(parent)
            call = None if parent is None else self._find_only_call(parent)
            if call is None:
                return
            node = call

    def _visit(self, node: ast.AST, scope: Function | None) -> None:
        """Note what a node sets and calls, and go on to what stands in it."""
        self._scopes[node] = scope
        self._note(node, scope)
        inner = scope
        if isinstance(node, FUNCTIONS):
            self._functions.setdefault(node.name, []).append(node)
            declared = (part for part in ast.walk(node) if isinstance(part, ast.Global))
            self._globals[node] = {name for part in declared for name in part.names}
            inner = node
        for child in ast.iter_child_nodes(node):
            self._parents[child] = node
            is_body = isinstance(node, FUNCTIONS) and child in node.body
            self._visit(child, inner if is_body else scope)

    def _note(self, node: ast.AST, scope: Function | None) -> None:
        """Note what a node sets, or that it changes something in a way that is not known."""
        for target, value in _list_targets(node):
            self._bind(target, value, scope)
        for name in _list_other_names(node):
            self._set(name, None, scope)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            self._used.setdefault(node.id, []).append(node)

    def _bind(self, target: ast.expr, value: ast.expr | None, scope: Function | None) -> None:
        """Note that a target is set to a value, or to one that is not known."""
        if isinstance(target, ast.Name):
            self._set(target.id, value, scope)
        elif isinstance(target, ast.Attribute):
            self._dotted.add(name_of(target))
        elif isinstance(target, (ast.Subscript, ast.Starred)):
            self._bind(target.value, None, scope)
        elif isinstance(target, (ast.Tuple, ast.List)):
            for place, part in zip(target.elts, _list_parts(target.elts, value), strict=True):
                self._bind(place, part, scope)

    def _set(self, name: str, value: ast.expr | None, scope: Function | None) -> None:
        owner = None if name in self._globals[scope] else scope
        self._values.setdefault((owner, name), []).append(value)

    def _find_only_call(self, function: ast.AST) -> ast.Call | None:
        """Return the call of a function that is called in one place and passed on nowhere."""
        name = getattr(function, "name", "")
        is_method = isinstance(self._parents.get(function), ast.ClassDef)
        uses = self._used.get(name, [])
        if is_method or len(uses) != 1 or self._functions.get(name) != [function]:
            return None
        call = self._parents[uses[0]]
        is_plain = not getattr(function, "decorator_list", ())
        return call if is_plain and isinstance(call, ast.Call) and call.func is uses[0] else None

    def _find_argument(self, function: Function, name: str) -> ast.expr | None:
        """Return what the only call of a function passes for a parameter, or its default."""
        call = self._find_only_call(function)
        if call is None or "" in keywords_of(call):
            return None
        if any(isinstance(argument, ast.Starred) for argument in call.args):
            return None
        given = dict(zip(_list_parameters(function), call.args, strict=False))
        given |= {key: value for key, value in keywords_of(call).items() if key}
        return given.get(name) or _list_defaults(function).get(name)


def _list_targets(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr | None]]:
    """Yield what a node sets or changes, each with the value, or None where it is not known."""
    if isinstance(node, ast.Assign):
        yield from ((target, node.value) for target in node.targets)
    elif isinstance(node, (ast.AnnAssign, ast.NamedExpr)) and node.value:
        yield node.target, node.value
    elif isinstance(node, (ast.AugAssign, ast.For, ast.AsyncFor, ast.comprehension)):
        yield node.target, None
    elif isinstance(node, ast.withitem) and node.optional_vars:
        yield node.optional_vars, None
    elif isinstance(node, ast.Delete):
        yield from ((target, None) for target in node.targets)
    elif isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute) and node.func.attr in _CHANGES:
            yield node.func.value, None
        elif name_of(node.func) == "setattr" and node.args:
            yield node.args[0], None


def _list_parameters(function: Function) -> list[str]:
    """Return the names of a function's parameters, those by position first."""
    spec = function.args
    rest = [each for each in (spec.vararg, spec.kwarg) if each]
    return [each.arg for each in (*spec.posonlyargs, *spec.args, *spec.kwonlyargs, *rest)]


def _list_defaults(function: Function) -> dict[str, ast.expr]:
    """Return the defaults of a function's parameters by name."""
    spec = function.args
    names = [each.arg for each in (*spec.posonlyargs, *spec.args)]
    found = dict(zip(reversed(names), reversed(spec.defaults), strict=False))
    named = zip(spec.kwonlyargs, spec.kw_defaults, strict=True)
    return found | {each.arg: default for each, default in named if default}


def _list_parts(places: list[ast.expr], value: ast.expr | None) -> Iterable[ast.expr | None]:
    """Return what each of several targets is set to."""
    if isinstance(value, (ast.Tuple, ast.List)) and len(value.elts) == len(places):
        is_plain = not any(isinstance(each, ast.Starred) for each in (*places, *value.elts))
        if is_plain:
            return value.elts
    unknown: list[ast.expr | None] = [None] * len(places)
    is_parser = value is not None and last_name(value) == "parse_known_args"
    return [value, *unknown[1:]] if is_parser else unknown


def _list_other_names(node: ast.AST) -> Iterator[str]:
    """Yield the names that a node sets to something that no expression tells."""
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        yield from (alias.asname or alias.name.partition(".")[0] for alias in node.names)
    elif isinstance(node, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar, ast.ClassDef)):
        yield node.name or ""


def _list_around(child: ast.AST, parent: ast.AST) -> Iterator[Condition]:
    """Yield the conditions that a part has where it stands: around it, and of exits before it."""
    if isinstance(parent, ast.If) and child is not parent.test:
        yield Condition(parent.test, child in parent.body)
    for name in ("body", "orelse", "finalbody"):
        block = getattr(parent, name, None)
        if isinstance(block, list) and child in block:
            for statement in block[: block.index(child)]:
                if isinstance(statement, ast.If) and not statement.orelse and ends(statement.body):
                    yield Condition(statement.test, is_wanted=False, is_exit=True)
