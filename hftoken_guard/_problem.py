"""
A refused check as data, the exceptions that carry it, and the one renderer.

The tree of exceptions, one branch for each thing a caller can do next:

    GuardError
        TokenError           get another token
        AccessError          get another right, or name another target
        HubUnavailableError  try again later
"""

from __future__ import annotations

from ._causes import Cause, Family

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

PREFIX = "hftoken-guard: "
WIDTH = 99

# sysexits.h: EX_USAGE, EX_NOPERM, EX_TEMPFAIL. Of several problems the first in this order counts.
EXIT_TARGET = 64
EXIT_ACCESS = 77
EXIT_HUB = 75


class Problem:
    """
    Say what is wrong, why, and how to mend it; safe to print and to store.

    Attributes:
        cause: the most likely cause; the only one if `could_be` is empty.
        could_be: the causes that the evidence leaves open besides.
        target: the target as the messages show it, or None if it concerns the token or the Hub.
        what: one line that can be understood alone.
        why: the reason, and the server's own words where there are some.
        fix: the steps that help, the easiest first.
        see: one address to read on.
        status: the HTTP status of the refusing answer, or None.
        request_id: what the Hub can look the request up by, or None.

    """

    __slots__ = (
        "cause", "could_be", "fix", "request_id", "see", "status", "target", "what", "why",
    )  # fmt: skip

    def __init__(  # noqa: PLR0913 - a record
        self,
        cause: Cause,
        *,
        what: str,
        why: str,
        fix: tuple[str, ...],
        see: str,
        could_be: tuple[Cause, ...] = (),
        target: str | None = None,
        status: int | None = None,
        request_id: str | None = None,
    ) -> None:
        """Take the finished texts; `describe` makes them from the table of causes."""
        self.cause = cause
        self.could_be = could_be
        self.target = target
        self.what = what
        self.why = why
        self.fix = fix
        self.see = see
        self.status = status
        self.request_id = request_id

    def __repr__(self) -> str:
        """Show the first line."""
        return f"<Problem {self.cause}: {self.what}>"

    def passed_through(self, gate: Callable[[str], str]) -> Problem:
        """Return the same problem, each text of it let out by the gate."""
        return Problem(
            self.cause,
            could_be=self.could_be,
            target=self.target and gate(self.target),
            what=gate(self.what),
            why=gate(self.why),
            fix=tuple(gate(step) for step in self.fix),
            see=self.see,
            status=self.status,
            request_id=self.request_id and gate(self.request_id),
        )

    def as_dict(self) -> dict[str, object]:
        """Return the attributes as plain data."""
        data: dict[str, object] = {name: getattr(self, name) for name in self.__slots__}
        return data | {
            "cause": str(self.cause),
            "could_be": [str(cause) for cause in self.could_be],
            "fix": list(self.fix),
        }


def describe(  # noqa: PLR0913 - a record
    cause: Cause,
    slots: dict[str, str],
    *,
    because: str = "",
    said: str = "",
    what: str = "",
    why: str = "",
    could_be: tuple[Cause, ...] = (),
    target: str | None = None,
    status: int | None = None,
    request_id: str | None = None,
    is_undecided: bool = False,
) -> Problem:
    """
    Fill the texts of a cause with the names of the case.

    `because` is the evidence, put before the general reason; `said` is what the server said;
    a step with an empty slot is left out, since nobody could follow it. `is_undecided` puts
    what to look at in the place of the fixes if `could_be` leaves more than one cause.
    """
    from ._catalog import CATALOG  # a job that goes well needs no texts

    entry = CATALOG[cause]
    words = Words(slots)
    reason, steps = why or entry.why, entry.fix
    if is_undecided and could_be:
        reason, steps = f"Most likely: {entry.title}", _ways_to_tell(cause, could_be, words)
    reasons = [" ".join(filter(None, (because, reason.format_map(words))))]
    if could_be:
        reasons.append("The evidence also fits: " + ", ".join(map(str, could_be)) + ".")
    if said:
        reasons.append(f'The Hub said (HTTP {status}): "{said}"')
    what = (what or entry.what).format_map(words)
    what += f" ({len(could_be) + 1} causes fit)" if is_undecided and could_be else ""
    return Problem(
        cause,
        could_be=could_be,
        target=target,
        what=what,
        why="\n".join(reasons),
        fix=tuple(step.format_map(words) for step in steps if words.can_fill(step)),
        see=entry.see,
        status=status,
        request_id=request_id,
    )


