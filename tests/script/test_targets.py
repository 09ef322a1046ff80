"""Tests of the targets that a script names: in the guard's calls, and in its header."""

from __future__ import annotations

import sys

import pytest
from made_targets import read

from hftoken_guard._cli.vendor import write_block
from hftoken_guard._script import read_script_targets

PARSER = (
    "import argparse\nparser = argparse.ArgumentParser()\n"
    'parser.add_argument("--repo", required=True)\n'
    'parser.add_argument("--push", action="store_true")\nargs = parser.parse_args()\n'
)


@pytest.mark.parametrize(
    ("call", "targets"),
    [
        ("require_token()", []),
        ('require_token(read="gpt2")', ["1 read gpt2"]),
        ('require_token(read="gpt2", write="datasets/a/b")',
         ["1 read gpt2", "1 write datasets/a/b"]),
        ('check_token(write=["a/b", None, "", False, "buckets/a/c"])',
         ["1 write a/b", "1 write buckets/a/c"]),
        ('hftoken_guard.require_token(write="my-model")', ["1 write my-model"]),
        ('require_token(write=("dataset", "a/b"))', ["1 write datasets/a/b"]),
        ('require_token(read=[("datasets", "a/b"), ("model", "c/d")])',
         ["1 read datasets/a/b", "1 read c/d"]),
        ('require_token(read=("dataset", ["a/b", None]))', ["1 read datasets/a/b"]),
        ('require_token(write="a/b", repo_type="dataset")', ["1 write datasets/a/b"]),
        ('require_token(write="spaces/a/b", repo_type="dataset")', ["1 write spaces/a/b"]),
        ('require_token(write="hf://datasets/a/b", repo_type="space")', ["1 write datasets/a/b"]),
        ('require_token(write="a/b", create_pr=True)', ["1 write a/b by pull request"]),
        ('require_token(write="a/b")\nrequire_token(write="a/b")', ["1 write a/b"]),
        ('x = ["a/b", "c/d"]\nrequire_token(read=x)', ["2 read a/b", "2 read c/d"]),
        ("other(write='a/b')", []),
    ],
)  # fmt: skip
def test_guard(call: str, targets: list[str]) -> None:
    """The literal arguments of the guard are targets, each once."""
    assert read(call) == (targets, [])


@pytest.mark.parametrize(
    ("call", "targets", "reasons"),
    [
        ("require_token(read=x)", [], ["1 require_token(read=x): what x is shows when the script"]),
        ("x = x\nrequire_token(read=x)", [], ["2 require_token(read=x): it is too far away"]),
        ('require_token(read=["gpt2", load()])', ["1 read gpt2"],
         ["1 require_token(read=load()): load() tells when the script runs"]),
        ('require_token(read=("dataset", load()))', [],
         ["1 require_token(read=('dataset', load())): load() tells"]),
        ('require_token(write="a/b", repo_type=load())', [],
         ["1 require_token(write='a/b'): load() tells"]),
    ],
)  # fmt: skip
def test_guard_not_known(call: str, targets: list[str], reasons: list[str]) -> None:
    """What is not known is said, and leaves the rest."""
    found, gaps = read(call)
    assert found == targets
    assert len(gaps) == len(reasons)
    assert all(gap.startswith(reason) for gap, reason in zip(gaps, reasons, strict=True))


def test_durations() -> None:
    """How long the script says that it runs, as far as that is known."""
    text = 'require_token(lasts="6h")\ncheck_token(lasts=None)\nrequire_token(lasts=load())'
    found = read_script_targets("job.py", text, [])
    assert [tuple(each) for each in found.durations] == [(1, "6h")]
    assert [gap.what for gap in found.gaps] == ["require_token(lasts=load())"]


@pytest.mark.parametrize(
    "token",
    [
        "None",
        "token=None",
        'os.environ["HF_TOKEN"]',
        'token=None or os.environ.get("HF_TOKEN")',
        "",
    ],
)
def test_token_of_the_job(token: str) -> None:
    """No token, or that of the job, is what the check looks at, too."""
    assert read(f"import os\nrequire_token({token})") == ([], [])


@pytest.mark.parametrize("token", ['os.environ["OTHER"]', "token=load()", "token='x'"])
def test_token_of_its_own(token: str) -> None:
    """A token that may be another one is said."""
    targets, (gap,) = read(f"import os\nrequire_token({token})")
    assert targets == []
    assert gap.endswith("): the script may use this token, not HF_TOKEN")


