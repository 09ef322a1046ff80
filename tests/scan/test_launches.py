"""Tests of the launches that a script makes or documents."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_scan import mcp, scan

from hftoken_guard._scan import Scan

CALLS = {
    # The Python API replaces nothing.
    'run_uv_job("t.py", secrets={"HF_TOKEN": get_token()})': "",
    'run_uv_job("t.py", secrets={"HF_TOKEN": os.environ["HF_TOKEN"]})': "",
    'x = get_token()\nHfApi().run_job(image="x", command=["y"], secrets={"HF_TOKEN": x})': "",
    'run_uv_job("t.py", secrets=secrets)': "",
    'run_uv_job("t.py", env={"HF_HUB_OFFLINE": "0"}, secrets={"HF_TOKEN": get_token()})': "",
    'run_uv_job("t.py", secrets={"HF_TOKEN": "$HF_TOKEN"})': "placeholder-not-replaced",
    'run_job(image="x", command=["y"], secrets={"HF_TOKEN": "${HF_TOKEN}"})': (
        "placeholder-not-replaced"
    ),
    'secrets = {"HF_TOKEN": "<your_hf_token>"}\nrun_uv_job("t.py", secrets=secrets)': (
        "placeholder-not-replaced"
    ),
    'create_scheduled_uv_job("t.py", schedule="@daily", secrets={"HF_TOKEN": ""})': (
        "placeholder-not-replaced"
    ),
    'api.create_scheduled_job(image="x", schedule="@hourly", secrets={"HF_TOKEN": "hf_..."})': (
        "placeholder-not-replaced"
    ),
    'run_uv_job("t.py", secrets={"HUGGINGFACE_TOKEN": get_token()})': "secret-wrong-name",
    'run_uv_job("t.py", env={"HF_TOKEN": get_token()})': "token-in-env",
    'run_uv_job("t.py", script_args=["--token", get_token()])': "token-on-command-line",
    'run_uv_job("t.py", script_args=["--token", "$HF_TOKEN"])': "placeholder-not-replaced",
    'subprocess.run(["hf", "jobs", "uv", "run", "-s", "HF_TOKEN", "t.py"])': "",
    'subprocess.run(["hf", "jobs", "uv", "run", "-s", "HF_TOKEN=$HF_TOKEN", "t.py"])': (
        "placeholder-not-replaced"
    ),
    'subprocess.run(["hf", "jobs", "uv", "run", "-e", f"HF_TOKEN={x}", "t.py"])': "token-in-env",
    'subprocess.run(["hf", "jobs", "uv", "run", "-e", "HF_TOKEN", "t.py"])': "token-in-env",
    'os.system(f"hf jobs uv run -e HF_TOKEN {path}")': "token-in-env",
    # The MCP tool replaces the whole value, and only that.
    mcp(secrets='{"HF_TOKEN": "$HF_TOKEN"}'): "",
    mcp(secrets='{"HF_TOKEN": "${HF_TOKEN}"}'): "",
    mcp(secrets='{"HF_TOKEN": "$HF_TOKEN", "WANDB_API_KEY": key}'): "",
    mcp(secrets="secrets"): "",
    mcp(): "",
    mcp(secrets='{"HF_TOKEN": " $HF_TOKEN"}'): "placeholder-not-replaced",
    mcp(secrets='{"HF_TOKEN": "$hf_token"}'): "placeholder-not-replaced",
    mcp(secrets='{"HF_TOKEN": "Bearer $HF_TOKEN"}'): "placeholder-not-replaced",
    mcp(secrets='{"HF_TOKEN": "\'$HF_TOKEN\'"}'): "placeholder-not-replaced",
    mcp(secrets='{"HF_TOKEN": "$HF_TOKEN\\n"}'): "placeholder-not-replaced",
    mcp(secrets='{"HF_TOKEN": "%HF_TOKEN%"}'): "placeholder-not-replaced",
    mcp(secrets='{"HF_TOKEN": "{{HF_TOKEN}}"}'): "placeholder-not-replaced",
    mcp(secrets='{"HF_TOKEN": "$HUGGING_FACE_HUB_TOKEN"}'): "placeholder-not-replaced",
    mcp(secrets='{"HF_TOKEN": "HF_TOKEN"}'): "placeholder-not-replaced",
    mcp(secrets='{"HF_TOKEN": "hf_abc123..."}'): "token-in-code",
    mcp(secrets='{"TOKEN": "$HF_TOKEN"}'): "secret-wrong-name",
    mcp(secrets='{"hf_token": "$HF_TOKEN"}'): "secret-wrong-name",
    mcp(env='{"HF_TOKEN": "$HF_TOKEN"}'): "token-in-env",
    mcp(script_args='["--token", "$HF_TOKEN"]'): "placeholder-not-replaced",
}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("name", ["launch.py", "README.md"])
def test_calls(name: str, call: str) -> None:
    """A launch from Python is judged by what its client does with the values."""
    text = call if name == "launch.py" else f"```python\n{call}\n```\n"
    assert scan(text, name) == ([CALLS[call]] if CALLS[call] else [])


def test_call_as_json() -> None:
    """What an agent sends to the tool is judged like the call."""
    text = (
        '```json\n{"operation": "uv", "args": {"secrets": {"TOKEN": "$HF_TOKEN"}, "a": true}}\n```'
    )
    assert scan(text, "README.md") == ["secret-wrong-name"]
    text = '```json\n{"script": "t.py", "env": {"HF_TOKEN": "$HF_TOKEN"}}\n```'
    assert scan(text, "README.md") == ["token-in-env"]


@pytest.mark.parametrize(
    ("script", "is_found"),
    [
        ('import os\nx = os.environ["HF_TOKEN"]\n', True),
        ('assert "HF_TOKEN" in os.environ\n', True),
        ('token = os.environ.get("HF_TOKEN")\nif not token:\n    raise SystemExit(1)\n', True),
        ("from hftoken_guard import require_token\nrequire_token()\n", True),
        (
            'def main():\n    model.push_to_hub("a/b")\n\nif __name__ == "__main__":\n    main()\n',
            True,
        ),
        ("SFTConfig(push_to_hub=True)\n", True),
        ('if len(sys.argv) == 1:\n    sys.exit(0)\nmodel.push_to_hub("a/b")\n', True),
        ("require_token(optional=True)\n", False),
        ('if args.push:\n    model.push_to_hub("a/b")\n', False),
        ('if not args.push:\n    raise SystemExit\nmodel.push_to_hub("a/b")\n', False),
        ("SFTConfig(push_to_hub=args.push)\n", False),
        ('token = os.environ.get("HF_TOKEN")\nif args.push and not token:\n    exit(1)\n', False),
        ('try:\n    x = 1\nexcept ValueError:\n    os.environ["HF_TOKEN"]\n', False),
        ('load_dataset("stanfordnlp/imdb")\n', False),
        ("print(1)\n", False),
    ],
)
def test_missing_secret(tmp_path: Path, script: str, *, is_found: bool) -> None:
    """A launch without a secret is found if its script surely needs one."""
    (tmp_path / "train.py").write_text(script)
    launches = {
        "a.sh": "hf jobs uv run --flavor a100-large train.py --epochs 3\n",
        "b.md": "```sh\nhf jobs uv run https://example.org/x/train.py\n```\n",
        "c.py": 'run_uv_job("train.py", flavor="a100-large")\n',
        "d.py": 'hf_jobs("uv", {"script": "train.py"})\n',
        "e.py": f"hf_jobs('uv', {{'script': '''{script}'''}})\n",
    }
    for name, text in launches.items():
        (tmp_path / name).write_text(text)
        found = Scan()
        found.scan_path(str(tmp_path / name))
        assert [f.code for f in found.findings if f.severity == "error"] == (
            ["secret-missing"] * is_found
        ), name


def test_script_that_tells_how_to_launch_itself(tmp_path: Path) -> None:
    """The docstring of a script launches that script, also from the address where it will be."""
    doc = '"""\nhf jobs uv run https://example.org/raw/main/push.py data\n"""\n'
    (tmp_path / "push.py").write_text(f'{doc}require_token()\ndata.push_to_hub("a/b")\n')
    found = Scan()
    found.scan_path(str(tmp_path))
    assert [finding.code for finding in found.findings] == ["secret-missing"]
    assert str(found.findings[0].corrected).startswith("hf jobs uv run --secrets HF_TOKEN https://")
    for more in ("...", "\\\\"):  # the rest is said elsewhere, or not at all
        (tmp_path / "push.py").write_text(
            f'print("hf jobs uv run push.py {more}")\nrequire_token()\n'
        )
        found = Scan()
        found.scan_path(str(tmp_path))
        assert not found.findings


