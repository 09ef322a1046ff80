"""
One job, several processes: rank 0 asks the Hub for all, and all end if it is refused.

The launchers are real. torch is too heavy for every run: `scripts/ranks` installs it and runs
these tests, which are skipped where a launcher is missing. What the launchers do to the environment
is tested always, in `test_guard.py`.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from standin.server import LocalHub

pytestmark = pytest.mark.ranks
LAUNCHERS = Path(sys.executable).parent
LONG_S = 300
WHOAMI = "/api/whoami-v2"

# A training as people write it: the guard, then the group of processes, then hours of work.
TRAINING = f"""
import os
from hftoken_guard import require_token
token = require_token(read="gpt2", write="datasets/alice/results")
import time, torch
import torch.distributed as dist
dist.init_process_group("gloo")
total = torch.ones(1)
dist.all_reduce(total)
assert os.environ["HF_TOKEN"] == str(token)
print(f"rank {{dist.get_rank()}} of {{int(total)}} works", flush=True)
if os.environ.get("WORK"):
    time.sleep({LONG_S})
dist.destroy_process_group()
"""
NOTEBOOK = """
from accelerate import debug_launcher
from hftoken_guard import require_token

def work():
    from accelerate import PartialState
    token = require_token(write="datasets/alice/results")
    print(f"rank {PartialState().process_index} works with {len(token)}", flush=True)

if __name__ == "__main__":
    debug_launcher(work, num_processes=2)
"""
DATASET = """
import multiprocess, sys
from hftoken_guard import require_token
token = require_token(write="datasets/alice/results")
from datasets import Dataset

def add(row):
    return {"length": len(require_token(write="datasets/alice/results"))}

if __name__ == "__main__":
    multiprocess.set_start_method(sys.argv[1], force=True)
    rows = Dataset.from_dict({"text": ["a", "b", "c", "d"]}).map(add, num_proc=2)
    assert rows["length"] == [len(token)] * 4
"""
SPAWN = """
import torch.multiprocessing as mp
from hftoken_guard import require_token
token = require_token(write="datasets/alice/results")

def work(index, expected):
    assert require_token() == expected
    print(f"child {index} works", flush=True)

if __name__ == "__main__":
    mp.spawn(work, (str(token),), nprocs=2)
"""


@dataclass
class Ended:
    """What a launcher left behind."""

    exit_code: int
    out: str
    err: str
    seconds: float

    @property
    def verdicts(self) -> list[str]:
        """The first word of each message of the guard that is no warning."""
        lines = [line for line in self.err.splitlines() if "hftoken-guard: " in line]
        words = [line.partition("hftoken-guard: ")[2].partition(":")[0] for line in lines]
        return [word for word in words if word != "warning"]


def needs(*modules: str) -> None:
    """Skip where a launcher is not installed, unless it was promised to be."""
    missing = [name for name in modules if importlib.util.find_spec(name) is None]
    if missing and os.environ.get("RANKS") == "all":
        pytest.fail(f"not installed: {', '.join(missing)}")
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}; see scripts/ranks")


@pytest.fixture
def launch(hub: LocalHub, tmp_path: Path) -> Callable[..., Ended]:
    """Give what starts a script with a launcher and a token."""

    def start(script: str, command: list[str], token: str, *more: str, **environ: str) -> Ended:
        path = tmp_path / "job.py"
        path.write_text(script)
        kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
        own = {"HOME": str(tmp_path), "HF_ENDPOINT": hub.endpoint, "HF_TOKEN": token}
        started = time.monotonic()
        done = subprocess.run(
            [*command, str(path), *more], env={**kept, **own, "OMP_NUM_THREADS": "1", **environ},
            capture_output=True, text=True, check=False, timeout=LONG_S, cwd=tmp_path,
        )  # fmt: skip
        return Ended(done.returncode, done.stdout, done.stderr, time.monotonic() - started)

    return start


def torchrun(ranks: int) -> list[str]:
    """Return the command of torchrun for so many ranks on this machine."""
    return [str(LAUNCHERS / "torchrun"), "--standalone", f"--nproc-per-node={ranks}"]


def count_whoami(hub: LocalHub) -> int:
    """Count the questions for the token's owner."""
    return [request.path for request in hub.requests].count(WHOAMI)


