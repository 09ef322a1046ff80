"""
The token: everything that touches the raw secret - read, clean, check the shape, wrap.

The value is checked before any request, because the HTTP libraries repeat a header that they
cannot send in their own exceptions. It lives in `Secret`, which shows `hf_***` and nothing else.
"""

from __future__ import annotations

import os

from ._causes import Cause

TYPE_CHECKING = False  # `typing` would be half of the import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping
    from datetime import datetime

NAME = "HF_TOKEN"
OLD_NAME = "HUGGING_FACE_HUB_TOKEN"  # still read by the client library
# Where people put the token and the client library does not look for it.
WRONG_NAMES = (
    "TOKEN", "HF_API_TOKEN", "HF_API_KEY", "HF_ACCESS_TOKEN", "HF_HUB_TOKEN", "HUGGINGFACE_TOKEN",
    "HUGGINGFACE_API_TOKEN", "HUGGINGFACE_API_KEY", "HUGGINGFACE_HUB_TOKEN",
    "HUGGINGFACEHUB_API_TOKEN", "HUGGING_FACE_TOKEN",
)  # fmt: skip
PREFIX = "hf_"
_YEAR_9999 = 253_370_764_800  # beyond it there is no date
USUAL_LENGTH = 37  # of a user access token; OAuth and OIDC tokens have others
MASKED = "hf_***"

_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")
_QUOTES = "\"'`\u2018\u2019\u201c\u201d"
# Words of which a text can be made that asks to be replaced by a token.
_PLACEHOLDER_WORDS = frozenset(
    "hf hugging face huggingface hub api your my the a this user access write read secret token"
    " tokens key value here goes insert replace replaceme paste put enter add with me change"
    " changeme todo example placeholder redacted masked hidden none null nil undefined nan empty"
    " abc".split()
)
_FILLERS = frozenset("xX*.-_#\u2026\u2022")


class Token(str):  # noqa: SLOT000 - its attributes have defaults, and survive pickling
    """
    Be the token itself, to be passed on; `repr()` shows `hf_***`, `str()` gives the token.

    Attributes are None (`orgs` empty) where the Hub was not asked or does not say.

    Attributes:
        user: the name of the owner.
        kind: "user", "org" or "app".
        orgs: the names of the owner's organizations.
        role: "read", "write" or "fineGrained".
        expires_at: the end of its life, an aware datetime.

    """

    user: str | None = None
    kind: str | None = None
    orgs: tuple[str, ...] = ()
    role: str | None = None
    expires_at: datetime | None = None

    def __repr__(self) -> str:
        """Show that there is a token, and never which."""
        return MASKED if self else "''"


class Secret:
    """Hold the raw value where no `repr`, pickle or captured local variable shows it."""

    __slots__ = ("__value", "source")

    def __init__(self, value: str, source: str) -> None:
        """Take the cleaned value and the words that name its source."""
        self.__value = value
        self.source = source

    def __repr__(self) -> str:
        """Show that there is a token, and never which."""
        return MASKED

    def __reduce__(self) -> str:
        """Refuse to be pickled."""
        msg = "a secret cannot be pickled"
        raise TypeError(msg)

    def reveal(self) -> str:
        """Return the raw value; only a header, the environment and `Token` may have it."""
        return self.__value

    def is_in(self, text: str) -> bool:
        """Tell whether a text holds the value, if that is no short word."""
        return len(self.__value) >= 16 and self.__value in text  # noqa: PLR2004

    def end(self) -> float | None:
        """Return when it ends, in seconds since 1970, if it is a JWT that says so."""
        parts = self.__value.split(".")
        if len(parts) != 3:  # noqa: PLR2004 - header, payload, signature
            return None
        import base64
        import json  # few tokens are JWTs

        try:
            payload = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
        except (ValueError, RecursionError):
            return None
        end = payload.get("exp") if isinstance(payload, dict) else None
        return float(end) if isinstance(end, (int, float)) and 0 < end < _YEAR_9999 else None

    def is_oidc(self) -> bool:
        """Tell whether it is a trusted publisher's token, which whoami may not know."""
        return self.__value.startswith("hf_jwt_")


class Reading:
    """
    Tell what was found where a token should be.

    Attributes:
        secret: the token, or None if there is none or it cannot be one.
        cause: why it is None, or None if all is well or no token is needed.
        because: the evidence for the cause, in words.
        source: the words that name where it was found.
        shape: what may be said about the value: for the facts.
        found: the variable with the wrong name, or "".
        warnings: what is odd and does no harm.

    """

    __slots__ = ("because", "cause", "found", "secret", "shape", "source", "warnings")

    def __init__(self, source: str = NAME, shape: str = "not set") -> None:
        """Start with nothing found."""
        self.secret: Secret | None = None
        self.cause: Cause | None = None
        self.because = ""
        self.source = source
        self.shape = shape
        self.found = ""
        self.warnings: list[str] = []

    @property
    def is_absent(self) -> bool:
        """Tell whether there is no value at all, good or bad."""
        return self.cause in (Cause.TOKEN_MISSING, Cause.TOKEN_WRONG_NAME)


