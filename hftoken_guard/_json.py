"""JSON objects from somebody else."""

from __future__ import annotations


def read_object(text: str | bytes) -> dict[str, object] | None:
    """Return the JSON object in a text, or None if there is none."""
    import json  # costs a bare import nothing

    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None
