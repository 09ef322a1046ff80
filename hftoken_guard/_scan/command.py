"""A command that launches a job: its options, and what is wrong with them."""

from __future__ import annotations

import difflib
import re
from itertools import pairwise
from typing import TYPE_CHECKING

from hftoken_guard._token.names import TOKEN_VARIABLE, is_wrong_variable

from .rules import SECRET
from .tokens import NAMES, has_token, is_token_name, judge_text
from .words import BLANK, DOLLAR, Word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .source import Edit, Source

_OPTIONS = frozenset(  # with a value; of `hf jobs run` and `hf jobs uv run`
    "-s --secrets --secrets-file -e --env --env-file --name -l --label -v --volume --flavor"
    " --timeout --expose --network-group --network-alias --resource-group-id --namespace --token"
    " --format --image --with -p --python --repo".split()
)
_SHORT = {"-s": "--secrets", "-e": "--env"}
_LOST = "lost"  # an option that was perhaps meant to be --secrets
_PROGRAMS = ("hf", "huggingface-cli")
_ENTRY = re.compile(r"(?m)^(?:export )?(\w+)(?:(=)[\"']?(.*?)[\"']?)?$")  # of a file of variables
_MORE = ("...", "\u2026", "\\")  # what is not said here
# The token, as far as the shell of who launches puts it there.
_NAME = r"(?:HF_TOKEN|HUGGING_FACE_HUB_TOKEN)"
_LOOKUP = rf"\$\((?:hf|huggingface-cli){BLANK}auth{BLANK}token"
SHOWS_TOKEN = re.compile(rf"\$(?:{_NAME}\b|\{{{_NAME}(?!:?\+))|{_LOOKUP}")
_EXPANDS = re.compile(rf"\$(?:{_NAME}\b|\{{{_NAME}(?!:?[?+])|\(|\{{\{{)|`")
_CHECKED = re.compile(
    r"(?m)\bset -\w*u|\$\{HF_TOKEN:?\?|-[zn] *\"?\$\{?HF_TOKEN|HF_TOKEN\}?\" *!?="
    r"|^[ \t]*(?:export )?HF_TOKEN=\"?\$\("
)


class Option:
    """
    Hold an option of a launch, with what it passes: a name and perhaps a value.

    Attributes:
        kind: its long name, or "lost".
        name: what it passes.
        value: what stands behind the equals sign, or None.
        start: where it begins.
        end: where it ends.

    """

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
            self.kind = _LOST
        if self.kind in (_LOST, *_OPTIONS):  # of another it is not known whether it has a value
            if not equals and (word := next(rest, word)):
                given, self.end = word.text, word.end
            self.name, equals, given = given.partition("=")
        self.value = given if equals else None

    @property
    def passes_variable(self) -> bool:
        """Tell whether it passes a variable or a secret, or was meant to."""
        return self.kind in (_LOST, *_SHORT.values())

    def lose(self) -> None:
        """Take it for an option that does not arrive; a variable that does not is none."""
        self.kind = self.kind if self.kind == "--env" else _LOST

    def judge(self, source: Source, passed: set[str]) -> str:
        """Return the code of what is wrong with it, or ""; `passed` are names of secrets."""
        if self.kind == _LOST:
            return "secret-not-passed"
        if self.kind in ("--env-file", "--secrets-file"):
            return self._judge_file(source)
        if self.kind == "--env":
            is_token = self.name in NAMES - {"TOKEN"} or SHOWS_TOKEN.search(self.value or "")
            return "token-in-env" if is_token else ""
        return self._judge_secret(source, passed) if self.kind == "--secrets" else ""

    def _judge_file(self, source: Source) -> str:
        """Judge a file of variables, or of secrets."""
        text = source.read_file(self.name) or f"{self.name}={self.value}"
        values = {name: value if equals else None for name, equals, value in _ENTRY.findall(text)}
        if self.kind == "--env-file":
            is_token = not NAMES.isdisjoint(values) or SHOWS_TOKEN.search(text)
            return "token-in-env" if is_token else ""
        value = values.get(TOKEN_VARIABLE)
        code = "" if value is None else judge_text(value)
        return code if code == "placeholder-not-replaced" else ""  # a token may be in there

    def _judge_secret(self, source: Source, passed: set[str]) -> str:
        is_other = self.name == "TOKEN" and self.value and not SHOWS_TOKEN.search(self.value)
        if is_wrong_variable(self.name) and TOKEN_VARIABLE not in passed and not is_other:
            return "secret-wrong-name"
        if self.name != TOKEN_VARIABLE or self.value is None:
            return ""
        if not self.value or _EXPANDS.match(self.value):
            return "" if _CHECKED.search(source.text) else "secret-maybe-empty"
        is_known = not self.value.startswith(("$", "{{"))
        return judge_text(self.value.replace(DOLLAR, "$")) if is_known else ""


