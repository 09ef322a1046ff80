"""
What `hftoken-guard scan` looks for, a text with what was found in it, and command lines.

What is said about the options of `hf jobs` was measured with huggingface_hub 0.34 to 2.4, what is
said about `hf_jobs` was read in hf-mcp-server 0.4.
"""

from __future__ import annotations

import difflib
import io
import re
import shlex
from bisect import bisect_right
from itertools import pairwise

from hftoken_guard._inputs import NAME, OLD_NAME, PREFIX, WRONG_NAMES, is_placeholder, is_wrong_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from .python import Script

_RUN = "hf jobs uv run {} train.py\n"
_PASS = f"--secrets {NAME}"
_GOOD = _RUN.format(_PASS)
_ADD = f"Add {_PASS} before the script; in Python and for hf_jobs add secrets."
_NEEDY = 'import os\n\nassert "HF_TOKEN" in os.environ\n'
_HEAD = "# /// script\n# dependencies = [{}]\n# ///\n"
_PUSH = (
    'from datasets import load_dataset\n\ndata = load_dataset("stanfordnlp/imdb")\n'
    'data.push_to_hub("alice/results")\n'
)
_TRY = 'try:\n    data.push_to_hub("alice/results")\nexcept Exception as error:\n    print(error)\n'
GUARD = 'from hftoken_guard import require_token\nrequire_token(write="{}")\n'
# What was found, why it matters, what helps, a bad and a good example.
RULES = {
    "token-in-code": (
        "a token is written down here",
        "Whoever sees the file or its history has the token, and a new token means a new file.",
        "Read it from the environment; if it was real, revoke it:"
        " https://huggingface.co/settings/tokens",
        'token = "hf_abc123xyz..."\n',
        'token = os.environ["HF_TOKEN"]\n',
    ),
    "token-in-env": (
        "the token is passed as a variable, not as a secret",
        "Whoever sees the job sees its variables; of its secrets only the names.",
        f"Pass it as a secret: {_PASS}, or secrets= in Python and for hf_jobs.",
        _RUN.format("-e HF_TOKEN"),
        _GOOD,
    ),
    "secret-wrong-name": (
        "the secret is not called HF_TOKEN",
        "huggingface_hub looks for HF_TOKEN, and without it asks without a token.",
        "Call it HF_TOKEN, exactly.",
        _RUN.format("--secrets HUGGINGFACE_TOKEN"),
        _GOOD,
    ),
    "placeholder-not-replaced": (
        "nothing puts the token in the place of this text",
        "The job gets the text as its token. Only hf_jobs replaces a value, and only if it is"
        " $HF_TOKEN or ${HF_TOKEN} and nothing else; Python and files of secrets replace nothing.",
        f'Command line: {_PASS}. Python: get_token(). hf_jobs: "$HF_TOKEN".',
        'run_uv_job("train.py", secrets={"HF_TOKEN": "$HF_TOKEN"})\n',
        'run_uv_job("train.py", secrets={"HF_TOKEN": get_token()})\n',
    ),
    "secret-not-passed": (
        "this does not reach hf jobs as a secret",
        "The option is --secrets. Another goes to the script or is taken for it; and before"
        " huggingface_hub 1.0 so does all that stands behind the script.",
        _ADD,
        _RUN.format("--secret HF_TOKEN"),
        _GOOD,
    ),
    "secret-maybe-empty": (
        "the secret is empty where the variable is not set",
        "The job then runs without a token. The name alone also finds a saved login.",
        "Pass the name alone.",
        _RUN.format("--secrets HF_TOKEN=$HF_TOKEN"),
        _GOOD,
    ),
    "token-on-command-line": (
        "the token is an argument of the job",
        "The command is stored and shown with the job.",
        "Pass it as a secret; the script finds it in HF_TOKEN.",
        f"{_GOOD[:-1]} --hf-token $HF_TOKEN\n",
        _GOOD,
    ),
    "token-printed": (
        "the token or a part of it is printed",
        "The log of a job is kept.",
        "Print whether there is one: bool(token). hftoken_guard.redact masks a text.",
        'token = os.environ["HF_TOKEN"]\nprint(f"using {token[:10]}...")\n',
        'token = os.environ["HF_TOKEN"]\nprint(f"token: {bool(token)}")\n',
    ),
    "secret-missing": (
        "the script needs HF_TOKEN, and this launch passes none",
        "A job has no token unless one is passed; --token is for the submission alone.",
        _ADD,
        f'hf_jobs("uv", {{"script": """\n{_NEEDY}"""}})\n',
        f'hf_jobs("uv", {{"secrets": {{"HF_TOKEN": "$HF_TOKEN"}}, "script": """\n{_NEEDY}"""}})\n',
    ),
    "write-unguarded": (
        "this writes to the Hub, and nothing looks at the token before the heavy work",
        "A token that is missing or may not write is found out here, after the hours are paid.",
        "Add the lines at the top, and hftoken-guard to the dependencies.",
        _HEAD.format('"datasets"') + _PUSH,
        _HEAD.format('"hftoken-guard", "datasets"')
        + GUARD.format("datasets/alice/results")
        + _PUSH,
    ),
    "failure-swallowed": (
        "a push that fails is caught here, and the job ends as if all were well",
        "A job is COMPLETED if its exit code is 0, whether or not the results arrived.",
        "End the handler with raise or sys.exit(1).",
        _TRY,
        f"{_TRY}    raise\n",
    ),
}
WARNINGS = ("secret-maybe-empty", "write-unguarded", "failure-swallowed")

