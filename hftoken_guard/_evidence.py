"""
Take from an exception what it proves: its response, or else its own words.

Any exception may come here, also a broken or a hostile one, so nothing of it is trusted: every
attribute is read under guard, texts are cut, the chain is walked only so far, and nothing that
would ask a server is touched.
"""

from __future__ import annotations

import json
import re

from ._causes import Cause
from ._redact import FOREIGN_READ, foreign
from ._response import fault
from ._route import CREATE, FOREIGN, INFERENCE, OTHER, READ, UNKNOWN, Route, is_hub_name
from ._token import Secret, clean

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

LINKS = 40  # so many exceptions of a chain are looked at
FRAMES = 200  # and so many frames of each
# Who raises them tells that an error is about the Hub, or about a network.
_HUB_PACKAGES = ("huggingface_hub", "hf_xet", "hf_transfer")
_NETWORK_PACKAGES = frozenset(
    "requests httpx httpx2 httpcore httpcore2 urllib3 aiohttp ssl socket urllib http".split()
)
_HUB_WORDS = ("hugging face", "on the hub", "hf_token", "huggingface")
_GATE_SAID = ("is restricted. you must", "is gated. you must")
_STATUS = re.compile(
    r"\b([1-5]\d\d) (?:Client|Server) Error|(?:Client|Server) error '([1-5]\d\d)"
    r"|Status\(([1-5]\d\d)|HTTP(?: Error)? ([1-5]\d\d)\b|\b([45]\d\d) (?:Forbidden|Unauthorized"
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
        fault: in words, why no answer came; "" if one came.
        is_handled: whether it was only being handled when another error came.
        is_hub_error: whether the exception came out of the Hub's client library.
        is_of_network: whether it is one of an HTTP library.
        flags: what else the table of families asks for.

    """

    def __init__(self, error: BaseException) -> None:
        """Read the chain, the outermost response first."""
        chain = list(walk(error))
        links = [link for link, _ in chain]
        kinds = [cls for link in links for cls in type(link).__mro__]
        packages = {_package(cls) for cls in kinds}
        self.names = {cls.__name__ for cls in kinds}
        self.status = 0
        self.code = self.message = self.request_id = self.scheme = self.fault = ""
        self.token = Secret("", "")
        self.is_sent: bool | None = None
        self.flags: set[str] = set()
        self.route = Route()
        raw = "\n".join(_string(link) for link in links)
        self.text = raw.lower()
        handled = next((flag for link, flag in chain if self._read_response(link)), None)
        if handled is None:
            self._read_words(links, raw)
        self.is_handled = handled is True
        passed = {package for link in links for package in _packages_passed(link)}
        self.is_hub_error = not (packages | passed).isdisjoint(_HUB_PACKAGES)
        self.is_of_network = not packages.isdisjoint(_NETWORK_PACKAGES)
        is_json = "JSONDecodeError" in self.names
        if is_json and not (packages | passed).isdisjoint(_NETWORK_PACKAGES):
            self.flags.add("no-json")
        culprit = next((link for link in links if not _is_without_fault(link)), None)
        is_fault = self.is_of_network or self.names & _FAULT_NAMES
        if culprit is not None and not self.status and is_fault:
            answer = fault("", culprit)
            self.fault = answer.fault if answer.fault_cause is Cause.HUB_UNREACHABLE else ""
        self.flags |= self._find_flags()

    def _read_response(self, link: BaseException) -> bool:
        """Take the facts of a response, of whichever library; tell whether there was one."""
        response = _get(link, "response")
        holder = link if response is None else response
        found = [_get(holder, name) for name in ("status_code", "status", "code")]
        status = next((n for n in found if isinstance(n, int) and 100 <= n < 600), 0)  # noqa: PLR2004
        headers = _get(holder, "headers")
        if not status or headers is None:
            return False
        self.status = status
        request = _get(holder, "request") or _get(link, "request") or _get(holder, "request_info")
        method = _string(_get(request, "method")) or "GET"
        self._read_credential(_get(request, "headers"))
        address = _string(_get(holder, "url")) or _string(_get(request, "url"))
        self.route = Route(address, method)
        body = _body_of(holder)
        said = _header(headers, "X-Error-Message") or _error_of(body)
        if self.route.step == CREATE:
            sent = _get(request, "body") or _get(request, "_content")
            text = sent.decode("utf-8", "replace") if isinstance(sent, bytes) else _string(sent)
            self.route.name_new(text + said)
        said = said or ("AccessDenied" if "<Code>AccessDenied" in body else "")
        secrets = (self.token.reveal(),)
        self.code = foreign(_header(headers, "X-Error-Code"), secrets)
        self.message = foreign(said, secrets)
        self.request_id = foreign(_header(headers, "X-Request-Id"), secrets)
        is_html = "html" in _header(headers, "Content-Type") or body.lstrip()[:1] == "<"
        is_marked = bool(self.code or said or _header(headers, "X-Powered-By"))
        is_unknown = self.route.step in (OTHER, INFERENCE)
        self.flags |= {"page"} if is_html and not is_marked else set()
        self.flags |= {"unknown-post"} if method == "POST" and is_unknown else set()
        quota = _header(headers, "RateLimit").replace(" ", "").split(";")
        self.flags |= {"out-of-quota"} if "r=0" in quota else set()
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

    def _find_flags(self) -> set[str]:
        """Name what the table of families can ask for beyond the plain facts."""
        target, message = self.route.target, self.message.lower()
        is_gate = self.code == "GatedRepo" or any(part in self.said for part in _GATE_SAID)
        found = {
            "basic": self.scheme == "basic",  # as a .netrc entry makes the old client do
            "malformed": self.route.fault,
            "ownerless": target and not target.owner and self.route.step == READ,
            "wordless": not message and not self.code,  # as no refusal of the Hub is
            # The words of a 404 that is about something else than a repository.
            "explained": message and "not found" not in message[-20:],
            "gate": is_gate,
            "fault": self.fault,
        }
        return {name for name, is_so in found.items() if is_so}


_NETWORK_NAMES = frozenset({"gaierror", "SSLError", "ProxyError"})
# Raised by the language itself where a connection fails.
_FAULT_NAMES = _NETWORK_NAMES | {"ConnectionError", "TimeoutError", "timeout"}


def walk(error: BaseException) -> Iterator[tuple[BaseException, bool]]:
    """
    Yield an exception and all behind it: its causes, contexts, groups and arguments.

    With each comes whether it was being handled when the one before it was raised, and nobody
    said that it was the cause.
    """
    waiting: list[tuple[Any, bool]] = [(error, False)]
    seen: set[int] = set()
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


def _is_without_fault(link: BaseException) -> bool:
    """Tell whether an answer came, though it is gone by now, or the client only says none did."""
    names = {cls.__name__ for cls in type(link).__mro__}
    is_answered = names & {"HTTPStatusError", "HfHubHTTPError", "LocalEntryNotFoundError"}
    return bool(is_answered) or names >= {"HTTPError", "RequestException"}


def _packages_passed(link: BaseException) -> Iterator[str]:
    """Yield the packages whose code the exception came through."""
    traceback = link.__traceback__
    for _ in range(FRAMES):
        if traceback is None:
            return
        yield _string(traceback.tb_frame.f_globals.get("__name__")).partition(".")[0]
        traceback = traceback.tb_next


def _package(cls: type) -> str:
    return _string(getattr(cls, "__module__", "")).partition(".")[0]


def _get(holder: object, name: str) -> Any:  # noqa: ANN401
    """Return an attribute, or None if it is not there or does not want to be read."""
    try:
        return getattr(holder, name, None)
    except Exception:  # noqa: BLE001 - httpx raises where no request is set, others may do worse
        return None


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
