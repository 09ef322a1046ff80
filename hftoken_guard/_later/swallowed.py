"""
A refusal that the script handles by itself, before it leaves with an exit code other than 0.

The commonest end of a job script catches whatever a push raises, prints a line of its own and calls
`sys.exit(1)`. No traceback is left then to stand an explanation behind. So the client's errors are
looked at when the script drops them: whoever caught one is the outermost frame of its traceback,
and what the client itself lives with is no affair of the script's. The last is kept as a `Problem`,
which holds texts and no response. `sys.exit`, `exit` and `quit` are watched in the main thread, and
the explanation is the last that the log says.

What may pass by itself (429, 5xx) is not kept: a later try may have succeeded, which nobody sees.
Not seen are `raise SystemExit`, `os._exit`, a `sys.exit` in a coroutine, whose task keeps the exit
alive, and a call of `sys.exit` by a name taken from it before `install()`.
"""

from __future__ import annotations

import atexit
import builtins
import functools
import os
import sys
import threading
import time
import weakref
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from hftoken_guard._chain import read_attribute
from hftoken_guard._output import MESSAGE_PREFIX, print_text

from .explanation import explain_error, is_bad_exit

if TYPE_CHECKING:
    from collections.abc import Callable

    from hftoken_guard._report.problem import Problem

_RECENT_S = 600.0  # an exit so long after a refusal has another reason
_REFUSED = (400, 401, 402, 403, 413)
_NOT_FOUND = 404
_READS = ("GET", "HEAD")
# Who catches an error here lives with it, and a thread keeps it for whoever asks.
_LIBRARIES = ("huggingface_hub", "fsspec", "concurrent", "asyncio")
_OF_A_SIGNAL = 128  # and above: somebody else ends the process
_USAGE = "argparse"  # says itself what is wrong with the command line


class Refusal(NamedTuple):
    """
    Hold a refusal that the script has handled.

    Attributes:
        problem: what it means.
        at_s: when it came, in the time of `time.monotonic`.

    """

    problem: Problem
    at_s: float


class ExitMark:
    """
    Tell that a `SystemExit` was dropped: then this is freed while the script still runs.

    The interpreter frees what leaves the script when no frame of it is left.
    """

    def __init__(self, watch: ExitWatch) -> None:
        """Take whom to tell."""
        self._watch = watch

    def __del__(self) -> None:
        """Tell whether the script is over: then no frame of it is left that calls this."""
        self._watch.is_leaving = not has_frame(2)


class ExitWatch:
    """
    Know the last refusal, and whether the script left by `sys.exit`.

    Attributes:
        is_leaving: the `SystemExit` came out of the script.

    """

    def __init__(self) -> None:
        """Begin with nothing seen."""
        self.is_leaving = False
        self._process = os.getpid()
        self._kept: list[weakref.ref[BaseException]] = []  # that the script has not dropped yet
        self._refusal: Refusal | None = None
        self._text = ""

    def note_new(self, error: BaseException) -> None:
        """Know a new error of the client, and when it came: it may be freed much later."""
        if is_refusal(error):
            error.hftoken_guard_at = time.monotonic()  # type: ignore[attr-defined]
            self._kept = [ref for ref in self._kept if ref() is not None]
            self._kept.append(weakref.ref(error))

    def note_end(self, error: BaseException) -> None:
        """Keep what an error means that nobody needs any more, if the script had caught it."""
        at_s = read_attribute(error, "hftoken_guard_at")
        is_latest = at_s is not None and (self._refusal is None or self._refusal.at_s <= at_s)
        if is_latest and was_handled_by_script(error):
            from .diagnose import find_problem  # needed only where something failed

            if problem := find_problem(error):
                self._refusal = Refusal(problem, at_s)

    def note_exit(self, error: SystemExit, caller: str = "") -> None:
        """Prepare what is to be said if this exit ends the script; `caller` is who made it."""
        self._text, self.is_leaving = "", False
        code = error.code
        is_of_signal = isinstance(code, int) and code >= _OF_A_SIGNAL
        is_main = threading.current_thread() is threading.main_thread()
        if not is_bad_exit(error) or is_of_signal or caller == _USAGE or not is_main:
            return
        for ref in self._kept:
            if (kept := ref()) is not None:
                self.note_end(kept)
        self._text = explain_error(error) or self._explain_refusal(code)
        error.hftoken_guard_mark = ExitMark(self)  # type: ignore[attr-defined]

    def _explain_refusal(self, code: object) -> str:
        """Explain the last refusal, with a word that the script went on after it."""
        refusal = self._refusal
        if refusal is None or time.monotonic() - refusal.at_s > _RECENT_S:
            return ""
        from hftoken_guard._report.layout import render_later

        shown = int(code) if isinstance(code, int) else 1
        return (
            f"\n{MESSAGE_PREFIX}hint: the script leaves with code {shown}. Before that, the Hub"
            f" refused this:\n{render_later(refusal.problem)}"
        )

    def forget(self, explained: BaseException) -> None:
        """Say nothing of what has been explained."""
        self._refusal, self._text = None, ""
        explained.hftoken_guard_told = True  # type: ignore[attr-defined]

    def tell(self) -> None:
        """Say at the very end what was prepared, if the script did leave so, and this is it."""
        is_of_job = os.getpid() == self._process and not is_worker()
        if self._text and self.is_leaving and is_of_job:
            print_text(self._text)


