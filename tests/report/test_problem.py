"""Tests of the problem as data."""

from __future__ import annotations

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
