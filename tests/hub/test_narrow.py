"""Tests of what is left of the candidates, given whose token it is and what was proved."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import ACME, MINE, list_causes, make_answer, make_identity

from hftoken_guard._causes.codes import Cause
from hftoken_guard._hub.classify import classify
from hftoken_guard._hub.evidence import Evidence, Moment, Sent
from hftoken_guard._hub.host import Host
from hftoken_guard._hub.narrow import Knowledge, narrow
from hftoken_guard._hub.route import WRITE_STEPS, Route, Step
from hftoken_guard._hub.target_text import parse_target
from hftoken_guard._token.secret import Secret

if TYPE_CHECKING:
    from hftoken_guard._hub.answer import Answer
    from hftoken_guard._hub.target import Target
    from hftoken_guard._hub.verdict import Verdict

FOREIGN = parse_target("bob/x", "write", "model")
FORBIDDEN = make_answer(403, "You have read access but not the required permissions")
REFUSALS = [
    FORBIDDEN,
    make_answer(401, "Invalid credentials in Authorization header"),
    make_answer(401, "Invalid username or password."),
    make_answer(403, "Access to model is restricted", "GatedRepo"),
    make_answer(403, "No."),
    make_answer(404, "Repository not found", "RepoNotFound"),
    make_answer(404),
    make_answer(429),
    make_answer(503),
]
IDENTITIES = [None, *map(make_identity, ("read", "write", "fineGrained", None))]


def judge(
    answer: Answer,
    known: Knowledge,
    *,
    step: Step = Step.WRITE,
    target: Target | None = MINE,
    moment: Moment = Moment.LATER,
    token: str = "hf_" + "x" * 34,
) -> Verdict:
    """Classify and narrow one answer."""
    sent = Sent(is_sent=True, scheme="bearer", token=Secret(token, ""))
    seen = Evidence(answer=answer, route=Route(step, Host.HUB, target), moment=moment, sent=sent)
    return narrow(classify(seen), seen, known)


@given(
    st.sampled_from(REFUSALS),
    st.sampled_from(IDENTITIES),
    st.sampled_from([Step.READ, Step.WRITE, Step.CREATE, Step.WHOAMI, Step.INFERENCE]),
    st.sampled_from([MINE, ACME, FOREIGN, None]),
    st.sampled_from(Moment),
)
def test_what_is_known_of_the_token_is_not_denied(
    answer: Answer, who: object, step: Step, target: Target | None, moment: Moment
) -> None:
    """Every verdict names a cause once, and none that the identity rules out."""
    assert who is None or hasattr(who, "role")
    verdict = judge(answer, Knowledge(who), step=step, target=target, moment=moment)  # type: ignore[arg-type]
    causes = list_causes(verdict)
    assert verdict.cause
    assert len(causes) == len(set(causes))
    role = getattr(who, "role", None)
    if role == "write":
        assert Cause.TOKEN_READ_ONLY not in causes
    if role in ("read", "write") and step in WRITE_STEPS:
        assert Cause.TOKEN_SCOPE_MISSING not in causes
    if who and target is MINE and step in WRITE_STEPS:
        assert Cause.NAMESPACE_FORBIDDEN not in causes


@pytest.mark.parametrize(("answer", "moment"), list(product(REFUSALS[-2:], Moment)))
def test_fault_of_the_server_is_not_the_tokens(answer: Answer, moment: Moment) -> None:
    """Whoever the token speaks for, a busy or a broken Hub says nothing of it."""
    for who in IDENTITIES:
        cause = judge(answer, Knowledge(who), moment=moment).cause
        assert cause
        assert cause.is_fault


def test_what_was_proved_at_the_start_has_changed_since() -> None:
    """A write that was allowed is not explained by rights that the token still has."""
    known = Knowledge(make_identity(), frozenset({("write", MINE.page)}))
    verdict = judge(FORBIDDEN, known)
    assert list_causes(verdict) == ["write-denied"]
    assert "At the start of this job this was allowed" in verdict.because


def test_other_token_than_the_one_that_was_checked() -> None:
    """A 401 to a token that nobody checked is first of all about which token was sent."""
    verdict = judge(make_answer(401), Knowledge(is_other_token=True))
    assert list_causes(verdict)[0] == "credential-shadowed"
    assert "another token than the one that was checked" in verdict.because


@pytest.mark.parametrize(
    ("token", "cause"),
    [("$HF_TOKEN", "token-placeholder"), ("<your token>", "token-placeholder"),
     ("hf_xxxxxxxx", "token-placeholder"), ("sk-12345", "token-invalid")],
)  # fmt: skip
def test_text_in_place_of_a_token(token: str, cause: str) -> None:
    """What is surely no token is named alone; what is odd stays beside the refusal."""
    causes = list_causes(judge(make_answer(401), Knowledge(), token=token))
    assert cause in causes


def test_proved_write_shows_that_the_token_is_good() -> None:
    """A 401 for one target cannot mean a bad token where another one can be written."""
    answer, known = make_answer(401), Knowledge(is_token_proved=True)
    verdict = judge(answer, known, moment=Moment.START, step=Step.READ)
    assert list_causes(verdict) == ["unexpected", "token-scope-missing"]
