"""
What on this machine is set so that the client cannot ask anybody, whatever the network does.

The guard does not judge settings before the client has failed: what the client can work with is
good. The variables are those of `huggingface_hub/constants.py`, requests and httpx.
"""

from __future__ import annotations

import os
import traceback
from typing import TYPE_CHECKING

from ._environment import ENDPOINT_VARIABLE, PROXY_VARIABLES, find_homes
from ._hub.address import place_of, split_address
from ._hub.answer import NO_ADDRESS
from ._redact import hide_user, sanitize_line

if TYPE_CHECKING:
    from ._hub.answer import Answer

# Where each HTTP library looks for the certificates that it trusts.
_CERTIFICATES_OF_REQUESTS = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
_CERTIFICATES_OF_HTTPX = ("SSL_CERT_FILE",)
_CLIENT_PREFIXES = ("HF_", "HUGGINGFACE_")
_PROXY_SCHEMES = ("http", "https", "socks4", "socks4a", "socks5", "socks5h")
_NO_PROXY_VARIABLES = ("NO_PROXY", "no_proxy")


def blame_setting(answer: Answer, *, is_requests: bool) -> Answer:
    """Return the fault with the setting that made it, or as it was; `answer` stands for a fault."""
    if answer.status:
        return answer
    setting = _find_bad_setting(answer, is_requests=is_requests)
    return (
        answer._replace(fault=setting, is_misconfigured=True, is_final=True) if setting else answer
    )


def find_bad_client_setting(error: Exception) -> str:
    """Say which setting keeps the client from being imported, or ""."""
    if setting := _find_bad_endpoint():
        return setting
    said = str(error)  # which repeats the value
    names = [
        name
        for name, value in os.environ.items()
        if name.startswith(_CLIENT_PREFIXES) and repr(value) in said
    ]
    lines = "".join(traceback.format_tb(error.__traceback__))
    names.sort(key=lambda name: f'"{name}"' not in lines)  # several can have the same value
    return _show(names[0], os.environ[names[0]], "which the client cannot read") if names else ""


def _find_bad_setting(answer: Answer, *, is_requests: bool) -> str:
    """Say what is set wrong, or ""."""
    if setting := _find_bad_endpoint():
        return setting
    if answer.is_network_fault and not answer.may_be_of_settings:
        return ""
    bad = (
        _find_bad_certificates(_CERTIFICATES_OF_REQUESTS, may_be_folder=True)
        if is_requests
        else _find_bad_certificates(_CERTIFICATES_OF_HTTPX, may_be_folder=False)
    )
    return bad or _find_bad_proxy(answer)


def _find_bad_endpoint() -> str:
    """Say why the address of the Hub cannot be one, or ""."""
    address = next(iter(find_homes()), "")
    url = split_address(address)
    if not address:
        is_empty = ENDPOINT_VARIABLE in os.environ
        return _show(ENDPOINT_VARIABLE, "", "set without a value") if is_empty else ""
    if (
        url.scheme in ("http", "https")
        and address.isprintable()
        and not set(address) & set(" \"'<>")
        and place_of(url)[0]
    ):
        return ""
    fault = "which has no http:// or https:// in front, or is no address"
    if address != address.strip() or not address.isprintable() or " " in address:
        fault = "which has a blank or a line end in it"
    elif set(address) & set("\"'<>"):
        fault = "which has quotes in it"
    elif url.scheme in ("http", "https"):
        fault = "which has no host, or no port that can be one"
    return _show(ENDPOINT_VARIABLE, address, fault)


def _find_bad_certificates(names: tuple[str, ...], *, may_be_folder: bool) -> str:
    """Say which file of certificates cannot be used, or ""."""
    import ssl  # a missing token needs none

    for name in names:
        path = os.environ.get(name, "")
        if not path or (os.path.isdir(path) and may_be_folder):
            continue
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(path)
        except ssl.SSLError:
            return _show(name, path, "a file without certificates that can be read")
        except OSError:
            return _show(name, path, "a file that is not there or cannot be read")
    return ""


def _find_bad_proxy(answer: Answer) -> str:
    """Say which setting of a proxy cannot be used, or ""."""
    is_of_client = not answer.is_network_fault or answer.fault == NO_ADDRESS
    for name in PROXY_VARIABLES:
        value = os.environ.get(name, "")
        url = split_address(value if "://" in value else f"http://{value}")
        if value and (url.scheme not in _PROXY_SCHEMES or not place_of(url)[0]):
            return _show(name, value, "which is no address of a proxy")
        if value.startswith("socks") and is_of_client:
            return _show(name, value, "for which the package for SOCKS proxies is not installed")
    for name in _NO_PROXY_VARIABLES:
        value = os.environ.get(name, "")
        if "[" in value and is_of_client:
            return _show(name, value, "which has brackets; write an IPv6 address without them")
    return ""


def _show(name: str, value: str, fault: str) -> str:
    return f'{name} is "{sanitize_line(hide_user(value))}", {fault}'
