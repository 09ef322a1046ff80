"""Tests of the problem as data."""

from __future__ import annotations

import pytest
from made import make_problem

from hftoken_guard import Cause, Problem


def test_problem_as_dict() -> None:
    """The plain form has every attribute in types that JSON knows."""
    data = make_problem(could_be=(Cause.ORG_POLICY,), status=403, request_id="r").as_dict()
    assert data["cause"] == "token-read-only"
    assert type(data["cause"]) is str
    assert data["could_be"] == ["org-policy"]
    assert (data["status"], data["request_id"]) == (403, "r")
    assert set(data) == set(Problem.__slots__)


def test_problem_repr() -> None:
    """The repr is the first line."""
    assert repr(make_problem()).startswith("<Problem token-read-only: HF_TOKEN may not write")


@pytest.mark.parametrize("cause", Cause, ids=str)
def test_problem_is_permanent_unless_time_may_mend_it(cause: Cause) -> None:
    """Only faults of the Hub and of the way there may pass; offline mode stays on."""
    may_pass = {
        "rate-limited",
        "hub-unavailable",
        "hub-unreachable",
        "not-the-hub",
        "storage-host-denied",
        "unexpected",
    }
    assert make_problem(cause).is_permanent is (str(cause) not in may_pass)


@pytest.mark.parametrize(
    ("status", "is_permanent"),
    [(400, True), (405, True), (413, True), (422, True), (409, False), (429, False), (500, False)],
)
def test_unknown_refusal_of_the_request_stays(status: int, *, is_permanent: bool) -> None:
    """What the Hub refuses for what it holds is refused again, whatever the reason is."""
    problem = make_problem(Cause.UNEXPECTED, status=status)
    assert problem.is_permanent is is_permanent


def test_problem_is_not_permanent_while_a_passing_cause_is_open() -> None:
    """A retry is given up only where nothing that is left open may pass."""
    may_pass = make_problem(Cause.TOKEN_INVALID, could_be=(Cause.HUB_UNAVAILABLE,))
    assert not may_pass.is_permanent
    assert make_problem(Cause.TOKEN_INVALID, could_be=(Cause.TOKEN_EXPIRED,)).is_permanent
    assert not may_pass.change_texts(str.upper).is_permanent
