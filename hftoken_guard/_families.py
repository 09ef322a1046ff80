"""
What one answer cannot tell apart: a table from families of answers to the causes they leave open.

A family is decided by the step of the job, the status, the header X-Error-Code, the sentence,
the host, and by whether a token was sent. The classes of exceptions are weaker evidence (the
client names a 401 after the repository), and what the client adds in its own words is none: it
says "make sure your token has the correct permissions" of storage hosts too. The families were
read out of public reports of failures; `tests/corpus.jsonl`.
"""

# ruff: noqa: E501 - a row of the table is a line
from __future__ import annotations

from ._answers import RIGHTS, SENTENCES
from ._causes import Cause
from ._evidence import FOREIGN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._evidence import Evidence

# The most likely cause, what else it can be, and behind <- what is seen: the first row decides.
# A number is a status (0: none is known; 4xx, 5xx: with 408); `step` and `name` (of a class in
# the exception's ancestry) list alternatives; `is` a flag of the evidence; `said` is a part of
# the server's sentence, or of the texts where no answer is left, with | between alternatives;
# `said!` if nobody says so but of the Hub. `host` and `code` take one value; `sent` and `unsent`
# ask whether the request carried a credential.
# $RIGHTS are the rights that a write can lack, $STATES the later states of a request, $BAD and
# $UNSEEN what is open where a token, or where a repository, was not accepted.
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
    "$SENTENCES",
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
_MACROS = {
    "$RIGHTS": RIGHTS,
    "$STATES": (Cause.GATED_PENDING, Cause.GATED_REJECTED),
    "$BAD": (Cause.TOKEN_EXPIRED, Cause.CREDENTIAL_SHADOWED),
    "$UNSEEN": (Cause.TOKEN_MISSING, Cause.TOKEN_INVALID, Cause.TOKEN_SCOPE_MISSING),
}
_SERVER = frozenset({408, *range(500, 600)}) - {501, 511}


class Family:
    """Hold one row: what must be seen, the most likely cause, and what else it can be."""

    __slots__ = ("cause", "could_be", "tests")

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
        return status in _SERVER
    return status // 100 == int(text[0]) if text.endswith("xx") else status == int(text)


def _has_row(said: str) -> bool:
    """Tell whether the table itself has a row for that sentence, with more left open."""
    return any(row.endswith(f" <- said {said}") for row in TABLE)


def _read_table() -> tuple[Family, ...]:
    rows: list[str] = []
    for row in TABLE:
        is_list = row == "$SENTENCES"
        rows += (
            [f"{c} <- said {said}" for said, c in SENTENCES if not _has_row(said)]
            if is_list
            else [row]
        )
    return tuple(Family(row) for row in rows)


FAMILIES = _read_table()
HUB_WORDS = tuple(
    part
    for family in FAMILIES
    for kind, _, values in family.tests
    if kind == "said!"
    for part in values.split(" | ")
)


def find_family(seen: Evidence) -> Family | None:
    """Return the first row that fits, or None if the error is not about the Hub."""
    speaks = seen.route.host != FOREIGN and any(part in seen.text for part in HUB_WORDS)
    if not (seen.is_about_hub or speaks or "no-variable" in seen.flags):
        return None
    return next((family for family in FAMILIES if family.fits(seen)), None)
