"""
The causes and their stable codes, a refused check as data, and the exceptions that carry it.

The tree of exceptions, one branch for each thing a caller can do next:

    GuardError
        TokenError           get another token
        AccessError          get another right, or name another target
        HubUnavailableError  try again later
"""

from __future__ import annotations

from enum import Enum

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

PREFIX = "hftoken-guard: "


class Family(Enum):
    """Group causes as the token usage guide does; the Hub's own faults stand apart."""

    NOT_FOUND = "Token not found in environment"
    UNAUTHORIZED = "401 Unauthorized"
    FORBIDDEN = "403 Forbidden"
    REPOSITORY = "Repository access denied"
    HUB = "The Hub, not the token"


class Cause(str, Enum):
    """
    Name why a job would fail; `str()` gives the stable kebab-case code.

    Codes are never renamed and never change their meaning.
    """

    # No token is found anywhere where the Hub client would look.
    TOKEN_MISSING = "token-missing"
    # HF_TOKEN is not set and a variable with a neighbouring name holds a token.
    TOKEN_WRONG_NAME = "token-wrong-name"
    # The value is a text that stands for a token and was never replaced.
    TOKEN_PLACEHOLDER = "token-placeholder"
    # The value cannot be a token of the Hub; it is never sent and never shown.
    TOKEN_MALFORMED = "token-malformed"
    # The Hub refused the token itself: whoami answered 401, or a probe did that answers 404 to
    # every token it knows.
    TOKEN_INVALID = "token-invalid"
    # The Hub says that the token is expired.
    TOKEN_EXPIRED = "token-expired"
    # The client library is set up to send something else than the token checked.
    CREDENTIAL_SHADOWED = "credential-shadowed"
    # Whoami says that the token's role is read and the job wants to write.
    TOKEN_READ_ONLY = "token-read-only"
    # Whoami lists the rights of a fine-grained token and the needed one is not there.
    TOKEN_SCOPE_MISSING = "token-scope-missing"
    # The owner in the target's name is neither the user nor one of the user's orgs.
    NAMESPACE_FORBIDDEN = "namespace-forbidden"
    # Whoami gives a role in the organization that does not allow it.
    ORG_ROLE_TOO_LOW = "org-role-too-low"
    # The Hub names an organization's policy, or whoami lists a restriction there.
    ORG_POLICY = "org-policy"
    # The Hub refuses a write and nothing that is known about the token explains it.
    WRITE_DENIED = "write-denied"
    # The Hub says that the account is not on the list, or was taken off it.
    GATED_NOT_REQUESTED = "gated-not-requested"
    # The Hub says that the request is awaiting a review.
    GATED_PENDING = "gated-pending"
    # The Hub says that the request has been rejected.
    GATED_REJECTED = "gated-rejected"
    # The Hub asks to enable gated repositories in the settings of the token.
    GATED_SCOPE_MISSING = "gated-scope-missing"
    # The Hub's answer speaks of storage.
    STORAGE_LIMIT = "storage-limit"
    # The Hub answers 402.
    PAYMENT_REQUIRED = "payment-required"
    # The Hub says 404 RepoNotFound to a token that it knows.
    REPO_NOT_FOUND = "repo-not-found"
    # The name does not exist under this type and does under another.
    REPO_WRONG_TYPE = "repo-wrong-type"
    # The repository can be read and the revision is not in it.
    REVISION_NOT_FOUND = "revision-not-found"
    # The Hub says that the resource is disabled, or 451.
    REPO_DISABLED = "repo-disabled"
    # A target cannot be the name of a repository; nothing is asked.
    TARGET_MALFORMED = "target-malformed"
    # 429 was answered until the time was over.
    RATE_LIMITED = "rate-limited"
    # The answers were 5xx or 408 until the time was over.
    HUB_UNAVAILABLE = "hub-unavailable"
    # No complete answer came: DNS, connection, TLS, reset, silence.
    HUB_UNREACHABLE = "hub-unreachable"
    # Offline mode is on and the job has to write.
    HUB_OFFLINE = "hub-offline"
    # The answer carries no sign of the Hub, or leads to another host.
    NOT_THE_HUB = "not-the-hub"
    # A storage host behind a signed address refused; it never sees the token.
    STORAGE_HOST_DENIED = "storage-host-denied"
    # None of the above fits: an honest answer.
    UNEXPECTED = "unexpected"

    __str__ = str.__str__  # the code, on every Python: the default changed with 3.11


class Problem:
    """
    Say what is wrong, why, and how to mend it; safe to print and to store.

    Attributes:
        cause: the most likely cause; the only one if `could_be` is empty.
        could_be: the causes that the evidence leaves open besides.
        target: the target as the messages show it, or None if it concerns the token or the Hub.
        what: one line that can be understood alone.
        why: the reason, and the server's own words where there are some.
        fix: the steps that help, the easiest first.
        see: one address to read on.
        status: the HTTP status of the refusing answer, or None.
        request_id: what the Hub can look the request up by, or None.

    """

    __slots__ = (
        "cause", "could_be", "fix", "request_id", "see", "status", "target", "what", "why",
    )  # fmt: skip

    def __init__(  # noqa: PLR0913 - a record
        self,
        cause: Cause,
        *,
        what: str,
        why: str,
        fix: tuple[str, ...],
        see: str,
        could_be: tuple[Cause, ...] = (),
        target: str | None = None,
        status: int | None = None,
        request_id: str | None = None,
    ) -> None:
        """Take the finished texts; `describe` makes them from the table of causes."""
        self.cause = cause
        self.could_be = could_be
        self.target = target
        self.what = what
        self.why = why
        self.fix = fix
        self.see = see
        self.status = status
        self.request_id = request_id

    def __repr__(self) -> str:
        """Show the first line."""
        return f"<Problem {self.cause}: {self.what}>"

    def passed_through(self, gate: Callable[[str], str]) -> Problem:
        """Return the same problem, each text of it let out by the gate."""
        from copy import copy  # only a refusal needs it

        problem = copy(self)
        problem.target = self.target and gate(self.target)
        problem.what, problem.why, *fix = map(gate, (self.what, self.why, *self.fix))
        problem.fix = tuple(fix)
        problem.request_id = self.request_id and gate(self.request_id)
        return problem

    def as_dict(self) -> dict[str, object]:
        """Return the attributes as plain data."""
        data: dict[str, object] = {name: getattr(self, name) for name in self.__slots__}
        return data | {
            "cause": str(self.cause),
            "could_be": [str(cause) for cause in self.could_be],
            "fix": list(self.fix),
        }


class GuardError(Exception):
    """
    Carry the problems that stop the job; `str()` is the whole redacted report.

    Attributes:
        problems: one `Problem` for each thing that is wrong.

    """

    def __init__(self, problems: tuple[Problem, ...], report: str) -> None:
        """Keep both among the arguments, so that the error survives pickling."""
        super().__init__(problems, report)
        self.problems = problems

    def __str__(self) -> str:
        """Return the report."""
        return str(self.args[1])


class TokenError(GuardError):
    """The token is missing, is none, or is not accepted: another one is needed."""


class AccessError(GuardError):
    """The token is good and may not do this, or the target is not there."""


class HubUnavailableError(GuardError):
    """The Hub could not be asked, or gave no sense: nothing is known, try again later."""
