"""What the names of a Python text stand for: the token, a text that shows it, a function."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from hftoken_guard._token.names import TOKEN_VARIABLE
from hftoken_guard._token.shape import TOKEN_PREFIX

from .scopes import Scopes
from .syntax import FUNCTIONS, last_name, name_of, results_of, text_of, variable_of
from .tokens import NAMES

if TYPE_CHECKING:
    from collections.abc import Callable

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
_TELLING = frozenset(
    {ast.Name, ast.Call, ast.For, ast.While, ast.Import, ast.ImportFrom, *FUNCTIONS}
)
_FOLLOWED = 3  # steps from a name to what it was set to


class Names:
    """
    Hold what names stand for in one Python text.

    Attributes:
        scopes: where names are set.
        imports: the packages that are imported.
        all_functions: the functions of the text.
        functions: the same by name; the last one of a name.
        repeated: the nodes that stand in a loop.

    """

    def __init__(self, tree: ast.Module) -> None:
        """Look at every assignment, import, call and function."""
        self.scopes = Scopes(tree)
        self.imports: set[str] = set()
        self.all_functions: list[Function] = []
        self.repeated: set[ast.AST] = set()
        self._calls: dict[str, list[ast.Call]] = {}
        self._uses: dict[str, list[ast.Name]] = {}
        self._tested: set[tuple[ast.AST, str]] = set()  # whether it begins like a token
        self._are_tokens: dict[ast.AST, bool] = {}
        self._hold: dict[ast.AST, bool] = {}
        for node in self.scopes.nodes:
            if type(node) in _TELLING:
                self._gather(node)
        self.functions = {function.name: function for function in self.all_functions}

    def _gather(self, node: ast.AST) -> None:
        """Note what a node tells by itself."""
        if isinstance(node, ast.Name):
            self._uses.setdefault(node.id, []).append(node)
        elif isinstance(node, ast.Call):
            self._gather_call(node)
        elif isinstance(node, FUNCTIONS):
            self.all_functions.append(node)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            names = [alias.name for alias in node.names]
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else names
            self.imports |= {name.partition(".")[0] for name in names}
        elif node not in self.repeated:  # a loop
            self.repeated |= set(ast.walk(node))

    def _gather_call(self, call: ast.Call) -> None:
        """Note a call, and a test whether something begins like a token."""
        self._calls.setdefault(last_name(call), []).append(call)
        name, _, method = name_of(call.func).rpartition(".")
        is_test = method == "startswith" and list(map(text_of, call.args)) == [TOKEN_PREFIX]
        if is_test and "token" in name.lower():
            self._tested.add((self.scopes.function_of(call), name))

    def function_of(self, call: ast.Call) -> Function | None:
        """Return the function of the text that is called, or None."""
        name = name_of(call.func)
        return self.functions.get(name.removeprefix("self.").removeprefix("cls."))

    def calls(self, name: str) -> list[ast.Call]:
        """Return the calls of what has this name, whatever stands before it."""
        return self._calls.get(name, [])

    def uses_of(self, name: str, node: ast.AST) -> list[ast.Name]:
        """Return where a name is used in the function of a node, but for the node itself."""
        function = self.scopes.function_of(node)
        uses = (use for use in self._uses.get(name, ()) if use is not node)
        return [
            use
            for use in uses
            if self.scopes.function_of(use) is function
            and not (isinstance(use.ctx, ast.Store) and self._is_plain_target(use))
        ]

    def _is_plain_target(self, use: ast.Name) -> bool:
        """Tell whether a name is set there, and not added to."""
        return not isinstance(self.scopes.parent(use), ast.AugAssign)

    def calls_of(self, function: Function) -> list[ast.Call]:
        """Return the calls of a function of the text."""
        calls = self.calls(function.name)
        return [call for call in calls if self.function_of(call) is function]

    def arguments_of(self, function: Function, parameter: str) -> list[ast.expr]:
        """Return what a parameter is given by the calls of the text."""
        found = (find_argument(call, function, parameter) for call in self.calls_of(function))
        return [value for value in found if value is not None]

    def values_of(self, node: ast.AST) -> list[ast.expr]:
        """Return what a name can have been set to where it stands, the last first."""
        found: list[ast.expr] = []
        for binding in self.scopes.bindings_at(node):
            if binding.is_parameter:
                function = self.scopes.function_of(binding.node)
                if isinstance(function, FUNCTIONS):  # and no lambda
                    found += self.arguments_of(function, binding.name)
            elif binding.value:
                found.append(binding.value)
        return found

    def is_token(self, node: ast.AST) -> bool:
        """Tell whether an expression is the token."""
        if isinstance(node, (ast.Name, ast.Attribute)):
            return self._judge_once(self._are_tokens, node, self._is_name_of_token)
        if isinstance(node, (ast.BoolOp, ast.IfExp)):
            return any(map(self.is_token, results_of(node)))
        is_found = last_name(node) in ("get_token", "require_token")
        return is_found or variable_of(node) in NAMES - {"TOKEN"}

    def _is_name_of_token(self, node: ast.AST) -> bool:
        name = name_of(node)
        if name.rpartition(".")[2].lower() == "hf_token":
            return True
        if (self.scopes.function_of(node), name) in self._tested:
            return True
        return any(map(self.is_token, self.values_of(node)))

    def _judge_once(
        self, known: dict[ast.AST, bool], node: ast.AST, judge: Callable[[ast.AST], bool]
    ) -> bool:
        """Return a judgement that is made once; a name that is set to itself ends the search."""
        if node not in known:
            known[node] = False
            known[node] = judge(node)
        return known[node]

    def holds(self, node: ast.AST) -> bool:
        """Tell whether the text of a value shows the token or a part of it."""
        if self.is_token(node) or name_of(node) == "os.environ":
            return True
        parts: list[ast.AST] = []
        if isinstance(node, (ast.Name, ast.Attribute)):
            return self._judge_once(self._hold, node, self._is_name_of_text)
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

    def _is_name_of_text(self, node: ast.AST) -> bool:
        """Tell whether a name was set to a text or a list that shows the token."""
        values = self.values_of(node)
        return any(isinstance(value, _SHOWN_IN) and self.holds(value) for value in values)

    def looks_at_token(self, test: ast.AST) -> bool:
        """Tell whether a condition looks at the token."""
        return any(
            self.is_token(part) or text_of(part) == TOKEN_VARIABLE for part in ast.walk(test)
        )

    def resolve(self, node: ast.AST | None) -> ast.AST | None:
        """Follow a name to what it was set to, and a text through `dedent`."""
        for _ in range(_FOLLOWED):
            if isinstance(node, ast.Name):
                bindings = self.scopes.bindings_at(node)
                node = (bindings[0].value if bindings else None) or node
            if isinstance(node, ast.Call) and last_name(node) == "dedent" and node.args:
                node = node.args[0]
        return node

    def elements(self, node: ast.AST | None) -> list[Any]:
        """Return the elements of a list; none if it is not known."""
        return list(getattr(self.resolve(node), "elts", ()))


def find_argument(call: ast.Call, function: Function, parameter: str) -> ast.expr | None:
    """Return what a call gives to a parameter of the function, or None."""
    for keyword in call.keywords:
        if keyword.arg == parameter:
            return keyword.value
    names = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
    if isinstance(call.func, ast.Attribute) and names[:1] in (["self"], ["cls"]):
        names = names[1:]
    at = names.index(parameter) if parameter in names else len(call.args)
    is_told = at < len(call.args) and not any(isinstance(a, ast.Starred) for a in call.args[:at])
    return call.args[at] if is_told else None
