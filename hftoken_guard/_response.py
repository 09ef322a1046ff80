"""
One answer to one question, reduced to the facts on which the judgement rests.

Reads a response, or the lack of one, without naming the HTTP library it came from.

Responses of `requests`, `httpx` and `httpx2` agree in `status_code`, `headers.get` and `text`;
their exceptions are told apart by the names of their classes.
"""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from ._causes import Cause
from ._redact import foreign

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

WHOAMI = "/api/whoami-v2"
OK = 200
THROTTLED = 429
# The server could not decide. 501 and 511 are not among them: they come from something on the way.
BROKEN = frozenset({408, 429, *range(500, 600)}) - {501, 511}
NOT_FOUND = 404
# What the exceptions of the three HTTP libraries and of the operating system are called.
_FAULTS = (
    (("OfflineModeIsEnabled",), "the client is in offline mode"),
    (("SSLCertVerificationError", "CertificateError"), "its certificate could not be verified"),
    (("SSLError",), "no TLS connection could be made"),
    (("ProxyError",), "the proxy did not let the request through"),
    (("gaierror", "NameResolutionError"), "the Hub's name could not be resolved (DNS)"),
    (("UnsupportedProtocol", "InvalidURL", "InvalidSchema", "MissingSchema"), "no such address"),
    # Before the time-outs: urllib3 counts a refused connection among them.
    (("ConnectionRefusedError",), "the connection was refused"),
    (("TimeoutException", "Timeout", "TimeoutError"), "no answer in time"),
    (("ConnectionResetError", "RemoteProtocolError", "ProtocolError", "IncompleteRead"),
     "the connection was broken off"),
    (("OSError", "TransportError", "RequestError"), "no connection"),
)  # fmt: skip
_PORTS = {"http": 80, "https": 443}
_FINAL_FAULTS = ("its certificate could not be verified", "no such address")


class Answer:
    """
    Hold what came back for one path; no text in it but the body is raw.

    Attributes:
        path: what was asked, relative to the endpoint.
        status: the HTTP status, or 0 if no complete answer came.
        code: the header X-Error-Code, "" if absent.
        message: the header X-Error-Message or the body's `error`, redacted.
        request_id: the header X-Request-Id, redacted.
        body: the JSON object of the body where it is needed, or None; the one raw text.
        is_from_hub: whether it bears a sign of the Hub, or can at least come from one.
        fault: in words, why there is no complete answer; "" if there is one.
        fault_cause: what that fault is called, or None.
        is_final: whether asking again could not change it.
        wait_s: how long the server asks to wait before the next try, in seconds.

    """

    __slots__ = (
        "body", "code", "fault", "fault_cause", "is_final", "is_from_hub", "message", "path",
        "request_id", "status", "wait_s",
    )  # fmt: skip

    def __init__(self, path: str, status: int = 0) -> None:
        """Start with an answer that says nothing."""
        self.path = path
        self.status = status
        self.code = ""
        self.message = ""
        self.request_id = ""
        self.body: dict[str, object] | None = None
        self.is_from_hub = True
        self.fault = ""
        self.fault_cause: Cause | None = None
        self.is_final = False
        self.wait_s = 0.0

    @classmethod
    def without_answer(cls, path: str, fault: str, cause: Cause = Cause.HUB_UNREACHABLE) -> Answer:
        """Make the answer of a server that did not give a complete one."""
        answer = cls(path)
        answer.fault = fault
        answer.fault_cause = cause
        return answer

    @property
    def is_transient(self) -> bool:
        """Tell whether asking again may help."""
        is_fault = self.fault_cause is Cause.HUB_UNREACHABLE
        return not self.is_final and (is_fault or self.status in BROKEN)

    @property
    def is_unknown_route(self) -> bool:
        """Tell whether this Hub does not know the route, which says nothing of the repository."""
        return self.status == NOT_FOUND and not self.code and self.is_from_hub

    @property
    def lines(self) -> list[str]:
        """What the facts show."""
        outcome = str(self.status) if self.status else self.fault
        request = [f"id {self.request_id}"] if self.request_id else []
        return [f"GET {self.path} -> {outcome}", *request]


