"""Pushes by a path: through HfFileSystem, and to hf:// paths."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .push import PATH, Push
from .receivers import find_maker
from .syntax import keywords_of, last_name, name_of, pattern_of, text_of

if TYPE_CHECKING:
    import ast

    from .names import Names

# With an hf:// path these write, in pandas, polars, pyarrow, numpy, torch, zarr and fsspec.
_PATH_WRITERS = re.compile(
    r"^(?:to_(?:parquet|csv|json|feather|pickle|zarr|hdf|excel|orc|xml|netcdf)|(?:write|sink)_\w+"
    r"|save\w*|put\w*|pipe\w*|upload|dump|copy2?|copyfile|copytree|touch|mkdirs?)$"
)
_FILE_SYSTEM = re.compile(r"^(?:HfFileSystem|hffs)$")
_SYSTEM_WRITERS = frozenset(
    "put put_file pipe pipe_file write_text write_bytes touch upload".split()
)
_WRITE_MODE = re.compile(r"[wax+]")


def read_file_system(call: ast.Call, names: Names) -> Push | None:
    """Read a write through HfFileSystem."""
    receiver = getattr(call.func, "value", None)
    if "huggingface_hub" not in names.imports or receiver is None:
        return None
    maker = find_maker(receiver, names)
    is_system = maker is not None and _FILE_SYSTEM.search(last_name(maker))
    if not is_system and not _FILE_SYSTEM.search(name_of(receiver)):
        return None
    name = last_name(call)
    if name == "open":
        mode = [*map(text_of, call.args[1:2]), text_of(keywords_of(call).get("mode"))]
        if not any(map(_WRITE_MODE.search, mode)):
            return None
        target = call.args[0] if call.args else None
    elif name in _SYSTEM_WRITERS:
        at = 1 if name in ("put", "put_file", "upload") else 0
        target = call.args[at] if len(call.args) > at else None
    else:
        return None
    return Push(call, target, PATH)


def read_path(call: ast.Call) -> Push | None:
    """Read a write to an hf:// path."""
    name = last_name(call)
    paths = [a for a in (*call.args, *keywords_of(call).values()) if is_hub_path(a)]
    if not paths:
        return None
    modes = [*map(text_of, call.args[1:2]), text_of(keywords_of(call).get("mode"))]
    is_opened = name == "open" and any(map(_WRITE_MODE.search, modes))
    is_copied = name.startswith("copy") and call.args[-1:] != paths[-1:]
    if is_copied or not (is_opened or _PATH_WRITERS.search(name)):
        return None
    return Push(call, paths[-1], PATH)


def is_hub_path(node: ast.AST | None) -> bool:
    """Tell whether an expression is a path of the Hub."""
    return node is not None and pattern_of(node).startswith("hf://")
