# /// script
# requires-python = ">=3.10"
# dependencies = ["starlette", "uvicorn", "trustme"]
# ///
"""
Start many jobs with one token against a Hub that throttles, and count what becomes of them.

    uv run --with-editable . scripts/fleet.py [--processes 200] [--jobs 3000]

First real processes, as many at once as the machine bears; then checks in threads of this
process, each as if it was a job of its own. The stand-in Hub counts requests in fixed windows and
says so in its headers, as the Hub does; here the windows are shorter, or a run would take hours.
Ends with exit code 1 if a job was stopped that has its rights and whose wait fits its budget.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from unittest import mock

from huggingface_hub import constants
from standin.server import LocalHub
from standin.world import World

from hftoken_guard import GuardError, _memory, check_token

if TYPE_CHECKING:
    from collections.abc import Sequence

TARGETS: dict[str, Any] = {"read": "gpt2", "write": "datasets/alice/results"}
REQUESTS = 3  # one whoami, and one probe for each of two targets
AT_ONCE = 12
JOB = f"from hftoken_guard import require_token; require_token(**{TARGETS}, timeout=30)"


@dataclass(frozen=True)
class Fleet:
    """So many jobs, and what the Hub lets them do."""

    name: str
    jobs: int
    window_s: float
    api_quota: int
    whoami_quota: int
    timeout_s: float
    may_stop: bool = False


@dataclass
class Result:
    """What became of a fleet, and what the Hub saw of it."""

    ends: Counter[str]
    times: list[float]
    paths: Counter[str]
    answers: Counter[int]
    retries: int

    @property
    def stopped(self) -> int:
        """How many jobs did not go on."""
        return sum(count for end, count in self.ends.items() if end != "went on")


class Forgetful(dict[Any, Any]):
    """Remember no identity, so that every check is the first of its process."""

    def __setitem__(self, key: object, value: object) -> None:
        """Forget it at once."""


def make_world() -> tuple[World, str]:
    """Return a world with two targets, and the token that all jobs share."""
    world = World()
    world.add_user("alice")
    world.add_repo("gpt2")
    world.add_repo("alice/results", "dataset")
    return world, world.add_token("alice").value


def check_once(timeout_s: float) -> str:
    """Make one check as a job, and return how it ended."""
    try:
        check_token(**TARGETS, timeout=timeout_s)
    except GuardError as error:
        return ", ".join(str(problem.cause) for problem in error.problems)
    return "went on"


def start_process(environ: dict[str, str]) -> str:
    """Run one job as a process, and return how it ended."""
    done = subprocess.run(  # noqa: S603 - this interpreter
        [sys.executable, "-c", JOB], env=environ, capture_output=True, text=True, check=False
    )
    last = done.stderr.split("hftoken-guard: ")[-1].partition(":")[0]
    return "went on" if done.returncode == 0 else f"exit {done.returncode}, {last}"


def run(fleet: Fleet, *, as_processes: bool = False) -> Result:
    """Run the whole fleet against a Hub of its own."""
    world, token = make_world()
    with LocalHub(
        world, api_quota=fleet.api_quota, whoami_quota=fleet.whoami_quota, window_s=fleet.window_s
    ) as hub:
        environ = {**os.environ, "HF_TOKEN": token, "HF_ENDPOINT": hub.endpoint}

        def one(_: int) -> tuple[str, float]:
            start = time.monotonic()
            end = start_process(environ) if as_processes else check_once(fleet.timeout_s)
            return end, time.monotonic() - start

        with (
            mock.patch.dict(os.environ, environ),
            mock.patch.object(constants, "ENDPOINT", hub.endpoint),
            mock.patch.object(_memory, "_KNOWN", Forgetful()),
            ThreadPoolExecutor(AT_ONCE) as pool,
        ):
            ended = list(pool.map(one, range(fleet.jobs)))
        asked = [request for request in hub.requests if "agent-harnesses" not in request.path]
    return Result(
        ends=Counter(end for end, _ in ended),
        times=sorted(seconds for _, seconds in ended),
        paths=Counter(request.path for request in asked),
        answers=Counter(request.status for request in asked),
        retries=len(asked) - REQUESTS * fleet.jobs,
    )


def tell(fleet: Fleet, result: Result) -> None:
    """Print what became of a fleet."""
    requests = sum(result.answers.values()) / fleet.jobs
    whoami = result.paths["/api/whoami-v2"] / fleet.jobs
    ends = ", ".join(f"{count} {end}" for end, count in result.ends.most_common())
    middle, last = result.times[len(result.times) // 2], result.times[-1]
    throttled = result.answers[429] / sum(result.answers.values())
    print(f"{fleet.name}: {fleet.jobs} jobs, windows of {fleet.window_s:g} s")
    print(f"  quota of a window   {fleet.api_quota} requests, {fleet.whoami_quota} of whoami")
    print(f"  jobs                {ends}")
    print(f"  requests a job      {requests:.2f}, of these whoami {whoami:.2f}")
    print(f"  answered 429        {throttled:.0%} of the requests")
    print(f"  time of a check     {middle:.2f} s in the middle, {last:.2f} s at most\n", flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run all fleets and return the exit code."""
    parser = argparse.ArgumentParser(description="Start many jobs with one token.")
    parser.add_argument("--processes", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=3000)
    options = parser.parse_args(arguments)
    few, many = options.processes, options.jobs
    fleets = (
        Fleet("processes, whoami throttled", few, 300, 10**9, few // 10, 30),
        Fleet("threads, whoami throttled", many, 300, 10**9, many // 100, 30),
        Fleet(
            "threads, all throttled for less than the budget",
            many,
            5,
            max(200, many // 5),
            many,
            30,
        ),
        Fleet("threads, all throttled for longer", many, 300, many, many, 30, may_stop=True),
    )
    failed = 0
    for fleet in fleets:
        result = run(fleet, as_processes=fleet is fleets[0])
        tell(fleet, result)
        failed += 0 if fleet.may_stop else result.stopped
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
