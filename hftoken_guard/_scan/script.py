"""Python: what a script does with the token, what it shows of it, and the launches it makes."""

from __future__ import annotations

import ast
import contextlib
from typing import TYPE_CHECKING

from hftoken_guard._token.names import TOKEN_VARIABLE

from .arguments import read_arguments
from .conditions import ALWAYS, Conditions, join, negate
from .failures import find_blind_handler, find_swallowing_handlers
from .guarding import Guarding
from .header import jobs_table, mounted_buckets, read_header, scan_header
from .inline import UNREAD, UNUSED, find_inline, is_pushing
from .launches import Launches
from .proofs import fails_without_token
from .push_commands import read_list
from .pushes import find_setting
from .python_text import PythonText
from .shell import blank_code, scan_text
from .shown import find_printed, find_written, prints
from .syntax import (
    FUNCTIONS,
    ends,
    exits,
    fields_of,
    keywords_of,
    last_name,
    mentions,
    name_of,
    pattern_of,
    text_of,
    variable_of,
)
from .verdicts import add_blind_retry, judge_failures, judge_guard
from .wanted import WantedSecrets
from .work import runs_as_job, speaks_of_jobs, works_when_run

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .conditions import When
    from .source import LaunchedScript, Source

_UNSEEN = frozenset({*FUNCTIONS, ast.Name, ast.Load, ast.Store, ast.arg, ast.Pass})


