"""Tests of the command `explain`."""

from __future__ import annotations

import json
import re

import pytest

from hftoken_guard import Cause
from hftoken_guard._causes.codes import Family
from hftoken_guard._causes.texts import TEXTS
from hftoken_guard._cli.explain import find_neighbours
from hftoken_guard._cli.main import main
from hftoken_guard._scan import RULES


def test_explain_lists_every_cause(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a code the command lists all of them by family."""
    assert main(["explain"]) == 0
    out = capsys.readouterr().out
    assert all(f"  {cause} " in out for cause in Cause)
    assert all(f"{family.value}\n" in out for family in Family)


@pytest.mark.parametrize("cause", Cause, ids=str)
def test_explain_one_cause(cause: Cause, capsys: pytest.CaptureFixture[str]) -> None:
    """A code gives the cause, its signs, its neighbours, the fixes and a link."""
    assert main(["explain", str(cause)]) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"{cause}: {TEXTS[cause].title}\n")
    parts = ("How it shows itself", f"It is {cause} if ", "What helps\n  1. ", "\nSee https://")
    places = [out.index(part) for part in parts]
    assert places == sorted(places)
    assert out.isascii()
    assert max(len(line) for line in out.splitlines() if "http" not in line) < 100
    # A name that was forgotten would stand in capitals.
    capitals = set(re.findall(r"\b[A-Z]{4,}(?:_[A-Z]+)*\b", out))
    known = {"HF_TOKEN", "OWNER", "NAME", "HTTP", "HF_ENDPOINT", "HF_HUB_OFFLINE", "REVISION"}
    known |= {"HF_OIDC_RESOURCE", "HF_HUB_DISABLE_XET", "HTML", "CERTIFICATE_VERIFY_FAILED"}
    known |= {"SSL_CERT_FILE", "HTTPS_PROXY"}
    assert capitals <= known


def test_explain_neighbours() -> None:
    """The neighbours are those that an answer of the table cannot tell from it."""
    rights = {Cause.TOKEN_READ_ONLY, Cause.TOKEN_SCOPE_MISSING, Cause.NAMESPACE_FORBIDDEN}
    assert rights <= set(find_neighbours(Cause.ORG_ROLE_TOO_LOW))
    assert rights <= set(find_neighbours(Cause.WRITE_DENIED))
    assert find_neighbours(Cause.PAYMENT_REQUIRED) == []


def test_explain_unknown_code(capsys: pytest.CaptureFixture[str]) -> None:
    """A code that is none is wrong usage."""
    with pytest.raises(SystemExit) as caught:
        main(["explain", "no-such-cause"])
    assert caught.value.code == 2
    assert "there is no cause or rule 'no-such-cause'" in capsys.readouterr().err


def test_explain_json_of_all(capsys: pytest.CaptureFixture[str]) -> None:
    """The JSON has every cause and every rule, each with steps that help."""
    assert main(["explain", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert [entry["code"] for entry in data["causes"]] == list(map(str, Cause))
    assert [entry["code"] for entry in data["rules"]] == list(RULES)
    for entry in (*data["causes"], *data["rules"]):
        assert entry["title"]
        assert all(entry["fix"])
        assert isinstance(entry["why"], str)


def test_explain_json_of_a_cause(capsys: pytest.CaptureFixture[str]) -> None:
    """A cause has its signs, its neighbours and where to read on."""
    assert main(["explain", "--json", "token-read-only:"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["kind"], data["family"]) == ("cause", "403 Forbidden")
    assert data["title"] == TEXTS[Cause.TOKEN_READ_ONLY].title
    assert data["signs"]
    assert data["tell_apart"].startswith("It is token-read-only if ")
    assert "token-scope-missing" in data["neighbours"]
    assert data["see"].startswith("https://")


def test_explain_json_of_a_rule(capsys: pytest.CaptureFixture[str]) -> None:
    """A rule has its severity and both examples."""
    assert main(["explain", "--json", "failure-swallowed"]) == 0
    data = json.loads(capsys.readouterr().out)
    rule = RULES["failure-swallowed"]
    assert (data["kind"], data["severity"]) == ("rule", "warning")
    assert (data["bad"], data["good"], data["fix"]) == (rule.bad, rule.good, [rule.fix])
