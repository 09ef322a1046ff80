# /// script
# requires-python = ">=3.10"
# dependencies = ["starlette", "uvicorn", "trustme"]
# ///
"""
Run one real job in seven situations, with the guard and without it.

    uv run scripts/demo.py

builds the package and starts a stand-in Hub on this machine; nothing leaves it but what uv
installs. It takes about a minute, and ends with exit code 1 if a verdict is not the right one.

    HF_TOKEN=... uv run scripts/demo.py --hub --model openai-community/gpt2 --repo YOU/results

runs the same job once on the real Hub, with your token: it creates or changes that dataset.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from standin.server import LocalHub
from standin.world import World

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = Path("uv-examples") / "copy_to_dataset.py"
WHEELS = Path("build") / "demo"
# Always at the same place: uv keeps an environment for every path of a script it has run.
UNGUARDED = WHEELS / "without_guard.py"
MODEL = "openai-community/gpt2"
GATED = "meta-llama/Llama-3.2-1B"
DATASET = "alice/results"
UPLOADED = "results.json"
HEAVY = "heavy work starts"
LAST_LINES = 4
VERDICT = re.compile(r"hftoken-guard: ((?!warning|waiting|hint)[a-z-]+): ")
STATUS = re.compile(r"\b(4\d\d) (?:Client Error|Unauthorized|Forbidden)")


@dataclass(frozen=True)
class Situation:
    """What a job finds, and what the guard must make of it."""

    title: str
    name: str
    verdict: str
    exit_code: int
    token: str | None
    model: str = MODEL
    repo: str = DATASET
    is_hub_down: bool = False

    def arguments(self) -> list[str]:
        """Return the arguments of the job."""
        return ["--model", self.model, "--repo", self.repo]


@dataclass(frozen=True)
class Run:
    """What a job left behind: its log, exit code and time."""

    log: list[str]
    exit_code: int
    seconds: float

    @property
    def verdict(self) -> str:
        """What the guard said, without its warnings; empty where it said nothing."""
        found = [match[1] for line in self.log if (match := VERDICT.match(line))]
        return ", ".join(found)

    @property
    def is_heavy(self) -> bool:
        """Whether the job came to its heavy work."""
        return HEAVY in self.log

    @property
    def fate(self) -> str:
        """What became of the job, in a few words."""
        if self.exit_code == 0:
            return "exit 0"
        statuses = [match[1] for line in self.log if (match := STATUS.search(line))]
        status = f" (HTTP {statuses[-1]})" if statuses else ""
        return f"exit {self.exit_code}{status} {'after' if self.is_heavy else 'before'} the work"


@dataclass(frozen=True)
class Site:
    """Where the jobs run: uv, the stand-in Hub, and a port where nobody listens."""

    uv: list[str]
    hub: LocalHub
    dead_endpoint: str

    def environment(self, situation: Situation) -> dict[str, str]:
        """Return what is particular to the job's environment."""
        down = situation.is_hub_down
        own = {"HF_ENDPOINT": self.dead_endpoint if down else self.hub.endpoint}
        return own if situation.token is None else {"HF_TOKEN": situation.token, **own}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the demonstration and return the exit code."""
    parser = argparse.ArgumentParser(description="Show what hftoken_guard does for a job.")
    parser.add_argument("--hub", action="store_true", help="one run on the real Hub, with HF_TOKEN")
    parser.add_argument("--model", help="with --hub: the model to read, as owner/name")
    parser.add_argument("--repo", help="with --hub: the dataset to write, as owner/name")
    options = parser.parse_args(arguments)
    os.chdir(ROOT)
    if not options.hub:
        return run_all()
    if not (options.model and options.repo and os.environ.get("HF_TOKEN")):
        parser.error("--hub needs --model, --repo, and a token in HF_TOKEN")
    return run_on_the_hub(options.model, options.repo, os.environ["HF_TOKEN"])


def run_all() -> int:
    """Run the job in all situations on a stand-in Hub."""
    started = time.monotonic()
    uv = prepare()
    UNGUARDED.write_text(without_guard(EXAMPLE.read_text(encoding="utf-8")), encoding="utf-8")
    world, situations = scene()
    with LocalHub(world) as hub:
        site = Site(uv, hub, f"http://127.0.0.1:{unused_port()}")
        introduce(hub)
        rows, faults = [], []
        for number, situation in enumerate(situations, 1):
            print(f"\n== {number}. {situation.title} ".ljust(100, "="))
            guarded = run_with_guard(situation, site)
            faults += [f"{situation.name}: {fault}" for fault in wrong(situation, guarded, site)]
            rows.append(row(situation, guarded, run_without_guard(situation, site)))
    print_table(rows)
    for fault in faults:
        print(f"NOT AS EXPECTED: {fault}")
    outcome = f"{len(faults)} not as expected" if faults else "every verdict is the expected one"
    print(f"\n{outcome}; the demonstration took {time.monotonic() - started:.0f} s")
    return 1 if faults else 0


def run_on_the_hub(model: str, repo: str, token: str) -> int:
    """Run the job once on the real Hub."""
    uv = prepare()
    situation = Situation("On the Hub", "hub", "ok", 0, token, model, repo)
    show_command(EXAMPLE, situation, {"HF_TOKEN": token})
    run = run_job(uv, EXAMPLE, situation.arguments(), {"HF_TOKEN": token})
    print(f"-> {run.verdict or 'no verdict'}, exit code {run.exit_code}, {run.seconds:.1f} s")
    return run.exit_code


def scene() -> tuple[World, list[Situation]]:
    """Return what is on the stand-in Hub, and the situations to show."""
    world = World()
    world.add_user("bob")
    write = world.add_token("alice", "write").value
    read = world.add_token("alice", "read").value
    world.add_repo(MODEL)
    world.add_repo(GATED, gated=True)
    world.add_repo(DATASET, "dataset", files={"README.md": b"# Results\n"})
    foreign = "bob/results"
    return world, [
        Situation("A good token", "good token", "ok", 0, write),
        Situation("No token was handed to the job", "no token", "token-missing", 77, None),
        Situation(
            "The placeholder $HF_TOKEN, which nothing replaced",
            "the text $HF_TOKEN", "token-placeholder", 77, "$HF_TOKEN",
        ),
        Situation(
            "A token that may only read, and a dataset that exists",
            "read-only token", "token-read-only", 77, read,
        ),
        Situation(
            "A dataset of somebody else", "wrong namespace", "namespace-forbidden", 77, write,
            repo=foreign,
        ),
        Situation(
            "A gated model that alice has not asked for",
            "gated model", "gated-not-requested", 77, write, model=GATED,
        ),
        Situation(
            "The Hub is down", "Hub down", "hub-unreachable", 75, write, is_hub_down=True,
        ),
    ]  # fmt: skip


def introduce(hub: LocalHub) -> None:
    """Tell the reader what there is."""
    print(
        f"""
