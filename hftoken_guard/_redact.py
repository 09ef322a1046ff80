"""
How text leaves the package: no secret in it, no control character, only ASCII.

Secrets are found by value (any six consecutive characters of a token, also in base64) and by
pattern (what looks like a token, credentials in addresses and headers).

`redact` takes out the secrets. `sanitize_line` also makes one short line of somebody else's text.
`sanitize_text` does the same for a text of ours, which keeps its lines and its length.
"""

from __future__ import annotations

import os
import re
from binascii import b2a_base64
from typing import TYPE_CHECKING

from ._token.shape import is_placeholder

if TYPE_CHECKING:
    from collections.abc import Iterable

MASK = "***"
RUN = 6  # so many consecutive characters of a secret are never shown
CODED_RUN = 8  # and so many of its base64
LINE_LIMIT = 300  # characters that are shown of a line of somebody else's
READ_LIMIT = 10_000  # characters that are read of it: whoever sends more sends no sentence
_WHOLE_WORD = 16  # characters; a shorter part of a secret can be an ordinary word

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
    # A password may hold a slash; what follows a host is a port.
    re.compile(r"(://)([^\s/:\"'@]*:(?!\d{1,5}/)[^\s\"']+)(?=@)"),
    re.compile(r"(?i)((?:x-amz-signature|signature|x-amz-credential)=)([^&\s\"'\\]+)"),
    re.compile(r"\b()((?:gh[pousr]_|github_pat_|sk-|xox[abprs]-|glpat-|AKIA)[A-Za-z0-9_\-]{12,})"),
)
_SECRET_WORDS = frozenset(
    "TOKEN SECRET PASS PASSWD KEY APIKEY CREDENTIAL CREDENTIALS CREDS PAT JWT AUTH COOKIE".split()
)
# Variables whose values are addresses end so.
_ADDRESS_ENDS = ("PROXY", "ENDPOINT", "URL", "URI")
# What an address begins with, and what one begins with that is not right.
_SCHEME = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.\-]*:/+|/{2,})?")
_NOT_SECRET_ENDS = frozenset("PATH FILE DIR URL NAME SOCK USER TYPE PROVIDER MODE PREFIX".split())


def redact(text: str, secrets: tuple[str, ...] = ()) -> str:
    """Mask the given secrets, those of the environment, and all that looks like one."""
    if len(text) < RUN:
        return text
    try:
        # By pattern first: a whole token then leaves one mask, and pieces are looked for after.
        text = _TOKEN.sub(lambda match: (match.group(1) or match.group(2)) + MASK, text)
        for pattern in _CREDENTIALS:
            text = pattern.sub(rf"\1{MASK}", text)
        return _mask_values(text, {*secrets, *_environment_secrets()})
    except Exception:
        return MASK


def split_user(address: str) -> tuple[str, str, str]:
    """
    Return the scheme, the user with the password, and the rest of what is meant as an address.

    It need not be one: the scheme can be missing, and a password can hold a slash. So all before
    the last `@` is the user.
    """
    scheme = _SCHEME.match(address)[0]  # type: ignore[index]
    user, _, rest = address[len(scheme) :].rpartition("@")
    return scheme, user, rest


def hide_user(address: str) -> str:
    """Return an address, or what is meant as one, with a mask in the place of its user."""
    scheme, user, rest = split_user(address)
    return f"{scheme}{MASK}@{rest}" if user else address


def sanitize_line(text: object, secrets: tuple[str, ...] = ()) -> str:
    """Return somebody else's text on one line: redacted, then escaped, then cut."""
    line = _escape(redact(str(text)[:READ_LIMIT], secrets), keep="")
    return line if len(line) <= LINE_LIMIT else line[: LINE_LIMIT - 3] + "..."


def sanitize_text(text: str, secrets: tuple[str, ...] = ()) -> str:
    """Return a whole text of ours, redacted and escaped; its line ends stay."""
    return _escape(redact(text, secrets), keep="\n")


def _escape(text: str, *, keep: str) -> str:
    """Return the text in ASCII, with its control characters escaped so that they do nothing."""
    shown = "".join(
        char if char.isprintable() or char == keep else repr(char)[1:-1] for char in text
    )
    return shown.encode("ascii", "backslashreplace").decode("ascii")


