r"""
Every cause twice: the situation that produces it at the start of a job, and the error later.

    uv run --no-project --with-editable . --with starlette --with uvicorn --with trustme \
        scripts/situations.py > docs/causes.md

Each is brought about on the stand-in Hub: at the start through `check_token`, later through a
real call of the client library and `diagnose`. The tests do it for every generation of the client.
"""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from unittest import mock

from causes_table import make_table as make_causes_table
from corpus_figures import rebuild
from huggingface_hub import HfApi, constants, file_download, utils
from standin.demo_world import in_hours
from standin.server import LocalHub
from standin.world import AccessToken, Scope, World, token_value

from hftoken_guard import Cause, GuardError, Problem, _memory, check_token, diagnose

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HEAD = """# The causes

Each stop has a code that never changes. If more than one cause is still possible, the message says
so. `hftoken-guard explain CODE` says what you see, how to tell the cause from similar ones, and
what helps; with `--json` it says so to a program.
"""
BROUGHT_ABOUT = """## Each brought about

Made by `scripts/situations.py` on the stand-in Hub, with huggingface_hub 2.4.0; a test holds it to
what really happens. At the start it is `check_token` that finds the cause. Later it is `diagnose`,
from the exception that the client library raises: the first cause is the one it names, the others
are those that it leaves open. Where a check had passed before, less is open.
"""
TEMPLATE = "HUGGINGFACE_CO_URL_TEMPLATE"
READ = ("repo.content.read",)
DATASET = {"write": "datasets/alice/results"}
REFUSED = "You have read access but not the required permissions for this operation"
FULL = (
    "Private repository storage limit reached, please upgrade your plan to increase your private"
    " storage limit."
)
BAD_PROXY = dict.fromkeys(("HTTP_PROXY", "http_proxy"), "htp://127.0.0.1:9")


def make_world() -> World:
    """Return a world with all that the situations need."""
    world = World()
    for name in ("alice", "bob"):
        world.add_user(name)
    world.add_org("acme", {"alice": "write", "bob": "admin"})
    world.add_org("readers", {"alice": "read"})
    world.add_org("strict", {"alice": "write"}, policy="pending", restrictions=("sso",))
    for id_ in ("gpt2", "bob/public", "strict/model", "readers/model", "acme/tool"):
        world.add_repo(id_, files={"config.json": b"{}"})
    world.add_repo("alice/results", "dataset", files={"data.csv": b"a\n"})
    world.add_repo("alice/private", private=True, files={"config.json": b"{}"})
    world.add_repo("alice/disabled", disabled=True, files={"config.json": b"{}"})
    for state in ("", "accepted", "pending", "rejected"):
        access = {"alice": state} if state else {}
        name = f"meta-llama/{state or 'Llama-3.2-1B'}"
        world.add_repo(name, gated=True, access=access, files={"config.json": b"{}"})
    return world


def plain(world: World) -> AccessToken:
    """Make a token that can write."""
    return world.add_token("alice")


def fine(world: World) -> AccessToken:
    """Make a fine-grained token that can only read."""
    return world.add_token("alice", "fineGrained", scoped=[Scope("user", "alice", READ)])


def login(world: World) -> AccessToken:
    """Make a login of the browser, which ends in two hours and a minute."""
    return world.add_token(
        "alice", "oauth", oauth_scopes=("manage-repos",), expires_at=in_hours(2 + 1 / 60)
    )


def says(message: str, status: int, path: str = "results") -> Callable[[LocalHub], None]:
    """Make the Hub say this about the dataset."""
    return lambda hub: hub.fail("status", path=path, code=status, message=message)


def fails(kind: str, **options: Any) -> Callable[[LocalHub], None]:
    """Make the way to the Hub fail."""
    return lambda hub: hub.fail(kind, **options)


def nothing(_: LocalHub) -> None:
    """Leave the Hub as it is."""


@dataclass(frozen=True)
class Start:
    """What a job finds at its start."""

    words: str
    token: Callable[[World], AccessToken] | str | None = plain
    wanted: dict[str, Any] = field(default_factory=lambda: dict(DATASET))
    happen: Callable[[LocalHub], None] = nothing
    environ: dict[str, str] = field(default_factory=dict)


