"""`--launch`: the commands that launch a script with the secrets that it needs."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

from hftoken_guard._token.names import TOKEN_VARIABLE

from .script import Script
from .source import Source

_SECRET = re.compile(r"(?:^|_)(?:TOKEN|KEY|APIKEY|SECRET|PASSWORD)$")


def launch(path: str) -> str:
    """
    Return the commands that launch a script with the secrets that it needs, and no value.

    Raises:
        OSError, SyntaxError, ValueError, RecursionError: it cannot be read.

    """
    script = Script(Source(path, Path(path).read_text("utf-8")))
    is_read = TOKEN_VARIABLE in script.environment
    is_wanted = bool(script.push or script.needs_token(None) or is_read)
    known = filter(str.isidentifier, script.environment - {TOKEN_VARIABLE})
    others = sorted(filter(_SECRET.search, known))
    names = [TOKEN_VARIABLE] * is_wanted + others
    parts = [_describe(path, names), _for_command_line(path, names)]
    parts += [_for_python(path, others, is_wanted=is_wanted)]
    return "\n\n".join([*parts, _for_mcp(others, is_wanted=is_wanted)])


def _describe(path: str, names: list[str]) -> str:
    return (
        f"# {path} needs {' and '.join(names) or 'no secret'};"
        f" private and gated repositories need {TOKEN_VARIABLE}"
    )


def _for_command_line(path: str, names: list[str]) -> str:
    secrets = "".join(f" --secrets {name}" for name in names)
    return f"# command line\nhf jobs uv run{secrets} {shlex.quote(path)}"


def _for_python(path: str, others: list[str], *, is_wanted: bool) -> str:
    values = {TOKEN_VARIABLE: "get_token()"} if is_wanted else {}
    values |= {name: f'os.environ["{name}"]' for name in others}
    pairs = ", ".join(f'"{name}": {value}' for name, value in values.items())
    imported = "get_token, run_uv_job" if is_wanted else "run_uv_job"
    lines = ["# Python", *(["import os"] if others else [])]
    lines.append(f"from huggingface_hub import {imported}")
    secrets = f", secrets={{{pairs}}}" if pairs else ""
    return "\n".join([*lines, f"run_uv_job({json.dumps(path)}{secrets})"])


def _for_mcp(others: list[str], *, is_wanted: bool) -> str:
    secrets = f', "secrets": {{"{TOKEN_VARIABLE}": "${TOKEN_VARIABLE}"}}' if is_wanted else ""
    lines = [
        "# hf_jobs of the MCP server: the text of the script, or its URL",
        f'hf_jobs("uv", {{"script": TEXT_OR_URL{secrets}}})',
    ]
    note = f"# it fills in {TOKEN_VARIABLE} alone, not {', '.join(others)}"
    return "\n".join(lines) + (f"\n\n{note}" if others else "")
