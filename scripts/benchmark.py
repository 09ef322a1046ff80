# /// script
# requires-python = ">=3.10"
# dependencies = ["starlette", "uvicorn", "trustme"]
# ///
"""
Measure the guard side by side with what it is compared to, in one run on this machine.

    uv run scripts/benchmark.py [--hub-version 0.30.2] [--python 3.12] [--rounds 15]

Every figure is of a whole process, against a stand-in Hub on this machine. The programs take
turns; shown are medians, and medians of the ratios and differences within a turn. Ends with exit
code 1 if a promise does not hold.
"""

from __future__ import annotations

# ruff: noqa: S603 - it starts programs of its own
import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from demo import build_wheel, find_uv
from standin.server import LocalHub
from standin.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = Path("build") / "benchmark"
READS = [f"models/alice/model-{number}" for number in range(32)]
WRITES = [f"datasets/alice/data-{number}" for number in range(32)]
LATENCY_S = 0.1
BUDGET_S = 1.0
# The promises: over the bare interpreter, and in seconds behind the budget.
IMPORT_MS, MISSING_MS, LATE_S = 10, 40, 0.5
# Times one bare whoami, by latency. Without latency it is the loading of the modules that counts,
# and one for each question costs some milliseconds more than a few large ones would.
CHECK_TIMES = {0.0: 1.15, LATENCY_S: 1.10}
GROWTH = (1, 2, 4, 8, 16, 32, 64)

LIMIT = """
import os
from huggingface_hub import constants
from huggingface_hub.utils import get_session
url = constants.ENDPOINT + "/api/whoami-v2"
headers = {"authorization": "Bearer " + os.environ["HF_TOKEN"]}
assert get_session().get(url, headers=headers, timeout=10).status_code == 200
"""
GUIDE = """
import os
if "HF_TOKEN" not in os.environ:
    raise ValueError("HF_TOKEN not found in environment!")
token = os.environ["HF_TOKEN"]
if not token.startswith("hf_"):
    raise ValueError("Invalid token format")
from huggingface_hub import whoami
whoami(token=token)["name"]
"""
# What a careful script does by hand: who am I, can I read, can I write.
CLIENT = """
from huggingface_hub import HfApi
api = HfApi()
api.whoami()
for target in {reads}:
    api.auth_check(target.removeprefix("models/"))
for target in {writes}:
    api.create_repo(target.removeprefix("datasets/"), repo_type="dataset", exist_ok=True)
"""
GUARD = """
from hftoken_guard import require_token
require_token(read={reads}, write={writes})
"""
# The connections that this process opens, counted by the interpreter itself.
COUNTED = """
import sys
opened = []
sys.addaudithook(lambda event, _: opened.append(event) if event == "socket.connect" else None)
"""
NEXT_CALL = """
before = len(opened)
from huggingface_hub import HfApi
HfApi().model_info("alice/model-0")
print(before, len(opened) - before)
"""
PEAK = """
print(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""
FAULTY = """
import time
from hftoken_guard import GuardError, check_token
start = time.monotonic()
try:
    check_token(read="alice/model-0", write="datasets/alice/data-0", timeout={budget})
    causes = ["ok"]
except GuardError as error:
    causes = [problem.cause for problem in error.problems]
