"""
What an exception of the rest of the job means: the evidence, the family, what is known, the text.

The evidence: an exception's response, or else its own words; what was asked, of whom. The routes
are those of the Hub's OpenAPI description and of the released client libraries. Any exception
may come here, also a broken or a hostile one, so nothing of it is trusted: every attribute is
read under guard, texts are cut, the chain is walked only so far, and nothing that would ask a
server is touched.

The families: a table from answers that cannot be told apart to the causes they leave open. A
family is decided by the step of the job, the status, the header X-Error-Code, the sentence, the
host, and by whether a token was sent. The classes of exceptions are weaker evidence (the client
names a 401 after the repository), and what the client adds in its own words is none: it says
"make sure your token has the correct permissions" of storage hosts too. The families were read
out of public reports of failures; `tests/corpus.jsonl`.

The diagnosis is pure but for two looks at what this process has: the environment (is this
HF_TOKEN?) and what a check learned earlier (whose token is this, and what could it do?). Nobody
is asked.
"""

from __future__ import annotations

import base64
import json
import os
import re
from datetime import datetime, timezone
from urllib.parse import unquote, urlsplit

from ._answers import (
    BROKEN,
    FORBIDDEN,
    KNOWN,
    NOT_FOUND,
    RIGHTS,
    SENTENCES,
    THROTTLED,
    UNAUTHORIZED,
    UNKNOWN_GATE,
    Verdict,
    fault,
    judge_creation,
    judge_refused_write,
    judge_unseen,
    parse_time,
    wait_asked_for,
)
from ._answers import WRITE as WRITE_RIGHT
from ._inputs import (
    HUB_HOSTS,
    NAME,
    NOT_A_NAME,
    PREFIX,
    TYPES,
    Reading,
    Secret,
    Target,
    TargetError,
    clean,
    find_wrong_name,
    is_placeholder,
    own_endpoints,
    parse,
    parse_object,
)
from ._problem import Cause, Family, GuardError, Problem
from ._redact import FOREIGN_READ, escape, foreign, scrub
from ._report import (
    IMPLICIT,
    NEW_TOKEN,
    anonymous_warnings,
    describe,
    endpoint,
    login,
    names_for_target,
    names_for_token,
    offline_variable,
    say_wait,
    texts_of,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any
    from urllib.parse import SplitResult

    from ._answers import Identity

# Steps of a job.
WHOAMI, OLD_WHOAMI, CREATE, WRITE, SETTINGS = "whoami", "old-whoami", "create", "write", "settings"
READ, PAGE, INFERENCE, JOBS, OTHER = "read", "page", "inference", "jobs", "other"
PROPOSE = "propose"
WRITE_STEPS = (CREATE, WRITE, SETTINGS)
# Kinds of hosts.
HUB, STORAGE, FOREIGN, UNKNOWN = "hub", "storage", "foreign", "unknown"

_HUB_DOMAINS = ("huggingface.co", "hf.co", "huggingface.cloud")
_FIXED = {"whoami-v2": WHOAMI, "whoami": OLD_WHOAMI, "jobs": JOBS, "scheduled-jobs": JOBS}
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

    step, host = OTHER, UNKNOWN
    target: Target | None = None
    file = fault = place = ""

    def __init__(self, url: str = "", method: str = "GET") -> None:
        """Take the address apart; whatever cannot be read stays unknown."""
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
        if host not in ("", *HUB_HOSTS) and not is_elsewhere:
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
        asks_for_write = last == "write" or rest == "xet-write-token"
        return WRITE if asks_for_write or not (is_get or rest == "paths-info") else READ

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
            self.target = Target(type_, owner, name, "", "write")

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
    homes = []
    for address in own_endpoints():
        try:
            home = urlsplit(address)
            _place_of(home)
        except ValueError:
            continue
        homes.append(home)
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

    status = 0
    code = message = request_id = scheme = fault = ""
    token = Secret("", "")
    secrets: tuple[str, ...] = ()
    is_sent: bool | None = None
    wait_s = 0.0

    def __init__(self, error: BaseException) -> None:
        """Read the chain, the outermost response first."""
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
        # Providers of inference, and servers of one's own, are asked by the same client.
        is_elsewhere = any(name.startswith("huggingface_hub.inference") for name in modules)
        self._is_of_client = not is_elsewhere and not _HUB_PACKAGES.isdisjoint(packages | passed)
        is_json = "JSONDecodeError" in self.names
        target = self.route.target
        self._raise_flags(
            {
                "io": not isinstance(error, ValueError),
                "handled": handled and not is_wrapper,
                "no-json": is_json and not _NETWORK_PACKAGES.isdisjoint(packages | passed),
                "no-variable": isinstance(error, KeyError) and error.args == ("HF_TOKEN",),
                "basic": self.scheme == "basic",  # as a .netrc entry makes the old client do
                "malformed": self.route.fault,
                "ownerless": target and not target.owner and self.route.step == READ,
                "wordless": not self.message and not self.code,  # as no refusal of the Hub is
                # The words of a 404 that is about something else than a repository.
                "explained": self.message and "not found" not in self.message.lower()[-20:],
                "gate": self.code == "GatedRepo" or any(part in self.said for part in _GATE_SAID),
                "fault": self.fault,
            }
        )
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
        # If it has been read: asking for it could ask the server. So called by all three libraries.
        body = _decode(_get(holder, "_content"))
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
        self.wait_s = wait_asked_for(headers) if status == THROTTLED else 0.0
        self._raise_flags(
            {
                "page": body.strip() and not (is_marked or said),
                "unmarked": not is_marked,
                "unknown-post": method == "POST" and self.route.step in (OTHER, INFERENCE),
                "out-of-quota": "r=0" in _header(headers, "RateLimit").replace(" ", "").split(";"),
            }
        )
        return True

    def _raise_flags(self, found: dict[str, object]) -> None:
        """Name what the table of families can ask for beyond the plain facts."""
        self.flags |= {name for name, is_so in found.items() if is_so}

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
        self.route = [*asked, *about, *ours, *routes, self.route][0]
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
        if "handled" in self.flags and self.status not in (401, 402, 403):
            return False  # nothing that ends a job
        if self.route.host == FOREIGN:
            # An answer that another error was raised about, or one from somewhere else altogether.
            return self._is_of_client
        is_bare_fault = bool(self.fault and http) and self.fault != "no such address"
        named = self.route.host != UNKNOWN or is_hub_name(self.text) or is_bare_fault
        return named or self._is_of_client


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
    try:
        found = map(headers.get, (name, name.lower(), name.upper()))  # type: ignore[attr-defined]
        return _string(next(filter(None, found), None))
    except (Exception, SystemExit):  # noqa: BLE001 - as above
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


def _error_of(body: str) -> str:
    error = (parse_object(body) or {}).get("error")
    return error if isinstance(error, str) else ""


def _unquote(text: str) -> str:
    try:
        return _string(json.loads(text))
    except ValueError:
        return text


# The most likely cause, what else it can be, and behind <- what is seen: the first row decides.
# A number is a status (0: none is known; 4xx, 5xx: with 408); `step` and `name` (of a class in
# the exception's ancestry) list alternatives; `is` a flag of the evidence; `said` is a part of
# the server's sentence, or of the texts where no answer is left, with | between alternatives;
# `said!` if nobody says so but of the Hub. `host` and `code` take one value; `sent` and `unsent`
# ask whether the request carried a credential.
# $RIGHTS are the rights that a write can lack, $STATES the later states of a request, $BAD and
# $UNSEEN what is open where a token, or where a repository, was not accepted.
# ruff: disable[E501] - a row of the table is a line
TABLE = (
    "hub-offline <- name OfflineModeIsEnabled",
    "hub-offline <- said! offlinemodeisenabled | outgoing traffic has been disabled",
    "hub-offline <- said offline mode is enabled",
    "token-missing <- name LocalTokenNotFoundError",
    "target-malformed, repo-not-found <- name HFValidationError",
    "credential-shadowed <- name OIDCError",
    "token-missing, token-malformed <- said! header value b'bearer '",
    "token-malformed <- said! illegal header value b'bearer hf_ | header value: 'bearer hf_ | value: b'bearer hf_",
    "token-malformed <- name InvalidHeader",

    # Who answered, before what was answered.
    "not-the-hub <- host foreign; 1xx 2xx 3xx 4xx 5xx",
    "rate-limited <- 429; is out-of-quota",
    "rate-limited <- 429; said rate limit | quota",
    "rate-limited, hub-unavailable <- 429",
    "storage-host-denied, hub-unavailable <- 4xx; host storage",
    "storage-host-denied, hub-unavailable <- 403; said accessdenied",
    # An endpoint for a gated model: huggingface_hub issue 2338.
    "hub-unavailable, token-scope-missing <- 500; is unknown-post",
    "hub-unavailable <- 5xx",
    "not-the-hub <- 1xx 2xx 3xx 407 501 511",
    "not-the-hub <- is page",
    "credential-shadowed <- 401; is basic",
    "target-malformed, repo-not-found <- 4xx; is malformed",
    "payment-required <- 402",
    "payment-required <- said! included credits for inference providers",
    "payment-required <- said monthly included credits | credit balance",

    # Sentences of one cause alone, or of one and the doubt whose token was sent.
    'token-expired, credential-shadowed <- said " is expired',
    "gated-not-requested, credential-shadowed <- said not in the authorized list",
    *(f"{cause} <- said {said}" for said, cause in SENTENCES[2:]),  # the first two: just above
    "token-read-only <- said must use a write token",
    "token-malformed <- said personal account token | password authentication in git",
    "token-scope-missing, org-policy <- said to call inference providers",
    "namespace-forbidden, $RIGHTS, credential-shadowed <- said have the rights to create",
    # It came and went with one and the same token: huggingface_hub issue 2507.
    "hub-unavailable, token-invalid, token-scope-missing <- said the token seems invalid",

    # The retired whoami and the pages say 401 to good tokens too.
    "unexpected, token-invalid <- 401; step old-whoami",
    "unexpected, token-invalid <- 401; step page; sent",
    "token-missing <- 401; step whoami inference jobs create settings; unsent",
    "token-missing <- 401; is gate; unsent",
    "token-missing, repo-not-found <- 401; unsent",
    "token-invalid, $BAD <- 401 0; said invalid credentials in auth",
    "token-invalid, $BAD, gated-not-requested, token-missing <- 401; is gate",
    "token-invalid, $BAD, token-malformed <- 401; step whoami",
    # A name without an owner is public if it exists: a token that is bad gets another sentence.
    "repo-not-found, token-invalid, token-missing <- 401; is ownerless",
    "token-invalid, token-expired, token-missing, token-scope-missing <- 401; step inference jobs settings create",
    "token-invalid, token-expired, token-missing, repo-not-found, token-scope-missing <- 401",

    "gated-not-requested, $STATES, credential-shadowed <- 403; code GatedRepo",
    "token-scope-missing, org-policy <- 403; step inference",
    "token-scope-missing, token-read-only, namespace-forbidden <- 403; step jobs",
    "token-scope-missing, token-read-only, org-policy, credential-shadowed <- 403; step propose",
    "token-scope-missing, $RIGHTS <- 403; step settings",
    "token-read-only, $RIGHTS, credential-shadowed <- said! denied update refs",
    "namespace-forbidden, $RIGHTS, credential-shadowed <- said! you have read access but not the required | batch response: authorization error",
    "namespace-forbidden, $RIGHTS, credential-shadowed <- said create_pr=1 | authorization error",
    "namespace-forbidden, $RIGHTS, credential-shadowed <- 403; step create write",
    "namespace-forbidden, $RIGHTS, credential-shadowed <- 403; is unknown-post",
    # A refusal of the Hub has words; what has none came from something behind or before it.
    "storage-host-denied, hub-unavailable, not-the-hub, gated-not-requested, token-scope-missing, org-policy <- 403; is wordless",
    "unexpected, org-policy, gated-not-requested <- 403",

    "revision-not-found <- code RevisionNotFound",
    "revision-not-found <- code EntryNotFound",
    "repo-not-found, token-scope-missing, credential-shadowed <- code RepoNotFound",
    "repo-not-found, namespace-forbidden <- 404; step jobs",
    "unexpected, repo-not-found <- 404; is explained",
    "unexpected <- 404; step inference other",
    "repo-not-found, token-scope-missing, not-the-hub <- 404",
    "token-malformed <- 400; step whoami",
    # A commit came in between; a token that may only open pull requests ends there too.
    "unexpected, token-scope-missing <- 412",
    "repo-disabled <- 451",
    "unexpected <- 4xx",

    # No answer is left, only exceptions and their words.
    "repo-disabled <- name DisabledRepoError",
    "gated-not-requested, $STATES, token-missing, token-invalid <- name GatedRepoError",
    "revision-not-found <- name RevisionNotFoundError RemoteEntryNotFoundError",
    "repo-not-found, $UNSEEN <- name RepositoryNotFoundError BucketNotFoundError DatasetNotFoundError",
    "not-the-hub <- is no-json",
    "not-the-hub <- name TooManyRedirects FileMetadataError",
    "hub-unreachable <- is fault",
    "token-invalid, $BAD, token-malformed <- said invalid user token",
    "unexpected <- said is no longer supported",
    "hub-unavailable <- said working hard to fix this",
    "token-missing, token-invalid, gated-not-requested <- is gate",
    "gated-not-requested, $STATES, token-missing, token-invalid <- said access a gated repo | gated repo for url",
    "repo-not-found, $UNSEEN <- said! exist on the hub | on the hugging face hub either",
    "repo-not-found, $UNSEEN <- said repository not found | not a valid model identifier",
    "token-missing <- is no-variable",
    "token-missing <- said! token is required (`token=true`) | hugging face hub token found | hugging face token not found | no hugging face token | hf_token is not set | hf_token not set | hf_token is missing | hf_token not found | logged in to hugging face",
    "token-missing <- said token is required | no token found | not logged in | be logged in",
    "hub-unreachable <- is io; said name resolution | getaddrinfo | certificate_verify_failed | certificate verify failed | max retries exceeded | connection reset | connection refused | connection aborted | tunnel connection failed | timed out",
    # The client says no more than that it found neither a way nor a copy.
    "hub-unreachable, gated-scope-missing, hub-offline, hub-unavailable <- name LocalEntryNotFoundError",
    "hub-unreachable, gated-scope-missing, hub-offline, hub-unavailable <- said couldn't connect | couldn't reach | check your connection",
    "gated-not-requested, token-missing, token-invalid, token-malformed, repo-not-found <- said could not download '",
)  # fmt: skip
# ruff: enable[E501]
_MACROS = {
    "$RIGHTS": RIGHTS,
    "$STATES": UNKNOWN_GATE,
    "$BAD": (Cause.TOKEN_EXPIRED, Cause.CREDENTIAL_SHADOWED),
    "$UNSEEN": (Cause.TOKEN_MISSING, Cause.TOKEN_INVALID, Cause.TOKEN_SCOPE_MISSING),
}


class Row:
    """Hold one row: what must be seen, the most likely cause, and what else it can be."""

    def __init__(self, row: str) -> None:
        """Read the row."""
        causes, _, seen = row.partition(" <- ")
        named: list[Cause] = []
        for name in causes.split(", "):
            named += _MACROS.get(name) or (Cause(name),)
        self.cause, *rest = dict.fromkeys(named)
        self.could_be = tuple(rest)
        self.tests = tuple(test.partition(" ") for test in seen.split("; "))

    def fits(self, seen: Evidence) -> bool:
        """Tell whether all that the row asks for is seen."""
        return all(_is_seen(kind, values, seen) for kind, _, values in self.tests)


def _is_seen(kind: str, values: str, seen: Evidence) -> bool:
    """Tell whether one of the conditions of a row holds."""
    if kind in ("said", "said!"):
        said = seen.said
        return any(part in said for part in values.split(" | "))
    if kind == "is":
        return values in seen.flags
    if kind == "name":
        return not seen.names.isdisjoint(values.split())
    if kind == "step":
        return seen.route.step in values.split()
    if kind in ("sent", "unsent"):
        return seen.is_sent is (kind == "sent")
    if kind in ("host", "code"):
        return values == (seen.route.host if kind == "host" else seen.code)
    return any(_is_status(text, seen.status) for text in (kind, *values.split()))


def _is_status(text: str, status: int) -> bool:
    if text == "5xx":
        return status in BROKEN
    return status // 100 == int(text[0]) if text.endswith("xx") else status == int(text)


FAMILIES = tuple(map(Row, TABLE))
HUB_WORDS = tuple(
    part
    for family in FAMILIES
    for kind, _, values in family.tests
    if kind == "said!"
    for part in values.split(" | ")
)


def find_family(seen: Evidence) -> Row | None:
    """Return the first row that fits, or None if the error is not about the Hub."""
    speaks = seen.route.host != FOREIGN and any(part in seen.text for part in HUB_WORDS)
    if not (seen.is_about_hub or speaks or "no-variable" in seen.flags):
        return None
    return next((family for family in FAMILIES if family.fits(seen)), None)


COMMIT = 40  # characters of its hash
_REFUSALS = (UNAUTHORIZED, FORBIDDEN, NOT_FOUND)
# What the job wanted, where the address names no repository.
_SERVICES = {
    INFERENCE: ("call", "Inference Providers", "inference.serverless.write",
                '"Make calls to Inference Providers"'),
    JOBS: ("use", "Jobs", "job.write", '"Start and manage Jobs on your behalf"'),
}  # fmt: skip
# For want of a repository's name.
_GENERAL = {
    "target": "the Hub", "repo": "the repository", "owner": "the owner", "noun": "repository",
    "id": "the name", "page": "", "mode": "write to", "mine": "", "orgs": "", "link": NEW_TOKEN,
    "suggestion": "", "propose": "", "org": "", "permission": WRITE_RIGHT, "scope": "this",
    "permission_words": '"Write access to contents/settings of all repos"',
    "where": "for it", "editable": "you use", "or_create": "Or create", "revision": "main",
}  # fmt: skip
# What differs from the words for the start of a job, whatever the case.
_LATER_NAMES = {
    "name": NAME,
    "unshadow": "Look in the script for token=, login( and HfApi(, and pass there what\n"
    "require_token returned, or nothing; then for a .netrc file, HF_OIDC_RESOURCE, or a\n"
    "user and password in HF_ENDPOINT.",
    "again": "This passes: repeat the failed step if the process or a checkpoint is still\n"
    "there, else start the job again later.",
    "other_way": "or local_files_only=True from the call",
    "guard": "",
    "report": "these lines",
}
_VERBS = {
    CREATE: "create", SETTINGS: "change the settings of", PROPOSE: "open a pull request on",
}  # fmt: skip
# Where the request itself shows the cause, its own fixes come first, whatever is open besides.
_CERTAIN = (
    Cause.TARGET_MALFORMED,
    Cause.TOKEN_MISSING,
    Cause.TOKEN_WRONG_NAME,
    Cause.TOKEN_PLACEHOLDER,
    Cause.CREDENTIAL_SHADOWED,
)
# What is said instead of the words for the start of a job.
_LATER = {
    Cause.TOKEN_MISSING: ("no token was sent with the request for {target}", ""),
    Cause.CREDENTIAL_SHADOWED: (
        "another credential than {name} was sent for {target}",
        "So what the Hub says is about that one.",
    ),
    Cause.RATE_LIMITED: ("HTTP 429, too many requests, for {target}", ""),
    Cause.HUB_UNAVAILABLE: ("the Hub failed with HTTP {status} for {target}", ""),
    Cause.HUB_OFFLINE: (
        "offline mode is on: the client asked nobody for {target}",
        "The client was told to ask nobody, by {offline} or by local_files_only=True.",
    ),
}


def find_problem(error: BaseException) -> Problem | None:
    """Be the public `diagnose`."""
    try:
        for link, _ in walk(error):
            if isinstance(link, GuardError) and link.problems:
                return link.problems[0]
        evidence = Evidence(error)
        family = find_family(evidence)
        return _explain(evidence, family) if family else None
    except (Exception, SystemExit):  # noqa: BLE001 - a diagnosis never puts its own error before the real one
        return None


def _explain(seen: Evidence, family: Row) -> Problem:
    verdict, because, who = _judge(seen, family)
    cause = verdict.cause or Cause.UNEXPECTED
    if cause is Cause.TOKEN_MISSING and seen.is_sent is False:
        cause, because = _find_absence(because)
    if cause is Cause.TARGET_MALFORMED and seen.route.fault:
        because = f"{seen.route.fault[0].upper()}{seen.route.fault[1:]}"
    because = say_wait(seen.wait_s) or because
    if cause is Cause.TOKEN_MISSING and "gate" in seen.flags:
        because += " The repository is gated: its conditions have to be accepted besides."
    if cause is Cause.TOKEN_MALFORMED and not seen.status:
        because = "The HTTP library refused to send it: a line end, a blank or a quote is in it."
    if "handled" in seen.flags:
        because = f"This was being handled when the last error came. {because}".strip()
    target = seen.route.target
    if target and cause is not Cause.REVISION_NOT_FOUND and len(target.revision) == COMMIT:
        target.revision = ""  # a commit that the client looked up by itself
    could_be = tuple(dict.fromkeys(c for c in verdict.could_be if c is not cause))
    what, why = _words(seen, who, cause, is_open=bool(could_be))
    problem = describe(
        cause,
        _names(seen, who, cause),
        because=because.strip(),
        said=seen.message if seen.route.host == HUB and seen.status else "",
        what=what,
        why=why,
        could_be=could_be,
        target=str(target) if target else None,
        status=seen.status or None,
        request_id=seen.request_id or None,
        is_undecided=cause not in _CERTAIN,
    )
    secrets = tuple(secret for secret in seen.secrets if not is_placeholder(secret))
    return problem.passed_through(lambda text: escape(scrub(text, secrets), newlines=True))


def _judge(seen: Evidence, family: Row) -> tuple[Verdict, str, Identity | None]:
    """Return what the family leaves open, narrowed by what is known; the reason; the owner."""
    who, is_other = _recall(seen)
    # The Hub signs every answer: one without its marks may be of something on the way.
    is_unsigned = "unmarked" in seen.flags and seen.route.host == HUB
    more = [Cause.NOT_THE_HUB] if is_unsigned and seen.status in _REFUSALS else []
    if who:
        verdict, because = _narrow(Verdict(family.cause, *family.could_be), seen, who)
        if more and verdict.cause not in (family.cause, Cause.NOT_THE_HUB):
            because = ""
        return Verdict(verdict.cause, *verdict.could_be, *more), because, who
    causes = [family.cause, *family.could_be, *more]
    because = ""
    if seen.status == UNAUTHORIZED and is_other:
        causes.insert(0, Cause.CREDENTIAL_SHADOWED)
        because = "The request carried another token than the one that was checked at the start."
    elif seen.status == UNAUTHORIZED and (shape := _doubt_shape(seen)):
        if seen.token.reveal().startswith(("$", "<", "{{", "%")):
            return Verdict(shape), "", None  # nobody could accept it
        causes.insert(1, shape)
    return Verdict(*causes), because, None


def _words(seen: Evidence, who: Identity | None, cause: Cause, *, is_open: bool) -> tuple[str, str]:
    """Return what is said instead of the words for the start of a job; "" where those hold."""
    what, why = _LATER.get(cause, ("", ""))
    if cause is Cause.TOKEN_MISSING and not seen.status:
        what = "no token was found"
    elif cause is Cause.TOKEN_INVALID:
        what = "HTTP 401, not authorized for {target}" if is_open and seen.status else ""
        since = "It was revoked, replaced or deleted since then, or its time is over."
        why = since if who else ""
    elif cause is Cause.REVISION_NOT_FOUND and seen.code == "EntryNotFound":
        what, why = (
            '{repo} has no file "{file}"',
            "The repository can be read; the file is not in it.",
        )
    elif cause is Cause.REPO_NOT_FOUND and seen.route.step == JOBS:
        what, why = "the Hub does not find this job", "It does not exist, or belongs to others."
    elif cause is Cause.UNEXPECTED and "secrets, such as tokens" in seen.said:
        what, why = "the Hub refused the commit", "A file of it holds a secret; take it out first."
    return what, why


def _doubt_shape(seen: Evidence) -> Cause | None:
    """Tell what is odd about the value that was sent, or None."""
    value = seen.token.reveal()
    if is_placeholder(value):
        return Cause.TOKEN_PLACEHOLDER
    is_odd = seen.is_sent and seen.scheme != "basic" and not value.startswith(PREFIX)
    return Cause.TOKEN_MALFORMED if is_odd else None


def _recall(seen: Evidence) -> tuple[Identity | None, bool]:
    """Return whom the sent token speaks for, and whether another token was checked."""
    if not seen.is_sent:  # not sent, or not to be seen: then it is the one that was checked
        return (next(iter(KNOWN.values())) if len(KNOWN) == 1 else None), False
    sent = hash(seen.token.reveal())
    who = next((who for (_, token), who in KNOWN.items() if token == sent), None)
    return who, bool(KNOWN) and who is None


def _narrow(verdict: Verdict, seen: Evidence, who: Identity) -> tuple[Verdict, str]:
    """Take away what cannot be, since the token was good and these were its rights."""
    cause, target, step = verdict.cause, seen.route.target, seen.route.step
    modes = ("write",) if step in WRITE_STEPS else ("read", "write")
    was_allowed = target is not None and any((mode, target.page) in who.allowed for mode in modes)
    is_open = step in (READ, OTHER) and not was_allowed
    good = f'At the start of this job the token was accepted, as "{foreign(who.user)}".'
    if cause in RIGHTS and verdict.could_be and seen.status == FORBIDDEN and step not in _SERVICES:
        return _narrow_rights(seen, who, was_allowed=was_allowed)
    if cause is Cause.TOKEN_MISSING and seen.status == UNAUTHORIZED:
        still = verdict.could_be if is_open else ()
        return Verdict(cause, *still), good
    if cause is Cause.TOKEN_INVALID and seen.status == UNAUTHORIZED:
        end = parse_time(who.expires_at)
        if end and end < datetime.now(timezone.utc):
            return Verdict(Cause.TOKEN_EXPIRED), good
        if who.has_scopes and "invalid credentials" not in seen.said:
            return Verdict(Cause.TOKEN_SCOPE_MISSING, cause), good
        is_open = is_open and "invalid credentials" not in seen.said
        hidden = Cause.GATED_NOT_REQUESTED if "gate" in seen.flags else Cause.REPO_NOT_FOUND
        return Verdict(cause, *([hidden] if is_open else [])), good
    if cause is Cause.REPO_NOT_FOUND and seen.status == NOT_FOUND and target:
        if was_allowed:
            return Verdict(cause), "At the start of this job it was there, and could be used."
        return judge_unseen(target, who), ""
    is_fine = who.role == "fineGrained" and not who.reads_gated
    ruled_out = {Cause.CREDENTIAL_SHADOWED, Cause.TOKEN_MALFORMED, Cause.TOKEN_MISSING}
    ruled_out |= set() if who.role in (None, "read") else {Cause.TOKEN_READ_ONLY}
    ruled_out |= set() if is_fine else {Cause.GATED_SCOPE_MISSING}
    ruled_out |= {Cause.TOKEN_SCOPE_MISSING} if who.role in ("read", "write") else set()
    if was_allowed:
        ruled_out |= {Cause.TOKEN_SCOPE_MISSING, Cause.GATED_NOT_REQUESTED, Cause.ORG_POLICY}
    if step == INFERENCE and "organization" not in seen.said:
        ruled_out.add(Cause.ORG_POLICY)
    # What the Hub says outright stands, whatever was known before.
    named = (cause,) if cause and not (verdict.could_be and cause in ruled_out) else ()
    left = (*named, *(c for c in verdict.could_be if c not in ruled_out))
    return Verdict(*(left or (Cause.UNEXPECTED,))), ""


def _narrow_rights(seen: Evidence, who: Identity, *, was_allowed: bool) -> tuple[Verdict, str]:
    """Judge a refused write as a check at the start would."""
    target = seen.route.target
    if target and not target.owner and seen.route.step == CREATE:
        target = seen.route.target = target.in_namespace(who.user)
    if target is None:
        if who.role == "read":
            return Verdict(Cause.TOKEN_READ_ONLY), ""
        if who.role == "fineGrained" or who.has_scopes:
            elsewhere = [Cause.NAMESPACE_FORBIDDEN] if who.writes_somewhere else []
            return Verdict(Cause.TOKEN_SCOPE_MISSING, *elsewhere), ""
        roles = [Cause.ORG_ROLE_TOO_LOW] if who.orgs else []
        return Verdict(Cause.NAMESPACE_FORBIDDEN, *roles), ""
    if seen.route.step == CREATE:
        found = judge_creation(target, who)
        found = found if found.cause else judge_refused_write(target, who)
    else:
        found = judge_refused_write(target, who)
    if was_allowed and found.cause is Cause.WRITE_DENIED:
        changed = "the token was edited, or your role or the repository has changed"
        because = f"At the start of this job this was allowed: since then {changed}."
        return Verdict(found.cause), because
    return found, ""


def _find_absence(because: str) -> tuple[Cause, str]:
    """Tell why a request went without a token, from what the environment holds."""
    if clean(os.environ.get(NAME, "")):
        is_off = bool(anonymous_warnings())
        reason = f"{IMPLICIT} keeps it back" if is_off else "the library that asked did not use it"
        return Cause.TOKEN_MISSING, f"{because} {NAME} is set; {reason}.".strip()
    if find_wrong_name(os.environ):
        return Cause.TOKEN_WRONG_NAME, because
    return Cause.TOKEN_MISSING, because


def _names(seen: Evidence, who: Identity | None, cause: Cause) -> dict[str, str]:
    """Return the names for the texts, for want of a better one a general word."""
    route, target = seen.route, seen.route.target
    is_hub = texts_of(cause).family is Family.HUB
    held = clean(os.environ.get(NAME, ""))
    is_ours = seen.is_sent is None or seen.token.reveal() == held
    names = _GENERAL
    if route.step in _SERVICES:
        mode, service, permission, words = _SERVICES[route.step]
        names = names | {
            "target": service, "mode": mode, "permission": permission, "permission_words": words,
            "scope": "your account", "where": "under your own permissions", "editable": "",
            "link": f"{NEW_TOKEN}&ownUserPermissions={permission}",
        }  # fmt: skip
    elif target:
        names = names | names_for_target(target, who, pull=False, is_new=route.step == CREATE)
        names["mode"] = _VERBS.get(route.step, names["mode"])
        names["revision"] = target.revision or "main"
    if cause is Cause.TARGET_MALFORMED:
        names = names | {"target": foreign(route.file) or "the name"}
    reading = Reading(NAME if is_ours else "the token that was sent")
    reading.shape = "empty" if NAME in os.environ else "not set"
    reading.found = find_wrong_name(os.environ)
    return {
        **names_for_token(reading, who),
        **names,
        **_LATER_NAMES,
        "login": login(who) if who else "",
        "file": route.file or "the file",
        "endpoint": foreign(route.place) or endpoint(),
        "offline": offline_variable() or "HF_HUB_OFFLINE",
        "type_hint": "dataset" if target and target.type == "model" else "",
        "whole": "" if seen.code == "EntryNotFound" or not target else target.page,
        "status": str(seen.status or "5xx"),
        "fault": seen.fault or "no answer",
        "check": f"uvx hftoken-guard check --{target.mode} {target}"
        if target and not is_hub
        else "",
        "argument": "the name" if cause is Cause.TARGET_MALFORMED else "",
    }
