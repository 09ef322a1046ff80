"""
What the script hands in, before anything is asked: the raw secret, and the names of repositories.

The token: everything that touches the raw secret - read, clean, check the shape, wrap. The value
is checked before any request, because the HTTP libraries repeat a header that they cannot send in
their own exceptions. It lives in `Secret`, which shows `hf_***` and nothing else.

The targets: what a person writes for a repository, parsed.
"""

from __future__ import annotations

import os
import sys

from ._problem import Cause

TYPE_CHECKING = False  # `typing` would be half of the import; type checkers know this name
if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping
    from datetime import datetime
    from typing import Any
    from urllib.parse import SplitResult

NAME = "HF_TOKEN"
OLD_NAME = "HUGGING_FACE_HUB_TOKEN"  # still read by the client library
# Where people put the token and the client library does not look for it.
WRONG_NAMES = (
    "TOKEN", "HF_API_TOKEN", "HF_API_KEY", "HF_ACCESS_TOKEN", "HF_HUB_TOKEN", "HUGGINGFACE_TOKEN",
    "HUGGINGFACE_API_TOKEN", "HUGGINGFACE_API_KEY", "HUGGINGFACE_HUB_TOKEN",
    "HUGGINGFACEHUB_API_TOKEN", "HUGGING_FACE_TOKEN",
)  # fmt: skip
PREFIX = "hf_"
_YEAR_9999 = 253_370_764_800  # beyond it there is no date
USUAL_LENGTH = 37  # of a user access token; OAuth and OIDC tokens have others
MASKED = "hf_***"

# Of which tokens and names are made: in ASCII, letters and digits and these.
LETTERS = frozenset("._-").union(filter(str.isalnum, map(chr, range(128))))
_QUOTES = "\"'`\u2018\u2019\u201c\u201d"
# Words of which a text can be made that asks to be replaced by a token.
_PLACEHOLDER_WORDS = frozenset(
    "hf hugging face huggingface hub api your my the a this user access write read secret token"
    " tokens key value here goes insert replace replaceme paste put enter add with me change"
    " changeme todo example placeholder redacted masked hidden none null nil undefined nan empty"
    " abc".split()
)
_FILLERS = frozenset("xX*.-_#\u2026\u2022")


class Token(str):  # noqa: SLOT000 - its attributes have defaults, and survive pickling
    """
    Be the token itself, to be passed on; `repr()` shows `hf_***`, `str()` gives the token.

    Attributes are None (`orgs` empty) where the Hub was not asked or does not say.

    Attributes:
        user: the name of the owner.
        kind: "user", "org" or "app".
        orgs: the names of the owner's organizations.
        role: "read", "write" or "fineGrained".
        expires_at: the end of its life, an aware datetime.

    """

    user: str | None = None
    kind: str | None = None
    orgs: tuple[str, ...] = ()
    role: str | None = None
    expires_at: datetime | None = None

    def __repr__(self) -> str:
        """Show that there is a token, and never which."""
        return MASKED if self else "''"


class Secret:
    """Hold the raw value where no `repr`, pickle or captured local variable shows it."""

    __slots__ = ("__value", "source")

    def __init__(self, value: str, source: str) -> None:
        """Take the cleaned value and the words that name its source."""
        self.__value = value
        self.source = source

    def __repr__(self) -> str:
        """Show that there is a token, and never which."""
        return MASKED

    def __reduce__(self) -> str:
        """Refuse to be pickled."""
        msg = "a secret cannot be pickled"
        raise TypeError(msg)

    def reveal(self) -> str:
        """Return the raw value; only a header, the environment and `Token` may have it."""
        return self.__value

    def is_in(self, text: str) -> bool:
        """Tell whether a text holds the value, if that is no short word."""
        return len(self.__value) >= 16 and self.__value in text  # noqa: PLR2004

    def end(self) -> float | None:
        """Return when it ends, in seconds since 1970, if it is a JWT that says so."""
        parts = self.__value.split(".")
        if len(parts) != 3:  # noqa: PLR2004 - header, payload, signature
            return None
        import base64  # few tokens are JWTs

        try:
            payload = base64.urlsafe_b64decode(parts[1] + "==")  # more than needed does no harm
        except ValueError:
            return None
        end = (parse_object(payload) or {}).get("exp")
        return float(end) if isinstance(end, (int, float)) and 0 < end < _YEAR_9999 else None

    def is_oidc(self) -> bool:
        """Tell whether it is a trusted publisher's token, which whoami may not know."""
        return self.__value.startswith("hf_jwt_")


