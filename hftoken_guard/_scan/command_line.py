"""Where a command line that launches a job begins and ends in a text."""

from __future__ import annotations

import re

LAUNCH = re.compile(
    r"(?<![\w.-])(?:hf|huggingface-cli)[ \t]+jobs[ \t]+(?:scheduled[ \t]+)?(?:uv[ \t]+)?run\b"
)
# A line and those that continue it, in a shell, in a Python text, in PowerShell; and `-c "..."`.
LOGICAL_LINE = re.compile(
    r"(?:(?<=c )(?:\"(?:[^\"\\]|\\.)*\"|'[^']*')|[^\\\n`]|\\\\?\n|\\.|`\n?)*", re.DOTALL
)
