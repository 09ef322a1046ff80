"""Tests of the names that a script gives to secrets."""

from __future__ import annotations

from made_scan import scan


def test_wrong_name_that_the_script_reads() -> None:
    """A secret under a name that the script asks for is right."""
    form = 'hf_jobs("uv", {{"script": """\n{}\n""", "secrets": {{"HF_API_KEY": "$HF_TOKEN"}}}})'
    assert not scan(form.format('login(os.environ["HF_API_KEY"])'))
    assert scan(form.format("login()")) == ["secret-wrong-name"]
