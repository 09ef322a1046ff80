"""Tests of the one classifier: it says the same at the start of a job and later."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import COMMIT, HUB, SENT, list_causes, make_answer, make_error, make_identity

from hftoken_guard import _memory, diagnose
from hftoken_guard._causes.codes import Cause
from hftoken_guard._hub.answer import Answer
from hftoken_guard._hub.classify import classify, find_rule
from hftoken_guard._hub.evidence import Evidence, Moment, Sent
from hftoken_guard._hub.host import Host
from hftoken_guard._hub.route import Route, Step, read_route
from hftoken_guard._hub.rules import RULES
from hftoken_guard._start.refusal import judge_refusal
from hftoken_guard._token.secret import Secret


def see(moment: Moment, answer: Answer, route: Route, *, is_sent: bool = True) -> Evidence:
    """Make the evidence of one refused request."""
    return Evidence(answer=answer, route=route, moment=moment, sent=Sent(is_sent=is_sent))


def classify_commit(moment: Moment, answer: Answer) -> tuple[Cause, ...]:
    """Classify the answer to a commit."""
    return classify(see(moment, answer, read_route(HUB + COMMIT, "POST")))


@pytest.mark.parametrize(
    ("status", "message", "code", "causes"),
    [
        (413, "You have reached your storage limit reached.", "", ["storage-limit"]),
        (409, "Public storage patterns are not allowed.", "", ["storage-limit"]),
        (403, 'User Access Token "job" is expired', "", ["token-expired", "credential-shadowed"]),
        (404, "", "", ["repo-not-found", "token-scope-missing", "not-the-hub"]),
        (404, "Entry not found", "EntryNotFound", ["revision-not-found"]),
        (402, "", "", ["payment-required"]),
        (429, "We had to rate limit you", "", ["rate-limited"]),
        (503, "", "", ["hub-unavailable"]),
        (451, "", "", ["repo-disabled"]),
    ],
)
def test_both_moments_agree(status: int, message: str, code: str, causes: list[str]) -> None:
    """What an answer to a commit means does not depend on who asked when."""
    answer = make_answer(status, message, code, COMMIT)
    for moment in Moment:
        assert list(classify_commit(moment, answer)) == causes


SENTENCES = sorted({part for rule in RULES for part in (*rule.says, *rule.hub_says)})
STATUSES = [0, 200, 302, 400, 401, 402, 403, 404, 407, 409, 412, 413, 429, 451, 500, 501, 503, 511]
CODES = sorted({rule.code for rule in RULES})
ANSWERS = st.builds(
    Answer,
    status=st.sampled_from(STATUSES),
    code=st.sampled_from(CODES),
    message=st.sampled_from(["", "No.", *SENTENCES]),
    form=st.sampled_from(["empty", "OK", "object", "page", "other"]),
    is_marked=st.sampled_from([True, False, None]),
    is_quota_used=st.booleans(),
)
PATHS = [COMMIT, "/api/models/alice/x", "/api/whoami-v2", "/api/repos/create", "/api/jobs/alice",
         "/api/models/gpt2/auth-check", "/gpt2", "/v1/chat", "/api/models/a/None"]  # fmt: skip


@given(ANSWERS, st.sampled_from(PATHS), st.sampled_from(["GET", "POST"]), st.data())
def test_only_a_rule_with_a_moment_makes_a_difference(
    answer: Answer, path: str, method: str, data: st.DataObject
) -> None:
    """Start and later find the same rule, or the difference stands in one of the two."""
    route, is_sent = read_route(HUB + path, method), data.draw(st.booleans())
    start, later = (
        find_rule(see(moment, answer, route, is_sent=is_sent))
        for moment in (Moment.START, Moment.LATER)
    )
    moments = {rule.at for rule in (start, later) if rule}
    assert start is later or moments & set(Moment)


# Where the two moments differ on a signed answer without a sentence, and why.
DIFFERENCES = {
    401: "a probe answers 404 to every token that the Hub knows",
    429: "the guard has asked again until its time budget ended",
}


@pytest.mark.parametrize("step", [Step.READ, Step.WRITE])
@pytest.mark.parametrize("status", STATUSES)
def test_the_moments_differ_in_these_alone(status: int, step: Step) -> None:
    """Every other answer means the same at both moments."""
    answer = Answer("/api/x", status, is_marked=True)
    route = Route(step, Host.HUB, None)
    start, later = (classify(see(moment, answer, route)) for moment in Moment)
    # A probe that reads is told of a gate by name, so that a bare 403 is none.
    is_bare_refusal = (status, step) == (403, Step.READ)
    assert (start != later) is (status in DIFFERENCES or is_bare_refusal)


def test_what_no_rule_knows() -> None:
    """Without a rule the cause is not known."""
    answer = Answer(status=0)
    seen = see(Moment.LATER, answer, Route(Step.OTHER, Host.UNKNOWN, None))
    assert find_rule(seen) is None
    assert classify(seen) == (Cause.UNEXPECTED,)


@pytest.mark.parametrize("role", ["read", "write"])
@pytest.mark.parametrize(
    ("status", "message", "code"),
    [
        (413, "storage limit reached", ""),
        (403, 'User Access Token "job" is expired', ""),
        (404, "Repository not found", "RepoNotFound"),
        (404, "", "EntryNotFound"),
        (403, "You have read access but not the required permissions", ""),
        (402, "Pre-paid credits are required", ""),
    ],
)
def test_the_whole_way_agrees(role: str, status: int, message: str, code: str) -> None:
    """From the answer to the verdict both moments say the same of a token that whoami knows."""
    who = make_identity(role)
    _memory.remember(HUB, Secret(SENT, "HF_TOKEN"), who)
    route = read_route(HUB + COMMIT, "POST")
    at_start = judge_refusal(
        make_answer(status, message, code, COMMIT), Step.WRITE, route.target, who
    )
    later = diagnose(make_error(status, COMMIT, "POST", said=message, code=code or None))
    only_asking_tells = ["repo-wrong-type"] if code == "RepoNotFound" else []
    assert list_causes(at_start) + only_asking_tells == list_causes(later)
