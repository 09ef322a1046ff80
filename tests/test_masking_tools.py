"""Tools that show the local variables of a failed script show the mask, whatever they cut."""

from __future__ import annotations

import io
import logging
import os
import pdb  # noqa: T100 - one of the tools
import pprint
import reprlib
import subprocess
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from standin.world import token_value

import hftoken_guard
from hftoken_guard import Token

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

USUAL = token_value("shown by a tool")
OAUTH = "hf_oauth_" + "".join(token_value(f"long {n}", prefix="", length=60) for n in range(5))
WIDE = 500  # columns; no line is broken within a token


def fail(given: Token) -> None:
    """Be the script: hold the token and what was made of it, and fail."""
    cut, rest = given[:60], given.removeprefix("hf_")
    held = {"token": given.strip(), "parts": [*given.partition("_"), given[:9] + given[-9:]]}
    raise ValueError(len(given), len(cut), len(rest), len(held))


def frame_of(error: BaseException) -> FrameType:
    """Return the frame of the script."""
    assert error.__traceback__
    return error.__traceback__.tb_frame


def show_by_rich(error: BaseException, **options: Any) -> str:
    """As after `rich.traceback.install(show_locals=True)`."""
    console = pytest.importorskip("rich.console").Console(file=io.StringIO(), width=WIDE)
    console.print(
        pytest.importorskip("rich.traceback").Traceback.from_exception(
            type(error), error, error.__traceback__, show_locals=True, width=WIDE, **options
        )
    )
    return str(console.file.getvalue())


def show_by_ipython(error: BaseException) -> str:
    """As after `%xmode Verbose`."""
    verbose = pytest.importorskip("IPython.core.ultratb").VerboseTB(include_vars=True)
    return str(verbose.text(type(error), error, error.__traceback__))


def show_by_sentry(error: BaseException, **options: Any) -> str:
    """Return what would be sent."""
    sentry = pytest.importorskip("sentry_sdk")
    sent: list[str] = []

    def keep(_: object, envelope: Any) -> None:
        sent.append(envelope.serialize().decode())

    local = type("Local", (sentry.transport.Transport,), {"capture_envelope": keep})
    client = sentry.Client(
        "http://key@127.0.0.1:9/1", transport=local, default_integrations=False, **options
    )
    event, hint = sentry.utils.event_from_exception(error, client_options=client.options)
    client.capture_event(event, hint)
    return "".join(sent)


def show_by_cgitb(error: BaseException) -> str:
    """Use what the standard library had up to 3.12."""
    cgitb = pytest.importorskip("cgitb")
    what = (type(error), error, error.__traceback__)
    return str(cgitb.text(what) + cgitb.html(what))


def show_by_better_exceptions(error: BaseException) -> str:
    """Values below the line that failed."""
    if sys.version_info >= (3, 13):
        pytest.skip("its release 0.3.3 shows no values there")
    tool = pytest.importorskip("better_exceptions")
    return "".join(tool.format_exception(type(error), error, error.__traceback__))


def show_by_stackprinter(error: BaseException) -> str:
    """All values, each cut."""
    return str(pytest.importorskip("stackprinter").format(error, show_vals="all", truncate_vals=40))


def show_by_traceback(error: BaseException) -> str:
    """Use the standard library with the local variables."""
    return "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())


def show_by_pdb(error: BaseException) -> str:
    """Post mortem, without the loop that reads commands."""
    debugger = pdb.Pdb(stdout=io.StringIO(), nosigint=True, readrc=False)
    debugger.reset()
    debugger.setup(None, error.__traceback__)
    for command in ("p locals()", "pp locals()", "p given[:60]", "a"):
        debugger.onecmd(command)
    return str(debugger.stdout.getvalue())  # type: ignore[attr-defined]


def show_by_logging(error: BaseException) -> str:
    """Write a record with `%r`."""
    values = frame_of(error).f_locals
    record = logging.LogRecord("x", 40, "x", 1, "%r %r", (values["given"], [values]), None)
    return record.getMessage()


def show_by_reprlib(error: BaseException) -> str:
    """Use the short forms that other tools build upon, with the middle left out."""
    values = frame_of(error).f_locals
    return reprlib.repr(values) + reprlib.Repr().repr_str(values["given"], 1)


TOOLS: dict[str, Callable[[BaseException], str]] = {
    "rich": show_by_rich,
    "rich, nothing cut": lambda error: show_by_rich(error, locals_max_string=None),
    "rich, much cut": lambda error: show_by_rich(error, locals_max_string=20),
    "IPython": show_by_ipython,
    "sentry": show_by_sentry,
    "sentry, much cut": lambda error: show_by_sentry(error, max_value_length=20),
    "cgitb": show_by_cgitb,
    "better_exceptions": show_by_better_exceptions,
    "stackprinter": show_by_stackprinter,
    "traceback": show_by_traceback,
    "pdb": show_by_pdb,
    "logging": show_by_logging,
    "reprlib": show_by_reprlib,
    "pprint": lambda error: pprint.pformat(frame_of(error).f_locals, width=20),
}


def assert_masked(shown: str, value: str) -> None:
    """Assert that the mask is shown, and nowhere six characters of the secret part."""
    body = value.removeprefix("hf_").removeprefix("oauth_")
    assert "hf_***" in shown
    assert not any(body[i : i + 6] in shown for i in range(len(body) - 5))


@pytest.mark.parametrize("value", [USUAL, OAUTH], ids=["usual", "OAuth"])
@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_tool_shows_the_mask(tool: str, value: str) -> None:
    """Through the frame of the script that holds it, no tool shows the token."""
    with pytest.raises(ValueError, match=r"^\(") as caught:
        fail(Token(value))
    assert caught.value.__traceback__
    script = caught.value.with_traceback(caught.value.__traceback__.tb_next)
    assert_masked(TOOLS[tool](script), value)


TEST_OF_A_JOB = """
import os
from hftoken_guard import Token

def test_job():
    given = Token(os.environ["GIVEN"])
    cut, held = given[:60], {"parts": [given.strip(), *given.split("_")]}
    assert given[:60] == [given], held
"""


@pytest.mark.parametrize("value", [USUAL, OAUTH], ids=["usual", "OAuth"])
@pytest.mark.parametrize("options", ["-l", "-l -vv", "-l --tb=short"])
def test_pytest_shows_the_mask(tmp_path: Path, options: str, value: str) -> None:
    """Neither the local variables nor an assertion that fails show it."""
    (tmp_path / "test_job.py").write_text(TEST_OF_A_JOB)
    environ = {"PYTHONPATH": str(Path(hftoken_guard.__file__).parent.parent), "GIVEN": value}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options.split(), "--rootdir", tmp_path, tmp_path],
        cwd=tmp_path, env={**os.environ, **environ}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "1 failed" in done.stdout
    assert_masked(done.stdout + done.stderr, value)
