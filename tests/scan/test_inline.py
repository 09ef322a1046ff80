"""Tests of scripts that stand as a text in another."""

# ruff: noqa: E501 - a case is a line

from __future__ import annotations

import pytest
from made_scan import HEADER, scan

from hftoken_guard._scan import Scan

LAUNCH = "hf_jobs('uv', {'secrets': secrets, 'script': '''\n%s'''})"
SCRIPT = 'import torch\nmodel.push_to_hub("a/b")\n'


@pytest.mark.parametrize(
    ("text", "codes", "reason"),
    [
        (f"JOB = '''\n{SCRIPT}'''  # an HF job", ["write-unguarded"], ""),
        (f"JOB = {SCRIPT!r}  # an HF job", ["write-unguarded"], ""),
        (f"JOB = {HEADER + SCRIPT!r}", ["write-unguarded"], ""),
        (f"JOB = {SCRIPT!r}", [], "nothing shows that it runs"),
        (LAUNCH % SCRIPT, ["write-unguarded"], ""),
        ("JOB = '''\nfrom huggingface_hub import *\nupload_file(repo_id=\"a/b\")\n'''  # HF Jobs", [],
         "nothing that takes long"),
        ("JOB = 'from huggingface_hub import *\\nupload_file(repo_id=\"a/b\")\\n'  # HF Jobs", [],
         "nothing that takes long"),
        (f"JOB = f'''\n{SCRIPT}{{more}}'''  # HF Jobs", [], "is no whole Python"),
        (f"JOB = '''\npython - <<EOF\n{SCRIPT}EOF\n'''  # HF Jobs", [], "is no whole Python"),
        (f"def f():\n    '''\n    {SCRIPT}    '''", [], ""),  # documentation
        ("TEXT = '''\nCall model.push_to_hub(name).\n'''", [], ""),
    ],
)  # fmt: skip
def test_script_in_a_text(text: str, codes: list[str], reason: str) -> None:
    """A text that pushes is a script, or it is said that it is not read."""
    assert scan(text) == codes
    found = Scan()
    found.scan_text("a.py", text)
    assert [reason in excused.reason for excused in found.excused] == [True] * bool(reason)