NAMES = frozenset({NAME, OLD_NAME, *WRONG_NAMES})
REPLACED = (f"${NAME}", f"${{{NAME}}}")  # by hf_jobs
_TOKEN = re.compile(r"\b(?:hf_|api_org_)([A-Za-z0-9]{30,}|(?:oauth|jwt)_[\w.-]{30,})")
_LIKE_EXAMPLE = re.compile(
    r"(?i)xxxx|your|example|token|fake|dummy|place|redact|secret|test|sample|abcd|1234"
)
_BEGINS = re.compile(r"hf_(?=[A-Za-z]*\d)[A-Za-z0-9]{6}")  # like a token, though it be cut
_DISGUISED = re.compile(r"(?i)hf(?:%5f|\\x5f|\\u005f)|\b(?=[a-z]*\d?[A-Z])(?-i:[A-Za-z0-9]{20,})\b")
_IGNORE = re.compile(
    r"(?:#|//|<!--) *hftoken-guard: *ignore(?:\[([\w\s,-]+)\]| *(?:-->|#|$))", re.MULTILINE
)
NEAR = 30  # lines above
_COMMENTS = ("#", "//", "<!--")
# How documentation says that what it shows is not to be done; and that now it is.
_WRONG = re.compile(
    "[\u274c\u2717\u2718\u26a0\U0001f6ab]|(?i:\\b(?:wrong|bad|incorrect|never|avoid|typo|misspelt"
    "|not (?:recommended|like this)|(?:do|does|did|will|should|must|can)(?: ?n.?t| not)|less secure"
    "|insecure|unsafe|mistakes?|pitfalls?|anti-?patterns?|broken|fails|leaks|exposes|literal(?:ly)?"
    "|errors?|problem|warning|instead of|hard-?coded)\\b)"
)
_RIGHT = re.compile("[\u2705\u2714]|(?i:\\b(?:good|right|correct|recommended|better|fixed)\\b)")

