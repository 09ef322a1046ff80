"""The texts that were read and found good: how they are kept, and how a text is held to them."""

from __future__ import annotations

import os
import re
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "messages"
FACTS = "hftoken-guard: facts (safe to share)\n"


def settle(text: str, endpoint: str) -> str:
    """Take out what differs from run to run."""
    text = text.replace(endpoint, "https://hub.example.org")
    text = re.sub(r"Root=1-[0-9a-f-]+;[0-9a-f-]+", "Root=1-0a1b2c;3d4e5f", text)
    text = re.sub(
        r"huggingface_hub \d\S+, Python \S+", "huggingface_hub 2.4.0, Python 3.12.1", text
    )
    text = re.sub(r"ends at [\d: -]+ UTC", "ends at 2026-10-05 15:28 UTC", text)
    return re.sub(
        r"the connection was \S+ \S+|no connection", "the connection was broken off", text
    )


def compare(file: Path, text: str) -> None:
    """Hold a text to the one that was read."""
    if os.environ.get("UPDATE_MESSAGES"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(text + "\n")
    assert text + "\n" == file.read_text()
