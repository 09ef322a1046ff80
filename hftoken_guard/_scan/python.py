"""Python texts: what they print and write down, and the launches that they make."""

from __future__ import annotations

import ast
import re
import textwrap

from .._token import NAME, PREFIX, WRONG_NAMES, is_placeholder
from .script import EXITS, Script, last_name, name_of, text_of
from .shell import DOLLAR, NAMES, Word, judge, judge_text, scan_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from .source import Source

_LAUNCHES = frozenset("run_job run_uv_job create_scheduled_job create_scheduled_uv_job".split())
# What hf_jobs replaces: the whole value, nothing around it.
_REPLACED = (f"${NAME}", f"${{{NAME}}}")
_PRINTS = frozenset("print pprint exit secho echo".split())
_LOGS = frozenset("debug info warning warn error critical exception log write".split())
_LOGGERS = re.compile(r"log|warnings|console|std(?:out|err)\.|tqdm|st\.")
_PUSHES = frozenset(
    "push_to_hub upload_file upload_folder upload_large_folder create_commit".split()
)
_SILENT = ("return", "return None", "return 0", "return True")
_ALL = frozenset({"Exception", "BaseException"})
_ENDS_OF_TEXT = re.compile(r"^[a-zA-Z]*(\"\"\"|'''|\"|')|(\"\"\"|'''|\"|')$")
_DATA = re.compile(r"(?i)data|^ds$|split|table|^df")


def scan_python(source: Source, *, is_job: bool = False) -> Script:
    """
    Apply all rules to a Python text.

    Raises:
        SyntaxError, ValueError, RecursionError: it is no Python.

    """
    return _Scanner(source, is_job=is_job).script


