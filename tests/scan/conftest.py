"""A folder for the scanner."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from made_scan import PUSH, WRONG

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a folder with an error, a warning, and what is not looked at, and go there."""
    files = {
        "launch.sh": "#!/bin/sh\nhf jobs uv run -e HF_TOKEN train.py\n",
        "jobs/train.py": f"train()\n{PUSH}",
        "tests/test_launch.py": f"{WRONG}\n",
        "test_more.py": f"{WRONG}\n",
        ".venv/lib/x.py": f"{WRONG}\n",
        "env/pyvenv.cfg": "",
        "env/x.py": f"{WRONG}\n",
        "data.csv": f"{WRONG}\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path
