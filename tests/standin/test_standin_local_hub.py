"""The script for people starts, says what to paste, and ends cleanly."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "local_hub.py"


@pytest.mark.parametrize("options", [[], ["--tls", "--latency-ms", "5"]])
def test_the_script_serves_until_interrupted(options):
    """It prints the address and a token that works, and Ctrl-C ends it without a trace."""
    command = [sys.executable, str(SCRIPT), *options]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as script:
        try:
            lines = []
            while not lines or not lines[-1].startswith("Ctrl-C"):
                lines.append(script.stdout.readline())
            found = re.search(r"export HF_ENDPOINT=(\S+) HF_TOKEN=(hf_\w{34})\n", "".join(lines))
            if not options:
                headers = {"Authorization": f"Bearer {found[2]}"}
                request = urllib.request.Request(f"{found[1]}/api/whoami-v2", headers=headers)
                opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
                with opener.open(request, timeout=5) as answer:
                    assert b'"name":"alice"' in answer.read()
            else:
                assert any(line.startswith("export SSL_CERT_FILE=") for line in lines)
            script.send_signal(signal.SIGINT)
            rest, errors = script.communicate(timeout=10)
        finally:
            script.kill()
    assert (script.returncode, rest, errors) == (0, "Stopped.\n", "")
