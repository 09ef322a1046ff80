"""The guard for a push, in the words of the script."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

from .enclosing import find_conditions
from .push import PATH, Push
from .receivers import DATASET, MODEL
from .syntax import FUNCTIONS, name_of, text_of, variable_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from .arguments import Argument
    from .names import Names

    IsEarly = Callable[[ast.AST], bool]

_IMPORT = "from hftoken_guard import require_token"
_FOLLOWED = 5  # functions through which a value is handed


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


class Correction:
    """Write the guard for the pushes of one script."""

    def __init__(self, names: Names, arguments: dict[str, Argument], is_early: IsEarly) -> None:
        """Take the names, and what tells whether a statement runs before the heavy work."""
        self._names = names
        self._arguments = arguments
        self._is_early = is_early

    def write(self, push: Push, mounts: list[str]) -> str:
        """Return the lines to add; "" if the words of the script do not tell the target."""
        found = self._target(push)
        if found is None:
            return ""
        text, line = self._add_conditions(push, *found)
        targets = [text, *(f'"{mount}?"' for mount in mounts)]  # a mount needs no token: a wish
        written = targets[0] if len(targets) == 1 else f"[{', '.join(targets)}]"
        request = ""
        if push.create_pr is not None and (words := self._lift(push.create_pr, _FOLLOWED)):
            request, line = f", create_pr={ast.unparse(words.node)}", max(line, words.line)
        place = f"  # below line {line}" if line else ""
        return f"{_IMPORT}\nrequire_token(write={written}{request}){place}\n"

    def _add_conditions(self, push: Push, text: str, line: int) -> tuple[str, int]:
        """Add on what it depends that the target is pushed to, where that is known early."""
        if push.settings is not None:
            return text, line  # they tell it themselves
        asked: list[str] = []
        for found, must_hold in find_conditions(push.node, self._names):
            test, holds = _without_not(found, holds=must_hold)
            words = self._lift_test(test)
            written = ast.unparse(words.node) if words else ""
            is_target = written in text and holds
            if words and not isinstance(words.node, ast.Constant) and not is_target:
                line = max(line, words.line)
                is_plain = isinstance(words.node, (ast.Name, ast.Attribute))
                written = written if is_plain or holds else f"({written})"
                asked.insert(0, written if holds else f"not {written}")
        return (f"{text} if {' and '.join(asked)} else None" if asked else text), line

    def _lift_test(self, node: ast.expr) -> Words | None:
        """Return a condition as it can be written before the heavy work, or None."""
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            words = self._lift_test(node.operand)
            return words and words._replace(node=ast.UnaryOp(node.op, words.node))
        parts = _list_operands(node)
        if not parts:
            return self._lift(node, _FOLLOWED)
        lifted = [self._lift_test(part) for part in parts]
        found = [words for words in lifted if words]
        functions = {words.function for words in found} - {None}
        if len(found) < len(lifted) or len(functions) > 1:
            return None
        nodes = [words.node for words in found]
        made: ast.expr = ast.BoolOp(getattr(node, "op", ast.And()), nodes)
        if isinstance(node, ast.Compare):
            made = ast.Compare(nodes[0], node.ops, nodes[1:])
        return Words(made, max(words.line for words in found), next(iter(functions), None))

    def _target(self, push: Push) -> tuple[str, int] | None:
        """Return what is pushed to as an argument of the guard, and the line behind which."""
        words = self._lift(push.target, _FOLLOWED) if push.target is not None else None
        if words:
            text = self._typed(push, words)
            return (text, words.line) if text else None
        return self._settings(push) if push.target is None else None

    def _settings(self, push: Push) -> tuple[str, int] | None:
        """Return the settings of a training, which the guard understands as a target."""
        node = push.settings
        if isinstance(node, ast.Call):  # made here: what it is called
            above = self._names.scopes.parent(node)
            if not isinstance(above, ast.Assign) or not self._is_early(above):
                return None
            name = name_of(above.targets[0])
            return (name, above.end_lineno or 0) if name else None
        words = self._lift(node, _FOLLOWED) if node is not None else None
        return (ast.unparse(words.node), words.line) if words else None

    def _typed(self, push: Push, words: Words) -> str:
        """Return a target with its type."""
        node, kind = words.node, push.repo_type
        if kind == MODEL:
            return _quote(node)
        if kind == PATH:
            return _as_path(node)
        if push.type_node is not None:
            type_words = self._lift(push.type_node, _FOLLOWED)
            return f"({ast.unparse(type_words.node)}, {_quote(node)})" if type_words else ""
        if not kind:
            return ""
        if text_of(node):
            return f'"{kind}s/{text_of(node)}"'
        text = ast.unparse(node)
        if self._can_be_none(node):
            return f'("{kind}", {text})' if kind == DATASET else ""
        if isinstance(node, ast.JoinedStr):
            return f'f"{kind}s/{text[2:-1]}"' if text[1] == '"' else f"f'{kind}s/{text[2:]}"
        return f'f"{kind}s/{{{text}}}"' if '"' not in text and "'" not in text else ""

    def _can_be_none(self, node: ast.expr) -> bool:
        """Tell whether a value can be missing: an argument of the command line without default."""
        if isinstance(node, (ast.JoinedStr, ast.Constant)):
            return False
        name = name_of(node).rpartition(".")[2]
        values = self._names.values_of(node)
        if values:
            return not all(text_of(value) or isinstance(value, ast.JoinedStr) for value in values)
        argument = self._arguments.get(name)
        return argument is None or not argument.is_set

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
            line = max(binding.place[0] for binding in bindings)
            return Words(node, line, function if isinstance(function, FUNCTIONS) else None)
        value = bindings[0].value
        is_only = len(bindings) == 1 and value is not None
        return self._lift(value, steps - 1) if is_only and value and steps else None

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
        return Words(node, function.lineno, function) if self._is_early(function) else None

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
        functions = {words.function for words in slots} - {None}
        if len(functions) > 1:
            return None  # no place knows them all
        line = max((words.line for words in slots), default=0)
        return Words(ast.JoinedStr(parts), line, next(iter(functions), None))


def _without_not(node: ast.expr, *, holds: bool) -> tuple[ast.expr, bool]:
    """Return a condition without a `not` before it, and whether it must hold then."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return node.operand, not holds
    return node, holds


def _list_operands(node: ast.expr) -> list[ast.expr]:
    """Return the parts of a condition that has several."""
    if isinstance(node, ast.BoolOp):
        return node.values
    return [node.left, *node.comparators] if isinstance(node, ast.Compare) else []


def _as_path(node: ast.expr) -> str:
    """Return a path of the Hub; HfFileSystem also takes one without hf://."""
    begin = text_of(node)
    if isinstance(node, ast.JoinedStr):
        begin = text_of(node.values[0])
    if begin.startswith("hf://"):
        return _quote(node)
    if text_of(node):
        return f'"hf://{begin}"'
    text = ast.unparse(node)
    if isinstance(node, ast.JoinedStr) and begin:
        return f"f{text[1]}hf://{text[2:]}"
    return ""


def _quote(node: ast.expr) -> str:
    text = text_of(node)
    return f'"{text}"' if text and '"' not in text else ast.unparse(node)
