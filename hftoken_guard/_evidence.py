"""
Take from an exception what it proves: its response, or else its own words; what was asked, of whom.

The routes are those of the Hub's OpenAPI description and of the released client libraries.

Any exception may come here, also a broken or a hostile one, so nothing of it is trusted: every
attribute is read under guard, texts are cut, the chain is walked only so far, and nothing that
would ask a server is touched.
"""

from __future__ import annotations

import base64
import json
import os
import re
import sys
from urllib.parse import unquote, urlsplit

from ._answers import THROTTLED, fault, wait_asked_for
from ._causes import Cause
from ._redact import FOREIGN_READ, foreign
from ._targets import NOT_A_NAME, TYPES, Target, TargetError, parse
from ._token import Secret

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any
    from urllib.parse import SplitResult

# Steps of a job.
WHOAMI, OLD_WHOAMI, CREATE, WRITE, SETTINGS = "whoami", "old-whoami", "create", "write", "settings"
READ, PAGE, INFERENCE, JOBS, OTHER = "read", "page", "inference", "jobs", "other"
PROPOSE = "propose"
WRITE_STEPS = (CREATE, WRITE, SETTINGS)
# Kinds of hosts.
HUB, STORAGE, FOREIGN, UNKNOWN = "hub", "storage", "foreign", "unknown"

_HUB_DOMAINS = ("huggingface.co", "hf.co", "huggingface.cloud")
_FIXED = {"whoami-v2": WHOAMI, "whoami": OLD_WHOAMI, "jobs": JOBS, "scheduled-jobs": JOBS}
_PLACES = ("", "huggingface.co", "www.huggingface.co", "hf.co")
_HUB_NAME = re.compile(r"(?<![\w-])(?:huggingface\.co|hf\.co)\b")
# The storage of the Hub; another bucket at Amazon is somebody else's.
_STORAGE = re.compile(
    r"(?:^|\.)(?:cdn|cas|lfs|[\w-]*xet)[\w.-]*\.(?:hf|huggingface)\.co$|^hf-hub-.*aws"
)
_PLAIN = re.compile(r"[\w./+=-]{0,100}", re.ASCII)
_STORAGE_ROUTES = ("repos", "xorbs", "shards", "reconstructions")
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
_READING_POSTS = frozenset({"paths-info"})
# Of the request that creates a repository, and of the sentence that refuses it.
_FIELD = re.compile(r"\"(name|organization|type)\": ?\"([\w./-]+)\"")
_NAMESPACE = re.compile(r"create a (\w+) under the namespace \"([\w.-]+)\"")
_INFERENCE_STARTS = ("v1", "v2", "models", "hf-inference", "pipeline")

LINKS = 100  # so many exceptions of a chain are looked at
FRAMES = 200  # and so many frames of each
# Who raises them tells that an error is about the Hub, or about a network.
_HUB_PACKAGES = frozenset({"huggingface_hub", "hf_xet", "hf_transfer"})
_HTTP_PACKAGES = frozenset({"requests", "httpx", "httpx2"})
_NETWORK_PACKAGES = _HTTP_PACKAGES | {"httpcore", "httpcore2", "urllib3", "aiohttp", "ssl", "http"}
# Errors of a program: what was being handled when they came is not their reason.
_PROGRAM_ERRORS = (
    TypeError, NameError, AttributeError, LookupError, ArithmeticError, AssertionError, MemoryError,
    ImportError, SyntaxError, NotImplementedError, StopIteration, StopAsyncIteration,
)  # fmt: skip
_GATE_SAID = ("is restricted. you must have", "is restricted. you must be", "is gated. you must be")
_STATUS = re.compile(
    r"\b([1-5]\d\d) (?:Client|Server) Error|(?:Client|Server) error '([1-5]\d\d)"
    r"|Status\(([1-5]\d\d)|HTTP Error ([1-5]\d\d)\b|\b(403) Forbidden|\b(401) Unauthorized"
    r"|\b(404) Not Found|\b(402) Payment|\b(429) Too Many"
)
_ADDRESS = re.compile(r"https?://[^\s'\"<>)\]},\\]+")
_HOST = re.compile(r"host=\\?['\"]([\w.-]+)")
_JSON_ERROR = re.compile(r"\{\s*\"error\"\s*:\s*(\"(?:[^\"\\]|\\.)*\")")


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
        parts = _parts_of(address)
        home = next((home for home in _homes() if _place_of(home) == place), None)
        for part in home.path.split("/") if home else ():
            if part and parts[:1] == [part]:  # an endpoint can have a path of its own
                parts.pop(0)
        self.host = _kind_of(name, parts, is_home=home is not None)
        if self.host == HUB:
            self._read_path(parts, method.upper(), name if home is None else "")
        if self.step == WRITE and "create_pr=1" in address.query:
            self.step = PROPOSE

    def _read_path(self, parts: list[str], method: str, host: str) -> None:
        is_get = method in ("GET", "HEAD")
        is_elsewhere = host.startswith(("router.", "api-inference.")) or "endpoints." in host
        if host not in _PLACES and not is_elsewhere:
            return  # another service
        if is_elsewhere or (parts[:1] and parts[0] in _INFERENCE_STARTS and not is_get):
            self.step = INFERENCE
        elif parts[:1] != ["api"]:
            self._read_file(parts, is_get=is_get)
        elif parts[1:2] == ["repos"]:
            self.step = CREATE if parts[2:3] == ["create"] else WRITE
        elif parts[1:2] and parts[1] in _FIXED:
            self.step = _FIXED[parts[1]]
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
        if rest == "discussions" and not is_get:
            return PROPOSE
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
        self._read_path(_parts_of(address), method.upper(), "")

    def name_new(self, body: str) -> None:
        """Name the repository to be created, from the body of the request or from the answer."""
        found = dict(_FIELD.findall(body))
        named = _NAMESPACE.search(body)
        owner = found.get("organization") or (named[2] if named else "")
        type_ = found.get("type") or (named[1] if named else "model")
        name = found.get("name", "").rpartition("/")[2]
        if (owner or name) and f"{type_}s" in TYPES:
            name = name or "..."
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


