"""
The shape of a token: what a value must look like, and what it is if it looks otherwise.

The shape is checked before any request, because the HTTP libraries repeat a header that they cannot
send in their own exceptions.
"""

from __future__ import annotations

TOKEN_PREFIX = "hf_"
OAUTH_PREFIX = "hf_oauth_"  # of a login in the browser
OIDC_PREFIX = "hf_jwt_"  # of a trusted publisher
USUAL_LENGTH = 37  # characters of a user access token; OAuth and OIDC tokens have others
# Tokens, and the names of users and repositories, are made of these.
SAFE_CHARACTERS = frozenset("._-").union(filter(str.isalnum, map(chr, range(128))))

_NO_PREFIX = "The value does not begin with hf_, so it may be a key for another service."
_LEAST_LENGTH = 30  # characters; no name of a file or a function that begins with hf_ is so long
_QUOTES = "\"'`\u2018\u2019\u201c\u201d"
_QUOTES_AND_BLANK = frozenset(_QUOTES + " ")
# Words that make a text which asks to be replaced by a token.
_PLACEHOLDER_WORDS = frozenset(
    "hf hugging face huggingface hub api your my the a this user access write read secret token"
    " tokens key value here goes insert replace replaceme paste put enter add with me change"
    " changeme todo example placeholder redacted masked hidden none null nil undefined nan empty"
    " abc".split()
)
_FILLERS = frozenset("xX*.-_#\u2026\u2022")


def clean(value: str) -> str:
    """Clean as the client library does: no line ends anywhere, no blanks around."""
    return value.replace("\r", "").replace("\n", "").strip()


def is_template(value: str) -> bool:
    """Tell whether the value has the marks of a text that something should have replaced."""
    return value.startswith(("$", "<", "{{")) or (value.startswith("%") and value.endswith("%"))


def is_placeholder(value: str) -> bool:
    """Tell whether the value is a text that stands for a token."""
    core = value.strip(_QUOTES + " ").removeprefix("Bearer ").strip(_QUOTES + " ")
    if is_template(core):
        return True
    body = core.removeprefix(TOKEN_PREFIX)
    if body and (_FILLERS.issuperset(body) or body.endswith(("...", "\u2026", "***"))):
        return True
    words = "".join(char if char.isalnum() else " " for char in core.lower()).split()
    return bool(words) and words != ["hf"] and _PLACEHOLDER_WORDS.issuperset(words)


def describe_placeholder(value: str) -> str:
    """Say which kind of placeholder the value is."""
    is_variable = "$" in value or value.startswith(("%", "{{"))
    kind = "the name of a variable that nothing replaced" if is_variable else "an example text"
    return f"The value is {kind}."


def find_malformation(value: str, *, is_other_hub: bool = False) -> str:
    """
    Say why the value cannot be a token, without showing any of it; "" if it can be one.

    `is_other_hub`: a Hub of one's own decides what its tokens look like.
    """
    if value[0] in _QUOTES or value[-1] in _QUOTES:
        return "The value has quotes around it."
    if value.lower().startswith("bearer "):
        return 'The value begins with the word "Bearer".'
    if value.startswith(("api_org_", "api_")):
        return "The value is an organization's API token, a kind that the Hub no longer takes."
    if is_other_hub and not value.startswith(TOKEN_PREFIX):
        return _find_malformation_elsewhere(value)
    if not value.startswith(TOKEN_PREFIX):
        return _name_vendor(value) or _NO_PREFIX
    if not SAFE_CHARACTERS.issuperset(value):
        return "There is a character in the value that no token has, such as a blank or a quote."
    if value == TOKEN_PREFIX:
        return "There is nothing behind hf_."
    return ""


def _find_malformation_elsewhere(value: str) -> str:
    """Say why the value cannot be the token of whatever Hub, or ""."""
    if of_vendor := _name_vendor(value):
        return of_vendor
    if not value.isascii() or not value.isprintable() or not _QUOTES_AND_BLANK.isdisjoint(value):
        return "There is a character in the value that no token has, such as a blank or a quote."
    return ""


def _name_vendor(value: str) -> str:
    """Say whose key the value looks like, or ""."""
    from .vendors import find_vendor  # a token of the Hub is nobody else's

    name = find_vendor(value)
    return f"The value begins like a key of {name}." if name else ""


def has_token_shape(value: str) -> bool:
    """Tell whether a value is surely meant as a token of the Hub: prefix, length, characters."""
    is_long = len(value) >= _LEAST_LENGTH and not is_placeholder(value)
    return is_long and value.startswith(TOKEN_PREFIX) and SAFE_CHARACTERS.issuperset(value)


def has_unusual_length(value: str) -> bool:
    """Tell whether the value has another length than a user access token, and should have it."""
    return len(value) != USUAL_LENGTH and not value.startswith((OAUTH_PREFIX, OIDC_PREFIX))
