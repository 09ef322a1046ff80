"""
A refusal that the script handles by itself, before it leaves with an exit code other than 0.

The commonest end of a job script catches whatever a push raises, prints a line of its own and calls
`sys.exit(1)`. No traceback is left then to stand an explanation behind. So the last refusal is kept
as a `Problem`, which holds texts and no response; `sys.exit`, `exit` and `quit` in the main thread
are watched; and the explanation is the last that the log says.

What cannot be seen: `raise SystemExit`, `os._exit`, a `sys.exit` inside of a coroutine, whose task
keeps the exit alive, and what calls `sys.exit` by a name taken from it before `install()`.
"""

from __future__ import annotations

import atexit
import builtins
import functools
import sys
import threading
import time
from itertools import islice
from traceback import walk_stack
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from hftoken_guard._chain import read_attribute
from hftoken_guard._output import MESSAGE_PREFIX, print_text

from .explanation import explain_error

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from hftoken_guard._report.problem import Problem

_RECENT_S = 600.0  # an exit so long after a refusal has another reason
_REFUSED = frozenset({401, 402, 403, 413, 429, *range(500, 600)})
_NOT_FOUND = 404
_READS = ("GET", "HEAD")
# Functions of the client that take a refusal for an answer; the first three do if `exist_ok`.
_CREATING = frozenset({"create_repo", "create_bucket", "create_collection"})
_ASKING = frozenset({"repo_exists", "revision_exists", "file_exists", "auth_check", "whoami"})
_FRAMES = 20  # so many callers are looked at


class Refusal(NamedTuple):
    """
    Hold a refusal that may have been handled.

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
        self._refusal: Refusal | None = None
        self._text = ""

    def note_refusal(self, error: BaseException) -> None:
        """Keep what a new error of the client means, if it is a refusal that ends a job."""
        if _is_refusal(error) and not _is_an_answer(sys._getframe(1)):  # noqa: SLF001
            from .diagnose import find_problem  # needed only where something failed

            if problem := find_problem(error):
                self._refusal = Refusal(problem, time.monotonic())

    def note_exit(self, error: SystemExit) -> None:
        """Prepare what is to be said if this exit ends the script."""
        self._text = ""
        if error.code in (None, 0) or threading.current_thread() is not threading.main_thread():
            return
        self._text = explain_error(error) or self._explain_refusal(error.code)
        self.is_leaving = False
        error.hftoken_guard_mark = ExitMark(self)  # type: ignore[attr-defined]

    def _explain_refusal(self, code: object) -> str:
        """Explain the last refusal, with a word that the script went on after it."""
        refusal = self._refusal
        if refusal is None or time.monotonic() - refusal.at_s > _RECENT_S:
            return ""
        from hftoken_guard._report.layout import render_later

        shown = code if isinstance(code, int) else 1
        return (
            f"\n{MESSAGE_PREFIX}hint: the script leaves with code {shown};"
            f" the last that the Hub refused before:\n{render_later(refusal.problem)}"
        )

    def forget(self) -> None:
        """Say nothing of what has been explained."""
        self._refusal, self._text = None, ""

    def tell(self) -> None:
        """Say at the very end what was prepared, if the script did leave so."""
        if self._text and self.is_leaving:
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
    _watch_class(HfHubHTTPError)


def forget_explained() -> None:
    """Say nothing more of what has been explained elsewhere."""
    _watch.forget()


def _wrap_exit(leave: Callable[..., NoReturn]) -> Callable[..., NoReturn]:
    @functools.wraps(leave)
    def exit(*args: Any, **kwargs: Any) -> NoReturn:  # noqa: A001 - it takes that one's place
        try:
            leave(*args, **kwargs)
        except SystemExit as error:
            _try(_watch.note_exit, error)
            raise

    return exit


def _watch_class(kind: type[BaseException]) -> None:
    """Look at each error of this class when it is made."""
    make: Callable[..., None] = kind.__init__

    @functools.wraps(make)
    def init(self: BaseException, *args: Any, **kwargs: Any) -> None:
        make(self, *args, **kwargs)
        _try(_watch.note_refusal, self)

    kind.__init__ = init  # type: ignore[method-assign]


def _try(note: Callable[[Any], None], error: BaseException) -> None:
    """Note something; nothing of ours may change what the script does."""
    try:
        note(error)
    except Exception:
        return


def _is_refusal(error: BaseException) -> bool:
    """Tell whether a job may end of this; a file that is not there is usual."""
    response = read_attribute(error, "response")
    status = read_attribute(response, "status_code")
    method = read_attribute(read_attribute(response, "request"), "method")
    return status in _REFUSED or (status == _NOT_FOUND and method not in _READS)


def _is_an_answer(frame: FrameType) -> bool:
    """Tell whether who called takes a refusal for an answer: the guard, or such a function."""
    for caller, _ in islice(walk_stack(frame), _FRAMES):
        module, name = caller.f_globals.get("__name__", ""), caller.f_code.co_name
        if module.startswith("hftoken_guard._start."):
            return True
        is_asking = name in _ASKING or (name in _CREATING and caller.f_locals.get("exist_ok"))
        if is_asking and module.startswith("huggingface_hub."):
            return True
    return False


def has_frame(depth: int) -> bool:
    """Tell whether the caller has so many frames above it."""
    try:
        sys._getframe(depth)  # noqa: SLF001 - the only way to see that the script is over
    except ValueError:
        return False
    return True
