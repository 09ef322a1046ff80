"""Tests of the guard that a finding says to add."""

# ruff: noqa: E501 - a case is a line

from __future__ import annotations

import pytest
from made_scan import HEADER

from hftoken_guard._scan import Scan

PARSER = (
    'parser.add_argument("output")\nparser.add_argument("--repo-id", required=True)\n'
    'parser.add_argument("--name", default="a/b")\nparser.add_argument("--maybe")\n'
    'parser.add_argument(*names)\nparser.add_argument("rest", nargs="?")\n'
    "args = parser.parse_args()\n"
)
BELOW = "  # below line 10"  # where the arguments are known


def correct(body: str, header: str = HEADER) -> list[str]:
    """Return the second line of what is added to a script."""
    found = Scan()
    found.scan_text("job.py", f"{header}{body}\n")
    texts = [finding.corrected for finding in found.findings if finding.code == "write-unguarded"]
    for text in texts:
        assert text is None or text.startswith("from hftoken_guard import require_token\n")
    return [(text or "\n").split("\n")[1] for text in texts]


@pytest.mark.parametrize(
    ("call", "target"),
    [
        # The type is that of the object that is pushed.
        ('data.push_to_hub("alice/results")', '"datasets/alice/results"'),
        ('load_dataset("x").push_to_hub("alice/results")', '"datasets/alice/results"'),
        ('x = load_dataset("x").map(f)["train"]\nx.push_to_hub("alice/results")', '"datasets/alice/results"'),
        ('model.push_to_hub("alice/model")', '"alice/model"'),
        ('x = AutoModel.from_pretrained("y")\nx.push_to_hub("alice/model")', '"alice/model"'),
        ('api.upload_file(repo_id="alice/x", repo_type="space")', '"spaces/alice/x"'),
        ('api.upload_file(repo_id="alice/x", repo_type=None)', '"alice/x"'),
        ('KIND = "dataset"\napi.upload_file(repo_id="alice/x", repo_type=KIND)', '"datasets/alice/x"'),
        ('upload_large_folder("alice/x", repo_type="dataset")', '"datasets/alice/x"'),
        ('api.batch_bucket_files("alice/b", add=files)', '"buckets/alice/b"'),
        ('api.sync_bucket("out", "hf://buckets/alice/b/x")', '"hf://buckets/alice/b/x"'),
        ('frame.to_parquet("hf://datasets/alice/x/a.parquet")', '"hf://datasets/alice/x/a.parquet"'),
        ('train(SFTConfig(hub_model_id="alice/model", push_to_hub=True))', '"alice/model"'),
        # A trainer pushes to what its settings name, whatever it is given.
        ('settings = SFTConfig(push_to_hub=True)\ntrainer = SFTTrainer(args=settings)\ntrainer.train()\ntrainer.push_to_hub("done")', "settings  # below line 5"),
        ('trainer = SFTTrainer(args=SFTConfig(hub_model_id="a/b"))\ntrainer.push_to_hub()', '"a/b"'),
        ("s, settings = parser.parse()\ntrainer = SFTTrainer(args=settings)\nif s.push:\n    trainer.push_to_hub()", "settings  # below line 5"),
        ('given = {"push_to_hub": True}\nsettings = SFTConfig(**given, push_to_hub=True)', "settings  # below line 6"),
        ('given = {"push_to_hub": True}\nmodel.push_to_hub("a/b")', None),
        # A value is named as the script names it where it is known early enough.
        ('REPO = "alice/x"\nmodel.push_to_hub(REPO)', "REPO  # below line 5"),
        ('REPO = "alice/x"\nfit()\ndata.push_to_hub(REPO)', 'f"datasets/{REPO}"  # below line 5'),
        ('data.push_to_hub(f"{user}/x")', None),
        ('user = "alice"\ndata.push_to_hub(f"{user}/x")', "f'datasets/{user}/x'  # below line 5"),
        ("user = \"alice\"\ndata.push_to_hub(f'{user}/\"x')", "f'datasets/{user}/\"x'  # below line 5"),
        ('data.push_to_hub(f"{user:>3}/x")', None),
        ('data.push_to_hub(os.environ["OUTPUT"])', '("dataset", os.environ[\'OUTPUT\'])'),
        ("model.push_to_hub(NAME)", None),
        ("model.push_to_hub(make_name())", None),
        ("model.push_to_hub()", None),
        ("f = lambda repo: model.push_to_hub(repo)", None),
        ("def f(a):\n    def g(b):\n        model.push_to_hub(f'{a}/{b}')\n    g(c)\nf(d)", None),
        ("x = y\ny = x\nx.push_to_hub('a/b')", None),
        ('x.push_to_hub("alice/results")', None),  # nothing tells what it is
    ],
)  # fmt: skip
def test_line_to_add(call: str, target: str | None) -> None:
    """The guard is written down for what the script writes, or not at all."""
    text, _, place = (target or "").partition("  #")
    line = f"require_token(write={text}){'  #' * bool(place)}{place}" if target else ""
    assert correct(f"import torch, huggingface_hub\n{call}") == [line]


