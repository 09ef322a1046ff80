"""
The evidence: an answer, what it answers, and what was sent; at the start of a job or later.

The rules in `rules.py` ask it. Its predicates change nothing.
"""

from __future__ import annotations

import builtins
import re
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from hftoken_guard._causes.codes import Cause
from hftoken_guard._token.secret import Secret

from .answer import TOO_LARGE
from .route import Route, Step

if TYPE_CHECKING:
    from .answer import Answer
    from .host import Host
    from .target import Target

_GATE_WORDS = (
    "is restricted. you must have",
    "is restricted. you must be",
    "is gated. you must be",
)
# The client's, for every answer with that code; they do not tell whether a login was missing.
_GATED = ("access a gated repo", "access gated repo")
# How programs say that they need a token: what is missing first, or last.
_ASKED_FOR = re.compile(
    r"(?:hf_token|hugging ?face (?:hub )?(?:access |api )?token)\W.{0,40}?"
    r"(?:not set|not found|not provided|missing|required|must be|is empty|undefined)"
    r"|\bsecrets?\b.{0,60}?hf_token|hf_token.{0,60}?\bsecrets?\b"  # of a notebook, a container
    r"|(?:no|missing|without|provide|set)\W{1,2}(?:an? |your |the |valid ){0,2}"
    r"(?:hf_token|hugging ?face (?:hub )?(?:access |api )?token)\b",
    re.DOTALL,
)
_SPEAKING = (402, TOO_LARGE, 451)  # these mean the same, whatever is in the way
_BARE_NOT_FOUND = ("", "not found", "page not found")  # of a 404: they say nothing of what


class Moment(Enum):
    """Name when the answer came: it decides what is known beside it."""

    START = "start"  # the guard asks, with a token that it has just looked at
    LATER = "later"  # somebody else asked, and an exception is what is left