class _Scanner:
    """Go through one text."""

    def __init__(self, source: Source, *, is_job: bool) -> None:
        self.source, self.script = source, Script(source.text)
        self._statement: ast.AST | None = None
        tree = self.script.tree
        self._scan_header()
        self._has_commands = " jobs " in source.text
        if self._has_commands:
            comments = re.sub(r"(?m)^(?![ \t]*#).*|^[ \t]*#", _blank, source.text)
            scan_text(source.part(comments, 0, is_doc=True))
        for node, statement in _walk(tree, tree):
            self._statement = statement
            self._visit(node)
        write = self.script.write
        is_script = is_job or (self.script.header is not None if source.is_doc else self.script.is_script)
        if write and is_script and self.script.is_heavy and not self.script.is_guarded:
            self._statement = write
            self._add("write-unguarded", write, _guard_lines(write, self.script))

    def _span(self, node: Any) -> tuple[int, int]:  # noqa: ANN401 - most nodes have a place
        """Return where a node stands; `ast` counts columns in UTF-8."""
        ends = []
        for row, column in ((node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset)):
            line = self.source.lines(row - 1)
            left = column if line.isascii() else len(line.encode()[:column].decode())
            ends.append(self.source.starts[row - 1] + left)
        return ends[0], ends[1]

    def _add(self, code: str, node: ast.AST, corrected: str = "") -> None:
        first = self._span(self._statement)[0]
        self.source.add(code, self._span(node)[0], corrected, first)

    def _replace(self, node: ast.AST, new: str) -> str:
        return self.source.edit((*self._span(node), new))

    def _visit(self, node: ast.AST) -> None:
        if isinstance(node, ast.Call):
            self._visit_call(node)
        elif isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            self._find_printed(node.exc.args)
        elif isinstance(node, ast.Assert) and node.msg:
            self._find_printed([node.msg])
        elif isinstance(node, ast.Try):
            self._visit_try(node)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value:
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            key = text_of(target.slice) if isinstance(target, ast.Subscript) else name_of(target)
            self._find_written(key, node.value)
            if key == NAME and judge_text(text_of(node.value) or ""):
                self._add(judge_text(text_of(node.value) or ""), node.value)
        elif isinstance(node, ast.Dict):
            fields = _fields(node)
            if "operation" in fields and isinstance(fields.get("args"), ast.Dict):
                self._judge(node, _fields(fields["args"]), is_mcp=True)
            elif self.source.is_doc and "script" in fields and {"secrets", "env"} & fields.keys():
                self._judge(node, fields, is_mcp=True)
            for key, value in fields.items():
                self._find_written(key, value)
        elif isinstance(node, ast.List):
            words = [Word(text_of(item) or "\0", *self._span(item)) for item in node.elts]
            for word in words:  # no shell expands it
                word.text = word.text.replace("$", DOLLAR)
            judge(self.source, words)
        elif self._has_commands and (isinstance(node, ast.JoinedStr) or text_of(node)):
            start, end = self._span(node)
            text = _ENDS_OF_TEXT.sub(_blank, self.source.text[start:end])
            if " jobs " in text:
                row = self.source.row(start)
                before = " " * (start - self.source.starts[row])
                scan_text(self.source.part(before + text, row, is_doc=True))

    def _visit_call(self, call: ast.Call) -> None:
        name, receiver = last_name(call), name_of(call.func).lower()
        fields = {keyword.arg or "": keyword.value for keyword in call.keywords}
        if name == "hf_jobs":
            for argument in map(self._resolve, (*call.args, *fields.values())):
                if isinstance(argument, ast.Dict):
                    self._judge(argument, _fields(argument), is_mcp=True)
        elif name in _LAUNCHES:
            if call.args and "uv" in name:
                fields.setdefault("script", call.args[0])
            self._judge(call, fields, is_mcp=False)
        elif name in _PRINTS or (
            name in _LOGS and re.search(r"log|warnings|console|st\.", receiver)
        ):
            self._find_printed([*call.args, *fields.values()])
        for key, value in fields.items():
            self._find_written(key, value)

    def _resolve(self, node: ast.AST | None) -> ast.AST | None:
        """Follow a name to what it was set to, and a text through `dedent`."""
        for _ in range(3):
            if isinstance(node, ast.Name):
                node = self.script.values.get(node.id, node)
            if isinstance(node, ast.Call) and last_name(node) == "dedent" and node.args:
                node = node.args[0]
        return node

    def _judge(self, launch: ast.AST, fields: dict[str, ast.expr], *, is_mcp: bool) -> None:
        """Judge a launch through `hf_jobs` or the Python API."""
        script = self._find_script(fields.get("script"))
        secrets, env = self._entries(fields.get("secrets")), self._entries(fields.get("env"))
        names = {text_of(key) for key, _ in secrets or ()}
        right = f'"${NAME}"' if is_mcp else "get_token()"
        for key, value in secrets or ():
            name, text = text_of(key) or "", text_of(self._resolve(value))
            is_token = text in _REPLACED or self.script.is_token(value)
            if name == NAME and text is not None and not (is_mcp and text in _REPLACED):
                code = judge_text(text) if text else "placeholder-not-replaced"
                if code:
                    self._add(code, value, self._replace(value, right))
            elif (name in WRONG_NAMES or (is_token and name not in NAMES)) and NAME not in names:
                if not (script and name in script.environment):
                    self._add("secret-wrong-name", key, self._replace(key, f'"{NAME}"'))
        for key, value in env or ():
            is_token = text_of(value) in _REPLACED or self.script.is_token(value)
            if text_of(key) in NAMES or is_token:
                self._add("token-in-env", key)
        for item in (*self._items(fields.get("script_args")), *self._items(fields.get("command"))):
            if self.script.holds(item) or judge_text(text_of(item) or "") == "token-in-code":
                self._add("token-on-command-line", item)
            elif text_of(item) in _REPLACED:
                self._add("placeholder-not-replaced", item)
        passed = names | {text_of(key) for key, _ in env or ()}
        is_known = secrets is not None and env is not None and "" not in fields
        if script and is_known and script.needs_token and NAMES.isdisjoint(passed):
            start, end = self._span(launch)
            entry = f'"secrets": {{"{NAME}": {right}}}, '
            edit = (start + 1, start + 1, entry)
            if isinstance(launch, ast.Call):
                comma = "" if self.source.text[start : end - 1].rstrip()[-1] in ",(" else ","
                edit = (end - 1, end - 1, f'{comma} secrets={{"{NAME}": {right}}}')
            self._add("secret-missing", launch, self.source.edit(edit))

    def _entries(self, node: ast.AST | None) -> list[tuple[ast.AST, ast.expr]] | None:
        """Return keys and values of a mapping; None if it is not known."""
        node = self._resolve(node)
        if node is None or (isinstance(node, ast.Constant) and node.value is None):
            return []
        if not isinstance(node, ast.Dict) or None in node.keys:
            return None
        return [(key, value) for key, value in zip(node.keys, node.values, strict=True) if key]

    def _items(self, node: ast.AST | None) -> list[ast.expr]:
        node = self._resolve(node)
        return node.elts if isinstance(node, (ast.List, ast.Tuple)) else []

    def _find_script(self, node: ast.AST | None) -> Script | None:
        """Return the script of a launch, and scan it if its text stands here."""
        node = self._resolve(node)
        text = text_of(node)
        if text is None or node is None:
            return None
        if "\n" not in text:
            return self.source.find_script(text)
        start, end = self._span(node)
        row = self.source.row(start + max(0, self.source.text[start:end].find(text.strip("\n"))))
        plain = text.lstrip("\n")
        inline = textwrap.dedent(plain)
        column = len(plain.partition("\n")[0]) - len(inline.partition("\n")[0])
        try:
            return scan_python(self.source.part(inline, row, column), is_job=True)
        except (SyntaxError, ValueError):
            return None  # not all of it stands here

    def _find_written(self, key: str | None, value: ast.AST) -> None:
        """Find the example of a token where the token is set."""
        text, name = text_of(value) or "", (key or "").lower()
        is_name = "token" in name and text.upper() not in NAMES
        is_token = is_placeholder(text) or bool(re.fullmatch(r"hf_\w*\d\w*", text))
        if is_name and text.startswith(PREFIX) and is_token and not self.source.is_doc:
            self._add("token-in-code", value, self._replace(value, f'os.environ["{NAME}"]'))

    def _find_printed(self, nodes: Iterable[ast.expr]) -> None:
        for node in nodes:
            if self.script.holds(node):
                self._add("token-printed", node)

    def _visit_try(self, node: ast.Try) -> None:
        inside = [part for child in node.body for part in ast.walk(child)]
        pushes = [part for part in inside if last_name(part) in _PUSHES]
        if not any(self.script.is_write(push) for push in pushes if isinstance(push, ast.Call)):
            return
        loops = [part for part in ast.walk(self.script.tree) if isinstance(part, (ast.For, ast.While))]
        is_repeated = any(node in ast.walk(loop) for loop in loops)
        flags = (part for part in inside if isinstance(part, ast.Assign))
        if is_repeated or any(isinstance(flag.value, ast.Constant) for flag in flags):
            return  # a later line can see that it failed
        for handler in node.handlers:
            names = {name_of(part) for part in ast.walk(handler.type)} if handler.type else _ALL
            if not names.isdisjoint(_ALL) and _swallows(handler):
                self._add("failure-swallowed", handler)

    def _scan_header(self) -> None:
        table = self.script.jobs_table
        start = self.source.text.find("[tool.hf-jobs")
        for field in ("secrets", "env"):
            values = table.get(field)
            pairs = values if isinstance(values, dict) else {}
            names = list(pairs or (values if isinstance(values, list) else ()))
            for item in filter(lambda name: isinstance(name, str), names):
                name, _, text = item.partition("=")
                code = "token-in-env" if field == "env" and name in NAMES else ""
                if field == "secrets":
                    code = judge_text(str(pairs.get(item, text))) if name == NAME else ""
                    code = "secret-wrong-name" if name in WRONG_NAMES and NAME not in names else code
                if code:
                    at = self.source.text.find(item, start)
                    self.source.add(code, at, f'# secrets = ["{NAME}"]')


