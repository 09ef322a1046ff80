"""Python: what a script does with the token, what it shows of it, and the launches it makes."""

from __future__ import annotations

import ast
import importlib
import re
import sys
import textwrap
import warnings

from hftoken_guard._inputs import NAME, PREFIX, is_placeholder, is_wrong_name

from .rules import GUARD
from .shell import BLANK, DOLLAR, Word, blank, blank_code, judge, scan_text
from .source import NAMES, REPLACED, MissingError, Source, find_tokens, is_token_name, judge_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from .source import Edit

_RUN = re.compile(r"hf jobs (?:scheduled )?(?:uv )?run")
_HEADER = re.compile(r"(?m)^# /// script\n((?:#(?: (?!/// ).*)?\n)+?)# ///$")
_READS = re.compile(r"environ\.(?:get|pop)$|getenv$|userdata\.get$")
_PUSHES = frozenset(
    "push_to_hub upload_file upload_folder upload_large_folder create_commit".split()
)
_WRITES = frozenset(
    "create_repo create_branch create_pull_request CommitScheduler push_to_hub_merged"
    " push_to_hub_gguf".split()
)
_CHECKS = frozenset("require_token check_token whoami auth_check login create_repo".split())
# The work that costs, behind which it is too late; and what tells that there is such work.
_HEAVY = frozenset("train fit generate LLM map evaluate".split())
_HEAVY_SIGNS = frozenset(
    "from_pretrained load_dataset snapshot_download pipeline torch tensorflow jax transformers trl"
    " peft vllm unsloth diffusers sentence_transformers lightning lerobot mujoco gymnasium sklearn"
    " xgboost onnxruntime llama_cpp whisper".split()
)
_PRINTS = frozenset("print pprint exit secho echo".split())
_LIST = re.compile(r"[\"']hf[\"'],\s*[\"']jobs[\"']")
_LAUNCHES = frozenset("run_job run_uv_job create_scheduled_job create_scheduled_uv_job".split())
_EXITS = frozenset("exit quit _exit abort".split())
_PARSER_EXITS = re.compile(r"(?:parser|ctx|click|typer|app|cli)\.(?:error|fail|exit)$")
_LOGS = frozenset("debug info warning warn error critical exception log write".split())
_LOGGERS = re.compile(r"(?:^|[._])(?:log(?:ger|ging)?|warnings|console|tqdm|st)\.\w+$")
_WRITERS = re.compile(r"(?:^|\.)(?:std(?:out|err)|tqdm|st)\.write$")
_OTHER_LOGINS = re.compile(r"wandb|swanlab|comet|mlflow|neptune|openai")
_NO_RESULTS = re.compile(r"(?i)card|readme")  # pushed beside them
_SHOWING = frozenset("str repr format join strip dumps dict pformat items".split())
_SHOWN_IN = (
    ast.JoinedStr, ast.FormattedValue, ast.Starred, ast.BinOp, ast.BoolOp, ast.Tuple, ast.List,
    ast.Set, ast.Dict, ast.NamedExpr, ast.keyword,
)  # fmt: skip
_ALL = frozenset({"Exception", "BaseException"})
_SILENT = ("return", "return None", "return 0", "return True")
_QUOTES = re.compile(r"^[a-zA-Z]*(\"\"\"|'''|\"|')|(\"\"\"|'''|\"|')$")
_TOKEN_NAME = re.compile(r"(?i)(?:^|_|\.)(?:hf_?|auth_?|access_?|api_?)?token$|^hf_(?:api_)?key$")
_LIKE_TOKEN = re.compile(r"hf_(?=[A-Za-z]*\d|[A-Za-z0-9]{20})[A-Za-z0-9]{6,}\.*")
_SLOT = re.compile(r"\{\{[^\n]*?\}\}|(?<!\$)\{[^{}\n]*\}")  # of a formatted text
_DATA = re.compile(r"(?i)data|\bds\b|split|table|\bdf\b")
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)  # run when they are called
_UNSEEN = (*_FUNCTIONS, ast.Name, ast.expr_context, ast.operator)
_SEEN = (
    ast.Call, ast.Constant, ast.Subscript, ast.Assign, ast.Dict, ast.List, ast.JoinedStr, ast.If,
    ast.Assert, ast.BoolOp, ast.AnnAssign, ast.Raise, ast.Try,
)  # fmt: skip


