"""
A refusal that a script handles before it leaves: explained at the end of the log, and only then.

Each script is a process of its own, with the real client, against the stand-in Hub.
"""

from __future__ import annotations

import atexit
import builtins
import gc
import multiprocessing
import os
import subprocess
import sys
import threading
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from huggingface_hub import HfApi
from huggingface_hub.errors import HfHubHTTPError
from made import make_error

from hftoken_guard import AccessError, check_token, explain_hub_errors
from hftoken_guard._later import swallowed
from hftoken_guard._later.swallowed import ExitWatch, has_frame

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from standin.server import LocalHub

    Run = Callable[..., subprocess.CompletedProcess[str]]

EXPLAINED = "hftoken-guard: token-read-only: HF_TOKEN may not write to datasets/alice/results"
HINT = "hftoken-guard: hint: the script leaves with code 1. Before that, the Hub refused this:"
GATE = "Your request to access model alice/x is awaiting a review from the repo authors."
HEAD = """
import sys
from hftoken_guard import explain_hub_errors
explain_hub_errors().install()
from huggingface_hub import HfApi, create_repo

def push(id="alice/results"):
    HfApi().upload_file(path_or_fileobj=b"x", path_in_repo="x.txt", repo_id=id,
                        repo_type="dataset")

def push_in_vain(id="alice/results"):
    for attempt in range(3):
        try:
            return push(id)
        except Exception as error:
            print("attempt", attempt, type(error).__name__)
    print("All upload attempts failed.", file=sys.stderr)
    return False
"""


@pytest.fixture
def run(hub: LocalHub, tmp_path: Path) -> Run:
    """Run a script with a read token, whose pushes are refused."""

    def start(
        code: str, role: str = "read", script: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(script)] if script else [sys.executable, "-c", HEAD + code],
            env={
                **os.environ,
                "HF_ENDPOINT": hub.endpoint,
                "HF_TOKEN": hub.world.add_token("alice", role).value,
                "HF_HOME": str(tmp_path),
            },
            capture_output=True,
            text=True,
            check=False,
        )

    return start


def test_swallowed_refusal_is_the_last_of_the_log(run: Run) -> None:
    """The script retries three times, says that all failed, and leaves with 1: so it does still."""
    done = run("push_in_vain()\nsys.exit(1)")
    assert done.returncode == 1
    assert done.stdout.count("attempt") == 3
    _, failed, end = done.stderr.partition("All upload attempts failed.\n")
    assert failed
    assert end.startswith(f"\n{HINT}\n{EXPLAINED}\n")
    assert "\n  see: https://" in end
    assert end.rstrip().splitlines()[-1].startswith("  request id: ")
    assert end.count("hftoken-guard: ") == 2


