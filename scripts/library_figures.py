"""
Print how well `diagnose` finds the causes of failures that the big libraries raise.

    scripts/libraries [-v] [--only PART_OF_A_NAME] [--dump failures.json]

It takes some minutes and a large download, and is no part of the daily checks.

Every case of `library_cases.py` is a real call against the stand-in Hub, in a process of its own.
What it raises is diagnosed three times: as it is, as its text alone (what a log has, or a library
that raises `from None`), and as it arrives from a worker of a process pool. Nothing was checked
before. With -v come the misses; the file of `--dump` has every failure, with its made-up tokens.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.metadata
import json
import os
import pickle
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from multiprocessing import get_context, pool
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

from library_calls import preload
from library_cases import PLACES, TLS, Case, Place, list_cases, make_world
from standin.server import LocalHub

from hftoken_guard import diagnose
from hftoken_guard._chain import list_shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from multiprocessing.connection import Connection

WAYS = {"chain": "as it is", "text": "its text alone", "process": "from a process pool"}
CASE_LIMIT_S = 60
SHORT_SLEEP_S = 0.01
# A worker must find none of these as they are on this machine.
FOREIGN = ("HF_", "HUGGING", "TRANSFORMERS_", "SSL_", "REQUESTS_", "CURL_")
WORKER_ENVIRON = {
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_XET": "1",  # that service has no stand-in
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "HF_HUB_ETAG_TIMEOUT": "2",
    "HF_HUB_DOWNLOAD_TIMEOUT": "2",
    "OMP_NUM_THREADS": "1",  # a process with threads is not safe to fork
    "TOKENIZERS_PARALLELISM": "false",
}


@dataclass
class Failure:
    """
    What a case raised, and what was said of it.

    Attributes:
        case: the name of the case.
        library: the library that was called.
        right: the causes that are right to name; an empty one if nothing need be said.
        text_says_enough: somebody who has nothing but its text could name the cause.
        raised: the class and the text of each exception that a traceback shows.
        said: for each way, the causes that the diagnosis names, the most likely first.

    """

    case: str
    library: str
    right: list[str]
    text_says_enough: bool = False
    raised: list[tuple[str, str]] = field(default_factory=list)
    said: dict[str, list[str]] = field(default_factory=dict)

    def is_judged(self, way: str) -> bool:
        """Tell whether it counts for a way: of a text that says too little nothing is asked."""
        return way in self.said and (way != "text" or self.text_says_enough)

    def is_first(self, way: str) -> bool:
        """Tell whether a right cause is named first."""
        return next(iter(self.said[way]), "") in self.right  # "" where nothing is said

    def is_given(self, way: str) -> bool:
        """Tell whether a right cause is named, or left open."""
        return self.is_first(way) or not set(self.said[way]).isdisjoint(self.right)

    def is_wrong_alone(self, way: str) -> bool:
        """Tell whether one cause is named, and it is not right."""
        return len(self.said[way]) == 1 and not self.is_given(way)


# In a worker: the cases of one library at one place.


def bring_about(case: Case, port: int) -> Exception | None:
    """Make the call in its situation, and return what it raises."""
    situation, world = case.situation, make_world()
    if token := situation.token(world):
        os.environ["HF_TOKEN"] = token
    with contextlib.ExitStack() as stack:
        if situation.is_served:
            hub = stack.enter_context(LocalHub(world, tls=situation.place is TLS, port=port))
            situation.break_hub(hub)
        try:
            case.call.run(situation.repo.format(kind=case.call.kind), **situation.options)
        except Exception as error:  # noqa: BLE001 - that is what is wanted
            return error
    return None


def pass_on(error: Exception) -> Exception:
    """Return the error as a process pool hands it over; as text, if it cannot be pickled."""
    wrapped = pool.ExceptionWithTraceback(error, error.__traceback__)  # type: ignore[attr-defined]
    try:
        arrived: Exception = pickle.loads(pickle.dumps(wrapped))  # noqa: S301 - made here
    except Exception:  # noqa: BLE001 - whatever its class does not bear
        return RuntimeError("".join(traceback.format_exception(error)))
    return arrived


def list_causes(error: Exception) -> list[str]:
    """Return what the diagnosis says, the most likely first."""
    problem = diagnose(error)
    return [str(cause) for cause in (problem.cause, *problem.could_be)] if problem else []


def describe(case: Case, error: Exception | None) -> Failure:
    """Diagnose an error in every way."""
    right = [str(cause or "") for cause in case.situation.right]
    failure = Failure(case.name, case.call.library, right)
    if error is not None:
        failure.text_says_enough = case.says_enough(f"{type(error).__name__}: {error}")
        failure.raised = [(type(link).__name__, str(link)) for link in list_shown(error)]
        failure.said = {
            "chain": list_causes(error),
            "text": list_causes(RuntimeError(f"{type(error).__name__}: {error}")),
            "process": list_causes(pass_on(error)),
        }
    return failure


def run_in_fork(case: Case, port: int, sender: Connection) -> None:
    """Be the process of one case, and send what became of it."""
    sleep = time.sleep

    def sleep_less(seconds: float) -> None:
        sleep(min(seconds, SHORT_SLEEP_S))  # or all the retries would take minutes

    with contextlib.redirect_stdout(sys.stderr), mock.patch("time.sleep", sleep_less):
        sender.send(describe(case, bring_about(case, port)))


def run_case(case: Case, port: int) -> Failure:
    """Run one case in a fresh copy of this process, with an empty cache."""
    shutil.rmtree(os.environ["HF_HOME"], ignore_errors=True)
    context = get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=run_in_fork, args=(case, port, sender))
    process.start()
    sender.close()
    with contextlib.suppress(EOFError):
        if receiver.poll(CASE_LIMIT_S):
            return receiver.recv()  # type: ignore[no-any-return]
    process.kill()
    return describe(case, None)


def be_worker(library: str, place: str, port: int, part_of_name: str) -> None:
    """Run the cases of a library at a place, and print what became of them."""
    preload(library)
    cases = select_cases(library, place, part_of_name)
    json.dump([asdict(run_case(case, port)) for case in cases], sys.stdout)


# In the process that was started: all workers, and the figures.


def select_cases(library: str, place: str, part_of_name: str) -> list[Case]:
    """Return the cases of a library at a place."""
    return [
        case
        for case in list_cases()
        if case.call.library == library
        and case.situation.place.name == place
        and part_of_name in case.name
    ]


def run_worker(library: str, place: Place, part_of_name: str) -> list[Failure]:
    """Run the cases of a library at a place in a process that finds the Hub there."""
    port = find_port()
    environ = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(FOREIGN) and not name.lower().endswith("_proxy")
    }
    environ |= WORKER_ENVIRON | place.environ
    environ["HF_ENDPOINT"] = place.endpoint.format(port=port)
    with tempfile.TemporaryDirectory() as folder:
        environ["HF_HOME"] = str(Path(folder, "home"))
        command = [sys.executable, __file__, "--worker", library, place.name, str(port)]
        done = subprocess.run(  # noqa: S603 - this script
            [*command, "--only", part_of_name],
            env=environ,
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        msg = f"the worker of {library} at {place.name} failed:\n{done.stderr[-2000:]}"
        raise RuntimeError(msg)
    return [Failure(**record) for record in json.loads(done.stdout)]


def find_port() -> int:
    """Return a port that is free now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def run_all(part_of_name: str) -> list[Failure]:
    """Run every case, as many workers at once as there are processors."""
    libraries = dict.fromkeys(case.call.library for case in list_cases())
    parts = [(library, place) for place in PLACES for library in libraries]
    parts = [part for part in parts if select_cases(part[0], part[1].name, part_of_name)]
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        found = threads.map(lambda part: run_worker(part[0], part[1], part_of_name), parts)
        return [failure for failures in found for failure in failures]


