"""The workflow that docs/command.md shows for others: its steps, run as its runner runs them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import demo
import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.examples.conftest import Site, Uv

pytestmark = [
    pytest.mark.examples,
    pytest.mark.skipif(sys.platform == "win32", reason="its runner is a Linux"),
]

PAGE = (demo.ROOT / "docs" / "command.md").read_text(encoding="utf-8")
SECRET = "${{ secrets.HF_TOKEN }}"
GOOD = "hf jobs uv run --secrets HF_TOKEN jobs/train.py\n"
BAD = "hf jobs uv run -e HF_TOKEN jobs/train.py\n"
JOB = """\
from hftoken_guard import require_token

require_token(write="datasets/alice/results")
"""


@pytest.fixture(scope="module")
def steps() -> list[dict[str, Any]]:
    """Give the steps of the workflow."""
    yaml = pytest.importorskip("yaml")
    (text,) = re.findall(r"(?s)```yaml\n(name: jobs\n.*?)```", PAGE)
    job = yaml.safe_load(text)["jobs"]["guard"]
    return list(job["steps"])


@pytest.fixture(scope="module")
def runner(
    steps: list[dict[str, Any]], uv: Uv, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """Give the environment of a runner where the step that installs has been run."""
    home = tmp_path_factory.mktemp("runner") / "venv"
    made = uv.call(["venv", "--quiet", "--seed", str(home)])
    assert made.exit_code == 0, made.stderr
    links = f"{uv.wheel.parent} {os.environ.get('PIP_FIND_LINKS', '')}".strip()
    path = f"{home / 'bin'}{os.pathsep}{os.environ['PATH']}"
    environment = {**uv.environment, "PATH": path, "PIP_FIND_LINKS": links}
    environment.pop("JOB_ID")
    (install,) = [step["run"] for step in steps if "pip install" in step.get("run", "")]
    done = run_step(install, environment, home)
    assert done.returncode == 0, done.stderr
    return environment


def run_step(
    command: str, environment: dict[str, str], folder: Path
) -> subprocess.CompletedProcess[str]:
    """Run the command of a step as the runner does."""
    bash = shutil.which("bash") or "bash"
    return subprocess.run(
        [bash, "-e", "-c", command],
        cwd=folder, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(("launch", "code"), [(GOOD, 0), (BAD, 1)])
def test_scan_step(
    launch: str, code: int, steps: list[dict[str, Any]], runner: dict[str, str], tmp_path: Path
) -> None:
    """A launch that leaks the token fails the step, and is put beside its line."""
    (tmp_path / "launch.sh").write_text(launch)
    (command,) = [step["run"] for step in steps if " scan " in step.get("run", "")]
    done = run_step(command, runner, tmp_path)
    assert done.returncode == code, done.stderr
    assert done.stdout.startswith("::error file=launch.sh,line=1" if code else "")


@pytest.mark.parametrize(("token", "code"), [("write", 0), ("read", 77)])
def test_check_step(
    token: str,
    code: int,
    steps: list[dict[str, Any]],
    runner: dict[str, str],
    site: Site,
    tmp_path: Path,
) -> None:
    """A token that cannot do what the job needs fails the step."""
    (tmp_path / "jobs").mkdir()
    (tmp_path / "jobs" / "train.py").write_text(JOB)
    (step,) = [step for step in steps if " check " in step.get("run", "")]
    assert step["env"] == {"HF_TOKEN": SECRET}
    done = run_step(step["run"], {**runner, **site.job(token)}, tmp_path)
    assert done.returncode == code, done.stdout + done.stderr
    target = "jobs/train.py:3: writes datasets/alice/results (require_token)"
    assert f"hftoken-guard: hint: {target}\n" in done.stdout


def test_action_is_the_one_that_this_repository_uses(steps: list[dict[str, Any]]) -> None:
    """The action of others is pinned by the commit that is used here."""
    (used,) = [step["uses"] for step in steps if "uses" in step]
    workflows = (demo.ROOT / ".github" / "workflows").glob("*.yml")
    assert any(f"uses: {used} #" in path.read_text() for path in workflows)
