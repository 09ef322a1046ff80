"""
A fault: why no answer came, in words, from the exception that stands for one.

The exceptions of the three HTTP libraries and of the operating system are told apart by the names
of their classes, since none of the libraries may be imported here.
"""

from __future__ import annotations

from typing import NamedTuple

from hftoken_guard._chain import class_names, walk

from .answer import CUT_SHORT, NO_ADDRESS, Answer


class _FaultWords(NamedTuple):
    """Words for a fault, by what the exceptions are called that stand for it."""

    errors: frozenset[str]
    words: str
    is_final: bool = False
    may_be_of_settings: bool = False


# What the exceptions of the three HTTP libraries and of the operating system are called. The first
# entry that fits decides.
_FAULTS = (
    _FaultWords(
        frozenset({"SSLCertVerificationError", "CertificateError"}),
        "its certificate could not be verified",
        is_final=True,
    ),
    _FaultWords(
        frozenset({"SSLError"}), "no TLS connection could be made", may_be_of_settings=True
    ),
    _FaultWords(
        frozenset({"ProxyError"}),
        "the proxy did not let the request through",
        may_be_of_settings=True,
    ),
    _FaultWords(
        frozenset({"gaierror", "NameResolutionError"}),
        "the Hub's name could not be resolved (DNS)",
    ),
    _FaultWords(
        frozenset({"UnsupportedProtocol", "InvalidURL", "InvalidSchema", "MissingSchema"}),
        NO_ADDRESS,
        is_final=True,
        may_be_of_settings=True,
    ),
    # Before the time-outs: urllib3 counts a refused connection among them.
    _FaultWords(frozenset({"ConnectionRefusedError"}), "the connection was refused"),
    _FaultWords(frozenset({"TimeoutException", "Timeout", "TimeoutError"}), "no answer in time"),
    _FaultWords(
        frozenset(
            {"ConnectionResetError", "RemoteProtocolError", "ProtocolError", "IncompleteRead"}
        ),
        CUT_SHORT,
    ),
    _FaultWords(
        frozenset({"OSError", "TransportError", "RequestError"}),
        "no connection",
        may_be_of_settings=True,
    ),
)


def read_fault(error: BaseException, path: str = "") -> Answer:
    """Reduce an exception to words; it is not kept, since it holds the request."""
    names = frozenset[str]().union(*(class_names(link) for link, _ in walk(error)))
    if "OfflineModeIsEnabled" in names:
        return Answer(path, fault="the client is in offline mode", errors=names)
    for known in _FAULTS:
        if not names.isdisjoint(known.errors):
            return Answer(
                path,
                fault=known.words,
                is_network_fault=True,
                errors=names,
                is_final=known.is_final,
                may_be_of_settings=known.may_be_of_settings,
            )
    return Answer(path, fault=f"{type(error).__name__} in the client", errors=names)