@pytest.mark.parametrize(
    "code",
    [
        "try: push()\nexcept Exception: sys.exit(1)",
        "def main():\n  try: push()\n  except Exception: return 1\n  return 0\nsys.exit(main())",
        "push_in_vain()\nsys.exit('no result was saved')",
        "from sys import exit\npush_in_vain()\nexit(True)",
        "push_in_vain()\nexit(1)",
        "errors = []\ntry: push()\nexcept Exception as error: errors.append(error)\nsys.exit(1)",
        "from concurrent.futures import ThreadPoolExecutor\nwith ThreadPoolExecutor() as pool:\n"
        "  future = pool.submit(push)\ntry: future.result()\nexcept Exception: pass\nsys.exit(1)",
        "push_in_vain()\nHfApi().repo_exists('alice/none')\n"
        "HfApi().delete_repo('alice/none', missing_ok=True)\nsys.exit(1)",
        "push_in_vain() or quit(1)",
        "import asyncio\nasync def main():\n  return 0 if push_in_vain() else 1\n"
        "sys.exit(asyncio.run(main()))",
        "with explain_hub_errors():\n  try: push()\n  except Exception: sys.exit(1)",
        "explain_hub_errors().install()\npush_in_vain()\nsys.exit(1)",
        "import threading\nthread = threading.Thread(target=push_in_vain)\nthread.start()\n"
        "thread.join()\nsys.exit(1)",
        "try:\n  sys.exit(3)\nexcept SystemExit: pass\npush_in_vain()\nsys.exit(1)",
        "push_in_vain()\ntry: sys.exit(1)\nfinally: print('cleaned up')",
        "import threading\nthread = threading.Thread(target=push)\nthread.start()\n"
        "thread.join()\nsys.exit(1)",
    ],
)
def test_exit_is_explained_once(run: Run, code: str) -> None:
    """However the script leaves by `sys.exit`, the cause is said once, and the code stays 1."""
    done = run(code)
    assert done.returncode == 1
    assert done.stderr.count(EXPLAINED) == 1
    assert done.stderr.rstrip().splitlines()[-1].startswith(("  see: ", "  request id: "))


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("push_in_vain()", 0),
        ("push_in_vain()\nsys.exit()", 0),
        ("push_in_vain()\nsys.exit(0)", 0),
        ("push_in_vain()\ntry: sys.exit(1)\nexcept SystemExit: pass", 0),
        ("push_in_vain()\nkept = []\ntry: sys.exit(1)\nexcept SystemExit as e: kept += [e]", 0),
        ("sys.exit(3)", 3),
        ("push_in_vain()\nimport os\nos._exit(4)", 4),
        ("import threading\npush_in_vain()\n"
         "thread = threading.Thread(target=sys.exit, args=(1,))\nthread.start()", 0),
        ("try: HfApi().hf_hub_download('gpt2', 'no')\nexcept Exception: pass\nsys.exit(5)", 5),
        ("create_repo('alice/results', repo_type='dataset', exist_ok=True)\nsys.exit(6)", 6),
        ("HfApi().delete_repo('alice/none', missing_ok=True)\nsys.exit(6)", 6),
        ("from concurrent.futures import ThreadPoolExecutor\nwith ThreadPoolExecutor() as pool:\n"
         "  pool.submit(push)\nsys.exit(6)", 6),
        ("from huggingface_hub import HfFileSystem\nHfFileSystem(token=False).exists('bob/x')\n"
         "sys.exit(6)", 6),
        ("push_in_vain()\nimport argparse\nargparse.ArgumentParser().error('no such file')", 2),
        ("push_in_vain()\nsys.exit(143)", 143),
        ("push_in_vain()\nsys.exit(256)", 0),
        ("import os\npush_in_vain()\nif os.fork() == 0: sys.exit(1)\nos.wait()", 0),
        ("assert not HfApi().repo_exists('alice/none')\nsys.exit(7)", 7),
        ("from hftoken_guard import GuardError, check_token\n"
         "try: check_token(write='alice/new', create=True)\nexcept GuardError: sys.exit(8)", 8),
    ],
)  # fmt: skip
def test_nothing_is_said_otherwise(run: Run, code: str, status: int) -> None:
    """A script that ends well, or that leaves for another reason, gets no word of ours."""
    done = run(code)
    assert done.returncode == status
    assert "hftoken-guard: " not in done.stderr


def test_repository_that_cannot_be_created_is_explained(run: Run) -> None:
    """What the client raises to the script counts, also where it looked elsewhere first."""
    done = run(
        "try: create_repo('alice/brandnew', repo_type='dataset', exist_ok=True)\n"
        "except Exception: pass\nsys.exit(1)"
    )
    assert done.returncode == 1
    assert HINT in done.stderr
    assert 'create a dataset under the namespace "alice"' in done.stderr


def test_worker_says_nothing(run: Run, tmp_path: Path) -> None:
    """The end of a worker is not that of the job, and does not look like it."""
    script = tmp_path / "job.py"
    script.write_text(
        HEAD + "def work():\n  push_in_vain()\n  sys.exit(1)\nif __name__ == '__main__':\n"
        "  import multiprocessing as mp\n  process = mp.get_context('spawn').Process(target=work)\n"
        "  process.start()\n  process.join()\n  print('ended with', process.exitcode)\n"
    )
    done = run("", script=script)
    assert done.returncode == 0
    assert "ended with 1" in done.stdout
    assert "hftoken-guard: " not in done.stderr