def _mask_values(text: str, secrets: set[str]) -> str:
    """Mask what stands in the text of the secrets, in whatever form."""
    hidden = bytearray(len(text))
    pieces: dict[int, list[str]] = {RUN: [], CODED_RUN: []}
    for secret in secrets:
        for piece, size in _pieces(secret):
            if size in pieces:
                pieces[size].append(piece)
            else:
                _hide_whole(hidden, text, piece)
    for size, wholes in pieces.items():
        runs = (whole[i : i + size] for whole in wholes for i in range(len(whole) - size + 1))
        known = set(runs) if len(text) > READ_LIMIT else _common(runs, text, size)
        _hide_runs(hidden, text, known, size)
    return _mask_hidden(text, hidden)


def _mask_hidden(text: str, hidden: bytearray) -> str:
    """Put one mask in the place of each hidden part."""
    if 1 not in hidden:
        return text
    shown, at = [], 0
    for part in re.split(b"(\1+)", bytes(hidden)):
        shown.append(MASK if part.startswith(b"\1") else text[at : at + len(part)])
        at += len(part)
    return "".join(shown)


def _hide_whole(hidden: bytearray, text: str, piece: str) -> None:
    """Mark a secret of which only the whole is one."""
    start = text.find(piece)
    while start >= 0:
        hidden[start : start + len(piece)] = b"\1" * len(piece)
        start = text.find(piece, start + 1)


def _hide_runs(hidden: bytearray, text: str, known: set[str], size: int) -> None:
    """Mark the runs; whatever stands here of one, half of it begins at a multiple of the step."""
    half = size // 2
    step = size - half + 1
    halves = {run[i : i + half] for run in known for i in range(step)}
    for i in range(0, len(text) if known else 0, step):
        if text[i : i + half] in halves:
            for start in range(max(0, i - step + 1), i + 1):
                if text[start : start + size] in known:
                    hidden[start : start + size] = b"\1" * size


def _common(runs: Iterable[str], text: str, size: int) -> set[str]:
    """Return the runs that a short text has; a secret can be a long file."""
    there = {text[i : i + size] for i in range(len(text) - size + 1)}
    return {run for run in runs if run in there}


def _pieces(secret: str) -> list[tuple[str, int]]:
    """List the texts of which no run may be shown, each with the length of a run."""
    import json
    from urllib.parse import quote  # both are slow, and often there is no secret

    tokens = [part for part in _SECRET_PART.findall(secret) if len(part) >= RUN]
    # The rest of a token that a blank has got into.
    tokens += [word for word in secret.partition("hf_")[2].split()[1:] if word.isalnum()]
    words = re.findall(r"[A-Za-z0-9]+", secret) + re.findall(r"[\w.\-]+", secret)
    pieces = [(word, RUN) for word in words if _is_random(word, RUN if tokens else _WHOLE_WORD)]
    for text in tokens or [secret]:
        forms = {
            text,
            quote(text, safe="", errors="replace"),
            json.dumps(text)[1:-1],
            repr(text)[1:-1],
        }
        forms |= set() if tokens else {_base64(text.encode("utf-8", "replace")).rstrip("=")}
        pieces += [(form, RUN if tokens else len(form)) for form in forms if len(form) >= RUN]
    for token in tokens:
        pieces.extend(_base64_pieces(token))
    return pieces


def _is_random(word: str, least: int) -> bool:
    """Tell whether a part of a secret is none of the words that a message may need."""
    letters = "".join(filter(str.isalnum, word))
    is_word = letters.isalpha() and (letters[1:].islower() or letters.isupper())
    is_long = word.isalnum() and len(word) >= _WHOLE_WORD
    return len(word) >= least and (not is_word or is_long)


def _base64_pieces(token: str) -> list[tuple[str, int]]:
    """Encode the token at each of the three places that it can have in a longer base64 text."""
    pieces = []
    for shift in range(3):
        inner = _base64(b"\0" * shift + token.encode("utf-8", "replace"))
        inner = inner.rstrip("=")[2 if shift else 0 :][:-1]  # the ends mix with the neighbours
        pieces += [inner, inner.translate(str.maketrans("+/", "-_"))]
    return [(piece, CODED_RUN) for piece in pieces]


def _base64(data: bytes) -> str:
    return b2a_base64(data, newline=False).decode()


def _environment_secrets() -> list[str]:
    """Return the secrets of the environment, which are known by the names of their variables."""
    secrets = []
    for name in list(os.environ):  # which another thread may change
        value = os.environ.get(name, "")
        if "@" in value and name.upper().endswith(_ADDRESS_ENDS):
            user = split_user(value)[1]
            secrets += [user.partition(":")[2], f"{user}@"]
        elif _is_secret_name(name):
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