AT_START: dict[Cause, Start] = {
    Cause.TOKEN_MISSING: Start("the job has no secret", None),
    Cause.TOKEN_WRONG_NAME: Start(
        "the secret is called HF_API_TOKEN", None, environ={"HF_API_TOKEN": token_value("alice's")}
    ),
    Cause.TOKEN_PLACEHOLDER: Start("the secret holds `$HF_TOKEN`", "$HF_TOKEN"),
    Cause.TOKEN_MALFORMED: Start("the key of another service", "sk-" + "Abc1" * 10),
    Cause.TOKEN_INVALID: Start("a token that the Hub does not know", token_value("nobody's")),
    Cause.TOKEN_EXPIRED: Start(
        "a token past its end", lambda w: w.add_token("alice", expired=True)
    ),
    Cause.TOKEN_EXPIRES_EARLY: Start(
        "a login that ends before the job does", login, wanted={**DATASET, "lasts": "6h"}
    ),
    Cause.CREDENTIAL_SHADOWED: Start("a user and password in `HF_ENDPOINT`"),
    Cause.TOKEN_READ_ONLY: Start(
        "a read token, and a push", lambda w: w.add_token("alice", "read")
    ),
    Cause.TOKEN_SCOPE_MISSING: Start("a fine-grained token without write permission", fine),
    Cause.NAMESPACE_FORBIDDEN: Start(
        "a push to a stranger's namespace", wanted={"write": "datasets/author/results"}
    ),
    Cause.ORG_ROLE_TOO_LOW: Start(
        "a push to an organization where one can only read", wanted={"write": "readers/model"}
    ),
    Cause.ORG_POLICY: Start(
        "an organization that has not approved the token", wanted={"write": "strict/model"}
    ),
    Cause.WRITE_DENIED: Start("a refusal that whoami does not explain", happen=says(REFUSED, 403)),
    Cause.GATED_NOT_REQUESTED: Start(
        "a gated model never asked for", wanted={"read": "meta-llama/Llama-3.2-1B"}
    ),
    Cause.GATED_PENDING: Start("a request not decided", wanted={"read": "meta-llama/pending"}),
    Cause.GATED_REJECTED: Start("a rejected request", wanted={"read": "meta-llama/rejected"}),
    Cause.GATED_SCOPE_MISSING: Start(
        "a fine-grained token without the box for gated repositories",
        fine,
        {"read": "meta-llama/accepted"},
    ),
    Cause.STORAGE_LIMIT: Start("a full storage", happen=says(FULL, 403)),
    Cause.PAYMENT_REQUIRED: Start("no credit", happen=says("Payment required", 402)),
    Cause.REPO_NOT_FOUND: Start("a name that is not there", wanted={"read": "alice/tool"}),
    Cause.REPO_WRONG_TYPE: Start("a dataset named as a model", wanted={"read": "alice/results"}),
    Cause.REVISION_NOT_FOUND: Start("a branch that is not there", wanted={"read": "gpt2@v2"}),
    Cause.REPO_DISABLED: Start("a disabled repository", wanted={"read": "alice/disabled"}),
    Cause.TARGET_MALFORMED: Start(
        "a variable without a value in the name", wanted={"write": "datasets/alice/None"}
    ),
    Cause.CLIENT_MISCONFIGURED: Start(
        "a proxy whose address has no known scheme",
        happen=lambda _: _forget_sessions(),
        environ=BAD_PROXY,
    ),
    Cause.RATE_LIMITED: Start("429 to the end", happen=fails("throttle", path="results", t=200)),
    Cause.HUB_UNAVAILABLE: Start("503 to the end", happen=fails("status", code=503)),
    Cause.HUB_UNREACHABLE: Start("connections are reset", happen=fails("reset")),
    Cause.HUB_OFFLINE: Start("HF_HUB_OFFLINE and a push", environ={"HF_HUB_OFFLINE": "1"}),
    Cause.NOT_THE_HUB: Start("the page of a captive portal", happen=fails("portal")),
    Cause.UNEXPECTED: Start(
        "an answer that nobody knows",
        wanted={"read": "gpt2"},
        happen=fails("status", path="gpt2", code=418, message="I am a teapot", error_code="Teapot"),
    ),
}
WAITED_OUT = (Cause.HUB_UNAVAILABLE, Cause.HUB_UNREACHABLE)


