"""Tests of the places in a text."""

from __future__ import annotations

from hftoken_guard._scan import Scan


def test_place_in_a_line_with_wide_characters() -> None:
    """Columns count characters, and the rest of the line stays as it is."""
    found = Scan()
    found.scan_text(
        "a.py", 'x = "\u00e4\u00f6"; run_uv_job("t.py", secrets={"HF_TOKEN": "$HF_TOKEN"})'
    )
    assert found.findings[0].column == 51
    assert str(found.findings[0].corrected).endswith('secrets={"HF_TOKEN": get_token()})')