def _walk(node: ast.AST, statement: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
    """Yield all nodes below, each with the statement in which it stands."""
    for child in ast.iter_child_nodes(node):
        inner = child if isinstance(child, ast.stmt) else statement
        if not isinstance(inner, ast.Module):
            yield child, inner
        yield from _walk(child, inner)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _fields(node: ast.AST) -> dict[str, ast.expr]:
    """Return a mapping's values by their keys; "" stands for what is not known."""
    if not isinstance(node, ast.Dict):
        return {}
    return {text_of(key) or "": value for key, value in zip(node.keys, node.values, strict=True)}


def _swallows(handler: ast.ExceptHandler) -> bool:
    """Tell whether nobody can know afterwards that it failed."""
    for node in ast.walk(handler):
        if isinstance(node, (ast.Raise, ast.Assign, ast.AugAssign)):
            return False
        if isinstance(node, ast.Return) and ast.unparse(node) not in _SILENT:
            return False
        if last_name(node) in (*EXITS, "append", "add"):
            return False
    return True


def _guard_lines(write: ast.Call, script: Script) -> str:
    """Return the lines that check the token for a write."""
    fields = {keyword.arg: text_of(keyword.value) for keyword in write.keywords}
    first = text_of(write.args[0]) if write.args and last_name(write) == "push_to_hub" else None
    target = fields.get("repo_id") or fields.get("hub_model_id") or first or ""
    receiver = write.func.value if isinstance(write.func, ast.Attribute) else None
    made = ast.unparse(script.values.get(name_of(receiver), receiver)) if receiver else ""
    is_data = _DATA.search(name_of(receiver).rpartition(".")[2]) if receiver else None
    kind = fields.get("repo_type") or (
        "dataset" if is_data or "Dataset" in made or "load_dataset" in made else "model"
    )
    prefix = "" if kind == "model" else f"{kind}s/"
    target = f"{prefix}{target}" if "/" in target else f"{prefix}OWNER/NAME"
    return f'from hftoken_guard import require_token\nrequire_token(write="{target}")'