@pytest.mark.parametrize(
    ("call", "target"),
    [
        ("data.push_to_hub(args.output)", f'f"datasets/{{args.output}}"){BELOW}'),
        ("data.push_to_hub(args.repo_id)", f'f"datasets/{{args.repo_id}}"){BELOW}'),
        ("data.push_to_hub(args.name)", f'f"datasets/{{args.name}}"){BELOW}'),
        # What may be missing is a pair, which the guard then leaves out.
        ("data.push_to_hub(args.maybe)", f'("dataset", args.maybe)){BELOW}'),
        ("data.push_to_hub(args.rest)", f'("dataset", args.rest)){BELOW}'),
        ("data.push_to_hub(args.unknown)", f'("dataset", args.unknown)){BELOW}'),
        ('api.upload_file(repo_id=args.maybe, repo_type="space")', None),
        ("model.push_to_hub(args.maybe)", f"args.maybe){BELOW}"),
        ("api.upload_file(repo_id=args.output, repo_type=args.rest)", f"(args.rest, args.output)){BELOW}"),
        ("api.upload_file(repo_id=args.output, repo_type=kind())", None),
        ("data.push_to_hub(args.output, create_pr=True)", f'f"datasets/{{args.output}}", create_pr=True){BELOW}'),
        ("data.push_to_hub(args.output, create_pr=f())", f'f"datasets/{{args.output}}"){BELOW}'),
        # A parameter is what the call gives.
        ("def push(data, repo):\n    data.push_to_hub(repo)\nfit()\npush(1, args.output)", f'f"datasets/{{args.output}}"){BELOW}'),
        ("def push(data, repo):\n    data.push_to_hub(f'{repo}-x')\nfit()\npush(1, repo=args.output)", f"f'datasets/{{args.output}}-x'){BELOW}"),
        ("def push(data, repo):\n    data.push_to_hub(repo)\nfit()\npush(1, 'a/b')\npush(1, 'a/c')", None),
        ("def push(data, repo):\n    fit()\n    data.push_to_hub(repo)\npush(1, 'a/b')\npush(1, 'a/c')", 'f"datasets/{repo}")  # below line 12'),
        ("def run(user, repo):\n    fit()\n    data.push_to_hub(f'{user}/{repo}')\n", "f'datasets/{user}/{repo}')  # below line 12"),
        # It depends on what the push depends on.
        ("if args.maybe:\n    data.push_to_hub(args.output)", f'f"datasets/{{args.output}}" if args.maybe else None){BELOW}'),
        ("if args.maybe and args.rest:\n    model.push_to_hub(args.output)", f"args.output if args.maybe and args.rest else None){BELOW}"),
        ("if args.maybe:\n    pass\nelse:\n    model.push_to_hub(args.output)", f"args.output if not args.maybe else None){BELOW}"),
        ("if not args.maybe:\n    sys.exit()\nmodel.push_to_hub(args.output)", f"args.output if args.maybe else None){BELOW}"),
        ("if args.maybe:\n    sys.exit(1)\nmodel.push_to_hub(args.output)", f"args.output){BELOW}"),
        ("if args.maybe:\n    raise ValueError\nmodel.push_to_hub(args.output)", f"args.output){BELOW}"),
        ("if args.maybe:\n    exit(0)\nmodel.push_to_hub(args.output)", f"args.output if not args.maybe else None){BELOW}"),
        ("def f():\n    if args.maybe:\n        return\n    model.push_to_hub(args.output)\nf()", f"args.output if not args.maybe else None){BELOW}"),
        ("if args.maybe == 'x':\n    sys.exit()\nmodel.push_to_hub(args.output)", f"args.output if not (args.maybe == 'x') else None){BELOW}"),
        ("def push(on):\n    if on:\n        model.push_to_hub(args.output)\nif args.rest:\n    push(args.maybe)", f"args.output if args.rest and args.maybe else None){BELOW}"),
        ("def push(on):\n    if on:\n        model.push_to_hub(args.output)\npush(True)", f"args.output){BELOW}"),
        ("if args.output:\n    model.push_to_hub(args.output)", f"args.output){BELOW}"),
        ("fit()\nif score() > 3:\n    model.push_to_hub(args.output)", f"args.output){BELOW}"),
        ("fit()\nif args.maybe and score():\n    model.push_to_hub(args.output)", f"args.output){BELOW}"),
        ("if args.maybe:\n    print(1)\nmodel.push_to_hub(args.output)", f"args.output){BELOW}"),
        ("if 'HF_TOKEN' in os.environ:\n    model.push_to_hub(args.output)", f"args.output){BELOW}"),
        ("if __name__ == '__main__':\n    model.push_to_hub(args.output)", f"args.output){BELOW}"),
        ("def f(a):\n    def g(b):\n        if a and b:\n            model.push_to_hub(args.output)\n    g(c)\nf(d)", f"args.output){BELOW}"),
        ("if args.maybe and not args.rest:\n    model.push_to_hub(args.output)", f"args.output if args.maybe and (not args.rest) else None){BELOW}"),
        ("".join(f"def f{n}():\n    f{n + 1}()\n" for n in range(6)) + "def f6():\n    model.push_to_hub(args.output)\nif args.rest:\n    f0()", f"args.output){BELOW}"),
        # No place knows the words of two functions.
        ("def f(repo):\n    if x:\n        return\n    fit()\n    model.push_to_hub(repo)\n\ndef main():\n    own = p.parse_args()\n    if own.on:\n        f('a/b')\n        f('a/c')\nmain()", "repo)  # below line 12"),
        ("def f(repo):\n    fit()\n    model.push_to_hub(repo)\n\ndef main():\n    own = p.parse_args()\n    if own.on:\n        f(g(1))\nmain()", "repo)  # below line 12"),
        ("def f(repo, kind):\n    fit()\n    upload_file(repo_id=repo, repo_type=kind)\n\ndef main():\n    own = p.parse_args()\n    f(g(1), own.kind)\nmain()", None),
        # A name that branches set is known behind them; what says what a function does stays first.
        ("if args.rest:\n    repo = 'a/b'\nelse:\n    repo = 'a/c'\nmodel.push_to_hub(repo)", "repo)  # below line 15"),
        ('def main(repo):\n    """\n    Say.\n    """\n    fit()\n    model.push_to_hub(repo)', "repo)  # below line 15"),
        ("def main(\n    repo,\n):\n    fit()\n    model.push_to_hub(repo)", "repo)  # below line 14"),
        ("def main():\n    model.push_to_hub(own.x)\nif __name__ == '__main__':\n    own = p.parse_args()\n    main()", "own.x)  # below line 15"),
        # What is known too late is replaced by what it is made of.
        ("fit()\nrepo = args.output\ndata.push_to_hub(repo)", f'f"datasets/{{args.output}}"){BELOW}'),
        ("fit()\nrepo = make()\ndata.push_to_hub(repo)", None),
        ("fit()\nif args.maybe:\n    repo = 'a/b'\nelse:\n    repo = args.output\ndata.push_to_hub(repo)", None),
    ],
)  # fmt: skip
def test_words_of_the_script(call: str, target: str | None) -> None:
    """What the script is given on its command line is named as it names it."""
    header = "# /// script\n# dependencies = []\n# ///\n"
    line = f"require_token(write={target}" if target else ""
    assert correct(f"{PARSER}import torch, huggingface_hub\n{call}", header) == [line]


def test_mounted_bucket() -> None:
    """A bucket that the header mounts to be written is checked as a wish: a mount has its own right."""
    header = (
        "# /// script\n# dependencies = []\n# [tool.hf-jobs]\n# volumes = [\n"
        '#   "hf://buckets/alice/out/run:/out", "hf://buckets/alice/in:/in:ro", "hf://a/b:/m"]\n# ///\n'
    )
    body = 'import torch\nmodel.push_to_hub("alice/model")'
    assert correct(body, header) == ['require_token(write=["alice/model", "buckets/alice/out?"])']
