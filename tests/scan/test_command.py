"""Tests of the command lines that launch a job."""

# ruff: noqa: E501 - a case is a line

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from made_scan import FAKE, scan

from hftoken_guard._scan import Scan

if TYPE_CHECKING:
    from pathlib import Path

COMMANDS = {
    "-s HF_TOKEN train.py": "",
    "--secrets HF_TOKEN train.py": "",
    "--secrets=HF_TOKEN train.py": "",
    "-sHF_TOKEN train.py": "",
    "-d -s HF_TOKEN --flavor a100-large train.py --epochs 3": "",
    "--secrets-file .env.secrets train.py": "",
    "-s WANDB_API_KEY -s HF_TOKEN train.py": "",
    "--secrets HF_TOKEN --secrets HUGGINGFACE_TOKEN train.py": "",
    "--token hf_xxx -s HF_TOKEN train.py": "",
    "train.py -- -s HF_TOKEN": "",
    "train.py -s 3 --secret-sauce yes": "",
    "-e HF_HUB_ENABLE_HF_TRANSFER=1 -s HF_TOKEN train.py": "",
    '-s "HF_TOKEN=${HF_TOKEN:?}" train.py': "",
    "python:3.12 train.py": "",
    "-s HF_TOKEN=HF_TOKEN train.py": "placeholder-not-replaced",
    "-s HF_TOKEN=your-token-here train.py": "placeholder-not-replaced",
    "-s 'HF_TOKEN=$HF_TOKEN' train.py": "placeholder-not-replaced",
    r"-s HF_TOKEN=\$HF_TOKEN train.py": "placeholder-not-replaced",
    "-s HF_TOKEN=<token> train.py": "placeholder-not-replaced",
    "-s HF_TOKEN=hf_xxx train.py": "placeholder-not-replaced",
    "-s HF_TOKEN=hf_abc123... train.py": "token-in-code",
    f"-s HF_TOKEN={FAKE} train.py": "token-in-code",
    "-s HF_TOKEN=$HF_TOKEN train.py": "secret-maybe-empty",
    '-s "HF_TOKEN=${HF_TOKEN}" train.py': "secret-maybe-empty",
    "--secrets=HF_TOKEN=$(hf auth token) train.py": "",  # without a login nothing is submitted
    "-s HF_TOKEN=`hf auth token` train.py": "",
    '-s HF_TOKEN="$(cat token)" train.py': "",
    "--attempts 3 --secrets HF_TOKEN train.py": "",
    "--expose-public 8000 --secrets HF_TOKEN train.py": "",
    "--gpu A100 --secrets HF_TOKEN train.py": "option-unknown",
    "--new-switch --secrets HF_TOKEN train.py": "option-unknown",
    "--new-switch=3 --secrets HF_TOKEN train.py": "option-unknown",
    "--gpu A100 -s HF_TOKEN=your-token-here train.py": "option-unknown placeholder-not-replaced",
    "-s HF_TOKEN= train.py": "secret-maybe-empty",
    "-s HUGGINGFACE_TOKEN train.py": "secret-wrong-name",
    "-s TOKEN=$HF_TOKEN train.py": "secret-wrong-name",
    "-e HF_TOKEN train.py": "token-in-env",
    "--env HF_TOKEN=$HF_TOKEN train.py": "token-in-env",
    '-e HF_TOKEN=$(python3 -c "import sys; print(1)") train.py': "token-in-env",
    "-e MY_TOKEN=$HF_TOKEN train.py": "token-in-env",
    "--secret HF_TOKEN train.py": "secret-not-passed",
    "--secret HF_TOKEN=$(cat token) train.py": "secret-not-passed",
    "--secert HF_TOKEN train.py": "secret-not-passed",
    "train.py --secrets HF_TOKEN": "option-behind-script",
    "train.py --out x -s HF_TOKEN=$HF_TOKEN": "option-behind-script secret-maybe-empty",
    "-s HF_TOKEN train.py --flavor a100-large": "option-behind-script",
    "-s HF_TOKEN train.py --timeout 4h": "option-behind-script",
    "-s HF_TOKEN train.py --timeout 30 --name x --token y --volume 3": "",
    "-e HF_TOKEN -s HF_TOKEN train.py": "token-in-env",
    "train.py --secret=HF_TOKEN": "secret-not-passed",
    "-s HF_TOKEN train.py --hf-token $HF_TOKEN": "token-on-command-line",
    '-s HF_TOKEN train.py --hf-token="${HF_TOKEN}"': "token-on-command-line",
    "-s HF_TOKEN train.py --token $(hf auth token)": "token-on-command-line",
}