def parse_object(text: str | bytes) -> dict[str, object] | None:
    """Return the JSON object as it is, or None; who prints of it sends it through the gate."""
    import json  # not for a bare import

    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


class Reading:
    """
    Tell what was found where a token should be.

    Attributes:
        secret: the token, or None if there is none or it cannot be one.
        cause: why it is None, or None if all is well or no token is needed.
        because: the evidence for the cause, in words.
        source: the words that name where it was found.
        shape: what may be said about the value: for the facts.
        found: the variable with the wrong name, or "".
        warnings: what is odd and does no harm.

    """

    secret: Secret | None = None
    cause: Cause | None = None
    because = found = ""

    def __init__(self, source: str = NAME, shape: str = "not set") -> None:
        """Start with nothing found."""
        self.source = source
        self.shape = shape
        self.warnings: list[str] = []


def read_token(explicit: str | None, environ: MutableMapping[str, str]) -> Reading:
    """
    Find the token as the client library does, and check it without asking anybody.

    Raises:
        TypeError: the explicit value is neither a string nor None.

    """
    if explicit is not None and not isinstance(explicit, str):
        msg = f"token must be a string or None, not {type(explicit).__name__}"
        raise TypeError(msg)
    reading, raw = _find(explicit, environ)
    if not raw:
        reading.found = find_wrong_name(environ)
        reading.cause = Cause.TOKEN_WRONG_NAME if reading.found else Cause.TOKEN_MISSING
        return reading
    value = clean(raw)
    shape = MASKED if value.startswith(PREFIX) else "no hf_"
    reading.shape = f"set, {shape}, {len(value)} characters"
    if is_placeholder(value):
        reading.cause = Cause.TOKEN_PLACEHOLDER
        is_name = "$" in value or value.startswith(("%", "{{"))
        what = "the name of a variable that nothing replaced" if is_name else "an example text"
        reading.because = f"The value is {what}."
    elif fault := _fault(value):
        reading.cause, reading.because = Cause.TOKEN_MALFORMED, fault
    else:
        reading.secret = Secret(value, reading.source)
        if value != raw:
            reading.warnings.append(f"{reading.source} had blanks or line ends around it; cleaned")
        if len(value) != USUAL_LENGTH and not value.startswith(("hf_oauth_", "hf_jwt_")):
            reading.warnings.append(
                f"{reading.source} has {len(value)} characters, a user token has"
                f" {USUAL_LENGTH}; the Hub decides"
            )
    return reading


def put_back(secret: Secret, environ: MutableMapping[str, str]) -> str:
    """
    Leave the cleaned token in HF_TOKEN for the rest of the job; return a warning or "".

    A saved login is not copied, and another token that is already there stays.
    """
    if secret.source == SAVED_LOGIN:
        return ""
    name = NAME if clean(environ.get(NAME, "")) else OLD_NAME  # as the client looks for it
    if clean(environ.get(name, "")) not in ("", secret.reveal()):
        return f"{secret.source} was checked; {name} holds another token, which stays in use"
    environ[NAME] = secret.reveal()
    return ""


def clean(value: str) -> str:
    """Clean as the client library does: no line ends anywhere, no blanks around."""
    return value.replace("\r", "").replace("\n", "").strip()


def is_placeholder(value: str) -> bool:
    """Tell whether the value is a text that stands for a token."""
    core = value.strip(_QUOTES + " ").removeprefix("Bearer ").strip(_QUOTES + " ")
    if core.startswith(("$", "<", "{{")) or (core.startswith("%") and core.endswith("%")):
        return True
    body = core.removeprefix(PREFIX)
    if body and (_FILLERS.issuperset(body) or body.endswith(("...", "\u2026", "***"))):
        return True
    words = "".join(char if char.isalnum() else " " for char in core.lower()).split()
    return bool(words) and words != ["hf"] and _PLACEHOLDER_WORDS.issuperset(words)