def read(path: str, response: Any, text: str, secrets: tuple[str, ...]) -> Answer:  # noqa: ANN401
    """Reduce a response of whichever HTTP library, and its body, to its facts, redacted."""
    headers = response.headers
    # What a probe says when it says yes can be long, and nothing in it is needed.
    is_needed = path == WHOAMI or response.status_code != OK
    body = _parse(text) if is_needed else None
    is_cut = is_needed and body is None and text.lstrip()[:1] == "{"
    if is_cut and response.status_code == OK:
        return Answer.without_answer(path, "the connection was broken off")
    answer = Answer(path, response.status_code)
    answer.code = foreign(headers.get("X-Error-Code") or "", secrets)
    said = headers.get("X-Error-Message") or (body or {}).get("error") or ""
    answer.message = foreign(said, secrets)
    answer.request_id = foreign(headers.get("X-Request-Id") or "", secrets)
    answer.body = body if path == WHOAMI else None
    answer.is_from_hub = _is_from_hub(response.status_code, headers, text)
    answer.wait_s = wait_asked_for(headers) if answer.status in BROKEN else 0.0
    return answer


def _is_from_hub(status: int, headers: Any, text: str) -> bool:  # noqa: ANN401
    """
    Tell whether an answer can be the Hub's.

    Every answer of the Hub has `X-Powered-By: huggingface-moon`, an id of the form `Root=1-...`,
    and every refusal `X-Error-Message`. A mirror may lack them: its yes (`OK` or JSON) and its
    404 for an unknown route are taken; a refusal without a mark accuses nobody.
    """
    if headers.get("X-Error-Code") or headers.get("X-Error-Message"):
        return True
    if headers.get("X-Powered-By") == "huggingface-moon":
        return True
    if (headers.get("X-Request-Id") or "").startswith("Root="):
        return True
    is_json = text.lstrip().startswith("{")
    return (status == OK and (text.strip() == "OK" or is_json)) or (status == NOT_FOUND and is_json)


def _parse(text: str) -> dict[str, object] | None:
    """Return the JSON object as it is, or None; who prints of it sends it through the gate."""
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


def wait_asked_for(headers: Any) -> float:  # noqa: ANN401
    """Return the seconds of `Retry-After`, or of `RateLimit` where nothing remains (`r=0`)."""
    asked = [headers.get("Retry-After") or ""]
    for limit in (headers.get("RateLimit") or "").replace(" ", "").split(","):  # one a bucket
        parts = limit.split(";")
        asked += [part[2:] for part in parts if part.startswith("t=") and "r=0" in parts]
    numbers = [text for text in asked if text.isascii() and text.replace(".", "", 1).isdecimal()]
    return max(map(float, numbers), default=0.0)


def fault(path: str, error: BaseException) -> Answer:
    """Reduce an exception to words; it is not kept, since it holds the request."""
    names: set[str] = set()
    link: BaseException | None = error
    for _ in range(10):
        if link is None:
            break
        names.update(cls.__name__ for cls in type(link).__mro__)
        link = link.__cause__ or link.__context__
    for known, words in _FAULTS:
        if not names.isdisjoint(known):
            is_offline = known[0] == "OfflineModeIsEnabled"
            cause = Cause.HUB_OFFLINE if is_offline else Cause.HUB_UNREACHABLE
            answer = Answer.without_answer(path, words, cause)
            answer.is_final = words in _FINAL_FAULTS
            return answer
    return Answer.without_answer(path, f"{type(error).__name__} in the client", Cause.UNEXPECTED)


def is_same_place(old: str, new: str) -> bool:
    """Tell whether the token may follow: the same scheme, host and port, or a step up to TLS."""
    try:
        before, after = urlsplit(old), urlsplit(new)
        ports = [url.port or _PORTS.get(url.scheme) for url in (before, after)]
    except ValueError:
        return False
    if before.hostname != after.hostname or "@" in after.netloc:
        return False
    is_upgrade = (before.scheme, after.scheme, *ports) == ("http", "https", 80, 443)
    return is_upgrade or (before.scheme == after.scheme and ports[0] == ports[1])


def host_of(url: str) -> str:
    return urlsplit(url).netloc or url
