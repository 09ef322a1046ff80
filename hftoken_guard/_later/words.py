"""What the texts of exceptions still tell where no response is left: status, address, sentence."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from hftoken_guard._chain import LINKS, read_attribute
from hftoken_guard._environment import find_homes
from hftoken_guard._hub.answer import Answer, cut_between_words
from hftoken_guard._hub.host import Host
from hftoken_guard._hub.route import Route, Step, name_spoken, read_hub_path, read_route
from hftoken_guard._redact import sanitize_line

from .response import read_text

if TYPE_CHECKING:
    from collections.abc import Sequence

# How programs of several languages write it.
_STATUS = re.compile(
    r"\b([1-5]\d\d) (?:Client|Server) Error|(?:Client|Server) error '([1-5]\d\d)"
    r"|Status\(([1-5]\d\d)|HTTP Error ([1-5]\d\d)\b|\b(403) Forbidden|\b(401) Unauthorized"
    r"|\b(404) Not Found|\b(402) Payment|\b(429) Too Many"
    r"|\b([45]\d\d), message=|\b([45]\d\d): \{"
    r"|\b(?:HTTP(?:/[\d.]+)?|status(?:[_ ]?code)?|code|failed|error|got|returned|received)"
    r"\W{1,3}([45]\d\d)\b",
    re.IGNORECASE,
)
# Where only the name of the status is left.
_STATUS_NAMES = {"unauthorized": 401, "forbidden": 403}
_NAMED_STATUS = re.compile(
    r"\b(unauthorized|forbidden)\b(?=.{0,200}?https?://)", re.IGNORECASE | re.DOTALL
)
_ADDRESS = re.compile(r"https?://[^\s'\"<>)\]},\\]+")
_HOST = re.compile(r"host=\\?['\"]([\w.-]+)")
# A name that a library puts in quotes, or begins with.
_UNSET_NAME = re.compile(r"(?:^|[\s'\"/])([\w.-]+/(?:None|undefined))(?=['\"@]| is not a )")
# A repository as libraries speak of it, where no address names one.
_SPOKEN_NAME = re.compile(
    r"\b(?:dataset|model|repo|repository) ['\"`]?([\w.-]+/[\w.-]+)(?=['\"`\s])"
    r"|['\"`]([\w.-]+/[\w.-]+)['\"`] (?:on the|is|doesn't|does not)\b"
    r"|^([\w.-]+/[\w.-]+) is (?:not a local|a gated)",
    re.IGNORECASE,
)
# The client's own classes, and that of datasets: nobody else has these names.
_CLASSES = re.compile(
    r"\b(RepositoryNotFoundError|GatedRepoError|DisabledRepoError|RevisionNotFoundError"
    r"|RemoteEntryNotFoundError|LocalEntryNotFoundError|LocalTokenNotFoundError"
    r"|HFValidationError|OfflineModeIsEnabled|FileMetadataError|DatasetNotFoundError)\b"
)
# As the client's file system names a file: with its scheme, or by the type of the repository.
_HUB_PATH = re.compile(r"hf://[^\s'\",)]+|\b(?:datasets|spaces)/[\w.-]+/[\w.-]+@[^\s'\",)]+")
_JSON_ERROR = re.compile(r"\{\s*\"error\"\s*:\s*(\"(?:[^\"\\]|\\.)*\")")


def read_words(errors: Sequence[BaseException]) -> str:
    """Return the texts that exceptions were made with; `str()` of them could be endless."""
    return "\n".join(
        " ".join(cut_between_words(item) for item in _list_texts(error) if isinstance(item, str))
        for error in errors
    )


def _list_texts(error: BaseException) -> Sequence[object]:
    """List what the exception was made with; the system's own keeps the file apart."""
    return (*error.args[:LINKS], read_attribute(error, "filename"))


def read_classes(words: str) -> frozenset[str]:
    """Return the classes of the client that the texts name, as the end of a traceback does."""
    return frozenset(_CLASSES.findall(words))


def read_answer_in_words(words: str) -> Answer:
    """Return what the texts tell of an answer."""
    is_of_proxy = "tunnel connection failed" in words.lower()  # so is the status then
    found = None if is_of_proxy else _STATUS.search(words)
    status = int(next(filter(None, found.groups()))) if found else 0
    if not found and not is_of_proxy and (named := _NAMED_STATUS.search(words)):
        status = _STATUS_NAMES[named[1].lower()]
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
    routes += [read_hub_path(path.rstrip(".:;")) for path in _HUB_PATH.findall(words)[:LINKS]]
    route = min(routes, key=_rank, default=Route())
    if route.malformation:
        return route
    if unset := _UNSET_NAME.search(words):
        return name_spoken(route, "model", unset[1])
    spoken = _SPOKEN_NAME.search(words) if route.target is None else None
    if not spoken:
        return route
    name = next(filter(None, spoken.groups()))
    return name_spoken(route, "dataset" if "dataset" in words.lower() else "model", name)


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
