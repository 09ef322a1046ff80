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

    TOKEN_MISSING = "token-missing", Family.NOT_FOUND
    TOKEN_WRONG_NAME = "token-wrong-name", Family.NOT_FOUND
    TOKEN_PLACEHOLDER = "token-placeholder", Family.NOT_FOUND
    TOKEN_MALFORMED = "token-malformed", Family.NOT_FOUND
    TOKEN_INVALID = "token-invalid", Family.UNAUTHORIZED
    TOKEN_EXPIRED = "token-expired", Family.UNAUTHORIZED
    TOKEN_EXPIRES_EARLY = "token-expires-early", Family.UNAUTHORIZED
    CREDENTIAL_SHADOWED = "credential-shadowed", Family.UNAUTHORIZED
    TOKEN_READ_ONLY = "token-read-only", Family.FORBIDDEN
    TOKEN_SCOPE_MISSING = "token-scope-missing", Family.FORBIDDEN
    NAMESPACE_FORBIDDEN = "namespace-forbidden", Family.FORBIDDEN
    ORG_ROLE_TOO_LOW = "org-role-too-low", Family.FORBIDDEN
    ORG_POLICY = "org-policy", Family.FORBIDDEN
    WRITE_DENIED = "write-denied", Family.FORBIDDEN
    GATED_NOT_REQUESTED = "gated-not-requested", Family.FORBIDDEN
    GATED_PENDING = "gated-pending", Family.FORBIDDEN
    GATED_REJECTED = "gated-rejected", Family.FORBIDDEN
    GATED_SCOPE_MISSING = "gated-scope-missing", Family.FORBIDDEN
    STORAGE_LIMIT = "storage-limit", Family.FORBIDDEN
    PAYMENT_REQUIRED = "payment-required", Family.FORBIDDEN
    REPO_NOT_FOUND = "repo-not-found", Family.REPOSITORY
    REPO_WRONG_TYPE = "repo-wrong-type", Family.REPOSITORY
    REVISION_NOT_FOUND = "revision-not-found", Family.REPOSITORY
    REPO_DISABLED = "repo-disabled", Family.REPOSITORY
    TARGET_MALFORMED = "target-malformed", Family.REPOSITORY
    CLIENT_MISCONFIGURED = "client-misconfigured", Family.MACHINE
    RATE_LIMITED = "rate-limited", Family.HUB
    HUB_UNAVAILABLE = "hub-unavailable", Family.HUB
    HUB_UNREACHABLE = "hub-unreachable", Family.HUB
    HUB_OFFLINE = "hub-offline", Family.HUB
    NOT_THE_HUB = "not-the-hub", Family.HUB
    STORAGE_HOST_DENIED = "storage-host-denied", Family.HUB
    UNEXPECTED = "unexpected", Family.HUB

    __str__ = str.__str__  # the code, on every Python: the default changed with 3.11

    @property
    def is_fault(self) -> bool:
        """Tell whether the Hub, or the way to it, failed: that says nothing about rights."""
        is_elsewhere = self.family in (Family.HUB, Family.MACHINE)
        return is_elsewhere and self is not Cause.UNEXPECTED

    @property
    def may_pass(self) -> bool:
        """Tell whether the same job may succeed later, with nothing changed but the time."""
        return self.family is Family.HUB and self is not Cause.HUB_OFFLINE

    @property
    def is_gate(self) -> bool:
        """Tell whether a gate of the repository keeps the account or the token out."""
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
