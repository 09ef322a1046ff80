"""
What a request was for, read from its address: the step of the job, the host, the repository.

The routes are those of the Hub's OpenAPI description and of the released client libraries.
"""

from __future__ import annotations

import os
import re
import sys
from urllib.parse import unquote, urlsplit

from ._targets import NOT_A_NAME, TYPES, Target, TargetError, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from urllib.parse import SplitResult

# Steps of a job.
WHOAMI, OLD_WHOAMI, CREATE, WRITE, SETTINGS = "whoami", "old-whoami", "create", "write", "settings"
READ, PAGE, INFERENCE, JOBS, OTHER = "read", "page", "inference", "jobs", "other"
REPOSITORY_STEPS = (READ, WRITE, SETTINGS)
WRITE_STEPS = (CREATE, WRITE, SETTINGS)
# Kinds of hosts.
HUB, STORAGE, FOREIGN, UNKNOWN = "hub", "storage", "foreign", "unknown"

_HUB_DOMAINS = ("huggingface.co", "hf.co", "huggingface.cloud")
_HUB_NAME = re.compile(r"(?<![\w-])(?:huggingface\.co|hf\.co)\b")
# The storage of the Hub; another bucket at Amazon is somebody else's.
_STORAGE = re.compile(
    r"(?:^|\.)(?:cdn|cas|lfs|[\w-]*xet)[\w.-]*\.(?:hf|huggingface)\.co$|^hf-hub-.*aws"
)
_PLAIN = re.compile(r"[\w./+=-]{0,100}", re.ASCII)
_STORAGE_ROUTES = ("repos", "xorbs", "shards", "reconstructions")
# Behind the name of a repository; everything else there reads.
_WRITES = frozenset(
    "commit preupload branch tag settings discussions lfs-files xet-write-token super-squash"
    " user-access-request move upload git-receive-pack".split()
)
_SETTINGS = frozenset("secrets variables hardware sleeptime pause restart storage volumes".split())
_READS = frozenset(
    "revision tree resolve raw blob commits refs auth-check paths-info treesize xet-read-token"
    " compare notebook parquet jwt".split()
)
_READING_POSTS = frozenset({"paths-info"})
# Of the request that creates a repository, and of the sentence that refuses it.
_FIELD = re.compile(r"\"(name|organization|type)\": ?\"([\w./-]+)\"")
_NAMESPACE = re.compile(r"create a (\w+) under the namespace \"([\w.-]+)\"")
_INFERENCE_STARTS = ("v1", "v2", "models", "hf-inference", "pipeline")


