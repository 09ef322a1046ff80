"""What the names of a Python text stand for: the token, a text that shows it, a function."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from hftoken_guard._token.names import TOKEN_VARIABLE
from hftoken_guard._token.shape import TOKEN_PREFIX

from .syntax import FUNCTIONS, last_name, name_of, results_of, text_of, variable_of
from .tokens import NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator

    Function = ast.FunctionDef | ast.AsyncFunctionDef

_SHOWING = frozenset("str repr format join strip dumps dict pformat items".split())
_SHOWN_IN = (
    ast.JoinedStr,
    ast.FormattedValue,
    ast.Starred,
    ast.BinOp,
    ast.BoolOp,
    ast.Tuple,
    ast.List,
    ast.Set,
    ast.Dict,
    ast.NamedExpr,
    ast.keyword,
)
_FOLLOWED = 3  # steps from a name to what it was set to


class Names:
    """
    Hold what names stand for in one Python text.

    Attributes:
        values: what each name was set to last.
        imports: the packages that are imported.
        all_functions: the functions of the text.
        functions: the same by name; the last one of a name.
        repeated: the nodes that stand in a loop.

    """

    def __init__(self, tree: ast.Module) -> None:
        """Look at every assignment, import and function."""
        self.imports: set[str] = set()
        self.all_functions: list[Function] = []
        self.repeated: set[ast.AST] = set()
        self._tokens: set[str] = set()
        self._shown: set[str] = set()  # names of texts and lists that hold it
        pairs: list[tuple[str, ast.expr]] = []
        loop_targets: set[str] = set()  # such a name is something else
        for node in ast.walk(tree):
            pairs += _list_assigned(node)
            if isinstance(node, (ast.For, ast.While)) and node not in self.repeated:
                self.repeated |= set(ast.walk(node))
            if isinstance(node, ast.For):
                loop_targets.add(name_of(node.target))
            self._gather(node)
        self.functions = {function.name: function for function in self.all_functions}
        pairs = sorted(((n, v) for n, v in pairs if n), key=lambda pair: pair[1].lineno)
        self.values: dict[str, ast.expr] = dict(pairs)
        self._tokens |= {name for name, value in pairs if self.is_token(value)}
        self._tokens -= loop_targets
        holders = {
            name for name, value in pairs if isinstance(value, _SHOWN_IN) and self.holds(value)
        }
        self._shown = holders - self._tokens

    def _gather(self, node: ast.AST) -> None:
        """Note what a node tells by itself."""
        if isinstance(node, FUNCTIONS):
            self.all_functions.append(node)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            names = [alias.name for alias in node.names]
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else names
            self.imports |= {name.partition(".")[0] for name in names}
        elif isinstance(node, ast.Call) and list(map(text_of, node.args)) == [TOKEN_PREFIX]:
            name, _, method = name_of(node.func).rpartition(".")
            if method == "startswith" and "token" in name.lower():
                self._tokens.add(name)

    def is_token(self, node: ast.AST) -> bool:
        """Tell whether an expression is the token."""
        if isinstance(node, (ast.Name, ast.Attribute)):
            name = name_of(node)
            return name in self._tokens or name.rpartition(".")[2].lower() == "hf_token"
        if isinstance(node, (ast.BoolOp, ast.IfExp)):
            return any(map(self.is_token, results_of(node)))
        is_found = last_name(node) in ("get_token", "require_token")
        return is_found or variable_of(node) in NAMES - {"TOKEN"}

    def holds(self, node: ast.AST) -> bool:
        """Tell whether the text of a value shows the token or a part of it."""
        if self.is_token(node) or name_of(node) in ("os.environ", *self._shown):
            return True
        parts: list[ast.AST] = []
        if isinstance(node, ast.Subscript) and self.is_token(node.value):
            upper = getattr(getattr(node.slice, "upper", None), "value", None)
            return upper not in range(len(TOKEN_PREFIX) + 1)
        if isinstance(node, ast.Call) and last_name(node) in _SHOWING:
            parts = [*node.args, *node.keywords, getattr(node.func, "value", node.func)]
        elif isinstance(node, (ast.BoolOp, ast.IfExp)):
            parts = list(results_of(node))
        elif isinstance(node, _SHOWN_IN):
            parts = list(ast.iter_child_nodes(node))
        return any(map(self.holds, parts))

    def looks_at_token(self, test: ast.AST) -> bool:
        """Tell whether a condition looks at the token."""
        return any(
            self.is_token(part) or text_of(part) == TOKEN_VARIABLE for part in ast.walk(test)
        )

    def resolve(self, node: ast.AST | None) -> ast.AST | None:
        """Follow a name to what it was set to, and a text through `dedent`."""
        for _ in range(_FOLLOWED):
            if isinstance(node, ast.Name):
                node = self.values.get(node.id, node)
            if isinstance(node, ast.Call) and last_name(node) == "dedent" and node.args:
                node = node.args[0]
        return node

    def entries(self, node: ast.AST | None) -> list[tuple[ast.expr, ast.expr]] | None:
        """Return keys and values of a mapping; None if it is not known."""
        node = self.resolve(node)
        if isinstance(node, ast.Dict):
            pairs = [(key, value) for key, value in zip(node.keys, node.values, strict=True) if key]
            return pairs if len(pairs) == len(node.keys) else None
        return [] if getattr(node, "value", node) is None else None

    def elements(self, node: ast.AST | None) -> list[Any]:
        """Return the elements of a list; none if it is not known."""
        return list(getattr(self.resolve(node), "elts", ()))


def _list_assigned(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Yield the names that a node sets, each with its value."""
    if isinstance(node, ast.Assign):
        yield from ((name_of(target), node.value) for target in node.targets)
    elif isinstance(node, (ast.AnnAssign, ast.NamedExpr)) and node.value:
        yield name_of(node.target), node.value