A stand-in Hub listens on {hub.endpoint}. On it are
  alice, with a write token and a read-only one, and bob
  {MODEL}     a public model
  {GATED}   a gated model; alice has not asked for access
  datasets/{DATASET}    a dataset of alice's that exists

The job is {EXAMPLE}: it reads a file of the model, works (here for a
second), and uploads a file to the dataset. It runs through a real "uv run" and the real client
library, with JOB_ID set as on Hugging Face Jobs and no other token or login in reach. Then the
same script runs without the guard's two lines, and the end of its log is shown."""
    )


def run_with_guard(situation: Situation, site: Site) -> Run:
    """Run the job as it is, and show it."""
    own = site.environment(situation)
    show_command(EXAMPLE, situation, own)
    if situation.is_hub_down:
        print("(the guard goes on trying within its time budget of 30 s)")
    site.hub.clear()
    run = run_job(site.uv, EXAMPLE, situation.arguments(), own)
    print(f"-> {run.verdict or 'no verdict'}, exit code {run.exit_code}, {run.seconds:.1f} s")
    if run.exit_code:
        print(f"   heavy work: {'done' if run.is_heavy else 'none'}; writes sent: {writes(site)}")
    else:
        print(f"   {UPLOADED} is on the stand-in: {'yes' if is_uploaded(site) else 'NO'}")
    return run


