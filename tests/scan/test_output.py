"""Tests of the outputs and the exit codes of a scan."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from made_scan import FAKE, run

import hftoken_guard
from hftoken_guard._cli.main import main
from hftoken_guard._scan import RULES

BROKEN_YAML = ("run: HF_TOKEN={} x: [", "token: {} : x", "a: !<{} x", "a: &{} x\nb: *{}y", "'{}")


def test_text(folder: Path) -> None:
    """Findings read as those of other linters do, with what puts them right."""
    code, out, err = run(".")
    assert (code, err) == (1, "")
    assert out.splitlines() == [
        "jobs/train.py:3:1: write-unguarded warning: this writes to the Hub, and nothing shows"
        " before the heavy work that the token may",
        "  + from hftoken_guard import require_token",
        '  + require_token(write="datasets/alice/results")',
        "launch.sh:2:16: token-in-env the token is passed as a variable, not as a secret",
        "  + hf jobs uv run --secrets HF_TOKEN train.py",
        "2 files: 1 error and 1 warning; hftoken-guard explain CODE says more",
    ]


def test_exit_codes(folder: Path) -> None:
    """Errors are 1, warnings 0 or with --strict 1, wrong usage 2."""
    assert run("launch.sh")[0] == 1
    assert run("jobs")[0] == 0
    assert run("jobs", "--strict")[0] == 1
    assert run("tests") == (0, "0 files: nothing found\n", "")
    named = "tests/test_launch.py"
    assert run(named) == (0, "0 files: nothing found\n", f"{named}: note: not read: a test\n")
    for arguments in (
        [],
        ["missing.py"],
        ["--format", "xml", "."],
        ["--launch", "missing.py"],
        ["--launch", "launch.sh"],
        ["--launch", "jobs/train.py", "."],
        ["--launch", "jobs/train.py", "--json"],
    ):
        code, out, err = run(*arguments)
        assert (code, out) == (2, "")
        assert "usage:" in err


def test_json(folder: Path) -> None:
    """One object holds all that is known."""
    data = json.loads(run(".", "--json")[1])
    assert data == json.loads(run(".", "--format", "json")[1])
    assert (data["ok"], data["files"], data["notes"]) == (False, 2, [])
    assert [finding["severity"] for finding in data["findings"]] == ["warning", "error"]
    rule = RULES["token-in-env"]
    assert data["findings"][1] == {
        "file": "launch.sh",
        "line": 2,
        "column": 16,
        "code": "token-in-env",
        "severity": "error",
        "reason": rule.reason,
        "why": rule.why,
        "fix": rule.fix,
        "corrected": "hf jobs uv run --secrets HF_TOKEN train.py",
    }
    assert json.loads(run("jobs", "--json")[1])["ok"] is True


def test_github(folder: Path) -> None:
    """Each finding is a command that a workflow understands, on one line."""
    lines = run(".", "--format", "github")[1].splitlines()
    assert lines[0].startswith("::warning file=jobs/train.py,line=3,col=1,title=write-unguarded::")
    added = 'require_token%0Arequire_token(write="datasets/alice/results")%0A'
    assert lines[0].endswith(f"%0Afrom hftoken_guard import {added}")
    assert lines[1].startswith("::error file=launch.sh,line=2,col=16,title=token-in-env::")


def test_no_token_is_printed(tmp_path: Path) -> None:
    """A token that is found is not shown, in no format."""
    line = f'login(token="{FAKE}")  # {FAKE}\n'
    (tmp_path / "a.py").write_text(
        f"{line}token = '{FAKE}'\nrun_uv_job('x', secrets={{'HF_TOKEN': '{FAKE}'}})\n"
    )
    (tmp_path / "b.sh").write_text(
        f"hf jobs uv run -s HF_TOKEN={FAKE} -e HF_TOKEN={FAKE} x.py {FAKE}\n"
    )
    for form in ("text", "json", "github"):
        code, out, err = run(str(tmp_path), "--format", form)
        assert (code, err) == (1, "")
        assert "token-in-code" in out
        assert not any(FAKE[i : i + 6] in out for i in range(3, len(FAKE) - 5))


@pytest.mark.parametrize(
    "text",
    [
        f'token = "{FAKE[:14]}" "{FAKE[14:]}"',
        f'token = "hf_" + "{FAKE[3:]}"; print(token)',
        f'token = "hf\\x5f{FAKE[3:]}"; login(token="hf_xxx")',
        f'x = "hf%5F{FAKE[3:]}"; login(token="hf_xxx")',
    ],
)
def test_token_in_disguise_is_not_shown(tmp_path: Path, text: str) -> None:
    """A line that holds a token which redaction cannot know is not repeated."""
    (tmp_path / "a.py").write_text(f"{text}\n")
    _, out, _ = run(str(tmp_path))
    assert not any(FAKE[i : i + 6] in out for i in range(14, len(FAKE) - 5))


@pytest.mark.parametrize("form", BROKEN_YAML)
def test_parser_that_quotes_the_text(tmp_path: Path, form: str) -> None:
    """What a parser says of a broken file holds nothing of the file."""
    (tmp_path / "a.yml").write_text(form.replace("{}", FAKE))
    (tmp_path / "b.py").write_text(f'# /// script\n# {FAKE} = [\n# ///\nx = "{FAKE}\n')
    for kind in ("text", "json", "github"):
        _, out, err = run(str(tmp_path), "--format", kind)
        assert not any(FAKE[i : i + 6] in out + err for i in range(3, len(FAKE) - 5))


def test_reader_that_goes_away(tmp_path: Path) -> None:
    """`| head` ends no scan with a traceback."""
    (tmp_path / "a.sh").write_text("hf jobs uv run -e HF_TOKEN t.py\n" * 5_000)
    code = f"{sys.executable} -m hftoken_guard scan a.sh | head -1"
    environ = os.environ | {"PYTHONPATH": str(Path(hftoken_guard.__file__).parent.parent)}
    done = subprocess.run(  # noqa: S602
        code, shell=True, cwd=tmp_path, env=environ, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("a.sh:1:16: token-in-env")
    assert done.stderr == ""


def test_stdout_that_is_closed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The exit code is that of the findings, whoever still reads them."""
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as stream:
        monkeypatch.setattr("sys.stdout", stream)
        assert main(["scan", "launch.sh"]) == 1
