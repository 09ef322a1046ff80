"""Tests of the settings of this machine with which the client can ask nobody."""

from __future__ import annotations

import builtins
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import huggingface_hub
import pytest
import trustme
from standin.world import token_value

import hftoken_guard
from hftoken_guard import GuardError, check_token
from hftoken_guard._hub.answer import NO_ADDRESS, Answer
from hftoken_guard._settings import blame_setting, find_bad_client_setting

if TYPE_CHECKING:
    from standin.server import LocalHub

IS_REQUESTS = huggingface_hub.__version__.startswith("0.")
PLACE = str(Path(hftoken_guard.__file__).parent.parent)
JOB = f"""
import sys; sys.path.insert(0, {PLACE!r})
from hftoken_guard import require_token
require_token(read="gpt2", timeout=5)
"""
LATER = f"""
import sys; sys.path.insert(0, {PLACE!r})
from hftoken_guard import diagnose
try:
    from huggingface_hub import HfApi
    HfApi().model_info("gpt2")
except Exception as error:
    problem = diagnose(error)
    print(problem.cause, *problem.could_be, problem.why, file=sys.stderr)
"""


def run(code: str, hub: LocalHub, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run a job on this machine, with these settings."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "HF_HOME")}
    token = hub.world.add_token("alice").value
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**kept, "HF_ENDPOINT": hub.endpoint, "HF_TOKEN": token, **environ},
        capture_output=True,
        text=True,
        check=False,
    )


# What cannot work, with the variable that is to be named, and whether both HTTP libraries read it.
BAD = [
    ({"HF_ENDPOINT": "huggingface.co"}, "HF_ENDPOINT"),
    ({"HF_ENDPOINT": "localhost:8080"}, "HF_ENDPOINT"),
    ({"HF_ENDPOINT": "https//huggingface.co"}, "HF_ENDPOINT"),
    ({"HF_ENDPOINT": "http:/127.0.0.1"}, "HF_ENDPOINT"),
    ({"HF_ENDPOINT": "ftp://127.0.0.1"}, "HF_ENDPOINT"),
    ({"HF_ENDPOINT": "https://"}, "HF_ENDPOINT"),
    ({"HF_ENDPOINT": '"http://127.0.0.1:9"'}, "HF_ENDPOINT"),
    ({"HF_ENDPOINT": "http://127.0.0.1:9\n"}, "HF_ENDPOINT"),
    ({"HF_ENDPOINT": "http://127.0.0.1:9 "}, "HF_ENDPOINT"),
    ({"HF_ENDPOINT": "http://127.0.0.1:99999"}, "HF_ENDPOINT"),
    ({"HTTP_PROXY": "htp://127.0.0.1:9"}, "HTTP_PROXY"),
    ({"HTTP_PROXY": "socks5://127.0.0.1:9"}, "HTTP_PROXY"),
    ({"HF_ENDPOINT": ""}, "HF_ENDPOINT"),
    ({"HF_HUB_ETAG_TIMEOUT": "abc"}, "HF_HUB_ETAG_TIMEOUT"),
    ({"HF_HUB_DOWNLOAD_TIMEOUT": "10s"}, "HF_HUB_DOWNLOAD_TIMEOUT"),
]
if not IS_REQUESTS:
    BAD += [
        ({"SSL_CERT_FILE": "/nope.pem"}, "SSL_CERT_FILE"),
        ({"SSL_CERT_FILE": os.__file__}, "SSL_CERT_FILE"),
        ({"SSL_CERT_FILE": str(Path(os.__file__).parent)}, "SSL_CERT_FILE"),
        ({"HTTP_PROXY": '"http://127.0.0.1:9"'}, "HTTP_PROXY"),
    ]


@pytest.mark.parametrize(("environ", "name"), BAD, ids=str)
def test_setting_is_named(environ: dict[str, str], name: str, hub: LocalHub) -> None:
    """The variable and its value are named, the token is not, and a retry is no use."""
    done = run(JOB, hub, **environ)
    assert done.returncode == 78, done.stderr
    assert f"client-misconfigured: {name} keeps the client from asking the Hub" in done.stderr
    shown = environ[name].strip().strip('"')
    assert shown in done.stderr.replace("\n       ", " ")
    assert "hub-unreachable" not in done.stderr


# Newer clients cannot even be imported with these.
AT_IMPORT = ("http://127.0.0.1:9 ", "http://127.0.0.1:99999", "abc", "10s")


