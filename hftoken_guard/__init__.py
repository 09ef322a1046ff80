"""
Check in the first second of a job that HF_TOKEN can do what the job needs.

    from hftoken_guard import require_token

    require_token(read="meta-llama/Llama-3.2-1B", write="datasets/alice/results")
"""

from __future__ import annotations

from ._causes.codes import Cause
from ._guard import check_token, require_token
from ._report.errors import AccessError, GuardError, HubUnavailableError, TokenError
from ._report.problem import Problem
from ._token.secret import Token
from ._version import __version__ as __version__

__all__ = [
    "AccessError",
    "Cause",
    "GuardError",
    "HubUnavailableError",
    "Problem",
    "Token",
    "TokenError",
    "check_token",
    "diagnose",
    "explain_hub_errors",
    "redact",
    "require_token",
]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._later.explainer import HubErrorExplainer


def diagnose(error: BaseException) -> Problem | None:
    """
    Tell what an exception means: the cause, what else it could be, and what helps.

    For any exception of a job, also one of `transformers`, `datasets`, `requests`, `httpx` or
    `httpx2`, and one that hides the reason behind it. What `require_token` learned in this
    process narrows the answer. It makes no network requests and prints nothing.

    Returns:
        The problem, or None if nothing in the error shows that it is about the Hub: a connection
        that was refused, without an address, can be to any server.

    """
    from ._later.diagnose import find_problem  # needed only where something failed

    return find_problem(error)


def explain_hub_errors() -> HubErrorExplainer:
    """
    Explain errors of the Hub in the rest of the job: cause and fix, after the traceback.

        with explain_hub_errors():       # one block
            trainer.push_to_hub()

        @explain_hub_errors()            # one function, also an `async` one
        def main(): ...

        explain_hub_errors().install()   # the whole script

    The error passes unchanged, so the job ends as it would have ended; nothing happens on success.
    `install()` also sees what a script catches before it leaves by `sys.exit` with a code other
    than 0: the last refusal is explained at the end of the log. A script that ends well prints
    nothing, and `raise SystemExit` is not seen. A block does not see what is caught inside of it.
    For a generator, put the block around the loop.
    """
    from ._later.explainer import HubErrorExplainer

    return HubErrorExplainer()


def redact(text: str) -> str:
    """
    Return the text without tokens and other secrets of the environment.

    What is masked: whatever looks like a Hugging Face token, any six consecutive characters of
    the token in `HF_TOKEN` (also in base64), the values of environment variables whose names
    speak of a secret, and credentials in addresses and authorization headers.
    """
    from . import _redact  # costs a third of the import, for few callers

    return _redact.redact(text)
