"""Tests of the launches that are told for a script."""

# ruff: noqa: E501 - a case is a line

from __future__ import annotations

import importlib
import importlib.metadata
import os
import shlex
import sys
from pathlib import Path

import pytest
from made_scan import run, scan

from hftoken_guard._cli.main import main


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


def launch_of(tmp_path: Path, text: str, **documents: str) -> tuple[str, str]:
    """Return the command line of a script, and all that is printed."""
    (tmp_path / "t.py").write_text(text)
    for name, document in documents.items():
        (tmp_path / f"{name}.md").write_text(document)
    code, out, err = run("--launch", str(tmp_path / "t.py"))
    assert (code, err) == (0, "")
    line = out.split("# command line\n")[1].split("\n")[0]
    return line.replace(f"{tmp_path}/", ""), out


PUSH = 'model.push_to_hub("a/b")\n'
LAUNCHES = {
    # What is documented is kept, and only the secrets are mended.
    f'"""\nhf jobs uv run --flavor l4x1 --timeout 2h t.py in out\n"""\n{PUSH}': (
        "hf jobs uv run --flavor l4x1 --timeout 2h --secrets HF_TOKEN t.py in out"
    ),
    f'"""\nhf jobs uv run \\\n    -e HF_TOKEN=$HF_TOKEN -e A=1 t.py "a b"\n"""\n{PUSH}': (
        'hf jobs uv run -e A=1 --secrets HF_TOKEN t.py "a b"'
    ),
    f'r"""\nhf jobs uv run --flavor \\\n    l4x1 https://h.co/x/t.py\n"""\n{PUSH}': (
        "hf jobs uv run --flavor l4x1 --secrets HF_TOKEN t.py"
    ),
    f"# hf jobs uv run -v hf://buckets/me/x:/out t.py --n 3\n{PUSH}": (
        "hf jobs uv run -v hf://buckets/me/x:/out --secrets HF_TOKEN t.py --n 3"
    ),
    f'"""hf jobs uv run -s WANDB_API_KEY -s HF_TOKEN=hf_x --token $HF_TOKEN t.py"""\n{PUSH}': (
        "hf jobs uv run --token $HF_TOKEN --secrets HF_TOKEN --secrets WANDB_API_KEY t.py"
    ),
    f'"""hf jobs uv run t.py in --hf-token $HF_TOKEN --secrets HF_TOKEN"""\n{PUSH}': (
        "hf jobs uv run --secrets HF_TOKEN t.py in"
    ),
    f'"""hf jobs uv run --secret HF_TOKEN --secrets-file x --flavor l4x1 t.py"""\n{PUSH}': (
        "hf jobs uv run --secrets-file x --flavor l4x1 --secrets HF_TOKEN t.py"
    ),
    f'print("hf jobs uv run \\\\")\nprint("  --flavor l4x1 \\\\")\nprint("  t.py in")\n{PUSH}': (
        "hf jobs uv run --flavor l4x1 --secrets HF_TOKEN t.py in"
    ),
    f'"""hf jobs uv run --secrets "MY KEY" t.py in"""\n{PUSH}': (
        "hf jobs uv run --secrets HF_TOKEN t.py in"
    ),
    # What is not whole, or of another script, is none.
    f'"""hf jobs uv run --flavor l4x1 t.py ..."""\n{PUSH}': "hf jobs uv run --secrets HF_TOKEN t.py",
    f'"""hf jobs uv run --flavor l4x1 u.py in"""\n{PUSH}': "hf jobs uv run --secrets HF_TOKEN t.py",
    f'"""hf jobs uv run --flavor l4x1"""\n{PUSH}': "hf jobs uv run --secrets HF_TOKEN t.py",
    f'"""hf jobs uv run $OPTS t.py"""\n{PUSH}': "hf jobs uv run --secrets HF_TOKEN t.py",
    f'"""hf jobs uv run --gpu A100 t.py"""\n{PUSH}': "hf jobs uv run --secrets HF_TOKEN t.py",
    f'"""hf jobs run image python t.py"""\n{PUSH}': "hf jobs uv run --secrets HF_TOKEN t.py",
    # Arguments that must be given.
    'p.add_argument("data")\np.add_argument("--out", required=True)\np.add_argument("--n")\n': (
        "hf jobs uv run t.py <data> --out <out>"
    ),
    f"import sys\nif len(sys.argv) == 1:\n    sys.exit(0)\ndef main():\n    {PUSH}main()\n": (
        "hf jobs uv run --secrets HF_TOKEN t.py"
    ),
    # Secrets of other services.
    'import os\nos.environ["OMEKA_KEY_IDENTITY"]\nos.environ["OMEKA_URL"]\n': (
        "hf jobs uv run --secrets OMEKA_KEY_IDENTITY t.py"
    ),
    'import os\nos.environ.get("WANDB_API_KEY")\nos.getenv("MAX_TOKENS")\n': "hf jobs uv run t.py",
    'import os\nkey = os.getenv("A_KEY")\nif not key:\n    raise SystemExit\n': (
        "hf jobs uv run --secrets A_KEY t.py"
    ),
    'import os\np.add_argument("--key", default=os.getenv("A_KEY"))\nargs = p.parse_args()\n'
    "if not args.key:\n    parser.error('x')\nif not args.other:\n    parser.error('x')\n": (
        "hf jobs uv run --secrets A_KEY t.py"
    ),
    'import os\nos.environ["SECRET_PATH"]\nos.environ["HF_TOKEN"] = "x"\n': "hf jobs uv run t.py",
    # One name where several are for the same thing.
    'import os\nt = os.getenv("HUGGINGFACE_TOKEN") or os.getenv("HF_TOKEN")\nassert t\n': (
        "hf jobs uv run --secrets HF_TOKEN t.py"
    ),
    'import os\nt = os.getenv("A_KEY") or os.getenv("B_KEY") or None\nif not t:\n    exit(1)\n': (
        "hf jobs uv run t.py"
    ),
}  # fmt: skip