def print_figures(title: str, failures: Sequence[Failure]) -> None:
    """Print the figures of some failures, a line for each way."""
    print(title)
    for way, words in WAYS.items():
        judged = [failure for failure in failures if failure.is_judged(way)]
        count = len(judged) or 1
        given = sum(failure.is_given(way) for failure in judged) / count
        first = sum(failure.is_first(way) for failure in judged) / count
        wrong = sum(failure.is_wrong_alone(way) for failure in judged)
        said = sum(len(failure.said[way]) for failure in judged) / count
        print(
            f"  {words:<20} {len(judged):>3} cases; named or left open {given:.1%}, named first"
            f" {first:.1%}, wrong alone {wrong}, causes said {said:.2f}"
        )


def print_misses(failures: Iterable[Failure]) -> None:
    """Print what was not found, a failure with all its ways at a time."""
    for failure in failures:
        missed = [w for w in failure.said if failure.is_judged(w) and not failure.is_given(w)]
        if not missed:
            continue
        type_, text = failure.raised[0]
        print(f"{failure.case}\n    raised {type_}: {' '.join(text[:200].split())}")
        right = " or ".join(cause or "nothing" for cause in failure.right)
        for way in missed:
            said = ", ".join(failure.said[way]) or "nothing"
            print(f"    {WAYS[way]}: said {said}; right is {right}")


def report(failures: Sequence[Failure], *, is_verbose: bool) -> int:
    """Print all figures, and return the exit code: 1 if a case did not fail at all."""
    for library in dict.fromkeys(failure.library for failure in failures):
        title = f"{library} {importlib.metadata.version(library)}"
        print_figures(title, [failure for failure in failures if failure.library == library])
    print_figures("all", failures)
    if is_verbose:
        print_misses(failures)
    idle = [failure.case for failure in failures if not failure.raised]
    for name in idle:
        print(f"nothing was raised: {name}", file=sys.stderr)
    return 1 if idle else 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run all cases, or be the worker for some, and return the exit code."""
    parser = argparse.ArgumentParser(description="Measure the diagnoses of real failures.")
    parser.add_argument("-v", "--verbose", action="store_true", help="print the misses")
    parser.add_argument("--dump", type=Path, help="a file for all failures, as JSON")
    parser.add_argument("--only", default="", help="a part of the names of the cases to run")
    parser.add_argument("--worker", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.worker:
        library, place, port = options.worker
        be_worker(library, place, int(port), options.only)
        return 0
    failures = run_all(options.only)
    if options.dump:
        options.dump.write_text(json.dumps([asdict(item) for item in failures], indent=1))
    return report(failures, is_verbose=options.verbose)


if __name__ == "__main__":
    sys.exit(main())
