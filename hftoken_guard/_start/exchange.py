"""
The token that the client exchanges for the identity of a CI job, with `HF_OIDC_RESOURCE`.

Since huggingface_hub 1.19 it comes before every other token that is not passed explicitly, and the
client gets it by one request, keeps it in this process, and raises where that fails;
`huggingface_hub/utils/_auth.py`. The client's own function makes the exchange here too, so that it
is made once.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, NamedTuple

from hftoken_guard._causes.codes import Cause
from hftoken_guard._chain import walk
from hftoken_guard._environment import is_other_hub
from hftoken_guard._hub.answer import Answer, read_answer
from hftoken_guard._hub.fault import read_fault
from hftoken_guard._redact import sanitize_line
from hftoken_guard._token.lookup import EXCHANGED, check_shape
from hftoken_guard._token.secret import Secret

from .problems import describe_failed_exchange, describe_fault
from .refusal import Step, judge_refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from hftoken_guard._report.problem import Problem
    from hftoken_guard._token.lookup import TokenLookup

    from .budget import Budget

_ROUTE = "/oauth/token"


class Exchange(NamedTuple):
    """
    Hold what came of an exchange.

    Attributes:
        lookup: the token that the client sends.
        problem: why it sends none, or None.

    """

    lookup: TokenLookup
    problem: Problem | None = None


def exchange_identity(lookup: TokenLookup, budget: Budget) -> Exchange:
    """
    Return what the client sends in place of what was found.

    `lookup` is what was found; it stands where the client knows no exchange.
    """
    try:
        from huggingface_hub import errors, get_token  # the slow import of the guard
    except Exception:  # a broken installation, which is told of later
        return Exchange(lookup)
    if not hasattr(errors, "OIDCError"):
        return Exchange(lookup)
    found: list[Any] = [None]
    thread = threading.Thread(target=_get_token, args=(get_token, found), daemon=True)
    try:
        thread.start()
    except RuntimeError:  # no thread is left, or a sub-interpreter allows none
        _get_token(get_token, found)
    else:
        thread.join(max(0.0, budget.left_s()))
    result = TimeoutError() if thread.is_alive() else found[0]
    if not isinstance(result, Secret):
        return Exchange(lookup, _explain_failure(lookup, result))
    exchanged = check_shape(result.reveal(), EXCHANGED, is_other_hub=is_other_hub())
    if lookup.secret:
        exchanged = exchanged.warn_first(
            f"{EXCHANGED} was checked, since it is sent in place of {lookup.source}"
        )
    return Exchange(exchanged)


def _get_token(get_token: Callable[[], str | None], found: list[Any]) -> None:
    """Make the exchange; whatever it raises is found as well."""
    try:
        found[0] = Secret(get_token() or "", EXCHANGED)
    except BaseException as error:
        found[0] = error


def _explain_failure(lookup: TokenLookup, error: object) -> Problem:
    """Say why the client gets no token; it then sends none, whatever else is there."""
    answer = _read_failure(error) if isinstance(error, BaseException) else Answer(_ROUTE)
    cause = judge_refusal(answer, Step.OTHER).cause
    if cause and cause.is_fault and cause is not Cause.NOT_THE_HUB:
        return describe_fault(lookup, None, cause, "the token exchange", answer)
    return describe_failed_exchange(lookup, answer)


def _read_failure(error: BaseException) -> Answer:
    """Reduce what the exchange raised to an answer, or to the fault that stands for one."""
    for link, _ in walk(error):
        response: Any = getattr(link, "response", None)
        if isinstance(status := getattr(response, "status_code", None), int):
            return read_answer(
                status,
                response.headers,
                response.text,
                path=_ROUTE,
                is_other_hub=is_other_hub(),
            )
    fault = read_fault(error, _ROUTE)
    return fault if fault.is_network_fault else fault._replace(message=sanitize_line(error))
