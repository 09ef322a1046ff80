"""Tests of which value a name has where it is used."""

from __future__ import annotations

import pytest
from made_scan import scan

TOKEN = 'token = os.environ["HF_TOKEN"]\n'

PRINTS = {
    # The last assignment counts.
    f"{TOKEN}token = tokenizer.decode(5)\nprint(token)": False,
    f"token = tokenizer.decode(5)\n{TOKEN}print(token)": True,
    f"{TOKEN}print(token)\ntoken = None": True,
    f"{TOKEN}token, other = 1, 2\nprint(token)": False,
    "token, other = os.environ['HF_TOKEN'], 2\nprint(token)": True,
    f"{TOKEN}(token, other) = pair\nprint(token)": False,
    f"{TOKEN}[token, [other]] = [1, [2]]\nprint(token)": False,
    f"{TOKEN}if (token := 1):\n    print(token)": False,
    # An assignment in a branch leaves the one before possible.
    f"{TOKEN}if args.token:\n    token = args.token\nprint(token)": True,
    f"{TOKEN}if args.token:\n    token = args.token\n    print(token)": False,
    f"token = args.token\nif not token:\n    {TOKEN}print(token)": True,
    f"{TOKEN}for token in text.split():\n    print(token)": False,
    f"{TOKEN}for token in text.split():\n    pass\nprint(token)": True,
    f"{TOKEN}with open('x') as token:\n    print(token)": False,
    f"{TOKEN}with lock:\n    print(token)": True,
    "text = 'a'\ntext += get_token()\nprint(text)": True,
    f"{TOKEN}print([token for token in text])": False,
    f"{TOKEN}[print(token) for part in text]": True,
    # A name of one function is not that of another.
    f"def f():\n    {TOKEN}\ndef g(token):\n    print(token)": False,
    f"def f():\n    {TOKEN}    g(token)\n\ndef g(token):\n    print(token)": True,
    f"def f():\n    {TOKEN}    g(other=1, token=token)\n\ndef g(token):\n    print(token)": True,
    f"def f():\n    {TOKEN}    g(*x, token)\n\ndef g(x, token):\n    print(token)": False,
    "g(1)\ndef g(x, token=None):\n    print(token)": False,
    f"{TOKEN}def f():\n    print(token)": True,
    f"{TOKEN}def f():\n    token = 1\n    print(token)": False,
    f"def f():\n    print(token)\n{TOKEN}": True,
    f"{TOKEN}f = lambda token: print(token)": False,
    "def f(token):\n    if token.startswith('hf_'):\n        print(token)": True,
    "def f(token):\n    token.startswith('hf_')\ndef g(token):\n    print(token)": False,
    "def f(hf_token):\n    print(hf_token)": True,
    # What an object holds is the same everywhere.
    "class A:\n    def f(self):\n        self.key = get_token()\n    def g(self):\n"
    "        print(self.key)": True,
    "class A:\n    def f(self, key):\n        print(key)\n    def g(self):\n"
    "        self.f(get_token())": True,
    f"class A:\n    {TOKEN}    def f(self):\n        print(token)": False,
    "token = token\nprint(token)": False,
    "f()[0] = get_token()\nprint(f()[0])": False,
    "token: str\nprint(token)": False,
}  # fmt: skip


@pytest.mark.parametrize("text", PRINTS)
def test_printed_name(text: str) -> None:
    """A name is judged by its last assignment in its own scope."""
    assert scan(f"import os\n{text}\n") == ["token-printed"] * PRINTS[text]