def test_good_script_is_left_alone(run: Run) -> None:
    """A push that goes well, and a code of the script's own behind it."""
    done = run("push()\nsys.exit(2)", role="write")
    assert (done.returncode, done.stderr) == (2, "")


def make_refusal(status: int = 403, path: str = "/api/models/alice/x", **more: Any) -> Exception:
    """Make an error of a class that can be referred to weakly, as the client's are."""

    class RefusedError(RuntimeError):
        pass

    error = RefusedError("refused")
    error.response = make_error(status, path, **more).response  # type: ignore[attr-defined]
    return error


def handle(watch: ExitWatch, error: Exception) -> None:
    """Raise an error, catch it, and drop it, as a script does."""
    watch.note_new(error)
    with pytest.raises(type(error)):
        raise error
    watch.note_end(error)


def test_exit_long_after_a_refusal_has_another_reason(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A refusal of hours ago was lived with."""
    watch, now = ExitWatch(), [1000.0]
    monkeypatch.setattr(swallowed, "time", SimpleNamespace(monotonic=lambda: now[0]))
    handle(watch, make_refusal(403, method="POST", code="GatedRepo"))
    for waited_s, is_said in ((599.0, True), (601.0, False)):
        now[0] = 1000.0 + waited_s
        watch.note_exit(SystemExit(1))
        watch.is_leaving = True
        watch.tell()
        assert ("gated-not-requested" in capsys.readouterr().err) is is_said


@pytest.mark.parametrize(
    ("status", "method", "is_kept"),
    [
        (401, "GET", True),
        (403, "HEAD", True),
        (503, "POST", False),
        (429, "POST", False),
        (404, "POST", True),
        (404, "HEAD", False),
        (404, "GET", False),
        (409, "POST", False),
    ],
)
def test_only_what_ends_a_job_is_kept(
    status: int, method: str, *, is_kept: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that is not there, and a repository that is there already, are usual."""
    watch = ExitWatch()
    handle(watch, make_refusal(status, method=method))
    watch.note_exit(SystemExit(1))
    watch.is_leaving = True
    watch.tell()
    assert bool(capsys.readouterr().err) is is_kept


def test_last_refusal_counts_whenever_it_is_freed(capsys: pytest.CaptureFixture[str]) -> None:
    """An error that is freed late, as one in a ring, is not the last for that."""
    watch, errors = ExitWatch(), [make_refusal(said=GATE), make_refusal(402, said="Payment")]
    for error in errors:
        watch.note_new(error)
        with pytest.raises(RuntimeError):
            raise error
    for error in reversed(errors):
        watch.note_end(error)
    watch.note_exit(SystemExit(1))
    watch.is_leaving = True
    watch.tell()
    assert "payment-required" in capsys.readouterr().err


def test_error_that_was_never_raised_is_not_kept(capsys: pytest.CaptureFixture[str]) -> None:
    """One that is only made, or that a library keeps to itself, was no affair of the script's."""
    watch, error = ExitWatch(), make_refusal(403, method="POST", code="GatedRepo")
    watch.note_new(error)
    watch.note_end(error)
    watch.note_exit(SystemExit(1))
    watch.is_leaving = True
    watch.tell()
    assert capsys.readouterr().err == ""


def test_error_of_something_else_is_not_kept(capsys: pytest.CaptureFixture[str]) -> None:
    """A refusal of another server is not the Hub's."""
    watch = ExitWatch()
    handle(watch, make_refusal(403, "https://example.org/x"))
    watch.note_exit(SystemExit(1))
    watch.is_leaving = True
    watch.tell()
    assert capsys.readouterr().err == ""


def test_end_of_the_script_is_seen() -> None:
    """A frame that is there is seen, and that there is none."""
    assert has_frame(1)
    assert not has_frame(10**6)


@pytest.mark.parametrize("code", [0, None, False])
def test_good_exit_takes_a_bad_one_back(code: object, capsys: pytest.CaptureFixture[str]) -> None:
    """The last exit counts: a script that leaves with 0 after all is left alone."""
    watch = ExitWatch()
    handle(watch, make_refusal(403, method="POST", code="GatedRepo"))
    watch.note_exit(SystemExit(1))
    watch.note_exit(SystemExit(code))
    watch.is_leaving = True
    watch.tell()
    assert capsys.readouterr().err == ""


@pytest.fixture
def unwatched(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], Any]]:
    """Install the watch in this process for one test, and return what is run at the exit."""
    at_exit: list[Callable[[], Any]] = []
    monkeypatch.setattr(swallowed, "_installed", [])
    monkeypatch.setattr(swallowed, "_watch", ExitWatch())
    monkeypatch.setattr(atexit, "register", at_exit.append)
    monkeypatch.setattr(sys, "exit", sys.exit)
    monkeypatch.setattr(builtins, "exit", sys.exit, raising=False)
    monkeypatch.delattr(builtins, "quit", raising=False)
    monkeypatch.setattr(HfHubHTTPError, "__init__", HfHubHTTPError.__init__)
    monkeypatch.setattr(HfHubHTTPError, "__del__", lambda _: None, raising=False)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    return at_exit


