"""
What one answer cannot tell apart: a table from families of answers to the causes they leave open.

A family is decided by the step of the job, the status, the header X-Error-Code, the sentence,
the route, the host, and by whether a token was sent. The classes of exceptions are weaker
evidence (the client names a 401 after the repository), and what the client adds in its own
words is none: it says "make sure your token has the correct permissions" of storage hosts too.
The families and their causes were read out of public reports of failures; `tests/corpus.jsonl`.
"""

from __future__ import annotations

from ._answer import BROKEN
from ._causes import Cause as C  # noqa: N817 - the table is to be read
from ._judge import SENTENCES
from ._route import (
    CREATE,
    FOREIGN,
    INFERENCE,
    JOBS,
    OLD_WHOAMI,
    OTHER,
    PAGE,
    READ,
    REPOSITORY_STEPS,
    SETTINGS,
    STORAGE,
    WHOAMI,
    WRITE,
    WRITE_STEPS,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._evidence import Evidence

REFUSED = range(400, 500)
SERVER = tuple(status for status in sorted(BROKEN) if status != 429)  # noqa: PLR2004
NO_STATUS = (0,)
_RIGHTS = (C.TOKEN_READ_ONLY, C.TOKEN_SCOPE_MISSING, C.NAMESPACE_FORBIDDEN, C.ORG_ROLE_TOO_LOW)
_BAD = (C.TOKEN_EXPIRED, C.CREDENTIAL_SHADOWED)
_UNSEEN = (C.TOKEN_EXPIRED, C.TOKEN_MISSING, C.REPO_NOT_FOUND, C.TOKEN_SCOPE_MISSING)
_STATES = (C.GATED_PENDING, C.GATED_REJECTED)


class Family:
    """Hold one row: what must be seen, the most likely cause, and what else it can be."""

    __slots__ = ("cause", "could_be", "names", "said", "sent", "status", "steps", "test")

    def __init__(  # noqa: PLR0913 - a row of the table
        self,
        cause: C,
        could_be: tuple[C, ...] = (),
        *,
        status: tuple[int, ...] | range | None = None,
        code: str | None = None,
        said: tuple[str, ...] = (),
        steps: tuple[str, ...] = (),
        host: str = "",
        sent: bool | None = None,
        names: tuple[str, ...] = (),
        is_: str = "",
    ) -> None:
        """Take the conditions; one that is left out is not asked for."""
        self.cause = cause
        self.could_be = tuple(c for c in could_be if c is not cause)
        self.said = said
        self.status = status
        self.steps = steps
        self.sent = sent
        self.names = names
        self.test = (code, host, is_)

    def fits(self, seen: Evidence) -> bool:
        """Tell whether all that the row asks for is seen."""
        code, host, flag = self.test
        return (
            (self.status is None or seen.status in self.status)
            and (code is None or seen.code == code)
            and (not self.steps or seen.route.step in self.steps)
            and (not host or seen.route.host == host)
            and (self.sent is None or (seen.is_sent is not False) is self.sent)
            and (not self.names or not seen.names.isdisjoint(self.names))
            and (not flag or bool(getattr(seen, flag)))
            and (not self.said or any(part in seen.said for part in self.said))
        )


def _rights(first: C, *more: C) -> tuple[C, tuple[C, ...]]:
    return first, (*(c for c in _RIGHTS if c is not first), *more)


_WRITE_SAID = (
    "you have read access but",
    "create_pr=1",
    "authorization error",
    "denied update refs",  # git
)

# Programs say so in many ways; each speaks of what they found, not of an answer.
_NO_TOKEN_SAID = (
    "token is required",
    "no token found",
    "hub token found",
    "not logged in",
    "be logged in",
    "hf_token is not set",
    "hf_token not set",
    "hf_token is missing",
    "hf_token not found",
    "hf_token environment variable",
    "face token not found",
    "no hugging face token",
)

# The first row that fits decides.
FAMILIES = (
    # What the client found before it asked.
    Family(C.HUB_OFFLINE, names=("OfflineModeIsEnabled",)),
    Family(C.TOKEN_MISSING, names=("LocalTokenNotFoundError",)),
    Family(C.TARGET_MALFORMED, (C.REPO_NOT_FOUND,), names=("HFValidationError",)),
    Family(C.CREDENTIAL_SHADOWED, names=("OIDCError",)),
    Family(C.TOKEN_MISSING, (C.TOKEN_MALFORMED,), said=("header value b'bearer '",)),
    Family(
        C.TOKEN_MALFORMED,
        said=("illegal header value b'bearer", "in header value: 'bearer", "in header value: b'bearer"),
    ),
    Family(C.TOKEN_MALFORMED, names=("InvalidHeader",)),
    # Who answered, before what was answered.
    Family(C.NOT_THE_HUB, host=FOREIGN),
    Family(C.RATE_LIMITED, status=(429,), is_="has_quota"),
    Family(C.RATE_LIMITED, status=(429,), said=("rate limit", "quota")),
    Family(C.RATE_LIMITED, (C.HUB_UNAVAILABLE,), status=(429,)),
    Family(C.STORAGE_HOST_DENIED, (C.HUB_UNAVAILABLE,), status=REFUSED, host=STORAGE),
    Family(C.STORAGE_HOST_DENIED, (C.HUB_UNAVAILABLE,), status=(403,), said=("accessdenied",)),
    # An endpoint for a gated model: huggingface_hub issue 2338.
    Family(C.HUB_UNAVAILABLE, (C.TOKEN_SCOPE_MISSING,), status=(500,), is_="is_unknown_post"),
    Family(C.HUB_UNAVAILABLE, status=SERVER),
    Family(C.NOT_THE_HUB, status=(*range(100, 400), 407, 501, 511)),
    Family(C.NOT_THE_HUB, is_="is_page"),
    Family(C.CREDENTIAL_SHADOWED, status=(401,), is_="is_basic"),
    Family(C.TARGET_MALFORMED, (C.REPO_NOT_FOUND,), status=REFUSED, is_="is_malformed"),
    Family(C.PAYMENT_REQUIRED, status=(402,)),
    Family(C.PAYMENT_REQUIRED, said=("monthly included credits", "credit balance")),
    # Sentences of one cause alone, or of one and the doubt whose token was sent.
    Family(C.TOKEN_EXPIRED, (C.CREDENTIAL_SHADOWED,), said=(SENTENCES[0][0],)),
    Family(C.GATED_NOT_REQUESTED, (C.CREDENTIAL_SHADOWED,), said=("not in the authorized list",)),
    *(Family(cause, said=(part,)) for part, cause in SENTENCES[1:]),
    Family(C.TOKEN_READ_ONLY, said=("must use a write token",)),
    Family(C.TOKEN_MALFORMED, said=("personal account token", "password authentication in git")),
    Family(C.TOKEN_SCOPE_MISSING, (C.ORG_POLICY,), said=("to call inference providers",)),
    Family(
        *_rights(C.NAMESPACE_FORBIDDEN, C.CREDENTIAL_SHADOWED), said=("have the rights to create",)
    ),
    # It came and went with one and the same token: huggingface_hub issue 2507.
    Family(
        C.HUB_UNAVAILABLE,
        (C.TOKEN_INVALID, C.TOKEN_SCOPE_MISSING),
        said=("the token seems invalid",),
    ),
    # 401. The retired whoami and the pages say it to good tokens too.
    Family(C.UNEXPECTED, (C.TOKEN_INVALID,), status=(401,), steps=(OLD_WHOAMI,)),
    Family(C.UNEXPECTED, (C.TOKEN_INVALID,), status=(401,), steps=(PAGE,), sent=True),
    Family(C.TOKEN_MISSING, status=(401,), steps=(WHOAMI, INFERENCE, JOBS), sent=False),
    Family(C.TOKEN_MISSING, status=(401,), is_="is_gate", sent=False),
    Family(C.TOKEN_MISSING, (C.REPO_NOT_FOUND,), status=(401,), sent=False),
    Family(C.TOKEN_INVALID, _BAD, status=(401, 0), said=("invalid credentials in authorization",)),
    Family(
        C.TOKEN_INVALID,
        (*_BAD, C.GATED_NOT_REQUESTED, C.TOKEN_MISSING),
        status=(401,),
        is_="is_gate",
    ),
    Family(C.TOKEN_INVALID, (*_BAD, C.TOKEN_MALFORMED), status=(401,), steps=(WHOAMI,)),
    # A name without an owner is public if it exists: a token that is bad gets another sentence.
    Family(C.REPO_NOT_FOUND, (C.TOKEN_INVALID, C.TOKEN_MISSING), status=(401,), is_="is_ownerless"),
    Family(
        C.TOKEN_INVALID,
        (C.TOKEN_EXPIRED, C.TOKEN_MISSING, C.TOKEN_SCOPE_MISSING),
        status=(401,),
        steps=(INFERENCE, JOBS, SETTINGS, CREATE),
    ),
    Family(C.TOKEN_INVALID, _UNSEEN, status=(401,)),
    # 403.
    Family(C.GATED_NOT_REQUESTED, (*_STATES, C.CREDENTIAL_SHADOWED), status=(403,), code="GatedRepo"),
    Family(C.TOKEN_SCOPE_MISSING, (C.ORG_POLICY,), status=(403,), steps=(INFERENCE,)),
    Family(
        C.TOKEN_SCOPE_MISSING,
        (C.TOKEN_READ_ONLY, C.NAMESPACE_FORBIDDEN),
        status=(403,),
        steps=(JOBS,),
    ),
    Family(*_rights(C.TOKEN_SCOPE_MISSING), status=(403,), steps=(SETTINGS,)),
    Family(*_rights(C.TOKEN_READ_ONLY, C.CREDENTIAL_SHADOWED), said=("denied update refs",)),
    Family(*_rights(C.NAMESPACE_FORBIDDEN, C.CREDENTIAL_SHADOWED), said=_WRITE_SAID),
    Family(
        *_rights(C.NAMESPACE_FORBIDDEN, C.CREDENTIAL_SHADOWED), status=(403,), steps=(CREATE, WRITE)
    ),
    # A refusal of the Hub has words; what has none came from something behind or before it.
    Family(
        C.STORAGE_HOST_DENIED,
        (C.HUB_UNAVAILABLE, C.NOT_THE_HUB, C.GATED_NOT_REQUESTED, C.TOKEN_SCOPE_MISSING, C.ORG_POLICY),
        status=(403,),
        is_="is_wordless",
    ),
    Family(C.UNEXPECTED, (C.ORG_POLICY, C.GATED_NOT_REQUESTED), status=(403,)),
    # 404 and the rest.
    Family(C.REVISION_NOT_FOUND, code="RevisionNotFound"),
    Family(C.REVISION_NOT_FOUND, code="EntryNotFound"),
    Family(C.REPO_NOT_FOUND, (C.TOKEN_SCOPE_MISSING, C.CREDENTIAL_SHADOWED), code="RepoNotFound"),
    Family(C.REPO_NOT_FOUND, (C.NAMESPACE_FORBIDDEN,), status=(404,), steps=(JOBS,)),
    Family(C.UNEXPECTED, (C.REPO_NOT_FOUND,), status=(404,), is_="has_other_words"),
    Family(C.UNEXPECTED, status=(404,), steps=(INFERENCE, OTHER)),
    Family(C.REPO_NOT_FOUND, (C.TOKEN_SCOPE_MISSING, C.NOT_THE_HUB), status=(404,)),
    Family(C.TOKEN_MALFORMED, status=(400,), steps=(WHOAMI,)),
    # A commit in between; a token that may only open pull requests ends there too.
    Family(C.UNEXPECTED, (C.TOKEN_SCOPE_MISSING,), status=(412,)),
    Family(C.REPO_DISABLED, status=(451,)),
    Family(C.UNEXPECTED, status=REFUSED),
    # No answer is left, only exceptions and their words.
    Family(C.REPO_DISABLED, names=("DisabledRepoError",)),
    Family(
        C.GATED_NOT_REQUESTED,
        (*_STATES, C.TOKEN_MISSING, C.TOKEN_INVALID),
        names=("GatedRepoError",),
    ),
    Family(C.REVISION_NOT_FOUND, names=("RevisionNotFoundError", "RemoteEntryNotFoundError")),
    Family(
        C.REPO_NOT_FOUND,
        (C.TOKEN_MISSING, C.TOKEN_INVALID, C.TOKEN_SCOPE_MISSING),
        names=("RepositoryNotFoundError", "BucketNotFoundError", "DatasetNotFoundError"),
    ),
    Family(
        C.HUB_OFFLINE,
        said=("offline mode", "outgoing traffic has been disabled", "local_files_only"),
    ),
    Family(C.NOT_THE_HUB, names=("JSONDecodeError", "TooManyRedirects", "FileMetadataError")),
    Family(C.HUB_UNREACHABLE, is_="fault"),
    Family(C.TOKEN_INVALID, (*_BAD, C.TOKEN_MALFORMED), said=("invalid user token",)),
    Family(
        C.TOKEN_INVALID,
        (C.TOKEN_EXPIRED, C.TOKEN_MALFORMED, C.HUB_UNAVAILABLE, C.NOT_THE_HUB),
        said=('"error":"invalid token"',),
    ),
    Family(C.UNEXPECTED, said=("is no longer supported",)),
    Family(C.HUB_UNAVAILABLE, said=("working hard to fix this",)),
    Family(C.TOKEN_MISSING, (C.TOKEN_INVALID, C.GATED_NOT_REQUESTED), is_="is_gate"),
    Family(
        C.GATED_NOT_REQUESTED,
        (*_STATES, C.TOKEN_MISSING, C.TOKEN_INVALID),
        said=("access a gated repo", "gated repo for url"),
    ),
    Family(
        C.REPO_NOT_FOUND,
        (C.TOKEN_MISSING, C.TOKEN_INVALID, C.TOKEN_SCOPE_MISSING),
        said=(
            "exist on the hub",
            "repository not found",
            "not a valid model identifier",
            "couldn't find a dataset",
        ),
    ),
    Family(C.TOKEN_MISSING, names=("KeyError",), said=("'hf_token'",)),
    Family(C.TOKEN_MISSING, said=_NO_TOKEN_SAID),
    Family(
        C.HUB_UNREACHABLE,
        said=(
            "name resolution",
            "getaddrinfo",
            "certificate_verify_failed",
            "certificate verify failed",
            "max retries exceeded",
            "connection reset",
            "connection refused",
            "connection aborted",
            "tunnel connection failed",
            "timed out",
        ),
    ),
    # The client says no more than that it found neither a way nor a copy.
    Family(
        C.HUB_UNREACHABLE,
        (C.GATED_SCOPE_MISSING, C.HUB_OFFLINE, C.HUB_UNAVAILABLE),
        names=("LocalEntryNotFoundError",),
    ),
    Family(
        C.HUB_UNREACHABLE,
        (C.GATED_SCOPE_MISSING, C.HUB_OFFLINE, C.HUB_UNAVAILABLE),
        said=("couldn't connect", "couldn't reach", "check your connection"),
    ),
    Family(
        C.GATED_NOT_REQUESTED,
        (C.TOKEN_MISSING, C.TOKEN_INVALID, C.TOKEN_MALFORMED, C.REPO_NOT_FOUND),
        said=("could not download '",),
    ),
)


def find_family(seen: Evidence) -> Family | None:
    """Return the first row that fits, or None if the error does not speak of the Hub."""
    if seen.code == "EntryNotFound" and seen.is_handled:
        return None  # a file that was only looked for, and something else failed
    return next((family for family in FAMILIES if family.fits(seen)), None)
