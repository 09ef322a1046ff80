"""
Take from an exception what it proves: its response, or else its own words.

Any exception may come here, also a broken or a hostile one, so nothing of it is trusted: every
attribute is read under guard, texts are cut, the chain is walked only so far, and nothing that
would ask a server is touched.
"""

from __future__ import annotations

import json
import re

from ._redact import FOREIGN_READ, foreign
from ._response import fault
from ._route import CREATE, FOREIGN, INFERENCE, OTHER, READ, UNKNOWN, Route, is_hub_name
from ._token import Secret, clean

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

LINKS = 40  # so many exceptions of a chain are looked at
# Who raises them tells that an error is about the Hub, or about a network.
_HUB_PACKAGES = ("huggingface_hub", "hf_xet", "hf_transfer")
_NETWORK_PACKAGES = frozenset(
    "requests httpx httpx2 httpcore httpcore2 urllib3 aiohttp ssl socket urllib http".split()
)
_HUB_WORDS = (
    "hugging face", "on the hub", "hf_token", "huggingface", "could not download '",
    # Sentences that nobody else says.
    "you have read access but", "create_pr=1", "denied update refs", "batch response: auth",
    "inference providers", "public gated repositories", "in the authorized list", "repo authors",
    "repo's authors", "organization token policy", "private repository storage", "the rights to create",
    "user access token", "credentials in authorization header", "invalid user token",
    "storage patterns", "use a write token", "personal account token", '"error":"invalid token"',
)  # fmt: skip
_GATE_SAID = ("is restricted. you must", "is gated. you must")
_STATUS = re.compile(
    r"\b([1-5]\d\d) (?:Client|Server) Error|(?:Client|Server) error '([1-5]\d\d)|Status\(([1-5]\d\d)"
    r"|HTTP(?: Error)? ([1-5]\d\d)\b|\b(40[1-9]|41[0-9]|42[29]|451|50[0-9]) (?:Forbidden|Unauthorized"
    r"|Not Found|Payment|Too Many|Internal|Bad Gateway|Service|Gateway)"
)
_ADDRESS = re.compile(r"https?://[^\s'\"<>)\]},\\]+")
_HOST = re.compile(r"host=\\?['\"]([\w.-]+)")
_JSON_ERROR = re.compile(r"\{\s*\\?\"error\\?\"\s*:\s*\\?\"((?:[^\"\\]|\\.)*)")


