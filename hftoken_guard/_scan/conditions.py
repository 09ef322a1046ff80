"""On which arguments of the command line it depends whether a part of a script runs."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from .arguments import read_arguments
from .syntax import last_name, name_of

if TYPE_CHECKING:
    from .arguments import Argument
    from .names import Names

# The arguments that must be given; with "-" before it one that must not. None: not known.
When = frozenset[str] | None
ALWAYS: frozenset[str] = frozenset()
_PARSERS = ("parse_args", "parse_known_args")
_NOT = "-"


def join(first: When, second: When) -> When:
    """Return when both hold."""
    return None if first is None or second is None else first | second


def negate(asked: When) -> When:
    """Return when it does not hold; of several conditions that is not told."""
    if asked is None or len(asked) != 1:
        return None
    (name,) = asked
    return frozenset({name[1:] if name.startswith(_NOT) else _NOT + name})


class Conditions:
    """Read conditions of one script."""

    def __init__(self, names: Names) -> None:
        """Take its names, and the arguments that it takes."""
        self._names = names
        self._arguments: dict[str, Argument] = read_arguments(names)

    def read_flag(self, flag: ast.expr | None) -> When:
        """Return when a call that asks a flag does what it can; without one it always does."""
        return ALWAYS if flag is None else self.read(flag)

    def read(self, test: ast.expr) -> When:
        """Return when a condition holds, as far as arguments tell it."""
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            return negate(self.read(test.operand))
        if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
            asked: When = ALWAYS
            for part in test.values:
                asked = join(asked, self.read(part))
            return asked
        if isinstance(test, ast.Compare):
            return self._read_comparison(test)
        return self._read_name(test)

    def _read_comparison(self, test: ast.Compare) -> When:
        """Return when `x is None` or `x is not None` holds."""
        is_none = isinstance(test.comparators[0], ast.Constant) and not test.comparators[0].value
        if not is_none or len(test.ops) != 1:
            return None
        if isinstance(test.ops[0], ast.IsNot):
            return self.read(test.left)
        return negate(self.read(test.left)) if isinstance(test.ops[0], ast.Is) else None

    def _read_name(self, test: ast.expr) -> When:
        """Return when an argument of the command line is there."""
        if isinstance(test, ast.Attribute):
            made = self._names.resolve(test.value)
            argument = self._arguments.get(test.attr)
            if last_name(made or test) not in _PARSERS or argument is None or argument.is_inverse:
                return None
            return ALWAYS if argument.is_set else frozenset({argument.name})
        values = self._names.values_of(test) if isinstance(test, ast.Name) else []
        is_other = len(values) != 1 or name_of(values[0]) == name_of(test)
        return None if is_other else self._read_name(values[0])

    def are_met(self, asked: frozenset[str], arguments: list[str] | None) -> bool:
        """Tell whether arguments meet a condition; of unknown ones only that there is none."""
        if arguments is None:
            return not asked
        written = {word.partition("=")[0] for word in arguments}
        given = {name for name, item in self._arguments.items() if item.option in written}
        return all(
            name[1:] not in given if name.startswith(_NOT) else name in given for name in asked
        )