def _parts_of(address: SplitResult) -> list[str]:
    return [unquote(part) for part in address.path.split("/") if part]


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


class Evidence:
    """
    Hold what is known about one failed request; what it keeps for messages is redacted.

    Attributes:
        names: what the exceptions of the chain and their bases are called.
        text: what they say, lower case and cut, for search alone.
        status: the HTTP status, or 0.
        code: the header X-Error-Code, or "".
        message: what the server said, redacted.
        request_id: what the Hub can look the request up by.
        route: what the request was for.
        is_sent: whether it carried a credential; None if that cannot be seen.
        scheme: the word before the credential, lower case.
        token: the credential that was sent, to be compared.
        secrets: that, and all that is hidden in it.
        fault: in words, why no answer came; "" if one came.
        wait_s: how long the server asks to wait, in seconds.
        flags: what else the table of families asks for.
        is_about_hub: whether all this is the Hub's business at all.

    """

    def __init__(self, error: BaseException) -> None:
        """Read the chain, the outermost response first."""
        self.status = 0
        self.code = self.message = self.request_id = self.scheme = self.fault = ""
        self.token = Secret("", "")
        self.secrets: tuple[str, ...] = ()
        self.is_sent: bool | None = None
        self.wait_s = 0.0
        self.flags: set[str] = set()
        self.route = Route()
        is_wrapper = isinstance(error, (OSError, SystemExit))
        chain = list(walk(error))
        handled = next((flag for link, flag in chain if self._read_response(link)), None)
        # Only an answer counts for an error that came while another one was handled.
        links = [link for link, flag in chain if handled is not None or is_wrapper or not flag]
        kinds = [cls for link in links for cls in type(link).__mro__]
        packages = {_string(getattr(cls, "__module__", "")).partition(".")[0] for cls in kinds}
        modules = {name for link in links for name in _modules_passed(link)}
        passed = {name.partition(".")[0] for name in modules}
        self.names = {cls.__name__ for cls in kinds}
        raw = "\n".join(_text_of(link) for link in links)
        self.text = raw.lower()
        if handled is None:
            self._read_words(links, raw)
            culprits = [link for link in links if not _is_without_fault(link)]
            self._read_fault(culprits[0] if culprits else None, packages)
        self.flags |= {"io"} if not isinstance(error, ValueError) else set()
        self.flags |= {"handled"} if handled and not is_wrapper else set()
        # Providers of inference, and servers of one's own, are asked by the same client.
        is_elsewhere = any(name.startswith("huggingface_hub.inference") for name in modules)
        self._is_of_client = not is_elsewhere and not _HUB_PACKAGES.isdisjoint(packages | passed)
        is_json = "JSONDecodeError" in self.names
        if is_json and not _NETWORK_PACKAGES.isdisjoint(packages | passed):
            self.flags.add("no-json")
        if isinstance(error, KeyError) and error.args == ("HF_TOKEN",):
            self.flags.add("no-variable")
        self.flags |= self._find_flags()
        self.is_about_hub = self._is_about_hub(_HTTP_PACKAGES & packages)

    def _read_response(self, link: BaseException) -> bool:
        """Take the facts of a response, of whichever library; tell whether there was one."""
        response = _get(link, "response")
        holder = link if response is None else response
        found = [_get(holder, name) for name in ("status_code", "status", "code")]
        status = next((n for n in found if isinstance(n, int) and 100 <= n < 600), 0)  # noqa: PLR2004
        headers = _get(holder, "headers")
        if not status or headers is None:
            return False
        self.status = status
        request = _get(holder, "request") or _get(link, "request") or _get(holder, "request_info")
        method = _string(_get(request, "method")) or "GET"
        self._read_credential(_get(request, "headers"))
        address = _string(_get(holder, "url")) or _string(_get(request, "url"))
        self.route = Route(address, method)
        body = _body_of(holder)
        said = _header(headers, "X-Error-Message") or _error_of(body)
        code, id_ = _header(headers, "X-Error-Code"), _header(headers, "X-Request-Id")
        is_moon = "moon" in _header(headers, "X-Powered-By") or id_.startswith("Root=")
        is_marked = bool(code or _header(headers, "X-Error-Message") or is_moon)
        if is_marked and self.route.host == FOREIGN:
            self.route.recognize(address, method)  # an endpoint given to the call alone
        if self.route.step == CREATE:
            self.route.name_new(_decode(_get(request, "body") or _get(request, "_content")) + said)
        # Only a storage host answers in XML.
        said = said or ("AccessDenied" if "<Code>AccessDenied" in body else "")
        self.code, self.message = foreign(code, self.secrets), foreign(said, self.secrets)
        self.request_id = foreign(id_, self.secrets)
        is_known = self.route.step in (OTHER, INFERENCE)
        self.wait_s = wait_asked_for(headers) if status == THROTTLED else 0.0
        self.flags |= {"page"} if body.strip() and not (is_marked or said) else set()
        self.flags |= set() if is_marked else {"unmarked"}
        self.flags |= {"unknown-post"} if method == "POST" and is_known else set()
        quota = _header(headers, "RateLimit").replace(" ", "").split(";")
        self.flags |= {"out-of-quota"} if "r=0" in quota else set()
        return True

    def _read_credential(self, headers: object) -> None:
        if headers is None:
            return
        parts = _header(headers, "Authorization").split()
        self.scheme = parts.pop(0).lower() if len(parts) > 1 or parts == ["Bearer"] else ""
        self.is_sent = bool(parts)
        self.token = Secret("".join(parts), "")
        self.secrets = (self.token.reveal(),)
        if self.scheme == "basic":
            try:
                self.secrets += (base64.b64decode(self.secrets[0]).decode().partition(":")[2],)
            except ValueError:
                return

    def _read_words(self, links: list[BaseException], raw: str) -> None:
        """Take what the texts say where no response is left."""
        found = _STATUS.search(raw)
        is_tunnel = "tunnel connection failed" in self.text  # the status is the proxy's then
        self.status = int(next(filter(None, found.groups()))) if found and not is_tunnel else 0
        addresses = [_string(_get(_get(link, "request"), "url")) for link in links]
        addresses += [match.rstrip(".:;") for match in _ADDRESS.findall(raw)]
        addresses += [f"https://{host}/" for host in _HOST.findall(raw)]
        routes = [Route(address) for address in addresses[:LINKS] if address]
        ours = [route for route in routes if route.host != FOREIGN]
        about = [route for route in ours if route.target or route.fault]
        asked = [route for route in about if route.step != PAGE]
        self.route = next(iter([*asked, *about, *ours, *routes]), self.route)
        said = _JSON_ERROR.search(raw)
        if said:
            self.message = foreign(_unquote(said.group(1)))

    def _read_fault(self, culprit: BaseException | None, packages: set[str]) -> None:
        is_fault = not _NETWORK_PACKAGES.isdisjoint(packages) or self.names & _FAULT_NAMES
        if culprit is not None and not self.status and is_fault:
            answer = fault("", culprit)
            self.fault = answer.fault if answer.fault_cause is Cause.HUB_UNREACHABLE else ""

    @property
    def said(self) -> str:
        """What the server said, for search: its own message, or else the texts."""
        return self.message.lower() or self.text

    def _is_about_hub(self, http: frozenset[str]) -> bool:
        """Tell whether there is positive evidence that the Hub was asked."""
        if self.route.host == FOREIGN:
            # An answer that another error was raised about, or one from somewhere else altogether.
            return self._is_of_client and not self._is_harmless
        is_bare_fault = bool(self.fault and http) and self.fault != "no such address"
        named = self.route.host != UNKNOWN or is_hub_name(self.text) or is_bare_fault
        return (named or self._is_of_client) and not self._is_harmless

    @property
    def _is_harmless(self) -> bool:
        """Tell whether it was handled, and was nothing that ends a job."""
        return "handled" in self.flags and self.status not in (401, 402, 403)

    def _find_flags(self) -> set[str]:
        """Name what the table of families can ask for beyond the plain facts."""
        target, message = self.route.target, self.message.lower()
        is_gate = self.code == "GatedRepo" or any(part in self.said for part in _GATE_SAID)
        found = {
            "basic": self.scheme == "basic",  # as a .netrc entry makes the old client do
            "malformed": self.route.fault,
            "ownerless": target and not target.owner and self.route.step == READ,
            "wordless": not message and not self.code,  # as no refusal of the Hub is
            # The words of a 404 that is about something else than a repository.
            "explained": message and "not found" not in message[-20:],
            "gate": is_gate,
            "fault": self.fault,
        }
        return {name for name, is_so in found.items() if is_so}