_OPTIONS = frozenset(  # with a value; of `hf jobs run` and `hf jobs uv run`
    "-s --secrets --secrets-file -e --env --env-file --name -l --label -v --volume --flavor"
    " --timeout --expose --network-group --network-alias --resource-group-id --namespace --token"
    " --format --image --with -p --python --repo".split()
)
_SHORT = {"-s": "--secrets", "-e": "--env"}
_PROGRAMS = ("hf", "huggingface-cli")
_LAUNCH = re.compile(
    r"(?<![\w.-])(?:hf|huggingface-cli)[ \t]+jobs[ \t]+(?:scheduled[ \t]+)?(?:uv[ \t]+)?run\b"
)
# A line and those that continue it, in a shell, in a Python text, in PowerShell; and `-c "..."`.
_LOGICAL_LINE = re.compile(
    r"(?:(?<=c )(?:\"(?:[^\"\\]|\\.)*\"|'[^']*')|[^\\\n`]|\\\\?\n|\\.|`\n?)*", re.DOTALL
)
_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'", re.DOTALL)
# A group of commands whose output goes elsewhere.
_GROUP = re.compile(r"(?m)(?:^|;)[ \t]*(?:\}|\)|done|fi)[ \t]*\d?(?:>|\|(?!\|))|\)[ \t]*>")
_ENTRY = re.compile(r"(?m)^(?:export )?(\w+)(?:(=)[\"']?(.*?)[\"']?)?$")  # of a file of variables
_MORE = ("...", "\u2026", "\\")  # what is not said here
_HEREDOC = re.compile(r"<<-?[ \t]*[\"']?(\w+)[\"']?.*\n")
LONG = 2_000  # characters of a text that is shown
DOLLAR, BLANK = "\ue000", "\ue001"  # a `$` that stays one; what stands in a substitution
# The token, as far as the shell of who launches puts it there.
_NAME = r"(?:HF_TOKEN|HUGGING_FACE_HUB_TOKEN)"
_LOOKUP = rf"\$\((?:hf|huggingface-cli){BLANK}auth{BLANK}token"
_SHOWS = re.compile(rf"\$(?:{_NAME}\b|\{{{_NAME}(?!:?\+))|{_LOOKUP}")
_EXPANDS = re.compile(rf"\$(?:{_NAME}\b|\{{{_NAME}(?!:?[?+])|\(|\{{\{{)|`")
_CHECKED = re.compile(
    r"(?m)\bset -\w*u|\$\{HF_TOKEN:?\?|-[zn] *\"?\$\{?HF_TOKEN|HF_TOKEN\}?\" *!?="
    r"|^[ \t]*(?:export )?HF_TOKEN=\"?\$\("
)

Edit = tuple[int, int, str]  # from, to, and the new text


def find_tokens(text: str) -> Iterator[re.Match[str]]:
    """Yield what is a token and no example of one: random, and as long as they are."""
    for match in _TOKEN.finditer(text):
        if len(set(match[1])) > 11 and not _LIKE_EXAMPLE.search(match[1]):  # noqa: PLR2004 - of 30
            yield match


def judge_text(value: str) -> str:
    """Return the code of what is wrong with a text that is passed as the token, or ""."""
    if _BEGINS.match(value) or any(find_tokens(value)):
        return "token-in-code"
    if not value or value in NAMES or is_placeholder(value):
        return "placeholder-not-replaced"
    return "token-in-code" if value.startswith(PREFIX) else ""


def _is_harmless(text: str) -> bool:
    """Tell whether a corrected text can be shown: it is no page, and holds no token in disguise."""
    return 0 < len(text) < LONG and not _DISGUISED.search(text)


def is_token_name(name: str) -> bool:
    """Tell whether a variable of this name is meant for the token."""
    return name in NAMES or is_wrong_name(name)


