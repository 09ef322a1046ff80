"""The arguments of a script: what its `argparse` makes of those that are given."""

from __future__ import annotations

import argparse
import ast
from typing import TYPE_CHECKING, Any, NoReturn

from hftoken_guard._scan.syntax import keywords_of, last_name, name_of

from .unknown import NOT_GIVEN, Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Evaluate = Callable[[ast.expr], Any]

_PLAIN_TYPES: dict[str, type] = {"str": str, "int": int, "float": float}
_LITERAL = ("dest", "nargs", "const", "action")


class QuietParser(argparse.ArgumentParser):
    """A parser that ends nothing and prints nothing."""

    def error(self, message: str) -> NoReturn:
        """Tell the caller."""
        raise ValueError(message)


class ScriptArguments:
    """Hold the declarations of a script's arguments, as `add_argument` has them."""

    def __init__(self, tree: ast.Module) -> None:
        """Find them, in the order of the text."""
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        calls.sort(key=lambda call: (call.lineno, call.col_offset))
        self._declared = [call for call in calls if last_name(call) == "add_argument"]
        self._defaults = [call for call in calls if last_name(call) == "set_defaults"]
        self._has_commands = any(last_name(call) == "add_subparsers" for call in calls)

    def parse(self, given: Sequence[str], evaluate: Evaluate) -> dict[str, Any] | Unknown:
        """Return what the script gets for each argument; what is not known is `Unknown`."""
        if self._has_commands:
            return Unknown("the script has commands with arguments of their own")
        try:
            return vars(self._make_parser(evaluate).parse_known_args(given)[0])
        except (ValueError, TypeError, AttributeError, argparse.ArgumentError):
            return Unknown("the script does not take these arguments, or takes them in its own way")

    def list_undeclared(self, given: Sequence[str], evaluate: Evaluate) -> list[str]:
        """Return those of the given arguments that the script does not declare."""
        if self._has_commands or not self._declared:
            return []
        try:
            return self._make_parser(evaluate).parse_known_args(given)[1]
        except (ValueError, TypeError, AttributeError, argparse.ArgumentError):
            return []

    def _make_parser(self, evaluate: Evaluate) -> QuietParser:
        """Make a parser like the one of the script."""
        parser = QuietParser(add_help=False)
        for call in self._declared:
            _declare(parser, call, evaluate)
        for call in self._defaults:
            fields = keywords_of(call)
            parser.set_defaults(**{key: evaluate(value) for key, value in fields.items() if key})
        return parser


def _declare(parser: QuietParser, call: ast.Call, evaluate: Evaluate) -> None:
    """
    Declare one argument as the script does; nothing is required, what is missing is not known.

    Raises:
        ValueError: what it does is not known.

    """
    names = [evaluate(argument) for argument in call.args]
    fields = keywords_of(call)
    if not names or not all(isinstance(name, str) for name in names) or "" in fields:
        raise ValueError(call.lineno)
    options = {key: evaluate(fields[key]) for key in _LITERAL if key in fields}
    if "action" in fields and name_of(fields["action"]).endswith("BooleanOptionalAction"):
        options["action"] = argparse.BooleanOptionalAction
    if any(isinstance(value, Unknown) for value in options.values()):
        raise ValueError(call.lineno)
    if options.get("action") in ("help", "version"):
        return
    label, is_option = max(names, key=len), names[0].startswith("-")
    if "default" in fields:
        options["default"] = evaluate(fields["default"])
    elif not is_option or ("required" in fields and evaluate(fields["required"]) is not False):
        options["default"] = Unknown(f"{label} {NOT_GIVEN}")
    if "type" in fields:
        options["type"] = _PLAIN_TYPES.get(name_of(fields["type"]), _make_converter(label))
    if not is_option:
        options["nargs"] = {None: "?", "+": "*"}.get(options.get("nargs"), options.get("nargs"))
    parser.add_argument(*names, **options)


def _make_converter(label: str) -> Callable[[str], Unknown]:
    """Make what stands for a conversion by code of the script."""
    return lambda _: Unknown(f"the script converts {label}")