FORMS = {
    "job.sh": "hf jobs uv run {}\n",
    "continued.sh": "set -e\nHF_DEBUG=1 uvx hf jobs uv run \\\n    {} && echo done\n",
    "README.md": "```bash\n$ hf jobs uv run {}\n```\n",
    "job.yml": "steps:\n  - run: |\n      pip install x\n      hf jobs uv run {}\n",
    "docstring.py": 'r"""\nRun it:\n    hf jobs uv run {}\n"""\n',
    "comment.py": "# Run it:\n#   hf jobs uv run {}\n",
}


@pytest.mark.parametrize("options", COMMANDS)
@pytest.mark.parametrize("name", FORMS)
def test_command_lines(name: str, options: str) -> None:
    """A launch is judged alike wherever it stands."""
    assert sorted(scan(FORMS[name].format(options), name)) == COMMANDS[options].split()


@pytest.mark.parametrize(
    ("file", "option", "expected"),
    [
        ("A=1\nHF_TOKEN=x\n", "--env-file", ["token-in-env"]),
        ("HF_TOKEN\n", "--env-file", ["token-in-env"]),
        ("A=1\n", "--env-file", []),
        ('HF_TOKEN="$HF_TOKEN"\n', "--secrets-file", ["placeholder-not-replaced"]),
        (f"HF_TOKEN={FAKE}\n", "--secrets-file", []),
        ("HF_TOKEN\n", "--secrets-file", []),
    ],
)
def test_files_of_variables(tmp_path: Path, file: str, option: str, expected: list[str]) -> None:
    """A file that a launch names is looked into: in it nothing is expanded."""
    (tmp_path / "my.env").write_text(file)
    (tmp_path / "a.sh").write_text(f"hf jobs uv run {option} my.env train.py\n")
    found = Scan()
    found.scan_path(str(tmp_path / "a.sh"))
    assert [finding.code for finding in found.findings] == expected


def test_corrected_text_of_a_command(tmp_path: Path) -> None:
    """Nothing but what is wrong changes, and a line of which nothing is left goes."""
    text = "hf jobs uv run \\\n  --flavor a100-large \\\n  train.py \\\n  --secrets HF_TOKEN \\\n  --x\n"
    found = Scan()
    found.scan_text("a.sh", text)
    right = "hf jobs uv run --secrets HF_TOKEN \\\n  --flavor a100-large \\\n  train.py \\\n  --x"
    assert str(found.findings[0].corrected) in right
    assert not scan(f"{right}\n", "a.sh")
    found = Scan()
    found.scan_text("a.py", 'print("hf jobs uv run -s HF_TOKEN=your-token train.py\\n")')
    assert found.findings[0].corrected == 'print("hf jobs uv run --secrets HF_TOKEN train.py\\n")'


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.sh", 'BASE="hf jobs uv run -e HF_TOKEN=$HF_TOKEN"\n'),
        ("a.md", "```bash\nhf jobs uv run --secrets HF_TOKEN=<your token> train.py\n```\n"),
        ("a.md", "```fish\nhf jobs uv run --secrets HF_TOKEN=(hf auth token) train.py\n```\n"),
        ("a.py", 'os.system("hf jobs uv run -e HF_TOKEN=" + token + " train.py")\n'),
        ("a.py", 'os.system("hf jobs uv run -e HF_TOKEN=%s train.py" % token)\n'),
    ],
)
def test_half_of_a_text_is_not_corrected(name: str, text: str) -> None:
    """Where an option ends in the middle of something else, no line is shown to paste."""
    found = Scan()
    found.scan_text(name, text)
    assert found.findings
    assert not any(finding.corrected for finding in found.findings)