SAVED_LOGIN = "the saved login"
EXPLICIT = "the token argument"


def _find(explicit: str | None, environ: MutableMapping[str, str]) -> tuple[Reading, str]:
    """Look in the order of the client library, the argument of the call first."""
    if explicit and clean(explicit) and clean(explicit) != clean(environ.get(NAME, "")):
        return Reading(EXPLICIT), explicit
    for name in (NAME, OLD_NAME):
        if clean(environ.get(name, "")):
            reading = Reading(name)
            if name == OLD_NAME:
                reading.warnings.append(f"{OLD_NAME} is an old name; call the secret {NAME}")
            return reading, environ[name]
    if not environ.get("JOB_ID"):
        saved = _read_saved_login(environ)
        if clean(saved):
            reading = Reading(SAVED_LOGIN)
            reading.warnings.append(
                f"{NAME} is not set: using the saved login, which a job will not have"
            )
            return reading, saved
    return Reading(shape="set but empty" if NAME in environ else "not set"), ""


def _read_saved_login(environ: MutableMapping[str, str]) -> str:
    """Read the file that `hf auth login` writes; not by `get_token`, which may refresh or ask."""
    cache = environ.get("XDG_CACHE_HOME") or "~/.cache"
    home = environ.get("HF_HOME") or f"{cache}/huggingface"
    path = os.path.expandvars(os.path.expanduser(environ.get("HF_TOKEN_PATH") or f"{home}/token"))  # noqa: PTH111
    try:
        with open(path, encoding="utf-8") as file:  # noqa: PTH123 - pathlib costs 5 ms
            return file.read(10_000)
    except (OSError, ValueError):
        return ""


def find_wrong_name(environ: Mapping[str, str]) -> str:
    """Return the variable that holds a token and is not read by the client, or ""."""
    for name in (*WRONG_NAMES, *environ):
        if clean(environ.get(name, "")).startswith(PREFIX) and is_wrong_name(name):
            return name
    return ""


def is_wrong_name(name: str) -> bool:
    letters = name.upper().replace("_", "").replace("-", "").replace(".", "").strip()
    return name in WRONG_NAMES or (letters == "HFTOKEN" and name != NAME and name.isascii())


def _fault(value: str) -> str:
    """Say in words that show nothing of it what keeps the value from being a token, or nothing."""
    if value[0] in _QUOTES or value[-1] in _QUOTES:
        return "The value has quotes around it."
    if value.lower().startswith("bearer "):
        return 'The value begins with the word "Bearer".'
    if value.startswith(("api_org_", "api_")):
        return "The value is an organization's API token, a kind that the Hub no longer takes."
    if not value.startswith(PREFIX):
        return "The value does not begin with hf_, so it may be a key for another service."
    if not LETTERS.issuperset(value):
        return "There is a character in the value that no token has, such as a blank or a quote."
    if value == PREFIX:
        return "There is nothing behind hf_."
    return ""


PROBED_TYPES = ("model", "dataset", "space")  # the Hub has no known probe for the others
TYPES = {f"{type_}s": type_ for type_ in (*PROBED_TYPES, "bucket", "kernel")}
HUB_HOSTS = ("huggingface.co", "www.huggingface.co", "hf.co")
LOCAL_STARTS = ("./", "../", "/", "~")
# The marks after which an address of a page goes on into the repository.
_PAGES_WITH_REVISION = ("tree", "blob", "resolve", "raw", "commits", "commit")
# What `transformers.TrainingArguments` call the places of trackio, by version.
_TRACKIO = (
    ("trackio_space_id", "spaces"),
    ("trackio_static_space_id", "spaces"),
    ("trackio_bucket_id", "buckets"),
)
_MAX_LENGTH = 96  # of each part, huggingface_hub.utils.validate_repo_id
NOT_A_NAME = frozenset({"None", "undefined"})  # what a variable without a value turns into