def test_missing_secret_that_the_header_names(tmp_path: Path) -> None:
    """The command line reads the header of the script; the other ways to launch do not."""
    header = '# /// script\n# [tool.hf-jobs]\n# secrets = ["HF_TOKEN"]\n# ///\n'
    (tmp_path / "train.py").write_text(f'{header}require_token(write="a/b")\n')
    (tmp_path / "a.sh").write_text("hf jobs uv run train.py\n")
    (tmp_path / "b.py").write_text('run_uv_job("train.py")\n')
    found = Scan()
    found.scan_path(str(tmp_path))
    assert [Path(str(finding.file)).name for finding in found.findings] == ["b.py"]


@pytest.mark.parametrize(
    ("text", "corrected"),
    [
        (mcp(env='{"HF_TOKEN": "$HF_TOKEN"}'), mcp(secrets='{"HF_TOKEN": "$HF_TOKEN"}')),
        (mcp(env='{"HF_TOKEN": "x"}'), mcp(secrets='{"HF_TOKEN": "$HF_TOKEN"}')),
        (
            'run_uv_job("t.py", env={"HF_TOKEN": get_token()})\n',
            'run_uv_job("t.py", secrets={"HF_TOKEN": get_token()})\n',
        ),
        (
            'run_uv_job("t.py", env={"HF_TOKEN": "$HF_TOKEN"})\n',
            'run_uv_job("t.py", secrets={"HF_TOKEN": get_token()})\n',
        ),
    ],
)
def test_variable_becomes_secret(text: str, corrected: str) -> None:
    """The token is moved from env to secrets, where the line shows it whole."""
    found = Scan()
    found.scan_text("a.py", text)
    assert [f"{finding.corrected}\n" for finding in found.findings] == [corrected]
    assert not scan(corrected)


