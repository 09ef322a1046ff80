"""Tests of the saved login: what the client finds where the environment has no token."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from standin.world import signed_value, token_value

import hftoken_guard
from hftoken_guard._token.lookup import SAVED_LOGIN, find_token
from hftoken_guard._token.saved import SavedLogin, read_saved_login

DAY_S = 24 * 3600
LOGIN = signed_value("a login", "hf_oauth_", {"sub": "alice"})
GOOD = token_value("a user token")


def save(folder: Path, value: str, end: float | None = None, refresh: str = "r") -> dict[str, str]:
    """Write the files of a login, and return the environment that finds them."""
    (folder / "token").write_text(value)
    lines = ["[laptop]", f"hf_token = {value}", f"refresh_token = {refresh}"]
    lines += [f"expires_at = {end:.0f}"] if end is not None else []
    (folder / "stored_tokens").write_text("\n".join(lines))
    return {"HF_HOME": str(folder)}


@pytest.mark.parametrize("left_days", [-1, 0.1, 2])
def test_login_that_ends_soon_is_renewed(left_days: float, tmp_path: Path) -> None:
    """The client renews a login of the browser from one day before its end on."""
    environ = save(tmp_path, LOGIN, time.time() + left_days * DAY_S)
    is_renewed = left_days < 1
    assert read_saved_login(environ) == (LOGIN, True, is_renewed, False)
    lookup = find_token(None, environ)
    assert (lookup.can_be_renewed, lookup.is_renewed) == (True, is_renewed)


def test_login_that_cannot_be_renewed(tmp_path: Path) -> None:
    """Without an end, without what renews it, or in a list that is broken, it stays as it is."""
    assert not read_saved_login(save(tmp_path, LOGIN)).can_be_renewed
    assert not read_saved_login(save(tmp_path, LOGIN, 1, refresh="")).is_renewed
    assert not read_saved_login(save(tmp_path, GOOD, 1)).is_renewed
    (tmp_path / "stored_tokens").write_text("no section")
    assert not read_saved_login({"HF_HOME": str(tmp_path)}).is_renewed
    (tmp_path / "stored_tokens").write_text(f"[other]\nhf_token = {GOOD}")
    (tmp_path / "token").write_text(LOGIN)
    assert not read_saved_login({"HF_HOME": str(tmp_path)}).is_renewed


def test_login_beside_a_path_of_its_own(tmp_path: Path) -> None:
    """The list of logins is beside the token, wherever that is."""
    save(tmp_path, LOGIN, 1)
    assert read_saved_login({"HF_TOKEN_PATH": str(tmp_path / "token")}).is_renewed


COMPARE = """
import os, sys
from hftoken_guard._token.lookup import find_token
secret = find_token(None, os.environ).secret
found = secret.reveal() if secret else None
try:
    from huggingface_hub import get_token
    client = get_token()
except OSError:
    client = None
assert found == client, (found, client)
print(found)
"""


@pytest.mark.parametrize(
    ("environ", "place"),
    [
        ({}, ".cache/huggingface/token"),
        ({"HF_HOME": ""}, ".cache/huggingface/token"),
        ({"HF_HOME": ""}, "token"),
        ({"HF_HOME": "~/x"}, "x/token"),
        ({"HF_HOME": "$HOME/x"}, "x/token"),
        ({"XDG_CACHE_HOME": ""}, ".cache/huggingface/token"),
        ({"XDG_CACHE_HOME": ""}, "huggingface/token"),
        ({"XDG_CACHE_HOME": "~/x"}, "x/huggingface/token"),
        ({"HF_TOKEN_PATH": ""}, ".cache/huggingface/token"),
        ({"HF_TOKEN_PATH": "~/x/y"}, "x/y"),
        ({"HF_TOKEN_PATH": "", "HF_HOME": "~/x"}, "x/token"),
    ],
    ids=str,
)
def test_login_where_the_client_finds_it(
    environ: dict[str, str], place: str, tmp_path: Path
) -> None:
    """In a process of its own, the guard finds what the real client finds, and nothing else."""
    path = tmp_path / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(GOOD)
    root = str(Path(hftoken_guard.__file__).parent.parent)
    done = subprocess.run(
        [sys.executable, "-c", COMPARE],
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": root, **environ},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_path_that_a_loaded_client_has_settled_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A loaded client looks where it was told to then, a new one where it is told to now."""
    for name in ("then", "now"):
        (tmp_path / name).write_text(token_value(name))
    monkeypatch.setattr("huggingface_hub.constants.HF_TOKEN_PATH", str(tmp_path / "then"))
    monkeypatch.setenv("HF_TOKEN_PATH", str(tmp_path / "now"))
    lookup = find_token(None, os.environ)
    assert lookup.secret
    assert (lookup.source, lookup.secret.reveal()) == (SAVED_LOGIN, token_value("then"))
    (tmp_path / "then").unlink()
    lookup = find_token(None, os.environ)
    assert lookup.secret
    assert lookup.secret.reveal() == token_value("now")


def test_vault_of_a_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the client got from the vault of Colab counts; before it asks nobody can know."""
    assert not read_saved_login({"HF_HOME": "/nonexistent"}).is_unknown
    monkeypatch.setitem(sys.modules, "google.colab", ModuleType("google.colab"))
    auth = SimpleNamespace(_IS_GOOGLE_COLAB_CHECKED=False, _GOOGLE_COLAB_SECRET=None)
    monkeypatch.setitem(sys.modules, "huggingface_hub.utils._auth", auth)
    environ = {"HF_HOME": "/nonexistent"}
    assert find_token(None, environ).is_unknown
    auth._IS_GOOGLE_COLAB_CHECKED = True
    assert not find_token(None, environ).is_unknown
    assert find_token(None, environ).secret is None
    auth._GOOGLE_COLAB_SECRET = GOOD
    assert find_token(None, environ).secret


def test_token_in_a_pipe(tmp_path: Path) -> None:
    """A pipe can be read only once, and that is for the client: what is in it is not known."""
    os.mkfifo(tmp_path / "token")
    assert find_token(None, {"HF_HOME": str(tmp_path)}).is_unknown


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    """A file that is no text is no token, and a list of logins that is broken renews nothing."""
    (tmp_path / "token").write_bytes(b"\xff\xfe")
    assert read_saved_login({"HF_HOME": str(tmp_path)}) == SavedLogin()
    (tmp_path / "token").write_text(LOGIN)
    (tmp_path / "stored_tokens").write_text("no section")
    assert read_saved_login({"HF_HOME": str(tmp_path)}) == SavedLogin(LOGIN)