class Script:
    """
    Scan one Python text, and tell what it does with the token.

    Attributes:
        guarding: what it pushes, and what shows its right to.
        wanted: the variables that it reads.
        arguments: those that it takes on its command line.

    """

    def __init__(self, source: Source, *, is_job: bool = False) -> None:
        """
        Read it, about in the order in which it runs.

        Raises:
            SyntaxError, ValueError, RecursionError: it is no Python.

        """
        self._is_ordered = False
        self._needs: set[frozenset[str]] = set()
        self.wanted = WantedSecrets()
        self._source = source
        self._text = PythonText(source)
        self._names = self._text.names
        self._launches = Launches(self._text, self._find_script)
        self.guarding = Guarding(self._names)
        self.arguments = read_arguments(self._names)
        self._conditions = Conditions(self._names)
        self._caught: set[ast.AST] = set()
        self._inline: dict[ast.AST, Script | None] = {}
        self._waiting = dict.fromkeys(self._names.all_functions)
        self._header = read_header(source.text)
        scan_header(source, self._header)
        self._scan_text(blank_code(source.text))
        self._is_ordered = True
        self._run(self._text.tree.body, when=ALWAYS)
        is_script = is_job or self._header is not None or self._runs_as_job()
        self._is_ordered = False  # nothing tells when the others are called
        while self._waiting:
            function, _ = self._waiting.popitem()
            self.guarding.see_start(function)
            self._run(function.body, when=None)
        buckets = mounted_buckets(self._header)
        is_job = is_script or works_when_run(source, self.guarding.signs)
        judge_guard(self._text, self.guarding, buckets, is_job=is_job)
        judge_failures(self._text, self.guarding, is_job=is_script)

    def needs_token(self, arguments: list[str] | None) -> bool:
        """Tell whether it fails without a token if it is given these arguments; None: unknown."""
        return any(self._conditions.are_met(asked, arguments) for asked in self._needs)

    @property
    def names_secret(self) -> bool:
        """Tell whether `hf jobs uv run` finds in the header that the token is wanted."""
        return TOKEN_VARIABLE in (jobs_table(self._header).get("secrets") or ())

    @property
    def environment(self) -> set[str]:
        """The variables that it reads."""
        return self.wanted.variables

    @property
    def names_timeout(self) -> bool:
        """Tell whether `hf jobs uv run` finds in the header how long it may run."""
        return "timeout" in jobs_table(self._header)

    @property
    def trains(self) -> bool:
        """Tell whether it trains a model."""
        signs = self.guarding.signs
        return "train" in signs and any(sign.endswith("Trainer") for sign in signs)

    def _runs_as_job(self) -> bool:
        """Tell whether the text is one that somebody runs as a job, though it has no header."""
        signs = self.guarding.signs if ALWAYS in self._needs else set()
        return runs_as_job(self._source, self._text.tree, signs)

    def _run(self, nodes: Iterable[ast.AST], *, when: When) -> None:
        """Go through statements about as they run, into the functions that are called."""
        for node in nodes:
            if type(node) in _UNSEEN:
                continue
            if isinstance(node, ast.stmt):
                self._text.statement = node
                self.guarding.see_start(node)
            self._see(node, when=when)
            if isinstance(node, ast.If):
                when = self._run_condition(node, when=when)
            elif isinstance(node, ast.Try):
                self._caught.update(*map(ast.walk, node.body))
                self._run(node.body, when=when)
                self._run([*node.handlers, *node.orelse, *node.finalbody], when=None)
            elif isinstance(node, ast.JoinedStr):  # its texts are looked at as one
                slots = [part for part in node.values if isinstance(part, ast.FormattedValue)]
                self._run(slots, when=when)
            else:
                self._run(ast.iter_child_nodes(node), when=when)
            if isinstance(node, ast.Call):
                self._run_function(node, when=when)

    def _run_condition(self, node: ast.If, *, when: When) -> When:
        """Go through both branches; return when what follows runs."""
        is_main = mentions(node.test, "__name__")
        asked = ALWAYS if is_main else self._conditions.read(node.test)
        self._run([node.test], when=when)
        self._run(node.body, when=join(when, asked))
        self._run(node.orelse, when=join(when, negate(asked)))
        is_usage = mentions(node.test, "argv")  # it ends a call without arguments
        if not ends(node.body) or is_usage or self._names.looks_at_token(node.test):
            return when
        return join(when, negate(asked))

    def _run_function(self, call: ast.Call, *, when: When) -> None:
        """Go through a function of the text when it is called first."""
        function = self._names.function_of(call)
        if function in self._waiting:
            del self._waiting[function]
            self.guarding.see_start(function)
            statement = self._text.statement
            self._run(function.body, when=when)
            self._text.statement = statement

    def _see(self, node: ast.AST, *, when: When) -> None:
        """Look at one node."""
        variable = variable_of(node)
        is_read = isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load)
        if variable == TOKEN_VARIABLE and is_read:
            self._note(is_check=True, when=when)
        self.wanted.see(variable, is_needed=is_read and when == ALWAYS)
        if isinstance(node, ast.BoolOp):
            self.wanted.see_choice(node)
            is_end = isinstance(node.op, ast.Or) and exits(node.values[-1])
            is_check = is_end and self._names.looks_at_token(node)
            self._note(is_check=is_check, when=when if is_check else None)
        elif isinstance(node, (ast.If, ast.Assert)):
            self._see_condition(node, when=when)
        elif isinstance(node, ast.Call):
            self._see_call(node, when=when)
        elif isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            find_printed(self._text, node.exc.args)
        elif isinstance(node, ast.Try):
            for handler in find_swallowing_handlers(node, self._names):
                self._text.add("failure-swallowed", handler)
        elif isinstance(node, (ast.For, ast.While)):
            if blind := find_blind_handler(node, self._names):
                add_blind_retry(self._text, blind)
        else:
            self._see_value(node)

    def _see_value(self, node: ast.AST) -> None:
        """Look at a value that is set, or at a text."""
        if isinstance(node, (ast.Assign, ast.AnnAssign)):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            key = text_of(target.slice) if isinstance(target, ast.Subscript) else name_of(target)
            if node.value:
                find_written(self._text, key, node.value, is_target=True)
            self.guarding.see_push(find_setting(node))
        elif isinstance(node, ast.Dict):
            self._launches.see_dict(node)
            self.guarding.see_push(find_setting(node))
            for name, value in fields_of(node).items():
                find_written(self._text, name, value)
        elif isinstance(node, ast.List):
            self._launches.see_list(node)
            self.guarding.see_push(read_list(node))
        elif isinstance(node, ast.JoinedStr) or text_of(node):
            self._see_text(node)

    def _see_text(self, node: ast.AST) -> None:
        """Look for command lines in a text of the script, and for a script that pushes."""
        if isinstance(node, ast.JoinedStr) or " jobs " in text_of(node):
            row, text = self._text.read_text(node)
            self._scan_text(text, row)
        if is_pushing(pattern_of(node)):
            self._see_inline(node)

    def _see_inline(self, node: ast.AST) -> None:
        """Look at a script that stands in a text; documentation is none."""
        if isinstance(self._names.scopes.parent(node), ast.Expr):
            return
        is_job = speaks_of_jobs(self._source) or read_header(text_of(node)) is not None
        if not is_job and node not in self._inline:
            self._source.excuse(self._text.span(node)[0], UNUSED)
        elif is_job and not self._find_script(node):
            self._source.excuse(self._text.span(node)[0], UNREAD)

    def _see_condition(self, node: ast.If | ast.Assert, *, when: When) -> None:
        """Look at a condition: one that ends the script without a token is a check."""
        is_end = isinstance(node, ast.Assert) or ends(node.body)
        is_check = is_end and self._names.looks_at_token(node.test)
        is_plain = not any(isinstance(part, ast.BoolOp) for part in ast.walk(node.test))
        self._note(is_check=is_check, when=when if is_check and is_plain else None)
        if is_end and is_plain and when == ALWAYS:
            for part in ast.walk(node.test):
                self._see_needed(part)
        find_printed(self._text, [getattr(node, "msg", None)])

    def _see_needed(self, node: ast.AST) -> None:
        """Look at what a script tests before it ends: a variable that it cannot do without."""
        values = self._names.values_of(node) if isinstance(node, ast.Name) else [node]
        variables = list(map(variable_of, values))
        if isinstance(node, ast.Attribute) and node.attr in self.arguments:
            variables.append(self.arguments[node.attr].variable)
        for variable in variables:
            self.wanted.see(variable, is_needed=True)

    def _see_call(self, call: ast.Call, *, when: When) -> None:
        """Look at a call: what it checks, writes, launches and prints."""
        name, fields = last_name(call), keywords_of(call)
        push = self.guarding.see_call(
            call, is_ordered=self._is_ordered, is_caught=call in self._caught or when != ALWAYS
        )
        if fails_without_token(call, self._names):
            self._note(is_check=False, when=when)
        elif push:
            self._note(is_check=False, when=join(when, self._conditions.read_flag(push.flag)))
        if not self._launches.see_call(call) and prints(call, fields.get("file")):
            find_printed(self._text, [*call.args, *fields.values()])
        if name in ("login", "whoami") and call.args:
            fields = {"token": call.args[0]} | fields
        for key, value in fields.items():
            find_written(self._text, key, value)

    def _note(self, *, is_check: bool, when: When) -> None:
        """Note that something looks for the token, and when the script fails without."""
        if when is not None:
            self._needs.add(when)
        if is_check:
            self.guarding.see_presence()

    def _scan_text(self, text: str, row: int = 0) -> None:
        if " jobs " in text:
            scan_text(self._source.prose(text, row))

    def _find_script(self, node: ast.AST | None) -> LaunchedScript | None:
        """Return the script of a launch, and scan it if its text stands here."""
        text = text_of(node)
        if "\n" not in text or node is None:
            return self._source.find_script(text)
        if node not in self._inline:
            inline = find_inline(self._text, node, text)
            self._inline[node] = None
            with contextlib.suppress(SyntaxError, ValueError):  # not all of it stands here
                self._inline[node] = Script(inline.source, is_job=True)
                inline.take_findings()
        return self._inline[node]