@pytest.mark.parametrize(
    ("environ", "name"), [case for case in BAD if case[0][case[1]] not in AT_IMPORT], ids=str
)
def test_setting_is_named_later(environ: dict[str, str], name: str, hub: LocalHub) -> None:
    """What the client raises because of a setting is explained by the setting alone."""
    done = run(LATER, hub, **environ)
    assert done.stderr.startswith(f"client-misconfigured {name} is "), done.stderr


def test_certificates_that_requests_reads(hub: LocalHub) -> None:
    """The variables of requests are named where the client is built on it, and left where not."""
    environ = {"REQUESTS_CA_BUNDLE": "/nope.pem", "HF_ENDPOINT": "https://127.0.0.1:9"}
    done = run(JOB, hub, **environ)
    assert ("REQUESTS_CA_BUNDLE" in done.stderr) is IS_REQUESTS
    assert done.returncode == (78 if IS_REQUESTS else 75)


@pytest.mark.skipif(IS_REQUESTS, reason="requests reads such a list")
def test_list_of_hosts_with_brackets(hub: LocalHub) -> None:
    """Where the client cannot read an IPv6 address in brackets it is named, else all is well."""
    done = run(JOB, hub, NO_PROXY="localhost,[::1]", HTTP_PROXY="http://127.0.0.1:9")
    if done.returncode == 78:
        assert "NO_PROXY keeps the client from asking the Hub" in done.stderr
    else:
        assert done.returncode == 75
        assert "NO_PROXY" not in done.stderr


@pytest.mark.parametrize(
    "environ",
    [
        {"SSL_CERT_DIR": "/nope"},
        {"HF_ENDPOINT_X": "no address"},
        {"HTTPS_PROXY": "htp://127.0.0.1:9", "NO_PROXY": "*"},
        {"NO_PROXY": "localhost,[::1]", "no_proxy": "127.0.0.1"} if IS_REQUESTS else {},
        {"REQUESTS_CA_BUNDLE": "/nope.pem"},
    ],
)
def test_setting_that_harms_nothing(environ: dict[str, str], hub: LocalHub) -> None:
    """What the client can work with is not judged."""
    hub.world.add_repo("gpt2")
    done = run(JOB, hub, **environ)
    assert done.returncode == 0, done.stderr


def test_fault_of_the_network_is_one(hub: LocalHub) -> None:
    """A proxy that is not there, or a host that refuses, is no setting that cannot work."""
    for environ in ({"HF_ENDPOINT": "http://127.0.0.1:9"}, {"HTTP_PROXY": "127.0.0.1:9"}):
        done = run(JOB, hub, **environ)
        assert done.returncode == 75, done.stderr
        assert "hub-unreachable" in done.stderr


def test_setting_is_named_among_others_of_the_same_value(hub: LocalHub) -> None:
    """A value that the client cannot read is that of the variable which it reads."""
    names = {"HF_HUB_ETAG_TIMEOUT": "", "HF_TOKEN_PATH": "", "HF_XET_CACHE": ""}
    done = run(JOB, hub, **names)
    if done.returncode:  # newer clients take an empty number
        assert "HF_HUB_ETAG_TIMEOUT keeps the client from asking" in done.stderr


@pytest.mark.parametrize("password", ["pw12", "p/w@r:d", token_value("a password")[3:]])
@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("HTTP_PROXY", "htp://me:{}@127.0.0.1:9"),
        ("HTTP_PROXY", "me:{}@127.0.0.1:99999"),
        ("HTTP_PROXY", "http://me:{}@127.0.0.1:99999"),
        ("HTTP_PROXY", "http:/me:{}@127.0.0.1:9"),
        ("HTTP_PROXY", "//me:{}@127.0.0.1:9"),
        ("HF_ENDPOINT", "me:{}@127.0.0.1:9"),
        ("HF_ENDPOINT", "http:/me:{}@127.0.0.1:9"),
        ("HF_ENDPOINT", "http://me:{}@127.0.0.1:9"),
        ("HF_ENDPOINT", "htp://me:{}@127.0.0.1:9"),
    ],
)
def test_password_in_a_setting_is_not_shown(
    name: str, address: str, password: str, hub: LocalHub
) -> None:
    """A password in an address is masked, however broken the address is."""
    done = run(JOB, hub, **{name: address.format(password)})
    assert done.returncode
    assert name in done.stderr or "hub-unreachable" in done.stderr
    shown = done.stderr + done.stdout
    assert not any(password[at : at + 4] in shown for at in range(len(password) - 3))


