"""Tokens in texts: what is one, what stands for one, and which names are meant for one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hftoken_guard._token.names import (
    OLD_TOKEN_VARIABLE,
    TOKEN_VARIABLE,
    WRONG_VARIABLES,
    is_wrong_variable,
)
from hftoken_guard._token.shape import TOKEN_PREFIX, is_placeholder

from .words import BLANK

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = frozenset({TOKEN_VARIABLE, OLD_TOKEN_VARIABLE, *WRONG_VARIABLES})
# What `hf_jobs` replaces by the token.
REPLACED = (f"${TOKEN_VARIABLE}", f"${{{TOKEN_VARIABLE}}}")

_TOKEN = re.compile(r"\b(?:hf_|api_org_)([A-Za-z0-9]{30,}|(?:oauth|jwt)_[\w.-]{30,})")
_LIKE_EXAMPLE = re.compile(
    r"(?i)xxxx|your|example|token|fake|dummy|place|redact|secret|test|sample|abcd|1234"
)
_BEGINS = re.compile(r"hf_(?=[A-Za-z]*\d)[A-Za-z0-9]{6}")  # like a token, though it be cut
_DISGUISED = re.compile(r"(?i)hf(?:%5f|\\x5f|\\u005f)|\b(?=[a-z]*\d?[A-Z])(?-i:[A-Za-z0-9]{20,})\b")
_RANDOM = 12  # so many different characters has the random part of a token
# The token, as far as the shell of who launches puts it there.
TOKEN_NAMES = r"(?:HF_TOKEN|HUGGING_FACE_HUB_TOKEN)"
_LOOKUP = rf"\$\((?:hf|huggingface-cli){BLANK}auth{BLANK}token"
SHOWS_TOKEN = re.compile(rf"\$(?:{TOKEN_NAMES}\b|\{{{TOKEN_NAMES}(?!:?\+))|{_LOOKUP}")
_LONG = 2_000  # characters; a longer text is not shown


def find_tokens(text: str) -> Iterator[re.Match[str]]:
    """Yield what is a token and no example of one: random, and as long as they are."""
    for match in _TOKEN.finditer(text):
        if len(set(match[1])) >= _RANDOM and not _LIKE_EXAMPLE.search(match[1]):
            yield match


def has_token(text: str) -> bool:
    """Tell whether a text holds a token."""
    return any(True for _ in find_tokens(text))


def judge_text(value: str) -> str:
    """Return the code of what is wrong with a text that is passed as the token, or ""."""
    if _BEGINS.match(value) or has_token(value):
        return "token-in-code"
    if not value or value in NAMES or is_placeholder(value):
        return "placeholder-not-replaced"
    return "token-in-code" if value.startswith(TOKEN_PREFIX) else ""


def is_token_name(name: str) -> bool:
    """Tell whether a variable of this name is meant for the token."""
    return name in NAMES or is_wrong_variable(name)


def is_harmless(text: str) -> bool:
    """Tell whether a corrected text can be shown: it is no page, and holds no token in disguise."""
    return 0 < len(text) < _LONG and not _DISGUISED.search(text)
