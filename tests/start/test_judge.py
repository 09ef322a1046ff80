"""Tests of the verdict on a target, where no Hub can be made to say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from made import ACME, MINE, list_causes, make_answer, make_identity

from hftoken_guard import Cause
from hftoken_guard._hub.answer import Answer
from hftoken_guard._start.judge import Judge
from hftoken_guard._start.probes import list_probes

if TYPE_CHECKING:
    from hftoken_guard._hub.identity import Identity
    from hftoken_guard._hub.target import Target
    from hftoken_guard._hub.verdict import Verdict

FORBIDDEN = make_answer(403, "You have read access but not the required permissions")
MISSING = make_answer(404, "Repository not found", "RepoNotFound")
YES = Answer(status=200, form="OK")


def judge(
    target: Target, answer: Answer, who: Identity | None, *, is_pull: bool = False
) -> Verdict:
    """Judge one target by the answer to its first probe."""
    (path, *_) = list_probes(target, is_pull=is_pull)
    return Judge({path: answer}, who, is_pull=is_pull).judge(target).verdict


def judge_read(target: Target, answer: Answer, who: Identity | None) -> Verdict:
    """Judge the same target as one to be read."""
    return judge(target._replace(mode="read"), answer, who)


def judge_pull_request(target: Target, answer: Answer, who: Identity | None) -> Verdict:
    """Judge it as one that is to get a pull request."""
    return judge(target, answer, who, is_pull=True)


def test_judge_gate_in_unknown_words() -> None:
    """A gate whose sentence is new leaves its states open."""
    verdict = judge_read(MINE, make_answer(403, "Closed.", "GatedRepo"), make_identity())
    assert list_causes(verdict) == ["gated-not-requested", "gated-pending", "gated-rejected"]


def test_judge_write_without_whoami_leaves_the_causes_open() -> None:
    """Without whoami the four causes of a refused write cannot be told apart."""
    assert list_causes(judge(MINE, FORBIDDEN, None)) == [
        "write-denied",
        "token-read-only",
        "token-scope-missing",
        "namespace-forbidden",
        "org-role-too-low",
    ]
    assert judge(MINE, MISSING, None).cause is None


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
    assert list_causes(judge(ACME, FORBIDDEN, make_identity(orgs=[org]))) == expected


def test_judge_write_behind_a_restriction() -> None:
    """A restriction that whoami lists explains a refused write."""
    org = {"name": "acme", "roleInOrg": "admin", "securityRestrictions": ["mfa"]}
    assert list_causes(judge(ACME, FORBIDDEN, make_identity(orgs=[org]))) == ["org-policy"]


def test_judge_read_missing_although_the_scope_is_there() -> None:
    """A repository that the scope would show is not there."""
    scope = {"entity": {"type": "user", "name": "alice"}, "permissions": ["repo.write"]}
    who = make_identity("fineGrained", fine={"scoped": [scope]})
    assert list_causes(judge_read(MINE, MISSING, who)) == ["repo-not-found"]


def test_judge_write_refused_at_home() -> None:
    """A write token refused in its own namespace has no known reason."""
    assert list_causes(judge(MINE, FORBIDDEN, make_identity())) == ["write-denied"]


def test_judge_write_oauth_in_an_organization() -> None:
    """A token without a role may lack a scope or its owner a role."""
    who = make_identity(None, orgs=[{"name": "acme"}])
    assert list_causes(judge(ACME, FORBIDDEN, who)) == ["token-scope-missing", "org-role-too-low"]


def test_judge_fine_grained_with_a_low_role_says_both() -> None:
    """Where scope and role are both too small, one run shows both."""
    who = make_identity("fineGrained", orgs=[{"name": "acme", "roleInOrg": "read"}])
    for answer in (FORBIDDEN, MISSING):
        assert list_causes(judge(ACME, answer, who)) == ["token-scope-missing", "org-role-too-low"]


def test_judge_read_hidden_by_an_organization() -> None:
    """Behind a restriction of the organization even the name may be hidden."""
    who = make_identity(
        orgs=[{"name": "acme", "roleInOrg": "read", "securityRestrictions": ["ip"]}]
    )
    assert list_causes(judge_read(ACME, MISSING, who)) == ["org-policy", "repo-not-found"]
    assert list_causes(judge_read(ACME, FORBIDDEN, who)) == ["org-policy"]
    assert list_causes(judge_read(MINE, FORBIDDEN, who)) == ["unexpected", "org-policy"]


def test_judge_read_hidden_from_oauth() -> None:
    """A token without a role may lack the scope to see what its owner sees."""
    who = make_identity(None)
    assert list_causes(judge_read(MINE, MISSING, who)) == ["repo-not-found", "token-scope-missing"]
    assert list_causes(judge_read(MINE, make_answer(401), who)) == [
        "token-scope-missing",
        "unexpected",
    ]


def test_judge_pull_request_that_is_left_open() -> None:
    """A right that whoami does not tell is allowed, said as unverified."""
    for who in (None, make_identity(None)):
        verdict = judge_pull_request(MINE, YES, who)
        assert (verdict.cause, verdict.is_proved) == (None, False)
    assert list_causes(
        judge_pull_request(
            MINE, make_answer(403, "has been rejected by the repo's authors", "GatedRepo"), None
        )
    ) == ["gated-rejected"]
    group = {"entity": {"type": "resource-group"}, "permissions": ["discussion.write"]}
    who = make_identity("fineGrained", fine={"scoped": [group]}, orgs=[{"name": "acme"}])
    assert judge_pull_request(ACME, YES, who).is_proved is False
    # Anybody may propose, so a stranger's repository has to be there; one's own can be created.
    assert judge_pull_request(ACME, MISSING, make_identity()).cause is Cause.REPO_NOT_FOUND
    assert judge_pull_request(MINE, MISSING, make_identity()).is_new


def test_judge_unknown_route() -> None:
    """A Hub that does not know a route has said nothing about the repository."""
    unknown = make_answer(404, "Sorry, we can't find the page you are looking for.")
    assert judge_read(MINE, unknown, make_identity()).is_proved is False
    assert judge(MINE, unknown, make_identity()).is_proved is False
    assert list_causes(judge(MINE, unknown, make_identity("read"))) == ["token-read-only"]
