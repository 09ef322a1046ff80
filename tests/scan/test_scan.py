"""Tests of `hftoken-guard scan`: every broken launch found, nothing else touched."""

# ruff: noqa: E501 - a case is a line

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import hftoken_guard
from hftoken_guard._cli.main import main
from hftoken_guard._scan import RULES, Scan

FAKE = "hf_" + "QwErTyUiOpAsDfGhJkLzXcVbNmQpWoEiRu"  # as random as a real one
API = "from huggingface_hub import get_token, run_job, run_uv_job\n"
NEEDY = 'from datasets import Dataset\n\nassert "HF_TOKEN" in os.environ\n'


def scan(text: str, name: str = "job.py") -> list[str]:
    """Return the codes that are found in a text, in order."""
    found = Scan()
    found.scan_text(name, text)
    assert not found.notes
    return [str(finding.code) for finding in found.findings]


def mcp(**fields: str) -> str:
    """Write a call of the MCP tool."""
    pairs = "".join(f', "{key}": {value}' for key, value in fields.items())
    return f'hf_jobs("uv", {{"script": "train.py"{pairs}}})\n'


@pytest.mark.parametrize("code", RULES)
def test_examples_of_rules(code: str) -> None:
    """The bad example of a rule shows it and no other, the good one nothing."""
    rule = RULES[code]
    for text, expected in ((rule.bad, [code]), (rule.good, [])):
        assert scan(text, "job.sh" if text.startswith("hf ") else "job.py") == expected


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
    "--secrets=HF_TOKEN=$(hf auth token) train.py": "secret-maybe-empty",
    "-s HF_TOKEN=`hf auth token` train.py": "secret-maybe-empty",
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
    "train.py --secrets HF_TOKEN": "secret-not-passed",
    "train.py --out x -s HF_TOKEN=$HF_TOKEN": "secret-not-passed",
    "train.py --secret=HF_TOKEN": "secret-not-passed",
    "-s HF_TOKEN train.py --hf-token $HF_TOKEN": "token-on-command-line",
    '-s HF_TOKEN train.py --hf-token="${HF_TOKEN}"': "token-on-command-line",
    "-s HF_TOKEN train.py --token $(hf auth token)": "token-on-command-line",
}


FORMS = {
    "job.sh": "hf jobs uv run {}\n",
    "continued.sh": "set -e\nFOO=1 uvx hf jobs uv run \\\n    {} && echo done\n",
    "README.md": "```bash\n$ hf jobs uv run {}\n```\n",
    "job.yml": "steps:\n  - run: |\n      pip install x\n      hf jobs uv run {}\n",
    "docstring.py": 'r"""\nRun it:\n    hf jobs uv run {}\n"""\n',
    "comment.py": "# Run it:\n#   hf jobs uv run {}\n",
}


@pytest.mark.parametrize("options", COMMANDS)
@pytest.mark.parametrize("name", FORMS)
def test_command_lines(name: str, options: str) -> None:
    """A launch is judged alike wherever it stands."""
    expected = [COMMANDS[options]] if COMMANDS[options] else []
    assert scan(FORMS[name].format(options), name) == expected


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


def test_wrong_name_that_the_script_reads() -> None:
    """A secret under a name that the script asks for is right."""
    form = 'hf_jobs("uv", {{"script": """\n{}\n""", "secrets": {{"HF_API_KEY": "$HF_TOKEN"}}}})'
    assert not scan(form.format('login(os.environ["HF_API_KEY"])'))
    assert scan(form.format("login()")) == ["secret-wrong-name"]


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ('secrets = ["HF_TOKEN"]', []),
        ('secrets = ["HF_TOKEN", "HUGGINGFACE_TOKEN"]', []),
        ('flavor = "a100-large"', []),
        ('secrets = ["HUGGINGFACE_TOKEN"]', ["secret-wrong-name"]),
        ('secrets = ["HF_TOKEN=$HF_TOKEN"]', ["placeholder-not-replaced"]),
        ('env = { HF_TOKEN = "x" }', ["token-in-env"]),
        ("secrets = 3", []),
    ],
)
def test_header(table: str, expected: list[str]) -> None:
    """The table of `hf jobs uv run` in the header is read."""
    assert scan(f"# /// script\n# [tool.hf-jobs]\n# {table}\n# ///\n") == expected


