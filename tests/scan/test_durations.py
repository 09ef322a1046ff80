"""Tests of how long a job may run, and how long its token lives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from made_scan import scan

from hftoken_guard._scan import Scan
from hftoken_guard._scan.durations import is_over_an_hour, read_duration

if TYPE_CHECKING:
    from pathlib import Path

TRAIN = "trainer = SFTTrainer()\ntrainer.train()\n"
TIMED = '# /// script\n# [tool.hf-jobs]\n# timeout = "2h"\n# ///\n'
OIDC = "HF_OIDC_RESOURCE=alice/model "


@pytest.mark.parametrize(
    ("script", "launch", "corrected"),
    [
        (TRAIN, "hf jobs uv run t.py", "hf jobs uv run --timeout 4h t.py"),
        (TRAIN, "hf jobs uv run --timeout 2h t.py", None),
        (TRAIN, "hf jobs uv run t.py --timeout 2h", None),
        (TRAIN, "hf jobs uv run $OPTS t.py", None),
        (TRAIN, "hf jobs uv run t.py ...", None),
        (TRAIN, "hf jobs run image python t.py", None),
        (TRAIN, "hf jobs uv run other.py", None),
        (TIMED + TRAIN, "hf jobs uv run t.py", None),
        ("model.train()\n", "hf jobs uv run t.py", None),  # may be a mode, not work
        ("trainer = SFTTrainer()\n", "hf jobs uv run t.py", None),
        (TRAIN, 'run_uv_job("t.py", flavor="x")', 'run_uv_job("t.py", flavor="x", timeout="4h")'),
        (TRAIN, 'run_uv_job("t.py", timeout=3600)', None),
        (TRAIN, 'run_uv_job("t.py", **options)', None),
        (TRAIN, "run_uv_job(script='t.py', secrets=make())",
         "run_uv_job(script='t.py', secrets=make(), timeout=\"4h\")"),
        (TRAIN, 'hf_jobs("uv", {"script": "t.py"})',
         'hf_jobs("uv", {"timeout": "4h", "script": "t.py"})'),
    ],
)  # fmt: skip
def test_missing_timeout(tmp_path: Path, script: str, launch: str, corrected: str | None) -> None:
    """A job that trains needs more than the half hour that it has by default."""
    (tmp_path / "t.py").write_text(script)
    file = tmp_path / ("a.sh" if launch.startswith("hf ") else "a.py")
    file.write_text(f"{launch}\n")
    found = Scan()
    found.scan_path(str(file))
    texts = [f.corrected for f in found.findings if f.code == "timeout-missing"]
    assert texts == [corrected] * bool(corrected)


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        (f"{OIDC}hf jobs uv run --secrets HF_TOKEN --timeout 4h t.py", True),
        (f"export {OIDC}\nhf jobs uv run --timeout 90m --secrets HF_TOKEN t.py", True),
        (f"{OIDC}hf jobs uv run --secrets HF_TOKEN --timeout 1h t.py", False),
        (f"{OIDC}hf jobs uv run --secrets HF_TOKEN --timeout 3600 t.py", False),
        (f"{OIDC}hf jobs uv run --secrets HF_TOKEN --timeout $TIME t.py", False),
        (f"{OIDC}hf jobs uv run --secrets OTHER --timeout 4h t.py", False),
        (f"{OIDC}hf jobs uv run --secrets-file .env --timeout 4h t.py", False),
        ("# HF_OIDC_RESOURCE is not set\nhf jobs uv run -s HF_TOKEN --timeout 4h t.py", False),
    ],
)
def test_token_that_ends_early(text: str, *, is_found: bool) -> None:
    """A token that a CI job gets for its identity lives an hour."""
    assert scan(f"{text}\n", "a.sh") == ["token-ends-early"] * is_found


def test_token_that_ends_early_in_a_workflow() -> None:
    """The variable is often set for a whole workflow."""
    text = "env:\n  HF_OIDC_RESOURCE: alice/model\nsteps:\n  - run: {}\n"
    run = "hf jobs uv run --secrets HF_TOKEN --timeout 1d t.py"
    assert scan(text.format(run), "a.yml") == ["token-ends-early"]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90", 90), ("30m", 1800), ("1.5h", 5400), ("1d", 86_400), ("soon", None), ("", None)],
)
def test_durations(text: str, seconds: float | None) -> None:
    """A duration is read as the client reads it."""
    assert read_duration(text) == seconds
    assert is_over_an_hour(text) == (seconds is not None and seconds > 3600)
