"""
The token itself: `Secret` hides it inside the package, `Token` hands it on to the script.

Tools that show the local variables of a failed script cut a long string before they take its
`repr()`. So a part that is cut out of a `Token` is masked, too.

A bare import of the package loads this module: it imports nothing that costs.
"""

from __future__ import annotations

from hftoken_guard._json import read_object

from .shape import OAUTH_PREFIX, OIDC_PREFIX

TYPE_CHECKING = False  # `typing` would be half of the import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from typing import Any

MASKED = "hf_***"
_LONG = 16  # characters; a shorter value could stand in a text by chance
_YEAR_9999 = 253_370_764_800  # seconds since 1970; beyond it there is no date


# The methods of `str` that return parts of it.
_CUTTING = """
__getitem__ split rsplit splitlines partition rpartition
strip lstrip rstrip removeprefix removesuffix replace
""".split()


class MaskedStr(str):
    """
    A string whose `repr()` is `hf_***`, like that of every part that is cut out of it.

    In all else it is its value. What is encoded, formatted or put behind other text is plain.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        """Show that there is something, and never what."""
        return MASKED if self else "''"

    def __add__(self, other: str) -> str:
        """Stay masked: tools leave out the middle by `text[:9] + "..." + text[-9:]`."""
        return MaskedStr(str.__add__(self, other)) if isinstance(other, str) else NotImplemented


def _mask_parts(cut: Callable[..., Any]) -> Callable[..., Any]:
    """Let a method of `str` return its parts masked: one, or a list or tuple of them."""

    def masked(self: MaskedStr, *args: Any, **options: Any) -> Any:
        parts = cut(self, *args, **options)
        if isinstance(parts, str):
            return MaskedStr(parts)
        return type(parts)(map(MaskedStr, parts))

    masked.__name__, masked.__doc__ = cut.__name__, cut.__doc__
    return masked


for _name in _CUTTING:  # so they keep the types that type checkers know of `str`
    setattr(MaskedStr, _name, _mask_parts(getattr(str, _name)))


class Token(MaskedStr):
    """
    The token, to be passed on: a string whose `repr()` is `hf_***`, and that of its parts, too.

    `str()`, formatting and pickling give the token. An attribute is None (`orgs` is empty) where
    the Hub was not asked or does not say.

    Attributes:
        user: the name of the owner.
        kind: "user", "org" or "app".
        orgs: the names of the owner's organizations.
        role: "read", "write" or "fineGrained".
        expires_at: when the token ends, an aware datetime.

    """

    user: str | None = None
    kind: str | None = None
    orgs: tuple[str, ...] = ()
    role: str | None = None
    expires_at: datetime | None = None


class Secret:
    """
    Hold a token where no `repr`, pickle or captured local variable shows it.

    Attributes:
        source: the words that name where it was found.

    """

    __slots__ = ("__value", "source")

    def __init__(self, value: str, source: str) -> None:
        """Take the cleaned value."""
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
        """Return the token; only a header, the environment and `Token` may have it."""
        return self.__value

    def is_in(self, text: str) -> bool:
        """Tell whether a text holds the token."""
        return len(self.__value) >= _LONG and self.__value in text

    def is_oidc(self) -> bool:
        """Tell whether it is a trusted publisher's token, which whoami may not know."""
        return self.__value.startswith(OIDC_PREFIX)

    def is_login(self) -> bool:
        """Tell whether it is a login made in a browser, which ends and which a job cannot renew."""
        return self.__value.startswith(OAUTH_PREFIX)

    def read_end(self) -> float | None:
        """Return when it ends, in seconds since 1970, if it is a JWT that says so."""
        parts = self.__value.split(".")
        if len(parts) != len(("header", "payload", "signature")):
            return None
        import base64  # few tokens are JWTs

        try:
            payload = base64.urlsafe_b64decode(parts[1] + "==")  # more than needed does no harm
        except ValueError:
            return None
        end = (read_object(payload) or {}).get("exp")
        return float(end) if isinstance(end, (int, float)) and 0 < end < _YEAR_9999 else None


def reveal_all(secret: Secret | None) -> tuple[str, ...]:
    """Return the token as what a text must not show; nothing if there is none."""
    return (secret.reveal(),) if secret else ()
