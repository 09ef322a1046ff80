"""`--launch`: the commands that launch a script with the secrets that it needs."""

from __future__ import annotations

import json
import re
import shlex
import sys
from pathlib import Path
from typing import NamedTuple

from hftoken_guard._token.names import TOKEN_VARIABLE

from .arguments import list_required
from .documented import DocumentedLaunch, find_documented
from .header import read_header
from .script import Script
from .source import MissingError, Source

_NOTHING = DocumentedLaunch([], {}, [], [], [])
_VERSION = re.compile(r">=?\s*(\d+)\.(\d+)")
_KEYWORDS = ("flavor", "timeout", "image", "python", "namespace")  # of the same name in Python
_ANY_NAME = re.compile(r"[\w.-]+")


class Needs(NamedTuple):
    """
    Hold what a script is launched with.

    Attributes:
        path: the script.
        secrets: the secrets that it needs, HF_TOKEN first.
        optional: those that it can do without.
        required: its arguments that must be given, with <...> for their values.
        documented: the launch that is documented, or an empty one.
        remark: what could not be read, or "".

    """

    path: str
    secrets: list[str]
    optional: list[str]
    required: list[str]
    documented: DocumentedLaunch
    remark: str = ""

    @property
    def others(self) -> list[str]:
        """The secrets of other services."""
        return [name for name in self.secrets if name != TOKEN_VARIABLE]


def launch(path: str) -> str:
    """
    Return the commands that launch a script with the secrets that it needs, and no value.

    Raises:
        OSError, SyntaxError, ValueError, RecursionError: it cannot be read.

    """
    needs = _read(path)
    parts = [_describe(needs), _for_command_line(needs), _for_python(needs), _for_mcp(needs)]
    return "\n\n".join(parts)


def _read(path: str) -> Needs:
    """Read what a script needs."""
    text = Path(path).read_text("utf-8")
    documented = find_documented(path, text) or _NOTHING
    try:
        script = Script(Source(path, text))
    except SyntaxError:
        if not (remark := note_newer_python(text)):
            raise
        return Needs(path, [TOKEN_VARIABLE], [], [], documented, remark)
    is_needed = bool(script.guarding.push) or script.needs_token(documented.words)
    is_read = TOKEN_VARIABLE in script.environment or TOKEN_VARIABLE in documented.secrets
    mine = [TOKEN_VARIABLE]
    told = [name for name in documented.secrets if _is_other(name)]
    wanted = script.wanted.list_secrets(is_needed=True)
    others = [*told, *(name for name in wanted if name not in told)]
    optional = [name for name in script.wanted.list_secrets(is_needed=False) if name not in told]
    return Needs(
        path,
        mine * is_needed + others,
        mine * (is_read and not is_needed) + optional,
        [] if documented.arguments else list_required(script.arguments),
        documented,
    )


def _is_other(name: str) -> bool:
    return name != TOKEN_VARIABLE and bool(_ANY_NAME.fullmatch(name))


def note_newer_python(text: str) -> str:
    """Return that a script is written for a newer Python than this one, or ""."""
    try:
        header = read_header(text) or {}
    except MissingError:
        return ""
    match = _VERSION.search(str(header.get("requires-python", "")))
    if not match or (int(match[1]), int(match[2])) <= sys.version_info[:2]:
        return ""
    this = f"{sys.version_info.major}.{sys.version_info.minor}"
    return f"written for Python {match[1]}.{match[2]}, which Python {this} cannot read"


def _describe(needs: Needs) -> str:
    if needs.remark:
        return f"# {needs.path} is {needs.remark}: this is what it says of itself"
    lines = [
        f"# {needs.path} needs {' and '.join(needs.secrets) or 'no secret'};"
        f" private and gated repositories need {TOKEN_VARIABLE}"
    ]
    if needs.optional:
        options = " ".join(f"--secrets {name}" for name in needs.optional)
        lines.append(f"# optional: {options}")
    return "\n".join(lines)


def _for_command_line(needs: Needs) -> str:
    options = [*needs.documented.options, *(f"--secrets {name}" for name in needs.secrets)]
    arguments = needs.documented.arguments or needs.required
    words = ["hf jobs uv run", *options, shlex.quote(needs.path), *arguments]
    return f"# command line\n{' '.join(words)}"


def _for_python(needs: Needs) -> str:
    is_wanted = TOKEN_VARIABLE in needs.secrets
    values = {TOKEN_VARIABLE: "get_token()"} if is_wanted else {}
    values |= {name: f'os.environ["{name}"]' for name in needs.others}
    pairs = ", ".join(f'"{name}": {value}' for name, value in values.items())
    imported = "get_token, run_uv_job" if is_wanted else "run_uv_job"
    lines = ["# Python", *(["import os"] if needs.others else [])]
    lines.append(f"from huggingface_hub import {imported}")
    fields = [json.dumps(needs.path)]
    if words := needs.documented.words or needs.required:
        fields.append(f"script_args={json.dumps(words)}")
    fields += [f"{name}={json.dumps(value)}" for name, value in _list_fields(needs)]
    fields += [f"secrets={{{pairs}}}"] * bool(pairs)
    return "\n".join([*lines, f"run_uv_job({', '.join(fields)})"])


def _list_fields(needs: Needs) -> list[tuple[str, str]]:
    """Return the options that the other ways to launch call by the same name."""
    values = needs.documented.values
    return [(name, values[f"--{name}"]) for name in _KEYWORDS if values.get(f"--{name}")]


def _for_mcp(needs: Needs) -> str:
    fields = ['"script": TEXT_OR_URL']
    if words := needs.documented.words or needs.required:
        fields.append(f'"script_args": {json.dumps(words)}')
    fields += [
        f'"{name}": {json.dumps(value)}'
        for name, value in _list_fields(needs)
        if name in ("flavor", "timeout")
    ]
    if TOKEN_VARIABLE in needs.secrets:
        fields.append(f'"secrets": {{"{TOKEN_VARIABLE}": "${TOKEN_VARIABLE}"}}')
    lines = [
        "# hf_jobs of the MCP server: the text of the script, or its URL",
        f'hf_jobs("uv", {{{", ".join(fields)}}})',
    ]
    if needs.others:
        lines += ["", f"# it fills in {TOKEN_VARIABLE} alone, not {', '.join(needs.others)}"]
    return "\n".join(lines)
