"""
The rules of `hftoken-guard scan`: stable codes, and all that is said about each.

Facts about the command line were measured with huggingface_hub 0.34 to 2.4, those about the MCP
tool `hf_jobs` read in the source of hf-mcp-server 0.4.
"""

from __future__ import annotations

ADD_SECRET = "Add --secrets HF_TOKEN before the script."


class Rule:
    """
    Hold what is said about one rule.

    Attributes:
        code: stable; never renamed, never another meaning.
        is_error: it breaks the job or leaks the token; otherwise it is a risk or a habit.
        title: what was found, as a sentence of the report.
        why: what happens to the job or the token.
        fix: what to do.
        bad: a small file in which this rule finds something, and no other.
        good: the same put right.

    """

    __slots__ = ("bad", "code", "fix", "good", "is_error", "title", "why")

    def __init__(self, code: str, title: str, why: str, fix: str, bad: str, good: str) -> None:
        """Take all but the severity, which `WARNINGS` lists."""
        self.code, self.title, self.why, self.fix = code, title, why, fix
        self.bad, self.good = bad, good
        self.is_error = code not in WARNINGS


WARNINGS = ("secret-maybe-empty", "write-unguarded", "failure-swallowed")
_RULES = (
    Rule(
        "token-in-code",
        "a token is written down here",
        "Whoever can read the file, its history or the shell's has the token; and when it is"
        " replaced, every copy breaks.",
        "Revoke it at https://huggingface.co/settings/tokens if it was real. In a script read the"
        " environment, in a launch pass the secret by its name.",
        'token = "hf_abc123xyz..."\n',
        'import os\n\ntoken = os.environ.get("HF_TOKEN")\n',
    ),
    Rule(
        "token-in-env",
        "the token is passed as a plain environment variable, not as a secret",
        "The variables of a job are shown to everyone who can see the job; secrets are encrypted,"
        " and only their names are shown.",
        "Pass it by secrets= or --secrets.",
        "hf jobs uv run -e HF_TOKEN train.py\n",
        "hf jobs uv run --secrets HF_TOKEN train.py\n",
    ),
    Rule(
        "secret-wrong-name",
        "the secret is not called HF_TOKEN",
        "huggingface_hub looks for HF_TOKEN; under another name it finds no token and asks"
        " without one.",
        "Call it HF_TOKEN, exactly.",
        'hf_jobs("uv", {"script": "train.py", "secrets": {"TOKEN": "$HF_TOKEN"}})\n',
        'hf_jobs("uv", {"script": "train.py", "secrets": {"HF_TOKEN": "$HF_TOKEN"}})\n',
    ),
    Rule(
        "placeholder-not-replaced",
        "nothing puts the token in the place of this text",
        "The job gets the text itself as its token. Only hf_jobs of the MCP server replaces a"
        " value, and only if it is exactly $HF_TOKEN or ${HF_TOKEN}; the Python API and a file of"
        " secrets replace nothing.",
        'hf_jobs: "$HF_TOKEN". Python: get_token(). Command line: --secrets HF_TOKEN.',
        'run_uv_job("train.py", secrets={"HF_TOKEN": "$HF_TOKEN"})\n',
        'run_uv_job("train.py", secrets={"HF_TOKEN": get_token()})\n',
    ),
    Rule(
        "secret-not-passed",
        "this does not reach hf jobs as a secret",
        "The option is --secrets (-s). A misspelt one goes to the script, or is taken for it; and"
        " what stands behind the script goes to the script with huggingface_hub before 1.0.",
        ADD_SECRET,
        "hf jobs uv run --secret HF_TOKEN train.py\n",
        "hf jobs uv run --secrets HF_TOKEN train.py\n",
    ),
    Rule(
        "secret-maybe-empty",
        "the secret is empty where the variable is not set",
        "The shell then passes an empty value, and the job runs without a token. The bare name"
        " also finds a saved login.",
        "Pass the name alone.",
        "hf jobs uv run --secrets HF_TOKEN=$HF_TOKEN train.py\n",
        "hf jobs uv run --secrets HF_TOKEN train.py\n",
    ),
    Rule(
        "token-on-command-line",
        "the token is an argument of the job's command",
        "The command of a job is stored and shown with it, and seen by all that runs beside it.",
        "Pass it as a secret; the script finds it in HF_TOKEN.",
        "hf jobs uv run --secrets HF_TOKEN train.py --hf-token $HF_TOKEN\n",
        "hf jobs uv run --secrets HF_TOKEN train.py\n",
    ),
    Rule(
        "token-printed",
        "the token, or a part of it, is printed",
        "The log of a job is kept after it, and a part of a token tells it from others.",
        "Print whether there is one: bool(token). hftoken_guard.redact masks a text.",
        'import os\n\ntoken = os.environ["HF_TOKEN"]\nprint(f"using {token[:10]}...")\n',
        'import os\n\ntoken = os.environ["HF_TOKEN"]\nprint(f"token: {bool(token)}")\n',
    ),
    Rule(
        "secret-missing",
        "the script needs HF_TOKEN, and this launch passes none",
        "A job has no token unless the launch passes one; --token is for the submission alone.",
        ADD_SECRET,
        'hf_jobs("uv", {"script": """\nfrom datasets import Dataset\n\n'
        'assert "HF_TOKEN" in os.environ\n'
        'Dataset.from_dict({"text": ["hello"]}).push_to_hub("alice/results")\n"""})\n',
        'hf_jobs("uv", {"secrets": {"HF_TOKEN": "$HF_TOKEN"}, "script": """\n'
        'from datasets import Dataset\n\nassert "HF_TOKEN" in os.environ\n'
        'Dataset.from_dict({"text": ["hello"]}).push_to_hub("alice/results")\n"""})\n',
    ),
    Rule(
        "write-unguarded",
        "this writes to the Hub, and nothing looks at the token before the heavy work",
        "A token that is missing or cannot write is found out here, after the hours are paid.",
        "Add the two lines at the top, and hftoken-guard to the dependencies.",
        "from datasets import load_dataset\n\n"
        'data = load_dataset("stanfordnlp/imdb")\ndata.push_to_hub("alice/results")\n',
        'from hftoken_guard import require_token\n\nrequire_token(write="datasets/alice/results")\n'
        "from datasets import load_dataset\n\n"
        'data = load_dataset("stanfordnlp/imdb")\ndata.push_to_hub("alice/results")\n',
    ),
    Rule(
        "failure-swallowed",
        "a push that fails is caught here, and the job ends as if all were well",
        "A job is COMPLETED if its exit code is 0, whether or not the results arrived.",
        "Say it and end with `raise`, or with sys.exit(1).",
        'try:\n    data.push_to_hub("alice/results")\nexcept Exception as error:\n'
        '    print(f"push failed: {error}")\n',
        'try:\n    data.push_to_hub("alice/results")\nexcept Exception as error:\n'
        '    print(f"push failed: {error}")\n    raise\n',
    ),
)
RULES = {rule.code: rule for rule in _RULES}


def explain(rule: Rule) -> str:
    """Return what the rule finds, why it matters, and what helps, with an example of each."""
    kind = "error" if rule.is_error else "warning, an error with --strict"
    parts = [f"{rule.code}: {rule.title}", f"  ({kind} of hftoken-guard scan)", f"  {rule.why}"]
    parts += ["", "What helps", f"  {rule.fix}"]
    for word, example in (("Bad", rule.bad), ("Good", rule.good)):
        parts += ["", word, *(f"    {line}".rstrip() for line in example.splitlines())]
    silence = f"  # hftoken-guard: ignore[{rule.code}]"
    return "\n".join([*parts, "", "To silence it in one line", silence])


def list_rules() -> str:
    """Return all rules with what they find."""
    lines = [f"  {rule.code:<24} {rule.title}" for rule in _RULES]
    return "\n".join(["What hftoken-guard scan finds", *lines])
