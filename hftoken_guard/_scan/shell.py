"""Command lines in scripts and other texts; what each launch passes to the job."""

from __future__ import annotations

import difflib
import io
import re
import shlex
from itertools import pairwise

from hftoken_guard._inputs import NAME, is_wrong_name

from .rules import SECRET
from .source import LAUNCH, NAMES, find_tokens, is_token_name, judge_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .source import Edit, Source

_OPTIONS = frozenset(  # with a value; of `hf jobs run` and `hf jobs uv run`
    "-s --secrets --secrets-file -e --env --env-file --name -l --label -v --volume --flavor"
    " --timeout --expose --network-group --network-alias --resource-group-id --namespace --token"
    " --format --image --with -p --python --repo".split()
)
_SHORT = {"-s": "--secrets", "-e": "--env"}
_PROGRAMS = ("hf", "huggingface-cli")
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
    while match := LAUNCH.search(source.text, end):
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
    add = (end, end, "" if NAME in passed else f" {SECRET}")
    for option in launch.options:
        if (code := option.judge(source, passed)) and "${{" in (option.value or ""):
            source.add(code, option.start, "", first)  # the step may have no such variable
        elif code:
            change = (option.start, option.end, SECRET)
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
