"""The PEP 723 header of a script, and what is wrong with its table [tool.hf-jobs]."""

from __future__ import annotations

import importlib
import re
import sys
from typing import TYPE_CHECKING, Any

from hftoken_guard._token.names import TOKEN_VARIABLE, is_wrong_variable

from .options import find_near
from .source import MissingError
from .tokens import NAMES, judge_text

if TYPE_CHECKING:
    from .source import Source

# The keys of [tool.hf-jobs]; the client refuses others (`cli/_uv_script_header.py`, 2.4).
KEYS = (
    "image",
    "flavor",
    "python",
    "timeout",
    "name",
    "namespace",
    "network_group",
    "env",
    "secrets",
    "labels",
    "volumes",
    "network_aliases",
)
_HEADER = re.compile(r"(?m)^# /// script\n((?:#(?: (?!/// ).*)?\n)+?)# ///$")
_MOUNT = re.compile(r"hf://(buckets/[^/:]+/[^/:]+)[^:]*:[^:]+(?::rw)?$")


def read_header(text: str) -> dict[str, Any] | None:
    """
    Return the table of the PEP 723 block, or None if there is none.

    Raises:
        MissingError: there is one, and no parser for it is installed.

    """
    match = _HEADER.search(text)
    if not match:
        return None
    try:
        tomllib = importlib.import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    except ImportError:
        raise MissingError from None
    try:
        table: dict[str, Any] = tomllib.loads(re.sub(r"(?m)^# ?", "", match[1]))
    except ValueError:
        return {}
    return table


def jobs_table(header: dict[str, Any] | None) -> dict[str, Any]:
    """Return [tool.hf-jobs] of a header, which `hf jobs uv run` reads since 1.32."""
    tool = (header or {}).get("tool")
    table = tool.get("hf-jobs") if isinstance(tool, dict) else None
    return table if isinstance(table, dict) else {}


def mounted_buckets(header: dict[str, Any] | None) -> list[str]:
    """
    Return the buckets that a header mounts to be written.

    Models, datasets and Spaces are always mounted to be read, buckets also to be written unless
    they say ":ro" (`cli/jobs.py` of huggingface_hub 2.4).
    """
    volumes = jobs_table(header).get("volumes")
    found = [_MOUNT.match(str(volume)) for volume in volumes if volume] if volumes else []
    return [match[1] for match in found if match]


def scan_header(source: Source, header: dict[str, Any] | None) -> None:
    """Scan the keys of the table, and the names of secrets and variables in it."""
    start = source.text.find("[tool.hf-jobs")
    for key in jobs_table(header):
        if key not in KEYS:
            found = re.compile(rf"(?m)^# *{re.escape(key)}\b").search(source.text, start)
            near = find_near(key, KEYS)
            source.add(
                "header-unknown-key",
                found.start() if found else max(0, start),
                remark=f"{key}: {near} is meant" if near else key,
            )
    for field in ("secrets", "env"):
        values = jobs_table(header).get(field)
        names = [str(name) for name in values] if isinstance(values, (list, dict)) else []
        for item in names:
            if code := _judge_name(field, item, names):
                at = source.text.find(item, start)
                source.add(code, at, f'# secrets = ["{TOKEN_VARIABLE}"]')


def _judge_name(field: str, item: str, names: list[str]) -> str:
    """Return the code of what is wrong with a name in the header, or ""."""
    name, equals, text = item.partition("=")
    if field == "env":
        return "token-in-env" if name in NAMES else ""
    if name == TOKEN_VARIABLE:
        return judge_text(text) if equals else ""
    is_wrong = is_wrong_variable(name) and TOKEN_VARIABLE not in names
    return "secret-wrong-name" if is_wrong else ""