class Evidence:
    """
    Hold what is known about one failed request; what it keeps for messages is redacted.

    Attributes:
        names: what the exceptions of the chain and their bases are called.
        text: what they say, lower case and cut, for search alone.
        status: the HTTP status, or 0.
        code: the header X-Error-Code, or "".
        message: what the server said, redacted.
        request_id: what the Hub can look the request up by.
        route: what the request was for.
        is_sent: whether it carried a credential; None if that cannot be seen.
        scheme: the word before the credential, lower case.
        token: the credential that was sent, to be compared and hidden.
        has_quota: whether the Hub's own count of requests is used up.
        is_page: whether the answer is a page of HTML without any sign of the Hub.
        fault: in words, why no answer came; "" if one came.
        is_handled: whether it was only being handled when another error came.
        is_unknown_post: whether something was posted to a route of no known step.
        is_hub_error: whether the exception can only be about the Hub.

    """

    def __init__(self, error: BaseException) -> None:
        """Read the chain, the outermost response first."""
        chain = dict(walk(error))
        links = list(chain)
        kinds = [cls for link in links for cls in type(link).__mro__]
        packages = {_package(cls) for cls in kinds}
        self.names = {cls.__name__ for cls in kinds}
        self.status = 0
        self.code = self.message = self.request_id = self.scheme = self.fault = ""
        self.token = Secret("", "")
        self.is_sent: bool | None = None
        self.has_quota = self.is_page = self.is_unknown_post = False
        self.route = Route()
        raw = "\n".join(_string(link) for link in links)
        self.text = raw.lower()
        answered = next((link for link in links if self._read_response(link)), None)
        if answered is None:
            self._read_words(links, raw)
        self.is_handled = answered is not None and chain[answered]
        self.is_hub_error = not packages.isdisjoint(_HUB_PACKAGES)
        self.is_of_network = not packages.isdisjoint(_NETWORK_PACKAGES)
        culprit = next((link for link in links if not _STATUS_NAMES & _names_of(link)), None)
        is_fault = self.is_of_network or self.names & _FAULT_NAMES
        if culprit is not None and not self.status and is_fault:
            self.fault = fault("", culprit).fault

    def _read_response(self, link: BaseException) -> bool:
        """Take the facts of a response, of whichever library; tell whether there was one."""
        response = _get(link, "response")
        holder = link if response is None else response
        status = next(
            (n for name in ("status_code", "status", "code") if _is_status(n := _get(holder, name))),
            0,
        )
        headers = _get(holder, "headers")
        if not status or headers is None:
            return False
        self.status = status
        request = _get(holder, "request") or _get(link, "request") or _get(holder, "request_info")
        method = _string(_get(request, "method")) or "GET"
        self._read_credential(_get(request, "headers"))
        address = _string(_get(holder, "url")) or _string(_get(request, "url"))
        self.route = Route(address, method)
        self.is_unknown_post = method == "POST" and self.route.step in (OTHER, INFERENCE)
        body = _body_of(holder)
        said = _header(headers, "X-Error-Message") or _error_of(body)
        # Only a file's own route and a storage host answer in XML.
        if self.route.step == CREATE:
            sent = _get(request, "body") or _get(request, "_content")
            self.route.name_new((sent.decode() if isinstance(sent, bytes) else _string(sent)) + said)
        said = said or ("AccessDenied" if "<Code>AccessDenied" in body else "")
        secrets = (self.token.reveal(),)
        self.code = foreign(_header(headers, "X-Error-Code"), secrets)
        self.message = foreign(said, secrets)
        self.request_id = foreign(_header(headers, "X-Request-Id"), secrets)
        self.has_quota = "r=0" in _header(headers, "RateLimit").replace(" ", "").split(";")
        is_html = "html" in _header(headers, "Content-Type") or body.lstrip()[:1] == "<"
        is_marked = bool(self.code or said or _header(headers, "X-Powered-By"))
        self.is_page = is_html and not is_marked
        return True

    def _read_credential(self, headers: object) -> None:
        if headers is None:
            return
        scheme, _, value = clean(_header(headers, "Authorization")).partition(" ")
        self.scheme, self.is_sent = scheme.lower(), bool(value.strip())
        self.token = Secret(value.strip(), "")

    def _read_words(self, links: list[BaseException], raw: str) -> None:
        """Take what the texts say where no response is left."""
        found = _STATUS.search(raw)
        is_tunnel = "tunnel connection failed" in self.text  # the status is the proxy's then
        self.status = int(next(filter(None, found.groups()))) if found and not is_tunnel else 0
        addresses = [_string(_get(_get(link, "request"), "url")) for link in links]
        addresses += [match.rstrip(".:;") for match in _ADDRESS.findall(raw)]
        addresses += [f"https://{host}/" for host in _HOST.findall(raw)]
        routes = [Route(address) for address in addresses if address]
        ours = [route for route in routes if route.host != FOREIGN]
        about = [route for route in ours if route.target or route.fault]
        self.route = next(iter([*about, *ours, *routes]), self.route)
        said = _JSON_ERROR.search(raw)
        self.message = foreign(said.group(1).replace("\\", "")) if said else ""

    @property
    def said(self) -> str:
        """What the server said, for search: its own message, or else the texts."""
        return self.message.lower() or ("" if self.route.host == FOREIGN else self.text)

    @property
    def is_about_hub(self) -> bool:
        """Tell whether this is the Hub's business at all, or an error of something else."""
        if self.route.host == FOREIGN:
            return self.is_hub_error
        speaks = is_hub_name(self.text) or any(part in self.text for part in _HUB_WORDS)
        is_known = self.route.host != UNKNOWN or self.is_hub_error or speaks
        is_certain = self.is_of_network or self.names & _NETWORK_NAMES
        return bool(is_known or (self.fault and is_certain))

    @property
    def is_basic(self) -> bool:
        """Tell whether name and password were sent, as a .netrc entry makes the old client do."""
        return self.scheme == "basic"

    @property
    def is_malformed(self) -> bool:
        """Tell whether the address names what cannot be a repository."""
        return bool(self.route.fault)

    @property
    def is_gate(self) -> bool:
        """Tell whether the refusal is that of a gated repository, by its code or its sentence."""
        return self.code == "GatedRepo" or any(part in self.said for part in _GATE_SAID)

    @property
    def is_ownerless(self) -> bool:
        """Tell whether the repository's name has no owner."""
        target = self.route.target
        return target is not None and not target.owner and self.route.step == READ

    @property
    def is_wordless(self) -> bool:
        """Tell whether the answer says nothing of its own, as no refusal of the Hub does."""
        return not self.message and not self.code

    @property
    def has_other_words(self) -> bool:
        """Tell whether the server explains a 404 without naming a repository."""
        return bool(self.message) and "not found" not in self.message.lower().split(" for ")[0][-20:]


