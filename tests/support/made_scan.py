"""What the tests of the scanner make: texts with a fault, and scans of them."""

from __future__ import annotations

import contextlib
import io

from hftoken_guard._cli.main import main
from hftoken_guard._scan import Scan

FAKE = "hf_" + "QwErTyUiOpAsDfGhJkLzXcVbNmQpWoEiRu"  # as random as a real one


API = "from huggingface_hub import get_token, run_job, run_uv_job\n"


NEEDY = 'from datasets import Dataset\n\nassert "HF_TOKEN" in os.environ\n'


HEADER = "# /// script\n# dependencies = []\n# ///\n"


PUSH = 'data = load_dataset("imdb")\ndata.push_to_hub("alice/results")\n'


WRONG = 'hf_jobs("uv", {"script": "t.py", "env": {"HF_TOKEN": "$HF_TOKEN"}})'


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