class Target:
    """
    Name a repository on the Hub and what is wanted of it.

    Attributes:
        type: model, dataset, space, bucket or kernel.
        owner: the namespace, or "" where none was written.
        name: the repository's own name.
        revision: branch, tag or commit, or "".
        mode: read or write.
        is_wish: true if a refusal shall only be a warning.

    """

    def __init__(  # noqa: PLR0913 - a record
        self, type_: str, owner: str, name: str, revision: str, mode: str, *, is_wish: bool = False
    ) -> None:
        """Take the parts; `parse` makes them."""
        self.type = type_
        self.owner = owner
        self.name = name
        self.revision = revision
        self.mode = mode
        self.is_wish = is_wish

    @property
    def id(self) -> str:
        """The name by which the API knows it."""
        return f"{self.owner}/{self.name}" if self.owner else self.name

    @property
    def noun(self) -> str:
        """The type as a word of a sentence."""
        return "Space" if self.type == "space" else self.type

    @property
    def page(self) -> str:
        """The path of its page, which is also the shortest way to write it."""
        return self.id if self.type == "model" else f"{self.type}s/{self.id}"

    def __str__(self) -> str:
        """Return it as a person would write it."""
        return f"{self.page}@{self.revision}" if self.revision else self.page

    def in_namespace(self, owner: str) -> Target:
        """Return the same name under another owner."""
        return Target(self.type, owner, self.name, self.revision, self.mode, is_wish=self.is_wish)

    def of_type(self, type_: str) -> Target:
        """Return the same name as another type."""
        return Target(type_, self.owner, self.name, self.revision, self.mode, is_wish=self.is_wish)


class TargetError(ValueError):
    """A text that cannot be the name of a repository, with the reason."""

    def __init__(self, text: str, reason: str) -> None:
        """Keep both for the report."""
        super().__init__(text, reason)
        self.text = text
        self.reason = reason
        self.is_wish = text.strip().endswith("?")


def parse_all(
    wanted: object, mode: str, repo_type: str, secret: Secret | None = None
) -> tuple[list[Target], list[TargetError]]:
    """
    Parse the value of `read=` or `write=`: nothing, one target or many.

    The secret must not get into an address, which is logged by whoever sees it.

    Raises:
        TypeError: something among them is no name, no sequence and no TrainingArguments.

    """
    targets: dict[str, Target] = {}
    errors = []
    for text in _texts(wanted, mode):
        try:
            if secret and secret.is_in(text):
                raise TargetError(text, "it holds the token itself.")  # noqa: TRY301
            target = parse(text, mode, repo_type)
        except TargetError as error:
            errors.append(error)
        else:
            known = targets.setdefault(str(target), target)
            known.is_wish = known.is_wish and target.is_wish
    return list(targets.values()), errors


def parse(text: str, mode: str, repo_type: str) -> Target:
    """
    Parse one target: `[hf://][datasets/|...]owner/name[@revision]` or the address of its page.

    Raises:
        TargetError: the Hub cannot have a repository of that name.

    """
    rest = text.strip()
    is_wish = rest.endswith("?")
    rest = rest[:-1] if is_wish else rest
    if rest.lower().startswith(("https://", "http://")):
        type_, id_, revision = _split_address(text, rest)
    else:
        rest, _, revision = rest.removeprefix("hf://").partition("@")
        prefix, slash, more = rest.partition("/")
        is_prefixed = slash and prefix in TYPES
        type_, id_ = (TYPES[prefix], more) if is_prefixed else (repo_type, rest)
    _check_id(text, id_)
    if not revision.isprintable() or " " in revision:
        raise TargetError(text, "a revision has no blanks and no control characters.")
    owner, _, name = id_.rpartition("/")
    return Target(type_, owner, name, revision, mode, is_wish=is_wish)


def own_endpoints() -> list[str]:
    """Return what is set as the Hub's address, as the client library has read it first."""
    constants = sys.modules.get("huggingface_hub.constants")
    found = (getattr(constants, "ENDPOINT", None), os.environ.get("HF_ENDPOINT"))
    return [address for address in found if address and isinstance(address, str)]