@dataclass(frozen=True, slots=True)
class Sent:
    """
    Hold what is known of the credential in a request.

    Attributes:
        is_sent: whether there was one; None if that cannot be seen.
        scheme: the word before it, lower case.
        token: the credential, to be compared.
        secrets: the credential, and all that is hidden in it.

    """

    is_sent: bool | None = None
    scheme: str = ""
    token: Secret = field(default_factory=lambda: Secret("", ""))
    secrets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """
    Hold what is known about one request that failed.

    Attributes:
        answer: what came back.
        route: what the request was for, and of whom it was made.
        moment: the start of the job, or later.
        sent: the credential that it carried.
        method: the HTTP method.
        words: what the exceptions say, lower case and cut; for search alone.
        is_value_error: the error that came out is a ValueError.
        was_handled: the answer is of an error that was being handled when the last one came.
        lacks_json: an answer of the network is no JSON.
        lacks_variable: the program did not find HF_TOKEN in its environment.
        own_fault: what is wrong with this process's token, where what was sent cannot be seen.

    """

    answer: Answer
    route: Route
    moment: Moment = Moment.LATER
    sent: Sent = field(default_factory=Sent)
    method: str = "GET"
    words: str = ""
    is_value_error: bool = False
    was_handled: bool = False
    lacks_json: bool = False
    lacks_variable: bool = False
    own_fault: Cause | None = None

    @property
    def status(self) -> int:
        """The HTTP status, or 0."""
        return self.answer.status

    @property
    def step(self) -> Step:
        """What the job was doing."""
        return self.route.step

    @property
    def host(self) -> Host:
        """Who was asked."""
        return self.route.host

    @property
    def target(self) -> Target | None:
        """The repository, or None if the address names none."""
        return self.route.target

    @property
    def said(self) -> str:
        """What the server said, lower case; where nothing is left of it, what the texts say."""
        return self.answer.message.lower() or self.words

    def is_marked(self) -> bool:
        """Tell whether the answer bears a mark of the Hub."""
        return self.answer.is_marked is True

    def is_unmarked(self) -> bool:
        """Tell whether there is an answer, without a mark of the Hub."""
        return self.status != 0 and self.answer.is_marked is False

    def is_from_the_way(self) -> bool:
        """Tell whether something between here and the Hub answered, as a sign-in page does."""
        return self.is_unmarked() and not self.is_of_other_hub()

    def is_of_other_hub(self) -> bool:
        """Tell whether a Hub of one's own answered, whose answers have no marks of the real one."""
        return self.route.is_other_hub and self.is_unmarked() and self.answer.form == "object"

    def is_page(self) -> bool:
        """Tell whether a page that is not the Hub's counts for more than the status."""
        says_enough = self.status in _SPEAKING
        return self.answer.is_page and not self.is_of_other_hub() and not says_enough

    def is_wordless(self) -> bool:
        """Tell whether there is neither message nor code, as in no refusal of the Hub."""
        return not self.answer.message and not self.answer.code

    def is_silent(self) -> bool:
        """Tell whether an answer is there, and has neither message nor code."""
        return self.is_wordless() and self.answer.is_marked is not None

    def is_explained(self) -> bool:
        """Tell whether the message of a 404 is about something else than a repository."""
        message = self.answer.message.lower().rstrip(".")
        return message not in _BARE_NOT_FOUND and "repository" not in message

    def is_batch(self) -> bool:
        """Tell whether the answer lists operations that failed, whatever its status says."""
        return "BucketBatchError" in self.answer.errors

    def is_whole(self) -> bool:
        """Tell whether the status is about the whole request."""
        return not self.is_batch()

    def is_whole_and_marked(self) -> bool:
        """Tell whether it is, and the answer bears a mark of the Hub."""
        return self.is_whole() and self.is_marked()

    def is_gate(self) -> bool:
        """Tell whether it is about a gated repository."""
        words = (*_GATE_WORDS, *_GATED) if self.status else _GATE_WORDS
        return self.answer.code == "GatedRepo" or any(part in self.said for part in words)

    def is_quota_used(self) -> bool:
        """Tell whether the server says that nothing is left of a quota."""
        return self.answer.is_quota_used

    def is_misconfigured(self) -> bool:
        """Tell whether a setting of this machine keeps the client from asking."""
        return self.answer.is_misconfigured

    def is_network_fault(self) -> bool:
        """Tell whether no answer came, for a fault of the network or of the server."""
        return self.answer.is_network_fault

    def is_basic(self) -> bool:
        """Tell whether a user and a password were sent, as the old client does from .netrc."""
        return self.sent.scheme == "basic"

    def is_name_unset(self) -> bool:
        """Tell whether the address has a name that a variable without a value made."""
        return bool(self.route.malformation)

    def has_no_owner(self) -> bool:
        """Tell whether a repository without an owner was read: those are all public."""
        target = self.route.target
        return target is not None and not target.owner and self.step is Step.READ

    def is_unknown_post(self) -> bool:
        """Tell whether something was to be made by a route that is not known."""
        return self.method == "POST" and self.step in (Step.OTHER, Step.INFERENCE)

    def may_refuse_a_write(self) -> bool:
        """Tell whether it can be a write that was refused; a text alone has lost the method."""
        return self.answer.is_marked is None or self.step is not Step.READ

    def is_token_asked_for(self) -> bool:
        """Tell whether a program says that it needs a token and has none."""
        return self.status == 0 and _ASKED_FOR.search(self.said) is not None

    def is_of_the_language(self) -> bool:
        """Tell whether no library has given the error a class of its own."""
        return all(hasattr(builtins, name) for name in self.answer.errors)

    def is_own_token_absent(self) -> bool:
        """Tell whether this process has no token that could have been sent."""
        return self.own_fault in (Cause.TOKEN_MISSING, Cause.TOKEN_WRONG_NAME)

    def is_own_token_unsendable(self) -> bool:
        """Tell whether this process has a value for a token that no header can carry."""
        return self.own_fault is Cause.TOKEN_MALFORMED

    def may_be_of_the_network(self) -> bool:
        """Tell whether the error can be one of the network, as no ValueError is."""
        return not self.is_value_error

    def is_without_json(self) -> bool:
        """Tell whether an answer of the network is no JSON."""
        return self.lacks_json

    def is_without_variable(self) -> bool:
        """Tell whether the program did not find HF_TOKEN in its environment."""
        return self.lacks_variable