# Raised by the language itself where a connection fails.
_FAULT_NAMES = frozenset({"gaierror", "SSLError", "ProxyError", "ConnectionError", "TimeoutError"})


def walk(error: BaseException) -> Iterator[tuple[BaseException, bool]]:
    """
    Yield an exception and all behind it: its causes, contexts, groups and arguments.

    With each comes whether it was being handled when the one before it was raised, and nobody
    said that it was the cause.
    """
    waiting: list[tuple[Any, bool]] = [(error, False)]
    seen: set[int] = set()
    while waiting and len(seen) < LINKS:
        link, is_handled = waiting.pop(0)
        if id(link) in seen:
            continue
        seen.add(id(link))
        yield link, is_handled
        inner: list[tuple[Any, bool]] = [
            (link.__cause__, is_handled),
            (_get(link, "reason"), is_handled),
        ]
        is_hidden = link.__suppress_context__ and not isinstance(link, (OSError, SystemExit))
        if not is_hidden and not isinstance(link, _PROGRAM_ERRORS):
            inner.append((link.__context__, True))
        for group in (_get(link, "exceptions"), link.args):
            items = group[:LINKS] if isinstance(group, (tuple, list)) else ()
            inner += [(item, is_handled) for item in items]
        waiting += [(item, flag) for item, flag in inner if isinstance(item, BaseException)]


