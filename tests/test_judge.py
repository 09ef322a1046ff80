"""Tests of the judgement where no Hub can be made to say it."""

from __future__ import annotations

import pytest

from hftoken_guard._answers import (
    Answer,
    Identity,
    Verdict,
    classify,
    judge_creation,
    judge_pull_request,
    judge_read,
    judge_write,
)
from hftoken_guard._inputs import parse
from hftoken_guard._problem import Cause


def make_answer(status: int, message: str = "", code: str = "") -> Answer:
    """Make an answer of the Hub."""
    answer = Answer("/api/x", status)
    answer.message, answer.code = message, code
    return answer


def make_identity(role: str | None = "write", **extra: object) -> Identity:
    """Make what whoami says of alice."""
    fine = extra.pop("fine", {})
    token = {"role": role, "displayName": "t", "fineGrained": fine} if role else None
    auth = {"type": "access_token" if role else "oauth", "accessToken": token}
    body = {"type": "user", "id": "1", "name": "alice", "orgs": [], "auth": auth}
    return Identity(body | extra)


def shown(verdict: Verdict) -> list[str]:
    """Return the cause and what else it could be."""
    return [str(cause) for cause in (verdict.cause, *verdict.could_be) if cause]


FORBIDDEN = make_answer(403, "You have read access but not the required permissions")
MISSING = make_answer(404, "Repository not found", "RepoNotFound")
YES = make_answer(200)
NAMELESS = {"entity": {"type": "user"}, "permissions": ["repo.write"]}
MINE = parse("alice/x", "write", "model")
ACME = parse("acme/x", "write", "model")


def test_classify_gate_in_unknown_words() -> None:
    """A gate whose sentence is new leaves its states open."""
    verdict = judge_read(MINE, make_answer(403, "Closed.", "GatedRepo"), make_identity())
    assert shown(verdict) == ["gated-not-requested", "gated-pending", "gated-rejected"]


@pytest.mark.parametrize("status", [400, 404, 409, 418, 501])
def test_classify_unknown_refusals(status: int) -> None:
    """What is not in the table is not guessed."""
    assert classify(make_answer(status, code="Other")) is Cause.UNEXPECTED


def test_judge_write_without_whoami_leaves_the_causes_open() -> None:
    """Without whoami the four causes of a refused write cannot be told apart."""
    assert shown(judge_write(MINE, FORBIDDEN, None)) == [
        "write-denied",
        "token-read-only",
        "token-scope-missing",
        "namespace-forbidden",
        "org-role-too-low",
    ]
    assert judge_creation(MINE, None).cause is None


@pytest.mark.parametrize(
    ("org", "expected"),
    [
        ({"name": "acme", "roleInOrg": "write"}, ["write-denied", "org-policy"]),
        ({"name": "acme"}, ["org-role-too-low", "write-denied"]),
        ({"name": "ACME", "roleInOrg": "no_access"}, ["org-role-too-low"]),
        ({"name": "acme", "roleInOrg": "of-the-future"}, ["write-denied", "org-policy"]),
    ],
)
def test_judge_write_refused_in_an_organization(
    org: dict[str, object], expected: list[str]
) -> None:
    """What whoami says of the role narrows the cause, and what it leaves out does not."""
    assert shown(judge_write(ACME, FORBIDDEN, make_identity(orgs=[org]))) == expected


def test_judge_write_behind_a_restriction() -> None:
    """A restriction that whoami lists explains a refused write."""
    org = {"name": "acme", "roleInOrg": "admin", "securityRestrictions": ["mfa"]}
    assert shown(judge_write(ACME, FORBIDDEN, make_identity(orgs=[org]))) == ["org-policy"]


def test_judge_read_missing_although_the_scope_is_there() -> None:
    """A repository that the scope would show is not there."""
    scope = {"entity": {"type": "user", "name": "alice"}, "permissions": ["repo.write"]}
    who = make_identity("fineGrained", fine={"scoped": [scope]})
    assert shown(judge_read(MINE, MISSING, who)) == ["repo-not-found"]


def test_judge_write_refused_at_home() -> None:
    """A write token refused in its own namespace has no known reason."""
    assert shown(judge_write(MINE, FORBIDDEN, make_identity())) == ["write-denied"]


def test_judge_write_oauth_in_an_organization() -> None:
    """A token without a role may lack a scope or its owner a role."""
    who = make_identity(None, orgs=[{"name": "acme"}])
    assert shown(judge_write(ACME, FORBIDDEN, who)) == ["token-scope-missing", "org-role-too-low"]