def _ways_to_tell(cause: Cause, could_be: tuple[Cause, ...], words: Words) -> tuple[str, ...]:
    """Make a step for each cause that is left: what to look at, and what then helps."""
    import textwrap  # only a refusal needs it

    from ._catalog import CATALOG

    words = Words({**words, "page": words["page"] or "its page on the Hub"})
    steps = [f"It is {code} if {CATALOG[code].tell}" for code in (cause, *could_be)]
    filled = [
        textwrap.fill(step.format_map(words), WIDTH - 11, break_on_hyphens=False) for step in steps
    ]
    ask = "To find out which, where you submit, with the job's token in HF_TOKEN:\n{check}"
    return ask, *(step.replace("{", "{{").replace("}", "}}") for step in filled)


class Words(dict[str, str]):
    """Fill every slot: a message never fails for want of a name, which then stands in capitals."""

    def __missing__(self, name: str) -> str:
        return name.upper()

    def can_fill(self, template: str) -> bool:
        return not any(f"{{{name}}}" in template and not word for name, word in self.items())


class GuardError(Exception):
    """
    Carry the problems that stop the job; `str()` is the whole redacted report.

    Attributes:
        problems: one `Problem` for each thing that is wrong.

    """

    def __init__(self, problems: tuple[Problem, ...], report: str) -> None:
        """Keep both among the arguments, so that the error survives pickling."""
        super().__init__(problems, report)
        self.problems = problems

    def __str__(self) -> str:
        """Return the report."""
        return str(self.args[1])


class TokenError(GuardError):
    """The token is missing, is none, or is not accepted: another one is needed."""


class AccessError(GuardError):
    """The token is good and may not do this, or the target is not there."""


class HubUnavailableError(GuardError):
    """The Hub could not be asked, or gave no sense: nothing is known, try again later."""


def exit_code(problems: tuple[Problem, ...]) -> int:
    """Return the exit code of the problem that comes first in the order target, access, Hub."""
    if any(problem.cause is Cause.TARGET_MALFORMED for problem in problems):
        return EXIT_TARGET
    return EXIT_HUB if _families(problems) == {Family.HUB} else EXIT_ACCESS


def error_for(problems: tuple[Problem, ...], report: str) -> GuardError:
    """Choose the exception by what the caller can do next."""
    families = _families(problems)
    if families & {Family.NOT_FOUND, Family.UNAUTHORIZED}:
        return TokenError(problems, report)
    if families & {Family.FORBIDDEN, Family.REPOSITORY}:
        return AccessError(problems, report)
    return HubUnavailableError(problems, report)


def _families(problems: tuple[Problem, ...]) -> set[Family]:
    from ._catalog import CATALOG  # as above

    return {CATALOG[problem.cause].family for problem in problems}


def render(problem: Problem) -> str:
    """Lay out one problem as a block of lines."""
    lines = [f"{PREFIX}{problem.cause}: {problem.what}"]
    lines += _block("why", [part for text in problem.why.split("\n") for part in _wrap(text)])
    steps = []
    for number, step in enumerate(problem.fix, 1):
        first, *more = step.split("\n")
        steps += [f"{number}. {first}", *(f"   {line}" for line in more)]
    lines += _block("fix", steps)
    lines += _block("see", [problem.see])
    return "\n".join(lines)


def _block(label: str, lines: list[str]) -> list[str]:
    return [f"  {label}: {line}" if i == 0 else f"       {line}" for i, line in enumerate(lines)]


def _wrap(text: str) -> list[str]:
    if text.startswith("The Hub said"):
        return [text]  # the server's words stay on one line, so that they can be searched for
    import textwrap  # only a refusal needs it

    return textwrap.wrap(text, WIDTH - 7, break_long_words=False, break_on_hyphens=False)