def test_end_of_a_worker_is_not_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a process that `multiprocessing` has started nothing is said."""
    monkeypatch.setattr(multiprocessing, "parent_process", object)
    watch = ExitWatch()
    handle(watch, make_refusal(403, method="POST", code="GatedRepo"))
    watch.note_exit(SystemExit(1))
    watch.is_leaving = True
    watch.tell()
    assert capsys.readouterr().err == ""


def test_broken_client_is_no_error_of_ours(
    unwatched: list[Callable[[], Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the client cannot be imported, the exits are watched all the same."""
    monkeypatch.setitem(sys.modules, "huggingface_hub.errors", None)
    explain_hub_errors().install()
    explain_hub_errors().install()
    assert len(unwatched) == 1
    with pytest.raises(SystemExit):
        sys.exit(1)


def test_nothing_of_ours_changes_the_exit(
    unwatched: list[Callable[[], Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the watch itself breaks, the script leaves as it would have left."""

    def broken(_: Any) -> None:
        raise RuntimeError

    explain_hub_errors().install()
    monkeypatch.setattr(swallowed._watch, "note_exit", broken)
    with pytest.raises(SystemExit) as caught:
        sys.exit(3)
    assert caught.value.code == 3
    assert unwatched


@pytest.mark.parametrize("is_kept", [True, False])
def test_client_error_is_made_as_before(
    hub: LocalHub, unwatched: list[Callable[[], Any]], *, is_kept: bool
) -> None:
    """The real error keeps its class, message and response, and is seen when it is dropped."""
    explain_hub_errors().install()
    api = HfApi(endpoint=hub.endpoint, token=hub.world.add_token("alice", "read").value)
    with pytest.raises(HfHubHTTPError, match="403") as caught:
        api.create_repo("alice/made")
    assert caught.value.response.status_code == 403
    if not is_kept:
        del caught
        gc.collect()
    with pytest.raises(SystemExit):
        sys.exit(1)
    assert "token-read-only" in swallowed._watch._text
    assert unwatched


def test_refusal_that_the_guard_meets_is_its_own_affair(
    hub: LocalHub, unwatched: list[Callable[[], Any]]
) -> None:
    """What `create=True` is refused is told by the guard itself."""
    explain_hub_errors().install()
    hub.fail("status", path="repos/create", code=403, message="Storage limit reached")
    token = hub.world.add_token("alice").value
    with pytest.raises(AccessError):
        check_token(token, write="alice/new", create=True)
    with pytest.raises(SystemExit):
        sys.exit(1)
    assert swallowed._watch._text == ""
    assert unwatched
