"""Tests of `check train.py`: the targets of the script, each with its line."""

from __future__ import annotations

import json
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hftoken_guard._cli.main import main

if TYPE_CHECKING:
    from collections.abc import Callable

    from standin.server import LocalHub

SCRIPT = """\
import argparse
from datasets import load_dataset
from hftoken_guard import require_token
parser = argparse.ArgumentParser()
parser.add_argument("--model", default="gpt2")
parser.add_argument("--output", required=True)
args = parser.parse_args()
require_token(read=args.model, write=args.output)
if ask():
    load_dataset("squad").push_to_hub("alice/results")
"""


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Give what writes the script `train.py` into the folder where the command runs."""
    pytest.importorskip("tomllib" if sys.version_info >= (3, 11) else "tomli")
    monkeypatch.chdir(tmp_path)

    def write(text: str) -> None:
        (tmp_path / "train.py").write_text(text)

    return write


def test_script_where_no_person_reads(
    script: Callable[[str], None],
    hub: LocalHub,
    use_token: Callable[[str], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Each target is a hint with its line, what is not known a warning, and all are asked."""
    script(SCRIPT)
    use_token(hub.world.add_token("alice", "read").value)
    assert main(["check", "train.py", "--read", "alice/private"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == [
        "hftoken-guard: hint: train.py:8: reads gpt2 (require_token)",
        "hftoken-guard: warning: train.py:8: not known without running it:"
        " require_token(write=args.output): --output is not given; write it behind --",
        "hftoken-guard: hint: train.py:10: writes datasets/alice/results"
        " (load_dataset('squad').push_to_hub; perhaps, a condition decides)",
    ]
    optional = "hftoken-guard: warning: HF_TOKEN may not write to datasets/alice/results"
    assert [line for line in lines if "optional" in line or line.startswith(optional)]
    assert "hftoken-guard: ok: alice (read token) reads alice/private, gpt2" in lines


def test_script_with_its_arguments(
    script: Callable[[str], None],
    hub: LocalHub,
    use_token: Callable[[str], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What stands behind -- belongs to the script."""
    script(SCRIPT)
    use_token(hub.world.add_token("alice", "read").value)
    assert main(["check", "train.py", "--json", "--", "--output", "alice/new"]) == 77
    data = json.loads(capsys.readouterr().out)
    assert data["script"]["path"] == "train.py"
    assert data["script"]["unknown"] == data["script"]["lasts"] == []
    assert data["script"]["targets"][1] == {
        "line": 8, "mode": "write", "target": "alice/new", "source": "require_token", "sure": True,
    }  # fmt: skip
    verdicts = {each["target"]: each["verdict"] for each in data["targets"]}
    assert verdicts == {
        "gpt2": "proved",
        "alice/new": "refused",
        "datasets/alice/results": "refused",
    }
    (problem,) = data["problems"]
    assert (problem["cause"], problem["target"]) == ("token-read-only", "alice/new")


def test_script_on_a_terminal(
    script: Callable[[str], None],
    hub: LocalHub,
    use_token: Callable[[str], None],
    at_terminal: Callable[[], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A person sees first what the script names, then the verdicts."""
    script(SCRIPT)
    use_token(hub.world.add_token("alice").value)
    at_terminal()
    assert main(["check", "train.py"]) == 0
    first, second = capsys.readouterr().out.split("\n\n")[:2]
    assert first.splitlines() == [
        "train.py",
        "  - line  8: reads gpt2 (require_token)",
        "  ! line  8: not known without running it: require_token(write=args.output):"
        " --output is not given; write it behind --",
        "  - line 10: writes datasets/alice/results"
        " (load_dataset('squad').push_to_hub; perhaps, a condition decides)",
    ]
    assert "  \u2713 Can write datasets/alice/results\n" in second


def test_script_that_names_nothing(
    script: Callable[[str], None],
    hub: LocalHub,
    use_token: Callable[[str], None],
    at_terminal: Callable[[], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The token alone is checked, and that is said."""
    script("print(1)\n")
    use_token(hub.world.add_token("alice").value)
    nothing = "it names nothing to read or write that is known without running it"
    assert main(["check", "train.py"]) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"hftoken-guard: warning: train.py: {nothing}\n")
    at_terminal()
    assert main(["check", "train.py"]) == 0
    assert capsys.readouterr().out.startswith(f"train.py\n  ! {nothing}\n\n")


PULL = 'require_token(write="bob/public", create_pr=True)\n'


@pytest.mark.parametrize(
    ("text", "arguments", "verdicts", "unknown"),
    [
        (PULL, [], {"bob/public": "proved"}, 0),
        (f'{PULL}require_token(write=("model", "alice/new"))\n', [], {"alice/new": "new"}, 1),
        (PULL, ["--write", "alice/new"], {"alice/new": "new"}, 1),
        (PULL, ["--write", "x", "--create-pr"], {"alice/x": "new", "bob/public": "proved"}, 0),
        ('if x():\n    require_token(write=[("model", "bob/y"), "bob/x?"])\n', [],
         {"bob/y": "refused", "bob/x": "refused"}, 0),
    ],
)  # fmt: skip
def test_script_with_pull_requests_and_wishes(
    text: str,
    arguments: list[str],
    verdicts: dict[str, str],
    unknown: int,
    script: Callable[[str], None],
    hub: LocalHub,
    use_token: Callable[[str], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A pull request is asked for where it is enough for all; what may not run only warns."""
    script(text)
    use_token(hub.world.add_token("alice").value)
    assert main(["check", "train.py", "--json", *arguments]) == 0
    data = json.loads(capsys.readouterr().out)
    assert {each["target"]: each["verdict"] for each in data["targets"]} == verdicts
    assert len(data["script"]["unknown"]) == unknown


@pytest.mark.parametrize(
    ("text", "arguments", "code"),
    [
        ("require_token(lasts=3600)\n", [], 0),
        ("require_token(lasts=3600)\ncheck_token(lasts='6h')\n", [], 77),
        ("require_token(lasts='6h')\n", ["--lasts", "1h"], 0),
        ("require_token(lasts=None)\n", ["--lasts", "6h"], 77),
    ],
)
def test_script_that_says_how_long_it_runs(
    text: str,
    arguments: list[str],
    code: int,
    script: Callable[[str], None],
    hub: LocalHub,
    use_token: Callable[[str], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A token that ends before the job is refused, as by the guard in the job."""
    script(text)
    end = (datetime.now(timezone.utc) + timedelta(hours=3)).isoformat()
    token = hub.world.add_token("alice", "oauth", oauth_scopes=("read-repos",), expires_at=end)
    use_token(token.value)
    assert main(["check", "train.py", *arguments]) == code
    out = capsys.readouterr().out
    assert ("token-expires-early" in out) is bool(code)
    assert ("hint: train.py:2: runs 6h at most\n" in out) is ("check_token" in text)


def test_script_beside_a_type(
    script: Callable[[str], None],
    hub: LocalHub,
    use_token: Callable[[str], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The type of bare names on the command line changes nothing of those in the script."""
    script('require_token(write="alice/private")\n')
    use_token(hub.world.add_token("alice").value)
    assert (
        main(["check", "train.py", "--repo-type", "dataset", "--write", "results", "--json"]) == 0
    )
    targets = json.loads(capsys.readouterr().out)["targets"]
    assert [each["target"] for each in targets] == ["datasets/alice/results", "alice/private"]


def test_script_with_a_pull_request(
    script: Callable[[str], None],
    hub: LocalHub,
    use_token: Callable[[str], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """It is said that a pull request is enough."""
    script(PULL)
    use_token(hub.world.add_token("alice").value)
    assert main(["check", "train.py"]) == 0
    out = capsys.readouterr().out
    assert "train.py:1: opens a pull request on bob/public (require_token)\n" in out
    assert "alice (write token) opens pull requests on bob/public\n" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "long.py"], "long.py: lasts must be "),
        (["check", "long.py", "--repo-type", "x"], "repo_type must be one of model"),
        (["check", "none.py"], "there is no script none.py; name a target with --read or --write"),
        (["check", "train.py"], "train.py cannot be read as Python: "),
        (["check", "--write", "alice/x", "--", "--output", "x"], "no script is named"),
        (["check", "train.py", "--output", "x"],
         "unrecognized arguments: --output x; those of the script stand behind --"),
        (["check", "--output"], "unrecognized arguments: --output\n"),
        (["explain", "--output"], "unrecognized arguments: --output\n"),
        (["explain", "--", "--json"], "there is no cause or rule '--json'"),
    ],
)  # fmt: skip
def test_script_wrong_usage(
    arguments: list[str],
    said: str,
    script: Callable[[str], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What is no script is wrong usage, and so is what the guard would not take."""
    script("def")
    Path("long.py").write_text("require_token(lasts='soon')\n")
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert said in capsys.readouterr().err


def test_script_shows_no_token(
    script: Callable[[str], None],
    hub: LocalHub,
    use_token: Callable[[str], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A token in the code of a script is masked in what is said of it."""
    value = hub.world.add_token("alice").value
    script(f'require_token(write=load("{value}"))\n')
    use_token(value)
    assert main(["check", "train.py"]) == 0
    out = capsys.readouterr().out
    assert "not known without running it: require_token(write=load('" in out
    assert value[3:9] not in out


def test_script_that_needs_no_token(
    script: Callable[[str], None], hub: LocalHub, capsys: pytest.CaptureFixture[str]
) -> None:
    """`optional=True` holds for the check, too, if every guard of the script says so."""
    guard = "from hftoken_guard import require_token\nrequire_token(read='gpt2', optional=True)\n"
    script(guard)
    assert main(["check", "train.py"]) == 0
    assert "no token, and none is needed" in capsys.readouterr().out
    script(f"{guard}require_token()\n")
    assert main(["check", "train.py"]) == 77
