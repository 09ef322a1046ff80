"""The arguments that a script takes on its command line, as argparse is told them."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

from .syntax import keywords_of, text_of, variable_of

if TYPE_CHECKING:
    from .names import Names

_SWITCHES = ("store_true", "store_false", "count", "help", "version", "store_const")


class Argument(NamedTuple):
    """
    Hold one argument.

    Attributes:
        name: under which the script finds it.
        option: how it is written on the command line; "" if it has no name there.
        is_required: the script ends without.
        default: the text that it is otherwise, or "".
        is_switch: it takes no value.
        is_inverse: it is true unless it is given.
        variable: the environment variable that is its default, or "".

    """

    name: str
    option: str
    is_required: bool
    default: str
    is_switch: bool
    is_inverse: bool = False
    variable: str = ""

    @property
    def is_set(self) -> bool:
        """Tell whether the script surely has a value."""
        return self.is_required or bool(self.default)


def read_arguments(names: Names) -> dict[str, Argument]:
    """Return the arguments by their names, in order."""
    found = (_read(call) for call in names.calls("add_argument"))
    return {argument.name: argument for argument in found if argument}


def list_required(arguments: dict[str, Argument]) -> list[str]:
    """Return the arguments that must be given, with <...> for their values."""
    required = [argument for argument in arguments.values() if argument.is_required]
    return [
        part
        for argument in required
        for part in ([argument.option] * bool(argument.option) + [f"<{argument.name}>"])
    ]


def _read(call: ast.Call) -> Argument | None:
    """Read one call of `add_argument`."""
    flags = [text_of(flag) for flag in call.args if text_of(flag)]
    if not flags:
        return None
    fields = keywords_of(call)
    option = next((flag for flag in flags if flag.startswith("--")), flags[0])
    name = text_of(fields.get("dest")) or option.lstrip("-").replace("-", "_")
    default = fields.get("default")
    variable = variable_of(default) if default else ""
    action = text_of(fields.get("action"))
    is_switch, is_inverse = action in _SWITCHES, action == "store_false"
    if not option.startswith("-"):
        is_needed = text_of(fields.get("nargs")) not in ("?", "*")
        return Argument(name, "", is_needed, text_of(default), is_switch)
    required = fields.get("required")
    is_needed = isinstance(required, ast.Constant) and required.value is True
    return Argument(name, option, is_needed, text_of(default), is_switch, is_inverse, variable)
