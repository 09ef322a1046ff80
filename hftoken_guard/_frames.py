"""
What the frames of this package hold when an error leaves it: nothing.

A traceback keeps every frame that an error has passed, with its variables, and tools that show
tracebacks read them. The token is among the variables; so is a name that a script has put it into.

A bare import of the package loads this module: it imports nothing that costs.
"""

from __future__ import annotations

import functools

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Any, TypeVar

    F = TypeVar("F", bound=Callable[..., Any])


def clear_frames_on_error(function: F) -> F:
    """
    Clear the frames of this package when the function fails.

    What it raises keeps its traceback, and no secret can be reached from it.
    """

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except BaseException as error:
            _clear_frames(error)
            raise
        finally:
            del args, kwargs  # this frame still runs, and cannot be cleared

    return call  # type: ignore[return-value]


def _clear_frames(error: BaseException) -> None:
    """Clear the frames that an error has passed, and those of the errors behind it."""
    links = [error]
    for link in links:  # which grows
        _clear_traceback(link.__traceback__)
        behind = (link.__cause__, link.__context__)
        known = set(map(id, links))  # an error of a script can have an odd `==`
        links += [inner for inner in behind if inner is not None and id(inner) not in known]


def _clear_traceback(traceback: TracebackType | None) -> None:
    package = f"{__package__}."
    while traceback is not None:
        frame = traceback.tb_frame
        if frame.f_globals.get("__name__", "").startswith(package):
            try:
                frame.clear()
            except RuntimeError:
                pass  # it still runs
        traceback = traceback.tb_next
