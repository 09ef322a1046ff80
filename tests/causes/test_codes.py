"""Tests of the causes and their codes."""

from __future__ import annotations

from hftoken_guard import Cause


def test_cause_is_its_code() -> None:
    """The code is what str, format and comparison give, on every Python."""
    cause = Cause.REPO_NOT_FOUND
    assert str(cause) == f"{cause}" == cause == "repo-not-found"
    assert Cause("repo-not-found") is cause


def test_codes_are_those_of_the_contract() -> None:
    """Codes are stable: none is renamed, none disappears."""
    assert sorted(cause.value for cause in Cause) == sorted(
        "token-missing token-wrong-name token-placeholder token-malformed token-invalid"
        " token-expired token-expires-early credential-shadowed token-read-only token-scope-missing"
        " namespace-forbidden org-role-too-low org-policy write-denied gated-not-requested"
        " gated-pending gated-rejected gated-scope-missing storage-limit payment-required"
        " repo-not-found repo-wrong-type revision-not-found repo-disabled target-malformed"
        " client-misconfigured rate-limited hub-unavailable hub-unreachable hub-offline not-the-hub"
        " storage-host-denied unexpected".split()
    )
