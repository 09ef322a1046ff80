"""
The owners whose repositories many jobs read, to tell a misspelt one from a private one.

They are the authors of the models and datasets that the pages of the Hub list as used most. That an
owner is missing here costs a suggestion, nothing else.
"""

from __future__ import annotations

import difflib

POPULAR_OWNERS = (
    "allenai",
    "apple",
    "BAAI",
    "bigcode",
    "bigscience",
    "black-forest-labs",
    "CohereLabs",
    "CompVis",
    "databricks",
    "deepseek-ai",
    "diffusers",
    "distilbert",
    "EleutherAI",
    "facebook",
    "FacebookAI",
    "google",
    "google-bert",
    "google-t5",
    "HuggingFaceFW",
    "HuggingFaceH4",
    "HuggingFaceTB",
    "ibm-granite",
    "intfloat",
    "lmsys",
    "meta-llama",
    "microsoft",
    "mistralai",
    "mozilla-foundation",
    "NousResearch",
    "nvidia",
    "nyu-mll",
    "openai",
    "openai-community",
    "Qwen",
    "Salesforce",
    "sentence-transformers",
    "stabilityai",
    "stanfordnlp",
    "tiiuae",
    "timm",
    "trl-lib",
    "unsloth",
    "wikimedia",
)
_ALIKE = 0.8  # so alike is a misspelling; of another owner's name less


def find_near_owners(owner: str, most: int) -> list[str]:
    """Return the popular owners whose names are spelled almost as this one, the nearest first."""
    names = {name.lower(): name for name in POPULAR_OWNERS}
    near = difflib.get_close_matches(owner.lower(), names, most, _ALIKE)
    return [names[name] for name in near if name != owner.lower()]
