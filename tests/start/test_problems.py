"""Tests of what the guard says of a fault of the Hub."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hftoken_guard import Cause
from hftoken_guard._hub.answer import Answer
from hftoken_guard._start.problems import THE_TOKEN, describe_fault
from hftoken_guard._token.lookup import find_token

if TYPE_CHECKING:
    from hftoken_guard import Problem


def describe_wait(wait_s: float) -> Problem:
    """Describe a 429 with a wait."""
    answer = Answer("/api/x", 429, wait_s=wait_s, is_marked=True)
    return describe_fault(find_token(None, {}), None, Cause.RATE_LIMITED, "gpt2", answer)


@pytest.mark.parametrize(("wait_s", "is_told"), [(0.0, True), (200.0, True), (3600.0, False)])
def test_longer_timeout_is_advised_only_where_it_helps(wait_s: float, *, is_told: bool) -> None:
    """No time budget outlasts a wait of an hour, so that none is advised."""
    assert any("timeout=" in step for step in describe_wait(wait_s).fix) is is_told


def test_page_in_place_of_the_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    """What can have put a page there is named where it is set, and else not suspected."""
    page = Answer("/api/whoami-v2", 200, form="page", is_marked=False)
    lookup = find_token(None, {})
    problem = describe_fault(lookup, None, Cause.NOT_THE_HUB, THE_TOKEN, page)
    assert problem.what.startswith("a web page came in place of the Hub's answer, from https://")
    assert "Nothing was found against the token." in problem.why
    assert not any("HF_ENDPOINT" in step or "proxy" in step for step in problem.fix)
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example.org")
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "https://mirror.example.org")
    problem = describe_fault(lookup, None, Cause.NOT_THE_HUB, THE_TOKEN, page)
    assert problem.fix[0].startswith("HF_ENDPOINT is https://mirror.example.org")
    assert "(HTTPS_PROXY)" in problem.fix[1]
