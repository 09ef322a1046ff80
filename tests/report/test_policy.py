"""Tests of what helps against a policy of an organization."""

from __future__ import annotations

import pytest
from made import make_identity

from hftoken_guard._report.policy import POLICIES, list_policy_steps

PENDING = (
    "Due to the organization token policy, your token needs to be approved by the organization"
    " before you can access this resource."
)
REVOKED = "Your token has been revoked by the organization administrator, ..."


@pytest.mark.parametrize(
    ("said", "restrictions", "found"),
    [
        (PENDING, [], ["token-policy"]),
        (REVOKED, [], ["token-revoked"]),
        ("", ["ip"], ["ip"]),
        ("", ["mfa", "sso"], ["sso", "mfa"]),
        (PENDING, ["sso", "token-policy"], ["token-policy", "sso"]),
        ("something else", ["a new one"], []),
    ],
)
def test_steps_fit_what_was_said(said: str, restrictions: list[str], found: list[str]) -> None:
    """A step is given only where the Hub spoke of its policy."""
    steps = {policy.restriction: policy.step for policy in POLICIES}
    who = make_identity(orgs=[{"name": "acme", "securityRestrictions": restrictions}])
    assert list_policy_steps(said, who, "acme") == tuple(steps[name] for name in found)
