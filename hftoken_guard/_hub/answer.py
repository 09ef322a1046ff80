"""
What came back: an HTTP answer, reduced to facts.

The three HTTP libraries of the client agree in status, headers and text.
"""

# Annotations are not postponed here: a NamedTuple would compile each of them when it is made.

from collections.abc import Iterable
from typing import Literal, NamedTuple

from hftoken_guard._json import read_object
from hftoken_guard._redact import READ_LIMIT, sanitize_line

WHOAMI = "/api/whoami-v2"
OK = 200
UNAUTHORIZED = 401
FORBIDDEN = 403
NOT_FOUND = 404
CONFLICT = 409
TOO_LARGE = 413
THROTTLED = 429
# The server could not decide. 501 and 511 are not among them: they come from something on the way.
BROKEN = frozenset({408, THROTTLED, *range(500, 600)}) - {501, 511}
# What a body is, as far as that tells who gave it: a probe says yes with OK; a page is markup.
BodyForm = Literal["empty", "OK", "object", "page", "other"]
_REDIRECTS = range(300, 400)
# What the Hub says while it creates something else for the same account; `HfApi.create_repo`.
_BUSY = "another conflicting operation is in progress"
_NOT_SERVED = (405, 501)  # a server of one's own, for a route that it does not have
# What the Hub says of a route that it does not have; olah says it with the code RepoNotFound.
_UNKNOWN_PAGE = "find the page you are looking for"
# Where a body says what is wrong: at the Hub, which has OAuth as well, and on other servers.
_HUB_NAMES = ("error_description", "error", "errors")
_OTHER_NAMES = (*_HUB_NAMES, "detail", "message")
CUT_SHORT = "the connection was broken off"
NO_ADDRESS = "no such address"


class Answer(NamedTuple):
    """
    Hold what came back; every text in it is redacted, but for the body of whoami.

    Attributes:
        path: what was asked, relative to the endpoint, or "".
        status: the HTTP status, or 0 if no complete answer came.
        code: the header X-Error-Code, or "".
        message: what the server said: the header X-Error-Message or the body's `error`.
        request_id: the header X-Request-Id.
        body: the JSON object of whoami, or None.
        form: what the body is.
        is_marked: it bears a mark that only the Hub gives; None if that cannot be seen.
        fault: why there is no complete answer, in words; "" if there is one.
        is_network_fault: the fault is one of the network or of the server.
        may_be_of_settings: it may have come from a setting of this machine all the same.
        is_misconfigured: a setting of this machine keeps the client from asking; `fault` names it.
        errors: what the exceptions are called that stand for an answer, and their ancestors.
        is_final: asking again cannot change it.
        wait_s: how long the server asks to wait before the next try, in seconds.
        is_quota_used: the server says that nothing is left of a quota.
        method: how it was asked; only what creates a repository is no GET.

    """

    path: str = ""
    status: int = 0
    code: str = ""
    message: str = ""
    request_id: str = ""
    body: dict[str, object] | None = None
    form: BodyForm = "empty"
    is_marked: bool | None = None
    fault: str = ""
    is_network_fault: bool = False
    may_be_of_settings: bool = False
    is_misconfigured: bool = False
    errors: frozenset[str] = frozenset()
    is_final: bool = False
    wait_s: float = 0.0
    is_quota_used: bool = False
    method: str = "GET"

    @property
    def is_yes(self) -> bool:
        """Tell whether the Hub, or a mirror of it, says yes."""
        is_plausible = self.form in ("OK", "object")
        return self.status == OK and (is_plausible or self.is_marked is True)

    @property
    def is_unknown_route(self) -> bool:
        """Tell whether this Hub does not know the route, which says nothing of the repository."""
        if self.status in _NOT_SERVED:
            return self.form == "object" or bool(self.code)
        is_plausible = self.is_marked is True or self.form == "object"
        is_coded = bool(self.code) and _UNKNOWN_PAGE not in self.message
        return self.status == NOT_FOUND and not is_coded and is_plausible

    @property
    def is_missing_repository(self) -> bool:
        """Tell whether the Hub says that the repository is not there, or is hidden."""
        return self.code == "RepoNotFound" and not self.is_unknown_route

    @property
    def is_page(self) -> bool:
        """Tell whether the body is a page that the Hub does not give: a proxy's, for example."""
        return self.form == "page" and not (self.is_marked or self.message)

    def describe_form(self) -> str:
        """Say what came, in a few words."""
        if self.status in _REDIRECTS:
            return "a redirect"
        return "a web page" if self.form == "page" else "something else"

    @property
    def is_transient(self) -> bool:
        """Tell whether asking again may help."""
        is_broken = self.is_network_fault or self.status in BROKEN or self.is_busy_creating
        return not self.is_final and is_broken

    @property
    def is_busy_creating(self) -> bool:
        """Tell whether another job of the same account creates something just now."""
        return self.status == CONFLICT and _BUSY in self.message


