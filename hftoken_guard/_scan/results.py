"""
Results that are lost when their push has failed.

A job has its own disk, which vanishes with it; what is mounted stays. A client since 1.13 mounts a
bucket at /data for the script, and a mount is written with the right of who submits the job, so no
token is needed for it (documentation of Jobs on the Hub).
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from .failures import list_pushes
from .push_paths import is_hub_path
from .syntax import keywords_of, last_name, pattern_of, text_of

if TYPE_CHECKING:
    from .names import Names

_SAVES = re.compile(r"^(?:save\w*|to_(?:parquet|csv|json|pickle|feather)|write_\w+|dump|savez?)$")
_OPENED = re.compile(r"[wax]")
_MOUNT = re.compile(r"hf://[^\s:\"']+:(/[\w./-]+)|(?m:^|[\s\"'=])\./?[\w./-]*:(/[\w./-]+)")
_BY_CLIENT = "/data"
_FOLLOWED = 1  # texts in texts


def find_lost_result(names: Names, text: str) -> ast.AST | None:
    """Return the handler of a failed push behind which its results exist nowhere, or None."""
    handler = _find_handler(names)
    if handler is None:
        return None
    mounts = [_BY_CLIENT, *(found for pair in _MOUNT.findall(text) for found in pair if found)]
    return None if any(_is_kept(node, names, mounts) for node in names.scopes.nodes) else handler


def _find_handler(names: Names) -> ast.ExceptHandler | None:
    """Return the handler of the first push that is no trainer's, which pushes as it goes."""
    for node in names.scopes.nodes:
        if isinstance(node, ast.Try) and node.handlers:
            pushes = list_pushes(node.body, names)
            if pushes and all(push.settings is None for push in pushes):
                return node.handlers[0]
    return None


def _is_kept(node: ast.AST, names: Names, mounts: list[str]) -> bool:
    """Tell whether a call saves something in a place that stays, for all that is known."""
    if not isinstance(node, ast.Call):
        return False
    name, fields = last_name(node), keywords_of(node)
    if name == "open":
        modes = [*map(text_of, node.args[1:2]), text_of(fields.get("mode"))]
        if not any(map(_OPENED.search, modes)):
            return False
    elif not _SAVES.search(name):
        return False
    places = [names.resolve(place) for place in (*node.args, *fields.values())]
    if any(map(is_hub_path, places)):
        return True
    begins = [begin for place in places if (begin := _begin_of(place, names))]
    if not begins:
        return True  # nothing tells where
    return any(begin.startswith(mount) for begin in begins for mount in mounts)


def _begin_of(node: ast.AST | None, names: Names, steps: int = _FOLLOWED) -> str:
    """Return how a path begins, also that of an open file, as far as it is known."""
    known = names.resolve(node)
    if isinstance(known, ast.Call) and last_name(known) == "open" and known.args:
        known = names.resolve(known.args[0])
    if isinstance(known, ast.JoinedStr) and isinstance(known.values[0], ast.FormattedValue):
        return _begin_of(known.values[0].value, names, steps - 1) if steps else ""
    return pattern_of(known).partition("\0")[0] if known else ""