class Source:
    """
    Hold a text or a part of one, and gather what is found; offsets count its characters.

    Attributes:
        is_doc: it is read by people and not run, so it may show the wrong way as wrong.
        is_prose: and any of its lines may say so, not the comments alone.
        intro: what stands before it in the document.
        findings: what was found, as it goes into JSON.
        find_script: looks for the script of a launch.
        read_file: looks for another file that a launch names.

    """

    def __init__(self, path: str, text: str, *, is_doc: bool = False) -> None:
        """Begin with a whole file."""
        self.path, self.text, self.is_doc = path, text, is_doc
        self.is_prose, self.intro = False, ""
        self.findings: dict[tuple[str, int], dict[str, Any]] = {}
        self.find_script: Callable[[str], Script | None] = lambda _: None
        self.read_file: Callable[[str], str | None] = lambda _: None
        self._row, self._column, self._root = 0, 0, self
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def part(self, text: str, row: int, column: int = 0, intro: str = "") -> Source:
        """Return a part that begins in a row and has lost its first columns."""
        part = Source(self.path, text, is_doc=self.is_doc)
        part.findings, part.find_script = self.findings, self.find_script
        part.read_file = self.read_file
        part.intro, part._root = intro or self.intro, self._root
        part._row, part._column = self._row + row, self._column + column
        return part

    def prose(self, text: str, row: int = 0) -> Source:
        """Return a part that is prose, such as a comment."""
        part = self.part(text, row)
        part.is_doc = part.is_prose = True
        return part

    def lines(self, row: int, end: int | None = None) -> str:
        """Return some rows, counted from 0, as one text."""
        stop = (row if end is None else end) + 1
        last = self.starts[stop] - 1 if stop < len(self.starts) else len(self.text)
        return self.text[self.starts[row] : last]

    def row(self, offset: int) -> int:
        """Return the row of an offset, counted from 0."""
        return bisect_right(self.starts, offset) - 1

    def _root_lines(self, row: int) -> str:
        """Return a row of the whole file, or "" if it has none: a text can hide its rows."""
        row += self._row
        return self._root.lines(row) if 0 <= row < len(self._root.starts) else ""

    def edit(self, *edits: Edit) -> str:
        """Return the lines of the file as they are after some edits."""
        root = self._root
        moved = [(self._place(start), self._place(end), new) for start, end, new in edits]
        low, high = root.row(min(moved)[0]), root.row(max(end for _, end, _ in moved))
        text, left = root.lines(low, high), root.starts[low]
        for start, end, new in sorted(moved, reverse=True):
            head = text[: start - left]
            text = (head if new else head.rstrip(" \t")) + new + text[end - left :]
        return re.sub(r"\n[ \t]*\\(?=\n|$)", "", text)  # a line of which nothing is left

    def _place(self, offset: int) -> int:
        """Return where an offset is in the whole file."""
        row = self.row(offset)
        starts = self._root.starts
        start = starts[min(row + self._row, len(starts) - 1)]
        return start + offset - self.starts[row] + self._column

    def add(self, code: str, start: int, corrected: str = "", first: int | None = None) -> None:
        """Note what a rule found, and where its statement begins, unless it is excused."""
        row = self.row(start)
        top = row if first is None else min(row, self.row(first))
        line = row + 1 + self._row
        if (code, line) in self.findings or self._is_ignored(code, top, row):
            return
        if self.is_doc and self._is_shown_as_wrong(top, row):
            return
        reason, why, fix, *_ = RULES[code]
        self.findings[code, line] = {
            "file": self.path,
            "line": line,
            "column": start - self.starts[row] + 1 + self._column,
            "code": code,
            "severity": "warning" if code in WARNINGS else "error",
            "reason": reason,
            "why": why,
            "fix": fix,
            "corrected": corrected if _is_harmless(corrected) else None,
        }

    def _is_ignored(self, code: str, top: int, row: int) -> bool:
        lines = {self._root_lines(number) for number in range(top, row + 1)}
        for above in (top - 1, row - 1):
            if (line := self._root_lines(above)).lstrip().startswith(_COMMENTS):
                lines.add(line)
        lines.update(self.intro.splitlines()[-1:])
        named = [names for line in lines for names in _IGNORE.findall(line)]
        return any(not names or code in re.split(r"[\s,]+", names) for names in named)

    def _is_shown_as_wrong(self, top: int, row: int) -> bool:
        """Look in the comments on it, then in the paragraph above, then before the whole."""
        lines = [self.lines(number).partition("#")[2] for number in range(row, top - 1, -1)]
        if self.is_prose:
            lines.append(_LAUNCH.split(self.lines(top))[0])
        was_empty = False
        for number in range(top - 1, max(-1, top - NEAR), -1):
            line = self.lines(number).strip()
            is_said = self.is_prose or line.startswith(_COMMENTS)
            if was_empty and not is_said:
                break
            lines += [line] * (is_said and bool(line))
            if self.is_prose and was_empty and line:
                break  # a line of the paragraph before
            was_empty |= not line
        for text in (*lines, *reversed(self.intro.splitlines())):
            line = re.sub("[*_`]", "", text)
            if _WRONG.search(line):
                return True
            if _RIGHT.search(line):
                return False
        return False