class Job:
    """Be a job after its start: its Hub, its token, and the client library's calls."""

    def __init__(self, hub: LocalHub, cache: str) -> None:
        """Take the Hub and a folder for downloads."""
        self.hub = hub
        self._cache = cache
        self.token: Any = None  # of every type that the client takes

    def begin(self, token: AccessToken, **wanted: Any) -> None:
        """Make the check at the start, which passes."""
        self.token = token.value
        check_token(token.value, **wanted)

    def read(self, id_: str, **more: Any) -> None:
        """Download a file."""
        self._api().hf_hub_download(id_, "config.json", cache_dir=self._cache, **more)

    def look(self, id_: str) -> None:
        """Ask for a repository."""
        self._api().model_info(id_)

    def push(self, id_: str = "alice/results", type_: str = "dataset") -> None:
        """Upload a file."""
        self._api().upload_file(
            path_or_fileobj=b"x", path_in_repo="x.txt", repo_id=id_, repo_type=type_
        )

    def create(self, id_: str) -> None:
        """Create a repository."""
        self._api().create_repo(id_)

    def _api(self) -> HfApi:
        return HfApi(endpoint=self.hub.endpoint, token=self.token)


def _missing(job: Job) -> None:
    job.token = False
    job.read("alice/private")


def _with(value: str) -> Callable[[Job], None]:
    def run(job: Job) -> None:
        job.token = value
        job.look("alice/private")

    return run


def _revoked(job: Job) -> None:
    token = plain(job.hub.world)
    job.begin(token, **DATASET)
    del job.hub.world.tokens[token.value]
    job.push()


def _expired(job: Job) -> None:
    token = plain(job.hub.world)
    job.begin(token, **DATASET)
    token.expired = True
    job.hub.fail("status", path="preupload", code=401, message='User Access Token "t" is expired')
    job.push()


def _other_token(job: Job) -> None:
    job.begin(plain(job.hub.world), **DATASET)
    job.token = token_value("another")
    job.push()


def _after(
    token: Callable[[World], AccessToken], call: Callable[[Job], None]
) -> Callable[[Job], None]:
    def run(job: Job) -> None:
        job.begin(token(job.hub.world))
        call(job)

    return run


def _changed(job: Job) -> None:
    job.begin(plain(job.hub.world), write="acme/tool")
    job.hub.world.orgs["acme"].members["alice"] = "read"
    job.push("acme/tool", "model")


def _bare(
    token: Callable[[World], AccessToken], call: Callable[[Job], None]
) -> Callable[[Job], None]:
    def run(job: Job) -> None:
        job.token = token(job.hub.world).value
        call(job)

    return run


def _hit(happen: Callable[[LocalHub], None], call: Callable[[Job], None]) -> Callable[[Job], None]:
    def run(job: Job) -> None:
        happen(job.hub)
        _bare(plain, call)(job)

    return run


def _offline(job: Job) -> None:
    with mock.patch("huggingface_hub.constants.HF_HUB_OFFLINE", new=True):
        _forget_sessions()
        try:
            job.look("gpt2")
        finally:
            _forget_sessions()


def _in_new_session(job: Job) -> None:
    _forget_sessions()
    try:
        job.look("gpt2")
    finally:
        _forget_sessions()


def _storage(job: Job) -> None:
    del job  # the host of the files cannot be on this machine
    case = {"status": 403, "cause": "", "operation": "download", "url_path": "/x (cdn-lfs.hf.co)"}
    error = rebuild(case)
    assert error is not None  # noqa: S101 - the client raises for 403
    raise error


