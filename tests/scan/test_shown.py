"""Tests of what a program prints."""

from __future__ import annotations

import pytest
from made_scan import scan


@pytest.mark.parametrize(
    ("code", "is_found"),
    [
        ("print(token)", True),
        ('print("token", token)', True),
        ('print(f"{token}")', True),
        ('print(f"{token[:10]}...")', True),
        ("print(token[-4:])", True),
        ('print("token: " + str(token))', True),
        ('print("%s" % token)', True),
        ('print("{}".format(token))', True),
        ("logger.info('using %s', token)", True),
        ("logging.error(token)", True),
        ('raise ValueError(f"Invalid token format: {token[:10]}...")', True),
        ('assert ok, f"bad {token}"', True),
        ("print(dict(os.environ))", True),
        ("print(json.dumps(dict(os.environ)))", True),
        ('print(os.environ["HF_TOKEN"])', True),
        ("sys.exit(f'no access with {token}')", True),
        ("print(bool(token), len(token), token is not None)", False),
        ('print("set" if token else "not set")', False),
        ('print(token.startswith("hf_"))', False),
        ("print(token[:3])", False),
        ("print(redact(token))", False),
        ('print("*" * len(token))', False),
        ("file.write(token)", False),
        ("headers.update(authorization=token)", False),
        ('print("Set HF_TOKEN to your token")', False),
    ],
)
def test_printed(code: str, *, is_found: bool) -> None:
    """What shows the token or a part of it is found, what tells whether there is one is not."""
    text = f'token = os.environ.get("HF_TOKEN")\n{code}\n'
    assert scan(text) == ["token-printed"] * is_found


def test_printed_token_of_a_text() -> None:
    """A token of a tokenizer is none of ours."""
    assert not scan("for token in text.split():\n    print(token)\nHF_TOKEN = 1\n")


@pytest.mark.parametrize(
    ("code", "is_found"),
    [
        ("echo $HF_TOKEN", True),
        ('echo "token: ${HF_TOKEN:0:8}"', True),
        ("printf '%s' \"$HF_TOKEN\"", True),
        ("echo '$HF_TOKEN'", False),
        ("echo ${HF_TOKEN:+set}", False),
        ("echo $HF_TOKEN > token", False),
        ("echo $HF_TOKEN | docker login --password-stdin", False),
        ("cat <<EOF\necho $HF_TOKEN\nEOF\necho done", False),
        ('[ -z "$HF_TOKEN" ] && exit 1  # echo $HF_TOKEN', False),
        ("echo it\\'s $USER", False),
    ],
)
def test_printed_by_a_shell(code: str, *, is_found: bool) -> None:
    """`echo` is found where its output goes into the log."""
    assert scan(f"#!/bin/sh\n{code}\n", "job.sh") == ["token-printed"] * is_found
