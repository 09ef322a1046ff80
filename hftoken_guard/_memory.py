"""
What the checks of this process have learned: whose token it is, and which access was proved.

The second call in a process does not ask whoami again, and a diagnosis later narrows its answer.
"""

# Annotations are not postponed here: a NamedTuple would compile each of them when it is made.

from collections.abc import Iterable
from typing import NamedTuple

from ._hub.identity import Identity
from ._hub.target import Mode
from ._token.secret import Secret

Access = tuple[Mode, str]  # and the page of the target


class Memory(NamedTuple):
    """
    Hold what a check has learned of one token.

    Attributes:
        who: whom it speaks for.
        allowed: the accesses that were proved.

    """

    who: Identity
    allowed: frozenset[Access] = frozenset()


# By endpoint and by Python's salted hash of the token, which does not tell the token.
_KNOWN: dict[tuple[str, int], Memory] = {}


def remember(endpoint: str, secret: Secret, who: Identity, allowed: Iterable[Access] = ()) -> None:
    """Remember whose token it is, and what was proved besides what is known already."""
    key = _key_of(endpoint, secret)
    before = _KNOWN[key].allowed if key in _KNOWN else frozenset()
    _KNOWN[key] = Memory(who, before | frozenset(allowed))


def recall(endpoint: str, secret: Secret) -> Memory | None:
    """Return what is known of a token at an endpoint."""
    return _KNOWN.get(_key_of(endpoint, secret))


def recall_anywhere(secret: Secret) -> Memory | None:
    """Return what is known of a token at whatever endpoint."""
    wanted = hash(secret.reveal())
    return next((memory for (_, token), memory in _KNOWN.items() if token == wanted), None)


def recall_only() -> Memory | None:
    """Return what is known of the one token that was checked; None if there were several."""
    tokens = {token for _, token in _KNOWN}
    return next(iter(_KNOWN.values())) if len(tokens) == 1 else None


def is_empty() -> bool:
    """Tell whether no token was checked in this process."""
    return not _KNOWN


def forget_all() -> None:
    """Forget everything, as a new process does."""
    _KNOWN.clear()


def _key_of(endpoint: str, secret: Secret) -> tuple[str, int]:
    return endpoint, hash(secret.reveal())