# What is called, and how the job got there.
LATER: dict[Cause, tuple[str, Callable[[Job], None]]] = {
    Cause.TOKEN_MISSING: ("a download without the token", _missing),
    Cause.TOKEN_WRONG_NAME: ("the same, and HF_API_TOKEN is set", _missing),
    Cause.TOKEN_PLACEHOLDER: ("`$HF_TOKEN` was sent", _with("$HF_TOKEN")),
    Cause.TOKEN_MALFORMED: (
        "a token with a line end was given to the client", _with(token_value("a") + "\n")),
    Cause.TOKEN_INVALID: ("an upload after the token was revoked", _revoked),
    Cause.TOKEN_EXPIRED: ("an upload after the token's end", _expired),
    Cause.CREDENTIAL_SHADOWED: ("an upload with another token than the one checked", _other_token),
    Cause.TOKEN_READ_ONLY: (
        "an upload with a read token", _after(lambda w: w.add_token("alice", "read"), Job.push)),
    Cause.TOKEN_SCOPE_MISSING: ("an upload with a fine-grained token", _after(fine, Job.push)),
    Cause.NAMESPACE_FORBIDDEN: (
        "`create_repo` in a stranger's namespace", _after(plain, lambda j: j.create("author/new"))),
    Cause.ORG_ROLE_TOO_LOW: (
        "an upload where one can only read",
        _after(plain, lambda j: j.push("readers/model", "model"))),
    Cause.ORG_POLICY: (
        "an upload to an organization that has not approved the token",
        _bare(plain, lambda j: j.push("strict/model", "model"))),
    Cause.WRITE_DENIED: ("an upload after the role in the organization was lowered", _changed),
    Cause.GATED_NOT_REQUESTED: (
        "a download of a gated model", _after(plain, lambda j: j.read("meta-llama/Llama-3.2-1B"))),
    Cause.GATED_PENDING: (
        "a download before the request is decided",
        _bare(plain, lambda j: j.read("meta-llama/pending"))),
    Cause.GATED_REJECTED: (
        "a download after a rejection", _bare(plain, lambda j: j.read("meta-llama/rejected"))),
    Cause.GATED_SCOPE_MISSING: (
        "a download with a fine-grained token",
        _bare(fine, lambda j: j.read("meta-llama/accepted"))),
    Cause.STORAGE_LIMIT: ("an upload into a full storage", _hit(says(FULL, 403), Job.push)),
    Cause.PAYMENT_REQUIRED: (
        "an upload without credit", _hit(says("Payment required", 402), Job.push)),
    Cause.REPO_NOT_FOUND: (
        "a download of what is not there", _after(plain, lambda j: j.look("alice/tool"))),
    Cause.REVISION_NOT_FOUND: (
        "a download of a branch that is not there",
        _bare(plain, lambda j: j.read("gpt2", revision="v2"))),
    Cause.REPO_DISABLED: (
        "a download of a disabled repository", _bare(plain, lambda j: j.look("alice/disabled"))),
    Cause.TARGET_MALFORMED: (
        "a download of `alice/None`", _bare(plain, lambda j: j.look("alice/None"))),
    Cause.CLIENT_MISCONFIGURED: ("a proxy whose address has no known scheme", _in_new_session),
    Cause.RATE_LIMITED: (
        "429", _hit(fails("throttle", path="gpt2", t=200), lambda j: j.look("gpt2"))),
    Cause.HUB_UNAVAILABLE: (
        "502", _hit(fails("status", path="gpt2", code=502), lambda j: j.look("gpt2"))),
    Cause.HUB_UNREACHABLE: (
        "a connection that is reset", _hit(fails("reset", path="gpt2"), lambda j: j.look("gpt2"))),
    Cause.HUB_OFFLINE: ("offline mode", _offline),
    Cause.NOT_THE_HUB: (
        "the page of a captive portal",
        _hit(fails("portal", path="gpt2"), lambda j: j.look("gpt2"))),
    Cause.STORAGE_HOST_DENIED: ("403 from a storage host", _storage),
    Cause.UNEXPECTED: (
        "an answer that nobody knows",
        _hit(fails("status", path="gpt2", code=418, message="I am a teapot", error_code="Teapot"),
             lambda j: j.look("gpt2"))),
}  # fmt: skip
# What cannot be found at one of the two moments, and what is said instead.
NOT_AT_START = {Cause.STORAGE_HOST_DENIED: "no file is asked for at the start"}
# What must be set where the error comes, and where it is explained.
LATER_ENVIRON = {
    Cause.TOKEN_WRONG_NAME: {"HF_API_TOKEN": token_value("a")},
    Cause.CLIENT_MISCONFIGURED: BAD_PROXY,
}
NOT_LATER = {
    Cause.REPO_WRONG_TYPE: "only by asking; named as `repo-not-found`",
    Cause.TOKEN_EXPIRES_EARLY: "only by its date; later it is `token-expired`",
}