FAULTS = {
    "dns": Answer(fault="the Hub's name could not be resolved (DNS)", is_network_fault=True),
    "client": Answer(fault="ValueError in the client"),
    "tls": Answer(fault="no TLS", is_network_fault=True, may_be_of_settings=True),
    "address": Answer(fault=NO_ADDRESS, is_network_fault=True, may_be_of_settings=True),
    "answer": Answer(status=403),
}


@pytest.mark.parametrize(
    ("environ", "is_requests", "blamed"),
    [
        ({}, False, ""),
        ({"HF_ENDPOINT": "huggingface.co"}, False, "answer-less"),
        ({"HF_ENDPOINT": "https://hub.example.org /x"}, False, "answer-less"),
        ({"HF_ENDPOINT": "'https://hub.example.org'"}, False, "answer-less"),
        ({"HF_ENDPOINT": "http://hub.example.org:99999"}, False, "answer-less"),
        ({"SSL_CERT_FILE": "/nope"}, False, "client tls address"),
        ({"SSL_CERT_FILE": "/nope"}, True, ""),
        ({"SSL_CERT_FILE": os.__file__}, False, "client tls address"),
        ({"REQUESTS_CA_BUNDLE": "/nope"}, True, "client tls address"),
        ({"CURL_CA_BUNDLE": "/nope"}, True, "client tls address"),
        ({"REQUESTS_CA_BUNDLE": str(Path(__file__).parent)}, True, ""),
        ({"HTTPS_PROXY": "htp://x"}, False, "client tls address"),
        ({"HTTPS_PROXY": "socks5://x"}, False, "client address"),
        ({"HTTPS_PROXY": "proxy.example.org:3128"}, False, ""),
        ({"NO_PROXY": "[::1]"}, False, "client address"),
        ({"NO_PROXY": "localhost"}, False, ""),
    ],
    ids=str,
)
def test_fault_that_a_setting_makes(
    environ: dict[str, str],
    is_requests: bool,  # noqa: FBT001
    blamed: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A setting is blamed for what it can make, and an answer shows that all are good."""
    monkeypatch.delattr("huggingface_hub.constants.ENDPOINT")
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    expected = set(FAULTS) - {"answer"} if blamed == "answer-less" else set(blamed.split())
    found = {
        name for name, answer in FAULTS.items()
        if blame_setting(answer, is_requests=is_requests).is_misconfigured
    }  # fmt: skip
    assert found == expected


def test_file_of_certificates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that has a certificate can be used, whatever else it has."""
    file = tmp_path / "ca.pem"
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    file.write_bytes(b"# mine\n" + trustme.CA().cert_pem.bytes())
    assert not blame_setting(FAULTS["client"], is_requests=False).is_misconfigured
    file.write_text("-----BEGIN CERTIFICATE-----\nno base64\n-----END CERTIFICATE-----\n")
    assert blame_setting(FAULTS["client"], is_requests=False).is_misconfigured


def test_setting_that_keeps_the_client_from_being_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message repeats the value, by which the variable is found."""
    monkeypatch.setenv("HF_HUB_ETAG_TIMEOUT", "abc")
    error = ValueError("invalid literal for int() with base 10: 'abc'")
    assert find_bad_client_setting(error).startswith('HF_HUB_ETAG_TIMEOUT is "abc"')
    assert find_bad_client_setting(ImportError("No module named 'x'")) == ""
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "huggingface.co")
    assert find_bad_client_setting(error).startswith('HF_ENDPOINT is "huggingface.co"')


def test_check_with_such_a_setting(hub: LocalHub, monkeypatch: pytest.MonkeyPatch) -> None:
    """check_token raises what is neither the token's nor the Hub's."""
    monkeypatch.setenv("HF_TOKEN", hub.world.add_token("alice").value)
    monkeypatch.setenv("HF_HUB_ETAG_TIMEOUT", "abc")
    import_ = builtins.__import__

    def broken(name: str, *rest: Any) -> Any:
        if name == "huggingface_hub":
            msg = "invalid literal for int() with base 10: 'abc'"
            raise ValueError(msg)
        return import_(name, *rest)

    monkeypatch.setattr(builtins, "__import__", broken)
    with pytest.raises(GuardError, match="HF_HUB_ETAG_TIMEOUT keeps the client") as caught:
        check_token()
    assert type(caught.value) is GuardError
