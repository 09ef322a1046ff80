"""Tests of `explain_hub_errors`: the error passes unchanged, the explanation stands behind it."""

from __future__ import annotations

import asyncio
import os
import pickle
import subprocess
import sys
import threading
from types import SimpleNamespace
from typing import Any

import pytest
from made import make_problem

from hftoken_guard import GuardError, explain_hub_errors
from hftoken_guard._chain import LINKS, list_shown
from hftoken_guard._later import explainer
from hftoken_guard._later.explanation import read_notes

GATE = "Your request to access model a/b is awaiting a review from the repo authors."
URL = "https://huggingface.co/a/b/resolve/main/x"
# The error of every script here: its explanation begins so.
EXPLAINED = "hftoken-guard: gated-pending: a/b is gated"
SCRIPT = f"""
import sys
from types import SimpleNamespace
from hftoken_guard import explain_hub_errors
def fail(said={GATE!r}):
    error = OSError("no access")
    error.response = SimpleNamespace(status_code=403, url={URL!r}, request=None,
        headers={{"X-Error-Code": "GatedRepo", "X-Error-Message": said}})
    raise error
"""


def make_error() -> OSError:
    """Make an error that is about the Hub."""
    error = OSError("no access")
    headers = {"X-Error-Code": "GatedRepo", "X-Error-Message": GATE, "X-Request-Id": "Root=1-7"}
    error.response = SimpleNamespace(  # type: ignore[attr-defined]
        status_code=403, url=URL, request=None, headers=headers
    )
    return error


def notes_of(error: BaseException) -> list[str]:
    """Return the notes, on every Python."""
    return list(getattr(error, "__notes__", []))


