"""
The saved login: the token that the client keeps in a file, or in the vault of Google Colab.

Both are read as they are. The client may renew a token before it uses it, or ask the user first;
the guard does neither. The places are those of `huggingface_hub/constants.py` and
`huggingface_hub/utils/_auth.py`.
"""

# Annotations are not postponed here: a NamedTuple would compile each of them when it is made.

import os
import sys
import time
from collections.abc import Mapping
from typing import NamedTuple

from .shape import OAUTH_PREFIX, clean

_FILE_LIMIT = 10_000  # characters that are read of a token file
_RENEWED_BEFORE_S = 24 * 3600  # the client renews a login that ends within a day


class SavedLogin(NamedTuple):
    """
    Hold what is saved.

    Attributes:
        value: the token as it was found, or "".
        can_be_renewed: the client renews it whenever it ends soon.
        is_renewed: it ends so soon that the client renews it before it uses it.
        is_unknown: it may be where only the client can look: in a pipe, or in the vault of Google
            Colab, which the client has not asked yet.

    """

    value: str = ""
    can_be_renewed: bool = False
    is_renewed: bool = False
    is_unknown: bool = False


def read_saved_login(environ: Mapping[str, str]) -> SavedLogin:
    """Read what the client finds where the environment has no token."""
    paths = _list_token_paths(environ)
    for path in paths:
        value = _read_file(path)
        if token := clean(value):
            stored = os.path.join(os.path.dirname(path), "stored_tokens")
            is_oauth = token.startswith(OAUTH_PREFIX)
            end = _find_renewable_end(token, stored) if is_oauth else None
            is_renewed = end is not None and end - _RENEWED_BEFORE_S < time.time()
            return SavedLogin(value, end is not None, is_renewed)
    if any(os.path.exists(path) and not os.path.isfile(path) for path in paths):
        return SavedLogin(is_unknown=True)
    return _read_vault()


def _list_token_paths(environ: Mapping[str, str]) -> list[str]:
    """Return the path that a loaded client has settled on, and the one that a new one reads."""
    constants = sys.modules.get("huggingface_hub.constants")
    settled = getattr(constants, "HF_TOKEN_PATH", None) if environ is os.environ else None
    # A variable that is set counts, even an empty one.
    cache = environ.get("XDG_CACHE_HOME", "~/.cache")
    home = _expand(environ.get("HF_HOME", os.path.join(cache, "huggingface")))
    path = _expand(environ.get("HF_TOKEN_PATH", os.path.join(home, "token")))
    return [settled, path] if isinstance(settled, str) else [path]


def _expand(path: str) -> str:
    return os.path.expandvars(os.path.expanduser(path))


def _read_file(path: str) -> str:
    if not os.path.isfile(path):  # a pipe could be read only once, by the client
        return ""
    try:
        with open(path, encoding="utf-8") as file:
            return file.read(_FILE_LIMIT)
    except (OSError, ValueError):
        return ""


def _find_renewable_end(value: str, path: str) -> int | None:
    """Return when this login ends, if the list of logins has what renews it."""
    import configparser  # few logins are made in the browser

    stored = configparser.ConfigParser(interpolation=None)
    try:
        stored.read(path, encoding="utf-8")
    except (configparser.Error, OSError, ValueError):
        return None
    for name in stored.sections():
        login = stored[name]
        end = login.get("expires_at", "")
        if login.get("hf_token") == value and login.get("refresh_token") and end.isdecimal():
            return int(end)
    return None


def _read_vault() -> SavedLogin:
    """Return what the client has got from the vault, if this is a notebook of Google Colab."""
    if "google.colab" not in sys.modules:
        return SavedLogin()
    auth = sys.modules.get("huggingface_hub.utils._auth")
    if getattr(auth, "_IS_GOOGLE_COLAB_CHECKED", False):
        return SavedLogin(getattr(auth, "_GOOGLE_COLAB_SECRET", None) or "")
    return SavedLogin(is_unknown=True)
