"""
What the Hub answered: a response reduced to facts, whom the token speaks for, and the verdicts.

Responses of `requests`, `httpx` and `httpx2` agree in `status_code`, `headers.get` and `text`;
their exceptions are told apart by the names of their classes.

The fields of whoami and which of them may be absent: the Hub's OpenAPI description, route
`/api/whoami-v2`. Whatever is absent is unknown, never a "no".

The Hub decides in the order credentials, visibility, gate, permission, and its refusals of a
write do not tell a read token from a missing scope, a foreign namespace or a low role: what
whoami said does.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from ._inputs import LETTERS, parse_object
from ._problem import Cause
from ._redact import foreign

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from ._inputs import Target

WHOAMI = "/api/whoami-v2"
OK = 200
THROTTLED = 429
# The server could not decide. 501 and 511 are not among them: they come from something on the way.
BROKEN = frozenset({408, 429, *range(500, 600)}) - {501, 511}
NOT_FOUND = 404
# What the exceptions of the three HTTP libraries and of the operating system are called.
_FAULTS = (
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

    code = message = request_id = ""
    body: dict[str, object] | None = None
    is_from_hub = True
    is_final = False
    wait_s = 0.0

    def __init__(
        self, path: str, status: int = 0, fault: str = "", cause: Cause = Cause.HUB_UNREACHABLE
    ) -> None:
        """Start with an answer that says nothing, or with the fault that stands for one."""
        self.path = path
        self.status = status
        self.fault = fault
        self.fault_cause = cause if fault else None

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
    body = parse_object(text) if is_needed else None
    is_cut = is_needed and body is None and text.lstrip()[:1] == "{"
    if is_cut and response.status_code == OK:
        return Answer(path, fault="the connection was broken off")
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
    text = text.strip()
    return (
        bool(headers.get("X-Error-Code") or headers.get("X-Error-Message"))
        or headers.get("X-Powered-By") == "huggingface-moon"
        or (headers.get("X-Request-Id") or "").startswith("Root=")
        or (status == OK and text == "OK")
        or (status in (OK, NOT_FOUND) and text[:1] == "{")
    )


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
    link = error
    for _ in range(10):
        names.update(cls.__name__ for cls in type(link).__mro__)
        link = link.__cause__ or link.__context__ or link
    if "OfflineModeIsEnabled" in names:
        return Answer(path, 0, "the client is in offline mode", Cause.HUB_OFFLINE)
    for known, words in _FAULTS:
        if not names.isdisjoint(known):
            answer = Answer(path, fault=words)
            answer.is_final = words in _FINAL_FAULTS
            return answer
    return Answer(path, 0, f"{type(error).__name__} in the client", Cause.UNEXPECTED)


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


MAY_WRITE = frozenset({"admin", "write"})
MAY_CREATE = MAY_WRITE | {"contributor"}
WRITE = "repo.write"
READ = "repo.content.read"
DISCUSS = "discussion.write"
_KINDS = frozenset({"user", "org", "app"})
_ROLES = frozenset({"read", "write", "fineGrained"})
_SCOPED_KINDS = frozenset({"oauth", "app_token", "app_token_as_user"})


class Membership:
    """Hold what whoami says about one organization; `role` is None where it says nothing."""

    def __init__(self, entry: dict[str, object]) -> None:
        """Read one entry of `orgs`."""
        self.name = _name(entry.get("name"))
        self.id = _text(entry.get("id"))
        self.role = _text(entry.get("roleInOrg")) or None
        self.restrictions = tuple(_text(item) for item in _list(entry.get("securityRestrictions")))
        groups = [_dict(group) for group in _list(entry.get("resourceGroups"))]
        self.group_roles = frozenset(_text(group.get("role")) for group in groups)


class Identity:
    """
    Hold the owner and the rights of a token.

    Attributes:
        user: the owner's name.
        kind: user, org or app, or None if the Hub names another.
        role: read, write or fineGrained, or None if the Hub gives none (OAuth) or another.
        has_scopes: whether it is a token of a login or an app, with scopes instead of a role.
        token_name: the token's display name, "" if there is none.
        orgs: the owner's memberships by lower-case name, or None if the Hub does not list them.
        reads_gated: whether a fine-grained token has the flag for gated repositories.
        created_at: when the token was made, as the Hub writes it, "" if unknown.
        expires_at: as the Hub writes it, "" if unknown.
        allowed: the mode and page of each target whose access a check has proved.

    """

    def __init__(self, body: dict[str, object]) -> None:
        """Read the body of whoami, whatever types its fields have."""
        self.user = _name(body.get("name"))
        self.id = _text(body.get("id"))
        kind = _text(body.get("type"))
        self.kind = kind if kind in _KINDS else None
        members = [Membership(_dict(entry)) for entry in _list(body.get("orgs"))]
        is_listed = isinstance(body.get("orgs"), list) and self.kind != "app"
        named = [member for member in members if member.name]
        self.orgs = {member.name.lower(): member for member in named} if is_listed else None
        auth = _dict(body.get("auth"))
        token = _dict(auth.get("accessToken"))
        role = _text(token.get("role"))
        self.role = role if role in _ROLES else None
        self.is_god = role == "god"  # the Hub's own staff and its test instance
        self.has_scopes = not role and _text(auth.get("type")) in _SCOPED_KINDS
        self.token_name = _text(token.get("displayName"))
        self.created_at = _text(token.get("createdAt"))
        self.expires_at = _text(auth.get("expiresAt"))
        fine = _dict(token.get("fineGrained"))
        self.allowed: set[tuple[str, str]] = set()
        self.reads_gated = fine.get("canReadGatedRepos") is True
        self._global = frozenset(_text(item) for item in _list(fine.get("global")))
        self._scoped = [_dict(scope) for scope in _list(fine.get("scoped"))]

    def owns(self, owner: str) -> bool:
        """Tell whether the namespace is the user's own; names ignore case on the Hub."""
        return owner.lower() == self.user.lower()

    def member_of(self, owner: str) -> Membership | None:
        """Return the membership in the organization of that name, or None."""
        return (self.orgs or {}).get(owner.lower())

    def is_restricted_in(self, owner: str) -> bool:
        """Tell whether the organization of that name restricts the token."""
        member = self.member_of(owner)
        return bool(member and member.restrictions)

    def is_stranger_to(self, owner: str) -> bool:
        """Tell whether the namespace is certainly neither the user's nor one of the orgs'."""
        return self.orgs is not None and not self.owns(owner) and self.member_of(owner) is None

    @property
    def writes_somewhere(self) -> bool:
        """Tell whether any scope allows a write, or the scopes are not listed."""
        lists = [self._global, *(_list(scope.get("permissions")) for scope in self._scoped)]
        return self.has_scopes or any(WRITE in permissions for permissions in lists)

    def grants(self, permission: str, target: Target, *, on_repo: bool = True) -> bool | None:
        """
        Tell whether a fine-grained token has the permission for the target.

        None where the scopes do not tell: an entity without a name, or a resource group.
        `on_repo=False` counts only what holds for the whole namespace, as creating needs.
        """
        if permission in self._global:
            return True
        answers = [
            self._covers(_dict(scope.get("entity")), target, on_repo=on_repo)
            for scope in self._scoped
            if permission in [_text(item) for item in _list(scope.get("permissions"))]
        ]
        return True if True in answers else None if None in answers else False

    def _covers(self, entity: dict[str, object], target: Target, *, on_repo: bool) -> bool | None:
        kind, name = _text(entity.get("type")), _text(entity.get("name")).lower()
        if kind in ("user", "org"):
            if name:
                return name == target.owner.lower()
            member = self.member_of(target.owner)
            owner_id = self.id if self.owns(target.owner) else member.id if member else ""
            return _text(entity.get("_id")) == owner_id if owner_id else None
        if kind == target.type:
            return on_repo and (name == target.id.lower() if name else None)
        if kind == "resource-group":
            return None if self.member_of(target.owner) else False
        return False


