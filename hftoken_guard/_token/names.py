"""
The names of the variables that hold a token: the right one, the old one, and the wrong ones.

What the client reads: `huggingface_hub/utils/_auth.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .shape import TOKEN_PREFIX, clean, has_token_shape

if TYPE_CHECKING:
    from collections.abc import Mapping

TOKEN_VARIABLE = "HF_TOKEN"
OLD_TOKEN_VARIABLE = "HUGGING_FACE_HUB_TOKEN"  # the client library still reads it
# Tells the client to exchange the identity of a CI job for a token, before it looks elsewhere.
EXCHANGE_VARIABLE = "HF_OIDC_RESOURCE"
# The identity itself, where the CI system is none that the client asks for it.
IDENTITY_VARIABLE = "HF_OIDC_ID_TOKEN"
# Where people put the token, and the client library does not look for it.
WRONG_VARIABLES = (
    "TOKEN",
    "HF_API_TOKEN",
    "HF_API_KEY",
    "HF_ACCESS_TOKEN",
    "HF_HUB_TOKEN",
    "HUGGINGFACE_TOKEN",
    "HUGGINGFACE_API_TOKEN",
    "HUGGINGFACE_API_KEY",
    "HUGGINGFACE_HUB_TOKEN",
    "HUGGINGFACEHUB_API_TOKEN",
    "HUGGING_FACE_TOKEN",
)
# Read by the client, or set by what starts a job: a local script that `hf jobs uv run` of
# huggingface_hub 0.34 to 1.2 sent along was fetched with the last one.
_READ_BY_OTHERS = frozenset({TOKEN_VARIABLE, OLD_TOKEN_VARIABLE, "UV_SCRIPT_HF_TOKEN"})


def find_wrong_variable(environ: Mapping[str, str]) -> str:
    """Return the variable that holds a token and that the client does not read, or ""."""
    for name in (*WRONG_VARIABLES, *environ):
        value = clean(environ.get(name, ""))
        is_meant = is_wrong_variable(name) and value.startswith(TOKEN_PREFIX)
        if is_meant or (has_token_shape(value) and name not in _READ_BY_OTHERS):
            return name
    return ""


def is_wrong_variable(name: str) -> bool:
    """Tell whether a variable of this name is meant for the token, and is not read."""
    if name in WRONG_VARIABLES:
        return True
    letters = name.upper().replace("_", "").replace("-", "").replace(".", "").strip()
    return letters == "HFTOKEN" and name != TOKEN_VARIABLE and name.isascii()
