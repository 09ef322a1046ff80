"""Launches that a Python text makes: `hf_jobs`, `run_job`, `run_uv_job`, a command as a list."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, NamedTuple

from hftoken_guard._token.names import TOKEN_VARIABLE, is_wrong_variable

from .command import judge_command
from .mappings import find_entries, is_built_up
from .syntax import fields_of, keywords_of, last_name, pattern_of, text_of
from .tokens import NAMES, REPLACED, has_token, is_token_name, judge_text
from .words import BLANK, DOLLAR, Word

if TYPE_CHECKING:
    from collections.abc import Callable

    from .python_text import PythonText
    from .source import Edit, LaunchedScript

    Fields = dict[str, ast.expr]
    FindScript = Callable[[ast.AST | None], LaunchedScript | None]

_LAUNCHES = frozenset("run_job run_uv_job create_scheduled_job create_scheduled_uv_job".split())
_LIST = re.compile(r"[\"']hf[\"'],\s*[\"']jobs[\"']")


class PythonLaunch(NamedTuple):
    """
    Hold one launch.

    Attributes:
        node: the call, or the mapping that `hf_jobs` is given.
        fields: its arguments by name; "" stands for what is not known.
        is_mcp: it is of `hf_jobs`, which replaces $HF_TOKEN.

    """

    node: ast.AST
    fields: Fields
    is_mcp: bool

    @property
    def right(self) -> str:
        """What the value of the secret should be."""
        return f'"${TOKEN_VARIABLE}"' if self.is_mcp else "get_token()"


class Launches:
    """Find and judge the launches of one Python text."""

    def __init__(self, text: PythonText, find_script: FindScript) -> None:
        """Take the text, and what finds the script of a launch."""
        self._text = text
        self._find_script = find_script
        self._has_list = bool(_LIST.search(text.source.text))

    def see_call(self, call: ast.Call) -> bool:
        """Judge a call if it launches a job, and tell whether it does."""
        name, fields = last_name(call), keywords_of(call)
        if name == "hf_jobs":
            for argument in (*call.args, *fields.values()):
                node = self._text.names.resolve(argument)
                if isinstance(node, ast.Dict):
                    entries = find_entries(argument, self._text.names)
                    given = {text_of(key): value for key, value in entries.pairs}
                    given |= {} if entries.is_whole else {"": argument}
                    self._judge(PythonLaunch(node, given, is_mcp=True))
            return True
        if name in _LAUNCHES and self._is_of_client(name, fields):
            if call.args and "uv" in name:
                fields.setdefault("script", call.args[0])
            self._judge(PythonLaunch(call, fields, is_mcp=False))
            return True
        return False

    def see_dict(self, node: ast.Dict) -> None:
        """Judge a mapping if it is what `hf_jobs` is given."""
        fields = fields_of(node)
        arguments = fields.get("args")
        if "operation" in fields and isinstance(arguments, ast.Dict):
            self._judge(PythonLaunch(arguments, fields_of(arguments), is_mcp=True))
        elif self._text.source.is_doc and _is_launch(fields):
            self._judge(PythonLaunch(node, fields, is_mcp=True))

    def see_list(self, node: ast.List) -> None:
        """Judge a command, or what is added to one, as a list; no shell expands it."""
        words = [self._read_word(item) for item in node.elts]
        if words and words[0].text in ("-e", "--env") and self._has_list:
            place = (words[0].start, words[0].start)
            words = [Word(text, *place) for text in ("hf", "jobs", "run")] + words
        if is_built_up(node, self._text.names):
            words += [Word(BLANK, words[-1].end, words[-1].end)] if words else []
        judge_command(self._text.source, words, lambda *_: "")

    def _read_word(self, item: ast.expr) -> Word:
        """Return an element of a command as a word; no shell makes several of it."""
        text = pattern_of(item).replace("$", DOLLAR)
        return Word(BLANK if isinstance(item, ast.Starred) else text, *self._text.span(item))

    def _is_of_client(self, name: str, fields: Fields) -> bool:
        """Tell whether a call is the client's; other libraries have a `run_job` too."""
        names = self._text.names
        if name in names.functions:
            return False
        return name != "run_job" or "huggingface_hub" in names.imports or "image" in fields

    def _judge(self, launch: PythonLaunch) -> None:
        """Judge what a launch passes to the job."""
        names, fields = self._text.names, launch.fields
        script = self._find_script(names.resolve(fields.get("script")))
        secrets = find_entries(fields.get("secrets"), names)
        env = find_entries(fields.get("env"), names)
        self._judge_secrets(launch, secrets.pairs, script)
        self._judge_env(launch, env.pairs, has_secrets=bool(secrets.pairs))
        self._judge_arguments(fields)
        passed = {text_of(key) for key, _ in (*secrets.pairs, *env.pairs)}
        is_known = secrets.is_whole and env.is_whole and "" not in fields
        is_lacking = is_known and not any(map(is_token_name, passed))
        if script and script.trains and not {"timeout", ""} & fields.keys():
            start = self._text.span(launch.node)[0]
            edits = self._add_field(launch, "timeout", '"4h"')
            text = self._text.source.edit(*edits) if edits else ""
            self._text.source.add("timeout-missing", start, text, start)
        if is_lacking and script and script.needs_token(self._read_arguments(fields)):
            edits = self._add_field(launch, "secrets", f'{{"{TOKEN_VARIABLE}": {launch.right}}}')
            text = self._text.source.edit(*edits) if edits else ""
            start = self._text.span(launch.node)[0]
            self._text.source.add("secret-missing", start, text, start)

    def _read_arguments(self, fields: Fields) -> list[str] | None:
        """Return the arguments of the script; None if they are not known."""
        if "script_args" not in fields:
            return []
        node = self._text.names.resolve(fields["script_args"])
        return [text_of(item) for item in node.elts] if isinstance(node, ast.List) else None

    def _judge_secrets(
        self,
        launch: PythonLaunch,
        secrets: list[tuple[ast.expr, ast.expr]],
        script: LaunchedScript | None,
    ) -> None:
        """Judge the names and the values of the secrets."""
        names = {text_of(key) for key, _ in secrets}
        for key, value in secrets:
            name, known = text_of(key), self._text.names.resolve(value)
            if name == TOKEN_VARIABLE and isinstance(known, ast.Constant):
                is_replaced = launch.is_mcp and known.value in REPLACED
                if code := "" if is_replaced else judge_text(text_of(known)):
                    self._text.add(code, value, launch.right)
            elif is_wrong_variable(name):
                is_read = bool(script and name in script.environment)
                if TOKEN_VARIABLE not in names and not is_read:
                    self._text.add("secret-wrong-name", key, f'"{TOKEN_VARIABLE}"')

    def _judge_env(
        self, launch: PythonLaunch, env: list[tuple[ast.expr, ast.expr]], *, has_secrets: bool
    ) -> None:
        """Judge the variables, which anybody can read who sees the job."""
        for key, value in env:
            is_shown = text_of(value) in REPLACED or self._text.names.is_token(value)
            if text_of(key) in NAMES or is_shown:
                is_only = not has_secrets and len(env) == 1
                edits = self._make_secret(launch, value) if is_only else []
                text = self._text.source.edit(*edits) if edits else ""
                first = self._text.span(launch.node)[0]
                self._text.source.add("token-in-env", self._text.span(key)[0], text, first)

    def _judge_arguments(self, fields: Fields) -> None:
        """Judge the arguments of the script, which are stored and shown with the job."""
        for field in ("script_args", "command"):
            for item in self._text.names.elements(fields.get(field)):
                if self._text.names.holds(item) or has_token(text_of(item)):
                    self._text.add("token-on-command-line", item)
                elif text_of(item) in REPLACED:
                    self._text.add("placeholder-not-replaced", item)

    def _make_secret(self, launch: PythonLaunch, value: ast.AST) -> list[Edit]:
        """Return the edits that make secrets of the only variable of a launch."""
        node = launch.node
        names = [key for key in getattr(node, "keys", ()) if text_of(key) == "env"]
        names += [keyword for keyword in getattr(node, "keywords", ()) if keyword.arg == "env"]
        (low, high), (start, end) = self._text.span(node), self._text.span(value)
        if not names or not low < start < high:
            return []  # it stands elsewhere
        at = self._text.span(names[0])[0] + isinstance(node, ast.Dict)
        is_text = isinstance(value, ast.Constant)
        return [
            (at, at + len("env"), "secrets"),
            *([(start, end, launch.right)] if is_text else []),
        ]

    def _add_field(self, launch: PythonLaunch, name: str, value: str) -> list[Edit]:
        """Return the edit that adds an argument to a launch that has none of this name."""
        node = launch.node
        if isinstance(node, ast.Dict):
            at = self._text.span(node)[0] + 1
            names = map(text_of, filter(None, node.keys))
            return [] if name in names else [(at, at, f'"{name}": {value}, ')]
        values = [*getattr(node, "args", ()), *getattr(node, "keywords", ())]
        if not values or any(getattr(value, "arg", "") == name for value in values):
            return []
        at = max(self._text.span(value)[1] for value in values)
        return [(at, at, f", {name}={value}")]


def _is_launch(fields: Fields) -> bool:
    """Tell whether a mapping in a document is what `hf_jobs` is given."""
    script = text_of(fields.get("script"))
    is_python = script.endswith(".py") or "\n" in script or "flavor" in fields
    return is_python and bool({"secrets", "env"} & fields.keys())
