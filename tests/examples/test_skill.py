"""The skill for agents: its form, its code blocks, and what it says of exit codes."""

from __future__ import annotations

import ast
import re
import shlex
from typing import TYPE_CHECKING

import demo
import pytest

from hftoken_guard import __version__
from hftoken_guard._cli.main import main
from hftoken_guard._cli.parser import make_parser
from hftoken_guard._report.errors import EXIT_ACCESS, EXIT_HUB, EXIT_SETTING, EXIT_TARGET
from hftoken_guard._scan import Scan

if TYPE_CHECKING:
    from pathlib import Path

    from tests.examples.conftest import Site, Uv

SKILL = demo.ROOT / "skills" / "hf-job-token-guard" / "SKILL.md"
TEXT = SKILL.read_text(encoding="utf-8")
BLOCKS = re.findall(r"(?ms)^```(\w+)\n(.*?)^```$", TEXT)
PYTHON = [code for language, code in BLOCKS if language == "python"]
SHELL = [line for language, code in BLOCKS if language == "sh" for line in code.splitlines()]


def test_front_matter() -> None:
    """The name is that of the folder, and the description says when to use it, in short."""
    yaml = pytest.importorskip("yaml")
    head = yaml.safe_load(TEXT.split("---\n")[1])
    assert set(head) == {"name", "description"}
    assert head["name"] == SKILL.parent.name
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", head["name"])
    assert "Use it when" in head["description"]
    assert len(head["description"]) <= 1024
    assert len(TEXT.splitlines()) < 150


def test_blocks_are_found() -> None:
    """The tests below see the blocks: scripts, launches from Python, and commands."""
    assert len(PYTHON) == 4
    assert len(SHELL) == 6
    assert {language for language, _ in BLOCKS} == {"python", "sh"}


@pytest.mark.examples
def test_first_block_runs(uv: Uv, site: Site, tmp_path: Path) -> None:
    """The script to paste runs as it is, and its rows arrive."""
    script = tmp_path / "job.py"
    script.write_text(PYTHON[0], encoding="utf-8")
    demo.install(uv.command, script, uv.environment)
    done = uv.call(["run", "--quiet", str(script)], site.job("write"))
    assert done.exit_code == 0, done.stderr
    assert "hftoken-guard: ok: alice (write token) reads meta-llama/Llama-3.2-1B" in done.stderr
    made = site.hub.world.repo("alice/results", "dataset")
    assert made is not None
    assert any(name.endswith(".parquet") for name in made.files)
    assert f'"hftoken-guard=={__version__}"' in PYTHON[0]


@pytest.mark.parametrize("code", PYTHON)
def test_python_blocks_are_python(code: str) -> None:
    """Each block is whole."""
    assert ast.parse(code).body


@pytest.mark.parametrize("line", SHELL)
def test_commands_are_accepted(line: str) -> None:
    """The commands of the guard take the arguments shown."""
    words = shlex.split(line)
    assert words[0] in {"hftoken-guard", "hf"}
    if words[0] == "hftoken-guard":
        own = words[1 : words.index("--")] if "--" in words else words[1:]
        assert make_parser().parse_args(own).command == words[1]


def test_second_block_is_what_check_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command that reads the script finds the target that its arguments give."""
    (tmp_path / "train.py").write_text(PYTHON[1], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    (line,) = [line for line in SHELL if "check train.py" in line]
    assert main(shlex.split(line)[1:]) == EXIT_ACCESS  # no token is here
    assert ": writes alice/my-model (require_token)\n" in capsys.readouterr().out


def test_scan_finds_nothing_in_it() -> None:
    """What the skill shows would pass the scanner."""
    pytest.importorskip("markdown_it")
    found = Scan(is_strict=True)
    found.scan_text("SKILL.md", TEXT)
    assert found.findings == []
    assert found.notes == []


def test_exit_codes() -> None:
    """The exit codes are those of the package."""
    codes = [int(code) for code in re.findall(r"(?m)^\| (\d+) \|", TEXT)]
    assert codes == [0, EXIT_TARGET, EXIT_ACCESS, EXIT_SETTING, EXIT_HUB]