def read_token(explicit: str | None, environ: MutableMapping[str, str]) -> Reading:
    """
    Find the token as the client library does, and check it without asking anybody.

    Raises:
        TypeError: the explicit value is neither a string nor None.

    """
    if explicit is not None and not isinstance(explicit, str):
        msg = f"token must be a string or None, not {type(explicit).__name__}"
        raise TypeError(msg)
    reading, raw = _find(explicit, environ)
    if not raw:
        _explain_absence(reading, environ)
        return reading
    value = clean(raw)
    shape = MASKED if value.startswith(PREFIX) else "no hf_"
    reading.shape = f"set, {shape}, {len(value)} characters"
    if is_placeholder(value):
        reading.cause = Cause.TOKEN_PLACEHOLDER
        reading.because = _describe_placeholder(value)
    elif fault := _fault(value):
        reading.cause, reading.because = Cause.TOKEN_MALFORMED, fault
    else:
        reading.secret = Secret(value, reading.source)
        if value != raw:
            reading.warnings.append(f"{reading.source} had blanks or line ends around it; cleaned")
        if len(value) != USUAL_LENGTH and not value.startswith(("hf_oauth_", "hf_jwt_")):
            reading.warnings.append(
                f"{reading.source} has {len(value)} characters, a user token has"
                f" {USUAL_LENGTH}; the Hub decides"
            )
    return reading


def put_back(secret: Secret, environ: MutableMapping[str, str]) -> str:
    """
    Leave the cleaned token in HF_TOKEN for the rest of the job; return a warning or "".

    A saved login is not copied, and another token that is already there stays.
    """
    if secret.source == SAVED_LOGIN:
        return ""
    name = NAME if clean(environ.get(NAME, "")) else OLD_NAME  # as the client looks for it
    if clean(environ.get(name, "")) not in ("", secret.reveal()):
        return f"{secret.source} was checked; {name} holds another token, which stays in use"
    environ[NAME] = secret.reveal()
    return ""


def clean(value: str) -> str:
    """Clean as the client library does: no line ends anywhere, no blanks around."""
    return value.replace("\r", "").replace("\n", "").strip()


def is_placeholder(value: str) -> bool:
    """Tell whether the value is a text that stands for a token."""
    core = value.strip(_QUOTES + " ").removeprefix("Bearer ").strip(_QUOTES + " ")
    if core.startswith(("$", "<", "{{")) or (core.startswith("%") and core.endswith("%")):
        return True
    body = core.removeprefix(PREFIX)
    if body and (_FILLERS.issuperset(body) or body.endswith(("...", "\u2026", "***"))):
        return True
    words = "".join(char if char.isalnum() else " " for char in core.lower()).split()
    return bool(words) and words != ["hf"] and _PLACEHOLDER_WORDS.issuperset(words)


SAVED_LOGIN = "the saved login"
EXPLICIT = "the token argument"


def _find(explicit: str | None, environ: MutableMapping[str, str]) -> tuple[Reading, str]:
    """Look in the order of the client library, the argument of the call first."""
    if explicit and clean(explicit) and clean(explicit) != clean(environ.get(NAME, "")):
        return Reading(EXPLICIT), explicit
    for name in (NAME, OLD_NAME):
        if clean(environ.get(name, "")):
            reading = Reading(name)
            if name == OLD_NAME:
                reading.warnings.append(f"{OLD_NAME} is an old name; call the secret {NAME}")
            return reading, environ[name]
    if not environ.get("JOB_ID"):
        saved = _read_saved_login(environ)
        if clean(saved):
            reading = Reading(SAVED_LOGIN)
            reading.warnings.append(
                f"{NAME} is not set: using the saved login, which a job will not have"
            )
            return reading, saved
    return Reading(shape="set but empty" if NAME in environ else "not set"), ""


def _read_saved_login(environ: MutableMapping[str, str]) -> str:
    """Read the file that `hf auth login` writes; not by `get_token`, which may refresh or ask."""
    cache = environ.get("XDG_CACHE_HOME") or "~/.cache"
    home = environ.get("HF_HOME") or f"{cache}/huggingface"
    path = os.path.expandvars(os.path.expanduser(environ.get("HF_TOKEN_PATH") or f"{home}/token"))  # noqa: PTH111
    try:
        with open(path, encoding="utf-8") as file:  # noqa: PTH123 - pathlib costs 5 ms
            return file.read(10_000)
    except (OSError, ValueError):
        return ""


def _explain_absence(reading: Reading, environ: MutableMapping[str, str]) -> None:
    reading.found = find_wrong_name(environ)
    reading.cause = Cause.TOKEN_WRONG_NAME if reading.found else Cause.TOKEN_MISSING


def find_wrong_name(environ: Mapping[str, str]) -> str:
    """Return the variable that holds a token and is not read by the client, or ""."""
    for name in (*WRONG_NAMES, *environ):
        if clean(environ.get(name, "")).startswith(PREFIX) and is_wrong_name(name):
            return name
    return ""


def is_wrong_name(name: str) -> bool:
    letters = name.upper().replace("_", "").replace("-", "").replace(".", "").strip()
    return name in WRONG_NAMES or (letters == "HFTOKEN" and name != NAME and name.isascii())


def _describe_placeholder(value: str) -> str:
    if "$" in value or value.startswith(("%", "{{")):
        return "The value is the name of a variable that nothing replaced."
    return "The value is an example text."


def _fault(value: str) -> str:
    """Say in words that show nothing of it what keeps the value from being a token, or nothing."""
    if value[0] in _QUOTES or value[-1] in _QUOTES:
        return "The value has quotes around it."
    if value.lower().startswith("bearer "):
        return 'The value begins with the word "Bearer".'
    if value.startswith(("api_org_", "api_")):
        return "The value is an organization's API token, a kind that the Hub no longer takes."
    if not value.startswith(PREFIX):
        return "The value does not begin with hf_, so it may be a key for another service."
    if not _LETTERS.issuperset(value):
        return "There is a character in the value that no token has, such as a blank or a quote."
    if value == PREFIX:
        return "There is nothing behind hf_."
    return ""
