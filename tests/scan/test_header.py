"""Tests of the header of a script."""

from __future__ import annotations

import importlib
import importlib.metadata
import sys
from typing import TYPE_CHECKING

import pytest
from made_scan import HEADER, run, scan

from hftoken_guard._scan import Scan
from hftoken_guard._scan.header import KEYS

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


@pytest.mark.parametrize(
    ("line", "remark"),
    [
        ('secret = ["HF_TOKEN"]', "secret: secrets is meant"),
        ("attempts = 3", "attempts"),
        ('flavour = "cpu-basic"', "flavour: flavor is meant"),
        ('"odd key" = 1', "odd key"),
        ('timeout = "2h"', ""),
        ('image = "python:3.12"', ""),
    ],
)
def test_unknown_key(line: str, remark: str) -> None:
    """The client refuses a header with a key that it does not know."""
    found = Scan()
    found.scan_text("a.py", f"# /// script\n# [tool.hf-jobs]\n# {line}\n# ///\n")
    assert [(f.code, f.line) for f in found.findings] == [
        ("header-unknown-key", 2 if "odd" in line else 3)
    ] * bool(remark)
    assert all(f.reason.endswith(f"; {remark}") for f in found.findings)


def test_keys_are_those_of_the_client() -> None:
    """The keys are the ones that the newest client takes."""
    version = importlib.metadata.version("huggingface_hub").split(".")
    if tuple(map(int, version[:2])) < (2, 4):
        pytest.skip("the keys are those of a newer client")
    module = importlib.import_module("huggingface_hub.cli._uv_script_header")
    assert set(module.VALID_KEYS) == set(KEYS)
