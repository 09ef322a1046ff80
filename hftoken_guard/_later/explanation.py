"""What is said of an error: the text, made once, and the note that it becomes."""

from __future__ import annotations

from hftoken_guard._chain import list_shown, read_attribute

_CODES = 256  # so many exit codes a system can tell apart


def explain_error(error: BaseException) -> str:
    """Return the explanation, or "" if there is none or it is given already."""
    is_exit = is_bad_exit(error)
    if not (isinstance(error, Exception) or is_exit):
        return ""
    try:
        shown = [error] if is_exit else list_shown(error)
        from hftoken_guard._report.layout import render_later

        from .diagnose import find_guard_error, find_problem  # needed only where something failed

        if find_guard_error(error):
            return ""  # it says everything itself
        problem = find_problem(error)
        if problem is None:
            return ""
        text = f"\n{render_later(problem)}"
        return "" if any(text in read_notes(link) for link in shown) else text
    except Exception:  # nothing of ours may hide the error
        return ""


def is_bad_exit(error: BaseException) -> bool:
    """Tell whether it is an exit after which the process is said to have failed."""
    if not isinstance(error, SystemExit) or error.code is None:
        return False
    return not (isinstance(error.code, int) and error.code % _CODES == 0)


def read_notes(error: BaseException) -> list[str]:
    """Return the notes of an error, as far as they are notes."""
    notes = read_attribute(error, "__notes__")
    return [note for note in notes if isinstance(note, str)] if isinstance(notes, list) else []


def add_note(error: BaseException, text: str) -> bool:
    """Add a note to an error; tell whether it took it."""
    try:
        notes = getattr(error, "__notes__", [])
        if isinstance(notes, list):
            error.__notes__ = [*notes, text]  # type: ignore[attr-defined]
            return True
    except Exception:  # an error that takes no attribute
        return False
    return False
