"""Tests of what shows that a token may write, and of what only looks like it."""

# ruff: noqa: E501 - a case is a line

from __future__ import annotations

import pytest
from made_scan import HEADER, PUSH

from hftoken_guard._scan import Scan

HABITS = {
    "require_token()": "require_token() without write=",
    'require_token(read="a/b")': "require_token() without write=",
    "check_token(write=None)": "require_token() without write=",
    'create_repo("alice/results", exist_ok=True)': "create_repo(exist_ok=True)",
    'try:\n    create_repo("alice/results")\nexcept OSError:\n    pass': "create_repo(exist_ok=True)",
    'auth_check("alice/results")': "auth_check() without write=True",
    'auth_check("alice/results", write=False)': "auth_check() without write=True",
    "whoami()": "whoami() shows whose token",
    "login()": "login() does not show",
    "login(token)\nwhoami()": "whoami() shows whose token",
    'assert "HF_TOKEN" in os.environ': "that HF_TOKEN is set",
    'token = os.getenv("HF_TOKEN")\nif not token:\n    raise SystemExit': "that HF_TOKEN is set",
    'train()\nrequire_token(write="a/b")': "the check stands behind the heavy work",
    "wandb.login()": "",
    "pass": "",
}
PROOFS = {
    'require_token(write="alice/results")': "require_token() in line 4 shows first",
    "check_token(write=args.output)": "check_token() in line 4 shows first",
    "require_token(**targets)": "require_token() in line 4 shows first",
    'auth_check("alice/results", write=True)': "auth_check() in line 4 shows first",
    'create_repo("alice/results")': "create_repo() in line 4 makes the repository",
    'require_token(write="a/b")\nrequire_token(write="a/c")': "in line 4 shows first",
}


def scan_script(text: str, header: str = HEADER) -> Scan:
    """Scan a script that pushes."""
    found = Scan()
    found.scan_text("job.py", f"{header}{text}\n{PUSH}")
    return found


@pytest.mark.parametrize("text", HABITS)
def test_habit(text: str) -> None:
    """A habit is no proof, and the finding says what it does not show."""
    found = scan_script(text)
    reasons = [finding.reason for finding in found.findings if finding.code == "write-unguarded"]
    assert len(reasons) == 1
    assert HABITS[text] in reasons[0]
    assert bool(HABITS[text]) == ("; " in reasons[0])
    assert not found.excused


@pytest.mark.parametrize("text", PROOFS)
def test_proof(text: str) -> None:
    """A proof excuses, and the excuse says where it is."""
    found = scan_script(text)
    assert not found.findings
    assert [excused.line for excused in found.excused] == [5 + text.count("\n") + 1]
    assert PROOFS[text] in found.excused[0].reason


@pytest.mark.parametrize(
    ("text", "header", "reason"),
    [
        ("import torch  # in a library", "", "it has no inline header, and nothing"),
        ("x = 1  # hftoken-guard: ignore", HEADER, ""),
    ],
)
def test_excused(text: str, header: str, reason: str) -> None:
    """What is not blamed is told with its reason."""
    found = scan_script(text, header)
    assert [reason in excused.reason for excused in found.excused] == [True] * bool(reason)


def test_push_that_is_silenced_or_costs_nothing() -> None:
    """A comment excuses a push, and so does that nothing runs before it."""
    found = Scan()
    found.scan_text(
        "a.py", f'{HEADER}import torch\n# hftoken-guard: ignore\nx.push_to_hub("a/b")\n'
    )
    found.scan_text("b.py", f'{HEADER}from huggingface_hub import *\nupload_file(repo_id="a/b")\n')
    assert not found.findings
    assert [(excused.file, excused.line, excused.reason) for excused in found.excused] == [
        ("a.py", 6, "a comment silences it"),
        ("b.py", 5, "nothing that takes long runs before the push"),
    ]


def test_document_is_no_script() -> None:
    """What documentation shows is neither blamed nor excused."""
    found = Scan()
    found.scan_text("a.md", f"```python\nimport torch\n{PUSH}```\n")
    assert not found.findings
    assert not found.excused


def test_proof_in_a_function_that_nothing_calls() -> None:
    """Where it is not known what runs first, a proof counts."""
    text = f'def check():\n    require_token(write="a/b")\n\nmodel.train()\n{PUSH}'
    found = Scan()
    found.scan_text("job.py", f"{HEADER}{text}")
    assert not found.findings