def run_without_guard(situation: Situation, site: Site) -> Run:
    """Run the job without the guard's lines, and show how its log ends."""
    print("\nwithout the guard:", end="", flush=True)
    own = site.environment(situation)
    run = run_job(site.uv, UNGUARDED, situation.arguments(), own, is_shown=False)
    print(f" {run.fate}, {run.seconds:.1f} s")
    lines = [line for line in run.log if line.strip()]
    for line in (["..."] if len(lines) > LAST_LINES else []) + lines[-LAST_LINES:]:
        print(f"  | {line}")
    return run


def wrong(situation: Situation, run: Run, site: Site) -> list[str]:
    """Return what is not as it must be after a guarded run."""
    found = []
    if run.verdict != situation.verdict:
        found.append(f"the verdict is {run.verdict or 'missing'}, not {situation.verdict}")
    if run.exit_code != situation.exit_code:
        found.append(f"the exit code is {run.exit_code}, not {situation.exit_code}")
    if run.is_heavy != (situation.exit_code == 0):
        found.append("the heavy work ran" if run.is_heavy else "the heavy work did not run")
    if situation.exit_code == 0 and not is_uploaded(site):
        found.append("the file is not on the Hub")
    if situation.exit_code and writes(site):
        found.append("something was sent to be written")
    return found


def writes(site: Site) -> int:
    """Count the requests of the last guarded run that would change something."""
    return sum(request.method not in {"GET", "HEAD"} for request in site.hub.requests)


def is_uploaded(site: Site) -> bool:
    """Tell whether the job's file is on the stand-in, with the model's content."""
    model, dataset = site.hub.world.repo(MODEL), site.hub.world.repo(DATASET, "dataset")
    if model is None or dataset is None or UPLOADED not in dataset.files:
        return False
    uploaded, config = json.loads(dataset.files[UPLOADED]), json.loads(model.files["config.json"])
    return bool(uploaded["config"] == config)


def row(situation: Situation, guarded: Run, unguarded: Run) -> tuple[str, ...]:
    """Return a row of the table."""
    return (
        situation.name,
        guarded.verdict,
        str(guarded.exit_code),
        f"{guarded.seconds:.1f}",
        f"{unguarded.fate}, {unguarded.seconds:.1f} s",
    )


def print_table(rows: Sequence[tuple[str, ...]]) -> None:
    """Print the results side by side."""
    table = [("situation", "verdict", "exit code", "seconds", "without the guard"), *rows]
    widths = [max(len(cell) for cell in column) for column in zip(*table, strict=True)]
    table.insert(1, tuple("-" * width for width in widths))
    print("\n" + "=" * 100 + "\n")
    for line in table:
        padded = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        print("  ".join(padded).rstrip())


def prepare() -> list[str]:
    """Build the package, install the job's environment with it, and return uv's command."""
    uv = find_uv()
    print("Building the package and installing the job's environment ...", flush=True)
    started = time.monotonic()
    wheel = build_wheel(uv, WHEELS)
    install(uv, EXAMPLE, job_environment({}))
    print(f"{wheel} is built and installed, {time.monotonic() - started:.1f} s")
    return uv


def find_uv() -> list[str]:
    """Return the command of uv: the one that runs this script, else one on the PATH."""
    found = os.environ.get("UV") or shutil.which("uv")
    if found:
        return [found]
    as_module = [sys.executable, "-m", "uv"]
    asked = subprocess.run([*as_module, "--version"], capture_output=True, check=False)  # noqa: S603
    if asked.returncode:
        sys.exit("uv is needed and was not found: pip install uv")
    return as_module