def test_judge_fine_grained_with_a_low_role_says_both() -> None:
    """Where scope and role are both too small, one run shows both."""
    who = make_identity("fineGrained", orgs=[{"name": "acme", "roleInOrg": "read"}])
    for answer in (FORBIDDEN, MISSING):
        assert shown(judge_write(ACME, answer, who)) == ["token-scope-missing", "org-role-too-low"]


@pytest.mark.parametrize("role", ["write", "contributor", "admin"])
def test_judge_creation_by_resource_group(role: str) -> None:
    """A resource group can widen a role that is too low: allowed, said as unverified."""
    org = {"name": "acme", "roleInOrg": "read", "resourceGroups": [{"role": role}]}
    verdict = judge_creation(ACME, make_identity(orgs=[org]))
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
def test_judge_creation_unknown_is_allowed(who: Identity) -> None:
    """What whoami does not say stops nothing."""
    verdict = judge_creation(MINE, who)
    assert (verdict.cause, verdict.is_proved) == (None, False)


def test_judge_creation_by_the_hubs_staff() -> None:
    """The role god is more than write."""
    verdict = judge_creation(MINE, make_identity("god"))
    assert (verdict.cause, verdict.is_new, verdict.is_proved) == (None, True, True)


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
    assert who.grants("repo.write", MINE) is expected


def test_identity_grants_in_an_organization() -> None:
    """An organization's scope without a name is known by its id; a resource group is not."""
    orgs = [{"name": "acme", "id": "9"}]
    for entity, expected in (
        ({"type": "org", "_id": "9"}, True),
        ({"type": "resource-group"}, None),
    ):
        fine = {"scoped": [{"entity": entity, "permissions": ["repo.write"]}]}
        who = make_identity("fineGrained", fine=fine, orgs=orgs)
        assert who.grants("repo.write", ACME) is expected


@pytest.mark.parametrize(
    "body", [{}, {"name": 7, "orgs": "x", "auth": []}, {"auth": {"accessToken": 1}}]
)
def test_identity_from_nonsense(body: dict[str, object]) -> None:
    """A body of the wrong form gives unknowns and no error."""
    who = Identity(body)
    assert (who.user, who.role, who.orgs) == ("", None, None)


def test_judge_read_hidden_by_an_organization() -> None:
    """Behind a restriction of the organization even the name may be hidden."""
    who = make_identity(
        orgs=[{"name": "acme", "roleInOrg": "read", "securityRestrictions": ["ip"]}]
    )
    assert shown(judge_read(ACME, MISSING, who)) == ["org-policy", "repo-not-found"]
    assert shown(judge_read(ACME, FORBIDDEN, who)) == ["org-policy"]
    assert shown(judge_read(MINE, FORBIDDEN, who)) == ["unexpected", "org-policy"]


def test_judge_read_hidden_from_oauth() -> None:
    """A token without a role may lack the scope to see what its owner sees."""
    who = make_identity(None)
    assert shown(judge_read(MINE, MISSING, who)) == ["repo-not-found", "token-scope-missing"]
    assert shown(judge_read(MINE, make_answer(401), who)) == ["token-scope-missing", "unexpected"]


def test_judge_pull_request_that_is_left_open() -> None:
    """A right that whoami does not tell is allowed, said as unverified."""
    for who in (None, make_identity(None)):
        verdict = judge_pull_request(MINE, YES, who)
        assert (verdict.cause, verdict.is_proved) == (None, False)
    assert shown(
        judge_pull_request(
            MINE, make_answer(403, "has been rejected by the repo's authors", "GatedRepo"), None
        )
    ) == ["gated-rejected"]
    group = {"entity": {"type": "resource-group"}, "permissions": ["discussion.write"]}
    who = make_identity("fineGrained", fine={"scoped": [group]}, orgs=[{"name": "acme"}])
    assert judge_pull_request(ACME, YES, who).is_proved is False
    assert judge_pull_request(ACME, MISSING, make_identity()).cause is Cause.NAMESPACE_FORBIDDEN


def test_judge_unknown_route() -> None:
    """A Hub that does not know a route has said nothing about the repository."""
    unknown = make_answer(404, "Sorry, we can't find the page you are looking for.")
    assert judge_read(MINE, unknown, make_identity()).is_proved is False
    assert judge_write(MINE, unknown, make_identity()).is_proved is False
    assert shown(judge_write(MINE, unknown, make_identity("read"))) == ["token-read-only"]