class MissingError(Exception):
    """Say that a parser of the extra is not installed."""

    def __str__(self) -> str:
        """Say how to install it."""
        return 'not read; pip install "hftoken-guard[scan]"'


class Word:
    """A word of a command as the program gets it, and where it stands."""

    __slots__ = ("end", "start", "text")

    def __init__(self, text: str, start: int, end: int) -> None:
        """Take the text without quotes."""
        self.text, self.start, self.end = text, start, end


def split(text: str, start: int = 0) -> Iterator[list[Word]]:
    """
    Yield the simple commands of a shell text, as words.

    `shlex` does the words; what it does not know is masked before: comments, substitutions,
    continued lines, here-documents, and the `$` that the shell does not expand.
    """
    for match in re.finditer(r"[^\n]+", _mask(text)):
        line = match.group()
        stream = io.StringIO(line)
        lexer = shlex.shlex(stream, posix=True)
        lexer.whitespace_split, lexer.commenters = True, ""
        words, at = [], 0
        try:
            for word in iter(lexer.get_token, None):
                read = line[at : stream.tell()]
                end = start + match.start() + at + len(read.rstrip())
                words.append(Word(word, end - len(read.strip()), end))
                at = stream.tell()
        except ValueError:  # a quote is not closed
            continue
        if words:
            yield words


def _mask(text: str) -> str:  # noqa: C901 - a reader of characters is a list of cases
    out = list(text)
    at = end = 0  # where the quoted text ends
    quote = ""
    while at < len(text):
        char, size = text[at], 1
        quote = quote if at < end else ""
        if char == "\\" and quote != "'":
            size = 2
            if text[at + 1 : at + 2] in ("\n", "$"):
                out[at : at + 2] = "  " if text[at + 1] == "\n" else ("\\", DOLLAR)
        elif quote == "'":
            out[at] = {"$": DOLLAR, "\n": BLANK}.get(char, char)
        elif text.startswith(("$(", "${", "`", "<(", ">(", "{{"), at):
            size = _size(text, at)
            out[at : at + size] = re.sub(r"[\s\"'\\;&|()]", BLANK, text[at : at + size])
            out[at : at + min(2, size)] = text[at : at + min(2, size)]
        elif quote:
            out[at] = BLANK if char == "\n" else char
        elif char in "\"'":
            match = _QUOTED.match(text, at)
            quote, end = (char, match.end()) if match else ("", end)
            out[at] = char if match else BLANK
        elif char == "#" and not text[max(0, at - 1) : at].strip():
            size = len(text[at:].partition("\n")[0])
            out[at : at + size] = " " * size
        elif here := _HEREDOC.match(text, at):
            body = re.compile(rf"^\s*{here[1]}$", re.MULTILINE).search(text, here.end())
            line, stop = text.index("\n", at), body.end() if body else len(text)
            size = here.end(1) - at
            text = text[: line + 1] + "\n" * (stop - line - 1) + text[stop:]
            out[line + 1 : stop] = text[line + 1 : stop]
            out[at : at + size] = ">" + " " * (size - 1)
        elif char in ";&|()" and not (char == "&" and ">" in text[max(0, at - 1) : at + 2]):
            out[at] = "\n"
        at += size
    return "".join(out)


def _size(text: str, at: int) -> int:
    """Return the length of a substitution."""
    if text[at] == "`":
        return max(1, text.find("`", at + 1) + 1 - at)
    left, right = text[at + 1], ")" if text[at + 1] == "(" else "}"
    depth = 0
    for end in range(at + 1, len(text)):
        depth += (text[end] == left) - (text[end] == right)
        if not depth:
            return end + 1 - at
    return len(text) - at