@pytest.mark.parametrize(
    ("code", "is_found"),
    [
        ("print(token)", True),
        ('print("token", token)', True),
        ('print(f"{token}")', True),
        ('print(f"{token[:10]}...")', True),
        ("print(token[-4:])", True),
        ('print("token: " + str(token))', True),
        ('print("%s" % token)', True),
        ('print("{}".format(token))', True),
        ("logger.info('using %s', token)", True),
        ("logging.error(token)", True),
        ('raise ValueError(f"Invalid token format: {token[:10]}...")', True),
        ('assert ok, f"bad {token}"', True),
        ("print(dict(os.environ))", True),
        ("print(json.dumps(dict(os.environ)))", True),
        ('print(os.environ["HF_TOKEN"])', True),
        ("sys.exit(f'no access with {token}')", True),
        ("print(bool(token), len(token), token is not None)", False),
        ('print("set" if token else "not set")', False),
        ('print(token.startswith("hf_"))', False),
        ("print(token[:3])", False),
        ("print(redact(token))", False),
        ('print("*" * len(token))', False),
        ("file.write(token)", False),
        ("headers.update(authorization=token)", False),
        ('print("Set HF_TOKEN to your token")', False),
    ],
)
def test_printed(code: str, *, is_found: bool) -> None:
    """What shows the token or a part of it is found, what tells whether there is one is not."""
    text = f'token = os.environ.get("HF_TOKEN")\n{code}\n'
    assert scan(text) == ["token-printed"] * is_found


def test_printed_token_of_a_text() -> None:
    """A token of a tokenizer is none of ours."""
    assert not scan("for token in text.split():\n    print(token)\nHF_TOKEN = 1\n")


@pytest.mark.parametrize(
    ("code", "is_found"),
    [
        ("echo $HF_TOKEN", True),
        ('echo "token: ${HF_TOKEN:0:8}"', True),
        ("printf '%s' \"$HF_TOKEN\"", True),
        ("echo '$HF_TOKEN'", False),
        ("echo ${HF_TOKEN:+set}", False),
        ("echo $HF_TOKEN > token", False),
        ("echo $HF_TOKEN | docker login --password-stdin", False),
        ("cat <<EOF\necho $HF_TOKEN\nEOF\necho done", False),
        ('[ -z "$HF_TOKEN" ] && exit 1  # echo $HF_TOKEN', False),
        ("echo it\\'s $USER", False),
    ],
)
def test_printed_by_a_shell(code: str, *, is_found: bool) -> None:
    """`echo` is found where its output goes into the log."""
    assert scan(f"#!/bin/sh\n{code}\n", "job.sh") == ["token-printed"] * is_found


@pytest.mark.parametrize(
    ("code", "is_found"),
    [
        (f'TOKEN = "{FAKE}"', True),
        (f'api = HfApi(token="{FAKE}")', True),
        (f'headers = {{"Authorization": "Bearer {FAKE}"}}', True),
        (f"# the old one was {FAKE}", True),
        ('token = "hf_abc123xyz..."', True),
        ('parser.add_argument("--token", help="for example hf_xxx")', False),
        ('token = os.environ["HF_TOKEN"]', False),
        ('TOKEN_NAME = "hf_token"', False),
        ('token_prefix = "hf_"', False),
        ('EXAMPLE = "hf_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"', False),
        ('NAME = "hf_jobs_billable_seconds_estimate_of_a_month"', False),
        ('"""Pass hf_xxx or token="hf_..." as the token."""', False),
    ],
)
def test_token_written_down(code: str, *, is_found: bool) -> None:
    """A real token is found anywhere, an example only where it is the value."""
    assert scan(code) == ["token-in-code"] * is_found


@pytest.mark.parametrize(
    "code",
    ['login(token="hf_xxxxxxxx")', 'os.environ["HF_TOKEN"] = "hf_xxx"', 'hf_token: str = "hf_..."'],
)
def test_example_as_the_token(code: str) -> None:
    """An example that is nothing but one is a placeholder, not a token that leaks."""
    assert scan(code) == ["placeholder-not-replaced"]


@pytest.mark.parametrize(
    "name", ["config.toml", "mcp.json", "ci.yml", "notes.txt", "run.sh", "a.md"]
)
def test_token_in_configuration(name: str) -> None:
    """A real token is found in a file of any kind."""
    assert scan(f'{{"token": "{FAKE}"}}', name) == ["token-in-code"]


WRONG = 'hf_jobs("uv", {"script": "t.py", "env": {"HF_TOKEN": "$HF_TOKEN"}})'


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("```python\n{}\n```", True),
        ("Do this:\n\n```python\n{}\n```", True),
        ("# Never commit tokens\n\n\u2705 Good:\n\n```python\n{}\n```", True),
        ("\u274c Bad:\n\n```python\n{}\n```", False),
        ("**Wrong:**\n\n```python\n{}\n```", False),
        ("Launch it:\n\n- so:\n\n  ```python\n  {}\n  ```", True),
        ("## Common mistakes\n\nThis leaks:\n\n```python\n{}\n```", False),
        ("```python\n# \u274c wrong - env instead of secrets\n{}\n```", False),
        ("```python\n# \u274c wrong\nfirst()\n\n# \u2705 right\n{}\n```", True),
        ("```python\n{}  # less secure than secrets\n```", False),
        ("<!-- hftoken-guard: ignore[token-in-env] -->\n```python\n{}\n```", False),
        ("Prose may say {} as it likes.", False),
        ("~~~\n$ hf jobs uv run -e HF_TOKEN t.py\n~~~", True),
        ("    hf jobs uv run -e HF_TOKEN t.py\n", True),
    ],
)
def test_documentation(text: str, *, is_found: bool) -> None:
    """Documentation may show the wrong way as wrong, not as the way."""
    assert scan(text.replace("{}", WRONG), "README.md") == ["token-in-env"] * is_found


