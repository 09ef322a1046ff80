"""Whether a script shows that its token may write, before the work that costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .arguments import read_arguments
from .corrections import Correction
from .proofs import GUARDS, LATE, PRESENCE, Habit, choose_habit, find_habit, is_creation, is_proof
from .pushes import find_push
from .syntax import last_name
from .work import is_heavy, is_work, runs_script

if TYPE_CHECKING:
    import ast

    from .names import Names
    from .push import Push

NO_JOB = "it has no inline header, and nothing that it runs is known as a job or a training"
NO_WORK = "nothing that takes long runs before the push"
_CREATES = "create_repo() in line {} makes the repository, or stops the script"
_PROVES = "{}() in line {} shows first that the token may write"


class Verdict(NamedTuple):
    """
    Hold what is said about a script that pushes.

    Attributes:
        excuse: why it needs no guard, or "".
        remark: what its habit does not show, or "".

    """

    excuse: str
    remark: str = ""


class Guarding:
    """
    Gather, in the order in which a script runs, what it pushes and what shows its right to.

    Attributes:
        push: the first push of results, or None.
        signs: the names of what it calls and imports.
        is_pushed_by_training: a training pushes as it goes.

    """

    def __init__(self, names: Names) -> None:
        """Begin with nothing seen."""
        self._names = names
        self.push: Push | None = None
        self.signs = set(names.imports)
        self.is_pushed_by_training = False
        self._pushes: list[Push] = []
        self._proof = ""
        self._habits: set[Habit] = set()
        self._early: set[ast.AST] = set()
        self._has_begun = False
        self._runs_scripts = False

    def see_start(self, node: ast.AST) -> None:
        """Note that a statement or a function begins."""
        if not self._has_begun:
            self._early.add(node)

    def see_presence(self) -> None:
        """Note a test that there is a token."""
        self._habits.add(PRESENCE)

    def see_call(self, call: ast.Call, *, is_ordered: bool, is_caught: bool) -> Push | None:
        """
        Look at a call, and return the push that it is.

        Args:
            call: the call.
            is_ordered: it is known what runs before it.
            is_caught: a failure of it need not end the script.

        """
        name = last_name(call)
        if is_proof(call) or (is_creation(call) and not is_caught):
            self._see_proof(call, is_ordered=is_ordered)
        elif habit := find_habit(call):
            self._habits.add(habit)
        self._runs_scripts |= runs_script(call)
        self._has_begun |= is_heavy(call) or runs_script(call)
        self.signs.add(name)
        push = find_push(call, self._names)
        self.see_push(push)
        return push

    def see_push(self, push: Push | None) -> None:
        """Note a push, if it is one: the first one of results is that of the script."""
        if push is None:
            return
        self._pushes.append(push)
        if self.push is None or (self.push.is_card and not push.is_card):
            self.push = push
        self.is_pushed_by_training |= push.is_by_training
        self._has_begun |= not push.is_by_training

    def _see_proof(self, call: ast.Call, *, is_ordered: bool) -> None:
        if self._has_begun and is_ordered:
            self._habits.add(LATE)
        elif not self._proof:
            name = last_name(call)
            form = _PROVES if name in (*GUARDS, "auth_check") else _CREATES
            self._proof = form.format(*([name] if form is _PROVES else []), call.lineno)

    def judge(self, *, is_job: bool) -> Verdict:
        """Judge a script that pushes."""
        if self._proof:
            return Verdict(self._proof)
        if not is_job:
            return Verdict(NO_JOB)
        signs = (sign for sign in self.signs if is_work(sign, self._names.imports))
        if not (self._runs_scripts or any(signs)):
            return Verdict(NO_WORK)
        habit = choose_habit(self._habits)
        return Verdict("", habit.sentence if habit else "")

    def correct(self, push: Push, mounts: list[str]) -> str:
        """Return the guard for a push, in the words of the script."""
        arguments = read_arguments(self._names)
        correction = Correction(self._names, arguments, self._early.__contains__)
        # What a training pushes is named where it is set, or where its trainer pushes.
        others = [other for other in self._pushes if push.is_by_training and other.settings]
        texts = (correction.write(item, mounts) for item in (push, *others))
        return next(filter(None, texts), "")
