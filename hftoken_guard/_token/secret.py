"""
The token itself: `Secret` hides it inside the package, `Token` hands it on to the script.

A bare import of the package loads this module: it imports nothing that costs.
"""

from __future__ import annotations

from hftoken_guard._json import read_object

from .shape import OIDC_PREFIX

TYPE_CHECKING = False  # `typing` would be half of the import; type checkers know this name
if TYPE_CHECKING:
    from datetime import datetime

MASKED = "hf_***"
_LONG = 16  # characters; a shorter value could stand in a text by chance
_YEAR_9999 = 253_370_764_800  # seconds since 1970; beyond it there is no date


class Token(str):  # noqa: SLOT000 - its attributes have defaults, and survive pickling
    """
    The token, to be passed on: a string whose `repr()` is `hf_***`.

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

    def __repr__(self) -> str:
        """Show that there is a token, and never which."""
        return MASKED if self else "''"


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
