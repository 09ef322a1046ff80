"""Tests of what excuses a finding."""

from __future__ import annotations

import pytest
from made_scan import WRONG, scan


def test_code_that_runs_is_not_excused() -> None:
    """A comment makes documentation of nothing that runs."""
    assert scan(f"# never do this!\n{WRONG}\n") == ["token-in-env"]


@pytest.mark.parametrize(
    ("comment", "is_found"),
    [
        ("  # hftoken-guard: ignore", False),
        ("  # hftoken-guard: ignore[token-in-env]", False),
        ("  # hftoken-guard: ignore[token-printed, token-in-env]", False),
        ("  # hftoken-guard: ignore[token-printed]", True),
        ("  # noqa", True),
    ],
)
def test_ignored(comment: str, *, is_found: bool) -> None:
    """One line can be silenced, by rule or whole, on it or from the line above."""
    assert scan(f"{WRONG}{comment}\n") == ["token-in-env"] * is_found
    assert scan(f"{comment.strip()}\n{WRONG}\n") == ["token-in-env"] * is_found
    command = "hf jobs uv run \\\n  -e HF_TOKEN t.py"
    assert scan(f"{comment.strip()}\n{command}\n", "a.sh") == ["token-in-env"] * is_found


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("hf_jobs('uv', {  # hftoken-guard: ignore[token-in-env]\n'env': {'HF_TOKEN': 1}})", False),
        ("hf_jobs('uv', {\n# hftoken-guard: ignore[token-in-env]\n'env': {'HF_TOKEN': 1}})", False),
        ("hf_jobs('uv', {'env': {'HF_TOKEN': 1}})  # hftoken-guard: ignore[ token-in-env ]", False),
        ("hf_jobs('uv', {'env': {'HF_TOKEN': 1}})  # hftoken-guard: ignored", True),
        ("hf_jobs('uv', {'env': {'HF_TOKEN': 1}})  # hftoken-guard: ignore(token-printed)", True),
        ("hf_jobs('uv', {'env': {'HF_TOKEN': 1}})  # hftoken-guard: ignore-file", True),
        ("hf_jobs('uv', {'x': 'hftoken-guard: ignore', 'env': {'HF_TOKEN': 1}})", True),
    ],
)
def test_form_of_the_silencing_comment(text: str, *, is_found: bool) -> None:
    """It is a comment, and names rules or nothing."""
    assert scan(text) == ["token-in-env"] * is_found


COMMAND = "hf jobs uv run -s HF_TOKEN=your-token-here t.py"


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        (f"To avoid errors, use a large GPU. Launch it:\n\n```sh\n{COMMAND}\n```", True),
        (f"Never mind the warning.\n\nLaunch it:\n\n```sh\n{COMMAND}\n```", True),
        (f"```sh\n# avoid OOM errors\nuv sync\n{COMMAND}\n```", True),
        (f"```sh\n# Wrong:\n{COMMAND}\n```", False),
        (f"```sh\n# Wrong:\n\n{COMMAND}\n```", False),
        (f"```sh\n{COMMAND}  # wrong\n```", False),
        (f"Launch it. This is wrong:\n\n```sh\n{COMMAND}\n```", False),
        (f"## Wrong\n\n```sh\n{COMMAND}\n```", False),
        (f"## Wrong\n\nLaunch it:\n\n```sh\n{COMMAND}\n```", True),
        (f"```sh\n{COMMAND}\n```", True),
        (f"```sh\n\n{COMMAND}\n```", True),
    ],
)
def test_mark_stands_directly_at_the_line(text: str, *, is_found: bool) -> None:
    """Words in another sentence excuse nothing."""
    assert scan(text, "README.md") == ["placeholder-not-replaced"] * is_found