def scan_shell(source: Source) -> None:
    """Scan a shell script: its launches, also those in its comments, and what it prints."""
    comments = re.compile(r"(?m)^[ \t]*#.*")
    scan_text(source.part(comments.sub(blank, source.text), 0))
    scan_text(source.prose(blank_code(source.text)))
    for words in () if _GROUP.search(source.text) else split(source.text):
        if words[0].text in ("echo", "printf"):
            after = source.text[words[-1].end :].lstrip(" \t")[:1]
            sent = [word.text for word in words if re.match(r"[\d&]?>", word.text)]
            is_shown = after != "|" and all(">&" in text for text in sent)
            for word in words if is_shown else ():
                if _SHOWS.search(word.text) and "::add-mask::" not in word.text:
                    text = source.edit((word.start, word.end, '"${HF_TOKEN:+set}"'))
                    source.add("token-printed", word.start, text, words[0].start)


def scan_text(source: Source) -> None:
    """Scan a text of any kind for command lines that launch a job."""
    end = 0
    while match := _LAUNCH.search(source.text, end):
        start = match.start()
        line = _LOGICAL_LINE.match(source.text, start)
        text = line[0] if line else ""
        if source.text[max(0, start - 1) : start] == "`":
            text = text.partition("`")[0]
        end = max(start + len(text), match.end())
        text = text.replace("\\\\\n", " \\\n").replace("`\n", "\\\n")
        for words in split(text, start):
            judge(source, words)


def blank(match: re.Match[str]) -> str:
    """Return as many blanks."""
    return " " * len(match[0])


def blank_code(text: str) -> str:
    """Return the comments alone, where they stand."""
    return re.sub(r"(?m)^(?![ \t]*#).*|^[ \t]*#", blank, text)


class _Option:
    """An option of a launch, with what it passes: a name and perhaps a value."""

    __slots__ = ("end", "kind", "name", "start", "value")

    def __init__(self, word: Word, rest: Iterator[Word]) -> None:
        """Read it, and from the rest what belongs to it."""
        self.start, self.end, self.name = word.start, word.end, ""
        self.kind, equals, given = word.text.partition("=")
        if not self.kind.startswith("--"):  # -sHF_TOKEN
            self.kind, given, equals = word.text[:2], word.text[2:], word.text[2:]
        is_near = self.kind.startswith("--s") and bool(
            difflib.get_close_matches(self.kind, ["--secrets"], 1, 0.8)
        )
        self.kind = _SHORT.get(self.kind, self.kind)
        if is_near and self.kind not in _OPTIONS:
            self.kind = "lost"
        if self.kind in ("lost", *_OPTIONS):  # of another it is not known whether it has a value
            if not equals and (word := next(rest, word)):
                given, self.end = word.text, word.end
            self.name, equals, given = given.partition("=")
        self.value = given if equals else None

    def judge(self, source: Source, passed: set[str]) -> str:
        """Return the code of what is wrong with it, or ""."""
        if self.kind == "lost":
            return "secret-not-passed"
        if self.kind in ("--env-file", "--secrets-file"):
            text = source.read_file(self.name) or f"{self.name}={self.value}"
            values = {
                name: value if equals else None for name, equals, value in _ENTRY.findall(text)
            }
            if self.kind == "--env-file":
                is_token = not NAMES.isdisjoint(values) or _SHOWS.search(text)
                return "token-in-env" if is_token else ""
            value = values.get(NAME)
            code = "" if value is None else judge_text(value)
            return code if code == "placeholder-not-replaced" else ""  # a token may be in there
        if self.kind == "--env":
            is_token = self.name in NAMES - {"TOKEN"} or _SHOWS.search(self.value or "")
            return "token-in-env" if is_token else ""
        return self._judge_secret(source, passed) if self.kind == "--secrets" else ""

    def _judge_secret(self, source: Source, passed: set[str]) -> str:
        is_other = self.name == "TOKEN" and self.value and not _SHOWS.search(self.value)
        if is_wrong_name(self.name) and NAME not in passed and not is_other:
            return "secret-wrong-name"
        if self.name != NAME or self.value is None:
            return ""
        if not self.value or _EXPANDS.match(self.value):
            return "" if _CHECKED.search(source.text) else "secret-maybe-empty"
        is_known = not self.value.startswith(("$", "{{"))
        return judge_text(self.value.replace(DOLLAR, "$")) if is_known else ""


