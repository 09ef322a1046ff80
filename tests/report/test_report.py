"""Tests of the report: what a log shows of a failure, and what an exception says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from made import make_answer, make_identity, make_problem

from hftoken_guard import Cause
from hftoken_guard._hub.answer import WHOAMI, Answer
from hftoken_guard._report.facts import collect_facts, pick_main_facts
from hftoken_guard._report.layout import render_facts, render_problem
from hftoken_guard._report.report import warn_of_repetition, write_report, write_whole
from hftoken_guard._token.lookup import find_token

if TYPE_CHECKING:
    import pytest

YES = Answer(WHOAMI, 200, request_id="Root=1-yes", form="object", is_marked=True)


def make_refusal(name: str) -> Answer:
    """Make the refusal of a probe, with its id."""
    return make_answer(403, path=f"/api/{name}")._replace(request_id=f"Root=1-{name}")


def test_report_ends_with_the_fix() -> None:
    """What is printed has the facts first, then each problem; nothing stands behind the last."""
    problems = [make_problem(), make_problem(Cause.REPO_NOT_FOUND)]
    facts = pick_main_facts(find_token(None, {}), None, [])
    blocks = [render_facts(facts), *map(render_problem, problems)]
    assert write_report(problems, facts, ()) == "\n\n".join(blocks)


def test_whole_begins_with_the_cause() -> None:
    """The first line of an exception names the cause, the last ones what helps."""
    problem = make_problem()
    facts = collect_facts(find_token(None, {}), make_identity(), [YES, make_refusal("a")])
    head, *rest = render_problem(problem).splitlines()
    lines = write_whole([problem], facts, ()).splitlines()
    assert lines[:2] == [head, "  facts (safe to share)"]
    assert lines[-len(rest) :] == rest
    assert "                id Root=1-yes" in lines


def test_log_names_the_request_of_a_refusal_alone() -> None:
    """One line for each question; the id stands where the Hub may be asked about it."""
    facts = pick_main_facts(find_token(None, {}), None, [YES, make_refusal("a")])
    assert facts["asked"] == [
        "GET /api/whoami-v2 -> 200",
        "GET /api/a -> 403, id Root=1-a",
    ]


def test_log_has_few_lines_whatever_was_asked() -> None:
    """Of many questions the refused ones are shown, and how many more there were."""
    answers = [YES, YES, make_refusal("a"), make_refusal("b"), make_refusal("c")]
    facts = pick_main_facts(find_token(None, {}), None, answers)
    assert facts["asked"] == [
        "GET /api/a -> 403, id Root=1-a",
        "GET /api/b -> 403, id Root=1-b",
        "and 3 more, which  hftoken-guard check --json  shows",
    ]
    assert len(render_facts(facts).splitlines()) == 8


def test_job_that_is_stopped_for_good_is_not_to_be_repeated(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In a job the last step speaks of `--attempts`; outside, or where it may pass, none does."""
    problems = (make_problem(), make_problem(Cause.REPO_NOT_FOUND))
    assert warn_of_repetition(problems) == problems
    monkeypatch.setenv("JOB_ID", "6f")
    first, last = warn_of_repetition(problems)
    assert first is problems[0]
    assert last.fix[:-1] == problems[1].fix
    assert "--attempts" in last.fix[-1]
    passing = (*problems, make_problem(Cause.HUB_UNAVAILABLE))
    assert warn_of_repetition(passing) == passing