def test_code_that_runs_is_not_excused() -> None:
    """A comment makes documentation of nothing that runs."""
    assert scan(f"# never do this!\n{WRONG}\n") == ["token-in-env"]


@pytest.mark.parametrize(
    ("comment", "is_found"),
    [
        ("  # hftoken-guard: ignore", False),
        ("  # hftoken-guard: ignore[token-in-env]", False),
        ("  # hftoken-guard: ignore[token-printed, token-in-env]", False),
        ("  # hftoken-guard: ignore[token-printed]", True),
        ("  # noqa", True),
    ],
)
def test_ignored(comment: str, *, is_found: bool) -> None:
    """One line can be silenced, by rule or whole, on it or from the line above."""
    assert scan(f"{WRONG}{comment}\n") == ["token-in-env"] * is_found
    assert scan(f"{comment.strip()}\n{WRONG}\n") == ["token-in-env"] * is_found
    command = "hf jobs uv run \\\n  -e HF_TOKEN t.py"
    assert scan(f"{comment.strip()}\n{command}\n", "a.sh") == ["token-in-env"] * is_found


HEADER = "# /// script\n# dependencies = []\n# ///\n"
PUSH = 'data = load_dataset("imdb")\ndata.push_to_hub("alice/results")\n'


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        (f"{HEADER}from datasets import load_dataset\n{PUSH}", True),
        (f"model.train()\n{PUSH}", True),
        (f"from datasets import load_dataset\n{PUSH}", False),  # may be an example of anything
        (f"{HEADER}import torch\nif args.push:\n    model.push_to_hub(args.repo)\n", True),
        (f"{HEADER}import trl\nconfig = SFTConfig(push_to_hub=True)\ntrain(config)\n", True),
        (f"{HEADER}import trl\nconfig = SFTConfig(push_to_hub=args.push)\n", True),
        (f"def main():\n    train({PUSH.splitlines()[0][7:]})\n    push(data)\n\n"
         'def push(data):\n    data.push_to_hub("a/b")\n\nif __name__ == "__main__":\n    main()\n',
         True),
        (f"{HEADER}{PUSH}require_token()\n", True),
        (f'{HEADER}api = HfApi()\nfrom huggingface_hub import HfApi\n{PUSH.splitlines()[0]}\n'
         'api.upload_folder(folder_path="x", repo_id="alice/x")\n', True),
        (f"{HEADER}import trl\nconfig = SFTConfig(push_to_hub=False)\ntrain(config)\n", False),
        (f'require_token(write="alice/results")\n{PUSH}', False),
        (f"{HEADER}whoami()\n{PUSH}", False),
        (f'{HEADER}assert "HF_TOKEN" in os.environ\n{PUSH}', False),
        (f'{HEADER}token = os.environ["HF_TOKEN"]\n{PUSH}', False),
        (f'{HEADER}token = os.getenv("HF_TOKEN")\nif not token:\n    sys.exit(1)\n{PUSH}', False),
        (f"def train():\n    {PUSH.splitlines()[0]}\n    {PUSH.splitlines()[1]}\n\n"
         "def main():\n    require_token()\n    train()\n\nmain()\n", False),
        (f'{HEADER}HfApi().upload_file(repo_id="a/b")\n', False),  # nothing heavy before it
        (f'{HEADER}import torch\nboto3.client("s3").upload_file("a", "b")\n', False),
        ("import datasets\n\nclass Results:\n    def push(self):\n"
         '        self.data.push_to_hub("a/b")\n', False),  # no script
        ("import datasets\n\ndef push(data):\n    data.push_to_hub(data.name)\n", False),
    ],
)  # fmt: skip
def test_unguarded_write(text: str, *, is_found: bool) -> None:
    """A script that writes looks at the token before its heavy work."""
    assert scan(text) == ["write-unguarded"] * is_found


@pytest.mark.parametrize(
    ("call", "target"),
    [
        ('data.push_to_hub("alice/results")', "datasets/alice/results"),
        ('load_dataset("x").push_to_hub("alice/results")', "datasets/alice/results"),
        ('model.push_to_hub("alice/model")', "alice/model"),
        ("model.push_to_hub(NAME)", "OWNER/NAME"),
        ('api.upload_file(repo_id="alice/x", repo_type="space")', "spaces/alice/x"),
        ('train(SFTConfig(hub_model_id="alice/model", push_to_hub=True))', "alice/model"),
    ],
)
def test_line_to_add(call: str, target: str) -> None:
    """The guard is written down for what the script writes."""
    found = Scan()
    found.scan_text("job.py", f"{HEADER}import torch, huggingface_hub\n{call}\n")
    lines = ["from hftoken_guard import require_token", f'require_token(write="{target}")']
    assert [str(finding.corrected).split("\n") for finding in found.findings] == [[*lines, ""]]


