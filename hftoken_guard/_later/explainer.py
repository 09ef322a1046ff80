"""
`explain_hub_errors`: where the explanation of an error is said, in the rest of the job.

The error passes unchanged. Where Python has notes (3.11) the explanation becomes one; before that
it is printed when the traceback has been.
"""

from __future__ import annotations

import functools
import sys
import threading
from typing import TYPE_CHECKING

from hftoken_guard._chain import list_shown
from hftoken_guard._output import MESSAGE_PREFIX, print_text

from .explanation import add_note, explain_error, read_notes
from .swallowed import forget_explained, watch_exits

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Any, TypeVar

    F = TypeVar("F", bound=Callable[..., Any])

HAS_NOTES = hasattr(BaseException, "add_note")  # since Python 3.11


class HubErrorExplainer:
    """The context manager and decorator that `explain_hub_errors` returns."""

    def __enter__(self) -> HubErrorExplainer:  # noqa: PYI034 - typing.Self came with 3.11
        """Do nothing: a block that ends well costs nothing."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        """Explain the error, if there is one and it is about the Hub, and let it pass."""
        if error is None or not (text := explain_error(error)):
            return
        is_kept = add_note(error, text)
        if isinstance(error, SystemExit) or not is_kept:
            print_text(text)  # nobody prints the traceback of an exit
            forget_explained(error)
        elif not HAS_NOTES:
            install_hooks(is_whole=False)

    def __call__(self, function: F) -> F:
        """Wrap a function, also an `async` one."""
        import inspect  # costs more than the rest of this module

        if inspect.iscoroutinefunction(function):

            @functools.wraps(function)
            async def run(*args: Any, **kwargs: Any) -> Any:
                with self:
                    return await function(*args, **kwargs)

        else:

            @functools.wraps(function)
            def run(*args: Any, **kwargs: Any) -> Any:
                with self:
                    return function(*args, **kwargs)

        return run  # type: ignore[return-value]

    def install(self) -> None:
        """
        Explain whatever ends this process or a thread of it, from here on.

        Also a refusal that the script handles before it calls `sys.exit` with another code than 0.
        """
        install_hooks(is_whole=True)
        watch_exits()


def install_hooks(*, is_whole: bool) -> None:
    """Print behind every traceback that nobody catches; of all errors, or of those with a note."""
    places: tuple[Any, ...] = (sys, threading)
    for module in places:
        if not isinstance(module.excepthook, ExplainingHook):
            module.excepthook = ExplainingHook(module.excepthook)
        module.excepthook.is_whole |= is_whole


class ExplainingHook:
    """
    Print the explanation when the hook that was there before has printed the traceback.

    Attributes:
        is_whole: explain every error, not only those with a note.

    """

    def __init__(self, before: Callable[..., object]) -> None:
        """Take the hook that was there before."""
        self._before = before
        self.is_whole = False

    def __call__(self, *args: Any) -> None:
        """Do what the hook before did, then explain."""
        self._before(*args)
        error = args[1] if len(args) > 1 else args[0].exc_value  # a thread's hook gets one
        if error is None:
            return
        text = explain_error(error) if self.is_whole else ""
        if not text and not HAS_NOTES:
            notes = [note for link in list_shown(error) for note in read_notes(link)]
            text = next((note for note in notes if note.startswith(f"\n{MESSAGE_PREFIX}")), "")
        if text:
            print_text(text)
            add_note(error, text)
            forget_explained(error)