# Whom a token speaks for, by endpoint and by Python's salted hash of the token: asked once.
KNOWN: dict[tuple[str, int], Identity] = {}


def parse_time(text: str) -> datetime | None:
    """Return the Hub's ISO 8601 time as an aware datetime, or None if it is not one."""
    from datetime import datetime, timezone  # most tokens have no such time

    try:
        time = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    return time if time.tzinfo else time.replace(tzinfo=timezone.utc)


def _name(value: object) -> str:
    """Return a name that can be one on the Hub, or "": it goes into paths and messages."""
    name = _text(value)
    return name if LETTERS.issuperset(name) else ""


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _dict(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


# A part of the server's sentence (lower case) that belongs to one cause alone.
SENTENCES = (
    ('" is expired', Cause.TOKEN_EXPIRED),  # User Access Token "..." is expired
    ("not in the authorized list", Cause.GATED_NOT_REQUESTED),
    ("has been reset by the repo", Cause.GATED_NOT_REQUESTED),
    ("awaiting a review from the repo", Cause.GATED_PENDING),
    ("has been rejected by the repo", Cause.GATED_REJECTED),
    ("enable access to public gated repositories", Cause.GATED_SCOPE_MISSING),
    ("organization token policy", Cause.ORG_POLICY),
    ("revoked by the organization", Cause.ORG_POLICY),
    ("access to this resource is disabled", Cause.REPO_DISABLED),
    ("storage limit reached", Cause.STORAGE_LIMIT),
    ("public storage space", Cause.STORAGE_LIMIT),
    ("storage patterns", Cause.STORAGE_LIMIT),
    ("credit recharge", Cause.STORAGE_LIMIT),
)
CODES = {
    (404, "RepoNotFound"): Cause.REPO_NOT_FOUND,
    (404, "RevisionNotFound"): Cause.REVISION_NOT_FOUND,
    (403, "GatedRepo"): Cause.GATED_NOT_REQUESTED,
}
STATUSES = {
    401: Cause.TOKEN_INVALID,
    402: Cause.PAYMENT_REQUIRED,
    403: Cause.WRITE_DENIED,
    451: Cause.REPO_DISABLED,
}
UNAUTHORIZED = 401
FORBIDDEN = 403
BAD_TOKEN = (Cause.TOKEN_INVALID, Cause.TOKEN_EXPIRED)
SPEAKING = (400, 401, 403)  # of these statuses the sentence decides first
UNKNOWN_GATE = (Cause.GATED_PENDING, Cause.GATED_REJECTED)
RIGHTS = (
    Cause.TOKEN_READ_ONLY,
    Cause.TOKEN_SCOPE_MISSING,
    Cause.NAMESPACE_FORBIDDEN,
    Cause.ORG_ROLE_TOO_LOW,
)


class Verdict:
    """
    Say what an answer proves about a target.

    Attributes:
        cause: why it is refused, or None if it is not.
        could_be: the causes that are left open besides.
        is_new: true if the repository is to be created by the job.
        is_proved: false if nobody verified it and nothing speaks against it.

    """

    def __init__(
        self,
        cause: Cause | None = None,
        *could_be: Cause,
        is_new: bool = False,
        is_proved: bool = True,
    ) -> None:
        """Take the parts; a bare `Verdict()` is a proved access."""
        self.cause = cause
        self.could_be = could_be
        self.is_new = is_new
        self.is_proved = is_proved


PROVED = Verdict()
UNVERIFIED = Verdict(is_proved=False)


def classify(answer: Answer) -> Cause | None:
    """Name what the answer alone says: None if it is a yes, the family's cause if it is a no."""
    if answer.fault_cause:
        return answer.fault_cause
    if answer.status in BROKEN:
        return Cause.RATE_LIMITED if answer.status == THROTTLED else Cause.HUB_UNAVAILABLE
    if not answer.is_from_hub:
        return Cause.NOT_THE_HUB
    if answer.status == OK:
        return None
    said = answer.message.lower()
    if answer.status in SPEAKING:
        for part, cause in SENTENCES:
            if part in said and (cause is not Cause.TOKEN_EXPIRED or answer.status == UNAUTHORIZED):
                return cause
    by_code = CODES.get((answer.status, answer.code))
    return by_code or STATUSES.get(answer.status, Cause.UNEXPECTED)


def says_nothing(answer: Answer, who: Identity | None) -> bool:
    """
    Tell whether this Hub does not know the route, which proves nothing either way.

    A Hub that answered whoami may say so in any form, a page of its web server for one.
    """
    is_page = answer.status == NOT_FOUND and not answer.code and who is not None
    return answer.is_unknown_route or is_page


def judge_read(target: Target, answer: Answer, who: Identity | None) -> Verdict:
    """Judge the answer to a read probe."""
    if says_nothing(answer, who):
        return UNVERIFIED
    cause = classify(answer)
    if cause is None:
        return PROVED
    if cause is Cause.REPO_NOT_FOUND and who:
        return judge_unseen(target, who)
    if cause is Cause.WRITE_DENIED:  # a refusal in words that nobody has recorded for a read
        if who and who.is_restricted_in(target.owner):
            return Verdict(Cause.ORG_POLICY)
        return Verdict(Cause.UNEXPECTED, Cause.ORG_POLICY)
    return _refused(cause, answer, who)


def judge_write(target: Target, answer: Answer, who: Identity | None) -> Verdict:
    """Judge the answer to a write probe; a repository that is not there yet is a normal case."""
    if says_nothing(answer, who):
        verdict = judge_creation(target, who, is_new=False)
        return verdict if verdict.cause else UNVERIFIED
    cause = classify(answer)
    if cause is None:
        return PROVED
    if cause is Cause.REPO_NOT_FOUND:
        return judge_creation(target, who)
    is_gate = cause.name.startswith("GATED")
    if cause is Cause.WRITE_DENIED or (is_gate and who and who.is_stranger_to(target.owner)):
        return judge_refused_write(target, who)
    return _refused(cause, answer, who)


def judge_pull_request(target: Target, answer: Answer, who: Identity | None) -> Verdict:
    """Judge the answer to a read probe where a pull request shall be opened."""
    if classify(answer) is Cause.REPO_NOT_FOUND:
        return judge_creation(target, who)
    verdict = judge_read(target, answer, who)
    if verdict.cause or not who:
        return verdict if verdict.cause else UNVERIFIED
    if who.role == "read":
        return Verdict(Cause.TOKEN_READ_ONLY)
    if who.role == "fineGrained":
        rights = (who.grants(DISCUSS, target), who.grants(WRITE, target))
        if rights == (False, False):
            return Verdict(Cause.TOKEN_SCOPE_MISSING)
        if True not in rights:
            return UNVERIFIED
    is_sure = (who.role or who.is_god) and not who.is_restricted_in(target.owner)
    return verdict if is_sure else UNVERIFIED


def judge_creation(target: Target, who: Identity | None, *, is_new: bool = True) -> Verdict:
    """Judge from whoami alone whether the repository can be created, which nobody can ask."""
    unverified = Verdict(is_new=is_new, is_proved=False)
    if who is None or not target.owner:
        return unverified
    if forbidden := _who_forbids(target, who):
        return forbidden
    member = who.member_of(target.owner)
    low = _low_role(member, MAY_CREATE)
    in_group = bool(member and member.group_roles & MAY_CREATE)
    if who.role == "fineGrained":
        granted = who.grants(WRITE, target, on_repo=not is_new)
        if granted is False:
            return Verdict(Cause.TOKEN_SCOPE_MISSING, *low)
        if granted is None:
            return unverified
    if low and not in_group:
        return Verdict(*low)
    is_open = in_group or (member and not member.role) or (not who.role and not who.is_god)
    return unverified if is_open or who.orgs is None else Verdict(is_new=is_new, is_proved=is_new)


def _who_forbids(target: Target, who: Identity) -> Verdict | None:
    """Tell what stands against any write there, whether the repository exists or not."""
    is_stranger = who.is_stranger_to(target.owner)
    if who.role == "read":
        return Verdict(Cause.TOKEN_READ_ONLY, *([Cause.NAMESPACE_FORBIDDEN] if is_stranger else []))
    if is_stranger:
        return Verdict(Cause.NAMESPACE_FORBIDDEN)
    return Verdict(Cause.ORG_POLICY) if who.is_restricted_in(target.owner) else None


def judge_refused_write(target: Target, who: Identity | None) -> Verdict:
    """Find with the help of whoami why an existing repository cannot be written."""
    if who is None:
        return Verdict(Cause.WRITE_DENIED, *RIGHTS)
    if forbidden := _who_forbids(target, who):
        return forbidden
    member = who.member_of(target.owner)
    low = _low_role(member, MAY_WRITE)
    if who.role == "fineGrained" and who.grants(WRITE, target) is False:
        return Verdict(Cause.TOKEN_SCOPE_MISSING, *low)
    if low:
        return Verdict(*low)
    if who.has_scopes:  # which are not in the answer
        return Verdict(Cause.TOKEN_SCOPE_MISSING, *([Cause.ORG_ROLE_TOO_LOW] if member else []))
    if who.role is None and not who.is_god:
        return Verdict(Cause.WRITE_DENIED, *RIGHTS)
    if member and not member.role:
        return Verdict(Cause.ORG_ROLE_TOO_LOW, Cause.WRITE_DENIED)
    return Verdict(Cause.WRITE_DENIED, *([Cause.ORG_POLICY] if member else []))


def judge_unseen(target: Target, who: Identity) -> Verdict:
    """Weigh why a token that the Hub knows does not see a repository."""
    if who.is_restricted_in(target.owner):
        return Verdict(Cause.ORG_POLICY, Cause.REPO_NOT_FOUND)
    is_near = who.owns(target.owner) or who.member_of(target.owner)
    is_blind = who.role == "fineGrained" and who.grants(READ, target) is False
    if is_near and is_blind and who.grants(WRITE, target) is False:
        return Verdict(Cause.TOKEN_SCOPE_MISSING, Cause.REPO_NOT_FOUND)
    if is_near and who.has_scopes:
        return Verdict(Cause.REPO_NOT_FOUND, Cause.TOKEN_SCOPE_MISSING)
    return Verdict(Cause.REPO_NOT_FOUND)


def _refused(cause: Cause, answer: Answer, who: Identity | None) -> Verdict:
    """Finish a refusal that needs no comparison of rights."""
    if cause in BAD_TOKEN and who:
        # The Hub knows this token, so a 401 here is about the route: never call it a bad token.
        if who.has_scopes:
            return Verdict(Cause.TOKEN_SCOPE_MISSING, Cause.UNEXPECTED)
        return Verdict(Cause.UNEXPECTED, Cause.ORG_POLICY)
    if cause is Cause.TOKEN_INVALID:
        return Verdict(cause, Cause.TOKEN_EXPIRED)
    is_known_gate = any(part in answer.message.lower() for part, _ in SENTENCES)
    if cause is Cause.GATED_NOT_REQUESTED and not is_known_gate:
        return Verdict(cause, *UNKNOWN_GATE)
    return Verdict(cause)


def _low_role(member: Membership | None, enough: frozenset[str]) -> list[Cause]:
    """Name the role in the organization as a cause if it is known, and known to be too low."""
    is_low = member and member.role in {"read", "no_access", "contributor"} - enough
    return [Cause.ORG_ROLE_TOO_LOW] if is_low else []