@pytest.mark.parametrize("ranks", [2, 4])
def test_torchrun_asks_once_and_all_go_on(
    hub: LocalHub, launch: Callable[..., Ended], ranks: int
) -> None:
    """Every rank gets the token, rank 0 alone asks and speaks."""
    needs("torch")
    ended = launch(TRAINING, torchrun(ranks), hub.world.add_token("alice").value)
    assert ended.exit_code == 0, ended.err
    # Lines of several ranks may run into each other.
    assert all(f"rank {rank} of {ranks} works" in ended.out for rank in range(ranks))
    assert ended.verdicts == ["ok"]
    assert count_whoami(hub) == 1


@pytest.mark.parametrize("ranks", [2, 4])
def test_torchrun_ends_all_ranks_if_rank_0_is_refused(
    hub: LocalHub, launch: Callable[..., Ended], ranks: int
) -> None:
    """The launcher ends the others, which wait for rank 0; no hour is paid, one report is said."""
    needs("torch")
    token = hub.world.add_token("alice", "read").value
    ended = launch(TRAINING, torchrun(ranks), token, WORK="long")
    assert ended.exit_code != 0
    assert "works" not in ended.out
    assert ended.verdicts == ["token-read-only"]
    assert count_whoami(hub) == 1


def test_torchrun_says_once_that_there_is_no_token(
    hub: LocalHub, launch: Callable[..., Ended]
) -> None:
    """All ranks see the same without asking; one says it."""
    needs("torch")
    ended = launch(TRAINING, torchrun(2), "$HF_TOKEN", WORK="long")
    assert ended.exit_code != 0
    assert "works" not in ended.out
    assert set(ended.verdicts) <= {"token-placeholder"}
    assert len(ended.verdicts) <= 1  # the launcher may end rank 0 before it has spoken
    assert hub.requests == []


def test_accelerate_launch(hub: LocalHub, launch: Callable[..., Ended]) -> None:
    """The launcher of accelerate numbers its ranks as torchrun does; no GPU is touched here."""
    needs("torch", "accelerate")
    accelerate = [str(LAUNCHERS / "accelerate"), "launch", "--multi_gpu", "--num_machines=1"]
    command = [*accelerate, "--num_processes=2"]
    ended = launch(TRAINING, command, hub.world.add_token("alice").value)
    assert ended.exit_code == 0, ended.err
    assert all(f"rank {rank} of 2 works" in ended.out for rank in range(2))
    assert ended.verdicts == ["ok"]
    assert count_whoami(hub) == 1
    token = hub.world.add_token("alice", "read").value
    refused = launch(TRAINING, command, token, WORK="long")
    assert refused.exit_code != 0
    assert refused.verdicts == ["token-read-only"]
    assert "works" not in refused.out


def test_accelerate_in_a_notebook(hub: LocalHub, launch: Callable[..., Ended]) -> None:
    """Ranks that a notebook starts have no launcher around them: rank 0 asks, or nobody."""
    needs("torch", "accelerate")
    token = hub.world.add_token("alice").value
    ended = launch(NOTEBOOK, [sys.executable], token)
    assert ended.exit_code == 0, ended.err
    assert ended.out.count(f"works with {len(token)}") == 2
    assert count_whoami(hub) <= 1


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_map_of_datasets(hub: LocalHub, launch: Callable[..., Ended], method: str) -> None:
    """The workers of `map(num_proc=)` get the token without a question, however they start."""
    needs("datasets")
    token = hub.world.add_token("alice").value
    ended = launch(DATASET, [sys.executable], token, method)
    assert ended.exit_code == 0, ended.err
    assert count_whoami(hub) == 1
    assert ended.verdicts == ["ok"]


def test_spawn_of_torch(hub: LocalHub, launch: Callable[..., Ended]) -> None:
    """Children that torch spawns import the script again, and ask nothing."""
    needs("torch")
    ended = launch(SPAWN, [sys.executable], hub.world.add_token("alice").value)
    assert ended.exit_code == 0, ended.err
    assert sorted(ended.out.split("\n")) == ["", "child 0 works", "child 1 works"]
    assert count_whoami(hub) == 1
    assert ended.verdicts == ["ok"]
