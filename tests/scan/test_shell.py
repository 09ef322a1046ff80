"""Tests of shell scripts."""

from __future__ import annotations

import pytest
from made_scan import scan


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # What becomes of a variable is not known: it can be options.
        ("hf jobs run ${DETACH:+--detach} --secrets HF_TOKEN python:3.12 python x.py", []),
        ('hf jobs uv run "${ARGS[@]}" --secrets HF_TOKEN train.py', []),
        ("hf jobs uv run --gpu t4-medium -s HF_TOKEN train.py", ["option-unknown"]),
        # Output that goes elsewhere.
        ('{\n  echo "HF_TOKEN=$HF_TOKEN"\n} > secrets.env', []),
        ('hf jobs uv run --secrets-file <(echo "HF_TOKEN=$HF_TOKEN") train.py', []),
        ('hf jobs uv run --env-file <(echo "HF_TOKEN=$HF_TOKEN") train.py', ["token-in-env"]),
        # Where launches stand.
        (
            'hf jobs run -e HF_TOKEN=$HF_TOKEN img bash -c "\nset -e\npython x.py\n"',
            ["token-in-env"],
        ),
        ("hf jobs run img bash -c 'python x.py' --secrets HF_TOKEN", ["option-behind-script"]),
        (".venv/bin/hf jobs run -e HF_TOKEN img python x.py", ["token-in-env"]),
        ("JOB=$(hf jobs run -d -e HF_TOKEN=$HF_TOKEN img python x.py)", ["token-in-env"]),
        ("# hf jobs uv run -s HF_TOKEN=your-token \\\n#    train.py", ["placeholder-not-replaced"]),
        ("CMD=(hf jobs uv run -e HF_TOKEN=$HF_TOKEN train.py)", ["token-in-env"]),
        ("hf jobs scheduled uv run @daily -e HF_TOKEN train.py", ["token-in-env"]),
        ("hf jobs scheduled run @daily img -s HF_TOKEN python x.py", ["option-behind-script"]),
        ("hf jobs run img python x.py -e HF_TOKEN=$HF_TOKEN", ["token-in-env"]),
        ("hf jobs ps -e HF_TOKEN; echo run hf jobs; hf jobs logs -s HF_TOKEN=x", []),
        ("set -eu\nhf jobs uv run -s HF_TOKEN=$HF_TOKEN train.py", []),
        ('test -n "$HF_TOKEN"\nhf jobs uv run -s HF_TOKEN=$HF_TOKEN train.py', []),
        ("echo 'never closed\nhf jobs uv run -e HF_TOKEN train.py", ["token-in-env"]),
        ("hf jobs uv run -s HF_TOKEN train.py $(", []),
        ("hf jobs uv run -s", []),
    ],
)
def test_shell(text: str, expected: list[str]) -> None:
    """The words of a shell are read as a shell reads them."""
    assert scan(f"{text}\n", "job.sh") == expected
