"""What is wrong with a command that launches a job."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hftoken_guard._token.names import EXCHANGE_VARIABLE, TOKEN_VARIABLE, is_wrong_variable

from .durations import is_over_an_hour
from .launch_line import CommandLaunch, find_launch
from .rules import SECRET
from .tokens import NAMES, SHOWS_TOKEN, TOKEN_NAMES, is_token_name, judge_text
from .words import DOLLAR

if TYPE_CHECKING:
    from collections.abc import Callable

    from .options import Option
    from .source import Edit, Source
    from .words import Word

    MakeText = Callable[..., str]

_ENTRY = re.compile(r"(?m)^(?:export )?(\w+)(?:(=)[\"']?(.*?)[\"']?)?$")  # of a file of variables
_MAYBE_EMPTY = re.compile(rf"\$(?:{TOKEN_NAMES}\b|\{{{TOKEN_NAMES}(?!:?[?+])|\{{\{{)")
_CHECKED = re.compile(
    r"(?m)\bset -\w*u|\$\{HF_TOKEN:?\?|-[zn] *\"?\$\{?HF_TOKEN|HF_TOKEN\}?\" *!?="
    r"|^[ \t]*(?:export )?HF_TOKEN=\"?\$\("
)
_EXCHANGES = re.compile(rf"\b{EXCHANGE_VARIABLE}[\"']?[ \t]*[:=]")  # sets it
_PAIRS = (("<", ">"), ("[", "]"), ("(", ")"), ("{", "}"))
_FORMATTED = re.compile(r"%[sr]")  # filled in by Python
_GOES_ON = re.compile(r"[\"']\s*[+%]|\(")  # a text of Python to which more is added; of fish
# Variables in front of the command that the client itself reads.
_OF_CLIENT = re.compile(
    r"^(?:HF_|HUGGING_?FACE|UV_|PYTHON|REQUESTS_|SSL_|CURL_|\w+_PROXY$|\w+_proxy$)"
)


def _can_be_moved(option: Option) -> bool:
    """Tell whether an option is right before the script."""
    return option.is_known and option.kind != "--env"


def judge_command(source: Source, words: list[Word], edit: MakeText | None = None) -> None:
    """Judge a command if it launches a job; a list of Python is not edited."""
    if launch := find_launch(words, source.text):
        Judge(source, launch, edit or source.edit).judge()


class Judge:
    """Judge one launch: what it passes, what it shows, and what is missing."""

    def __init__(self, source: Source, launch: CommandLaunch, edit: MakeText) -> None:
        """Take a launch, the text in which it stands, and what writes a corrected text."""
        self._source, self._launch, self._edit = source, launch, edit
        self._secrets = {o.name for o in launch.options if o.kind == "--secrets"}
        self._passed = {o.name for o in launch.options if o.passes_variable}

    def judge(self) -> None:
        """Note everything that is wrong: one finding does not hide another."""
        launch = self._launch
        for option in launch.options:
            if code := self._judge_option(option):
                self._add(option, code)
        behind = [o for o in launch.options if launch.is_behind(o) and _can_be_moved(o)]
        if behind and not launch.is_hidden(behind[0]) and all(map(self._is_whole, behind)):
            text = self._edit(self._insertion(*behind), *(self._removal(o) for o in behind))
            self._note("option-behind-script", behind[0].start, text)
        for option in launch.unknown:
            remark = f"{option.kind}: {option.meant} is meant" if option.meant else option.kind
            self._note("option-unknown", option.start, remark=remark)
        self._judge_variables()
        self._judge_whole()
        self._judge_time()

    def _judge_whole(self) -> None:
        """Judge what the command shows, and what it lacks."""
        shown = list(self._launch.find_shown())
        # What one line shows is put right at once.
        add = [] if TOKEN_VARIABLE in self._secrets else [self._insertion()]
        without = self._edit(*add, *(change for _, change in shown)) if add or shown else ""
        for start, _ in shown:
            self._note("token-on-command-line", start, without * self._launch.is_uv)
        if self._lacks_secret():
            self._note("secret-missing", self._launch.first.start, without)

    def _judge_time(self) -> None:
        """Judge how long the job may run."""
        launch = self._launch
        times = [option for option in launch.options if option.kind == "--timeout"]
        if times:
            is_bare = any(o.kind == "--secrets" and o.value is None for o in launch.options)
            is_exchanged = is_bare and _EXCHANGES.search(self._source.whole)
            if is_exchanged and TOKEN_VARIABLE in self._secrets and is_over_an_hour(times[-1].name):
                self._note("token-ends-early", times[-1].start)
        elif launch.is_uv and launch.script and not (launch.is_open or launch.is_cut):
            script = self._source.find_script(launch.script.text)
            if script and script.trains and not script.names_timeout:
                end = launch.run.end
                text = self._edit((end, end, " --timeout 4h"))
                self._note("timeout-missing", launch.first.start, text)

    def _judge_variables(self) -> None:
        """Note what is set in front of the command and does not reach the job."""
        for name in self._launch.variables:
            if not _OF_CLIENT.match(name) and name not in self._passed:
                remark = f"-e {name}=... passes it"
                self._note("variable-not-passed", self._launch.first.start, remark=remark)

    def _note(self, code: str, start: int, corrected: str = "", remark: str = "") -> None:
        self._source.add(code, start, corrected, self._launch.first.start, remark)

    def _insertion(self, *options: Option) -> Edit:
        """Return the edit that adds options, or the secret, behind `run`."""
        end = self._launch.run.end
        texts = [self._source.text[option.start : option.end] for option in options]
        return end, end, "".join(f" {text}" for text in texts or [SECRET])

    def _has_other(self, option: Option) -> bool:
        """Tell whether another option passes the secret."""
        others = (other for other in self._launch.options if other is not option)
        return any(o.kind == "--secrets" and o.name == TOKEN_VARIABLE for o in others)

    def _is_whole(self, option: Option) -> bool:
        """Tell whether an option can be taken out, and leaves no half of a text behind."""
        text = self._source.text[option.start : option.end]
        is_paired = all(text.count(left) == text.count(right) for left, right in _PAIRS)
        is_quoted = all(text.count(quote) % 2 == 0 for quote in "\"'")
        behind = self._source.text[option.end :]
        is_made = _FORMATTED.search(text) or _GOES_ON.match(behind)
        is_cut = option.value == "" and not behind.strip()  # the value stands in another text
        return is_paired and is_quoted and not (is_made or is_cut)

    def _removal(self, option: Option) -> Edit:
        return option.start, option.end, ""

    def _add(self, option: Option, code: str) -> None:
        """Note what is wrong with an option, and the command put right."""
        text = ""
        # A step of a workflow may have no such variable.
        is_of_workflow = "${{" in (option.value or "")
        if not is_of_workflow and not self._launch.is_hidden(option) and self._is_whole(option):
            if self._has_other(option):
                text = self._edit(self._removal(option))
            elif self._launch.is_behind(option):
                text = self._edit(self._insertion(), self._removal(option))
            else:
                text = self._edit((option.start, option.end, SECRET))
        self._note(code, option.start, text)

    def _judge_option(self, option: Option) -> str:
        """Return the code of what is wrong with an option, or ""."""
        if option.is_lost:
            return "secret-not-passed"
        if option.kind in ("--env-file", "--secrets-file"):
            return self._judge_file(option)
        if option.kind == "--env":
            is_token = option.name in NAMES - {"TOKEN"} or SHOWS_TOKEN.search(option.value or "")
            return "token-in-env" if is_token else ""
        return self._judge_secret(option) if option.kind == "--secrets" else ""

    def _judge_file(self, option: Option) -> str:
        """Judge a file of variables, or of secrets."""
        text = self._source.read_file(option.name) or f"{option.name}={option.value}"
        values = {name: value if equals else None for name, equals, value in _ENTRY.findall(text)}
        if option.kind == "--env-file":
            is_token = not NAMES.isdisjoint(values) or SHOWS_TOKEN.search(text)
            return "token-in-env" if is_token else ""
        value = values.get(TOKEN_VARIABLE)
        code = "" if value is None else judge_text(value)
        return code if code == "placeholder-not-replaced" else ""  # a token may be in there

    def _judge_secret(self, option: Option) -> str:
        name, value = option.name, option.value
        is_other = name == "TOKEN" and value and not SHOWS_TOKEN.search(value)
        if is_wrong_variable(name) and TOKEN_VARIABLE not in self._secrets and not is_other:
            return "secret-wrong-name"
        if name != TOKEN_VARIABLE or value is None:
            return ""
        if not value or _MAYBE_EMPTY.match(value):
            return "" if _CHECKED.search(self._source.text) else "secret-maybe-empty"
        is_known = not value.startswith(("$", "{{", "`"))
        return judge_text(value.replace(DOLLAR, "$")) if is_known else ""

    def _lacks_secret(self) -> bool:
        """Tell whether its script surely needs a secret that nothing passes."""
        launch = self._launch
        if not launch.is_uv or not launch.script or any(map(is_token_name, self._passed)):
            return False
        if launch.is_cut or launch.is_open or launch.has_file:
            return False
        script = self._source.find_script(launch.script.text)
        if script is None or script.names_secret:
            return False
        return script.needs_token([word.text for word in launch.arguments])