def name_of(node: ast.AST) -> str:
    """Return the dotted name, as far as it is one."""
    if isinstance(node, ast.Attribute):
        return f"{name_of(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def last_name(node: ast.AST) -> str:
    """Return the last part of the name of what is called, whatever stands before it."""
    return getattr(node.func, "attr", name_of(node.func)) if isinstance(node, ast.Call) else ""


def text_of(node: ast.AST | None) -> str:
    """Return the text of a constant, or ""."""
    value = getattr(node, "value", "") if isinstance(node, ast.Constant) else ""
    return value if isinstance(value, str) else ""


class Script:
    """
    Scan one Python text, and tell what it does with the token.

    Attributes:
        header: the table of its PEP 723 block, or None.
        needs_token: it fails without, whatever its arguments are.
        write: the first call that writes to the Hub, or None.
        environment: the variables that it reads.

    """

    def __init__(self, source: Source, *, is_job: bool = False) -> None:
        """
        Read it, about in the order in which it runs.

        Raises:
            SyntaxError, ValueError, RecursionError: it is no Python.

        """
        self.source = source
        self.needs_token = self._is_guarded = self._has_begun = False
        self.write: ast.Call | None = None
        self.environment: set[str] = set()
        self._values: dict[str, ast.AST] = {}
        self._tokens: set[str] = set()
        self._shown: set[str] = set()  # names of texts and lists that hold it
        self._signs: set[str] = set()
        self._repeated: set[ast.AST] = set()  # what stands in a loop
        self._waiting: dict[ast.FunctionDef | ast.AsyncFunctionDef, None] = {}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self._tree = ast.parse(source.text)
        self._statement: ast.AST = self._tree
        self._has_list = bool(_LIST.search(source.text))
        self._gather()
        self.header = read_header(source.text)
        self._scan_header()
        self._scan_text(blank_code(source.text))
        self._run(self._tree.body, is_certain=True)
        is_work = self.needs_token and not self._signs.isdisjoint(_HEAVY)
        is_script = is_job or self.header is not None
        is_script |= not source.is_doc and bool(is_work or _RUN.search(source.text))
        while self._waiting:
            self._run(self._waiting.popitem()[0].body, is_certain=False)
        is_heavy = not self._signs.isdisjoint(_HEAVY | _HEAVY_SIGNS)
        if self.write and is_script and is_heavy and not self._is_guarded:
            start = self._span(self.write)[0]
            self.source.add("write-unguarded", start, self._guard_lines(self.write), start)

    @property
    def names_secret(self) -> bool:
        """Tell whether `hf jobs uv run` finds in the header that the token is wanted."""
        return NAME in (self.jobs_table.get("secrets") or ())

    @property
    def jobs_table(self) -> dict[str, Any]:
        """Return [tool.hf-jobs] of the header, which `hf jobs uv run` reads since 1.32."""
        tool = (self.header or {}).get("tool")
        table = tool.get("hf-jobs") if isinstance(tool, dict) else None
        return table if isinstance(table, dict) else {}

    def _gather(self) -> None:
        pairs: list[tuple[str, ast.expr]] = []
        targets: set[str] = set()  # of loops: such a name is something else
        for node in ast.walk(self._tree):
            if isinstance(node, (ast.For, ast.While)) and node not in self._repeated:
                self._repeated |= set(ast.walk(node))
            if isinstance(node, ast.For):
                targets.add(name_of(node.target))
            if isinstance(node, _FUNCTIONS):
                self._waiting[node] = None
            elif isinstance(node, (ast.Import, ast.ImportFrom)):
                names = [alias.name for alias in node.names]
                names = [node.module or ""] if isinstance(node, ast.ImportFrom) else names
                self._signs |= {name.partition(".")[0] for name in names}
            elif isinstance(node, ast.Assign):
                pairs += [(name_of(target), node.value) for target in node.targets]
            elif isinstance(node, (ast.AnnAssign, ast.NamedExpr)) and node.value:
                pairs.append((name_of(node.target), node.value))
            elif isinstance(node, ast.Call) and list(map(text_of, node.args)) == [PREFIX]:
                name, _, method = name_of(node.func).rpartition(".")
                is_token = method == "startswith" and "token" in name.lower()
                self._tokens |= {name} if is_token else set()
        self._local = {function.name: function for function in self._waiting}
        pairs = sorted(((n, v) for n, v in pairs if n), key=lambda pair: pair[1].lineno)
        self._values = dict(pairs)
        self._tokens |= {name for name, value in pairs if self.is_token(value)}
        self._tokens -= targets
        shown = {
            name for name, value in pairs if isinstance(value, _SHOWN_IN) and self._holds(value)
        }
        self._shown = shown - self._tokens

    def _run(self, nodes: Iterable[ast.AST], *, is_certain: bool) -> None:
        """Go through statements about as they run, into the functions that are called."""
        for node in nodes:
            if isinstance(node, _UNSEEN):
                continue
            if isinstance(node, ast.stmt):
                self._statement = node
            if isinstance(node, _SEEN):
                self._see(node, is_certain=is_certain)
            if isinstance(node, ast.If):
                is_main = "'__name__'" in ast.dump(node.test)
                self._run([node.test], is_certain=is_certain)
                self._run(node.body, is_certain=is_certain and is_main)
                self._run(node.orelse, is_certain=False)
                is_usage = "'argv'" in ast.dump(node.test)  # it ends a call without arguments
                is_certain &= not _ends(node.body) or is_usage or self._looks(node.test)
            elif isinstance(node, ast.Try):
                self._run(node.body, is_certain=is_certain)
                self._run([*node.handlers, *node.orelse, *node.finalbody], is_certain=False)
            elif isinstance(node, ast.JoinedStr):  # its texts are looked at as one
                slots = [part for part in node.values if isinstance(part, ast.FormattedValue)]
                self._run(slots, is_certain=is_certain)
            else:
                self._run(ast.iter_child_nodes(node), is_certain=is_certain)
            name = name_of(node.func) if isinstance(node, ast.Call) else ""
            if (function := self._local.get(name)) and function in self._waiting:
                del self._waiting[function]
                statement = self._statement
                self._run(function.body, is_certain=is_certain)
                self._statement = statement

    def _see(self, node: ast.AST, *, is_certain: bool) -> None:  # noqa: C901 - a list of cases
        if (variable := _variable(node)) and variable == NAME and isinstance(node, ast.Subscript):
            self._note(is_check=isinstance(node.ctx, ast.Load), is_needed=is_certain)
        self.environment |= {variable} - {""}
        if isinstance(node, ast.BoolOp):
            is_check = isinstance(node.op, ast.Or) and _exits(node.values[-1]) and self._looks(node)
            self._note(is_check=is_check, is_needed=is_check and is_certain)
        elif isinstance(node, (ast.If, ast.Assert)):
            is_check = (isinstance(node, ast.Assert) or _ends(node.body)) and self._looks(node.test)
            is_plain = not any(isinstance(part, ast.BoolOp) for part in ast.walk(node.test))
            self._note(is_check=is_check, is_needed=is_check and is_plain and is_certain)
            self._find_printed([getattr(node, "msg", None)])
        elif isinstance(node, ast.Call):
            self._see_call(node, last_name(node), is_certain=is_certain)
        elif isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            self._find_printed(node.exc.args)
        elif isinstance(node, ast.Try):
            self._see_try(node)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value:
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            key = text_of(target.slice) if isinstance(target, ast.Subscript) else name_of(target)
            self._find_written(key, node.value, is_target=True)
        elif isinstance(node, ast.Dict):
            self._see_dict(node)
        elif isinstance(node, ast.List):
            self._see_list(node)
        elif isinstance(node, ast.JoinedStr) or " jobs " in text_of(node):
            start, end = self._span(node)
            row = self.source.row(start)
            text = _QUOTES.sub(blank, self.source.text[start:end])
            text = _SLOT.sub(lambda match: BLANK * len(match[0]), text)
            self._scan_text(" " * (start - self.source.starts[row]) + text, row)

    def _note(self, *, is_check: bool, is_needed: bool) -> None:
        """Note that something looks at the token, and whether it fails without."""
        self.needs_token |= is_needed
        self._is_guarded |= is_check and not self._has_begun

    def _see_call(self, call: ast.Call, name: str, *, is_certain: bool) -> None:
        writes = self._writes(call)
        is_needed = writes == "surely"
        if name in ("require_token", "check_token"):
            is_needed = all(keyword.arg not in ("optional", None) for keyword in call.keywords)
        is_check = name in _CHECKS and not _OTHER_LOGINS.search(name_of(call.func))
        self._note(is_check=is_check, is_needed=is_needed and is_certain)
        self.write = self.write or (call if writes else None)
        is_heavy = name in _HEAVY and not (name == "map" and isinstance(call.func, ast.Name))
        self._has_begun |= is_heavy or name in _PUSHES
        self._signs.add(name)
        self._find_launch(call, name)

    def _find_launch(self, call: ast.Call, name: str) -> None:
        fields = {keyword.arg or "": keyword.value for keyword in call.keywords}
        if name == "hf_jobs":
            for argument in map(self._resolve, (*call.args, *fields.values())):
                if isinstance(argument, ast.Dict):
                    self._judge(argument, _fields(argument), is_mcp=True)
        elif name in _LAUNCHES and self._is_client(name, fields):
            if call.args and "uv" in name:
                fields.setdefault("script", call.args[0])
            self._judge(call, fields, is_mcp=False)
        elif self._prints(call, name, fields.get("file")):
            self._find_printed([*call.args, *fields.values()])
        if name in ("login", "whoami") and call.args:
            fields = {"token": call.args[0]} | fields
        for key, value in fields.items():
            self._find_written(key, value)

    def _is_client(self, name: str, fields: dict[str, ast.expr]) -> bool:
        """Tell whether a call is the client's; other libraries have a `run_job` too."""
        if name in self._local:
            return False
        return name != "run_job" or "huggingface_hub" in self._signs or "image" in fields

    def _prints(self, call: ast.Call, name: str, file: ast.AST | None) -> bool:
        """Tell whether what a call is given goes into the log."""
        receiver = name_of(call.func).lower()
        if name == "write":
            return bool(_WRITERS.search(receiver))
        is_print = name in _PRINTS and (not file or "sys.std" in name_of(file))
        return is_print or (name in _LOGS and bool(_LOGGERS.search(receiver)))

    def _see_list(self, node: ast.List) -> None:
        """Judge a command, or what is added to one, as a list; no shell expands it."""
        words = [Word(_pattern(item).replace("$", DOLLAR), *self._span(item)) for item in node.elts]
        texts = [word.text for word in words]
        if texts and texts[0] in ("-e", "--env") and self._has_list:
            place = (words[0].start, words[0].start)
            words = [Word(text, *place) for text in ("hf", "jobs", "run")] + words
        judge(self.source, words, lambda *_: "")

    def _see_dict(self, node: ast.Dict) -> None:
        fields = _fields(node)
        arguments = fields.get("args")
        if "operation" in fields and isinstance(arguments, ast.Dict):
            self._judge(arguments, _fields(arguments), is_mcp=True)
        elif self.source.is_doc and self._is_launch(fields):
            self._judge(node, fields, is_mcp=True)
        for key, value in fields.items():
            self._find_written(key, value)

    def _is_launch(self, fields: dict[str, ast.expr]) -> bool:
        """Tell whether a mapping in a document is what `hf_jobs` is given."""
        script = text_of(fields.get("script"))
        is_python = script.endswith(".py") or "\n" in script or "flavor" in fields
        return is_python and bool({"secrets", "env"} & fields.keys())

    def _see_try(self, node: ast.Try) -> None:
        inside = [part for child in node.body for part in ast.walk(child)]
        called = [
            self._local[name_of(call.func)]
            for call in inside
            if isinstance(call, ast.Call) and name_of(call.func) in self._local
        ]
        inside += [part for function in called for part in ast.walk(function)]
        calls = [part for part in inside if last_name(part) in _PUSHES]
        pushes = [call for call in calls if isinstance(call, ast.Call) and self._writes(call)]
        if all(_NO_RESULTS.search(ast.unparse(call)) for call in pushes):
            return
        is_repeated = node in self._repeated
        flags = (part for part in inside if isinstance(part, ast.Assign))
        if is_repeated or any(isinstance(flag.value, ast.Constant) for flag in flags):
            return  # a later line can see that it failed
        for handler in node.handlers:
            names = {name_of(part) for part in ast.walk(handler.type)} if handler.type else _ALL
            if not names.isdisjoint(_ALL) and _swallows(handler):
                self._add("failure-swallowed", handler)

    def is_token(self, node: ast.AST) -> bool:
        """Tell whether an expression is the token."""
        if isinstance(node, (ast.Name, ast.Attribute)):
            name = name_of(node)
            return name in self._tokens or name.rpartition(".")[2].lower() == "hf_token"
        if isinstance(node, (ast.BoolOp, ast.IfExp)):
            return any(map(self.is_token, _results(node)))
        is_found = last_name(node) in ("get_token", "require_token")
        return is_found or _variable(node) in NAMES - {"TOKEN"}

    def _holds(self, node: ast.AST) -> bool:
        """Tell whether the text of a value shows the token or a part of it."""
        if self.is_token(node) or name_of(node) in ("os.environ", *self._shown):
            return True
        parts: list[ast.AST] = []
        if isinstance(node, ast.Subscript) and self.is_token(node.value):
            upper = getattr(getattr(node.slice, "upper", None), "value", None)
            return upper not in range(len(PREFIX) + 1)
        if isinstance(node, ast.Call) and last_name(node) in _SHOWING:
            parts = [*node.args, *node.keywords, getattr(node.func, "value", node.func)]
        elif isinstance(node, (ast.BoolOp, ast.IfExp)):
            parts = list(_results(node))
        elif isinstance(node, _SHOWN_IN):
            parts = list(ast.iter_child_nodes(node))
        return any(map(self._holds, parts))

    def _looks(self, test: ast.AST) -> bool:
        """Tell whether a condition looks at the token."""
        return any(self.is_token(part) or text_of(part) == NAME for part in ast.walk(test))

    def _writes(self, call: ast.Call) -> str:
        """Tell whether a call writes to the Hub: "surely", "maybe", or ""."""
        name = last_name(call)
        if isinstance(call.func, ast.Name) and name in self._local:
            return ""  # what it does is seen inside of it
        is_client = "huggingface_hub" in self._signs and name in _WRITES | _PUSHES
        if name == "push_to_hub" or is_client:
            return "surely"
        value = {keyword.arg: keyword.value for keyword in call.keywords}.get("push_to_hub")
        if isinstance(value, ast.Constant):
            return "surely" if value.value else ""
        return "maybe" if value else ""

    def _span(self, node: Any) -> tuple[int, int]:  # noqa: ANN401 - most nodes have a place
        """Return where a node stands; `ast` counts columns in UTF-8."""
        ends = []
        for line, column in (
            (node.lineno, node.col_offset),
            (node.end_lineno, node.end_col_offset),
        ):
            row = min(line, len(self.source.starts)) - 1  # old Pythons count wrongly in f-strings
            left = len(self.source.lines(row).encode()[:column].decode("utf-8", "ignore"))
            ends.append(self.source.starts[row] + left)
        return ends[0], ends[1]

    def _add(self, code: str, node: ast.AST, new: str | None = None) -> None:
        start, end = self._span(node)
        corrected = "" if new is None else self.source.edit((start, end, new))
        self.source.add(code, start, corrected, self._span(self._statement)[0])

    def _scan_text(self, text: str, row: int = 0) -> None:
        if " jobs " in text:
            scan_text(self.source.prose(text, row))

    def _find_written(self, key: str, value: ast.AST, *, is_target: bool = False) -> None:
        """Find the example of a token where the token is set."""
        text = text_of(value)
        is_named = _TOKEN_NAME.search(key)
        if not text or not is_named or text.upper() in NAMES or self.source.is_doc:
            return
        is_token = is_placeholder(text) or bool(_LIKE_TOKEN.fullmatch(text))
        if text.startswith(PREFIX) and is_token:
            is_variable = is_target and key != NAME
            self._add(judge_text(text), value, f'os.environ["{NAME}"]' if is_variable else None)
        elif is_target and key == NAME and judge_text(text) and text not in REPLACED:
            self._add(judge_text(text), value)

    def _find_printed(self, nodes: Iterable[ast.AST | None]) -> None:
        for node in nodes:
            if node and self._holds(node):
                self._add("token-printed", node)

    def _resolve(self, node: ast.AST | None) -> ast.AST | None:
        """Follow a name to what it was set to, and a text through `dedent`."""
        for _ in range(3):
            if isinstance(node, ast.Name):
                node = self._values.get(node.id, node)
            if isinstance(node, ast.Call) and last_name(node) == "dedent" and node.args:
                node = node.args[0]
        return node

    def _judge(self, launch: ast.AST, fields: dict[str, ast.expr], *, is_mcp: bool) -> None:
        """Judge a launch through `hf_jobs` or the Python API."""
        script = self._find_script(self._resolve(fields.get("script")))
        secrets, env = self._entries(fields.get("secrets")), self._entries(fields.get("env"))
        names = {text_of(key) for key, _ in secrets or ()}
        right = f'"${NAME}"' if is_mcp else "get_token()"
        for key, value in secrets or ():
            name, known = text_of(key), self._resolve(value)
            if name == NAME and isinstance(known, ast.Constant):
                code = "" if is_mcp and known.value in REPLACED else judge_text(text_of(known))
                if code:
                    self._add(code, value, right)
            elif is_wrong_name(name) and not (
                NAME in names or (script and name in script.environment)
            ):
                self._add("secret-wrong-name", key, f'"{NAME}"')
        for key, value in env or ():
            if text_of(key) in NAMES or text_of(value) in REPLACED or self.is_token(value):
                edits = (
                    [] if secrets or len(env or ()) > 1 else self._as_secret(launch, value, right)
                )
                text = self.source.edit(*edits) if edits else ""
                self.source.add("token-in-env", self._span(key)[0], text, self._span(launch)[0])
        self._judge_arguments(fields)
        is_known = secrets is not None and env is not None and "" not in fields
        names |= {text_of(key) for key, _ in env or ()}
        if script and script.needs_token and is_known and not any(map(is_token_name, names)):
            edits = self._addition(launch, right)
            text = self.source.edit(*edits) if edits else ""
            start = self._span(launch)[0]
            self.source.add("secret-missing", start, text, start)

    def _judge_arguments(self, fields: dict[str, ast.expr]) -> None:
        for field in ("script_args", "command"):
            for item in getattr(self._resolve(fields.get(field)), "elts", ()):
                if self._holds(item) or any(find_tokens(text_of(item))):
                    self._add("token-on-command-line", item)
                elif text_of(item) in REPLACED:
                    self._add("placeholder-not-replaced", item)

    def _as_secret(self, launch: ast.AST, value: ast.AST, right: str) -> list[Edit]:
        """Return the edits that make secrets of the only variable of a launch."""
        names = [key for key in getattr(launch, "keys", ()) if text_of(key) == "env"]
        names += [keyword for keyword in getattr(launch, "keywords", ()) if keyword.arg == "env"]
        (low, high), (start, end) = self._span(launch), self._span(value)
        if not names or not low < start < high:
            return []  # it stands elsewhere
        at = self._span(names[0])[0] + isinstance(launch, ast.Dict)
        is_text = isinstance(value, ast.Constant)
        return [(at, at + len("env"), "secrets"), *([(start, end, right)] if is_text else [])]

    def _addition(self, launch: ast.AST, right: str) -> list[Edit]:
        """Return the edit that adds the secret to a launch that has none."""
        entry = f'"{NAME}": {right}'
        if isinstance(launch, ast.Dict):
            at = self._span(launch)[0] + 1
            names = map(text_of, filter(None, launch.keys))
            return [] if "secrets" in names else [(at, at, f'"secrets": {{{entry}}}, ')]
        values = [*getattr(launch, "args", ()), *getattr(launch, "keywords", ())]
        if not values or any(getattr(value, "arg", "") == "secrets" for value in values):
            return []
        at = max(self._span(value)[1] for value in values)
        return [(at, at, f", secrets={{{entry}}}")]

    def _entries(self, node: ast.AST | None) -> list[tuple[ast.expr, ast.expr]] | None:
        """Return keys and values of a mapping; None if it is not known."""
        node = self._resolve(node)
        if isinstance(node, ast.Dict):
            pairs = [(key, value) for key, value in zip(node.keys, node.values, strict=True) if key]
            return pairs if len(pairs) == len(node.keys) else None
        return [] if getattr(node, "value", node) is None else None

    def _find_script(self, node: ast.AST | None) -> Script | None:
        """Return the script of a launch, and scan it if its text stands here."""
        text = text_of(node)
        if "\n" not in text:
            return self.source.find_script(text)
        start, end = self._span(node)
        plain = text.lstrip("\n")
        at = self.source.text[start:end].find(plain)
        inline = textwrap.dedent(plain)
        row = self.source.row(start + max(0, at))
        column = len(plain.partition("\n")[0]) - len(inline.partition("\n")[0])
        if at < 0 and node:  # its rows are none of the file's
            return self._find_hidden(inline, node)
        try:
            return Script(self.source.part(inline, row, column), is_job=True)
        except (SyntaxError, ValueError):
            return None  # not all of it stands here

    def _find_hidden(self, text: str, node: ast.AST) -> Script | None:
        """Scan a script that is written with escapes: what is found stands where it begins."""
        source = Source(self.source.path, text, is_doc=self.source.is_doc)
        try:
            script = Script(source, is_job=True)
        except (SyntaxError, ValueError):
            return None
        for code, _ in source.findings:
            self._add(code, node)
        return script

    def _scan_header(self) -> None:
        start = self.source.text.find("[tool.hf-jobs")
        for field in ("secrets", "env"):
            values = self.jobs_table.get(field)
            names = [str(name) for name in values] if isinstance(values, (list, dict)) else []
            for item in names:
                name, equals, text = item.partition("=")
                code = ""
                if field == "env":
                    code = "token-in-env" if name in NAMES else ""
                elif name == NAME:
                    code = judge_text(text) if equals else ""
                elif is_wrong_name(name) and NAME not in names:
                    code = "secret-wrong-name"
                if code:
                    at = self.source.text.find(item, start)
                    self.source.add(code, at, f'# secrets = ["{NAME}"]')

    def _guard_lines(self, write: ast.Call) -> str:
        """Return the lines that check the token for a write."""
        fields = {keyword.arg: text_of(keyword.value) for keyword in write.keywords}
        first = text_of(write.args[0]) if write.args and last_name(write) == "push_to_hub" else ""
        target = fields.get("repo_id") or fields.get("hub_model_id") or first
        receiver = getattr(write.func, "value", None)
        made = ast.unparse(self._values.get(name_of(receiver), receiver)) if receiver else ""
        is_data = _DATA.search(f"{name_of(receiver)} {made}") if receiver else None
        kind = fields.get("repo_type") or ("dataset" if is_data else "model")
        target = target if "/" in target else "OWNER/NAME"
        return GUARD.format(target if kind == "model" else f"{kind}s/{target}")


