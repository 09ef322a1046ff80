"""
What stands behind an exception: its causes, its contexts, what it wraps.

Any exception may come here, also a broken or a hostile one: an attribute is read under guard, and a
chain is followed only so far, since it can be a ring.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

LINKS = 100  # so many exceptions of a chain are looked at
# Errors of a program: what was being handled when they were raised is not their reason.
_PROGRAM_ERRORS = (
    TypeError,
    NameError,
    AttributeError,
    LookupError,
    ArithmeticError,
    AssertionError,
    MemoryError,
    ImportError,
    SyntaxError,
    NotImplementedError,
    StopIteration,
    StopAsyncIteration,
)


def walk(error: BaseException) -> Iterator[tuple[BaseException, bool]]:
    """
    Yield an exception and all that is behind it: causes, contexts, groups and arguments.

    With each comes whether it was only being handled when the one before it was raised: nobody
    said that it was the cause.
    """
    waiting: list[tuple[Any, bool]] = [(error, False)]
    seen: set[int] = set()
    while waiting and len(seen) < LINKS:
        link, is_handled = waiting.pop(0)
        if id(link) in seen:
            continue
        seen.add(id(link))
        yield link, is_handled
        inner = _list_inner(link, is_handled=is_handled)
        waiting += [(item, flag) for item, flag in inner if isinstance(item, BaseException)]


def _list_inner(link: BaseException, *, is_handled: bool) -> list[tuple[Any, bool]]:
    """List what an exception refers to, whatever it is."""
    inner: list[tuple[Any, bool]] = [
        (link.__cause__, is_handled),
        (read_attribute(link, "reason"), is_handled),
        (read_attribute(link, "cause"), is_handled),  # of Ray, from another process
    ]
    is_hidden = link.__suppress_context__ and not isinstance(link, (OSError, SystemExit))
    if not is_hidden and not isinstance(link, _PROGRAM_ERRORS):
        inner.append((link.__context__, True))
    for group in (read_attribute(link, "exceptions"), link.args, _list_reported(link)):
        items = group[:LINKS] if isinstance(group, (tuple, list)) else ()
        inner += [(item, is_handled) for item in items]
    return inner


def _list_reported(link: BaseException) -> list[Any]:
    """List the errors that pydantic found in the fields of a model; no chain shows them."""
    if "ValidationError" not in class_names(link):
        return []
    try:
        found: Any = link.errors()  # type: ignore[attr-defined]
        return [item["ctx"]["error"] for item in found[:LINKS] if "error" in item.get("ctx", {})]
    except (Exception, SystemExit):  # of somebody else's class
        return []


def list_shown(error: BaseException) -> list[BaseException]:
    """Return the error and those that its traceback shows before it."""
    links: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and len(links) < LINKS:
        links.append(link)
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return links


def class_names(error: BaseException) -> set[str]:
    """Return what the class of an exception and its ancestors are called."""
    return {cls.__name__ for cls in type(error).__mro__}


def read_attribute(holder: object, name: str) -> Any:
    """Return an attribute, or None if it is not there or does not want to be read."""
    try:
        return getattr(holder, name, None)
    except (Exception, SystemExit):  # httpx raises where no request is set
        return None
