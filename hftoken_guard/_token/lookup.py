"""
Where the token is found: the argument, the environment, a saved login.

Nothing is asked here, nothing is printed, and no file is written.
"""

# Annotations are not postponed here: a NamedTuple would compile each of them when it is made.

import os
from collections.abc import Mapping, MutableMapping
from typing import NamedTuple

from hftoken_guard._causes.codes import Cause

from .names import OLD_TOKEN_VARIABLE, TOKEN_VARIABLE, find_wrong_variable
from .secret import MASKED, Secret
from .shape import (
    TOKEN_PREFIX,
    USUAL_LENGTH,
    clean,
    describe_placeholder,
    find_malformation,
    has_unusual_length,
    is_placeholder,
)

# Sources of a token that are not variables, as the messages name them.
ARGUMENT = "the token argument"
SAVED_LOGIN = "the saved login"
_FILE_LIMIT = 10_000  # characters that are read of a token file


class TokenLookup(NamedTuple):
    """
    Tell what was found where a token should be.

    Attributes:
        secret: the token, or None if there is none or it cannot be one.
        cause: why `secret` is None, or None if there is a token.
        because: the evidence for the cause, in words.
        source: the words that name where the value was found.
        shape: what may be said about the value.
        wrong_variable: the variable that holds a token and is not read, or "".
        warnings: what is odd and does no harm.

    """

    secret: Secret | None = None
    cause: Cause | None = None
    because: str = ""
    source: str = TOKEN_VARIABLE
    shape: str = "not set"
    wrong_variable: str = ""
    warnings: tuple[str, ...] = ()

    @property
    def is_absent(self) -> bool:
        """Tell whether no token was passed at all, so that none can be wrong."""
        return self.cause in (Cause.TOKEN_MISSING, Cause.TOKEN_WRONG_NAME)


def find_token(argument: str | None, environ: Mapping[str, str]) -> TokenLookup:
    """
    Find the token where the client library finds it, and check its shape.

    Raises:
        TypeError: the argument is neither a string nor None.

    """
    if argument is not None and not isinstance(argument, str):
        msg = f"token must be a string or None, not {type(argument).__name__}"
        raise TypeError(msg)
    value, source, warning = _find_value(argument, environ)
    if not source:
        wrong = find_wrong_variable(environ)
        return TokenLookup(
            cause=Cause.TOKEN_WRONG_NAME if wrong else Cause.TOKEN_MISSING,
            shape="set but empty" if TOKEN_VARIABLE in environ else "not set",
            wrong_variable=wrong,
        )
    return _check_shape(value, source, [warning] if warning else [])


def put_back(secret: Secret, environ: MutableMapping[str, str]) -> str:
    """
    Leave the cleaned token in HF_TOKEN for the rest of the job; return a warning or "".

    A saved login is not copied, and another token that is already there stays.
    """
    if secret.source == SAVED_LOGIN:
        return ""
    # The variable that the client would read.
    name = TOKEN_VARIABLE if clean(environ.get(TOKEN_VARIABLE, "")) else OLD_TOKEN_VARIABLE
    if clean(environ.get(name, "")) not in ("", secret.reveal()):
        return f"{secret.source} was checked; {name} holds another token, which stays in use"
    environ[TOKEN_VARIABLE] = secret.reveal()
    return ""


def _find_value(argument: str | None, environ: Mapping[str, str]) -> tuple[str, str, str]:
    """
    Look in the order of the client library, the argument first.

    Returns:
        The value as it was found, its source, and what is odd about that; "" where nothing is.

    """
    in_environment = clean(environ.get(TOKEN_VARIABLE, ""))
    if argument and clean(argument) not in ("", in_environment):
        return argument, ARGUMENT, ""
    if in_environment:
        return environ[TOKEN_VARIABLE], TOKEN_VARIABLE, ""
    if clean(environ.get(OLD_TOKEN_VARIABLE, "")):
        warning = f"{OLD_TOKEN_VARIABLE} is an old name; call the secret {TOKEN_VARIABLE}"
        return environ[OLD_TOKEN_VARIABLE], OLD_TOKEN_VARIABLE, warning
    saved = "" if environ.get("JOB_ID") else _read_saved_login(environ)
    if clean(saved):
        warning = f"{TOKEN_VARIABLE} is not set: using the saved login, which a job will not have"
        return saved, SAVED_LOGIN, warning
    return "", "", ""


def _read_saved_login(environ: Mapping[str, str]) -> str:
    """Read the file that `hf auth login` writes; not by `get_token`, which may refresh or ask."""
    cache = environ.get("XDG_CACHE_HOME") or "~/.cache"
    home = environ.get("HF_HOME") or f"{cache}/huggingface"
    path = os.path.expandvars(os.path.expanduser(environ.get("HF_TOKEN_PATH") or f"{home}/token"))
    try:
        with open(path, encoding="utf-8") as file:
            return file.read(_FILE_LIMIT)
    except (OSError, ValueError):
        return ""


def _check_shape(raw: str, source: str, warnings: list[str]) -> TokenLookup:
    """Tell whether the value can be a token, and what is odd about it."""
    value = clean(raw)
    prefix = MASKED if value.startswith(TOKEN_PREFIX) else "no hf_"
    shape = f"set, {prefix}, {len(value)} characters"
    if is_placeholder(value):
        cause, because = Cause.TOKEN_PLACEHOLDER, describe_placeholder(value)
    elif malformation := find_malformation(value):
        cause, because = Cause.TOKEN_MALFORMED, malformation
    else:
        if value != raw:
            warnings.append(f"{source} had blanks or line ends around it; cleaned")
        if has_unusual_length(value):
            warnings.append(
                f"{source} has {len(value)} characters, a user token has {USUAL_LENGTH};"
                " the Hub decides"
            )
        secret = Secret(value, source)
        return TokenLookup(secret, source=source, shape=shape, warnings=tuple(warnings))
    return TokenLookup(None, cause, because, source, shape, warnings=tuple(warnings))
