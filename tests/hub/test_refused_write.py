"""Tests of what the rights of a token allow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from made import ACME, MINE, make_identity

from hftoken_guard._hub.refused_write import expect_creation

if TYPE_CHECKING:
    from hftoken_guard._hub.identity import Identity

NAMELESS = {"entity": {"type": "user"}, "permissions": ["repo.write"]}


@pytest.mark.parametrize("role", ["write", "contributor", "admin"])
def test_expect_creation_by_resource_group(role: str) -> None:
    """A resource group can widen a role that is too low: allowed, said as unverified."""
    org = {"name": "acme", "roleInOrg": "read", "resourceGroups": [{"role": role}]}
    verdict = expect_creation(ACME, make_identity(orgs=[org]))
    assert (verdict.cause, verdict.is_new, verdict.is_proved) == (None, True, False)


@pytest.mark.parametrize(
    "who",
    [
        make_identity(type="app"),
        make_identity(orgs=None),
        make_identity("of-the-future"),
        make_identity("fineGrained", fine={"scoped": [NAMELESS]}, id=""),
    ],
)  # fmt: skip
def test_expect_creation_unknown_is_allowed(who: Identity) -> None:
    """What whoami does not say stops nothing."""
    verdict = expect_creation(MINE, who)
    assert (verdict.cause, verdict.is_proved) == (None, False)


def test_expect_creation_by_the_hubs_staff() -> None:
    """The role god is more than write."""
    verdict = expect_creation(MINE, make_identity("god"))
    assert (verdict.cause, verdict.is_new, verdict.is_proved) == (None, True, True)
