"""The causes: stable codes, in the families of the token usage guide."""

from __future__ import annotations

from enum import Enum


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

    TOKEN_MISSING = "token-missing"
    TOKEN_WRONG_NAME = "token-wrong-name"
    TOKEN_PLACEHOLDER = "token-placeholder"
    TOKEN_MALFORMED = "token-malformed"
    TOKEN_INVALID = "token-invalid"
    TOKEN_EXPIRED = "token-expired"
    CREDENTIAL_SHADOWED = "credential-shadowed"
    TOKEN_READ_ONLY = "token-read-only"
    TOKEN_SCOPE_MISSING = "token-scope-missing"
    NAMESPACE_FORBIDDEN = "namespace-forbidden"
    ORG_ROLE_TOO_LOW = "org-role-too-low"
    ORG_POLICY = "org-policy"
    WRITE_DENIED = "write-denied"
    GATED_NOT_REQUESTED = "gated-not-requested"
    GATED_PENDING = "gated-pending"
    GATED_REJECTED = "gated-rejected"
    GATED_SCOPE_MISSING = "gated-scope-missing"
    STORAGE_LIMIT = "storage-limit"
    PAYMENT_REQUIRED = "payment-required"
    REPO_NOT_FOUND = "repo-not-found"
    REPO_WRONG_TYPE = "repo-wrong-type"
    REVISION_NOT_FOUND = "revision-not-found"
    REPO_DISABLED = "repo-disabled"
    TARGET_MALFORMED = "target-malformed"
    RATE_LIMITED = "rate-limited"
    HUB_UNAVAILABLE = "hub-unavailable"
    HUB_UNREACHABLE = "hub-unreachable"
    HUB_OFFLINE = "hub-offline"
    NOT_THE_HUB = "not-the-hub"
    STORAGE_HOST_DENIED = "storage-host-denied"
    UNEXPECTED = "unexpected"

    __str__ = str.__str__  # the code, on every Python: the default changed with 3.11