def read_answer(
    status: int,
    headers: object,
    text: str,
    *,
    path: str = "",
    secrets: tuple[str, ...] = (),
    is_other_hub: bool = False,
) -> Answer:
    """Reduce an answer of whichever HTTP library, and of whichever Hub, to its facts."""
    text = text.strip()
    is_probe = path not in ("", WHOAMI)
    # A probe that says yes can say it at length, and nothing in it is needed.
    body = None if is_probe and status == OK else read_object(text)
    if path == WHOAMI and status == OK and body is None and text[:1] == "{":
        return make_fault(CUT_SHORT, path)
    code, id_ = read_header(headers, "X-Error-Code"), read_header(headers, "X-Request-Id")
    message = read_header(headers, "X-Error-Message")
    names = _OTHER_NAMES if is_other_hub else _HUB_NAMES
    powered_by = read_header(headers, "X-Powered-By")
    waits, is_quota_used = _read_rate_limit(headers)
    return Answer(
        path=path,
        status=status,
        code=sanitize_line(code, secrets),
        message=sanitize_line(message or _read_error(body, text, names), secrets),
        request_id=sanitize_line(id_, secrets),
        body=body if path == WHOAMI else None,
        form=_form_of(text),
        # Every answer of the Hub has these two, and every refusal X-Error-Message (recorded).
        is_marked=bool(code or message)
        or powered_by == "huggingface-moon"
        or id_.startswith("Root="),
        wait_s=max(waits, default=0.0) if status in BROKEN else 0.0,
        is_quota_used=is_quota_used,
    )


def _form_of(text: str) -> BodyForm:
    if not text:
        return "empty"
    if text == "OK":
        return "OK"
    if text[0] == "<":
        return "page"
    return "object" if text[0] == "{" else "other"


def _read_error(body: dict[str, object] | None, text: str, names: Iterable[str]) -> str:
    """Return what the body says of the error, under one of these names."""
    for name in names:
        error = (body or {}).get(name)
        if isinstance(error, list):
            error = error[0] if error else ""
        if isinstance(error, dict):
            error = error.get("error") or error.get("message")
        if isinstance(error, str) and error:
            return error
    return "AccessDenied" if "<Code>AccessDenied" in text else ""  # of a storage host, in XML


def read_header(headers: object, name: str) -> str:
    """Return a header however its name is spelled; "" if it is not there or cannot be read."""
    try:
        found = map(headers.get, (name, name.lower(), name.upper()))  # type: ignore[attr-defined]
        return cut_between_words(str(next(filter(None, found), "")))
    except (Exception, SystemExit):  # of somebody else's object
        return ""


def cut_between_words(text: str) -> str:
    """Cut a text so that no piece of a secret is left that nothing finds."""
    shown = str.__getitem__(text, slice(READ_LIMIT))
    return shown if len(shown) < READ_LIMIT else shown.rpartition(" ")[0]


def _read_rate_limit(headers: object) -> tuple[list[float], bool]:
    """
    Return the waits that `Retry-After` and `RateLimit` ask for, and whether a quota is used up.

    `RateLimit` has an entry a bucket; one counts where nothing remains in it (`r=0`).
    """
    asked, is_used = [read_header(headers, "Retry-After")], False
    for bucket in read_header(headers, "RateLimit").replace(" ", "").split(","):
        parts = bucket.split(";")
        if "r=0" in parts:
            is_used = True
            asked += [part[2:] for part in parts if part.startswith("t=")]
    numbers = [text for text in asked if text.isascii() and text.replace(".", "", 1).isdecimal()]
    return list(map(float, numbers)), is_used


def make_fault(words: str, path: str = "") -> Answer:
    """Make what stands for an answer that the network kept back."""
    return Answer(path, fault=words, is_network_fault=True)
