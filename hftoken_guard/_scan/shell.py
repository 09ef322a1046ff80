"""Command lines: shell scripts, and `hf jobs` in any text; what each launch passes to the job."""

from __future__ import annotations

import difflib
import io
import re
import shlex
from itertools import pairwise

from .._token import NAME, OLD_NAME, PREFIX, WRONG_NAMES, is_placeholder
from .source import find_tokens

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .source import Source

DOLLAR, BLANK = "\ue000", "\ue001"  # a `$` that stays one; what stands in a substitution
NAMES = frozenset({NAME, OLD_NAME, *WRONG_NAMES})
# Of `hf jobs run` and `hf jobs uv run`, huggingface_hub 0.34 to 2.4.
_VALUES = frozenset(
    "-s --secrets --secrets-file -e --env --env-file --name -l --label -v --volume --flavor"
    " --timeout --expose --network-group --network-alias --resource-group-id --namespace --token"
    " --format --image --with -p --python --repo".split()
)
_PROGRAMS = ("hf", "huggingface-cli")
_LAUNCH = re.compile(
    r"(?<![\w./-])(?:hf|huggingface-cli)[ \t]+jobs[ \t]+(?:scheduled[ \t]+)?(?:uv[ \t]+)?run\b"
)
_LOGICAL_LINE = re.compile(r"(?:[^\\\n]|\\\\?\n|\\.)*")
_HEREDOC = re.compile(r"<<-?[ \t]*[\"']?(\w+)[\"']?.*\n")
# The token, as far as the shell of who launches puts it there.
_NAME = r"(?:HF_TOKEN|HUGGING_FACE_HUB_TOKEN)"
_LOOKUP = rf"\$\((?:hf|huggingface-cli){BLANK}auth{BLANK}token"
_SHOWS = re.compile(rf"\$(?:{_NAME}\b|\{{{_NAME}(?!:?\+))|{_LOOKUP}")
_EXPANDS = re.compile(rf"\$(?:{_NAME}\b|\{{{_NAME}(?!:?[?+])|\(|\{{\{{)|`")
_CHECKED = re.compile(r"\bset -\w*u|\$\{HF_TOKEN:?\?|-[zn] *\"?\$\{?HF_TOKEN")


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
        stream = io.StringIO(match.group())
        lexer = shlex.shlex(stream, posix=True)
        lexer.whitespace_split, lexer.commenters = True, ""
        words, at = [], 0
        try:
            for word in iter(lexer.get_token, None):
                read = match.group()[at : stream.tell()]
                end = start + match.start() + at + len(read.rstrip())
                words.append(Word(word, end - len(read.strip()), end))
                at = stream.tell()
        except ValueError:  # a quote is not closed
            continue
        if words:
            yield words


def _mask(text: str) -> str:
    out = list(text)
    quote, at = "", 0
    while at < len(text):
        char, size = text[at], 1
        if char == "\\" and quote != "'":
            size = 2
            if text[at + 1 : at + 2] in ("\n", "$"):
                out[at : at + 2] = "  " if text[at + 1] == "\n" else ("\\", DOLLAR)
        elif quote == "'" and char != "'":
            out[at] = DOLLAR if char == "$" else char
        elif text.startswith(("$(", "${", "`"), at):
            size = _size(text, at)
            out[at : at + size] = re.sub(r"[\s\"'\\;&|]", BLANK, text[at : at + size])
        elif char in "\"'":
            quote = "" if quote == char else quote or char
        elif not quote and char == "#" and not text[max(0, at - 1) : at].strip():
            size = len(text[at:].partition("\n")[0])
            out[at : at + size] = " " * size
        elif not quote and (here := _HEREDOC.match(text, at)):
            body = re.compile(rf"^\s*{here[1]}$", re.MULTILINE).search(text, here.end())
            line, stop = text.index("\n", at), body.end() if body else len(text)
            out[line + 1 : stop] = "\n" * (stop - line - 1)
            size = here.end(1) - at
            out[at : at + size] = ">" + " " * (size - 1)
            text = "".join(out)
        elif not quote and char in ";&|()":
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
    return 1


def scan_shell(source: Source) -> None:
    """Scan a shell script: its launches, and what it prints."""
    for words in split(source.text):
        judge(source, words)
        if words[0].text in ("echo", "printf"):
            after = source.text[words[-1].end :].lstrip(" \t")[:1]
            is_shown = after != "|" and not any(">" in word.text for word in words)
            for word in words if is_shown else ():
                if _SHOWS.search(word.text):
                    text = source.edit((word.start, word.end, '"${HF_TOKEN:+set}"'))
                    source.add("token-printed", word.start, text, words[0].start)


def scan_text(source: Source) -> None:
    """Scan a text of any kind for command lines that launch a job."""
    for match in _LAUNCH.finditer(source.text):
        start = match.start()
        line = _LOGICAL_LINE.match(source.text, start)
        text = line[0].replace("\\\\\n", " \\\n") if line else ""
        if source.text[max(0, start - 1) : start] == "`":
            text = text.partition("`")[0]
        for words in split(text, start):
            judge(source, words)
            break


class Option:
    """An option with a name and perhaps a value, as in `--secrets HF_TOKEN=...`."""

    __slots__ = ("end", "name", "start", "value")

    def __init__(self, option: Word, given: Word) -> None:
        """Take the words."""
        self.name, equals, value = given.text.partition("=")
        self.value = value if equals else None
        self.start, self.end = option.start, given.end


