"""
A token that ends before the job does.

whoami tells the end of a login of the browser, and a JWT tells its own; a user access token has
none that could be known. What the client renews by itself does not end: a saved login, and the
token for the identity of a CI job; `huggingface_hub/utils/_auth.py`.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from hftoken_guard._report.success import find_end
from hftoken_guard._token.lookup import EXCHANGED
from hftoken_guard._token.names import IDENTITY_VARIABLE

if TYPE_CHECKING:
    from datetime import datetime

    from hftoken_guard._hub.identity import Identity
    from hftoken_guard._token.lookup import TokenLookup


def find_early_end(
    lookup: TokenLookup, who: Identity | None, lasts_s: float | None, *, renews_logins: bool
) -> datetime | None:
    """
    Return when the token ends, if that is before the job does.

    Args:
        lookup: where the token was found.
        who: whom it speaks for, if that is known.
        lasts_s: how long the job runs at most, in seconds, or None if that is not told.
        renews_logins: the client renews a saved login of the browser that ends soon.

    """
    if lasts_s is None or lookup.secret is None or _is_renewed(lookup, renews_logins=renews_logins):
        return None
    end = find_end(lookup.secret, who)
    # An end that has passed, though the Hub takes the token, is none; nor is one by a wrong clock.
    now = time.time()
    return end if end and now < end.timestamp() < now + lasts_s else None


def _is_renewed(lookup: TokenLookup, *, renews_logins: bool) -> bool:
    """Tell whether the client gets the next token by itself when this one ends."""
    if lookup.source == EXCHANGED:
        return not os.environ.get(IDENTITY_VARIABLE)  # a fixed identity ends, too
    return lookup.can_be_renewed and renews_logins
