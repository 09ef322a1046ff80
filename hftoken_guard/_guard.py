"""
The guard as scripts call it: check, then print and go on, or print and stop; later, explain.

An error of the rest of the job passes unchanged. Where Python has notes (3.11) the explanation
becomes one; before that it is printed when the traceback has been.
"""

from __future__ import annotations

import sys

from ._problem import PREFIX, GuardError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Any, TypeVar

    from ._check import Outcome, Wanted
    from ._inputs import Token

    F = TypeVar("F", bound=Callable[..., Any])

DEFAULT_TIMEOUT = 30.0
LINKS = 100  # so many errors of a chain are looked at
HAS_NOTES = hasattr(BaseException, "add_note")  # since Python 3.11
_said: set[str] = set()  # the notices that this process has printed


def require_token(  # noqa: PLR0913 - each keyword is one need of a script
    token: str | None = None,
    *,
    read: Wanted = None,
    write: Wanted = None,
    repo_type: str = "model",
    create_pr: bool = False,
    optional: bool = False,
    timeout: float = DEFAULT_TIMEOUT,
) -> Token:
    """
    Check the token and what the job needs of the Hub, or stop the job with the reason.

    The token is the argument if one is given, else `HF_TOKEN`. The cleaned token is put back
    into `HF_TOKEN`. On success one line is printed on stderr, on failure the report.

    Args:
        token: an explicit token; `None` and `""` mean that none is given.
        read: what the job reads: a repository, or several in a list.
        write: what the job pushes to, created by the push or there already.
        repo_type: the type of names without a prefix such as `datasets/`.
        create_pr: a pull request is enough where something is written.
        optional: go on without a token; one that is there must still be good.
        timeout: the wall-clock budget for everything, in seconds.

    Returns:
        The cleaned token, a `str` with `.user`, `.kind`, `.orgs`, `.role`, `.expires_at`.

    Raises:
        SystemExit: the job cannot end well. 64: a target cannot be a repository; 77: the token
            or its rights; 75: the Hub could not be asked.
        TypeError: an argument is of the wrong type.
        ValueError: an argument has no possible value.

    """
    wanted = [token, read, write]
    del token, read, write  # no frame of ours holds a secret while something can fail
    outcome = _examine(
        wanted, repo_type=repo_type, create_pr=create_pr, optional=optional,
        timeout=timeout, say=say,
    )  # fmt: skip
    for warning in (
        *(notice for notice in outcome.notices if notice not in _said),
        *outcome.warnings,
    ):
        say(f"warning: {warning}")
    _said.update(outcome.notices)
    if outcome.token is None:
        from ._report import exit_code  # which the check has loaded

        code = exit_code(outcome.problems)
        if not outcome.is_silent:
            write_error(outcome.report)
        del outcome  # its targets may hold anything that a script put into a name
        raise SystemExit(code)
    if outcome.success:
        say(outcome.success)
    return outcome.token


def check_token(  # noqa: PLR0913 - as `require_token`
    token: str | None = None,
    *,
    read: Wanted = None,
    write: Wanted = None,
    repo_type: str = "model",
    create_pr: bool = False,
    optional: bool = False,
    timeout: float = DEFAULT_TIMEOUT,
) -> Token:
    """
    Make the same checks as `require_token`, print nothing, and raise what is wrong.

    Raises:
        TokenError: another token is needed.
        AccessError: another right is needed, or another target.
        HubUnavailableError: the Hub could not be asked; nothing is known.
        TypeError: an argument is of the wrong type.
        ValueError: an argument has no possible value.

    """
    wanted = [token, read, write]
    del token, read, write  # no frame of ours holds a secret while something can fail
    outcome = _examine(
        wanted, repo_type=repo_type, create_pr=create_pr, optional=optional,
        timeout=timeout, say=lambda _: None,
    )  # fmt: skip
    if outcome.token is None:
        from ._report import error_for  # as above

        error = error_for(outcome.problems, outcome.report)
        del outcome  # its targets may hold anything that a script put into a name
        raise error
    return outcome.token


def _examine(wanted: list[Any], **options: Any) -> Outcome:  # noqa: ANN401 - as `examine`
    """Make the checks, and leave no frame that holds a secret, whatever comes in between."""
    try:
        from ._check import examine  # costs a bare import nothing

        outcome = examine(wanted, **options)
    except Exception:  # of the caller's own code
        raise
    except BaseException as stop:  # noqa: BLE001 - Ctrl-C, say: our frames hold the token and go no further
        raise stop.with_traceback(None)  # noqa: B904
    finally:
        wanted.clear()
    if outcome.misuse:
        raise outcome.misuse
    return outcome