print(time.monotonic() - start, *causes)
"""
FAULTS: dict[str, tuple[str, dict[str, Any]]] = {
    "silence": ("silence", {}),
    "one byte at a time": ("drip", {"interval_s": 0.02}),
    "a body without end (the status says yes)": ("endless", {}),
    "endless redirects": ("redirect_loop", {}),
    "resets": ("reset", {}),
    "429, wait an hour": ("throttle", {"t": 3600, "retry_after": 3600}),
    "503": ("status", {"code": 503}),
}


@dataclass
class Series:
    """The times of one program, one for each turn."""

    seconds: list[float] = field(default_factory=list)

    @property
    def median_ms(self) -> float:
        """The middle of the times, in milliseconds."""
        return 1000 * median(self.seconds)


def ratio(one: Series, other: Series) -> float:
    """Return the median of the ratios within a turn."""
    return median(a / b for a, b in zip(one.seconds, other.seconds, strict=True))


def difference_ms(one: Series, other: Series) -> float:
    """Return the median of the differences within a turn, in milliseconds."""
    return 1000 * median(a - b for a, b in zip(one.seconds, other.seconds, strict=True))


class Bench:
    """Run programs in the environment of the wheel, and keep what was measured and missed."""

    def __init__(self, python: Path, hub: LocalHub, token: str, rounds: int) -> None:
        """Take what all programs share."""
        self.hub = hub
        self.rounds = rounds
        self.missed: list[str] = []
        self._python = python
        self._home = tempfile.TemporaryDirectory()
        kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        self._environ = {
            **kept, "HOME": self._home.name, "HF_HUB_DISABLE_TELEMETRY": "1",
            "HF_ENDPOINT": hub.endpoint, "HF_TOKEN": token,
        }  # fmt: skip

    def run(
        self, program: str, environ: Mapping[str, str | None] | None = None, *, fails: bool = False
    ) -> tuple[float, str]:
        """Run one program; return its seconds and what it printed."""
        merged = {**self._environ, **(environ or {})}
        settings = {name: value for name, value in merged.items() if value is not None}
        start = time.perf_counter()
        done = subprocess.run(
            [self._python, "-c", program],
            cwd=self._home.name,  # not among the sources, which would be imported
            env=settings,
            capture_output=True,
            text=True,
            check=False,
        )
        seconds = time.perf_counter() - start
        if bool(done.returncode) is not fails:
            sys.exit(f"a program ended with {done.returncode}:\n{program}\n{done.stderr}")
        return seconds, done.stdout

    def compare(
        self, programs: Mapping[str, str], environ: Mapping[str, str | None] | None = None,
        fails: Sequence[str] = (),
    ) -> dict[str, Series]:  # fmt: skip
        """Let the programs take turns; the first turn warms up and does not count."""
        series = {name: Series() for name in programs}
        for turn in range(self.rounds + 1):
            for name, program in programs.items():
                seconds, _ = self.run(program, environ, fails=name in fails)
                if turn:
                    series[name].seconds.append(seconds)
        return series

    def promise(self, what: str, figure: str, limit: str, *, holds: bool) -> None:
        """Print a row of the table, and remember a promise that is not kept."""
        self.missed += [] if holds else [what]
        row(what, figure, limit + ("" if holds else "  MISSED"))


def row(what: str, figure: str, limit: str = "") -> None:
    """Print a row of the table."""
    print(f"| {what:<58} | {figure:>28} | {limit:<16} |", flush=True)


def filled(program: str, count: int) -> str:
    """Name so many targets, half of them to read and half to write."""
    writes = count // 2
    return program.format(reads=READS[: count - writes], writes=WRITES[:writes])


def measure_start(bench: Bench) -> None:
    """Measure what the guard costs before it asks anybody."""
    programs = {
        "bare": "pass",
        "import": "from hftoken_guard import require_token",
        "missing": "from hftoken_guard import require_token; require_token()",
    }
    times = bench.compare(programs, {"HF_TOKEN": None}, fails=["missing"])
    cost_ms = difference_ms(times["import"], times["bare"])
    bench.promise("import, over the bare interpreter", f"{cost_ms:.1f} ms", "at most 10 ms",
                  holds=cost_ms <= IMPORT_MS)  # fmt: skip
    cost_ms = difference_ms(times["missing"], times["bare"])
    bench.promise("missing token, over the bare interpreter", f"{cost_ms:.1f} ms", "at most 40 ms",
                  holds=cost_ms <= MISSING_MS)  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:  # as in a fresh environment, each turn
        turns = [
            {"PYTHONPYCACHEPREFIX": f"{folder}/{turn}/{name}"}
            for turn in range(bench.rounds) for name in ("bare", "import")
        ]  # fmt: skip
        seconds = [
            bench.run(programs["import" if i % 2 else "bare"], turn)[0]
            for i, turn in enumerate(turns)
        ]
    pairs = zip(seconds[1::2], seconds[::2], strict=True)
    row("import, nothing compiled yet", f"{1000 * median(a - b for a, b in pairs):.1f} ms")


def measure_check(bench: Bench) -> None:
    """Measure a whole check against one bare whoami and against other ways to check."""
    for count, latency_s, name in (
        (2, 0.0, "2 targets, no latency"),
        (8, LATENCY_S, "8 targets, 100 ms"),
    ):
        bench.hub.set_latency(latency_s)
        programs = {
            "one bare whoami": LIMIT,
            "the guard": filled(GUARD, count),
            "the guide's snippet (no target)": GUIDE,
            "the usual client calls": filled(CLIENT, count),
        }
        times = bench.compare(programs)
        limit = times["one bare whoami"]
        for other, series in times.items():
            share = ratio(series, limit)
            figure = f"{series.median_ms:.0f} ms = {share:.2f} times"
            if other == "the guard":
                most = CHECK_TIMES[latency_s]
                bench.promise(
                    f"{name}: {other}", figure, f"at most {most:.2f}", holds=share <= most
                )
            else:
                row(f"{name}: {other}", figure)
    bench.hub.set_latency(0)


def measure_memory(bench: Bench) -> None:
    """Measure the peak memory, which Linux tells a process of itself."""
    if not Path("/proc/self/status").exists():
        return
    peaks = [
        median(int(bench.run(program + PEAK)[1].split()[-2]) for _ in range(bench.rounds))
        for program in (LIMIT, filled(GUARD, 2))
    ]
    row("peak memory, over the bare whoami", f"{(peaks[1] - peaks[0]) / 1024:.1f} MB")


def measure_growth(bench: Bench) -> None:
    """Measure how the time grows with the targets."""
    bench.hub.set_latency(LATENCY_S)
    programs = {str(count): filled(GUARD, count) for count in GROWTH}
    times = bench.compare({"0": LIMIT, **programs})
    for name in programs:
        figure = f"{times[name].median_ms:.0f} ms = {ratio(times[name], times['0']):.2f} times"
        row(f"{name} target{'s' * (name != '1')}, 100 ms", figure)
    bench.hub.set_latency(0)


def measure_connections(bench: Bench) -> None:
    """Count the requests and connections of a check, and the connections of the next call."""
    bench.hub.clear()
    bench.run(filled(GUARD, 2))
    # A list that newer clients fetch on their own account is not the guard's request.
    asked = [request for request in bench.hub.requests if "agent-harnesses" not in request.path]
    count = len([request for request in asked if request.method == "GET"])
    is_kept = count == len(asked) == len({"whoami", "read", "write"})
    bench.promise("requests of a check of two targets, all GET", str(count), "3", holds=is_kept)
    printed = bench.run(COUNTED + filled(GUARD, 2) + NEXT_CALL)[1]
    opened, more = map(int, printed.split())
    row("connections opened by a check of two targets", str(opened))
    bench.promise("connections that the next call opens", str(more), "0", holds=more == 0)


def measure_bounds(bench: Bench) -> None:
    """Measure how far a verdict comes after the budget, and the end of the process after it."""
    bare = min(bench.run("import huggingface_hub, tenacity")[0] for _ in range(3))
    for name, (fault, options) in FAULTS.items():
        bench.hub.fail(fault, **options)
        seconds, printed = bench.run(FAULTY.format(budget=BUDGET_S))
        bench.hub.heal()
        verdict_s, *causes = printed.split()
        late_s = float(verdict_s) - BUDGET_S
        end_s = seconds - float(verdict_s) - bare
        bench.promise(
            f"budget 1 s, {name}: {' '.join(causes)}",
            f"{late_s:+.2f} s, end {end_s:+.2f} s", "at most +0.5 s",
            holds=max(late_s, end_s) <= LATE_S,
        )  # fmt: skip


def prepare(python: str | None, hub_version: str | None) -> Path:
    """Build the wheel and install it beside the wanted client."""
    uv = find_uv()
    wanted = f"huggingface_hub=={hub_version}" if hub_version else "huggingface_hub"
    wheel = build_wheel(uv, ENVIRONMENT / "dist")
    version = ["--python", python] if python else []
    subprocess.run([*uv, "venv", "--quiet", "--clear", *version, ENVIRONMENT / "env"], check=True)
    interpreter = ROOT / ENVIRONMENT / "env" / "bin" / "python"
    subprocess.run(
        [*uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", interpreter,
         "--reinstall-package", "hftoken-guard", wheel, wanted], check=True,
    )  # fmt: skip
    return interpreter


def describe(bench: Bench) -> None:
    """Print what the figures were measured on."""
    versions = bench.run(
        "import sys, huggingface_hub as h; print(sys.version.split()[0], h.__version__)"
    )[1].split()
    print(f"Python {versions[0]}, huggingface_hub {versions[1]}, {os.cpu_count()} cores, ", end="")
    print(f"{platform.system()} {platform.machine()}, {bench.rounds} rounds\n")
    row("what", "figure", "promise")
    row("-" * 58, "-" * 28, "-" * 16)


def make_world() -> tuple[World, str]:
    """Return a world with repositories enough, and a token that can write them."""
    world = World()
    world.add_user("alice", plan="enterprise")
    for target in READS:
        world.add_repo(target.removeprefix("models/"))
    for target in WRITES:
        world.add_repo(target.removeprefix("datasets/"), "dataset")
    return world, world.add_token("alice").value


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure everything and return the exit code."""
    parser = argparse.ArgumentParser(description="Measure the guard.")
    parser.add_argument("--hub-version", help="of huggingface_hub (default: the newest)")
    parser.add_argument("--python", help="version of Python (default: any)")
    parser.add_argument("--rounds", type=int, default=15, help="turns that count (default: 15)")
    options = parser.parse_args(arguments)
    os.chdir(ROOT)
    python = prepare(options.python, options.hub_version)
    world, token = make_world()
    parts: tuple[Callable[[Bench], None], ...] = (
        describe, measure_start, measure_check, measure_memory, measure_growth, measure_connections,
        measure_bounds,
    )  # fmt: skip
    with LocalHub(world, api_quota=10**9) as hub:
        bench = Bench(python, hub, token, options.rounds)
        for part in parts:
            part(bench)
    print("\nall promises hold" if not bench.missed else f"\nMISSED: {', '.join(bench.missed)}")
    return 1 if bench.missed else 0


if __name__ == "__main__":
    sys.exit(main())