def run(code: str) -> subprocess.CompletedProcess[str]:
    """Run a script to its end."""
    return subprocess.run(
        [sys.executable, "-c", SCRIPT + code],
        env=os.environ,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(autouse=True)
def own_hooks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test change what happens to the errors of another."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)


def test_error_passes_unchanged() -> None:
    """The very same error comes out, with a note and its own traceback."""
    error = make_error()
    arguments = error.args
    with pytest.raises(OSError, match="no access") as caught, explain_hub_errors():
        raise error
    assert caught.value is error
    assert error.args == arguments
    assert caught.traceback[-1].name == "test_error_passes_unchanged"
    (note,) = notes_of(error)
    assert note.startswith(f"\n{EXPLAINED}")
    assert note.endswith("\n  request id: Root=1-7")


def test_success_and_other_errors_are_left_alone() -> None:
    """Nothing happens where nothing is about the Hub."""
    with explain_hub_errors():
        pass
    for other in (ValueError("x"), KeyboardInterrupt(), GeneratorExit()):
        with pytest.raises(type(other)), explain_hub_errors():
            raise other
        assert notes_of(other) == []


def test_error_is_explained_once() -> None:
    """Blocks inside of blocks, and errors made of an explained one, say nothing again."""
    error = make_error()
    outer = RuntimeError("job failed")

    def work() -> None:
        with explain_hub_errors(), explain_hub_errors():
            raise error

    @explain_hub_errors()
    def main() -> None:
        try:
            work()
        except OSError as inner:
            raise outer from inner

    with pytest.raises(RuntimeError):
        main()
    assert len(notes_of(error)) == 1
    assert notes_of(outer) == []


def test_different_error_of_a_retry_is_explained() -> None:
    """The last error ends the job, whatever the one before it was."""
    first, last = make_error(), make_error()
    last.response.headers["X-Error-Message"] = "has been rejected by the repo's authors"  # type: ignore[attr-defined]

    def push(error: OSError) -> None:
        with explain_hub_errors():
            raise error

    def job() -> None:
        try:
            push(first)
        except OSError:
            push(last)

    with pytest.raises(OSError, match="no access"):
        job()
    assert "gated-rejected" in notes_of(last)[0]


def test_explanation_of_a_swallowed_error_is_given_again() -> None:
    """A note on an error that nobody shows explains nothing."""

    @explain_hub_errors()
    def push() -> None:
        raise make_error()

    @explain_hub_errors()
    def main() -> None:
        try:
            push()
        except OSError:
            msg = "no access any more"
            raise OSError(msg) from None

    with pytest.raises(OSError, match="any more") as caught:
        main()
    assert EXPLAINED in notes_of(caught.value)[0]


@pytest.mark.parametrize("notes", ["hello", ("a",)])
def test_notes_of_another_kind_are_left_alone(
    notes: object, capsys: pytest.CaptureFixture[str]
) -> None:
    """What somebody else has put there stays."""
    error = make_error()
    error.__notes__ = notes  # type: ignore[attr-defined]
    with pytest.raises(OSError, match="no access"), explain_hub_errors():
        raise error
    assert error.__notes__ == notes  # type: ignore[attr-defined]
    assert EXPLAINED in capsys.readouterr().err


def test_decorator_keeps_the_function() -> None:
    """A decorated function has its name, arguments and result; also an `async` one."""

    @explain_hub_errors()
    def add(a: int, *, b: int) -> int:
        """Add."""
        return a + b

    @explain_hub_errors()
    async def fail() -> None:
        await asyncio.sleep(0)
        raise make_error()

    assert (add(1, b=2), add.__name__, add.__doc__) == (3, "add", "Add.")
    with pytest.raises(OSError, match="no access") as caught:
        asyncio.run(fail())
    assert EXPLAINED in notes_of(caught.value)[0]


def test_error_of_the_guard_is_not_explained_again() -> None:
    """It says everything itself."""
    error = GuardError((make_problem(),), "the report")
    with pytest.raises(GuardError), explain_hub_errors():
        raise error
    assert notes_of(error) == []


def test_error_that_takes_no_note(capsys: pytest.CaptureFixture[str]) -> None:
    """Then the explanation is printed."""

    class ClosedError(OSError):
        def __setattr__(self, name: str, value: object) -> None:
            if name == "__notes__":
                raise AttributeError(name)
            super().__setattr__(name, value)

    error = ClosedError("no access")
    error.response = make_error().response  # type: ignore[attr-defined]
    with pytest.raises(ClosedError), explain_hub_errors():
        raise error
    assert EXPLAINED in capsys.readouterr().err


def test_error_that_does_not_want_to_be_read() -> None:
    """Whatever its attributes do, the error that comes out is the one that was raised."""

    class HostileError(OSError):
        @property
        def __notes__(self) -> list[str]:
            raise RuntimeError

        @property
        def __cause__(self) -> None:  # type: ignore[override]
            raise RuntimeError

    error = HostileError("no access")
    error.response = make_error().response  # type: ignore[attr-defined]
    caught: BaseException | None = None
    try:
        with explain_hub_errors():
            raise error
    except OSError as passed:
        caught = passed
    assert caught is error
    assert read_notes(error) == []


def test_explanation_never_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """If the explanation breaks, the error passes all the same."""

    def broken(_: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("hftoken_guard._later.diagnose.find_problem", broken)
    error = make_error()
    with pytest.raises(OSError, match="no access"), explain_hub_errors():
        raise error
    assert notes_of(error) == []


def test_noted_error_survives_pickling() -> None:
    """An error with its note goes from process to process."""
    error = OSError("403 Client Error: Forbidden for url: https://huggingface.co/a/b")
    with pytest.raises(OSError, match="403"), explain_hub_errors():
        raise error
    assert str(pickle.loads(pickle.dumps(error))) == str(error)  # noqa: S301 - our own


@pytest.mark.parametrize(
    "code",
    [
        "with explain_hub_errors(): fail()",
        "@explain_hub_errors()\ndef main(): fail()\nmain()",
        "explain_hub_errors().install()\nfail()",
        "explain_hub_errors().install()\nexplain_hub_errors().install()\n"
        "with explain_hub_errors(): fail()",
        "@explain_hub_errors()\ndef main():\n"
        "    try: fail()\n"
        "    except OSError as error: raise RuntimeError('job failed') from error\nmain()",
        "@explain_hub_errors()\ndef push(): fail()\n"
        "try: push()\nexcept OSError as error: raise RuntimeError('job failed') from error",
        "@explain_hub_errors()\ndef push(): fail()\n@explain_hub_errors()\ndef main():\n"
        "    try: push()\n    except OSError: sys.exit(1)\nmain()",
        "explain_hub_errors().install()\nimport threading\n"
        "thread = threading.Thread(target=fail)\nthread.start(); thread.join(); sys.exit(1)",
    ],
)
def test_log_ends_with_the_explanation(code: str) -> None:
    """The traceback comes first, the explanation last and once, and the job fails as before."""
    done = run(code)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count(EXPLAINED) == 1
    assert "no access" not in done.stderr.partition(EXPLAINED)[2] or "job failed" in done.stderr
    assert "see: https://huggingface.co/docs/hub/models-gated" in done.stderr


@pytest.mark.parametrize(("code", "is_explained"), [("3", True), ("0", False), ("", False)])
def test_exit_inside_of_a_handler(code: str, *, is_explained: bool) -> None:
    """A script that exits after an error is told why, once; one that ends well is left alone."""
    handler = f"    try: fail()\n    except OSError: sys.exit({code})\n"
    done = run(f"with explain_hub_errors():\n  with explain_hub_errors():\n{handler}")
    assert done.returncode == int(code or 0)
    assert done.stderr.count(EXPLAINED) == is_explained


def test_install_leaves_other_errors(capsys: pytest.CaptureFixture[str]) -> None:
    """An error of the program gets its traceback and nothing more."""
    done = run("explain_hub_errors().install()\nraise ValueError('x')")
    assert done.stderr.rstrip().endswith("ValueError: x")
    hook = explainer.ExplainingHook(lambda *_: None)
    hook.is_whole = True
    hook(SimpleNamespace(exc_value=None))  # as a thread that ended without an error
    assert capsys.readouterr().err == ""


def test_install_explains_in_every_thread(capsys: pytest.CaptureFixture[str]) -> None:
    """The hooks that were there run first; ours prints behind them."""
    seen: list[object] = []
    sys.excepthook = lambda *parts: seen.append(parts[1])
    threading.excepthook = seen.append
    explain_hub_errors().install()
    explain_hub_errors().install()
    errors = [make_error(), make_error()]
    sys.excepthook(OSError, errors[0], None)
    threading.excepthook(SimpleNamespace(exc_value=errors[1]))
    assert seen[0] is errors[0]
    assert capsys.readouterr().err.count(EXPLAINED) == 2


def test_exit_is_explained_on_the_spot(capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody prints the traceback of an exit, so the explanation is printed."""

    @explain_hub_errors()
    def main() -> None:
        try:
            raise make_error()
        except OSError:
            sys.exit(1)

    with pytest.raises(SystemExit):
        main()
    assert capsys.readouterr().err.count(EXPLAINED) == 1


def test_ring_of_errors_ends() -> None:
    """Errors that are each other's cause are looked at only so often."""
    first, second = make_error(), OSError("again")
    first.__cause__, second.__cause__ = second, first
    assert len(list_shown(first)) == LINKS
    with pytest.raises(OSError, match="no access"), explain_hub_errors():
        raise first
    assert EXPLAINED in notes_of(first)[0]
    second.__cause__ = None


def test_install_stays_when_a_block_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A block that installs its own hook takes nothing from the one for the whole script."""
    monkeypatch.setattr(explainer, "HAS_NOTES", False)
    monkeypatch.setattr(sys, "excepthook", lambda *_: None)
    explain_hub_errors().install()
    with pytest.raises(OSError, match="no access"), explain_hub_errors():
        raise make_error()
    sys.excepthook(OSError, make_error(), None)
    assert EXPLAINED in capsys.readouterr().err


@pytest.mark.parametrize("has_notes", [True, False])
def test_hooks_with_and_without_notes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, has_notes: bool
) -> None:
    """Where Python shows no notes, the hook shows ours; a block alone explains nothing else."""
    monkeypatch.setattr(explainer, "HAS_NOTES", has_notes)
    monkeypatch.setattr(sys, "excepthook", lambda *_: None)
    error = make_error()
    with pytest.raises(OSError, match="no access"), explain_hub_errors():
        raise error
    sys.excepthook(OSError, error, None)
    assert (EXPLAINED in capsys.readouterr().err) is not has_notes
    sys.excepthook(OSError, make_error(), None)
    assert capsys.readouterr().err == ""