def _variable(node: ast.AST) -> str:
    """Return the environment variable that an expression reads, or ""."""
    if isinstance(node, ast.Subscript) and name_of(node.value).endswith("environ"):
        return text_of(node.slice)
    if isinstance(node, ast.Call) and last_name(node) in ("get", "getenv", "pop") and node.args:
        return text_of(node.args[0]) if _READS.search(name_of(node.func)) else ""
    return ""


def _results(node: ast.BoolOp | ast.IfExp) -> list[ast.expr]:
    """Return the operands that the result can be: of `a and b` only the last says something."""
    if isinstance(node, ast.IfExp):
        return [node.body, node.orelse]
    return node.values[-1:] if isinstance(node.op, ast.And) else node.values


def _pattern(node: ast.AST) -> str:
    """Return a text with a mark for what is not known of it."""
    if isinstance(node, ast.JoinedStr):
        return "".join(text_of(part) or "\0" for part in node.values)
    return text_of(node)


def _exits(node: ast.AST) -> bool:
    """Tell whether a call ends the process."""
    is_parser = isinstance(node, ast.Call) and _PARSER_EXITS.search(name_of(node.func).lower())
    return last_name(node) in _EXITS or bool(is_parser)


def _ends(body: list[ast.stmt]) -> bool:
    """Tell whether a block ends what it stands in."""
    ends = (ast.Raise, ast.Return, ast.Continue, ast.Break)
    return any(isinstance(node, ends) or _exits(getattr(node, "value", node)) for node in body)


def _swallows(handler: ast.ExceptHandler) -> bool:
    """Tell whether nobody can know afterwards that it failed."""
    for node in ast.walk(handler):
        is_loud = isinstance(node, ast.Return) and ast.unparse(node) not in _SILENT
        is_loud |= isinstance(node, (ast.Raise, ast.Assign, ast.AugAssign))
        if is_loud or _exits(node) or last_name(node) in ("append", "add"):
            return False
    return True


def _fields(node: ast.Dict) -> dict[str, ast.expr]:
    """Return a mapping's values by their keys; "" stands for what is not known."""
    return {text_of(key): value for key, value in zip(node.keys, node.values, strict=True)}


def read_header(text: str) -> dict[str, Any] | None:
    """Return the table of the PEP 723 block, or None if there is none."""
    match = _HEADER.search(text)
    if not match:
        return None
    try:
        tomllib = importlib.import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    except ImportError:
        raise MissingError from None
    try:
        table: dict[str, Any] = tomllib.loads(re.sub(r"(?m)^# ?", "", match[1]))
    except ValueError:
        return {}
    return table