@pytest.mark.parametrize(
    ("handler", "is_found"),
    [
        ("except Exception as e:\n    print(e)", True),
        ("except:\n    pass", True),
        ("except (OSError, Exception):\n    return", True),
        ("except Exception:\n    return None", True),
        ("except Exception:\n    return False", False),
        ("except Exception:\n    raise", False),
        ("except Exception as e:\n    sys.exit(1)", False),
        ("except Exception as e:\n    errors.append(e)", False),
        ("except Exception as e:\n    failed = True", False),
        ("except OSError:\n    pass", False),
    ],
)
def test_swallowed_failure(handler: str, *, is_found: bool) -> None:
    """A handler that lets nobody know is found; one that hands the failure on is not."""
    text = f'try:\n    data.push_to_hub("a/b")\n{handler}\n'
    body = "".join(f"    {line}\n" for line in text.splitlines())
    assert scan(f"def push(data):\n{body}") == ["failure-swallowed"] * is_found
    loop = body.replace("\n    try", "\n        try")
    assert not scan(f"for attempt in range(3):\n{loop}")


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


def run(*arguments: str) -> tuple[int, str, str]:
    """Run the command line; return the exit code and what it printed."""
    with (
        contextlib.redirect_stdout(io.StringIO()) as out,
        contextlib.redirect_stderr(io.StringIO()) as err,
    ):
        try:
            code = main(["scan", *arguments])
        except SystemExit as stop:
            code = int(stop.code or 0)
    return code, out.getvalue(), err.getvalue()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a folder with an error, a warning, and what is not looked at, and go there."""
    files = {
        "launch.sh": "#!/bin/sh\nhf jobs uv run -e HF_TOKEN train.py\n",
        "jobs/train.py": f"train()\n{PUSH}",
        "tests/test_launch.py": f"{WRONG}\n",
        "test_more.py": f"{WRONG}\n",
        ".venv/lib/x.py": f"{WRONG}\n",
        "env/pyvenv.cfg": "",
        "env/x.py": f"{WRONG}\n",
        "data.csv": f"{WRONG}\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_text(folder: Path) -> None:
    """Findings read as those of other linters do, with what puts them right."""
    code, out, err = run(".")
    assert (code, err) == (1, "")
    assert out.splitlines() == [
        "jobs/train.py:3:1: write-unguarded warning: this writes to the Hub, and nothing looks at"
        " the token before the heavy work",
        "  + from hftoken_guard import require_token",
        '  + require_token(write="datasets/alice/results")',
        "launch.sh:2:16: token-in-env the token is passed as a variable, not as a secret",
        "  + hf jobs uv run --secrets HF_TOKEN train.py",
        "2 files: 1 error and 1 warning; hftoken-guard explain CODE says more",
    ]


def test_exit_codes(folder: Path) -> None:
    """Errors are 1, warnings 0 or with --strict 1, wrong usage 2."""
    assert run("launch.sh")[0] == 1
    assert run("jobs")[0] == 0
    assert run("jobs", "--strict")[0] == 1
    assert run("tests") == (0, "0 files: nothing found\n", "")
    named = "tests/test_launch.py"
    assert run(named) == (0, "0 files: nothing found\n", f"{named}: note: not read: a test\n")
    for arguments in (
        [],
        ["missing.py"],
        ["--format", "xml", "."],
        ["--launch", "missing.py"],
        ["--launch", "launch.sh"],
        ["--launch", "jobs/train.py", "."],
        ["--launch", "jobs/train.py", "--json"],
    ):
        code, out, err = run(*arguments)
        assert (code, out) == (2, "")
        assert "usage:" in err


def test_json(folder: Path) -> None:
    """One object holds all that is known."""
    data = json.loads(run(".", "--json")[1])
    assert data == json.loads(run(".", "--format", "json")[1])
    assert (data["ok"], data["files"], data["notes"]) == (False, 2, [])
    assert [finding["severity"] for finding in data["findings"]] == ["warning", "error"]
    rule = RULES["token-in-env"]
    assert data["findings"][1] == {
        "file": "launch.sh",
        "line": 2,
        "column": 16,
        "code": "token-in-env",
        "severity": "error",
        "reason": rule.reason,
        "why": rule.why,
        "fix": rule.fix,
        "corrected": "hf jobs uv run --secrets HF_TOKEN train.py",
    }
    assert json.loads(run("jobs", "--json")[1])["ok"] is True


def test_github(folder: Path) -> None:
    """Each finding is a command that a workflow understands, on one line."""
    lines = run(".", "--format", "github")[1].splitlines()
    assert lines[0].startswith("::warning file=jobs/train.py,line=3,col=1,title=write-unguarded::")
    added = 'require_token%0Arequire_token(write="datasets/alice/results")%0A'
    assert lines[0].endswith(f"%0Afrom hftoken_guard import {added}")
    assert lines[1].startswith("::error file=launch.sh,line=2,col=16,title=token-in-env::")


@pytest.mark.parametrize(
    ("text", "name", "code"),
    [
        ("hf jobs uv run -e HF_TOKEN t.py", "-", 1),
        (f"{WRONG}\n", "-", 1),
        (f"Look:\n\n```python\n{WRONG}\n```\n", "-", 1),
        ("- run: hf jobs uv run -e HF_TOKEN t.py", "x.yml", 1),
        ("hf jobs uv run -s HF_TOKEN t.py", "-", 0),
        ("", "-", 0),
    ],
)
def test_stdin(text: str, name: str, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Standard input is taken for what it is, or for what its name says."""
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    assert run("-", "--stdin-filename", name)[0] == code


