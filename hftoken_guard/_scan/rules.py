"""
What `hftoken-guard scan` looks for, and what it says about each.

What fires a rule is where its text is read: for tokens in `tokens` and `shown`, for launches in
`command` and `launches`, for a script in `script`, `guarding` and `failures`.

What is said about the options of `hf jobs` was measured with huggingface_hub 0.34 to 2.4, what is
said about `hf_jobs` was read in hf-mcp-server 0.4.
"""

from __future__ import annotations

from typing import NamedTuple

from hftoken_guard._token.names import TOKEN_VARIABLE
from hftoken_guard._version import __version__

WARNING, NOTE = "warning", "note"


class Rule(NamedTuple):
    """
    Hold what is said about one rule.

    Attributes:
        reason: what was found.
        why: why it matters.
        fix: what helps.
        bad: an example that the rule finds.
        good: the same, put right.
        level: an error breaks or leaks, a warning is a risk, a note is worth a look.

    """

    reason: str
    why: str
    fix: str
    bad: str
    good: str
    level: str = "error"


_PINNED = f"hftoken-guard=={__version__}"
SECRET = f"--secrets {TOKEN_VARIABLE}"
GUARD = 'from hftoken_guard import require_token\nrequire_token(write="{}")\n'
_RUN = "hf jobs uv run {} train.py\n"
_GOOD = _RUN.format(SECRET)
_ADD = f"Add {SECRET} before the script; in Python and for hf_jobs add secrets."
_NEEDY = 'import os\n\nassert "HF_TOKEN" in os.environ\n'
_HEAD = "# /// script\n# dependencies = [{}]\n# ///\n"
# hftoken-guard: ignore[write-unguarded] - an example
_PUSH = (
    'from datasets import load_dataset\n\ndata = load_dataset("stanfordnlp/imdb")\n'
    'data.push_to_hub("alice/results")\n'
)
_TRY = 'try:\n    data.push_to_hub("alice/results")\nexcept Exception as error:\n    print(error)\n'
_LOAD = 'from datasets import load_dataset\n\ndata = load_dataset("stanfordnlp/imdb")\n'
_LOOP = (
    "for attempt in range(3):\n    try:\n"
    '        data.push_to_hub("alice/results")\n        break\n'
    "    except Exception as error:\n        if attempt == 2:\n            raise\n"
    "        time.sleep(30)\n"
)
_JOB = (
    f'# /// script\n# dependencies = ["datasets", "{_PINNED}"]\n{{}}# ///\n'
    "import sys\n\n"
    + GUARD.format("datasets/alice/results")
    + "\n"
    + _LOAD
    + '{}try:\n    data.push_to_hub("alice/results")\n'
    "except Exception as error:\n    sys.exit(error)\n"
)
_TRAIN = (
    "from trl import SFTTrainer\n\n"
    'trainer = SFTTrainer("Qwen/Qwen3-0.6B", train_dataset=data)\ntrainer.train()\n'
)
_MOUNT = '# [tool.hf-jobs]\n# volumes = ["hf://buckets/alice/out:/out"]\n'

