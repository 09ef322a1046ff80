"""Which secrets a script reads, and which of them it cannot do without."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hftoken_guard._token.names import TOKEN_VARIABLE, is_wrong_variable

from .syntax import variable_of

if TYPE_CHECKING:
    import ast

_SECRET = re.compile(
    r"(?:^|_)(?:TOKEN|KEY|APIKEY|SECRET|PASSWORD|PASSWD|CREDENTIALS?|IDENTITY)(?=_|$)"
    r"(?!\w*_(?:PATH|FILE|DIR|URL|NAME|ID|LENGTH|LIMIT|COUNT)$)"
)


class WantedSecrets:
    """Gather the variables that a script reads; of several for one thing the first counts."""

    def __init__(self) -> None:
        """Begin with none."""
        self._read: dict[str, bool] = {}  # whether the script ends without
        self._others: set[str] = set()  # that stand for another

    def see(self, variable: str, *, is_needed: bool) -> None:
        """Note that a variable is read."""
        if variable:
            self._read[variable] = self._read.get(variable, False) or is_needed

    def see_choice(self, node: ast.BoolOp) -> None:
        """Note that several variables are read for one thing."""
        names = [name for value in node.values if (name := variable_of(value))]
        first = TOKEN_VARIABLE if TOKEN_VARIABLE in names else "".join(names[:1])
        self._others |= {name for name in names if name != first}

    @property
    def variables(self) -> set[str]:
        """All that are read."""
        return set(self._read)

    def list_secrets(self, *, is_needed: bool) -> list[str]:
        """Return the secrets that the script ends without, or those that it can do without."""
        return sorted(
            name
            for name, needs in self._read.items()
            if needs is is_needed
            and name.isidentifier()
            and name not in self._others | {TOKEN_VARIABLE}
            and _SECRET.search(name)
            and not (TOKEN_VARIABLE in self._read and is_wrong_variable(name))
        )