class Launch:
    """
    Hold what a command line passes to a job.

    Attributes:
        secrets, env: the options for them.
        lost: secrets that are misspelt or stand behind the script.
        files: options with a file of secrets or variables.
        is_uv: a script is named, not an image and a command.
        run: the word behind which the options stand.
        script: the word of the script or the image, or None; `arguments` stand behind it.

    """

    def __init__(self, words: list[Word], at: int) -> None:
        """Read the words, of which that one is `run`."""
        self.secrets: list[Option] = []
        self.env: list[Option] = []
        self.files: list[Option] = []
        self.lost: list[Option] = []
        kinds = {word.text for word in words[:at]}
        self.is_uv, self.run = "uv" in kinds, words[at]
        plain: list[Word] = []
        wanted = 2 if "scheduled" in kinds else 1
        rest = iter(words[at + 1 :])
        while len(plain) < wanted and (word := next(rest, None)):
            if word.text.startswith("-"):
                self._read(word, rest)
            else:
                plain.append(word)
        self.script = plain[-1] if len(plain) == wanted else None
        self.arguments = list(rest)
        for word, value in pairwise([*self.arguments, Word("", 0, 0)]):
            if word.text == "--":
                break
            name, equals, text = word.text.partition("=")
            given = Word(text, word.start, word.end) if equals else value
            if _is_like_secrets(name) and given.text.partition("=")[0] in NAMES:
                self.lost.append(Option(word, given))

    def _read(self, word: Word, rest: Iterator[Word]) -> None:
        name, equals, value = word.text.partition("=")
        if not name.startswith("--") and len(name) > 2:  # noqa: PLR2004 - -sHF_TOKEN
            name, equals, value = name[:2], "=", word.text[2:]
        is_lost = name not in _VALUES and _is_like_secrets(name)
        if not (is_lost or name in _VALUES):
            return  # a flag, or unknown: then whether it has a value is not known either
        given = Word(value, word.start, word.end) if equals else next(rest, None)
        if given:
            places = {"-s": self.secrets, "--secrets": self.secrets, "-e": self.env}
            places |= {"--env": self.env, "--secrets-file": self.files, "--env-file": self.files}
            (self.lost if is_lost else places.get(name, [])).append(Option(word, given))


def _is_like_secrets(option: str) -> bool:
    near = difflib.get_close_matches(option, ["--secrets"], 1, 0.8)
    return option == "-s" or (option.startswith("--") and bool(near))


def judge_text(value: str) -> str:
    """Return the code of what is wrong with a text that is passed as the token, or ""."""
    if value.startswith(PREFIX) or any(find_tokens(value)):
        return "token-in-code"
    return "placeholder-not-replaced" if value in NAMES or is_placeholder(value) else ""


def judge(source: Source, words: list[Word]) -> None:
    """Judge a command if it launches a job."""
    texts = [word.text for word in words]
    at = next((i for i, text in enumerate(texts) if text in _PROGRAMS), len(texts))
    if texts[at + 1 : at + 2] != ["jobs"] or "run" not in texts[at + 2 : at + 5]:
        return
    launch = Launch(words, texts.index("run", at))
    first, run = words[at].start, launch.run
    secret = f"--secrets {NAME}"
    has_name = any(option.name == NAME for option in launch.secrets)
    add = (run.end, run.end, "" if has_name else f" {secret}")
    for option in launch.secrets:
        code = "secret-wrong-name" if option.name in WRONG_NAMES and not has_name else ""
        if option.name == NAME and option.value is not None:
            code = _judge_value(option.value, source)
        if code:
            text = source.edit((option.start, option.end, secret))
            source.add(code, option.start, text, first)
    for option in launch.env:
        if option.name in NAMES or _SHOWS.search(option.value or ""):
            text = source.edit((option.start, option.end, secret))
            source.add("token-in-env", option.start, text, first)
    for option in launch.lost:
        is_before = launch.script is None or option.start < launch.script.start
        edit = (option.start, option.end, secret if is_before else "")
        text = source.edit(edit) if is_before else source.edit(add, edit)
        source.add("secret-not-passed", option.start, text, first)
    for before, word in pairwise([run, *launch.arguments]):
        is_lost = any(option.start <= word.start < option.end for option in launch.lost)
        if not is_lost and (_SHOWS.search(word.text) or any(find_tokens(word.text))):
            is_value = before.text.startswith("-") and "=" not in word.text
            edit = (before.start if is_value else word.start, word.end, "")
            text = source.edit(add, edit) if launch.is_uv else ""
            source.add("token-on-command-line", word.start, text, first)
    if launch.is_uv and launch.script and not launch.files:
        passed = {option.name for option in (*launch.secrets, *launch.env, *launch.lost)}
        script = source.find_script(launch.script.text) if passed.isdisjoint(NAMES) else None
        if script and script.needs_token and not script.names_secret:
            source.add("secret-missing", first, source.edit(add), first)


def _judge_value(value: str, source: Source) -> str:
    if not value or _EXPANDS.match(value):
        return "" if _CHECKED.search(source.text) else "secret-maybe-empty"
    return "" if value.startswith("$") else judge_text(value.replace(DOLLAR, "$"))