@pytest.mark.parametrize(
    ("text", "corrected"),
    [
        ("run_uv_job('u.py', secrets={'A': 1})", None),
        ("run_uv_job(\n    'u.py',  # the script, (\n)",
         "    'u.py', secrets={\"HF_TOKEN\": get_token()},  # the script, ("),
        ("hf_jobs('uv', {'script': 'u.py', 'secrets': {}})", None),
        ('os.environ["HF_TOKEN"] = "hf_abc123"', None),
        ("hf jobs uv run -s HF_TOKEN=${{ secrets.HF_TOKEN }} u.py", None),
    ],
)  # fmt: skip
def test_corrected_text_is_right_or_absent(
    tmp_path: Path, text: str, corrected: str | None
) -> None:
    """Where one line cannot put it right there is none."""
    (tmp_path / "u.py").write_text('os.environ["HF_TOKEN"]\n')
    file = tmp_path / ("a.sh" if text.startswith("hf ") else "a.py")
    file.write_text(f"{text}\n")
    found = Scan()
    found.scan_path(str(file))
    assert [finding.corrected for finding in found.findings] == [corrected]


def test_corrected_text_has_no_other_fault(tmp_path: Path) -> None:
    """Where a line lacks the secret and shows the token, the correction mends both."""
    (tmp_path / "u.py").write_text('os.environ["HF_TOKEN"]\n')
    (tmp_path / "a.sh").write_text("hf jobs uv run u.py --token $HF_TOKEN\n")
    found = Scan()
    found.scan_path(str(tmp_path / "a.sh"))
    assert {finding.code for finding in found.findings} == {
        "secret-missing",
        "token-on-command-line",
    }
    right = "hf jobs uv run --secrets HF_TOKEN u.py"
    assert {finding.corrected for finding in found.findings} == {right}
