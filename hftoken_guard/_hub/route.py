"""
The routes: what a request to an address was for, and of whom it was made.

The routes are those of the Hub's OpenAPI description and of the released client libraries.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import SplitResult, unquote

from .address import (
    HUB_HOSTS,
    find_home,
    place_of,
    split_address,
    without_user,
)
from .host import Host, kind_of_host
from .target import TYPES, Mode, Target
from .target_text import UNSET_NAMES, TargetError, parse_target

if TYPE_CHECKING:
    from collections.abc import Sequence


class Step(Enum):
    """Name what a job was doing when it asked."""

    WHOAMI = "whoami"
    OLD_WHOAMI = "old-whoami"  # the retired /api/whoami
    CREATE = "create"  # a repository
    WRITE = "write"
    PROPOSE = "propose"  # a pull request
    SETTINGS = "settings"  # of a repository: its secrets, its hardware
    READ = "read"
    PAGE = "page"
    INFERENCE = "inference"
    JOBS = "jobs"
    LOGIN = "login"  # made, or renewed
    ELSEWHERE = "elsewhere"  # another service, such as the registry of the images of Spaces
    OTHER = "other"


WRITE_STEPS = (Step.CREATE, Step.WRITE, Step.SETTINGS)

_FIXED = {
    "whoami-v2": Step.WHOAMI,
    "whoami": Step.OLD_WHOAMI,
    "jobs": Step.JOBS,
    "scheduled-jobs": Step.JOBS,
}
# Behind the name of a repository; everything else there reads.
_WRITES = frozenset(
    "commit preupload branch tag settings lfs-files xet-write-token super-squash"
    " user-access-request move upload git-receive-pack".split()
)
_SETTINGS = frozenset("secrets variables hardware sleeptime pause restart storage volumes".split())
_READS = frozenset(
    "revision tree resolve raw blob commits refs auth-check paths-info treesize xet-read-token"
    " compare discussions parquet jwt".split()
)
_BEHIND_A_NAME = _READS | _WRITES | _SETTINGS
_INFERENCE_STARTS = ("v1", "v2", "models", "hf-inference", "pipeline")
# What can stand in a command and in a line of ours.
_PLAIN = re.compile(r"[\w./+=-]{0,100}", re.ASCII)
# Of the request that creates a repository, and of the sentence that refuses it.
_FIELD = re.compile(r"\"(name|organization|type)\": ?\"([\w./-]+)\"")
_NAMESPACE = re.compile(r"create a (\w+) under the namespace \"([\w.-]+)\"")


class Route(NamedTuple):
    """
    Tell what a request was for.

    Attributes:
        step: what the job was doing.
        host: who was asked.
        target: the repository, or None if the address names none.
        namespace: whose jobs were asked for, or "".
        file: the path of a file inside the repository, or the name that cannot be one, or "".
        malformation: why the name in the address cannot be one, or "".
        place: scheme and host, to be named in a message.
        is_other_hub: it was asked of the Hub that HF_ENDPOINT names, and that is not the real one.

    """

    step: Step = Step.OTHER
    host: Host = Host.UNKNOWN
    target: Target | None = None
    namespace: str = ""
    file: str = ""
    malformation: str = ""
    place: str = ""
    is_other_hub: bool = False


def read_route(url: str, method: str = "GET", homes: Sequence[str] = ()) -> Route:
    """
    Take an address apart; whatever cannot be read stays unknown.

    `homes` are the addresses that are set as the Hub's on this machine.
    """
    address = split_address(url)
    name, _ = place_of(address)
    if not name:
        return Route()
    parts = _parts_of(address)
    home = find_home(address, homes)
    for part in home.path.split("/") if home else ():
        if part and parts[:1] == [part]:  # an endpoint can have a path of its own
            parts.pop(0)
    host = kind_of_host(name, parts[0] if parts else "", is_home=home is not None)
    is_other_hub = home is not None and home.hostname not in HUB_HOSTS
    route = Route(host=host, place=without_user(address), is_other_hub=is_other_hub)
    if host is Host.HUB:
        route = _read_path(route, parts, method.upper(), name if home is None else "")
    if route.step is Step.WRITE and "create_pr=1" in address.query:
        return route._replace(step=Step.PROPOSE)
    return route


def read_as_hub(route: Route, url: str, method: str) -> Route:
    """Read the address as the Hub's: its answer shows that it is."""
    return _read_path(
        route._replace(host=Host.HUB), _parts_of(split_address(url)), method.upper(), ""
    )


def name_new_repository(route: Route, text: str) -> Route:
    """Name the repository to be created, from the body of the request or from the answer."""
    found = dict(_FIELD.findall(text))
    refused = _NAMESPACE.search(text)
    owner = found.get("organization") or (refused[2] if refused else "")
    type_ = found.get("type") or (refused[1] if refused else "model")
    name = found.get("name", "").rpartition("/")[2]
    if not (owner or name) or f"{type_}s" not in TYPES:
        return route
    return route._replace(target=Target(type_, owner, name or "...", mode="write"))


def _parts_of(address: SplitResult) -> list[str]:
    return [unquote(part) for part in address.path.split("/") if part]


