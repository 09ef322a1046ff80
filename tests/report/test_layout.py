"""Tests of the one layout."""

from __future__ import annotations

from made import make_problem

from hftoken_guard._report.layout import render_problem

EXAMPLE = """\
hftoken-guard: token-read-only: HF_TOKEN may not write to datasets/alice/results
  why: You are logged in as "alice" with the token "laptop", whose role is read.
       The Hub said (HTTP 403): "You have read access but not the required permissions"
  fix: 1. Create a token with write permission at https://huggingface.co/settings/tokens
          or a fine-grained one:
          https://huggingface.co/settings/tokens/new
       2. Put that token into HF_TOKEN and start the job again:
          export HF_TOKEN=...
          hf jobs uv run --secrets HF_TOKEN ...
          or, through the tool hf_jobs:  "secrets": {"HF_TOKEN": "$HF_TOKEN"}
  see: https://huggingface.co/docs/hub/security-tokens"""


def test_render_whole() -> None:
    """The layout is the one that users and tools rely on."""
    said = "You have read access but not the required permissions"
    assert render_problem(make_problem(said=said, status=403)) == EXAMPLE


def test_render_wraps_the_reason_and_not_the_servers_words() -> None:
    """Long reasons are wrapped; a quotation stays on one line, to be searched for."""
    problem = make_problem(because="word " * 60, said="x" * 200, status=403)
    lines = render_problem(problem).splitlines()
    assert max(len(line) for line in lines if "The Hub said" not in line) < 100
    assert any("x" * 200 in line for line in lines)