def build_wheel(uv: Sequence[str], folder: Path) -> Path:
    """Build the package's wheel into a folder, and return its path."""
    for old in folder.glob("hftoken_guard-*.whl"):
        old.unlink()  # one of a higher version would be taken instead
    must_run([*uv, "build", "--quiet", "--wheel", "--out-dir", str(folder), str(ROOT)])
    return next(folder.glob("hftoken_guard-*.whl"))


def install(uv: Sequence[str], script: Path, environment: Mapping[str, str]) -> None:
    """
    Install the environment of a script, with the wheel as it is now.

    uv keeps a script's environment, and wheels by version: without being told to reinstall, it
    would run the job with the package as it was built the last time.
    """
    command = [*uv, "sync", "--quiet", "--script", str(script)]
    fresh = ["--reinstall-package", "hftoken-guard"]
    must_run([*command, *fresh], environment)


def must_run(command: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
    """Run a command that has to succeed, and show what it says if it does not."""
    done = subprocess.run(  # noqa: S603 - our own commands
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{shlex.join(command)} failed:\n{done.stdout}{done.stderr}")


def job_environment(own: Mapping[str, str]) -> dict[str, str]:
    """Return an environment like that of a job: this one without tokens and settings of ours."""
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("HF_", "HUGGING")) and not value.startswith("hf_")
    }
    no_proxy = ",".join(filter(None, ("127.0.0.1", os.environ.get("NO_PROXY"))))
    clean |= {
        "JOB_ID": "demo",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "NO_PROXY": no_proxy,
        "no_proxy": no_proxy,
        "PYTHONUNBUFFERED": "1",  # keeps stdout and stderr in order
        "UV_FIND_LINKS": str(WHEELS),
    }
    return clean | dict(own)


def show_command(script: Path, situation: Situation, own: Mapping[str, str]) -> None:
    """Print the command line of a job, without its token."""
    shown = {"UV_FIND_LINKS": str(WHEELS), "JOB_ID": "demo"}
    for name, value in own.items():
        shown[name] = "hf_***" if value.startswith("hf_") else shlex.quote(value)
    print("$ " + " ".join(f"{name}={value}" for name, value in shown.items()) + " \\")
    print(f"    uv run {script} {shlex.join(situation.arguments())}", flush=True)


def run_job(
    uv: Sequence[str],
    script: Path,
    arguments: Sequence[str],
    own: Mapping[str, str],
    *,
    is_shown: bool = True,
) -> Run:
    """Run a script as a job, with a cache of its own, and show its log while it runs."""
    log: list[str] = []
    token = own.get("HF_TOKEN", "")
    secret = token if token.startswith("hf_") else "\0"
    with tempfile.TemporaryDirectory(prefix="demo-") as home:
        environment = job_environment({**own, "HF_HOME": home})
        started = time.monotonic()
        with subprocess.Popen(  # noqa: S603 - our own command
            [*uv, "run", "--quiet", str(script), *arguments],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        ) as process:
            assert process.stdout is not None  # noqa: S101 - for the type checker
            for line in process.stdout:
                log.append(line.rstrip().replace(secret, "hf_***"))
                if is_shown:
                    print(f"  | {log[-1]}".rstrip(), flush=True)
        return Run(log, process.returncode, time.monotonic() - started)


def without_guard(source: str) -> str:
    """Return a script without the lines that import and call the guard."""
    lines = source.splitlines(keepends=True)
    for node in reversed(ast.parse(source).body):
        imports = isinstance(node, ast.ImportFrom) and node.module == "hftoken_guard"
        calls = isinstance(node, ast.Expr) and "require_token(" in ast.unparse(node.value)
        if imports or calls:
            del lines[node.lineno - 1 : node.end_lineno]
    return "".join(lines)


def unused_port() -> int:
    """Return a port of this machine where nobody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