def say(line: str) -> None:
    """Print one line of ours on stderr."""
    write_error(PREFIX + line)


def write_error(text: str) -> None:
    """Print on stderr, behind all that was printed before; a closed stderr stops no job."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is sys.stderr:
                stream.write(text + "\n")
            stream.flush()
        except (AttributeError, OSError, ValueError):
            continue


class HubErrorExplainer:
    """Be the context manager and the decorator that `explain_hub_errors` gives."""

    def __enter__(self) -> HubErrorExplainer:  # noqa: PYI034 - typing.Self came with 3.11
        """Do nothing: a block that ends well costs nothing."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        """Explain the error, if there is one and it is about the Hub, and let it pass."""
        if error is None or not (text := _explain(error)):
            return
        is_kept = _add_note(error, text)
        if isinstance(error, SystemExit) or not is_kept:
            write_error(text)  # nobody prints the traceback of an exit
        elif not HAS_NOTES:
            _hook(is_whole=False)

    def __call__(self, function: F) -> F:
        """Wrap a function, also an `async` one."""
        import functools
        import inspect

        if inspect.iscoroutinefunction(function):

            @functools.wraps(function)
            async def run(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
                with self:
                    return await function(*args, **kwargs)

        else:

            @functools.wraps(function)
            def run(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
                with self:
                    return function(*args, **kwargs)

        return run  # type: ignore[return-value]

    def install(self) -> None:
        """Explain whatever ends this process or a thread of it, from here on."""
        _hook(is_whole=True)


def _hook(*, is_whole: bool) -> None:
    """Print behind every traceback that nobody catches; of all errors, or of those with a note."""
    import threading

    places: tuple[Any, ...] = (sys, threading)
    for module in places:
        if not isinstance(module.excepthook, _Hook):
            module.excepthook = _Hook(module.excepthook)
        module.excepthook.is_whole |= is_whole


class _Hook:
    """Print the explanation when the hook that was there before has printed the traceback."""

    def __init__(self, before: Callable[..., object]) -> None:
        self._before = before
        self.is_whole = False

    def __call__(self, *args: Any) -> None:  # noqa: ANN401
        self._before(*args)
        error = args[1] if len(args) > 1 else args[0].exc_value  # a thread's hook gets one
        if error is None:
            return
        text = _explain(error) if self.is_whole else ""
        if not text and not HAS_NOTES:
            notes = [note for link in _shown(error) for note in _notes_of(link)]
            text = next((note for note in notes if note.startswith(f"\n{PREFIX}")), "")
        if text:
            write_error(text)
            _add_note(error, text)


def _explain(error: BaseException) -> str:
    """Return the explanation, or "" if there is none or it is given already."""
    is_bad_exit = isinstance(error, SystemExit) and error.code not in (None, 0)
    if not (isinstance(error, Exception) or is_bad_exit):
        return ""
    try:
        shown = [error] if is_bad_exit else _shown(error)
        if any(isinstance(link, GuardError) for link in shown):
            return ""
        from ._diagnose import find_problem
        from ._report import render

        problem = find_problem(error)
        if problem is None:
            return ""
        known = f"\n  request id: {problem.request_id}" if problem.request_id else ""
        text = f"\n{render(problem)}{known}"
        return "" if any(text in _notes_of(link) for link in shown) else text
    except Exception:  # noqa: BLE001 - nothing of ours may hide the error
        return ""


def _shown(error: BaseException) -> list[BaseException]:
    """Return the error and what its traceback shows before it."""
    links: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and len(links) < LINKS:  # a chain can be a ring
        links.append(link)
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return links


def _notes_of(error: BaseException) -> list[str]:
    try:
        notes = getattr(error, "__notes__", None)
    except Exception:  # noqa: BLE001 - an error that does not want to be read
        return []
    return [note for note in notes if isinstance(note, str)] if isinstance(notes, list) else []


def _add_note(error: BaseException, text: str) -> bool:
    try:
        notes = getattr(error, "__notes__", [])
        if isinstance(notes, list):
            error.__notes__ = [*notes, text]  # type: ignore[attr-defined]
            return True
    except Exception:  # noqa: BLE001 - an error that takes no attribute
        return False
    return False