def refuse(hub: LocalHub, cause: Cause) -> GuardError:
    """Bring the situation at the start about, and return what the guard raises."""
    with begin(hub, cause) as wanted:
        try:
            check_token(**wanted)
        except GuardError as error:
            return error
    msg = f"the guard let {cause} pass"
    raise AssertionError(msg)


@contextmanager
def begin(hub: LocalHub, cause: Cause) -> Iterator[dict[str, Any]]:
    """Bring the situation at the start about, and give the arguments of the guard."""
    start = AT_START[cause]
    value = start.token(hub.world).value if callable(start.token) else start.token
    environ = {**start.environ, **({} if value is None else {"HF_TOKEN": value})}
    start.happen(hub)
    with ExitStack() as stack:
        stack.enter_context(mock.patch.dict(os.environ, environ))
        if cause is Cause.CREDENTIAL_SHADOWED:
            address = hub.endpoint.replace("http://", "http://me:a-password@")
            stack.enter_context(mock.patch.object(constants, "ENDPOINT", address))
        yield {**start.wanted, "timeout": 2 if cause in WAITED_OUT else 20}


def break_later(hub: LocalHub, cause: Cause) -> tuple[Exception, Problem | None]:
    """Bring the error about that comes later, and return it with its diagnosis."""
    environ = LATER_ENVIRON.get(cause, {})
    with mock.patch.dict(os.environ, environ), tempfile.TemporaryDirectory() as cache:
        try:
            LATER[cause][1](Job(hub, cache))
        except Exception as error:  # noqa: BLE001 - that is what is wanted
            return error, diagnose(error)
    msg = f"{cause} did not happen"
    raise AssertionError(msg)


def _forget_sessions() -> None:
    """Let the client make its session anew; what is called so differs by generation."""
    name = "close_session" if hasattr(utils, "close_session") else "reset_sessions"
    getattr(utils, name)()


@contextmanager
def serve() -> Iterator[LocalHub]:
    """Start a stand-in Hub with that world, and make it the client's."""
    _memory.forget_all()
    with LocalHub(make_world()) as hub, ExitStack() as stack:
        template = f"{hub.endpoint}/{{repo_id}}/resolve/{{revision}}/{{filename}}"
        places = [(constants, "ENDPOINT", hub.endpoint)]
        # The oldest clients keep a second copy of the template.
        places += [(module, TEMPLATE, template) for module in (constants, file_download)]
        for module, name, value in places:
            if hasattr(module, name):
                stack.enter_context(mock.patch.object(module, name, value))
        yield hub


def make_table() -> str:
    """Return the table: each cause at the start, and later."""
    rows = [
        "| cause | at the start | later | which raises | and is said |",
        "| --- | --- | --- | --- | --- |",
    ]
    for cause in Cause:
        start, later, raised, said = NOT_AT_START.get(cause, ""), NOT_LATER.get(cause, ""), "", ""
        if cause in AT_START:
            with serve() as hub:
                found = refuse(hub, cause).problems[0].cause
            start = AT_START[cause].words
            assert found is cause, (cause, found)  # noqa: S101 - the table shows what was seen
        if cause in LATER:
            with serve() as hub:
                error, problem = break_later(hub, cause)
            later, raised = LATER[cause][0], f"`{type(error).__name__}`"
            causes = (problem.cause, *problem.could_be) if problem else ()
            said = ", ".join(f"`{code}`" for code in causes)
            assert causes[:1] == (cause,), (cause, said)  # noqa: S101 - as above
        rows.append(f"| `{cause}` | {start} | {later} | {raised} | {said} |")
    return "\n".join(rows)


def make_page() -> str:
    """Return the whole of `docs/causes.md`."""
    return f"{HEAD}\n{make_causes_table()}\n\n{BROUGHT_ABOUT}\n{make_table()}\n"


if __name__ == "__main__":
    for name in [name for name in os.environ if name.startswith(("HF_", "HUGGING"))]:
        del os.environ[name]
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    sys.argv = ["train.py"]
    print(make_page(), end="")
