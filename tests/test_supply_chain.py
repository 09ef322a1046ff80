"""What a user must trust is small: no code at import, two dependencies, pinned workflows."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
import yaml

import hftoken_guard

ROOT = Path(__file__).parent.parent
PACKAGE = Path(hftoken_guard.__file__).parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
MODULES = sorted(
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
    for path in PACKAGE.rglob("*.py")
)
PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")

# Everything that the interpreter reports while all modules of the package are imported.
IMPORT = f"""
import sys
sys.path.insert(0, {str(PACKAGE.parent)!r})
import huggingface_hub, tenacity, importlib, os  # what these do is theirs
seen, before = [], dict(os.environ)
def hook(event, arguments):
    is_write = event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    starts = ("socket.", "subprocess.", "os.", "shutil.", "tempfile.", "ctypes.", "_thread.")
    harmless = ("os.listdir", "os.scandir", "socket.__new__")
    if is_write or (event.startswith(starts) and event not in harmless):
        seen.append((event, str(arguments)[:80]))
sys.addaudithook(hook)
for name in {MODULES!r}:
    importlib.import_module(name)
assert dict(os.environ) == before
import threading
print(seen, threading.active_count())
"""


def load(path: Path) -> dict[Any, Any]:
    """Return a workflow as data; `on` is a truth value in YAML 1.1."""
    found = yaml.safe_load(path.read_text())
    assert isinstance(found, dict)
    return found


def test_import_does_nothing_but_define() -> None:
    """No connection, process, thread, written file or changed environment."""
    done = subprocess.run(
        [sys.executable, "-B", "-c", IMPORT], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[] 1\n"
    assert done.stderr == ""


def test_dependencies_are_two() -> None:
    """The installed package asks for huggingface_hub and tenacity; the rest is extra."""
    lines = metadata.requires("hftoken-guard") or []
    names = [re.split(r"[ !<>=;\[]", line)[0] for line in lines if "extra ==" not in line]
    assert sorted(names) == ["huggingface-hub", "tenacity"]
    assert all(re.search("extra == .scan.", line) for line in lines if "extra ==" in line)


def test_wheel_installs_nothing_but_the_package() -> None:
    """No start-up hook, no compiled code, one command under two names."""
    files = [str(file) for file in metadata.files("hftoken-guard") or []]
    if not any(file.endswith("hftoken_guard/__init__.py") for file in files):
        pytest.skip("installed in place")
    own = [name for name in files if not re.match(r"hftoken_guard(-[\w.]+\.dist-info)?/", name)]
    assert sorted(Path(name).name for name in own) == ["hf-guard", "hftoken-guard"]
    kinds = {Path(name).suffix for name in files if name.startswith("hftoken_guard/")}
    assert kinds <= {".py", ".pyc", ".typed"}
    for command in metadata.distribution("hftoken-guard").entry_points:
        assert (command.group, command.value) == ("console_scripts", "hftoken_guard.__main__:main")


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_pinned_by_commit(path: Path) -> None:
    """A tag can be moved; a commit cannot."""
    used = [
        line.partition("uses: ")[2] for line in path.read_text().splitlines() if "uses:" in line
    ]
    assert used
    assert [line for line in used if not PINNED.fullmatch(line)] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_have_no_right_that_a_job_does_not_name(path: Path) -> None:
    """Nothing is granted at large, no secret is used, and no text of a stranger is run."""
    workflow = load(path)
    assert workflow["permissions"] == {}
    for job in workflow["jobs"].values():
        assert job["permissions"]
        assert job["timeout-minutes"]
        for step in job["steps"]:
            assert "${{" not in step.get("run", "")
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False
    assert "secrets." not in path.read_text()
    assert "pull_request_target" not in path.read_text()


def test_release_publishes_what_was_built_and_attested() -> None:
    """Who builds cannot publish, and who publishes does not build."""
    jobs = load(ROOT / ".github" / "workflows" / "release.yml")["jobs"]
    assert jobs["build"]["permissions"] == {"contents": "read"}
    assert jobs["publish"]["needs"] == ["build", "attest"]
    assert jobs["publish"]["permissions"] == {"id-token": "write"}
    assert jobs["publish"]["environment"] == "release"
    assert all("run" not in step for name in ("attest", "publish") for step in jobs[name]["steps"])
    assert jobs["publish"]["steps"][-1]["with"] == {"attestations": True}


def test_build_tools_are_hashed() -> None:
    """Each tool that builds the published files has one version and its hashes."""
    text = (ROOT / ".github" / "build-constraints.txt").read_text()
    tools = [line for line in text.replace("\\\n", "").splitlines() if line and line[0] != "#"]
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+ +(--hash=sha256:[0-9a-f]{64} *)+", t) for t in tools)
    assert "hatchling" in {tool.split("==")[0] for tool in tools}
