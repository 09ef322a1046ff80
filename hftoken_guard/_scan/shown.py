"""Where a Python text shows the token, and where it writes an example of one down."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hftoken_guard._token.names import TOKEN_VARIABLE
from hftoken_guard._token.shape import TOKEN_PREFIX, is_placeholder

from .syntax import last_name, name_of, text_of
from .tokens import NAMES, REPLACED, judge_text

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterable

    from .python_text import PythonText

_PRINTS = frozenset("print pprint exit secho echo".split())
_LOGS = frozenset("debug info warning warn error critical exception log write".split())
_LOGGERS = re.compile(r"(?:^|[._])(?:log(?:ger|ging)?|warnings|console|tqdm|st)\.\w+$")
_WRITERS = re.compile(r"(?:^|\.)(?:std(?:out|err)|tqdm|st)\.write$")
_TOKEN_NAME = re.compile(r"(?i)(?:^|_|\.)(?:hf_?|auth_?|access_?|api_?)?token$|^hf_(?:api_)?key$")
_LIKE_TOKEN = re.compile(r"hf_(?=[A-Za-z]*\d|[A-Za-z0-9]{20})[A-Za-z0-9]{6,}\.*")


def prints(call: ast.Call, file: ast.AST | None) -> bool:
    """Tell whether what a call is given goes into the log; `file` is where it prints to."""
    name, receiver = last_name(call), name_of(call.func).lower()
    if name == "write":
        return bool(_WRITERS.search(receiver))
    is_print = name in _PRINTS and (not file or "sys.std" in name_of(file))
    return is_print or (name in _LOGS and bool(_LOGGERS.search(receiver)))


def find_printed(text: PythonText, nodes: Iterable[ast.AST | None]) -> None:
    """Find the token in what is printed."""
    for node in nodes:
        if node and text.names.holds(node):
            text.add("token-printed", node)


def find_written(text: PythonText, key: str, value: ast.AST, *, is_target: bool = False) -> None:
    """Find the example of a token where the token is set; `is_target`: to a name, not a key."""
    example = text_of(value)
    is_named = _TOKEN_NAME.search(key)
    if not example or not is_named or example.upper() in NAMES or text.source.is_doc:
        return
    is_token = is_placeholder(example) or bool(_LIKE_TOKEN.fullmatch(example))
    if example.startswith(TOKEN_PREFIX) and is_token:
        is_variable = is_target and key != TOKEN_VARIABLE
        new = f'os.environ["{TOKEN_VARIABLE}"]' if is_variable else None
        text.add(judge_text(example), value, new)
    elif is_target and key == TOKEN_VARIABLE and judge_text(example) and example not in REPLACED:
        text.add(judge_text(example), value)
