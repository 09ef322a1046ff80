"""
What this machine is set to: the Hub's address, offline mode, proxies, the job.

The variables are those of the client library; `huggingface_hub/constants.py`.
"""

from __future__ import annotations

import os
import sys

from ._hub.address import HUB, split_address
from ._redact import sanitize_line, split_user

ENDPOINT_VARIABLE = "HF_ENDPOINT"
NO_IMPLICIT_TOKEN = "HF_HUB_DISABLE_IMPLICIT_TOKEN"
_OFFLINE_VARIABLES = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")  # the client library reads both
PROXY_VARIABLES = (
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "ALL_PROXY",
    "https_proxy",
    "http_proxy",
    "all_proxy",
)
_TRUE = frozenset({"1", "ON", "YES", "TRUE"})


def find_homes() -> list[str]:
    """Return what is set as the Hub's address, as the client library has read it first."""
    constants = sys.modules.get("huggingface_hub.constants")
    found = (getattr(constants, "ENDPOINT", None), os.environ.get(ENDPOINT_VARIABLE))
    return [address for address in found if address and isinstance(address, str)]


def find_endpoint() -> str:
    """Return the Hub's address as the client library uses it, without credentials."""
    scheme, _, place = split_user([*find_homes(), HUB][0].rstrip("/"))
    return sanitize_line(f"{scheme}{place}")


def is_other_hub() -> bool:
    """Tell whether HF_ENDPOINT names a mirror or a Hub of one's own."""
    return find_endpoint() != HUB


def list_endpoint_warnings() -> list[str]:
    """Say where the token goes if it does not go to huggingface.co over TLS."""
    if not is_other_hub():
        return []
    address = find_endpoint()
    host = split_address(address).hostname or ""
    is_local = host in ("localhost", "::1") or host.startswith("127.")
    warnings = [f"HF_ENDPOINT is {address}, not huggingface.co: the token is sent there"]
    if address.startswith("http://") and not is_local:
        warnings.append(f"the token goes to {host} over plain http: anybody on the way can read it")
    return warnings


def find_offline_variable() -> str:
    """Return the variable that turns offline mode on, or "" if it is off."""
    constants = sys.modules.get("huggingface_hub.constants")
    name = next((name for name in _OFFLINE_VARIABLES if os.environ.get(name)), "")
    if _is_on(name):
        return name
    is_offline = getattr(constants, "HF_HUB_OFFLINE", False) is True
    return _OFFLINE_VARIABLES[0] if is_offline else ""


def is_token_kept_back() -> bool:
    """Tell whether the libraries do not send the token by themselves."""
    return _is_on(NO_IMPLICIT_TOKEN)


def list_kept_back_warnings() -> list[str]:
    """Say that the libraries do not send the token by themselves, if so."""
    warning = f"{NO_IMPLICIT_TOKEN} is set: the job's calls go without the token unless given it"
    return [warning] if is_token_kept_back() else []


def list_proxies() -> list[str]:
    """Return the proxy variables that are set; their values can hold a password."""
    return [name for name in PROXY_VARIABLES if os.environ.get(name)]


def is_in_job() -> bool:
    """Tell whether this process is a job."""
    return bool(os.environ.get("JOB_ID"))


def describe_job() -> str:
    """Return id, hardware and cores of the job, as far as they are told; "" outside a job."""
    words = (("JOB_ID", "id"), ("ACCELERATOR", "hardware"), ("CPU_CORES", "cores"))
    return ", ".join(
        f"{word} {sanitize_line(os.environ[name])}" for name, word in words if os.environ.get(name)
    )


def _is_on(variable: str) -> bool:
    return os.environ.get(variable, "").upper() in _TRUE