_NETWORK_NAMES = frozenset({"gaierror", "SSLError", "ProxyError"})
# Raised by the language itself where a connection fails.
_FAULT_NAMES = _NETWORK_NAMES | {"ConnectionError", "TimeoutError", "timeout"}
# An answer came, though it is not there any more; or the client only says that none did.
_STATUS_NAMES = frozenset({"HTTPError", "HTTPStatusError", "LocalEntryNotFoundError"})


def walk(error: BaseException) -> Iterator[tuple[BaseException, bool]]:
    """
    Yield an exception and all behind it: its causes, contexts, groups and arguments.

    With each comes whether it was being handled when the one before it was raised, and nobody
    said that it was the cause.
    """
    waiting, seen = [(error, False)], set()
    while waiting and len(seen) < LINKS:
        link, is_handled = waiting.pop(0)
        if id(link) in seen:
            continue
        seen.add(id(link))
        yield link, is_handled
        inner: list[tuple[Any, bool]] = [
            (link.__cause__, is_handled),
            (_get(link, "reason"), is_handled),
            (link.__context__, True),
        ]
        for group in (_get(link, "exceptions"), link.args):
            items = group[:LINKS] if isinstance(group, (tuple, list)) else ()
            inner += [(item, is_handled) for item in items]
        waiting += [(item, flag) for item, flag in inner if isinstance(item, BaseException)]


def _names_of(link: BaseException) -> set[str]:
    return {cls.__name__ for cls in type(link).__mro__}


def _package(cls: type) -> str:
    return _string(getattr(cls, "__module__", "")).partition(".")[0]


def _get(holder: object, name: str) -> Any:  # noqa: ANN401
    """Return an attribute, or None if it is not there or does not want to be read."""
    try:
        return getattr(holder, name, None)
    except Exception:  # noqa: BLE001 - httpx raises where no request is set, others may do worse
        return None


def _is_status(value: object) -> bool:
    return isinstance(value, int) and 100 <= value < 600  # noqa: PLR2004 - what HTTP has


def _header(headers: object, name: str) -> str:
    for spelling in (name, name.lower()):
        try:
            value = headers.get(spelling)  # type: ignore[attr-defined]
        except Exception:  # noqa: BLE001 - as above
            return ""
        if value:
            return _string(value)
    return ""


def _string(value: object) -> str:
    try:
        return str(value)[:FOREIGN_READ] if value is not None else ""
    except Exception:  # noqa: BLE001 - as above
        return ""


def _body_of(response: object) -> str:
    """Return the body if it has been read; asking for it could ask the server."""
    body = _get(response, "_content")  # so called by requests, httpx and httpx2
    return body[:FOREIGN_READ].decode("utf-8", "replace") if isinstance(body, bytes) else ""


def _error_of(body: str) -> str:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    error = data.get("error") if isinstance(data, dict) else None
    return error if isinstance(error, str) else ""