class Route:
    """
    Tell what an address stands for.

    Attributes:
        step: what the job was doing.
        host: hub, storage, foreign or unknown.
        target: the repository, or None if the address names none.
        file: the path of a file inside the repository, or the name that cannot be one, or "".
        fault: why the name cannot be one, or "".
        place: scheme and host, to be named in a message.

    """

    __slots__ = ("fault", "file", "host", "place", "step", "target")

    def __init__(self, url: str = "", method: str = "GET") -> None:
        """Take the address apart; whatever cannot be read stays unknown."""
        self.step, self.host = OTHER, UNKNOWN
        self.target: Target | None = None
        self.file = self.fault = self.place = ""
        try:
            address = urlsplit(url)
            place = _place_of(address)
        except ValueError:
            return
        name = place[0]
        if not name:
            return
        self.place = f"{address.scheme}://{address.netloc.rpartition('@')[2]}"
        parts = [unquote(part) for part in address.path.split("/") if part]
        home = next((home for home in _homes() if _place_of(home) == place), None)
        for part in home.path.split("/") if home else ():
            if part and parts[:1] == [part]:  # an endpoint can have a path of its own
                parts.pop(0)
        self.host = _kind_of(name, parts, is_home=home is not None)
        if self.host == HUB:
            self._read_path(parts, method.upper(), name)

    def _read_path(self, parts: list[str], method: str, host: str) -> None:
        is_get = method in ("GET", "HEAD")
        is_elsewhere = host.startswith(("router.", "api-inference.")) or "endpoints." in host
        if is_elsewhere or (parts[:1] and parts[0] in _INFERENCE_STARTS and not is_get):
            self.step = INFERENCE
        elif parts[:1] != ["api"]:
            self._read_file(parts, is_get=is_get)
        elif parts[1:2] == ["whoami-v2"]:
            self.step = WHOAMI
        elif parts[1:2] == ["whoami"]:
            self.step = OLD_WHOAMI
        elif parts[1:2] == ["repos"]:
            self.step = CREATE if parts[2:3] == ["create"] else WRITE
        elif parts[1:2] in (["jobs"], ["scheduled-jobs"]):
            self.step = JOBS
        elif parts[1:2] == ["resolve-cache"]:
            self._name(parts[2:3], parts[3:5], READ)
        elif parts[1:2] and parts[1] in TYPES and len(parts) > 2:  # noqa: PLR2004 - a name follows
            is_bare = len(parts) == 3 or parts[3] in _READS | _WRITES | _SETTINGS  # noqa: PLR2004
            end = 3 if is_bare else 4
            rest = parts[end] if len(parts) > end else ""
            self._name(parts[1:2], parts[2:end], self._step_of(rest, parts[-1], is_get=is_get))
            if rest == "revision" and self.target:
                self.target.revision = _plain("/".join(parts[end + 1 :]))

    @staticmethod
    def _step_of(rest: str, last: str, *, is_get: bool) -> str:
        if rest in _SETTINGS:
            return SETTINGS
        is_write = rest in _WRITES or (not is_get and rest not in _READING_POSTS)
        asks_for_write = last == "write" or rest == "xet-write-token"
        return WRITE if asks_for_write or (is_write and not is_get) else READ

    def _read_file(self, parts: list[str], *, is_get: bool) -> None:
        """Read an address outside `/api`: a file, a page, or git."""
        type_ = [parts.pop(0)] if parts and parts[0] in TYPES else ["models"]
        git = next((i for i, part in enumerate(parts[:2]) if part.endswith(".git")), None)
        if git is not None:
            name = [*parts[:git], parts[git].removesuffix(".git")]
            self._name(type_, name, WRITE if parts[-1] not in ("git-upload-pack", "refs") else READ)
            return
        at = next((i for i in (1, 2) if parts[i : i + 1] and parts[i] in _READS), None)
        if at is None:
            is_push = not is_get and len(parts) == 2  # noqa: PLR2004 - owner and name
            self._name(type_, parts, WRITE if is_push else PAGE)
            return
        self._name(type_, parts[:at], READ if parts[at] in ("resolve", "raw") else PAGE)
        self.file = _plain("/".join(parts[at + 2 :]))
        revision = parts[at + 1] if len(parts) > at + 1 else ""
        if self.target and revision != "main":
            self.target.revision = _plain(revision)

    def recognize(self, url: str, method: str) -> None:
        """Read the address as the Hub's: its answer shows that it is."""
        address = urlsplit(url)
        self.host = HUB
        parts = [unquote(part) for part in address.path.split("/") if part]
        self._read_path(parts, method.upper(), address.hostname or "")

    def name_new(self, body: str) -> None:
        """Name the repository to be created, from the body of the request or from the answer."""
        found = dict(_FIELD.findall(body))
        named = _NAMESPACE.search(body)
        owner = found.get("organization") or (named[2] if named else "")
        type_ = found.get("type") or (named[1] if named else "model")
        name = found.get("name", "...").rpartition("/")[2]
        if owner and f"{type_}s" in TYPES:
            self.target = Target(type_, owner, name, "", "write", is_wish=False)

    def _name(self, type_: list[str], name: list[str], step: str) -> None:
        self.step = step
        if not name:
            return
        mode = "write" if step in WRITE_STEPS else "read"
        try:
            self.target = parse("/".join((*type_, *name)), mode, "model")
        except TargetError as error:  # only a name without a value proves what went wrong
            if NOT_A_NAME & set(name):
                self.fault, self.file = error.reason, _plain(error.text)


def _plain(name: str) -> str:
    """Return the name if it can stand in a command and in a line of ours, else nothing."""
    return name if _PLAIN.fullmatch(name) else ""


def is_hub_name(text: str) -> bool:
    """Tell whether a text (lower case) names a host of the Hub."""
    return _HUB_NAME.search(text) is not None


def _homes() -> list[SplitResult]:
    constants = sys.modules.get("huggingface_hub.constants")
    homes = []
    for address in (getattr(constants, "ENDPOINT", None), os.environ.get("HF_ENDPOINT")):
        try:
            homes.append(urlsplit(address or ""))
            _place_of(homes[-1])
        except (AttributeError, TypeError, ValueError):
            homes = homes[:-1]
    return homes


def _place_of(address: SplitResult) -> tuple[str, int]:
    """Return host and port, however they are spelled."""
    return (address.hostname or "").lower(), address.port or (
        80 if address.scheme == "http" else 443
    )


def _kind_of(host: str, parts: list[str], *, is_home: bool) -> str:
    if not is_home and _STORAGE.search(host):
        return STORAGE
    is_hub = is_home or any(f".{host}".endswith(f".{domain}") for domain in _HUB_DOMAINS)
    if is_hub and parts[:1] and parts[0] in _STORAGE_ROUTES:
        return STORAGE
    return HUB if is_hub else FOREIGN
