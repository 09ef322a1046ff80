"""
Where the token is found: the argument, the environment, a saved login.

What an exchange of an identity gives is asked for by `_start/exchange.py`.

Nothing is asked here, nothing is printed, and no file is written.
"""

# Annotations are not postponed here: a NamedTuple would compile each of them when it is made.

from collections.abc import Mapping, MutableMapping
from typing import NamedTuple

from hftoken_guard._causes.codes import Cause

from .names import EXCHANGE_VARIABLE, OLD_TOKEN_VARIABLE, TOKEN_VARIABLE, find_wrong_variable
from .saved import read_saved_login
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
EXCHANGED = f"the token exchanged for {EXCHANGE_VARIABLE}"


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
        can_be_renewed: the client renews this login whenever it ends soon.
        is_renewed: it ends so soon that the client renews it before it uses it.
        is_unknown: the client may find a token where the guard cannot look.

    """

    secret: Secret | None = None
    cause: Cause | None = None
    because: str = ""
    source: str = TOKEN_VARIABLE
    shape: str = "not set"
    wrong_variable: str = ""
    warnings: tuple[str, ...] = ()
    can_be_renewed: bool = False
    is_renewed: bool = False
    is_unknown: bool = False

    def warn_first(self, warning: str) -> "TokenLookup":
        """Return the same with another warning, before the rest."""
        return self._replace(warnings=(warning, *self.warnings))

    @property
    def is_absent(self) -> bool:
        """Tell whether no token was passed at all, so that none can be wrong."""
        return self.cause in (Cause.TOKEN_MISSING, Cause.TOKEN_WRONG_NAME)


def find_token(
    argument: str | None, environ: Mapping[str, str], *, is_other_hub: bool = False
) -> TokenLookup:
    """
    Find the token where the client library finds it, and check its shape.

    `is_other_hub`: HF_ENDPOINT names another Hub, whose tokens may look different.

    Raises:
        TypeError: the argument is neither a string nor None.

    """
    if argument is not None and not isinstance(argument, str):
        msg = f"token must be a string or None, not {type(argument).__name__}"
        raise TypeError(msg)
    if argument and clean(argument) not in ("", clean(environ.get(TOKEN_VARIABLE, ""))):
        return check_shape(argument, ARGUMENT, is_other_hub=is_other_hub)
    # As the client: the old name counts only where the right one is empty.
    name = TOKEN_VARIABLE if environ.get(TOKEN_VARIABLE) else OLD_TOKEN_VARIABLE
    if clean(environ.get(name, "")):
        lookup = check_shape(environ[name], name, is_other_hub=is_other_hub)
        warning = f"{OLD_TOKEN_VARIABLE} is an old name; call the secret {TOKEN_VARIABLE}"
        return lookup if name == TOKEN_VARIABLE else lookup.warn_first(warning)
    saved = read_saved_login(environ)
    if clean(saved.value):
        lookup = check_shape(saved.value, SAVED_LOGIN, is_other_hub=is_other_hub)
        lookup = lookup._replace(can_be_renewed=saved.can_be_renewed, is_renewed=saved.is_renewed)
        used = "using the saved login, which a job will not have by itself"
        warning = f"{TOKEN_VARIABLE} is not set: {used}"
        return lookup if environ.get("JOB_ID") else lookup.warn_first(warning)
    wrong = find_wrong_variable(environ)
    return TokenLookup(
        cause=Cause.TOKEN_WRONG_NAME if wrong else Cause.TOKEN_MISSING,
        shape="set but empty" if TOKEN_VARIABLE in environ else "not set",
        wrong_variable=wrong,
        is_unknown=saved.is_unknown,
    )


def put_back(secret: Secret, environ: MutableMapping[str, str]) -> str:
    """
    Leave the cleaned token in HF_TOKEN for the rest of the job; return a warning or "".

    What the client finds elsewhere is not copied, and another token that is there already stays.
    """
    if secret.source not in (ARGUMENT, TOKEN_VARIABLE, OLD_TOKEN_VARIABLE):
        return ""
    # The variable that the client would read.
    name = TOKEN_VARIABLE if clean(environ.get(TOKEN_VARIABLE, "")) else OLD_TOKEN_VARIABLE
    if clean(environ.get(name, "")) not in ("", secret.reveal()):
        return f"{secret.source} was checked; {name} holds another token, which stays in use"
    environ[TOKEN_VARIABLE] = secret.reveal()
    return ""


def check_shape(raw: str, source: str, *, is_other_hub: bool = False) -> TokenLookup:
    """Tell whether the value can be a token, and what is odd about it."""
    value = clean(raw)
    has_prefix = value.startswith(TOKEN_PREFIX)
    shape = f"set, {MASKED if has_prefix else 'no hf_'}, {len(value)} characters"
    if is_placeholder(value):
        because = describe_placeholder(value)
        return TokenLookup(None, Cause.TOKEN_PLACEHOLDER, because, source, shape)
    if malformation := find_malformation(value, is_other_hub=is_other_hub):
        return TokenLookup(None, Cause.TOKEN_MALFORMED, malformation, source, shape)
    warnings = []
    if value != raw:
        warnings.append(f"{source} had blanks or line ends around it; cleaned")
    if not has_prefix:
        warnings.append(f"{source} does not begin with hf_; HF_ENDPOINT names a Hub that decides")
    elif has_unusual_length(value):
        warnings.append(
            f"{source} has {len(value)} characters, a user token has {USUAL_LENGTH};"
            " the Hub decides"
        )
    secret = Secret(value, source)
    return TokenLookup(secret, source=source, shape=shape, warnings=tuple(warnings))
