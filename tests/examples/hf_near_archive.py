"""
Run the command `hf` with an archive on this machine in the place of the public code host.

    python hf_near_archive.py PORT [arguments of hf]

All is the client's own code; only the addresses are other ones. Those of github.com and
raw.githubusercontent.com are found below http://127.0.0.1:PORT/.
"""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Any

from huggingface_hub.cli import extensions
from huggingface_hub.cli.hf import main

_HOSTS = re.compile(r"^https://((?:raw\.|api\.)?github(?:usercontent)?\.com)/")


def run_near(port: str, arguments: list[str]) -> None:
    """Change the addresses, and run `hf`."""

    def move(value: Any) -> Any:
        is_text = isinstance(value, str)
        return _HOSTS.sub(rf"http://127.0.0.1:{port}/\1/", value) if is_text else value

    request, run = extensions._github_request, subprocess.run

    def request_near(method: str, url: str, **options: Any) -> Any:
        return request(method, move(url), **options)

    def run_command(command: Any, **options: Any) -> Any:
        return run([move(word) for word in command], **options)

    extensions._github_request = request_near
    subprocess.run = run_command  # type: ignore[assignment]
    sys.argv = ["hf", *arguments]
    main()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    run_near(sys.argv[1], sys.argv[2:])
