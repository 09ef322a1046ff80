"""Python: what a script does with the token, what it shows of it, and the launches it makes."""

from __future__ import annotations

import ast
import re
import textwrap
from typing import TYPE_CHECKING

from hftoken_guard._token.names import TOKEN_VARIABLE

from .failures import find_swallowing_handlers
from .header import jobs_table, read_header, scan_header
from .launches import Launches
from .python_text import PythonText
from .shell import blank, blank_code, scan_text
from .shown import find_printed, find_written, prints
from .source import Source
from .syntax import (
    FUNCTIONS,
    ends,
    exits,
    fields_of,
    keywords_of,
    last_name,
    name_of,
    text_of,
    variable_of,
)
from .words import BLANK
from .writes import (
    HEAVY,
    HEAVY_SIGNS,
    PUSHES,
    is_check,
    is_heavy,
    is_needed_by,
    judge_write,
    write_guard,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .source import LaunchedScript

_RUN = re.compile(r"hf jobs (?:scheduled )?(?:uv )?run")
_QUOTES = re.compile(r"^[a-zA-Z]*(\"\"\"|'''|\"|')|(\"\"\"|'''|\"|')$")
_SLOT = re.compile(r"\{\{[^\n]*?\}\}|(?<!\$)\{[^{}\n]*\}")  # of a formatted text
_UNSEEN = (*FUNCTIONS, ast.Name, ast.expr_context, ast.operator)


class Script:
    """
    Scan one Python text, and tell what it does with the token.

    Attributes:
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
        self.needs_token = self._is_guarded = self._has_begun = False
        self.write: ast.Call | None = None
        self.environment: set[str] = set()
        self._source = source
        self._text = PythonText(source)
        self._names = self._text.names
        self._launches = Launches(self._text, self._find_script)
        self._signs = set(self._names.imports)  # of work that costs
        self._waiting = dict.fromkeys(self._names.all_functions)
        self._header = read_header(source.text)
        scan_header(source, self._header)
        self._scan_text(blank_code(source.text))
        self._run(self._text.tree.body, is_certain=True)
        is_script = is_job or self._header is not None or self._runs_as_script()
        while self._waiting:
            self._run(self._waiting.popitem()[0].body, is_certain=False)
        if is_script:
            self._judge_guard()

    @property
    def names_secret(self) -> bool:
        """Tell whether `hf jobs uv run` finds in the header that the token is wanted."""
        return TOKEN_VARIABLE in (jobs_table(self._header).get("secrets") or ())

    def _runs_as_script(self) -> bool:
        """Tell whether the text is one that somebody runs, though it has no header."""
        is_work = self.needs_token and not self._signs.isdisjoint(HEAVY)
        is_run = is_work or _RUN.search(self._source.text) is not None
        return not self._source.is_doc and is_run

    def _judge_guard(self) -> None:
        """Blame a script that writes after heavy work and has not looked at the token."""
        has_heavy = not self._signs.isdisjoint(HEAVY | HEAVY_SIGNS)
        if self.write and has_heavy and not self._is_guarded:
            start = self._text.span(self.write)[0]
            lines = write_guard(self.write, self._names)
            self._source.add("write-unguarded", start, lines, start)

    def _run(self, nodes: Iterable[ast.AST], *, is_certain: bool) -> None:
        """Go through statements about as they run, into the functions that are called."""
        for node in nodes:
            if isinstance(node, _UNSEEN):
                continue
            if isinstance(node, ast.stmt):
                self._text.statement = node
            self._see(node, is_certain=is_certain)
            if isinstance(node, ast.If):
                is_certain = self._run_condition(node, is_certain=is_certain)
            elif isinstance(node, ast.Try):
                self._run(node.body, is_certain=is_certain)
                self._run([*node.handlers, *node.orelse, *node.finalbody], is_certain=False)
            elif isinstance(node, ast.JoinedStr):  # its texts are looked at as one
                slots = [part for part in node.values if isinstance(part, ast.FormattedValue)]
                self._run(slots, is_certain=is_certain)
            else:
                self._run(ast.iter_child_nodes(node), is_certain=is_certain)
            if isinstance(node, ast.Call):
                self._run_function(name_of(node.func), is_certain=is_certain)

    def _run_condition(self, node: ast.If, *, is_certain: bool) -> bool:
        """Go through both branches; tell whether what follows is certain to run."""
        is_main = "'__name__'" in ast.dump(node.test)
        self._run([node.test], is_certain=is_certain)
        self._run(node.body, is_certain=is_certain and is_main)
        self._run(node.orelse, is_certain=False)
        is_usage = "'argv'" in ast.dump(node.test)  # it ends a call without arguments
        is_passed = not ends(node.body) or is_usage or self._names.looks_at_token(node.test)
        return is_certain and is_passed

    def _run_function(self, name: str, *, is_certain: bool) -> None:
        """Go through a function of the text when it is called first."""
        function = self._names.functions.get(name)
        if function in self._waiting:
            del self._waiting[function]
            statement = self._text.statement
            self._run(function.body, is_certain=is_certain)
            self._text.statement = statement

    def _see(self, node: ast.AST, *, is_certain: bool) -> None:
        """Look at one node."""
        if (variable := variable_of(node)) == TOKEN_VARIABLE and isinstance(node, ast.Subscript):
            self._note(is_check=isinstance(node.ctx, ast.Load), is_needed=is_certain)
        self.environment |= {variable} - {""}
        if isinstance(node, ast.BoolOp):
            is_end = isinstance(node.op, ast.Or) and exits(node.values[-1])
            is_check = is_end and self._names.looks_at_token(node)
            self._note(is_check=is_check, is_needed=is_check and is_certain)
        elif isinstance(node, (ast.If, ast.Assert)):
            self._see_condition(node, is_certain=is_certain)
        elif isinstance(node, ast.Call):
            self._see_call(node, is_certain=is_certain)
        elif isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            find_printed(self._text, node.exc.args)
        elif isinstance(node, ast.Try):
            for handler in find_swallowing_handlers(node, self._names):
                self._text.add("failure-swallowed", handler)
        else:
            self._see_value(node)

    def _see_value(self, node: ast.AST) -> None:
        """Look at a value that is set, or at a text."""
        if isinstance(node, (ast.Assign, ast.AnnAssign)):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            key = text_of(target.slice) if isinstance(target, ast.Subscript) else name_of(target)
            if node.value:
                find_written(self._text, key, node.value, is_target=True)
        elif isinstance(node, ast.Dict):
            self._launches.see_dict(node)
            for name, value in fields_of(node).items():
                find_written(self._text, name, value)
        elif isinstance(node, ast.List):
            self._launches.see_list(node)
        elif isinstance(node, ast.JoinedStr) or " jobs " in text_of(node):
            self._see_text(node)

    def _see_text(self, node: ast.AST) -> None:
        """Look for command lines in a text of the script."""
        start, end = self._text.span(node)
        row = self._source.row(start)
        text = _QUOTES.sub(blank, self._source.text[start:end])
        text = _SLOT.sub(lambda match: BLANK * len(match[0]), text)
        self._scan_text(" " * (start - self._source.starts[row]) + text, row)

    def _see_condition(self, node: ast.If | ast.Assert, *, is_certain: bool) -> None:
        """Look at a condition: one that ends the script without a token is a check."""
        is_end = isinstance(node, ast.Assert) or ends(node.body)
        is_check = is_end and self._names.looks_at_token(node.test)
        is_plain = not any(isinstance(part, ast.BoolOp) for part in ast.walk(node.test))
        self._note(is_check=is_check, is_needed=is_check and is_plain and is_certain)
        find_printed(self._text, [getattr(node, "msg", None)])

    def _see_call(self, call: ast.Call, *, is_certain: bool) -> None:
        """Look at a call: what it checks, writes, launches and prints."""
        name, fields = last_name(call), keywords_of(call)
        writes = judge_write(call, self._names)
        is_needed = is_needed_by(call, writes) and is_certain
        self._note(is_check=is_check(call), is_needed=is_needed)
        self.write = self.write or (call if writes else None)
        self._has_begun |= is_heavy(call) or name in PUSHES
        self._signs.add(name)
        if not self._launches.see_call(call) and prints(call, fields.get("file")):
            find_printed(self._text, [*call.args, *fields.values()])
        if name in ("login", "whoami") and call.args:
            fields = {"token": call.args[0]} | fields
        for key, value in fields.items():
            find_written(self._text, key, value)

    def _note(self, *, is_check: bool, is_needed: bool) -> None:
        """Note that something looks at the token, and whether it fails without."""
        self.needs_token |= is_needed
        self._is_guarded |= is_check and not self._has_begun

    def _scan_text(self, text: str, row: int = 0) -> None:
        if " jobs " in text:
            scan_text(self._source.prose(text, row))

    def _find_script(self, node: ast.AST | None) -> LaunchedScript | None:
        """Return the script of a launch, and scan it if its text stands here."""
        text = text_of(node)
        if "\n" not in text:
            return self._source.find_script(text)
        start, end = self._text.span(node)
        plain = text.lstrip("\n")
        at = self._source.text[start:end].find(plain)
        inline = textwrap.dedent(plain)
        row = self._source.row(start + max(0, at))
        column = len(plain.partition("\n")[0]) - len(inline.partition("\n")[0])
        if at < 0 and node:  # its rows are none of the file's
            return self._find_hidden(inline, node)
        try:
            return Script(self._source.part(inline, row, column), is_job=True)
        except (SyntaxError, ValueError):
            return None  # not all of it stands here

    def _find_hidden(self, text: str, node: ast.AST) -> Script | None:
        """Scan a script that is written with escapes: what is found stands where it begins."""
        source = Source(self._source.path, text, is_doc=self._source.is_doc)
        try:
            script = Script(source, is_job=True)
        except (SyntaxError, ValueError):
            return None
        for code, _ in source.findings:
            self._text.add(code, node)
        return script
