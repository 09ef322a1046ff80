"""Tests of how a job ends: exceptions and exit codes."""

from __future__ import annotations

import pickle

import pytest
from made import make_problem

from hftoken_guard import AccessError, Cause, GuardError, HubUnavailableError, TokenError
from hftoken_guard._report.errors import error_for, exit_code


@pytest.mark.parametrize(
    ("causes", "code", "error"),
    [
        ([Cause.TOKEN_MISSING], 77, TokenError),
        ([Cause.TOKEN_EXPIRED], 77, TokenError),
        ([Cause.CREDENTIAL_SHADOWED], 77, TokenError),
        ([Cause.GATED_PENDING], 77, AccessError),
        ([Cause.REPO_NOT_FOUND, Cause.HUB_UNAVAILABLE], 77, AccessError),
        ([Cause.TARGET_MALFORMED], 64, AccessError),
        ([Cause.TOKEN_MISSING, Cause.TARGET_MALFORMED], 64, TokenError),
        ([Cause.HUB_UNREACHABLE], 75, HubUnavailableError),
        ([Cause.RATE_LIMITED, Cause.NOT_THE_HUB], 75, HubUnavailableError),
        ([Cause.UNEXPECTED], 75, HubUnavailableError),
        ([Cause.HUB_OFFLINE], 75, HubUnavailableError),
        ([Cause.CLIENT_MISCONFIGURED], 78, GuardError),
        ([Cause.CLIENT_MISCONFIGURED, Cause.TARGET_MALFORMED], 64, AccessError),
    ],
)
def test_exit_code_and_error(causes: list[Cause], code: int, error: type[GuardError]) -> None:
    """The exit code and the exception tell what the caller can do next."""
    problems = tuple(make_problem(cause) for cause in causes)
    assert exit_code(problems) == code
    assert type(error_for(problems, "the report")) is error


def test_error_survives_pickling() -> None:
    """An error that crosses processes keeps its report and its problems."""
    error = error_for((make_problem(),), "the report")
    twin = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    assert str(twin) == "the report"
    assert [problem.cause for problem in twin.problems] == [Cause.TOKEN_READ_ONLY]
