"""
The causes: why a job would fail, each with a stable code and its family.

What is said about a cause is in `texts.py`; which answer of the Hub means it, in `_hub/rules.py`.
"""

from __future__ import annotations

from enum import Enum


class Family(Enum):
    """Group the causes as the token usage guide does; faults of the Hub stand apart."""

    NOT_FOUND = "Token not found in environment"
    UNAUTHORIZED = "401 Unauthorized"
    FORBIDDEN = "403 Forbidden"
    REPOSITORY = "Repository access denied"
    MACHINE = "This machine"
    HUB = "The Hub, not the token"


class Cause(str, Enum):
    """
    Name why a job would fail; `str()` gives the stable kebab-case code.

    Codes are never renamed and never change their meaning.

    Attributes:
        family: the group that the cause belongs to.

    """

    family: Family

    def __new__(  # noqa: PYI034 - typing.Self came with 3.11
        cls,
        code: str,
        family: Family = Family.HUB,  # `Cause(code)` looks a member up, and gives none
    ) -> Cause:
        """Make a member that equals its code and knows its family."""
        cause = str.__new__(cls, code)
        cause._value_ = code
        cause.family = family
        return cause

    # No token is found anywhere where the Hub client would look.
    TOKEN_MISSING = "token-missing", Family.NOT_FOUND
    # HF_TOKEN is not set, and a variable with a similar name holds a token.
    TOKEN_WRONG_NAME = "token-wrong-name", Family.NOT_FOUND
    # The value is a text that stands for a token and was never replaced.
    TOKEN_PLACEHOLDER = "token-placeholder", Family.NOT_FOUND
    # The value cannot be a token of the Hub; it is never sent and never shown.
    TOKEN_MALFORMED = "token-malformed", Family.NOT_FOUND
    # The Hub refuses the token itself: whoami answers 401, or a probe does where the Hub answers
    # 404 to every token that it knows.
    TOKEN_INVALID = "token-invalid", Family.UNAUTHORIZED
    # The Hub says that the token is expired.
    TOKEN_EXPIRED = "token-expired", Family.UNAUTHORIZED
    # The client library is set up to send another credential than the checked token.
    CREDENTIAL_SHADOWED = "credential-shadowed", Family.UNAUTHORIZED
    # whoami says that the role of the token is read, and the job wants to write.
    TOKEN_READ_ONLY = "token-read-only", Family.FORBIDDEN
    # whoami lists the permissions of a fine-grained token, and the needed one is not among them.
    TOKEN_SCOPE_MISSING = "token-scope-missing", Family.FORBIDDEN
    # The owner in the target's name is neither the user nor one of the user's organizations.
    NAMESPACE_FORBIDDEN = "namespace-forbidden", Family.FORBIDDEN
    # whoami gives a role in the organization that is too low.
    ORG_ROLE_TOO_LOW = "org-role-too-low", Family.FORBIDDEN
    # The Hub names a policy of the organization, or whoami lists a restriction there.
    ORG_POLICY = "org-policy", Family.FORBIDDEN
    # The Hub refuses a write, and nothing that is known about the token explains it.
    WRITE_DENIED = "write-denied", Family.FORBIDDEN
    # The Hub says that the account is not on the list, or was taken off it.
    GATED_NOT_REQUESTED = "gated-not-requested", Family.FORBIDDEN
    # The Hub says that the request awaits a review.
    GATED_PENDING = "gated-pending", Family.FORBIDDEN
    # The Hub says that the request was rejected.
    GATED_REJECTED = "gated-rejected", Family.FORBIDDEN
    # The Hub asks to enable gated repositories in the settings of the token.
    GATED_SCOPE_MISSING = "gated-scope-missing", Family.FORBIDDEN
    # The Hub's answer speaks of storage.
    STORAGE_LIMIT = "storage-limit", Family.FORBIDDEN
    # The Hub answers 402.
    PAYMENT_REQUIRED = "payment-required", Family.FORBIDDEN
    # The Hub answers 404 RepoNotFound to a token that it knows.
    REPO_NOT_FOUND = "repo-not-found", Family.REPOSITORY
    # The name does not exist under this type, and does under another.
    REPO_WRONG_TYPE = "repo-wrong-type", Family.REPOSITORY
    # The repository can be read, and the revision is not in it.
    REVISION_NOT_FOUND = "revision-not-found", Family.REPOSITORY
    # The Hub says that the repository is disabled, or answers 451.
    REPO_DISABLED = "repo-disabled", Family.REPOSITORY
    # The target cannot be the name of a repository; the Hub is not asked.
    TARGET_MALFORMED = "target-malformed", Family.REPOSITORY
    # A certificate file, an endpoint, a proxy or another setting that the client cannot work with.
    CLIENT_MISCONFIGURED = "client-misconfigured", Family.MACHINE
    # The Hub answers 429 until the time is over.
    RATE_LIMITED = "rate-limited", Family.HUB
    # The answers are 5xx or 408 until the time is over.
    HUB_UNAVAILABLE = "hub-unavailable", Family.HUB
    # No complete answer comes: DNS, connection, TLS, reset, silence.
    HUB_UNREACHABLE = "hub-unreachable", Family.HUB
    # Offline mode is on, and the job has to write.
    HUB_OFFLINE = "hub-offline", Family.HUB
    # The answer bears no sign of the Hub, or leads to another host.
    NOT_THE_HUB = "not-the-hub", Family.HUB
    # A storage host behind a signed address refuses; it never sees the token.
    STORAGE_HOST_DENIED = "storage-host-denied", Family.HUB
    # None of the above fits: an honest answer.
    UNEXPECTED = "unexpected", Family.HUB

    __str__ = str.__str__  # the code, on every Python: the default changed with 3.11

    @property
    def is_fault(self) -> bool:
        """Tell whether the Hub, or the way to it, failed: that says nothing about rights."""
        is_elsewhere = self.family in (Family.HUB, Family.MACHINE)
        return is_elsewhere and self is not Cause.UNEXPECTED

    @property
    def is_gate(self) -> bool:
        """Tell whether the repository is gated, and the account has no access."""
        return self in (Cause.GATED_NOT_REQUESTED, *LATER_GATES, Cause.GATED_SCOPE_MISSING)


# The Hub does not accept the token.
BAD_TOKEN = (Cause.TOKEN_INVALID, Cause.TOKEN_EXPIRED)
# The rights that a write can lack. The Hub gives the same answer to all of them.
LACKING_RIGHTS = (
    Cause.TOKEN_READ_ONLY,
    Cause.TOKEN_SCOPE_MISSING,
    Cause.NAMESPACE_FORBIDDEN,
    Cause.ORG_ROLE_TOO_LOW,
)
# What can become of a request for access.
LATER_GATES = (Cause.GATED_PENDING, Cause.GATED_REJECTED)