def split(address: str) -> SplitResult:
    """Take an address apart; what is none has no parts."""
    from urllib.parse import urlsplit  # a job of the usual kind does not come by here

    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def _texts(wanted: Any, mode: str) -> list[str]:  # noqa: ANN401 - a caller can give anything
    """Flatten what the caller gave, and leave out what is empty or lies on the local disk."""
    if wanted is None or wanted is False or wanted == "":
        return []
    text = os.fspath(wanted) if isinstance(wanted, os.PathLike) else wanted
    if isinstance(text, str):
        is_local = text.startswith(LOCAL_STARTS) or os.path.exists(text)  # noqa: PTH110 - pathlib is slow
        return [] if mode == "read" and is_local else [text]
    if hasattr(wanted, "push_to_hub") and hasattr(wanted, "output_dir") and mode == "write":
        return _training_targets(wanted)
    if hasattr(wanted, "__iter__") and not isinstance(wanted, (bytes, bytearray, dict)):
        return [text for item in wanted for text in _texts(item, mode)]
    kind = type(wanted).__name__
    msg = f"{mode}= takes the name of a repository, or several in a list, not {kind}"
    raise TypeError(msg)


def _training_targets(arguments: object) -> list[str]:
    """
    Read where a `transformers.Trainer` writes: its model, and as a wish the Space of trackio.

    The model's name is `hub_model_id`, else the last part of `output_dir`; every `hub_strategy`
    pushes it in the end. Where trackio is only told of by a name, what it does is its own affair.
    """
    folder = os.path.abspath(str(getattr(arguments, "output_dir", "") or ""))  # noqa: PTH100
    name = getattr(arguments, "hub_model_id", None) or os.path.basename(folder)  # noqa: PTH119
    targets = [f"models/{name}"] if getattr(arguments, "push_to_hub", False) else []
    reports = getattr(arguments, "report_to", None) or ()
    if "trackio" in ([reports] if isinstance(reports, str) else reports):
        for attribute, kind in _TRACKIO:
            place = getattr(arguments, attribute, None)
            targets += [f"{kind}/{place}?"] if place and isinstance(place, str) else []
    return targets


def _split_address(text: str, address: str) -> tuple[str, str, str]:
    """Take type, name and revision out of the address of a page of the Hub."""
    from urllib.parse import unquote  # few targets are addresses

    url = split(address)
    own = map(split, own_endpoints())
    home = next((home for home in own if home.netloc.lower() == url.netloc.lower()), None)
    if home is None and url.netloc.lower() not in HUB_HOSTS:
        raise TargetError(text, "the address is not one of the Hub's.")
    path = url.path.removeprefix(home.path) if home else url.path
    parts = [part for part in path.split("/") if part]
    type_ = TYPES[parts.pop(0)] if parts and parts[0] in TYPES else "model"
    for mark in _PAGES_WITH_REVISION:
        at = 1 if parts[1:2] == [mark] and len(parts) > 2 else 2  # noqa: PLR2004 - owner and name
        if parts[at : at + 1] == [mark]:
            return type_, "/".join(parts[:at]), unquote(parts[at + 1]) if parts[at + 1 :] else ""
    return type_, "/".join(parts[:2]), ""


def _check_id(text: str, id_: str) -> None:
    """Refuse what `huggingface_hub.utils.validate_repo_id` refuses, and the texts of no value."""
    parts = id_.split("/")
    if f"{parts[0]}s" in TYPES and len(parts) > 2:  # noqa: PLR2004 - owner and name
        raise TargetError(text, f"the type is written {parts[0]}s/ with an s.")
    if len(parts) > 2:  # noqa: PLR2004 - likewise
        raise TargetError(
            text, "a name has two parts, owner/name; a file inside a repository is not one."
        )
    if not all(parts):
        raise TargetError(text, "a part of the name is empty; is a variable of the script empty?")
    if not NOT_A_NAME.isdisjoint(parts):
        raise TargetError(
            text, 'a part of the name is "None" or "undefined": a variable had no value.'
        )
    if not LETTERS.issuperset("".join(parts)):
        raise TargetError(text, "a name has only the characters A-Z a-z 0-9 . _ -")
    for part in parts:
        if len(part) > _MAX_LENGTH:
            raise TargetError(text, f"a name has at most {_MAX_LENGTH} characters.")
        if part[0] in "-." or part[-1] in "-." or "--" in part or ".." in part:
            raise TargetError(text, "a name does not begin or end with - or . nor have -- or ..")
    if parts[-1].endswith(".git"):
        raise TargetError(text, "a name does not end with .git")
