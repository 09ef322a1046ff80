"""
What `hftoken-guard scan` looks for.

What is said about the options of `hf jobs` was measured with huggingface_hub 0.34 to 2.4, what is
said about `hf_jobs` was read in hf-mcp-server 0.4.
"""

from __future__ import annotations

from hftoken_guard._inputs import NAME

_RUN = "hf jobs uv run {} train.py\n"
SECRET = f"--secrets {NAME}"
_GOOD = _RUN.format(SECRET)
_ADD = f"Add {SECRET} before the script; in Python and for hf_jobs add secrets."
_NEEDY = 'import os\n\nassert "HF_TOKEN" in os.environ\n'
_HEAD = "# /// script\n# dependencies = [{}]\n# ///\n"
_PUSH = (
    'from datasets import load_dataset\n\ndata = load_dataset("stanfordnlp/imdb")\n'
    'data.push_to_hub("alice/results")\n'
)
_TRY = 'try:\n    data.push_to_hub("alice/results")\nexcept Exception as error:\n    print(error)\n'
GUARD = 'from hftoken_guard import require_token\nrequire_token(write="{}")\n'
# What was found, why it matters, what helps, a bad and a good example.
RULES = {
    "token-in-code": (
        "a token is written down here",
        "Whoever sees the file or its history has the token, and a new token means a new file.",
        "Read it from the environment; if it was real, revoke it:"
        " https://huggingface.co/settings/tokens",
        'token = "hf_abc123xyz..."\n',
        'token = os.environ["HF_TOKEN"]\n',
    ),
    "token-in-env": (
        "the token is passed as a variable, not as a secret",
        "Whoever sees the job sees its variables; of its secrets only the names.",
        f"Pass it as a secret: {SECRET}, or secrets= in Python and for hf_jobs.",
        _RUN.format("-e HF_TOKEN"),
        _GOOD,
    ),
    "secret-wrong-name": (
        "the secret is not called HF_TOKEN",
        "huggingface_hub looks for HF_TOKEN, and without it asks without a token.",
        "Call it HF_TOKEN, exactly.",
        _RUN.format("--secrets HUGGINGFACE_TOKEN"),
        _GOOD,
    ),
    "placeholder-not-replaced": (
        "nothing puts the token in the place of this text",
        "The job gets the text as its token. Only hf_jobs replaces a value, and only if it is"
        " $HF_TOKEN or ${HF_TOKEN} and nothing else; Python and files of secrets replace nothing.",
        f'Command line: {SECRET}. Python: get_token(). hf_jobs: "$HF_TOKEN".',
        'run_uv_job("train.py", secrets={"HF_TOKEN": "$HF_TOKEN"})\n',
        'run_uv_job("train.py", secrets={"HF_TOKEN": get_token()})\n',
    ),
    "secret-not-passed": (
        "this does not reach hf jobs as a secret",
        "The option is --secrets. Another goes to the script or is taken for it; and before"
        " huggingface_hub 1.0 so does all that stands behind the script.",
        _ADD,
        _RUN.format("--secret HF_TOKEN"),
        _GOOD,
    ),
    "secret-maybe-empty": (
        "the secret is empty where the variable is not set",
        "The job then runs without a token. The name alone also finds a saved login.",
        "Pass the name alone.",
        _RUN.format("--secrets HF_TOKEN=$HF_TOKEN"),
        _GOOD,
    ),
    "token-on-command-line": (
        "the token is an argument of the job",
        "The command is stored and shown with the job.",
        "Pass it as a secret; the script finds it in HF_TOKEN.",
        f"{_GOOD[:-1]} --hf-token $HF_TOKEN\n",
        _GOOD,
    ),
    "token-printed": (
        "the token or a part of it is printed",
        "The log of a job is kept.",
        "Print whether there is one: bool(token). hftoken_guard.redact masks a text.",
        'token = os.environ["HF_TOKEN"]\nprint(f"using {token[:10]}...")\n',
        'token = os.environ["HF_TOKEN"]\nprint(f"token: {bool(token)}")\n',
    ),
    "secret-missing": (
        "the script needs HF_TOKEN, and this launch passes none",
        "A job has no token unless one is passed; --token is for the submission alone.",
        _ADD,
        f'hf_jobs("uv", {{"script": """\n{_NEEDY}"""}})\n',
        f'hf_jobs("uv", {{"secrets": {{"HF_TOKEN": "$HF_TOKEN"}}, "script": """\n{_NEEDY}"""}})\n',
    ),
    "write-unguarded": (
        "this writes to the Hub, and nothing looks at the token before the heavy work",
        "A token that is missing or may not write is found out here, after the hours are paid.",
        "Add the lines at the top, and hftoken-guard to the dependencies.",
        _HEAD.format('"datasets"') + _PUSH,
        _HEAD.format('"hftoken-guard", "datasets"')
        + GUARD.format("datasets/alice/results")
        + _PUSH,
    ),
    "failure-swallowed": (
        "a push that fails is caught here, and the job ends as if all were well",
        "A job is COMPLETED if its exit code is 0, whether or not the results arrived.",
        "End the handler with raise or sys.exit(1).",
        _TRY,
        f"{_TRY}    raise\n",
    ),
}
WARNINGS = ("secret-maybe-empty", "write-unguarded", "failure-swallowed")