def test_what_cannot_be_read_is_noted(tmp_path: Path) -> None:
    """A binary, huge or broken file is a note and no crash, and the others are scanned."""
    (tmp_path / "a.py").write_text("HF_TOKEN = (")
    (tmp_path / "b.py").write_bytes(b"HF_TOKEN\0\1")
    (tmp_path / "c.py").write_text("# HF_TOKEN\n" * 100_000)
    (tmp_path / "d.yml").write_text("HF_TOKEN: [")
    (tmp_path / "e.py").write_text("HF_TOKEN = " + "(" * 500 + ")" * 500)
    (tmp_path / "f.py").write_text("HF_TOKEN = 1" + "+1" * 50_000)
    (tmp_path / "g.sh").write_bytes(b"hf jobs uv run -e HF_TOKEN \xff.py '\n")
    (tmp_path / "h.py").symlink_to("missing.py")
    (tmp_path / "z.sh").write_text("hf jobs uv run -e HF_TOKEN t.py\n")
    code, out, err = run(str(tmp_path))
    assert code == 1
    assert out.count("token-in-env") == 2
    notes = [line.split(": ", 3) for line in err.splitlines()]
    assert [Path(note[0]).name for note in notes] == [
        "a.py", "b.py", "c.py", "d.yml", "e.py", "f.py", "h.py"
    ]  # fmt: skip
    assert {note[1] for note in notes} == {"note"}
    assert json.loads(run(str(tmp_path), "--json")[1])["notes"][1] == {
        "file": str(tmp_path / "b.py"), "reason": "not read: binary"
    }  # fmt: skip