_watch = ExitWatch()
_installed: list[Callable[..., NoReturn]] = []


def watch_exits() -> None:
    """Explain, from here on, the last handled refusal where the script leaves by `sys.exit`."""
    if _installed:
        return
    _installed.append(sys.exit)
    sys.exit = _wrap_exit(sys.exit)
    for name in ("exit", "quit"):  # of `site`, which a script can do without
        if hasattr(builtins, name):
            setattr(builtins, name, _wrap_exit(getattr(builtins, name)))
    atexit.register(_watch.tell)
    try:
        from huggingface_hub.errors import HfHubHTTPError  # the job loads it anyway
    except Exception:  # a broken installation, which the job will meet
        return
    _watch_class(HfHubHTTPError, _watch)


def forget_explained(error: BaseException) -> None:
    """Say nothing more of an error that has been explained elsewhere."""
    _try(_watch.forget, error)


def is_worker() -> bool:
    """Tell whether `multiprocessing` has started this process: its end is not that of the job."""
    multiprocessing = sys.modules.get("multiprocessing")
    return multiprocessing is not None and multiprocessing.parent_process() is not None


def is_refusal(error: BaseException) -> bool:
    """Tell whether a job may end of this for good; a file that is not there is usual."""
    response = read_attribute(error, "response")
    status = read_attribute(response, "status_code")
    method = read_attribute(read_attribute(response, "request"), "method")
    return status in _REFUSED or (status == _NOT_FOUND and method not in _READS)


def was_handled_by_script(error: BaseException) -> bool:
    """Tell whether it was caught and not told of, and not by a library that lives with it."""
    if error.__traceback__ is None or read_attribute(error, "hftoken_guard_told"):
        return False
    catcher: str = error.__traceback__.tb_frame.f_globals.get("__name__", "")
    return catcher.partition(".")[0] not in _LIBRARIES


def has_frame(depth: int) -> bool:
    """Tell whether the caller has so many frames above it."""
    try:
        sys._getframe(depth)  # noqa: SLF001 - the only way to see that the script is over
    except ValueError:
        return False
    return True


def _wrap_exit(leave: Callable[..., NoReturn]) -> Callable[..., NoReturn]:
    @functools.wraps(leave)
    def exit(*args: Any, **kwargs: Any) -> NoReturn:  # noqa: A001 - it takes that one's place
        try:
            leave(*args, **kwargs)
        except SystemExit as error:
            caller = sys._getframe(1).f_globals.get("__name__", "")  # noqa: SLF001
            _try(_watch.note_exit, error, caller)
            raise

    return exit


def _watch_class(kind: type[BaseException], watch: ExitWatch) -> None:
    """Look at each error of this class when it is made, and when it is freed."""
    make: Callable[..., None] = kind.__init__
    attempt = _try  # which the module does not hold any more when the interpreter ends

    @functools.wraps(make)
    def init(self: BaseException, *args: Any, **kwargs: Any) -> None:
        make(self, *args, **kwargs)
        attempt(watch.note_new, self)

    def free(self: BaseException) -> None:
        attempt(watch.note_end, self)

    kind.__init__ = init  # type: ignore[method-assign]
    kind.__del__ = free  # type: ignore[attr-defined]


def _try(note: Callable[..., None], *arguments: Any) -> None:
    """Note something; nothing of ours may change what the script does."""
    try:
        note(*arguments)
    except Exception:
        return
