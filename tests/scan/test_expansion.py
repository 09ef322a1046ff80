"""Tests of what is said where a launch cannot be read without running it."""

# ruff: noqa: E501 - a case is a line

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hftoken_guard._scan import Scan

if TYPE_CHECKING:
    from pathlib import Path

MISSING = "secret-missing"
SHELL = {
    # What the text does not tell is not judged for what it lacks.
    "hf jobs uv run $SECRETS t.py": "",
    'hf jobs uv run "$@" t.py': "",
    'hf jobs uv run "${OPTS[@]}" t.py': "",
    "hf jobs uv run ${EXTRA:-} t.py": "",
    "hf jobs uv run $(cat opts.txt) t.py": "",
    "hf jobs uv run `cat opts.txt` t.py": "",
    "hf jobs uv run {{ options }} t.py": "",
    'hf jobs uv run t.py "$@"': "",
    'hf jobs uv run t.py "${ARGS[@]}"': "",
    "hf jobs uv run t.py $ARGS": "",
    'hf jobs uv run --secrets "$NAME" t.py': "",
    "hf jobs uv run --secrets-file .env t.py": "",
    'OPTS="$MORE"\nhf jobs uv run $OPTS t.py': "",
    'A="$B"\nB="$A"\nhf jobs uv run $A t.py': "",
    # What it tells is read.
    'OPTS="--secrets HF_TOKEN"\nhf jobs uv run $OPTS t.py': "",
    'OPTS=(--secrets HF_TOKEN --timeout 2h)\nhf jobs uv run "${OPTS[@]}" t.py': "",
    'OPTS=(--timeout 2h)\nOPTS+=(--secrets HF_TOKEN)\nhf jobs uv run "${OPTS[@]}" t.py': "",
    'A="--secrets HF_TOKEN"\nB="$A --timeout 2h"\nhf jobs uv run $B t.py': "",
    'OPTS="--timeout 2h"\nhf jobs uv run ${OPTS} t.py': MISSING,
    "ARGS='--epochs 3'\nhf jobs uv run t.py $ARGS": MISSING,
    "ARGS='--secrets HF_TOKEN'\nhf jobs uv run t.py $ARGS": "",
    'SCRIPT=t.py\nhf jobs uv run "$SCRIPT"': MISSING,
    'OPTS="-e HF_TOKEN"\nhf jobs uv run $OPTS t.py': "token-in-env",
    'OPTS="--secrets HF_TOKEN=your-token"\nhf jobs uv run $OPTS t.py': "placeholder-not-replaced",
    # A value, or one word in quotes, is no option.
    'hf jobs uv run --flavor "$FLAVOR" t.py': MISSING,
    "hf jobs uv run t.py --model $MODEL": MISSING,
    'hf jobs uv run t.py "$MODEL"': MISSING,
    "hf jobs uv run -- t.py": MISSING,
    "hf jobs uv run --gpu A100 t.py": f"option-unknown {MISSING}",
    "hf jobs uv run --gpu t.py": f"option-unknown {MISSING}",
    "hf jobs uv run --gpu": "option-unknown",
}
MAKE = {
    "SECRETS = --secrets HF_TOKEN\n\nrun:\n\thf jobs uv run $(SECRETS) t.py": "",
    "SECRETS=--secrets HF_TOKEN\n\nrun:\n\thf jobs uv run $(SECRETS) t.py": "",
    "run:\n\thf jobs uv run $(SECRETS) t.py": "",
    "OPTS := --timeout 2h\n\nrun:\n\thf jobs uv run $(OPTS) t.py": MISSING,
}
PYTHON = {
    # A mapping that is built key by key.
    'secrets = {}\nsecrets["HF_TOKEN"] = get_token()\nrun_uv_job("t.py", secrets=secrets)': "",
    'secrets = {}\nsecrets["OTHER"] = 1\nrun_uv_job("t.py", secrets=secrets)': MISSING,
    'secrets = {}\nsecrets[name] = 1\nrun_uv_job("t.py", secrets=secrets)': "",
    'secrets = {}\nsecrets.update(HF_TOKEN=get_token())\nrun_uv_job("t.py", secrets=secrets)': "",
    'secrets = {}\nsecrets.update({"HF_TOKEN": get_token()})\nrun_uv_job("t.py", secrets=secrets)': "",
    'secrets = {}\nsecrets.update(more)\nrun_uv_job("t.py", secrets=secrets)': "",
    'secrets = {}\nsecrets.update(**more)\nrun_uv_job("t.py", secrets=secrets)': "",
    'secrets = {}\nsecrets |= more\nrun_uv_job("t.py", secrets=secrets)': "",
    'secrets = {}\nsecrets.setdefault("HF_TOKEN", get_token())\nrun_uv_job("t.py", secrets=secrets)': "",
    'secrets = {}\nadd_token(secrets)\nrun_uv_job("t.py", secrets=secrets)': "",
    'secrets = {}\nsecrets.get("x")\nrun_uv_job("t.py", secrets=secrets)': MISSING,
    'secrets = dict(HF_TOKEN=get_token())\nrun_uv_job("t.py", secrets=secrets)': "",
    'secrets = dict(OTHER=1)\nrun_uv_job("t.py", secrets=secrets)': MISSING,
    'secrets = dict(more)\nrun_uv_job("t.py", secrets=secrets)': "",
    'secrets = {**more}\nrun_uv_job("t.py", secrets=secrets)': "",
    'secrets = {"OTHER": 1} | {"HF_TOKEN": get_token()}\nrun_uv_job("t.py", secrets=secrets)': "",
    'run_uv_job("t.py", **options)': "",
    'options = {"script": "t.py"}\noptions["secrets"] = {"HF_TOKEN": "$HF_TOKEN"}\nhf_jobs("uv", options)': "",
    'options = {"script": "t.py"}\noptions.update(more)\nhf_jobs("uv", options)': "",
    'options = {"script": "t.py"}\nhf_jobs("uv", options)': MISSING,
    'options = {"secrets": {"HF_TOKEN": 1}}\nrun_uv_job("t.py", **options)': "",
    'secrets = {}\nsecrets["HF_TOKEN"] = "$HF_TOKEN"\nrun_uv_job("t.py", secrets=secrets)': (
        "placeholder-not-replaced"
    ),
    # A command that is built part by part.
    'run(["hf", "jobs", "uv", "run", "t.py"])': MISSING,
    'run(["hf", "jobs", "uv", "run", *options, "t.py"])': "",
    'cmd = ["hf", "jobs", "uv", "run", "t.py"]\nrun(cmd)': MISSING,
    'cmd = ["hf", "jobs", "uv", "run", "t.py"]\ncmd += options\nrun(cmd)': "",
    'cmd = ["hf", "jobs", "uv", "run", "t.py"]\ncmd.extend(options)\nrun(cmd)': "",
    'cmd = ["hf", "jobs", "uv", "run", "t.py"]\nrun(cmd + options)': "",
    'run(["hf", "jobs", "uv", "run", "t.py"] + options)': "",
    'run(f"hf jobs uv run {options} t.py", shell=True)': "",
    'run(f"hf jobs uv run --flavor {flavor} t.py", shell=True)': MISSING,
}
CASES = {
    **{("a.sh", text): code for text, code in SHELL.items()},
    **{("Makefile", text): code for text, code in MAKE.items()},
    **{("a.py", f"from huggingface_hub import *\n{text}"): code for text, code in PYTHON.items()},
}


@pytest.mark.parametrize(("name", "text"), CASES)
def test_what_cannot_be_expanded(tmp_path: Path, name: str, text: str) -> None:
    """What stands in variables is read where the text tells it, else nothing is said to lack."""
    (tmp_path / "t.py").write_text('import os\nos.environ["HF_TOKEN"]\n')
    (tmp_path / name).write_text(f"{text}\n")
    found = Scan()
    found.scan_path(str(tmp_path / name))
    assert sorted(finding.code for finding in found.findings) == sorted(CASES[name, text].split())


def test_what_stands_in_a_variable_is_not_corrected(tmp_path: Path) -> None:
    """A line that only names a variable cannot be put right by replacing it."""
    found = Scan()
    found.scan_text("a.sh", 'OPTS="-e HF_TOKEN"\nhf jobs uv run $OPTS t.py $OPTS\n')
    assert [finding.corrected for finding in found.findings] == [None]
