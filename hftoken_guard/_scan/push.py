"""A push of a script: a call that writes to the Hub."""

from __future__ import annotations

import ast
import re
from typing import NamedTuple

BUCKET = "bucket"
PATH = "path"  # an hf:// path, which names its type
_CARD = re.compile(r"(?i)card|readme")  # pushed beside the results


class Push(NamedTuple):
    """
    Hold one push of a script.

    Attributes:
        node: the call, or what else says that it is pushed.
        target: what it is pushed to, as it stands there, or None.
        repo_type: "model", "dataset", "space", "bucket" or "path"; "" if nothing tells it.
        type_node: the expression that tells the type at run time, or None.
        settings: the arguments of the training that push, or None.
        flag: the argument that tells at run time whether it pushes, or None.
        create_pr: the argument with which a pull request is opened, or None.
        is_by_training: it only sets that a later training pushes.

    """

    node: ast.expr | ast.stmt
    target: ast.expr | None
    repo_type: str
    type_node: ast.expr | None = None
    settings: ast.expr | None = None
    flag: ast.expr | None = None
    create_pr: ast.expr | None = None
    is_by_training: bool = False

    @property
    def is_card(self) -> bool:
        """Tell whether it is of a card, which is pushed beside the results."""
        return bool(_CARD.search(ast.unparse(self.node)))
