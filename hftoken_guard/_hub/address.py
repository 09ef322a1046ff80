"""
The addresses of the Hub: its pages, where the token may go, and how addresses compare.

The hosts are those of the Hub's documentation and of the released client libraries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

if TYPE_CHECKING:
    from collections.abc import Sequence

HUB = "https://huggingface.co"
HUB_HOSTS = ("huggingface.co", "www.huggingface.co", "hf.co")
TOKEN_PAGE = f"{HUB}/settings/tokens"
NEW_TOKEN_PAGE = f"{TOKEN_PAGE}/new?tokenType=fineGrained"
NOWHERE = urlsplit("")

_DEFAULT_PORTS = {"http": 80, "https": 443}


def split_address(address: str) -> SplitResult:
    """Take an address apart; what is no address has no parts."""
    try:
        return urlsplit(address)
    except ValueError:
        return NOWHERE


def place_of(url: SplitResult) -> tuple[str, int]:
    """Return host and port, however they are spelled; ("", 0) if there are none."""
    try:
        host, port = url.hostname, url.port
    except ValueError:
        return "", 0
    return (host.lower(), port or _DEFAULT_PORTS.get(url.scheme, 443)) if host else ("", 0)


def host_of(address: str) -> str:
    """Return host and port as they stand in an address."""
    return urlsplit(address).netloc or address


def without_user(url: SplitResult) -> str:
    """Return scheme and host of an address, without the user and password in it."""
    return f"{url.scheme}://{url.netloc.rpartition('@')[2]}"


def may_follow(old: str, new: str) -> bool:
    """Tell whether the token may follow: the same scheme, host and port, or a step up to TLS."""
    before, after = split_address(old), split_address(new)
    (host, port), (new_host, new_port) = place_of(before), place_of(after)
    if not host or host != new_host or "@" in after.netloc:
        return False
    schemes = (before.scheme, after.scheme)
    is_upgrade = schemes == ("http", "https") and (port, new_port) == (80, 443)
    return is_upgrade or (before.scheme == after.scheme and port == new_port)


def find_home(url: SplitResult, homes: Sequence[str]) -> SplitResult | None:
    """Return which of the addresses that are set as the Hub's this one belongs to, or None."""
    place = place_of(url)
    for home in map(split_address, homes):
        if place[0] and place_of(home) == place:
            return home
    return None
