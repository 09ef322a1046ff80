"""What a Python script does with the token, and whether it looks at it in time."""

from __future__ import annotations

import ast
import re
import warnings

from .._token import NAME, PREFIX
from .shell import NAMES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

_HEADER = re.compile(r"(?m)^# /// script\n((?:#(?: .*)?\n)+?)# ///$")
_WRITES = frozenset(
    "upload_file upload_folder upload_large_folder create_commit create_repo create_branch"
    " create_pull_request CommitScheduler push_to_hub_merged push_to_hub_gguf".split()
)
_CHECKS = frozenset("require_token check_token whoami auth_check login create_repo".split())
_HEAVY = frozenset(
    "from_pretrained load_dataset train fit generate LLM map snapshot_download pipeline".split()
)
_HEAVY_MODULES = frozenset(
    "torch tensorflow jax transformers datasets trl peft vllm unsloth diffusers accelerate"
    " sentence_transformers lightning".split()
)
_READS = re.compile(r"environ\.(?:get|pop)$|getenv$|userdata\.get$")
EXITS = frozenset("exit quit _exit abort error fail".split())
_SHOWING = frozenset("str repr format join strip dumps dict pformat items".split())


def parse(text: str) -> ast.Module:
    """Parse without the warnings that are the author's business."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text)


def name_of(node: ast.AST) -> str:
    """Return the dotted name, as far as it is one."""
    if isinstance(node, ast.Attribute):
        return f"{name_of(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def last_name(node: ast.AST) -> str:
    """Return the last part of the name of what is called, whatever stands before it."""
    return getattr(node.func, "attr", name_of(node.func)) if isinstance(node, ast.Call) else ""


def text_of(node: ast.AST | None) -> str | None:
    """Return the text of a constant."""
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return node.value if is_text else None  # type: ignore[union-attr]


class Script:
    """
    Tell what a Python text does with the token, in about the order in which it runs.

    Attributes:
        header: the table of its PEP 723 block, or None.
        needs_token: it fails without, whatever its arguments are.
        write: the first call that writes to the Hub, or None.
        is_guarded: something looks at the token before the heavy work.
        is_heavy: there is heavy work.
        is_script: it is run by itself.
        values: what its names were last set to.
        environment: the variables that it reads.

    """

    def __init__(self, text: str) -> None:
        """
        Read it.

        Raises:
            SyntaxError, ValueError, RecursionError: it is no Python.

        """
        self.tree = parse(text)
        self.header = read_header(text)
        self.needs_token = self.is_guarded = self.is_heavy = False
        self.is_script = self.header is not None
        self.write: ast.Call | None = None
        self.environment: set[str] = set()
        self.values: dict[str, ast.expr] = {}
        self._tokens: set[str] = set()
        self._functions: dict[str, ast.FunctionDef | ast.AsyncFunctionDef] = {}
        self._uses_hub = self._has_begun = False
        self._gather()
        self._run(self.tree.body, is_certain=True)
        self.is_script |= self.write is not None and self.needs_token
        while self._functions:
            self._run(self._functions.popitem()[1].body, is_certain=False)

    @property
    def names_secret(self) -> bool:
        """Tell whether `hf jobs uv run` finds in the header that the token is wanted."""
        return NAME in (self.jobs_table.get("secrets") or ())

    @property
    def jobs_table(self) -> dict[str, Any]:
        """Return [tool.hf-jobs] of the header, which huggingface_hub reads since 1.32."""
        tool = (self.header or {}).get("tool")
        table = tool.get("hf-jobs") if isinstance(tool, dict) else None
        return table if isinstance(table, dict) else {}

    def _gather(self) -> None:
        for node in ast.walk(self.tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                self._functions.setdefault(node.name, node)
            elif isinstance(node, (ast.Import, ast.ImportFrom)):
                names = [alias.name for alias in node.names]
                names = [node.module or ""] if isinstance(node, ast.ImportFrom) else names
                tops = {name.partition(".")[0] for name in names}
                self.is_heavy |= not tops.isdisjoint(_HEAVY_MODULES)
                self._uses_hub |= "huggingface_hub" in tops
            elif isinstance(node, ast.Assign):
                self.values |= dict.fromkeys(map(name_of, node.targets), node.value)
            elif isinstance(node, (ast.AnnAssign, ast.NamedExpr)) and node.value:
                self.values[name_of(node.target)] = node.value
            elif isinstance(node, ast.Call) and [text_of(a) for a in node.args] == [PREFIX]:
                name, _, method = name_of(node.func).rpartition(".")
                self._tokens |= {name} if method == "startswith" else set()
        self.values.pop("", None)
        self._tokens |= {name for name, value in self.values.items() if self.is_token(value)}

    def is_token(self, node: ast.AST) -> bool:
        """Tell whether an expression is the token."""
        if isinstance(node, (ast.Name, ast.Attribute)):
            name = name_of(node)
            return name in self._tokens or name.rpartition(".")[2].lower() == "hf_token"
        if isinstance(node, ast.BoolOp):
            return any(map(self.is_token, node.values))
        if isinstance(node, ast.IfExp):
            return self.is_token(node.body) or self.is_token(node.orelse)
        is_found = last_name(node) in ("get_token", "require_token")
        return is_found or _variable(node) in NAMES - {"TOKEN"}

    def _run(self, nodes: Iterable[ast.AST], *, is_certain: bool) -> None:
        """Go through statements about as they run, into the functions that are called."""
        for node in nodes:
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
                continue
            self._see(node, is_certain=is_certain)
            if isinstance(node, ast.If):
                is_main = "'__name__'" in ast.dump(node.test)
                self._run([node.test], is_certain=is_certain)
                self._run(node.body, is_certain=is_certain and is_main)
                self._run(node.orelse, is_certain=False)
                is_certain &= not _ends(node.body) or self._looks(node.test)
            elif isinstance(node, ast.Try):
                self._run(node.body, is_certain=is_certain)
                self._run([*node.handlers, *node.orelse, *node.finalbody], is_certain=False)
            else:
                self._run(ast.iter_child_nodes(node), is_certain=is_certain)
            name = name_of(node.func) if isinstance(node, ast.Call) else ""
            if function := self._functions.pop(name, None):
                self._run(function.body, is_certain=is_certain)

    def _see(self, node: ast.AST, *, is_certain: bool) -> None:
        variable, is_check, is_needed = _variable(node), False, False
        self.environment |= {variable} - {""}
        if isinstance(node, ast.Subscript):
            is_check = is_needed = variable == NAME and isinstance(node.ctx, ast.Load)
        elif isinstance(node, (ast.If, ast.Assert)):
            stops = isinstance(node, ast.Assert) or _ends(node.body)
            is_check = stops and self._looks(node.test)
            is_needed = is_check and not any(isinstance(n, ast.BoolOp) for n in ast.walk(node.test))
        elif isinstance(node, ast.Call):
            name = last_name(node)
            is_check, writes = name in _CHECKS, self.is_write(node)
            if name in ("require_token", "check_token"):
                is_needed = all(key.arg not in ("optional", None) for key in node.keywords)
            if writes:
                self.write = self.write or node
                is_needed |= writes == "surely"
            self.is_heavy |= name in _HEAVY
            self._has_begun |= name in _HEAVY
        self.needs_token |= is_needed and is_certain
        self.is_guarded |= is_check and not self._has_begun

    def _looks(self, test: ast.AST) -> bool:
        """Tell whether a condition looks at the token."""
        return any(self.is_token(part) or text_of(part) == NAME for part in ast.walk(test))

    def is_write(self, call: ast.Call) -> str:
        """Tell whether a call writes to the Hub: "surely", "maybe", or ""."""
        name = last_name(call)
        if name == "push_to_hub" or (name in _WRITES and self._uses_hub):
            return "surely"
        for keyword in call.keywords:
            if keyword.arg == "push_to_hub" and not _is_false(keyword.value):
                return "surely" if isinstance(keyword.value, ast.Constant) else "maybe"
        return ""

    def holds(self, node: ast.AST | None) -> bool:
        """Tell whether the text of a value shows the token or a part of it."""
        if node is None:
            return False
        if self.is_token(node) or name_of(node).endswith("os.environ"):
            return True
        parts: list[ast.AST | None] = []
        if isinstance(node, ast.Subscript) and self.is_token(node.value):
            upper = getattr(node.slice, "upper", None)
            return not (isinstance(upper, ast.Constant) and upper.value in range(len(PREFIX) + 1))
        if isinstance(node, (ast.JoinedStr, ast.BoolOp)):
            parts += node.values
        elif isinstance(node, (ast.FormattedValue, ast.Starred, ast.NamedExpr)):
            parts.append(node.value)
        elif isinstance(node, ast.BinOp):
            parts += [node.left, node.right]
        elif isinstance(node, ast.IfExp):
            parts += [node.body, node.orelse]
        elif isinstance(node, (ast.Tuple, ast.List, ast.Set)):
            parts += node.elts
        elif isinstance(node, ast.Dict):
            parts += node.values
        elif isinstance(node, ast.Call) and last_name(node) in _SHOWING:
            parts += [*node.args, *(keyword.value for keyword in node.keywords)]
            parts += [node.func.value] if isinstance(node.func, ast.Attribute) else []
        return any(map(self.holds, parts))


def _variable(node: ast.AST) -> str:
    """Return the environment variable that an expression reads, or ""."""
    if isinstance(node, ast.Subscript) and name_of(node.value).endswith("environ"):
        return text_of(node.slice) or ""
    if isinstance(node, ast.Call) and node.args and _READS.search(name_of(node.func)):
        return text_of(node.args[0]) or ""
    return ""


def _is_false(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and not node.value


def _ends(body: list[ast.stmt]) -> bool:
    """Tell whether a block ends what it stands in."""
    for node in body:
        if isinstance(node, (ast.Raise, ast.Return, ast.Continue, ast.Break)):
            return True
        if isinstance(node, ast.Expr) and last_name(node.value) in EXITS:
            return True
    return False


def read_header(text: str) -> dict[str, Any] | None:
    """Return the table of the PEP 723 block, or None if there is none that can be read."""
    match = _HEADER.search(text.replace("\r\n", "\n"))
    if not match:
        return None
    try:
        import tomllib
    except ImportError:  # Python 3.10: of the extra
        import tomli as tomllib
    try:
        return tomllib.loads(
            "".join(line[2:] or "\n" for line in match[1].splitlines(keepends=True))
        )
    except tomllib.TOMLDecodeError:
        return {}
