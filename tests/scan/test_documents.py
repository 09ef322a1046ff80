"""Tests of documentation, configuration, and code in other files."""

# ruff: noqa: E501 - a case is a line

from __future__ import annotations

import pytest
from made_scan import HEADER, PUSH, WRONG, scan


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
        ("a.py", f"{HEADER}import torch\nlogin()\n{PUSH}", ["write-unguarded"]),
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


def test_difference_shows_what_is_right_now() -> None:
    """What a diff takes out is wrong, and known to be; what it puts in is looked at."""
    wrong, right = "hf jobs uv run -e HF_TOKEN=x train.py", "hf jobs uv run -s HF_TOKEN train.py"
    assert scan(f"```diff\n- {wrong}\n+ {right}\n```\n", "a.md") == []
    assert scan(f"```diff\n- {right}\n+ {wrong}\n```\n", "a.md") == ["token-in-env"]


@pytest.mark.parametrize("language", ["bat", "cmd"])
def test_variable_of_windows(language: str) -> None:
    """Its shell puts a value in the place of %HF_TOKEN%, and none where it is not set."""
    text = f"```{language}\nhf jobs uv run --secrets HF_TOKEN=%HF_TOKEN% train.py\n```\n"
    assert scan(text, "a.md") == ["secret-maybe-empty"]