class CommandLaunch:
    """
    Hold a launch as the command line reads it.

    Attributes:
        run: the word behind which the options stand.
        is_uv: it launches a script by uv.
        script: what is launched, or None; `arguments` stand behind it.
        options: all before it, and the secrets that stand behind it.

    """

    def __init__(self, words: list[Word], run: int) -> None:
        """Read the words, of which that one is `run`."""
        kinds = [word.text for word in words[:run]]
        self.run, self.is_uv = words[run], "uv" in kinds[-1:]
        self.options: list[Option] = []
        self.script: Word | None = None
        wanted, rest = 1 + ("scheduled" in kinds), iter(words[run + 1 :])
        while wanted and (word := next(rest, None)):
            if word.text.startswith("-"):
                self.options.append(Option(word, rest))
            elif not word.text.startswith("$"):  # else it can be options
                self.script, wanted = word, wanted - 1
        self.arguments = list(rest)
        self._read_arguments()

    def _read_arguments(self) -> None:
        """Find the options that stand behind the script."""
        for number, word in enumerate(self.arguments):
            option = Option(word, iter(self.arguments[number + 1 : number + 2]))
            if word.text == "--":
                break
            is_file = option.kind == "--secrets-file"
            if is_file or (option.passes_variable and option.name in NAMES):
                option.lose()
                self.options.append(option)

    def is_behind(self, option: Option) -> bool:
        """Tell whether an option stands behind the script."""
        return self.script is not None and option.start > self.script.start

    def find_shown(self) -> Iterator[tuple[int, Edit]]:
        """Yield where arguments become the token, with what takes them away."""
        for before, word in pairwise([self.run, *self.arguments]):
            is_option = any(option.start <= word.start < option.end for option in self.options)
            if not is_option and (SHOWS_TOKEN.search(word.text) or has_token(word.text)):
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


def judge_command(
    source: Source, words: list[Word], edit: Callable[..., str] | None = None
) -> None:
    """Judge a command if it launches a job; a list of Python is not edited."""
    edit = edit or source.edit
    texts = [word.text for word in words]
    programs = [i for i, text in enumerate(texts) if text.rpartition("/")[2] in _PROGRAMS]
    at = programs[0] if programs else len(texts)
    if texts[at + 1 : at + 2] != ["jobs"] or "run" not in texts[at + 2 : at + 5]:
        return
    launch = CommandLaunch(words, texts.index("run", at))
    first, end = words[at].start, launch.run.end
    passed = {option.name for option in launch.options if option.kind == "--secrets"}
    add = (end, end, "" if TOKEN_VARIABLE in passed else f" {SECRET}")
    for option in launch.options:
        if (code := option.judge(source, passed)) and "${{" in (option.value or ""):
            source.add(code, option.start, "", first)  # the step may have no such variable
        elif code:
            place = (option.start, option.end)
            is_behind = launch.is_behind(option)
            text = edit(add, (*place, "")) if is_behind else edit((*place, SECRET))
            source.add(code, option.start, text, first)
    shown = list(launch.find_shown())
    # What one line shows is put right at once.
    without = edit(add, *(change for _, change in shown))
    for start, _ in shown:
        source.add("token-on-command-line", start, without * launch.is_uv, first)
    if launch.lacks_secret(source):
        source.add("secret-missing", first, without, first)
