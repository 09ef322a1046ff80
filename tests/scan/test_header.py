"""Tests of the header of a script."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from made_scan import HEADER, run, scan

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ('secrets = ["HF_TOKEN"]', []),
        ('secrets = ["HF_TOKEN", "HUGGINGFACE_TOKEN"]', []),
        ('flavor = "a100-large"', []),
        ('secrets = ["HUGGINGFACE_TOKEN"]', ["secret-wrong-name"]),
        ('secrets = ["HF_TOKEN=$HF_TOKEN"]', ["placeholder-not-replaced"]),
        ('env = { HF_TOKEN = "x" }', ["token-in-env"]),
        ("secrets = 3", []),
    ],
)
def test_header(table: str, expected: list[str]) -> None:
    """The table of `hf jobs uv run` in the header is read."""
    assert scan(f"# /// script\n# [tool.hf-jobs]\n# {table}\n# ///\n") == expected


def test_header_without_a_parser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Python 3.10 has no parser of TOML: it is of the extra."""
    (tmp_path / "a.py").write_text(f"{HEADER}HF_TOKEN\n")
    for name in ("tomllib", "tomli"):
        monkeypatch.setitem(sys.modules, name, None)
    code, _, err = run(str(tmp_path))
    assert code == 2
    assert "hftoken-guard[scan]" in err
    code, out, err = run("--launch", str(tmp_path / "a.py"))
    assert (code, out) == (2, "")
    assert "hftoken-guard[scan]" in err
