"""What the texts of exceptions still tell where no response is left: status, address, sentence."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from hftoken_guard._chain import LINKS, read_attribute
from hftoken_guard._environment import find_homes
from hftoken_guard._hub.answer import Answer, cut_between_words
from hftoken_guard._hub.host import Host
from hftoken_guard._hub.route import Route, Step, read_route
from hftoken_guard._redact import sanitize_line

from .response import read_text

if TYPE_CHECKING:
    from collections.abc import Sequence

_STATUS = re.compile(
    r"\b([1-5]\d\d) (?:Client|Server) Error|(?:Client|Server) error '([1-5]\d\d)"
    r"|Status\(([1-5]\d\d)|HTTP Error ([1-5]\d\d)\b|\b(403) Forbidden|\b(401) Unauthorized"
    r"|\b(404) Not Found|\b(402) Payment|\b(429) Too Many"
)
_ADDRESS = re.compile(r"https?://[^\s'\"<>)\]},\\]+")
_HOST = re.compile(r"host=\\?['\"]([\w.-]+)")
_JSON_ERROR = re.compile(r"\{\s*\"error\"\s*:\s*(\"(?:[^\"\\]|\\.)*\")")


def read_words(errors: Sequence[BaseException]) -> str:
    """Return the texts that exceptions were made with; `str()` of them could be endless."""
    return "\n".join(
        " ".join(cut_between_words(item) for item in error.args[:LINKS] if isinstance(item, str))
        for error in errors
    )


def read_answer_in_words(words: str) -> Answer:
    """Return what the texts tell of an answer."""
    is_of_proxy = "tunnel connection failed" in words.lower()  # so is the status then
    found = None if is_of_proxy else _STATUS.search(words)
    status = int(next(filter(None, found.groups()))) if found else 0
    said = _JSON_ERROR.search(words)
    return Answer(status=status, message=sanitize_line(_unquote(said.group(1))) if said else "")


def read_route_in_words(errors: Sequence[BaseException], words: str) -> Route:
    """Return what the texts tell of the request: an address that names a repository first."""
    requests = [read_attribute(error, "request") for error in errors]
    addresses = [read_text(read_attribute(request, "url")) for request in requests]
    addresses += [match.rstrip(".:;") for match in _ADDRESS.findall(words)]
    addresses += [f"https://{host}/" for host in _HOST.findall(words)]
    homes = find_homes()
    routes = [read_route(address, homes=homes) for address in addresses[:LINKS] if address]
    return min(routes, key=_rank, default=Route())


def _rank(route: Route) -> int:
    """Order the routes: what was asked of a repository, its page, the Hub, anybody else."""
    if route.host is Host.FOREIGN:
        return 3
    if not (route.target or route.malformation):
        return 2
    return 1 if route.step is Step.PAGE else 0


def _unquote(text: str) -> str:
    try:
        return read_text(json.loads(text))
    except ValueError:
        return text
