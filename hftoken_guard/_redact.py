"""
The one gate through which text leaves the package: no secret, no control character, ASCII.

Secrets are found by value (any six consecutive characters of a token, also in base64) and by
pattern (things that look like a token, credentials in addresses and headers).
Nothing here is loaded before there is something to print.
"""

from __future__ import annotations

import os
import re
from binascii import b2a_base64

from ._token import is_placeholder

MASK = "***"
RUN = 6  # so many consecutive characters of a secret are never shown
FOREIGN_LIMIT = 300
FOREIGN_READ = 10_000  # more of it is not looked at: who sends that much sends no sentence

# What looks like a token wherever it stands; names such as hf_hub_download do not.
_TOKEN = re.compile(
    r"(hf_(?:oauth_+|jwt_+)|api_org_)[A-Za-z0-9][A-Za-z0-9_.\-]*|(hf_)[A-Za-z0-9]{16,}[A-Za-z0-9_.\-]*"
)
# The secret part of a value that is known to be a secret, whatever has got into it.
_SECRET_PART = re.compile(r"hf_(?:oauth_+|jwt_+)?(\S+)")
_CREDENTIALS = (
    # Followed by what has a digit or a capital: "basic hardware" is no credential.
    re.compile(r"\b((?i:bearer|basic):?\s{1,8})((?=\S{0,80}[A-Z0-9])[A-Za-z0-9+/_.=\-]{6,})"),
    re.compile(r"(://)([^\s/\"']+)(?=@)"),
    re.compile(r"(?i)((?:x-amz-signature|signature|x-amz-credential)=)([^&\s\"'\\]+)"),
    re.compile(r"\b()((?:gh[pousr]_|github_pat_|sk-|xox[abprs]-|glpat-|AKIA)[A-Za-z0-9_\-]{12,})"),
)
_SECRET_WORDS = frozenset(
    "TOKEN SECRET PASS PASSWD KEY APIKEY CREDENTIAL CREDENTIALS CREDS PAT JWT AUTH COOKIE".split()
)
_NOT_SECRET_ENDS = frozenset({"PATH", "FILE", "DIR", "URL", "NAME", "SOCK", "USER"})


def scrub(text: str, secrets: tuple[str, ...]) -> str:
    """Mask the given secrets, those of the environment, and all that looks like one."""
    # By pattern first: a whole token then leaves one mask, and pieces are looked for after that.
    text = _TOKEN.sub(lambda match: (match.group(1) or match.group(2)) + MASK, text)
    for pattern in _CREDENTIALS:
        text = pattern.sub(rf"\1{MASK}", text)
    return _mask_values(text, (*secrets, *_environment_secrets()))


def foreign(text: object, secrets: tuple[str, ...] = ()) -> str:
    """Return somebody else's text on one line: redacted, then escaped, then cut."""
    line = escape(scrub(str(text)[:FOREIGN_READ], secrets), newlines=False)
    return line if len(line) <= FOREIGN_LIMIT else line[: FOREIGN_LIMIT - 3] + "..."


def escape(text: str, *, newlines: bool) -> str:
    """Return the text in ASCII, with its control characters escaped so that they do nothing."""
    shown = "".join(
        char if char.isprintable() or (newlines and char == "\n") else repr(char)[1:-1]
        for char in text
    )
    return shown.encode("ascii", "backslashreplace").decode("ascii")


def _mask_values(text: str, secrets: tuple[str, ...]) -> str:
    grams: dict[int, set[str]] = {}
    for secret in secrets:
        for piece, size in _pieces(secret):
            known = grams.setdefault(size, set())
            known.update(piece[i : i + size] for i in range(len(piece) - size + 1))
    hidden = bytearray(len(text))
    for size, known in grams.items():
        # Whatever stands here of a run, half of it begins at a multiple of the step.
        half = size // 2
        step = size - half + 1
        halves = {run[i : i + half] for run in known for i in range(step)}
        for i in range(0, len(text), step):
            if text[i : i + half] in halves:
                for start in range(max(0, i - step + 1), i + 1):
                    if text[start : start + size] in known:
                        hidden[start : start + size] = b"\1" * size
    if 1 not in hidden:
        return text
    parts = re.split(b"(\1+)", bytes(hidden))
    shown, at = [], 0
    for part in parts:
        shown.append(MASK if part.startswith(b"\1") else text[at : at + len(part)])
        at += len(part)
    return "".join(shown)


def _pieces(secret: str) -> list[tuple[str, int]]:
    """List the texts of which no run may be shown, each with the length of a run."""
    import json
    from urllib.parse import quote  # both are slow, and often there is no secret

    tokens = [part for part in _SECRET_PART.findall(secret) if len(part) >= RUN]
    # The rest of a token that a blank has got into.
    tokens += [word for word in secret.partition("hf_")[2].split()[1:] if word.isalnum()]
    words = re.findall(r"[A-Za-z0-9]+", secret) + re.findall(r"[\w.\-]+", secret)
    pieces = [(word, RUN) for word in words if _is_random(word, RUN if tokens else 16)]
    for text in tokens or [secret]:
        forms = {text, quote(text, safe=""), json.dumps(text)[1:-1], repr(text)[1:-1]}
        forms |= set() if tokens else {_base64(text.encode("utf-8", "replace")).rstrip("=")}
        pieces += [(form, RUN if tokens else len(form)) for form in forms if len(form) >= RUN]
    for token in tokens:
        pieces.extend(_base64_pieces(token))
    return pieces


def _is_random(word: str, least: int) -> bool:
    """Tell whether a part of a secret is none of the words that a message may need."""
    letters = "".join(filter(str.isalnum, word))
    is_word = letters.isalpha() and (letters[1:].islower() or letters.isupper())
    return len(word) >= least and (not is_word or (word.isalnum() and len(word) >= 16))  # noqa: PLR2004


def _base64_pieces(token: str) -> list[tuple[str, int]]:
    """Encode the token at each of the three places it can have in a longer base64 text."""
    size = 8  # characters of base64 for six of the token
    pieces = []
    for shift in range(3):
        inner = _base64(b"\0" * shift + token.encode("utf-8", "replace"))
        inner = inner.rstrip("=")[2 if shift else 0 :][:-1]  # the ends mix with the neighbours
        pieces += [(inner, size), (inner.translate(str.maketrans("+/", "-_")), size)]
    return [(piece, size) for piece, size in pieces if len(piece) >= size]


def _base64(data: bytes) -> str:
    return b2a_base64(data, newline=False).decode()


def _environment_secrets() -> list[str]:
    secrets = []
    for name, value in os.environ.items():
        if name.upper().endswith("_PROXY"):
            user = value.rpartition("@")[0].partition("://")[2]
            secrets += [part for part in (user.partition(":")[2],) if len(part) >= RUN]
        elif _is_secret_name(name) and len(value.strip()) >= RUN:
            # The text $HF_TOKEN is no secret, and the messages must be able to say it.
            is_text = "TOKEN" in name.upper() and is_placeholder(value.strip())
            secrets += [] if is_text and not _TOKEN.search(value) else [value.strip()]
    return secrets


def _is_secret_name(name: str) -> bool:
    words = name.upper().replace("-", "_").split("_")
    is_word = (
        not _SECRET_WORDS.isdisjoint(words) or "PASSW" in name.upper() or "PASSP" in name.upper()
    )
    return is_word and words[-1] not in _NOT_SECRET_ENDS
