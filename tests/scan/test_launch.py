"""Tests of the launches that are told for a script."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from made_scan import run, scan

if TYPE_CHECKING:
    import pytest


def test_launch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All three ways to launch name the secrets that the script reads, and no value."""
    monkeypatch.chdir(tmp_path)
    Path("my job.py").write_text(
        'import os\nkey = os.environ["WANDB_API_KEY"]\nos.environ.get("HOME")\n'
        'model.push_to_hub("a/b")\n'
    )
    code, out, err = run("--launch", "my job.py")
    assert (code, err) == (0, "")
    assert "hf jobs uv run --secrets HF_TOKEN --secrets WANDB_API_KEY 'my job.py'" in out
    assert (
        'run_uv_job("my job.py", secrets={"HF_TOKEN": get_token(),'
        ' "WANDB_API_KEY": os.environ["WANDB_API_KEY"]})'
    ) in out
    assert '"secrets": {"HF_TOKEN": "$HF_TOKEN"}' in out
    assert "not WANDB_API_KEY" in out
    Path("launches.md").write_text(f"```python\n{out}\n```\n")
    assert not scan(f"```python\n{out}\n```\n", "launches.md")


def test_launch_of_what_needs_nothing(tmp_path: Path) -> None:
    """A script that asks for no secret gets none."""
    (tmp_path / "a.py").write_text("print(1)\n")
    code, out, _ = run("--launch", str(tmp_path / "a.py"))
    assert code == 0
    assert "needs no secret" in out
    assert "--secrets" not in out