@pytest.mark.parametrize("name", ["markdown_it", "yaml"])
def test_without_the_extra(folder: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What needs a parser that is not there is not passed over in silence."""
    (folder / "jobs/x.md").write_text("HF_TOKEN")
    (folder / "jobs/x.yml").write_text("HF_TOKEN: 1")
    monkeypatch.setitem(sys.modules, name, None)
    code, out, err = run("jobs")
    assert (code, "write-unguarded" in out) == (2, True)
    assert json.loads(run("jobs", "--json")[1])["ok"] is False
    assert err.endswith('note: not read; pip install "hftoken-guard[scan]"\n')
    assert run(".")[0] == 1  # errors first


def test_no_token_is_printed(tmp_path: Path) -> None:
    """A token that is found is not shown, in no format."""
    line = f'login(token="{FAKE}")  # {FAKE}\n'
    (tmp_path / "a.py").write_text(
        f"{line}token = '{FAKE}'\nrun_uv_job('x', secrets={{'HF_TOKEN': '{FAKE}'}})\n"
    )
    (tmp_path / "b.sh").write_text(
        f"hf jobs uv run -s HF_TOKEN={FAKE} -e HF_TOKEN={FAKE} x.py {FAKE}\n"
    )
    for form in ("text", "json", "github"):
        code, out, err = run(str(tmp_path), "--format", form)
        assert (code, err) == (1, "")
        assert "token-in-code" in out
        assert not any(FAKE[i : i + 6] in out for i in range(3, len(FAKE) - 5))


def test_launch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All three ways to launch name the secrets that the script reads, and no value."""
    monkeypatch.chdir(tmp_path)
    Path("my job.py").write_text(
        'import os\nkey = os.environ["WANDB_API_KEY"]\nos.environ.get("HOME")\n'
        'model.push_to_hub("a/b")\n'
    )
    code, out, err = run("--launch", "my job.py")
    assert (code, err) == (0, "")
    assert "hf jobs uv run --secrets HF_TOKEN --secrets WANDB_API_KEY 'my job.py'" in out
    assert (
        'run_uv_job("my job.py", secrets={"HF_TOKEN": get_token(),'
        ' "WANDB_API_KEY": os.environ["WANDB_API_KEY"]})'
    ) in out
    assert '"secrets": {"HF_TOKEN": "$HF_TOKEN"}' in out
    assert "not WANDB_API_KEY" in out
    Path("launches.md").write_text(f"```python\n{out}\n```\n")
    assert not scan(f"```python\n{out}\n```\n", "launches.md")


def test_launch_of_what_needs_nothing(tmp_path: Path) -> None:
    """A script that asks for no secret gets none."""
    (tmp_path / "a.py").write_text("print(1)\n")
    code, out, _ = run("--launch", str(tmp_path / "a.py"))
    assert code == 0
    assert "needs no secret" in out
    assert "--secrets" not in out


def test_guard_never_imports_the_scanner() -> None:
    """A job pays nothing for it."""
    code = (
        "import sys, hftoken_guard\n"
        "try: hftoken_guard.require_token(write='a/b')\n"
        "except SystemExit: pass\n"
        "hftoken_guard.diagnose(OSError('403 Client Error'))\n"
        "import hftoken_guard._start.hub_check, hftoken_guard._cli.main\n"
        "print([name for name in sys.modules if '_scan' in name])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env={"JOB_ID": "1", "HOME": "/nonexistent"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout == "[]\n"


@pytest.mark.parametrize("code", RULES)
def test_explain(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each rule is explained: what, why, what helps, an example of each, how to silence it."""
    assert main(["explain", code]) == 0
    out = capsys.readouterr().out
    rule = RULES[code]
    assert out.startswith(f"{code}: {rule.reason}\n")
    for part in (rule.why, rule.fix, rule.bad, rule.good):
        assert " ".join(part.splitlines()[0].split()) in " ".join(out.split())
    assert f"# hftoken-guard: ignore[{code}]" in out
    main(["explain"])
    assert f"  {code}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # What becomes of a variable is not known: it can be options.
        ("hf jobs run ${DETACH:+--detach} --secrets HF_TOKEN python:3.12 python x.py", []),
        ('hf jobs uv run "${ARGS[@]}" --secrets HF_TOKEN train.py', []),
        ("hf jobs uv run --gpu t4-medium -s HF_TOKEN train.py", ["secret-not-passed"]),
        # Output that goes elsewhere.
        ('{\n  echo "HF_TOKEN=$HF_TOKEN"\n} > secrets.env', []),
        ('hf jobs uv run --secrets-file <(echo "HF_TOKEN=$HF_TOKEN") train.py', []),
        ('hf jobs uv run --env-file <(echo "HF_TOKEN=$HF_TOKEN") train.py', ["token-in-env"]),
        # Where launches stand.
        (
            'hf jobs run -e HF_TOKEN=$HF_TOKEN img bash -c "\nset -e\npython x.py\n"',
            ["token-in-env"],
        ),
        ("hf jobs run img bash -c 'python x.py' --secrets HF_TOKEN", ["secret-not-passed"]),
        (".venv/bin/hf jobs run -e HF_TOKEN img python x.py", ["token-in-env"]),
        ("JOB=$(hf jobs run -d -e HF_TOKEN=$HF_TOKEN img python x.py)", ["token-in-env"]),
        ("# hf jobs uv run -s HF_TOKEN=your-token \\\n#    train.py", ["placeholder-not-replaced"]),
        ("CMD=(hf jobs uv run -e HF_TOKEN=$HF_TOKEN train.py)", ["token-in-env"]),
        ("hf jobs scheduled uv run @daily -e HF_TOKEN train.py", ["token-in-env"]),
        ("hf jobs scheduled run @daily img -s HF_TOKEN python x.py", ["secret-not-passed"]),
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


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        (
            "a.md",
            '```python\n>>> run_uv_job("t.py",\n...     env={"HF_TOKEN": 1})\nJob\n```',
            ["token-in-env"],
        ),
        ("a.md", "```powershell\nhf jobs uv run `\n  -e HF_TOKEN `\n  t.py\n```", ["token-in-env"]),
        ("a.md", '```python\nHF_TOKEN = "..."  # yours\n```', []),
        ("a.md", "```yaml\n- run: hf jobs uv run -e HF_TOKEN t.py\n```", ["token-in-env"]),
        (
            "a.md",
            "```python\nhf_jobs(uv, {\n```\n\n```python\nhf jobs uv run -e HF_TOKEN t.py\n```",
            ["token-in-env"],
        ),
        (
            "a.md",
            "```sh\n# avoid OOM\nuv run t.py\n\n# On Jobs\nhf jobs uv run -e HF_TOKEN t.py\n```",
            ["token-in-env"],
        ),
        (
            "a.py",
            'cmd = ["hf", "jobs", "uv", "run"]\ncmd += ["--env", f"HF_TOKEN={x}", "t.py"]',
            ["token-in-env"],
        ),
        (
            "a.py",
            'print(["hf", "jobs", "uv", "run", "-s", f"HF_TOKEN={get_token()}"])',
            ["token-printed"],
        ),
        (
            "a.py",
            'cmd = ["-s", f"HF_TOKEN={get_token()}"]\nprint(" ".join(cmd))',
            ["token-printed"],
        ),
        (
            "a.py",
            'for line in file:\n    token = line\ntoken = os.environ["HF_TOKEN"]\nprint(token)',
            ["token-printed"],
        ),
        ("a.py", f"{HEADER}import torch, wandb\nwandb.login()\n{PUSH}", ["write-unguarded"]),
        ("a.py", f"{HEADER}import torch\nlogin()\n{PUSH}", []),
        (
            "a.py",
            'import fire, torch\n\ndef main():\n    """hf jobs uv run t.py"""\n'
            '    model.push_to_hub("a/b")\n\nfire.Fire(main)',
            ["write-unguarded"],
        ),
        ("a.py", "def push_to_hub(path):\n    copy(path)\n\nimport torch\npush_to_hub(1)\n", []),
        (
            "a.py",
            'def push():\n    data.push_to_hub("a/b")\n\ntry:\n    push()\nexcept Exception:\n'
            "    logging.error(1)\n",
            ["failure-swallowed"],
        ),
        (
            "a.py",
            'try:\n    DatasetCard("x").push_to_hub("a/b")\nexcept Exception:\n    pass\n',
            [],
        ),
        (
            "a.py",
            'try:\n    data.push_to_hub("a/b")\nexcept Exception:\n    parser.error("x")\n',
            [],
        ),
        ("a.txt", "Run: hf jobs uv run -e HF_TOKEN t.py", ["token-in-env"]),
        ("Makefile", "launch:\n\thf jobs uv run -e HF_TOKEN t.py", ["token-in-env"]),
        ("run", "#!/usr/bin/env bash\nhf jobs uv run -e HF_TOKEN t.py", ["token-in-env"]),
        ("run", f"#!/usr/bin/env python3\n{WRONG}", ["token-in-env"]),
        ("a.py", f"\ufeff{WRONG}\r\n", ["token-in-env"]),
        ("a.py", f'x = "\u00e4\u00f6\u00fc"; {WRONG}', ["token-in-env"]),
    ],
)
def test_forms(name: str, text: str, expected: list[str]) -> None:
    """Launches, prints and pushes are found in the forms in which people write them."""
    assert scan(f"{text}\n", name) == expected


def test_place_in_a_line_with_wide_characters() -> None:
    """Columns count characters, and the rest of the line stays as it is."""
    found = Scan()
    found.scan_text(
        "a.py", 'x = "\u00e4\u00f6"; run_uv_job("t.py", secrets={"HF_TOKEN": "$HF_TOKEN"})'
    )
    assert found.findings[0].column == 51
    assert str(found.findings[0].corrected).endswith('secrets={"HF_TOKEN": get_token()})')


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
    ("name", "text", "expected"),
    [
        ("a.py", 'hf_jobs("uv", {"script": dedent("""\n    print(os.environ["HF_TOKEN"])\n    """)})',
         ["secret-missing", "token-printed"]),
        ("a.py", 'hf_jobs("uv", {"script": """\nprint(\n""", "secrets": {"TOKEN": "$HF_TOKEN"}})',
         ["secret-wrong-name"]),
        ("a.py", 'env = {"HF_TOKEN": get_token()}\n\nrun_uv_job("t.py", env=env)', ["token-in-env"]),
        ("a.py", "# /// script\n# dependencies = [\n# ///\nHF_TOKEN", []),
        ("a.py", '"""\nNever do this:\n\n    hf jobs uv run -e HF_TOKEN t.py\n"""', []),
        ("a.py", '"""\nNever.\n\nLaunch it:\n\n    hf jobs uv run -e HF_TOKEN t.py\n"""', ["token-in-env"]),
        ("a.py", '"""Use `hf jobs uv run -e HF_TOKEN t.py` for it\'s good."""', ["token-in-env"]),
        ("a.sh", "hf jobs uv run -e HF_TOKEN t.py \\", ["token-in-env"]),
        ("a.sh", "echo $HF_TOKEN \\", []),
        ("a.sh", f"hf jobs uv run {'a' * 300}.py", []),
    ],
)  # fmt: skip
def test_odd_forms(name: str, text: str, expected: list[str]) -> None:
    """What stands elsewhere, is broken or is only spoken of is taken as what it is."""
    assert sorted(scan(text, name)) == expected


def test_header_without_a_parser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Python 3.10 has no parser of TOML: it is of the extra."""
    (tmp_path / "a.py").write_text(f"{HEADER}HF_TOKEN\n")
    for name in ("tomllib", "tomli"):
        monkeypatch.setitem(sys.modules, name, None)
    code, _, err = run(str(tmp_path))
    assert code == 2
    assert "hftoken-guard[scan]" in err
    code, out, err = run("--launch", str(tmp_path / "a.py"))
    assert (code, out) == (2, "")
    assert "hftoken-guard[scan]" in err


BROKEN_YAML = ("run: HF_TOKEN={} x: [", "token: {} : x", "a: !<{} x", "a: &{} x\nb: *{}y", "'{}")


@pytest.mark.parametrize("form", BROKEN_YAML)
def test_parser_that_quotes_the_text(tmp_path: Path, form: str) -> None:
    """What a parser says of a broken file holds nothing of the file."""
    (tmp_path / "a.yml").write_text(form.replace("{}", FAKE))
    (tmp_path / "b.py").write_text(f'# /// script\n# {FAKE} = [\n# ///\nx = "{FAKE}\n')
    for kind in ("text", "json", "github"):
        _, out, err = run(str(tmp_path), "--format", kind)
        assert not any(FAKE[i : i + 6] in out + err for i in range(3, len(FAKE) - 5))


@pytest.mark.parametrize(
    "text",
    [
        f'token = "{FAKE[:14]}" "{FAKE[14:]}"',
        f'token = "hf_" + "{FAKE[3:]}"; print(token)',
        f'token = "hf\\x5f{FAKE[3:]}"; login(token="hf_xxx")',
        f'x = "hf%5F{FAKE[3:]}"; login(token="hf_xxx")',
    ],
)
def test_token_in_disguise_is_not_shown(tmp_path: Path, text: str) -> None:
    """A line that holds a token which redaction cannot know is not repeated."""
    (tmp_path / "a.py").write_text(f"{text}\n")
    _, out, _ = run(str(tmp_path))
    assert not any(FAKE[i : i + 6] in out for i in range(14, len(FAKE) - 5))


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
            [],
        ),
        (
            "a.py",
            f'{HEADER}import torch\nx = list(map(int, "12"))\nos.environ["HF_TOKEN"]\n{PUSH}',
            [],
        ),
        ("a.py", 'login("hf_abc123xyz")', ["token-in-code"]),
        ("a.py", "print(get_token())", ["token-printed"]),
        ("a.py", 'os.environ["HF_TOKEN"] = "your-token-here"', ["placeholder-not-replaced"]),
    ],
)
def test_what_an_attack_found(name: str, text: str, expected: list[str]) -> None:
    """Each was once found wrongly, missed, or the end of the scan."""
    assert sorted(scan(text, name)) == expected


@pytest.mark.parametrize(
    "before",
    ["This will not work:", "You shouldn't do this:", "Common error:", "Typo in the flag:",
     "Do **not** do this:", "This exposes your token:", "!!! warning"],
)  # fmt: skip
def test_words_for_wrong(before: str) -> None:
    """Documentation has many words for it; what was said of one example is not said of the next."""
    fence = f"```python\n{WRONG}\n```\n"
    assert not scan(f"{before}\n\n{fence}", "a.md")
    assert scan(f"{before}\n\n{fence}\nSo:\n\n{fence}", "a.md") == ["token-in-env"]
    assert not scan("# Wrong: hf jobs uv run -e HF_TOKEN t.py\n", "a.sh")


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("hf_jobs('uv', {  # hftoken-guard: ignore[token-in-env]\n'env': {'HF_TOKEN': 1}})", False),
        ("hf_jobs('uv', {\n# hftoken-guard: ignore[token-in-env]\n'env': {'HF_TOKEN': 1}})", False),
        ("hf_jobs('uv', {'env': {'HF_TOKEN': 1}})  # hftoken-guard: ignore[ token-in-env ]", False),
        ("hf_jobs('uv', {'env': {'HF_TOKEN': 1}})  # hftoken-guard: ignored", True),
        ("hf_jobs('uv', {'env': {'HF_TOKEN': 1}})  # hftoken-guard: ignore(token-printed)", True),
        ("hf_jobs('uv', {'env': {'HF_TOKEN': 1}})  # hftoken-guard: ignore-file", True),
        ("hf_jobs('uv', {'x': 'hftoken-guard: ignore', 'env': {'HF_TOKEN': 1}})", True),
    ],
)
def test_form_of_the_silencing_comment(text: str, *, is_found: bool) -> None:
    """It is a comment, and names rules or nothing."""
    assert scan(text) == ["token-in-env"] * is_found


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


def test_files_that_are_none(tmp_path: Path) -> None:
    """A pipe is a note, not the end."""
    os.mkfifo(tmp_path / "p.py")
    code, _, err = run(str(tmp_path))
    assert code == 0
    assert "no regular file" in err


def test_reader_that_goes_away(tmp_path: Path) -> None:
    """`| head` ends no scan with a traceback."""
    (tmp_path / "a.sh").write_text("hf jobs uv run -e HF_TOKEN t.py\n" * 5_000)
    code = f"{sys.executable} -m hftoken_guard scan a.sh | head -1"
    environ = os.environ | {"PYTHONPATH": str(Path(hftoken_guard.__file__).parent.parent)}
    done = subprocess.run(  # noqa: S602
        code, shell=True, cwd=tmp_path, env=environ, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("a.sh:1:16: token-in-env")
    assert done.stderr == ""


def test_stdout_that_is_closed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The exit code is that of the findings, whoever still reads them."""
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as stream:
        monkeypatch.setattr("sys.stdout", stream)
        assert main(["scan", "launch.sh"]) == 1


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