def test_guard_of_its_own() -> None:
    """The guard that is pasted into a script takes the target first."""
    text = f'{write_block()}\nrequire_token("datasets/a/b")\n'
    targets, gaps = read(text)
    assert [target.partition(" ")[2] for target in targets] == ["write datasets/a/b"]
    assert gaps == []


def test_arguments_decide() -> None:
    """An argument of the script is a target once it is given; before, its option is named."""
    text = PARSER + "require_token(write=args.repo)"
    missing = "6 require_token(write=args.repo): --repo is not given; write it behind --"
    assert read(text) == ([], [missing])
    assert read(f"{text}\ncheck_token(read=args.repo)") == ([], [missing])  # said once
    assert read(text, "--repo", "alice/x") == (["6 write alice/x"], [])
    undeclared = "1 --nonsense: the script declares no such argument by add_argument"
    assert read(text, "--repo", "a/x", "--nonsense") == (["6 write a/x"], [undeclared])


@pytest.mark.parametrize(
    ("text", "arguments", "targets"),
    [
        ("if args.push:\n    {}", [], []),
        ("if args.push:\n    {}", ["--push"], ["7 write a/b"]),
        ("if not args.push:\n    pass\nelse:\n    {}", ["--push"], ["9 write a/b"]),
        ("if load():\n    {}", [], ["7 write a/b perhaps"]),
        ("if load():\n    {0}\n{0}", [], ["7 write a/b"]),
        ("if load():\n    if args.push:\n        {}", [], []),
        ("def main():\n    {}\nif args.push:\n    main()", [], []),
        ("def main():\n    {}\nif args.push:\n    main()", ["--push"], ["7 write a/b"]),
        ("def main():\n    {}\nmain()\nmain()", [], ["7 write a/b"]),
        ('if __name__ == "__main__":\n    {}', [], ["7 write a/b"]),
        ("def main():\n    {}\n    main()", [], ["7 write a/b"]),
        ("if not args.push:\n    sys.exit()\n{}", [], []),
        ("if not args.push:\n    sys.exit()\n{}", ["--push"], ["8 write a/b"]),
        ("if load():\n    sys.exit()\n{}", [], ["8 write a/b"]),
        ("if args.push:\n    raise\nelse:\n    pass\n{}", ["--push"], ["10 write a/b"]),
        ("def main():\n    if not args.push:\n        return\n    {}\nmain()", [], []),
        ("try:\n    x()\nfinally:\n    if not args.push:\n        raise\n    {}", [], []),
        ("class Job:\n    def main(self):\n        {}", [], ["8 write a/b"]),
    ],
)
def test_conditions(text: str, arguments: list[str], targets: list[str]) -> None:
    """A call to which the script does not come names nothing; one that may not run, a wish."""
    call = 'require_token(write="a/b")'
    script = PARSER + text.format(call)
    assert read(script, *arguments) == (targets, [])


def test_volumes() -> None:
    """What the header mounts is read; a bucket is written, unless it is mounted to be read."""
    pytest.importorskip("tomllib" if sys.version_info >= (3, 11) else "tomli")
    specs = [
        "hf://datasets/a/b@main/train:/data",
        "hf://c/d:/model:ro",
        "hf://buckets/a/out:/out",
        "hf://buckets/a/in:/in:ro",
        "./data:/here",
    ]
    lines = [f'#   "{spec}",' for spec in specs]
    head = ["# /// script", "# dependencies = []", "# [tool.hf-jobs]", "# volumes = ["]
    text = "\n".join([*head, *lines, "#   3", "# ]", "# ///", ""])
    assert read(text) == (
        ["5 read datasets/a/b@main/train", "6 read c/d", "7 write buckets/a/out",
         "8 read buckets/a/in"],
        [],
    )  # fmt: skip
    assert read("\n".join([*head[:-1], "# volumes = 3", "# ///", ""])) == ([], [])


def test_header_without_a_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the header cannot be read, that is said."""
    monkeypatch.setitem(sys.modules, "tomllib" if sys.version_info >= (3, 11) else "tomli", None)
    found, gaps = read('# /// script\n# dependencies = []\n# ///\nrequire_token(write="a/b")')
    assert found == ["4 write a/b"]
    assert gaps == ['1 # /// script: not read; pip install "hftoken-guard[scan]"']


def test_no_python() -> None:
    """A text that is no Python is an error."""
    with pytest.raises(SyntaxError):
        read_script_targets("job.py", "def", [])


def test_warnings_of_the_script_are_not_shown(recwarn: pytest.WarningsRecorder) -> None:
    """What Python has to say of the code of others is not printed."""
    assert read(r'x = "\d"' + '\nrequire_token(write="a/b")') == (["2 write a/b"], [])
    assert not recwarn.list
