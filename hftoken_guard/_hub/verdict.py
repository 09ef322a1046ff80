"""The verdict on a target: what an answer, and what is known beside it, prove."""

# Annotations are not postponed here: a NamedTuple would compile each of them when it is made.

from typing import NamedTuple

from hftoken_guard._causes.codes import Cause


class Verdict(NamedTuple):
    """
    Say what is proved about a target.

    Attributes:
        cause: why it is refused, or None if it is not.
        could_be: the causes that are left open besides.
        is_new: the repository is to be created by the job.
        is_created: the guard has created it, as it was asked to.
        is_proved: it is sure; false where nothing speaks against it, and nobody verified it.
        because: the evidence that narrowed it, in a sentence, or "".

    """

    cause: Cause | None = None
    could_be: tuple[Cause, ...] = ()
    is_new: bool = False
    is_created: bool = False
    is_proved: bool = True
    because: str = ""

    @property
    def is_allowed(self) -> bool:
        """Tell whether the access itself was proved, on a repository that is there."""
        return self.cause is None and self.is_proved and not self.is_new


PROVED = Verdict()
UNVERIFIED = Verdict(is_proved=False)


def refuse(cause: Cause, *could_be: Cause, because: str = "") -> Verdict:
    """Make the verdict of a refusal: the most likely cause, and what else it can be, each once."""
    others = tuple(other for other in dict.fromkeys(could_be) if other is not cause)
    return Verdict(cause, others, because=because)