class _Launch:
    """
    Hold a launch as the command line reads it.

    Attributes:
        run: the word behind which the options stand.
        script: what is launched, or None; `arguments` stand behind it.
        options: all before it, and the secrets that stand behind it.

    """

    def __init__(self, words: list[Word], run: int) -> None:
        """Read the words, of which that one is `run`."""
        kinds = [word.text for word in words[:run]]
        self.run, self.is_uv = words[run], "uv" in kinds[-1:]
        self.options: list[_Option] = []
        self.script: Word | None = None
        wanted, rest = 1 + ("scheduled" in kinds), iter(words[run + 1 :])
        while wanted and (word := next(rest, None)):
            if word.text.startswith("-"):
                self.options.append(_Option(word, rest))
            elif not word.text.startswith("$"):  # else it can be options
                self.script, wanted = word, wanted - 1
        self.arguments = list(rest)
        for number, word in enumerate(self.arguments):
            option = _Option(word, iter(self.arguments[number + 1 : number + 2]))
            if word.text == "--":
                break
            is_file = option.kind == "--secrets-file"
            if is_file or (option.kind in ("lost", *_SHORT.values()) and option.name in NAMES):
                option.kind = option.kind if option.kind == "--env" else "lost"
                self.options.append(option)

    def is_behind(self, option: _Option) -> bool:
        """Tell whether an option stands behind the script."""
        return self.script is not None and option.start > self.script.start

    def find_shown(self) -> Iterator[tuple[int, Edit]]:
        """Yield where arguments become the token, with what takes them away."""
        for before, word in pairwise([self.run, *self.arguments]):
            is_option = any(option.start <= word.start < option.end for option in self.options)
            if not is_option and (_SHOWS.search(word.text) or any(find_tokens(word.text))):
                is_value = before.text.startswith("-") and "=" not in word.text
                yield word.start, (before.start if is_value else word.start, word.end, "")

    def lacks_secret(self, source: Source) -> bool:
        """Tell whether its script surely needs a secret that nothing passes."""
        names = {option.name for option in self.options}
        if not self.is_uv or not self.script or any(map(is_token_name, names)):
            return False
        is_cut = any(word.text in _MORE for word in self.arguments)
        if is_cut or any(option.kind == "--secrets-file" for option in self.options):
            return False
        script = source.find_script(self.script.text)
        return bool(script and script.needs_token and not script.names_secret)


def judge(source: Source, words: list[Word], edit: Callable[..., str] | None = None) -> None:
    """Judge a command if it launches a job; a list of Python is not edited."""
    edit = edit or source.edit
    texts = [word.text for word in words]
    programs = [i for i, text in enumerate(texts) if text.rpartition("/")[2] in _PROGRAMS]
    at = programs[0] if programs else len(texts)
    if texts[at + 1 : at + 2] != ["jobs"] or "run" not in texts[at + 2 : at + 5]:
        return
    launch = _Launch(words, texts.index("run", at))
    first, end = words[at].start, launch.run.end
    passed = {option.name for option in launch.options if option.kind == "--secrets"}
    add = (end, end, "" if NAME in passed else f" {_PASS}")
    for option in launch.options:
        if (code := option.judge(source, passed)) and "${{" in (option.value or ""):
            source.add(code, option.start, "", first)  # the step may have no such variable
        elif code:
            change = (option.start, option.end, _PASS)
            is_behind = launch.is_behind(option)
            text = edit(add, (*change[:2], "")) if is_behind else edit(change)
            source.add(code, option.start, text, first)
    shown = list(launch.find_shown())
    without = edit(
        add, *(change for _, change in shown)
    )  # what one line shows is put right at once
    for start, _ in shown:
        source.add("token-on-command-line", start, without * launch.is_uv, first)
    if launch.lacks_secret(source):
        source.add("secret-missing", first, without, first)
