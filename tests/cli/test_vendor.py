"""Tests of the command `vendor`: a block that runs where nothing is installed."""

from __future__ import annotations

import ast
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from hftoken_guard import __version__
from hftoken_guard._cli.main import main
from hftoken_guard._scan import Scan

if TYPE_CHECKING:
    from pathlib import Path

    from standin.server import LocalHub

WORK = 'print("work")\n'
HEADER = '# /// script\n# dependencies = ["datasets"]\n# ///\n'
PUSH = (
    "from datasets import load_dataset\n"
    'data = load_dataset("stanfordnlp/imdb")\ndata.push_to_hub("alice/results")\n'
)


@pytest.fixture
def block(capsys: pytest.CaptureFixture[str]) -> str:
    """Give the block as the command prints it."""
    assert main(["vendor"]) == 0
    return capsys.readouterr().out


def test_block_is_short_and_its_own(block: str) -> None:
    """It is under sixty lines, names its version, and imports the standard library alone."""
    lines = block.splitlines()
    assert len(lines) < 60
    assert max(map(len, lines)) <= 100
    assert lines[0].startswith(f"# The short form of hftoken_guard {__version__}: ")
    roots = {
        alias.name.partition(".")[0]
        for node in ast.walk(ast.parse(block))
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for alias in node.names
    }
    assert roots <= sys.stdlib_module_names


@pytest.mark.parametrize(
    ("role", "code", "said"),
    [
        ("write", 0, ""),
        ("read", 77, "hftoken-guard: token-read-only: "),
        (None, 77, "hftoken-guard: token-missing: "),
    ],
)
def test_block_in_a_script(
    role: str | None, code: int, said: str, block: str, hub: LocalHub, tmp_path: Path
) -> None:
    """A script with the block runs alone, and comes to its work only with a good token."""
    script = tmp_path / "job.py"
    script.write_text(f'{block}\nrequire_token(write="datasets/alice/results")\n{WORK}')
    environ = {"HF_ENDPOINT": hub.endpoint}
    if role:
        environ["HF_TOKEN"] = hub.world.add_token("alice", role).value
    done = subprocess.run(
        [sys.executable, "-I", str(script)],
        env=environ, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (code, "work\n" if code == 0 else ""), done.stderr
    assert done.stderr.startswith(said)
    assert "Traceback" not in done.stderr


def test_scan_takes_the_block_for_a_guard(block: str) -> None:
    """A script that pushes is guarded by it, as by the package."""
    call = 'require_token(write="datasets/alice/results")\n'
    assert _scan(f"{HEADER}{PUSH}") == ["write-unguarded"]
    assert _scan(f"{HEADER}{block}\n{call}{PUSH}") == []


def _scan(text: str) -> list[str]:
    found = Scan()
    found.scan_text("job.py", text)
    assert not found.notes
    return [finding.code for finding in found.findings]
