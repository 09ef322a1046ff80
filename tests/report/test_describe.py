"""Tests of how a case is put into words."""

from __future__ import annotations

from made import make_problem

from hftoken_guard import Cause
from hftoken_guard._report.describe import describe
from hftoken_guard._report.slots import Slots


def test_describe_leaves_out_what_nobody_could_follow() -> None:
    """A step whose name is not known is not printed with a hole in it."""
    problem = describe(Cause.NAMESPACE_FORBIDDEN, Slots(mine=None, owner="acme"))
    assert not any("your own namespace" in step for step in problem.fix)
    assert any('"acme"' in step for step in problem.fix)


def test_describe_says_what_is_left_open() -> None:
    """Where the evidence leaves more than one cause the message lists them."""
    problem = make_problem(could_be=(Cause.ORG_POLICY, Cause.WRITE_DENIED))
    assert "The evidence also fits: org-policy (a security policy" in problem.why
