"""
Which credential the client would send: another one than the checked token makes a check worthless.

A user in the endpoint's address replaces the header in every version of the client; a `.netrc`
entry replaces it in the versions that are built on requests. What the client exchanges for an
identity is in `exchange.py`.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple

from hftoken_guard._hub.address import split_address

if TYPE_CHECKING:
    from .request import Requester


class Shadow(NamedTuple):
    """
    Name a credential that comes before the token.

    Attributes:
        name: what it is.
        remedy: how to take it away, a sentence.

    """

    name: str
    remedy: str


def find_shadow(requester: Requester) -> Shadow | None:
    """Return what makes the client send another credential, or None."""
    address = split_address(requester.endpoint)
    if address.username or address.password:
        return Shadow(
            "a user and password in HF_ENDPOINT", "Take user and password out of HF_ENDPOINT."
        )
    if _has_netrc_entry(requester):
        return Shadow(
            "the .netrc file",
            f"Remove the entry for {address.hostname}, or the default entry, from that file.",
        )
    return None


def _has_netrc_entry(requester: Requester) -> bool:
    requests = sys.modules.get("requests") if requester.is_requests else None
    if requests is None or not requester.session.trust_env:
        return False
    return requests.utils.get_netrc_auth(requester.endpoint) is not None