@pytest.mark.parametrize("text", LAUNCHES)
def test_command_line(tmp_path: Path, text: str) -> None:
    """The line runs: what is documented with the secrets mended, else what the script says."""
    assert launch_of(tmp_path, text)[0] == LAUNCHES[text]


def test_document_beside_the_script(tmp_path: Path) -> None:
    """A launch is also looked for in the documents beside the script, README first."""
    line = "hf jobs uv run --flavor {} scripts/t.py x\n"
    found, out = launch_of(
        tmp_path, PUSH, A=line.format("cpu-basic"), README=f"```sh\n$ {line.format('l4x1')}```\n"
    )
    assert found == "hf jobs uv run --flavor l4x1 --secrets HF_TOKEN t.py x"
    assert 'script_args=["x"], flavor="l4x1", secrets=' in out
    assert '"script_args": ["x"], "flavor": "l4x1", "secrets": ' in out
    (tmp_path / "README.md").write_text("x" * 2_000_000)
    assert "--flavor cpu-basic" in run("--launch", str(tmp_path / "t.py"))[1]
    (tmp_path / "A.md").unlink()
    (tmp_path / "A.md").mkdir()
    assert "--flavor" not in run("--launch", str(tmp_path / "t.py"))[1]


def test_optional_secrets(tmp_path: Path) -> None:
    """What a script can do without is a comment."""
    text = 'import os\nos.environ.get("HF_TOKEN")\nos.environ.get("WANDB_API_KEY")\n'
    line, out = launch_of(tmp_path, text)
    assert line == "hf jobs uv run t.py"
    assert "\n# optional: --secrets HF_TOKEN --secrets WANDB_API_KEY\n" in out


def test_newer_python(tmp_path: Path) -> None:
    """A script for a newer Python is noted, and its own words are taken."""
    text = (
        '# /// script\n# requires-python = ">=3.99"\n# ///\n'
        "# hf jobs uv run --flavor l4x1 t.py\nnew syntax # HF_TOKEN\n"
    )
    line, out = launch_of(tmp_path, text)
    assert line == "hf jobs uv run --flavor l4x1 --secrets HF_TOKEN t.py"
    assert "is written for Python 3.99, which Python 3." in out
    code, out, err = run(str(tmp_path / "t.py"))
    assert (code, out) == (0, "1 file: nothing found\n")
    assert "note: written for Python 3.99" in err
    for other in (">=3.8", ""):
        (tmp_path / "t.py").write_text(text.replace(">=3.99", other))
        assert run("--launch", str(tmp_path / "t.py"))[0] == 2
        assert "cannot be parsed" in run(str(tmp_path / "t.py"))[2]


def test_newer_python_without_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a parser of the header nothing is known of it."""
    module = "tomllib" if sys.version_info >= (3, 11) else "tomli"
    monkeypatch.setitem(sys.modules, module, None)
    (tmp_path / "t.py").write_text(
        '# /// script\n# requires-python = ">=3.99"\n# ///\nnew HF_TOKEN\n'
    )
    assert "cannot be parsed" in run(str(tmp_path / "t.py"))[2]


def test_launches_are_accepted(tmp_path: Path) -> None:
    """The client takes the lines for the examples: nothing is submitted in a dry run."""
    version = importlib.metadata.version("huggingface_hub").split(".")
    if tuple(map(int, version[:2])) < (2, 4):
        pytest.skip("a client that can show what it would submit")
    command = importlib.import_module("huggingface_hub.cli.jobs").jobs_cli
    for path in sorted((Path(__file__).parent.parent.parent / "uv-examples").glob("*.py")):
        line = run("--launch", str(path))[1].split("# command line\n")[1].split("\n")[0]
        words = shlex.split(line)[2:]
        assert "<" not in line
        command.main([*words[:2], "--dry-run", *words[2:]], standalone_mode=False)


def test_reader_of_a_launch_that_goes_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`| head` ends it quietly."""
    (tmp_path / "t.py").write_text(PUSH)
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as stream:
        monkeypatch.setattr("sys.stdout", stream)
        assert main(["scan", "--launch", str(tmp_path / "t.py")]) == 0
