"""Tests of which files are read, and of what cannot be."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path

import pytest
from made_scan import WRONG, run


@pytest.mark.parametrize(
    ("text", "name", "code"),
    [
        ("hf jobs uv run -e HF_TOKEN t.py", "-", 1),
        (f"{WRONG}\n", "-", 1),
        (f"Look:\n\n```python\n{WRONG}\n```\n", "-", 1),
        ("- run: hf jobs uv run -e HF_TOKEN t.py", "x.yml", 1),
        ("hf jobs uv run -s HF_TOKEN t.py", "-", 0),
        ("", "-", 0),
    ],
)
def test_stdin(text: str, name: str, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Standard input is taken for what it is, or for what its name says."""
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    assert run("-", "--stdin-filename", name)[0] == code


def test_what_cannot_be_read_is_noted(tmp_path: Path) -> None:
    """A binary, huge or broken file is a note and no crash, and the others are scanned."""
    (tmp_path / "a.py").write_text("HF_TOKEN = (")
    (tmp_path / "b.py").write_bytes(b"HF_TOKEN\0\1")
    (tmp_path / "c.py").write_text("# HF_TOKEN\n" * 100_000)
    (tmp_path / "d.yml").write_text("HF_TOKEN: [")
    (tmp_path / "e.py").write_text("HF_TOKEN = " + "(" * 500 + ")" * 500)
    (tmp_path / "f.py").write_text("HF_TOKEN = 1" + "+1" * 50_000)
    (tmp_path / "g.sh").write_bytes(b"hf jobs uv run -e HF_TOKEN \xff.py '\n")
    (tmp_path / "h.py").symlink_to("missing.py")
    (tmp_path / "z.sh").write_text("hf jobs uv run -e HF_TOKEN t.py\n")
    code, out, err = run(str(tmp_path))
    assert code == 1
    assert out.count("token-in-env") == 2
    notes = [line.split(": ", 3) for line in err.splitlines()]
    assert [Path(note[0]).name for note in notes] == [
        "a.py", "b.py", "c.py", "d.yml", "e.py", "f.py", "h.py"
    ]  # fmt: skip
    assert {note[1] for note in notes} == {"note"}
    assert json.loads(run(str(tmp_path), "--json")[1])["notes"][1] == {
        "file": str(tmp_path / "b.py"), "reason": "not read: binary"
    }  # fmt: skip


@pytest.mark.parametrize("name", ["markdown_it", "yaml"])
def test_without_the_extra(folder: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What needs a parser that is not there is not passed over in silence."""
    (folder / "jobs/x.md").write_text("HF_TOKEN")
    (folder / "jobs/x.yml").write_text("HF_TOKEN: 1")
    monkeypatch.setitem(sys.modules, name, None)
    code, out, err = run("jobs")
    assert (code, "write-unguarded" in out) == (2, True)
    assert json.loads(run("jobs", "--json")[1])["ok"] is False
    assert err.endswith('note: not read; pip install "hftoken-guard[scan]"\n')
    assert run(".")[0] == 1  # errors first


def test_files_that_are_none(tmp_path: Path) -> None:
    """A pipe is a note, not the end."""
    os.mkfifo(tmp_path / "p.py")
    code, _, err = run(str(tmp_path))
    assert code == 0
    assert "no regular file" in err


@pytest.mark.parametrize("mark", [".git", ""])
def test_script_is_looked_for_from_the_root(tmp_path: Path, mark: str) -> None:
    """A document names a script from its own folder, or from the root of the repository."""
    files = {
        "docs/launch.md": "```sh\nhf jobs uv run jobs/t.py\n```\n",
        "docs/near.md": "```sh\nhf jobs uv run near.py\n```\n",
        ".github/workflows/x.yml": "steps:\n  - run: hf jobs uv run jobs/t.py\n",
        "jobs/t.py": 'import os\nos.environ["HF_TOKEN"]\n',
        "docs/near.py": 'import os\nos.environ["HF_TOKEN"]\n',
        "t.py": "print(1)\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    if mark:
        (tmp_path / mark).mkdir()
    data = json.loads(run(str(tmp_path), "--json")[1])
    found = [Path(finding["file"]).name for finding in data["findings"]]
    assert found == ["x.yml", "launch.md", "near.md"]
    if mark:  # also where only one document is scanned
        assert run(str(tmp_path / "docs/launch.md"))[0] == 1