RULES = {
    "token-in-code": Rule(
        reason="a token is written down here",
        why="Whoever sees the file or its history has the token, and a new token means a new file.",
        fix="Read it from the environment; if it was real, revoke it:"
        " https://huggingface.co/settings/tokens",
        bad='token = "hf_abc123xyz..."\n',
        good='token = os.environ["HF_TOKEN"]\n',
    ),
    "token-in-env": Rule(
        reason="the token is passed as a variable, not as a secret",
        why="Whoever sees the job sees its variables; of its secrets only the names.",
        fix=f"Pass it as a secret: {SECRET}, or secrets= in Python and for hf_jobs.",
        bad=_RUN.format("-e HF_TOKEN"),
        good=_GOOD,
    ),
    "secret-wrong-name": Rule(
        reason="the secret is not called HF_TOKEN",
        why="huggingface_hub looks for HF_TOKEN, and without it asks without a token.",
        fix="Call it HF_TOKEN, exactly.",
        bad=_RUN.format("--secrets HUGGINGFACE_TOKEN"),
        good=_GOOD,
    ),
    "placeholder-not-replaced": Rule(
        reason="nothing puts the token in the place of this text",
        why="The job gets the text as its token. Only hf_jobs replaces a value, and only if it is"
        " $HF_TOKEN or ${HF_TOKEN} and nothing else; Python and files of secrets replace nothing.",
        fix=f'Command line: {SECRET}. Python: get_token(). hf_jobs: "$HF_TOKEN".',
        bad='run_uv_job("train.py", secrets={"HF_TOKEN": "$HF_TOKEN"})\n',
        good='run_uv_job("train.py", secrets={"HF_TOKEN": get_token()})\n',
    ),
    "secret-not-passed": Rule(
        reason="this does not reach hf jobs as a secret",
        why="The option is --secrets. Another goes to the script or is taken for it.",
        fix=_ADD,
        bad=_RUN.format("--secret HF_TOKEN"),
        good=_GOOD,
    ),
    "secret-maybe-empty": Rule(
        reason="the secret is empty where the variable is not set",
        why="The job then runs without a token. The name alone also finds a saved login.",
        fix="Pass the name alone.",
        bad=_RUN.format("--secrets HF_TOKEN=$HF_TOKEN"),
        good=_GOOD,
        level=WARNING,
    ),
    "token-on-command-line": Rule(
        reason="the token is an argument of the job",
        why="The command is stored and shown with the job.",
        fix="Pass it as a secret; the script finds it in HF_TOKEN.",
        bad=f"{_GOOD[:-1]} --hf-token $HF_TOKEN\n",
        good=_GOOD,
    ),
    "token-printed": Rule(
        reason="the token or a part of it is printed",
        why="The log of a job is kept.",
        fix="Print whether there is one: bool(token). hftoken_guard.redact masks a text.",
        bad='token = os.environ["HF_TOKEN"]\nprint(f"using {token[:10]}...")\n',
        good='token = os.environ["HF_TOKEN"]\nprint(f"token: {bool(token)}")\n',
    ),
    "secret-missing": Rule(
        reason="the script needs HF_TOKEN, and this launch passes none",
        why="A job has no token unless one is passed; --token is for the submission alone.",
        fix=_ADD,
        bad=f'hf_jobs("uv", {{"script": """\n{_NEEDY}"""}})\n',
        good=f'hf_jobs("uv", {{"secrets": {{"HF_TOKEN": "$HF_TOKEN"}},'
        f' "script": """\n{_NEEDY}"""}})\n',
    ),
    "write-unguarded": Rule(
        reason="this writes to the Hub, and nothing shows before the heavy work that the token may",
        why="A token that is missing or may not write is found out here, after the hours are paid."
        " Only require_token or check_token with write=, or auth_check with write=True, shows it;"
        " login, whoami and create_repo(exist_ok=True) do not.",
        fix="Call require_token(write=...) with what is pushed to before the heavy work, and add"
        " hftoken-guard to the dependencies.",
        bad=_HEAD.format('"datasets"') + _PUSH,
        good=_HEAD.format(f'"{_PINNED}", "datasets"')
        + GUARD.format("datasets/alice/results")
        + _PUSH,
        level=WARNING,
    ),
    "retry-blind": Rule(
        reason="this repeats a push whatever was the matter, a refusal too",
        why="A token that may not write (401, 403) or a repository that is not there (404) is"
        " refused again, and the waits are paid for.",
        fix="Raise at once what is permanent: diagnose(error) says so.",
        bad=f"import time\n\n{_LOAD}{_LOOP}",
        good="import time\n\nfrom hftoken_guard import diagnose\n"
        + _LOAD
        + _LOOP.replace(
            "        if attempt == 2:",
            "        problem = diagnose(error)\n"
            "        if attempt == 2 or problem is None or problem.is_permanent:",
        ),
        level=WARNING,
    ),
    "result-lost": Rule(
        reason="when this push has failed, its results vanish with the job",
        why="The memory and the disk of a job vanish with it. What is mounted stays, and needs no"
        " token in the job.",
        fix="Mount a bucket (-v hf://buckets/OWNER/NAME:/out) and save there before the push.",
        bad=_JOB.format("", ""),
        good=_JOB.format(_MOUNT, 'data.save_to_disk("/out/results")\n'),
        level=WARNING,
    ),
    "header-unknown-key": Rule(
        reason="[tool.hf-jobs] has no such key, and the client refuses the script",
        why="What the command line has as an option is not always a key, and a key is written out.",
        fix="Keys: image, flavor, python, timeout, name, namespace, env, secrets, labels, volumes,"
        " network_group, network_aliases. The rest are options, such as --attempts.",
        bad='# /// script\n# [tool.hf-jobs]\n# secret = ["HF_TOKEN"]\n# ///\n',
        good='# /// script\n# [tool.hf-jobs]\n# secrets = ["HF_TOKEN"]\n# ///\n',
        level=WARNING,
    ),
    "timeout-missing": Rule(
        reason="this job trains, and ends after 30 minutes unless it is told otherwise",
        why="A job that meets its timeout is stopped, and what it has not pushed is lost.",
        fix="Pass --timeout, or write it into [tool.hf-jobs]: longer than the work takes.",
        bad=f'hf_jobs("uv", {{"script": """\n{_TRAIN}"""}})\n',
        good=f'hf_jobs("uv", {{"timeout": "4h", "script": """\n{_TRAIN}"""}})\n',
        level=WARNING,
    ),
    "token-ends-early": Rule(
        reason="the token ends before the timeout: it is one that HF_OIDC_RESOURCE gets",
        why="With HF_OIDC_RESOURCE the client exchanges the identity of the CI job for a token that"
        " lives an hour and is for one repository, and --secrets HF_TOKEN passes that one.",
        fix="Pass a token that lasts: --secrets-file, or HF_TOKEN without HF_OIDC_RESOURCE.",
        bad=f"HF_OIDC_RESOURCE=alice/model hf jobs uv run {SECRET} --timeout 4h train.py\n",
        good=f"hf jobs uv run {SECRET} --timeout 4h train.py\n",
        level=WARNING,
    ),
    "option-behind-script": Rule(
        reason="this option stands behind the script",
        why="Before huggingface_hub 1.0 the script gets it, and the job has no secret; since 1.0"
        " the client takes its own options from there, too.",
        fix="Write the options before the script.",
        bad=f"hf jobs uv run train.py {SECRET}\n",
        good=_GOOD,
        level=WARNING,
    ),
    "option-unknown": Rule(
        reason="hf jobs has no such option, for all that is known here",
        why="The client takes what it does not know for the script, or for an argument of it.",
        fix="Compare it with hf jobs uv run --help; a newer client can have more options.",
        bad=_RUN.format(f"--gpu A100 {SECRET}"),
        good=_RUN.format(f"--flavor a100-large {SECRET}"),
        level=NOTE,
    ),
    "variable-not-passed": Rule(
        reason="a variable in front of hf jobs does not reach the job",
        why="The shell sets it for the client; the job has only what -e and --secrets pass.",
        fix="Pass it with -e NAME=value.",
        bad=f"MODEL_ID=gpt2 {_GOOD}",
        good=_RUN.format(f"-e MODEL_ID=gpt2 {SECRET}"),
        level=NOTE,
    ),
    "failure-swallowed": Rule(
        reason="a push that fails is caught here, and the job ends as if all were well",
        why="A job is COMPLETED if its exit code is 0, whether or not the results arrived.",
        fix="End the handler with raise or sys.exit(1).",
        bad=_TRY,
        good=f"{_TRY}    raise\n",
        level=WARNING,
    ),
}
