"""
What shows that the token may write, and what only looks as if it did.

`create_repo(exist_ok=True)` and `create_bucket(exist_ok=True)` answer a refusal by reading what is
there, and go on if it can be read (`hf_api.py` of huggingface_hub 2.4).
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, NamedTuple

from .syntax import keywords_of, last_name, name_of

if TYPE_CHECKING:
    from .names import Names

GUARDS = ("require_token", "check_token")
_CREATES = ("create_repo", "create_bucket")
_OTHER_LOGINS = re.compile(r"wandb|swanlab|comet|mlflow|neptune|openai|kaggle|mail|smtp")


class Habit(NamedTuple):
    """
    Hold something that looks at the token or at the repository, and shows no right to write.

    Attributes:
        name: what it is.
        sentence: what it does not show.

    """

    name: str
    sentence: str


# The one that comes nearest to a proof first: that one a finding names.
HABITS = (
    Habit("late", "the check stands behind the heavy work"),
    Habit("bare", "require_token() without write= does not show that this token may write"),
    Habit(
        "create_repo",
        "create_repo(exist_ok=True) also passes on a repository that this token may only read",
    ),
    Habit("auth_check", "auth_check() without write=True shows only that this token may read"),
    Habit("whoami", "whoami() shows whose token it is, not that it may write"),
    Habit("login", "login() does not show that this token may write"),
    Habit("presence", "that HF_TOKEN is set does not show that it may write"),
)
_BY_NAME = {habit.name: habit for habit in HABITS}


def is_proof(call: ast.Call) -> bool:
    """Tell whether a call shows that the token may write, or ends the script."""
    name, fields = last_name(call), keywords_of(call)
    if name in GUARDS:
        return "" in fields or ("write" in fields and not _is_constant(fields["write"], None))
    if name == "auth_check":
        return "" in fields or ("write" in fields and not _is_constant(fields["write"], False))
    return False


def is_creation(call: ast.Call) -> bool:
    """Tell whether a call creates what is pushed to, or ends the script if that is there."""
    fields = keywords_of(call)
    exists = fields.get("exist_ok")
    is_new = "" not in fields and (exists is None or _is_constant(exists, False))
    return last_name(call) in _CREATES and is_new


def find_habit(call: ast.Call) -> Habit | None:
    """Return the habit that a call is, or None."""
    name = last_name(call)
    if name in GUARDS:
        return None if is_proof(call) else _BY_NAME["bare"]
    if name in ("login", "whoami") and _OTHER_LOGINS.search(name_of(call.func).lower()):
        return None
    return _BY_NAME.get("create_repo" if name in _CREATES else name)


LATE, PRESENCE = _BY_NAME["late"], _BY_NAME["presence"]


def choose_habit(habits: set[Habit]) -> Habit | None:
    """Return the habit that a finding names."""
    return next((habit for habit in HABITS if habit in habits), None)


def fails_without_token(call: ast.Call, names: Names) -> bool:
    """Tell whether a call that is no push fails without a token."""
    if last_name(call) in GUARDS:
        return all(keyword.arg not in ("optional", None) for keyword in call.keywords)
    return last_name(call) in _CREATES and "huggingface_hub" in names.imports


def _is_constant(node: ast.AST, value: object) -> bool:
    return isinstance(node, ast.Constant) and node.value is value
