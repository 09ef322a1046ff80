"""The guard for a push, in the words of the script."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

from .early_words import EarlyWords, meet
from .enclosing import find_conditions
from .push import PATH, Push
from .receivers import DATASET, MODEL
from .syntax import name_of, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from .arguments import Argument
    from .early_words import Words
    from .names import Names

    IsEarly = Callable[[ast.AST], bool]

_IMPORT = "from hftoken_guard import require_token"


class Draft(NamedTuple):
    """
    Hold a part of the guard, and where its names are known.

    Attributes:
        text: the part.
        line: as of `Words`.
        function: as of `Words`.

    """

    text: str
    line: int = 0
    function: ast.AST | None = None

    def add(self, text: str, words: Words) -> Draft | None:
        """Return it with further words, or None if no place knows both."""
        place = meet([(self.line, self.function), words.place])
        return place and Draft(text, *place)


class Correction:
    """Write the guard for the pushes of one script."""

    def __init__(self, names: Names, arguments: dict[str, Argument], is_early: IsEarly) -> None:
        """Take the names, and what tells whether a statement runs before the heavy work."""
        self._names = names
        self._arguments = arguments
        self._is_early = is_early
        self._words = EarlyWords(names, is_early)

    def write(self, push: Push, mounts: list[str]) -> str:
        """Return the lines to add; "" if the words of the script do not tell the target."""
        found = self._target(push)
        if found is None:
            return ""
        draft = self._add_conditions(push, found)
        # A mount needs no token: a wish.
        targets = [draft.text, *(f'"{mount}?"' for mount in mounts)]
        written = targets[0] if len(targets) == 1 else f"[{', '.join(targets)}]"
        draft = draft._replace(text=f"write={written}")
        if push.create_pr is not None and (words := self._words.find(push.create_pr)):
            asked = f"{draft.text}, create_pr={ast.unparse(words.node)}"
            draft = draft.add(asked, words) or draft
        place = f"  # below line {draft.line}" if draft.line else ""
        return f"{_IMPORT}\nrequire_token({draft.text}){place}\n"

    def _add_conditions(self, push: Push, draft: Draft) -> Draft:
        """Add on what it depends that the target is pushed to, where that is known early."""
        if push.settings is not None:
            return draft  # they tell it themselves
        asked: list[str] = []
        text = draft.text
        for found, must_hold in find_conditions(push.node, self._names):
            test, holds = _without_not(found, holds=must_hold)
            words = self._words.find_test(test)
            written = ast.unparse(words.node) if words else ""
            is_target = written in text and holds
            if not words or isinstance(words.node, ast.Constant) or is_target:
                continue
            if further := draft.add(text, words):
                draft = further
                is_plain = isinstance(words.node, (ast.Name, ast.Attribute))
                written = written if is_plain or holds else f"({written})"
                asked.insert(0, written if holds else f"not {written}")
        return draft._replace(text=f"{text} if {' and '.join(asked)} else None") if asked else draft

    def _target(self, push: Push) -> Draft | None:
        """Return what is pushed to as an argument of the guard."""
        words = self._words.find(push.target) if push.target is not None else None
        if words:
            return self._typed(push, words)
        return self._settings(push) if push.target is None else None

    def _settings(self, push: Push) -> Draft | None:
        """Return the settings of a training, which the guard understands as a target."""
        node = push.settings
        if isinstance(node, ast.Call):  # made here: what it is called
            above = self._names.scopes.parent(node)
            if not isinstance(above, ast.Assign) or not self._is_early(above):
                return None
            name = name_of(above.targets[0])
            return Draft(name, above.end_lineno or 0) if name else None
        words = self._words.find(node) if node is not None else None
        return Draft(ast.unparse(words.node), words.line, words.function) if words else None

    def _typed(self, push: Push, words: Words) -> Draft | None:
        """Return a target with its type, or None if that is not told."""
        if push.type_node is not None:
            kind = self._words.find(push.type_node)
            draft = Draft("", words.line, words.function)
            text = f"({ast.unparse(kind.node)}, {_quote(words.node)})" if kind else ""
            return draft.add(text, kind) if kind else None
        text = self._write_typed(words.node, push.repo_type)
        return Draft(text, words.line, words.function) if text else None

    def _write_typed(self, node: ast.expr, kind: str) -> str:
        """Return a target of a known type."""
        if kind == MODEL:
            return _quote(node)
        if kind == PATH:
            return _as_path(node)
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


def _without_not(node: ast.expr, *, holds: bool) -> tuple[ast.expr, bool]:
    """Return a condition without a `not` before it, and whether it must hold then."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return node.operand, not holds
    return node, holds


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
