# /// script
# requires-python = ">=3.10"
# dependencies = ["starlette", "uvicorn", "trustme"]
# ///
"""
Look at random for a way in which a secret gets out: over a million cases, in some minutes.

    uv run --with-editable . scripts/fuzz.py [--texts 1000000] [--reports 20000] [--seed 1]

Three kinds of cases: a text that holds a secret in some form goes through `redact`; a variable
holds something that is nearly a token, and the whole report is read; a server repeats the token
in some form. Whether a secret got out is decided by decoding what came out, not by the rules of
the package. Ends with exit code 1, and the seed of the case, if one did.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import pickle
import re
import string
import sys
import time
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any
from unittest import mock
from urllib.parse import quote, unquote

from huggingface_hub import constants
from standin.server import LocalHub
from standin.world import World

from hftoken_guard import GuardError, _memory, check_token, redact

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

RUN = 6
LETTERS = string.ascii_letters + string.digits
PREFIX = re.compile(r"^hf_(?:oauth_+|jwt_+)?")
BASE64 = re.compile(r"[A-Za-z0-9+/_-]{8,}")
ODD = "\u201c\u201d\u2018\u2019\u00ab\u00bb\u200b\u00a0\x00\x07\x1b\x7f\udce4\r\n\t\"'`$%&<>\\ "
WORDS = "error in the job: no access to datasets/alice/results, request 7f3a (HTTP 403)".split()
NAMES = ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "UV_SCRIPT_HF_TOKEN", "MY_API_KEY", "WEBHOOK_SECRET")


@dataclass(frozen=True)
class Case:
    """A secret, where it is kept, and a text that holds it."""

    secret: str
    name: str
    text: str
    form: str


def token(random: Random) -> str:
    """Return a value that the Hub could have made, or another vendor."""
    kind = random.randrange(12)
    body = "".join(random.choices(LETTERS, k=random.choice((34, 34, 34, 16, 37, 60))))
    if kind == 0:
        return f"hf_oauth_{body}"
    if kind == 1:
        head = b'{"alg":"RS256","kid":"' + str(random.random()).encode() + b'"}'
        coded = [base64.urlsafe_b64encode(data) for data in (head, random.randbytes(60))]
        parts = [part.decode().rstrip("=") for part in coded]
        return f"hf_jwt_{'.'.join((*parts, body))}"
    return f"hf_{body}"


def forms(secret: str) -> dict[str, Callable[[Random], str]]:
    """Return the ways in which a text can hold a secret."""
    raw = secret.encode("utf-8", "replace")

    def part(random: Random) -> str:
        length = random.randint(RUN + 3, len(secret))
        start = random.randint(0, len(secret) - length)
        return secret[start : start + length]

    def shifted(random: Random) -> str:
        before, behind = (
            random.randbytes(random.randrange(4)),
            random.randbytes(random.randrange(4)),
        )
        return base64.b64encode(before + raw + behind).decode()

    return {
        "raw": lambda _: secret,
        "part": part,
        "url": lambda _: quote(secret, safe=""),
        "json": lambda _: json.dumps(secret),
        "repr": lambda _: repr(secret),
        "bytes": lambda _: repr(raw),
        "base64": shifted,
        "base64 for addresses": lambda random: shifted(random).translate(str.maketrans("+/", "-_")),
        "basic": lambda _: "Basic " + base64.b64encode(b"hf_user:" + raw).decode(),
        "bearer": lambda _: f"authorization: Bearer {secret}",
        "address": lambda _: f"https://user:{quote(secret, safe='')}@huggingface.co/x",
        "twice": lambda _: secret * 2,
    }


def make_text(random: Random, secret: str) -> tuple[str, str]:
    """Put the secret in some form among words, and return the text with the form's name."""
    known = forms(secret)
    form = random.choice(list(known))
    glue = random.choice((" ", "", "=", "/", '"', "'", "\n", ",", "x"))
    before, behind = (" ".join(random.choices(WORDS, k=random.randrange(4))) for _ in range(2))
    return f"{before}{glue}{known[form](random)}{glue}{behind}", form


def make_case(random: Random) -> Case:
    """Return one case for `redact`."""
    secret = token(random)
    text, form = make_text(random, secret)
    return Case(secret, random.choice(NAMES), text, form)


def nearly_a_token(random: Random) -> tuple[str, str]:
    """Return a value that somebody put into the variable, and the secret in it."""
    secret = token(random)
    body = PREFIX.sub("", secret)
    at = random.randrange(1, len(secret))
    odd = random.choice(ODD)
    ways: tuple[str, ...] = (
        f'"{secret}"', f"'{secret}'", f"\u201c{secret}\u201d", f"Bearer {secret}",
        f"HF_TOKEN={secret}", json.dumps({"token": secret, "user": "alice"}), f"{secret} {secret}",
        f"{secret}\n{token(random)}", secret[:at] + odd + secret[at:], f"sk-proj-{body}",
        f"ghp_{body}", f"api_org_{body}", body, secret[:2] + secret[3:], f"${{{secret}}}",
        f"https://user:{secret}@huggingface.co", f"-----BEGIN KEY-----\n{body}\n-----END KEY-----",
        base64.b64encode(secret.encode()).decode(), f"{secret}{odd}", odd + secret,
    )  # fmt: skip
    return random.choice(ways), body