def _is_without_fault(link: BaseException) -> bool:
    """Tell whether an answer came, though it is gone by now, or the client only says none did."""
    names = {cls.__name__ for cls in type(link).__mro__}
    is_answered = names & {"HTTPStatusError", "HfHubHTTPError", "LocalEntryNotFoundError"}
    return bool(is_answered) or names >= {"HTTPError", "RequestException"}


def _modules_passed(link: BaseException) -> Iterator[str]:
    """Yield the names of the modules whose code the exception came through."""
    traceback = link.__traceback__
    for _ in range(FRAMES):
        if traceback is None:
            return
        yield _string(traceback.tb_frame.f_globals.get("__name__"))
        traceback = traceback.tb_next


def _get(holder: object, name: str) -> Any:  # noqa: ANN401
    """Return an attribute, or None if it is not there or does not want to be read."""
    try:
        return getattr(holder, name, None)
    except (Exception, SystemExit):  # noqa: BLE001 - httpx raises where no request is set
        return None


def _header(headers: object, name: str) -> str:
    for spelling in (name, name.lower(), name.upper()):
        try:
            value = headers.get(spelling)  # type: ignore[attr-defined]
        except (Exception, SystemExit):  # noqa: BLE001 - as above
            return ""
        if value:
            return _string(value)
    return ""


def _string(value: object) -> str:
    try:
        return _cut(str(value)) if value is not None else ""
    except (Exception, SystemExit):  # noqa: BLE001 - as above
        return ""


def _text_of(link: BaseException) -> str:
    """Return the texts that an exception was made with; `str()` of it could be endless."""
    return " ".join(_cut(item) for item in link.args[:LINKS] if isinstance(item, str))


def _cut(text: str) -> str:
    """Cut between words, so that no piece of a secret is left that nothing finds."""
    shown = str.__getitem__(text, slice(FOREIGN_READ))
    return shown if len(shown) < FOREIGN_READ else shown.rpartition(" ")[0]


def _decode(content: object) -> str:
    content = content[:FOREIGN_READ] if isinstance(content, (bytes, str)) else ""
    return content.decode("utf-8", "replace") if isinstance(content, bytes) else content


def _body_of(response: object) -> str:
    """Return the body if it has been read; asking for it could ask the server."""
    return _decode(_get(response, "_content"))  # so called by requests, httpx and httpx2


def _error_of(body: str) -> str:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    error = data.get("error") if isinstance(data, dict) else None
    return error if isinstance(error, str) else ""


def _unquote(text: str) -> str:
    try:
        return _string(json.loads(text))
    except ValueError:
        return text
