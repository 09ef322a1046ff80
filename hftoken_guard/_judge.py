"""
The judgement: answers and identity in, a verdict out. Pure; the table comes first.

The Hub decides in the order credentials, visibility, gate, permission, and its refusals of a
write do not tell a read token from a missing scope, a foreign namespace or a low role: what
whoami said does.
"""

from __future__ import annotations

from ._causes import Cause
from ._identity import DISCUSS, MAY_CREATE, MAY_WRITE, READ, WRITE
from ._response import BROKEN, NOT_FOUND, OK, THROTTLED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._identity import Identity
    from ._response import Answer
    from ._targets import Target

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
REFUSED = 401
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

    __slots__ = ("cause", "could_be", "is_new", "is_proved")

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
NEW = Verdict(is_new=True)
NEW_UNVERIFIED = Verdict(is_new=True, is_proved=False)


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
            if part in said and (cause is not Cause.TOKEN_EXPIRED or answer.status == REFUSED):
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
        member = who.member_of(target.owner) if who else None
        is_policy = bool(member and member.restrictions)
        if is_policy:
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
    member = who.member_of(target.owner)
    is_sure = (who.role or who.is_god) and not (member and member.restrictions)
    return verdict if is_sure else UNVERIFIED


def judge_creation(target: Target, who: Identity | None, *, is_new: bool = True) -> Verdict:
    """Judge from whoami alone whether the repository can be created, which nobody can ask."""
    unverified = NEW_UNVERIFIED if is_new else UNVERIFIED
    if who is None or not target.owner:
        return unverified
    if forbidden := _who_forbids(target, who):
        return forbidden
    member = who.member_of(target.owner)
    low = [Cause.ORG_ROLE_TOO_LOW] if member and _is_role_too_low(member.role, MAY_CREATE) else []
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
    return unverified if is_open or who.orgs is None else (NEW if is_new else UNVERIFIED)


def _who_forbids(target: Target, who: Identity) -> Verdict | None:
    """Tell what stands against any write there, whether the repository exists or not."""
    is_stranger = who.is_stranger_to(target.owner)
    member = who.member_of(target.owner)
    if who.role == "read":
        return Verdict(Cause.TOKEN_READ_ONLY, *([Cause.NAMESPACE_FORBIDDEN] if is_stranger else []))
    if is_stranger:
        return Verdict(Cause.NAMESPACE_FORBIDDEN)
    return Verdict(Cause.ORG_POLICY) if member and member.restrictions else None


def judge_refused_write(target: Target, who: Identity | None) -> Verdict:
    """Find with the help of whoami why an existing repository cannot be written."""
    if who is None:
        return Verdict(Cause.WRITE_DENIED, *RIGHTS)
    if forbidden := _who_forbids(target, who):
        return forbidden
    member = who.member_of(target.owner)
    low = [Cause.ORG_ROLE_TOO_LOW] if member and _is_role_too_low(member.role, MAY_WRITE) else []
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
    member = who.member_of(target.owner)
    if member and member.restrictions:
        return Verdict(Cause.ORG_POLICY, Cause.REPO_NOT_FOUND)
    is_near = who.owns(target.owner) or member
    if is_near and who.role == "fineGrained":
        rights = (who.grants(READ, target), who.grants(WRITE, target))
        if rights == (False, False):
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


def _is_role_too_low(role: str | None, enough: frozenset[str]) -> bool:
    return role is not None and role in ("read", "no_access", "contributor") and role not in enough
