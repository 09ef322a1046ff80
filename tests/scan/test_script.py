"""Tests of Python as it is really written."""

# ruff: noqa: E501 - a case is a line

from __future__ import annotations

import pytest
from made_scan import HEADER, PUSH, WRONG, scan


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        # Scripts that do not stand there as they are.
        (
            "a.py",
            'hf_jobs("uv", {"script": "import os\\n\\n\\nprint(os.environ[\'HF_TOKEN\'])\\n"})',
            ["secret-missing", "token-printed"],
        ),
        ("a.py", 'hf_jobs("uv", {"script": "x\\n(\\n"})', []),
        ("a.py", 'import os\rtoken = os.environ["HF_TOKEN"]\rprint(token)\r', ["token-printed"]),
        (
            "a.py",
            "def log(m):\n    log(m)\nclass A:\n    def log(self, m):\n        log(m)\nlog(1)\n"
            + WRONG,
            ["token-in-env"],
        ),
        # Right launches in variables, and texts that are filled in later.
        (
            "a.py",
            'secrets = {"HF_TOKEN": "$HF_TOKEN"}\nhf_jobs("uv", {"script": s, "secrets": secrets})',
            [],
        ),
        ("a.py", 'payload = {"script": s, "secrets": {"HF_TOKEN": "$HF_TOKEN"}}', []),
        ("a.py", 'cmd = f"hf jobs uv run -s HF_TOKEN={token} t.py"', []),
        ("a.py", 'cmd = "hf jobs uv run -s HF_TOKEN={t} t.py".format(t=get_token())', []),
        ("a.sh", "hf jobs uv run -s HF_TOKEN={{ hf_token }} t.py", []),
        ("a.py", 'cmd = "hf jobs uv run -e HF_TOKEN=${HF_TOKEN} t.py"', ["token-in-env"]),
        # Other programs, other libraries, other tokens.
        (
            "a.py",
            'a = ["hf", "jobs", "uv", "run", "t.py"]\nb = ["docker", "run", "-e", "HF_TOKEN", "x"]',
            [],
        ),
        ("a.sh", "docker run -e HF_TOKEN=$HF_TOKEN image", []),
        ("a.py", 'for name in names:\n    if name.startswith("hf_"):\n        print(name)', []),
        (
            "a.py",
            'token = os.environ["HF_TOKEN"]\ndef f(s):\n    for token in s.split():\n        print(token)',
            [],
        ),
        ("a.py", 'client.run_job("nightly", env={"HF_TOKEN": "$HF_TOKEN"})', []),
        ("a.py", 'def run_uv_job(name, env):\n    pass\nrun_uv_job("a", env={"HF_TOKEN": 1})', []),
        ("a.py", 'tokenizer = "hf_tokenizer2"\nfoo(token_type="hf_gpt2", token="hf_model_v2")', []),
        (
            "a.md",
            '```json\n{"name": "x", "script": "start.sh", "env": {"HF_TOKEN": "$HF_TOKEN"}}\n```',
            [],
        ),
        ("a.sh", "hf jobs uv run -e TOKEN=abc -s HF_TOKEN t.py", []),
        ("a.sh", "hf jobs run -s TOKEN=$GH img", []),
        # What tells only whether there is one, or goes elsewhere.
        ("a.py", 'token = get_token()\nprint(token and "set")', []),
        ("a.py", "token = get_token()\nprint(token, file=file)", []),
        ("a.py", "token = get_token()\nprint(token, file=sys.stderr)", ["token-printed"]),
        ("a.py", "token = get_token()\nlog_file.write(token)\nblog.info(token)", []),
        ("a.py", "token = get_token()\nsys.stdout.write(token)", ["token-printed"]),
        ("a.sh", 'echo "::add-mask::$HF_TOKEN"', []),
        ("a.sh", '(echo "HF_TOKEN=$HF_TOKEN"; echo b) > .env', []),
        ("a.sh", 'echo "$HF_TOKEN" >&2', ["token-printed"]),
        ("a.sh", "for f in *; do\n  echo x\ndone || exit\necho $HF_TOKEN", ["token-printed"]),
        ("a.sh", "export HF_TOKEN=$(hf auth token)\nhf jobs uv run -s HF_TOKEN=$HF_TOKEN t.py", []),
        (
            "a.py",
            f'{HEADER}import torch\ntoken = os.getenv("HF_TOKEN") or sys.exit("no")\n{PUSH}',
            ["write-unguarded"],
        ),
        (
            "a.py",
            f'{HEADER}import torch\nx = list(map(int, "12"))\nauth_check("a/b", write=True)\n{PUSH}',
            [],
        ),
        ("a.py", 'login("hf_abc123xyz")', ["token-in-code"]),
        ("a.py", "print(get_token())", ["token-printed"]),
        ("a.py", "hf_token: str\nlogin(hf_token)", []),
        ("a.py", 'os.environ["HF_TOKEN"] = "your-token-here"', ["placeholder-not-replaced"]),
    ],
)
def test_what_an_attack_found(name: str, text: str, expected: list[str]) -> None:
    """Each was once found wrongly, missed, or the end of the scan."""
    assert sorted(scan(text, name)) == expected
