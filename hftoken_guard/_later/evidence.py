"""
The evidence in an exception: its response, or else its own words; what was asked, and of whom.

Any exception may come here, also a broken or a hostile one.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from hftoken_guard._chain import class_names, read_attribute, walk
from hftoken_guard._hub.evidence import Evidence, Sent
from hftoken_guard._hub.fault import read_fault
from hftoken_guard._hub.host import Host, names_the_hub
from hftoken_guard._settings import blame_setting
from hftoken_guard._token.lookup import find_token
from hftoken_guard._token.names import TOKEN_VARIABLE

from .response import Exchange, read_exchange, read_text
from .words import read_answer_in_words, read_classes, read_route_in_words, read_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from hftoken_guard._hub.answer import Answer

FRAMES = 200  # so many frames of each exception are looked at
# Who raises them tells that an error is about the Hub, or about a network.
_CLIENT = "huggingface_hub"
_HUB_PACKAGES = frozenset({_CLIENT, "hf_xet", "hf_transfer"})
_HTTP_PACKAGES = frozenset({"requests", "httpx", "httpx2"})
_NETWORK_PACKAGES = _HTTP_PACKAGES | {
    "httpcore",
    "httpcore2",
    "urllib3",
    "aiohttp",
    "ssl",
    "http",
}
# Raised by the language itself where a connection fails.
_NETWORK_ERRORS = frozenset(
    {"gaierror", "SSLError", "ProxyError", "ConnectionError", "TimeoutError"}
)
_ANSWERED = frozenset(
    {
        "HTTPStatusError",
        "HfHubHTTPError",
        "LocalEntryNotFoundError",
        "TextGenerationError",
        "InferenceEndpointError",
    }
)
_ENDS_A_JOB = (401, 402, 403)  # also where it was only being handled when another error came


class Origin(NamedTuple):
    """
    Tell where exceptions come from.

    Attributes:
        packages: the packages that define their classes.
        modules: the modules whose code they passed.

    """

    packages: frozenset[str]
    modules: frozenset[str]

    @property
    def passed(self) -> frozenset[str]:
        """The packages whose code they passed."""
        return frozenset(module.partition(".")[0] for module in self.modules)

    def is_of_network(self) -> bool:
        """Tell whether they come from, or through, a library of the network."""
        return not _NETWORK_PACKAGES.isdisjoint(self.packages | self.passed)

    def is_of_client(self) -> bool:
        """Tell whether the Hub client raised them, and not for another server."""
        # Providers of inference, and servers of one's own, are asked by the same client.
        is_elsewhere = any(name.startswith("huggingface_hub.inference") for name in self.modules)
        return not is_elsewhere and not _HUB_PACKAGES.isdisjoint(self.packages | self.passed)


class Found(NamedTuple):
    """
    Hold what an exception shows.

    Attributes:
        evidence: the evidence.
        is_about_hub: there is positive evidence that the Hub was asked.

    """

    evidence: Evidence
    is_about_hub: bool


def read_evidence(error: BaseException) -> Found:
    """Read the chain of an exception, the outermost response first."""
    wraps = wraps_what_it_handles(error)
    chain = list(walk(error))
    exchange, was_handled = _find_exchange(chain)
    # Where no response is left, what was only being handled is not the reason of another error.
    is_whole = exchange is not None or wraps
    links = [link for link, is_handled in chain if is_whole or not is_handled]
    words = read_words(links)
    origin = find_origin(links)
    is_lost = exchange is None
    classes = frozenset[str]()
    if exchange is None:
        answer = _read_fault(links, origin, read_answer_in_words(words))
        if origin.is_of_network() and (origin.is_of_client() or answer.is_network_fault):
            answer = blame_setting(answer, is_requests="requests" in origin.passed)
        exchange = Exchange(answer, read_route_in_words(links, words), "GET", Sent())
        classes = read_classes(words)
    is_answered = exchange.answer.status != 0 and not was_handled
    raised = [link for link, is_handled in chain if not (is_answered and is_handled)]
    names = frozenset[str]().union(*map(class_names, raised if is_answered else links))
    evidence = Evidence(
        answer=exchange.answer._replace(errors=names | classes),
        route=exchange.route,
        sent=exchange.sent,
        method=exchange.method,
        words=words.lower(),
        is_value_error=isinstance(error, ValueError),
        was_handled=was_handled and not wraps,
        lacks_json="JSONDecodeError" in names and origin.is_of_network(),
        lacks_variable=isinstance(error, KeyError)
        and error.args == (TOKEN_VARIABLE,)
        and TOKEN_VARIABLE not in os.environ,
        own_fault=find_token(None, os.environ).cause if is_lost else None,
    )
    return Found(evidence, _is_about_hub(evidence, origin) or bool(classes))


def wraps_what_it_handles(error: BaseException) -> bool:
    """
    Tell whether what was being handled is the reason of an exception, though nobody said so.

    So it is with an exit, and with an `OSError`; one with a number is the system's own.
    """
    return isinstance(error, (OSError, SystemExit)) and not read_attribute(error, "errno")


def _find_exchange(chain: Iterable[tuple[BaseException, bool]]) -> tuple[Exchange | None, bool]:
    """Return the first response, and whether its error was only being handled."""
    for link, is_handled in chain:
        if exchange := read_exchange(link):
            return exchange, is_handled
    return None, False


def find_origin(links: Sequence[BaseException]) -> Origin:
    """Tell where exceptions come from."""
    kinds = [cls for link in links for cls in type(link).__mro__]
    defined = [read_text(getattr(cls, "__module__", "")) for cls in kinds]
    return Origin(
        packages=frozenset(module.partition(".")[0] for module in defined),
        modules=frozenset(name for link in links for name in list_modules_passed(link)),
    )


def list_modules_passed(error: BaseException) -> Iterator[str]:
    """Yield the names of the modules whose code the exception came through."""
    traceback = error.__traceback__
    for _ in range(FRAMES):
        if traceback is None:
            return
        yield read_text(traceback.tb_frame.f_globals.get("__name__"))
        traceback = traceback.tb_next


def _read_fault(links: Sequence[BaseException], origin: Origin, answer: Answer) -> Answer:
    """Add the fault of the network that kept the answer back, if there is one."""
    culprit = next((link for link in links if not _is_answered(link)), None)
    names = frozenset[str]().union(*map(class_names, links))
    is_of_network = not _NETWORK_PACKAGES.isdisjoint(origin.packages) or names & _NETWORK_ERRORS
    if culprit is None or answer.status or not is_of_network:
        return answer
    fault = read_fault(culprit)
    if not fault.is_network_fault:
        return answer
    return answer._replace(
        fault=fault.fault, is_network_fault=True, may_be_of_settings=fault.may_be_of_settings
    )


def _is_answered(link: BaseException) -> bool:
    """Tell whether an answer came, though it is gone by now, or the client only says none did."""
    names = class_names(link)
    is_http = bool(names & _ANSWERED) or names >= {"HTTPError", "RequestException"}
    return is_http or _is_waited_out(link)


def _is_waited_out(link: BaseException) -> bool:
    """Tell whether the client itself gave up waiting, for the end of a job for example."""
    modules = list(list_modules_passed(link))
    return type(link) is TimeoutError and bool(modules) and modules[-1].startswith(_CLIENT)


def _is_about_hub(seen: Evidence, origin: Origin) -> bool:
    """Tell whether there is positive evidence that the Hub was asked."""
    if seen.was_handled and seen.status not in _ENDS_A_JOB:
        return False
    if seen.host is Host.FOREIGN and seen.status:
        # An answer that another error was raised about, or one from somewhere else altogether.
        return origin.is_of_client()
    if seen.host is Host.FOREIGN:  # an address beside the words: where to report the error, say
        return origin.is_of_client() or names_the_hub(seen.words)
    is_named = seen.host is not Host.UNKNOWN or names_the_hub(seen.words)
    return is_named or origin.is_of_client()
