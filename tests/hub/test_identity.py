"""Tests of what whoami tells of a token."""

from __future__ import annotations

import pytest
from made import ACME, MINE, make_identity

from hftoken_guard._hub.identity import read_identity
from hftoken_guard._hub.permissions import grants


@pytest.mark.parametrize(
    ("entity", "expected"),
    [
        ({"type": "user", "name": "Alice"}, True),
        ({"type": "user", "_id": "1"}, True),
        ({"type": "user", "_id": "2"}, False),
        ({"type": "org", "name": "acme"}, False),
        ({"type": "model", "name": "alice/X"}, True),
        ({"type": "model"}, None),
        ({"type": "dataset", "name": "alice/x"}, False),
        ({"type": "resource-group"}, False),
        ({"type": "oauth-app"}, False),
        ("nonsense", False),
        (None, False),
    ],
)
def test_identity_grants(entity: object, expected: bool | None) -> None:  # noqa: FBT001
    """A scope covers a target by name or by id, whatever the case; else it is not known."""
    scope = {"entity": entity, "permissions": ["repo.write", 7]}
    who = make_identity("fineGrained", fine={"scoped": [scope, "nonsense"]})
    assert grants(who, "repo.write", MINE) is expected


def test_identity_grants_in_an_organization() -> None:
    """An organization's scope without a name is known by its id; a resource group is not."""
    orgs = [{"name": "acme", "id": "9"}]
    for entity, expected in (
        ({"type": "org", "_id": "9"}, True),
        ({"type": "resource-group"}, None),
    ):
        fine = {"scoped": [{"entity": entity, "permissions": ["repo.write"]}]}
        who = make_identity("fineGrained", fine=fine, orgs=orgs)
        assert grants(who, "repo.write", ACME) is expected


@pytest.mark.parametrize(
    "body", [{}, {"name": 7, "orgs": "x", "auth": []}, {"auth": {"accessToken": 1}}]
)
def test_identity_from_nonsense(body: dict[str, object]) -> None:
    """A body of the wrong form gives unknowns and no error."""
    who = read_identity(body)
    assert (who.user, who.role, who.orgs) == ("", None, None)