def runs(secret: str) -> set[str]:
    """Return what must not be seen: each run of the secret part's characters."""
    body = PREFIX.sub("", secret)
    return {body[i : i + RUN] for i in range(len(body) - RUN + 1)}


def readings(text: str) -> Iterator[str]:
    """Return a text as it is, and decoded in the ways in which it could be."""
    yield text
    if "%" in text:
        yield unquote(text)
    if "\\" in text:
        yield text.replace("\\", "")
    for found in BASE64.findall(text):
        for start in range(4):
            piece = found[start:].translate(str.maketrans("-_", "+/"))
            yield base64.b64decode(piece[: len(piece) // 4 * 4]).decode("latin-1")


def got_out(text: str, secret: str) -> bool:
    """Tell whether six consecutive characters of the secret part can be read from the text."""
    hidden = runs(secret)
    return any(
        reading[i : i + RUN] in hidden
        for reading in readings(text)
        for i in range(len(reading) - RUN + 1)
    )


def check_text(random: Random) -> str:
    """Try one text; return what is wrong, or ""."""
    case = make_case(random)
    with mock.patch.dict(os.environ, {case.name: case.secret}, clear=True):
        shown = redact(case.text)
    return f"{case.form} in {case.name}: {shown!r}" if got_out(shown, case.secret) else ""


def check_report(random: Random) -> str:
    """Try one variable; return what is wrong, or ""."""
    value, secret = nearly_a_token(random)
    value = value.replace("\0", "")  # no environment can hold it
    environ = {random.choice(NAMES[:3]): value, "HF_HUB_OFFLINE": "1", "JOB_ID": "7f3a"}
    argument = random.choice((None, value))
    target = random.choice(("datasets/alice/results", f"alice/{secret[:40]}", f"a/b/{value}"))
    with mock.patch.dict(os.environ, environ, clear=True):
        try:
            check_token(argument, write=target)
        except GuardError as error:
            texts = [str(error), repr(error), pickle.dumps(error).decode("latin-1")]
            texts.append(json.dumps([problem.as_dict() for problem in error.problems]))
            return next((f"{value!r}: {text}" for text in texts if got_out(text, secret)), "")
    return f"{value!r} was let through"


class Echo:
    """A stand-in Hub that repeats what it is told to."""

    def __init__(self) -> None:
        """Start it, and make it the client's endpoint."""
        self.world = World()
        self.world.add_user("alice")
        self.world.add_repo("alice/results", "dataset")
        self.hub = LocalHub(self.world, api_quota=10**9)
        self.hub.__enter__()
        constants.ENDPOINT = self.hub.endpoint

    def check(self, random: Random) -> str:
        """Try one answer; return what is wrong, or ""."""
        secret = token(random)
        self.world.tokens.clear()
        _memory.forget_all()
        text, form = make_text(random, secret)
        name = random.choice((text, "laptop")).replace("\n", " ")
        self.world.add_token("alice", "read", value=secret, name=name)
        self.hub.heal()
        line = " ".join(re.sub(r"[^ -~]", "", text).split())
        code = random.choice((400, 401, 402, 403, 404, 451))
        path = random.choice(("whoami", "auth-check", ".*"))
        self.hub.fail("status", path=path, code=code, message=line)
        with mock.patch.dict(os.environ, {"HF_TOKEN": secret}):
            try:
                check_token(write="datasets/alice/results", timeout=5)
            except GuardError as error:
                shown = str(error) + repr(vars(error)) + repr(error.problems[0].as_dict())
                return f"{form}, {code}: {shown}" if got_out(shown, secret) else ""
        return f"{form}, {code}: let through"


def run(check: Callable[[Random], str], count: int, seed: int, name: str) -> int:
    """Try so many cases and print the figure; return how many failed."""
    start = time.monotonic()
    failed = 0
    for number in range(count):
        if wrong := check(Random(f"{seed}/{name}/{number}")):  # noqa: S311 - to be repeated
            failed += 1
            if failed <= 10:
                print(f"{name} {seed}/{name}/{number}: {wrong[:300]!r}", flush=True)
    print(f"{name}: {count} cases, {failed} leaks, {time.monotonic() - start:.0f} s", flush=True)
    return failed


def main(arguments: Sequence[str] | None = None) -> int:
    """Try all kinds and return the exit code."""
    parser = argparse.ArgumentParser(description="Look at random for a leak.")
    for name, count in {"texts": 1_000_000, "reports": 20_000, "answers": 2_000}.items():
        parser.add_argument(f"--{name}", type=int, default=count)
    parser.add_argument("--seed", type=int, default=1)
    options: Any = parser.parse_args(arguments)
    failed = run(check_text, options.texts, options.seed, "texts")
    failed += run(check_report, options.reports, options.seed, "reports")
    failed += run(Echo().check, options.answers, options.seed, "answers")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
