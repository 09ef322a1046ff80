# /// script
# requires-python = ">=3.10"
# dependencies = ["starlette", "uvicorn", "trustme"]
# ///
"""Run a stand-in Hub on this machine, with a demonstration world.

Start it with `uv run scripts/local_hub.py`, paste the two `export` lines it prints into another
terminal, and use any Hugging Face client there. Ctrl-C ends it; nothing is kept.
"""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from typing import TYPE_CHECKING

from standin.demo_world import demo_world
from standin.server import LocalHub

if TYPE_CHECKING:
    from collections.abc import Sequence

    from standin.world import AccessToken


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until interrupted and return the exit code."""
    options = _parser().parse_args(arguments)
    world, tokens = demo_world()
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    latency_s = options.latency_ms / 1000
    try:
        with LocalHub(world, tls=options.tls, latency_s=latency_s, port=options.port) as hub:
            _introduce(hub, tokens)
            # A bounded wait keeps Ctrl-C working where an endless one cannot be interrupted.
            while not stop.wait(0.5):
                pass
    except OSError as error:
        print(f"cannot listen on port {options.port}: {error.strerror}", file=sys.stderr)
        return 1
    print("Stopped.", flush=True)
    return 0


def _parser() -> argparse.ArgumentParser:
    """Return the command line."""
    parser = argparse.ArgumentParser(description="Run a stand-in Hugging Face Hub on this machine.")
    parser.add_argument("--port", type=int, default=0, help="port to listen on (default: any)")
    parser.add_argument("--tls", action="store_true", help="serve https with its own authority")
    parser.add_argument(
        "--latency-ms", type=float, default=0.0, help="time every answer takes (default: 0)"
    )
    return parser


def _introduce(hub: LocalHub, tokens: dict[str, AccessToken]) -> None:
    """Print the address, the tokens and the lines to paste."""
    print(f"A stand-in Hub listens on {hub.endpoint}\n\nTokens:")
    for name, token in tokens.items():
        print(f"  {name:<18} {token.value}")
    print("\nRepositories:")
    for webid, repo in hub.world.repos.items():
        marks = [mark for mark in ("private", "gated", "disabled") if getattr(repo, mark)]
        marks += [f"renamed to {repo.moved_to}"] if repo.moved_to else []
        print(f"  {webid:<28} {', '.join(marks) or 'public'}")
    print(f"\nexport HF_ENDPOINT={hub.endpoint} HF_TOKEN={tokens['write'].value}")
    if hub.ca_file is not None:
        print(f"export SSL_CERT_FILE={hub.ca_file} REQUESTS_CA_BUNDLE={hub.ca_file}")
    print("export HF_HUB_DISABLE_XET=1  # large files: the Xet service has no stand-in")
    print("\nCtrl-C ends it.", flush=True)


if __name__ == "__main__":
    sys.exit(main())
