"""Tests of the problem as data, its layout, its exceptions and exit codes."""

from __future__ import annotations

import pickle

import pytest

from hftoken_guard import (
    AccessError,
    Cause,
    GuardError,
    HubUnavailableError,
    Problem,
    TokenError,
)
from hftoken_guard._catalog import CATALOG
from hftoken_guard._report import describe, error_for, exit_code, render

EXAMPLE = """\
hftoken-guard: token-read-only: HF_TOKEN may not write to datasets/alice/results
  why: You are logged in as "alice" with the token "laptop", whose role is read.
       The Hub said (HTTP 403): "You have read access but not the required permissions"
  fix: 1. Create a token with write permission at https://huggingface.co/settings/tokens
          or one with just the rights that this needs:
          https://huggingface.co/settings/tokens/new
       2. Start the job again with it:  hf jobs uv run --secrets HF_TOKEN ...
          or, through hf_jobs:  "secrets": {"HF_TOKEN": "$HF_TOKEN"}
          (--secrets HF_TOKEN sends HF_TOKEN of your shell, or if that is not set your saved login:
          so first  export HF_TOKEN=...  or  unset HF_TOKEN; hf auth login --force)
  see: https://huggingface.co/docs/hub/security-tokens"""


def make_problem(cause: Cause = Cause.TOKEN_READ_ONLY, **parts: object) -> Problem:
    """Make a problem as the guard does."""
    names = {
        "source": "HF_TOKEN",
        "mode": "write to",
        "target": "datasets/alice/results",
        "link": "https://huggingface.co/settings/tokens/new",
        "launch": "hf jobs uv run --secrets HF_TOKEN ...",
        "login": 'You are logged in as "alice" with the token "laptop", whose role is read.',
    }
    return describe(cause, names, **parts)  # type: ignore[arg-type]


def test_render_whole() -> None:
    """The layout is the one that users and tools rely on."""
    said = "You have read access but not the required permissions"
    assert render(make_problem(said=said, status=403)) == EXAMPLE


def test_render_wraps_the_reason_and_not_the_servers_words() -> None:
    """Long reasons are wrapped; a quotation stays on one line, to be searched for."""
    problem = make_problem(because="word " * 60, said="x" * 200, status=403)
    lines = render(problem).splitlines()
    assert max(len(line) for line in lines if "The Hub said" not in line) < 100
    assert any("x" * 200 in line for line in lines)


def test_describe_leaves_out_what_nobody_could_follow() -> None:
    """A step whose name is not known is not printed with a hole in it."""
    names = {"mine": "", "owner": "acme", "source": "HF_TOKEN"}
    problem = describe(Cause.NAMESPACE_FORBIDDEN, names)
    assert not any("your own namespace" in step for step in problem.fix)
    assert any('"acme"' in step for step in problem.fix)


def test_describe_says_what_is_left_open() -> None:
    """Where the evidence leaves more than one cause the message lists them."""
    problem = make_problem(could_be=(Cause.ORG_POLICY, Cause.WRITE_DENIED))
    assert "The evidence also fits: org-policy, write-denied." in problem.why


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


def test_cause_is_its_code() -> None:
    """The code is what str, format and comparison give, on every Python."""
    cause = Cause.REPO_NOT_FOUND
    assert str(cause) == f"{cause}" == cause == "repo-not-found"
    assert Cause("repo-not-found") is cause


def test_codes_are_those_of_the_contract() -> None:
    """Codes are stable: none is renamed, none disappears."""
    assert sorted(cause.value for cause in Cause) == sorted(
        "token-missing token-wrong-name token-placeholder token-malformed token-invalid"
        " token-expired credential-shadowed token-read-only token-scope-missing"
        " namespace-forbidden org-role-too-low org-policy write-denied gated-not-requested"
        " gated-pending gated-rejected gated-scope-missing storage-limit payment-required"
        " repo-not-found repo-wrong-type revision-not-found repo-disabled target-malformed"
        " rate-limited hub-unavailable hub-unreachable hub-offline not-the-hub"
        " storage-host-denied unexpected".split()
    )


@pytest.mark.parametrize("cause", Cause, ids=str)
def test_every_cause_has_its_texts(cause: Cause) -> None:
    """Each cause has a family, a title, a reason, a fix and one link."""
    entry = CATALOG[cause]
    assert entry.what
    assert entry.why
    assert entry.fix
    assert entry.see.startswith("https://")
    assert render(describe(cause, {})).isascii()