def _read_path(route: Route, parts: list[str], method: str, host: str) -> Route:
    """Read a path at the Hub; `host` is "" if it is the one that is set."""
    is_get = method in ("GET", "HEAD")
    is_elsewhere = host.startswith(("router.", "api-inference.")) or "endpoints." in host
    if host not in ("", *HUB_HOSTS) and not is_elsewhere:
        return route._replace(step=Step.ELSEWHERE)
    first = parts[0] if parts else ""
    if is_elsewhere or (first in _INFERENCE_STARTS and not is_get):
        return route._replace(step=Step.INFERENCE)
    if first == "oauth":
        return route._replace(step=Step.LOGIN)
    if first == "api":
        return _read_api(route, parts[1:], is_get=is_get)
    return _read_file(route, parts, is_get=is_get)


def _read_api(route: Route, parts: list[str], *, is_get: bool) -> Route:
    """Read an address behind `/api`."""
    kind, rest = (parts[0], parts[1:]) if parts else ("", [])
    if kind == "repos":
        return route._replace(step=Step.CREATE if rest[:1] == ["create"] else Step.WRITE)
    if kind in _FIXED:
        is_job = _FIXED[kind] is Step.JOBS
        return route._replace(
            step=_FIXED[kind], namespace=_plain(rest[0]) if is_job and rest else ""
        )
    if kind == "resolve-cache":
        return _with_target(route, rest[:1], rest[1:3], Step.READ)
    if kind not in TYPES or not rest:
        return route
    is_owned = len(rest) > 2 and rest[2] in _BEHIND_A_NAME  # alice/storage/commit/main
    has_no_owner = len(rest) == 1 or (rest[1] in _BEHIND_A_NAME and not is_owned)
    end = 1 if has_no_owner else 2
    mark = rest[end] if len(rest) > end else ""
    step = _step_behind_a_name(mark, rest[-1], is_get=is_get)
    route = _with_target(route, [kind], rest[:end], step)
    if mark == "revision":
        return _at_revision(route, "/".join(rest[end + 1 :]))
    return route


def _step_behind_a_name(mark: str, last: str, *, is_get: bool) -> Step:
    """Tell what is done with a repository, from what stands behind its name."""
    if mark in _SETTINGS:
        return Step.SETTINGS
    if mark == "discussions" and not is_get:
        return Step.PROPOSE
    # Only a push asks for these; where just a text is left, the method is not known.
    asks_for_write = last == "write" or mark in ("xet-write-token", "preupload", "commit")
    return Step.WRITE if asks_for_write or not (is_get or mark == "paths-info") else Step.READ


def _read_file(route: Route, parts: list[str], *, is_get: bool) -> Route:
    """Read an address outside `/api`: a file, a page, or git."""
    type_ = ["models"]
    if parts and parts[0] in TYPES:
        type_, parts = parts[:1], parts[1:]
    git = next((i for i, part in enumerate(parts[:2]) if part.endswith(".git")), None)
    if git is not None:
        name = [*parts[:git], parts[git].removesuffix(".git")]
        is_fetch = parts[-1] in ("git-upload-pack", "refs")
        return _with_target(route, type_, name, Step.READ if is_fetch else Step.WRITE)
    at = next((i for i in (2, 1) if parts[i : i + 1] and parts[i] in _READS), None)
    if at is None:
        is_push = not is_get and len(parts) == len(("owner", "name"))
        return _with_target(route, type_, parts, Step.WRITE if is_push else Step.PAGE)
    step = Step.READ if parts[at] in ("resolve", "raw") else Step.PAGE
    route = _with_target(route, type_, parts[:at], step)
    route = route._replace(file=_plain("/".join(parts[at + 2 :])))
    revision = parts[at + 1] if len(parts) > at + 1 else ""
    return route if revision == "main" else _at_revision(route, revision)


def _with_target(route: Route, type_: list[str], name: list[str], step: Step) -> Route:
    """Name the repository; of what cannot be a name, say why only where that proves something."""
    route = route._replace(step=step)
    if not name:
        return route
    mode: Mode = "write" if step in WRITE_STEPS else "read"
    try:
        return route._replace(target=parse_target("/".join((*type_, *name)), mode, "model"))
    except TargetError as error:
        if UNSET_NAMES.isdisjoint(name):
            return route
        return route._replace(malformation=error.reason, file=_plain(error.text))


def read_hub_path(path: str) -> Route:
    """Return the route to a path of the client's file system."""
    path = path.removeprefix("hf://")
    route = Route(Step.READ, Host.HUB)
    try:
        return route._replace(target=parse_target(f"hf://{path}", "read", "model"))
    except TargetError as error:
        is_unset = not UNSET_NAMES.isdisjoint(error.text.partition("@")[0].split("/"))
        return route._replace(malformation=error.reason) if is_unset else route


def name_spoken(route: Route, type_: str, name: str) -> Route:
    """Return the route to a repository that a text names."""
    return _with_target(route, [f"{type_}s"], name.split("/"), route.step)


def _at_revision(route: Route, revision: str) -> Route:
    if route.target is None:
        return route
    return route._replace(target=route.target.at_revision(_plain(revision)))


def _plain(name: str) -> str:
    """Return the name if it can stand in a command and in a line of ours, else nothing."""
    return name if _PLAIN.fullmatch(name) else ""
