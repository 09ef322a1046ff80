"""
The rules: what an answer means. The first one that fits decides.

A rule is decided by who answered, the status, the header X-Error-Code, the server's sentence, the
step of the job, and by whether a credential was sent. The classes of exceptions are weaker evidence
(the client names a 401 after the repository), and what the client adds in its own words is none: it
says "make sure your token has the correct permissions" of storage hosts too.

Which right a refused write lacks no answer tells: `refused_write.py` does, from whoami.

The same rules hold at the start of a job and later. Where the two differ, the rule says so by `at`,
with the reason beside it. The rules were read out of recorded answers of the Hub and out of public
reports of failures; `tests/corpus.jsonl`.
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING

from hftoken_guard._causes.codes import LACKING_RIGHTS, LATER_GATES, Cause

from .answer import BROKEN
from .evidence import Evidence, Moment
from .host import Host
from .route import Step

if TYPE_CHECKING:
    from collections.abc import Callable, Container


@dataclass(frozen=True, slots=True)
class Rule:
    """
    Say what must be seen, the most likely cause, and what else it can be.

    A condition that is left out holds for everything.

    Attributes:
        cause: the most likely cause.
        or_else: what else it can be.
        at: the only moment at which the rule holds, or None.
        status: the HTTP statuses; 0 means that none is known.
        host: who answered.
        steps: what the job was doing.
        is_sent: whether the request carried a credential.
        code: the header X-Error-Code.
        says: parts of the server's sentence, lower case, one of which must be there; where no
            answer is left, of what the exceptions say.
        hub_says: as `says`, in words that show by themselves that the Hub is spoken of.
        errors: names of classes, one of which must be among the exceptions and their ancestors.
        when: what else the evidence must show.

    """

    cause: Cause
    _: KW_ONLY
    or_else: tuple[Cause, ...] = ()
    at: Moment | None = None
    status: Container[int] | None = None
    host: Host | None = None
    steps: tuple[Step, ...] = ()
    is_sent: bool | None = None
    code: str = ""
    says: tuple[str, ...] = ()
    hub_says: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    when: Callable[[Evidence], bool] | None = None

    @property
    def candidates(self) -> tuple[Cause, ...]:
        """The causes that it leaves open, the most likely first, each once."""
        return tuple(dict.fromkeys((self.cause, *self.or_else)))

    def fits(self, seen: Evidence) -> bool:
        """Tell whether all that the rule asks for is seen."""
        sentences = (*self.says, *self.hub_says)
        return (
            self.at in (None, seen.moment)
            and (self.status is None or seen.status in self.status)
            and self.host in (None, seen.host)
            and (not self.steps or seen.step in self.steps)
            and self.is_sent in (None, seen.sent.is_sent)
            and self.code in ("", seen.answer.code)
            and (not sentences or any(part in seen.said for part in sentences))
            and (not self.errors or not seen.answer.errors.isdisjoint(self.errors))
            and (self.when is None or self.when(seen))
        )


_ANY = range(100, 600)
_REFUSED = range(400, 500)
_DECIDED = frozenset(_ANY) - BROKEN
# From a proxy or a sign-in page: the Hub does not answer so.
_FROM_THE_WAY = {*range(100, 400), 407, 501, 511}

_BAD_OR_OTHER = (Cause.TOKEN_EXPIRED, Cause.CREDENTIAL_SHADOWED)
_HIDDEN = (Cause.TOKEN_MISSING, Cause.TOKEN_INVALID, Cause.TOKEN_SCOPE_MISSING)
# The refusal of a write. Later, most of them are pushes to somebody else's namespace.
_REFUSED_WRITE = (*LACKING_RIGHTS, Cause.CREDENTIAL_SHADOWED)

# As the system, OpenSSL and the HTTP libraries of several languages say that no answer came.
_FAULT_WORDS = (
    "name resolution",
    "name or service not known",
    "nodename nor servname",
    "getaddrinfo",
    "could not resolve",
    "failed to resolve",
    "failed to lookup",
    "dns error",
    "network is unreachable",
    "no route to host",
    "max retries exceeded",
    "connection reset",
    "connection refused",
    "connection aborted",
    "connection timed out",
    "connection closed",
    "error sending request",
    "server disconnected",
    "remote end closed",
    "tunnel connection failed",
    "timed out",
    "tls handshake",
    "certificate_verify_failed",
    "certificate verify failed",
    "self-signed certificate",
    "self signed certificate",
    "local issuer certificate",
    "unexpected_eof",
    "first certificate",
    "eai_again",
    "econnrefused",
    "econnreset",
    "etimedout",
    "fetch failed",
    "socket hang up",
)

RULES = (
    # The client was told to ask nobody, or could not send what it was given.
    Rule(Cause.CLIENT_MISCONFIGURED, when=Evidence.is_misconfigured),
    Rule(Cause.HUB_OFFLINE, errors=("OfflineModeIsEnabled",)),
    Rule(
        Cause.HUB_OFFLINE,
        status={0},
        says=("offline mode is enabled",),
        hub_says=("offlinemodeisenabled",),
    ),
    # What kept the Hub from answering stands in the error before; this one asks the cache.
    Rule(
        Cause.UNEXPECTED,
        or_else=(Cause.REPO_NOT_FOUND, Cause.TOKEN_INVALID, Cause.HUB_UNREACHABLE),
        status={0},
        hub_says=("an error occurred while trying to fetch metadata from the hub",),
    ),
    Rule(
        Cause.HUB_OFFLINE,
        or_else=(Cause.HUB_UNREACHABLE,),
        status={0},
        hub_says=("outgoing traffic has been disabled",),
    ),
    Rule(Cause.TOKEN_MISSING, errors=("LocalTokenNotFoundError",)),
    Rule(Cause.TARGET_MALFORMED, or_else=(Cause.REPO_NOT_FOUND,), errors=("HFValidationError",)),
    # The exchange of an identity comes before the token that is there, or is all there is.
    Rule(
        Cause.TOKEN_MISSING,
        or_else=(Cause.CREDENTIAL_SHADOWED,),
        errors=("OIDCError",),
        when=Evidence.is_own_token_absent,
    ),
    Rule(Cause.CREDENTIAL_SHADOWED, errors=("OIDCError",)),
    Rule(
        Cause.TOKEN_MISSING,
        or_else=(Cause.TOKEN_MALFORMED,),
        hub_says=("header value b'bearer '",),
    ),
    Rule(
        Cause.TOKEN_MALFORMED,
        hub_says=(
            "header value b'bearer hf_",
            "header value: 'bearer hf_",
            "value: b'bearer hf_",
            "header 'authorization: bearer hf_",
        ),
    ),
    Rule(
        Cause.TOKEN_MALFORMED,
        says=("header value b'bearer ", "header value: 'bearer ", "value: b'bearer "),
    ),
    # Of Node, of Rust, of aiohttp: they name the header at most.
    Rule(
        Cause.TOKEN_MALFORMED,
        status={0},
        says=(
            'header content ["authorization"]',
            "failed to parse header value",
            "detected in headers",
        ),
    ),
    # A token with a typographic quote: a header has ASCII alone.
    Rule(Cause.TOKEN_MALFORMED, errors=("UnicodeEncodeError",), says=("bearer ",)),
    Rule(
        Cause.TOKEN_MALFORMED,
        status={0},
        says=("codec can't encode character",),
        when=Evidence.is_own_token_unsendable,
    ),
    # Another header, of the caller's own.
    Rule(
        Cause.UNEXPECTED,
        says=("illegal header value", "invalid header value", "in header value: "),
    ),
    Rule(Cause.TOKEN_MALFORMED, errors=("InvalidHeader",)),
    #
    # Who answered, before what was answered.
    Rule(Cause.NOT_THE_HUB, status=_ANY, host=Host.FOREIGN),
    # The guard asks for known routes, and the Hub marks every answer to them. Later an exception
    # has often lost the marks, and a page decides, further down.
    Rule(Cause.NOT_THE_HUB, at=Moment.START, status=_DECIDED, when=Evidence.is_from_the_way),
    Rule(Cause.RATE_LIMITED, status={429}, when=Evidence.is_quota_used),
    Rule(Cause.RATE_LIMITED, status={429}, says=("rate limit", "quota")),
    Rule(
        Cause.RATE_LIMITED,
        status={0},
        says=("rate limit", "too many requests"),
        hub_says=("we had to rate limit",),
    ),
    # The guard asks again until the budget ends; later nobody knows how often it was asked.
    Rule(Cause.RATE_LIMITED, at=Moment.START, status={429}),
    Rule(Cause.RATE_LIMITED, or_else=(Cause.HUB_UNAVAILABLE,), status={429}),
    Rule(
        Cause.STORAGE_HOST_DENIED,
        or_else=(Cause.HUB_UNAVAILABLE, Cause.STORAGE_LIMIT),
        status=_REFUSED,
        host=Host.STORAGE,
    ),
    Rule(
        Cause.STORAGE_HOST_DENIED,
        or_else=(Cause.HUB_UNAVAILABLE, Cause.STORAGE_LIMIT),
        status={403},
        says=("accessdenied",),
    ),
    # An endpoint for a gated model: huggingface_hub issue 2338.
    Rule(
        Cause.HUB_UNAVAILABLE,
        or_else=(Cause.TOKEN_SCOPE_MISSING,),
        status={500},
        when=Evidence.is_unknown_post,
    ),
    # The server of the logins has answered so where a login could no longer be renewed.
    Rule(
        Cause.HUB_UNAVAILABLE,
        or_else=(Cause.TOKEN_EXPIRED,),
        status=BROKEN,
        steps=(Step.LOGIN,),
    ),
    Rule(Cause.HUB_UNAVAILABLE, or_else=(Cause.STORAGE_LIMIT,), status={507}),
    Rule(Cause.HUB_UNAVAILABLE, status=BROKEN),
    Rule(Cause.UNEXPECTED, status=_FROM_THE_WAY, when=Evidence.is_whole_and_marked),
    Rule(Cause.NOT_THE_HUB, status=_FROM_THE_WAY, when=Evidence.is_whole),
    Rule(Cause.NOT_THE_HUB, when=Evidence.is_page),
    Rule(Cause.CREDENTIAL_SHADOWED, status={401}, when=Evidence.is_basic),
    Rule(
        Cause.TARGET_MALFORMED,
        or_else=(Cause.REPO_NOT_FOUND,),
        status=_REFUSED,
        when=Evidence.is_name_unset,
    ),
    #
    # Sentences of one cause alone, or of one and the doubt whose token was sent.
    Rule(Cause.PAYMENT_REQUIRED, status={402}),
    Rule(
        Cause.PAYMENT_REQUIRED,
        says=("monthly included credits", "credit balance", "pro subscription"),
        hub_says=("included credits for inference providers", "pre-paid credit balance is"),
    ),
    # User Access Token "..." is expired
    Rule(Cause.TOKEN_EXPIRED, or_else=(Cause.CREDENTIAL_SHADOWED,), says=('" is expired',)),
    Rule(
        Cause.GATED_NOT_REQUESTED,
        or_else=(Cause.CREDENTIAL_SHADOWED,),
        hub_says=("you are not in the authorized list",),
    ),
    Rule(Cause.GATED_NOT_REQUESTED, hub_says=("has been reset by the repo",)),
    Rule(
        Cause.GATED_PENDING,
        says=("is pending a review", "has been successfully submitted"),
        hub_says=("awaiting a review from the repo",),
    ),
    Rule(Cause.GATED_REJECTED, hub_says=("has been rejected by the repo",)),
    Rule(Cause.GATED_SCOPE_MISSING, hub_says=("enable access to public gated repositories",)),
    Rule(Cause.ORG_POLICY, says=("organization token policy", "revoked by the organization")),
    Rule(Cause.REPO_DISABLED, hub_says=("access to this resource is disabled",)),
    Rule(
        Cause.STORAGE_LIMIT,
        hub_says=("repository storage limit", "storage patterns tripped"),
        says=(
            "storage limit",
            "storage quota",
            "public storage space",
            "storage patterns",
            "credit recharge",
        ),
    ),
    Rule(Cause.TOKEN_READ_ONLY, says=("must use a write token",)),
    Rule(Cause.TOKEN_MALFORMED, says=("personal account token", "password authentication in git")),
    Rule(
        Cause.TOKEN_SCOPE_MISSING,
        or_else=(Cause.ORG_POLICY,),
        hub_says=("to call inference providers on behalf",),
    ),
    Rule(
        Cause.GATED_NOT_REQUESTED,
        or_else=(*LATER_GATES, Cause.CREDENTIAL_SHADOWED),
        status={403},
        when=Evidence.is_gate,
    ),
    #
    # The Hub says 404 and this code; olah says 401, to a bad token as well.
    Rule(
        Cause.REPO_NOT_FOUND,
        or_else=(Cause.TOKEN_INVALID, Cause.TOKEN_MISSING, Cause.TOKEN_SCOPE_MISSING),
        status={401},
        code="RepoNotFound",
        is_sent=True,
    ),
    # At the start fewer causes are possible than later: the guard has looked at the token that it
    # sends, and a probe answers 404 to every token that the Hub knows, and names a gate.
    Rule(
        Cause.TOKEN_INVALID,
        or_else=(Cause.TOKEN_EXPIRED,),
        at=Moment.START,
        status={401},
        is_sent=True,
    ),
    Rule(
        Cause.UNEXPECTED,
        or_else=(Cause.ORG_POLICY,),
        at=Moment.START,
        status={403},
        steps=(Step.READ,),
    ),
    #
    # 401. The retired whoami and the pages say it to good tokens too.
    Rule(
        Cause.NAMESPACE_FORBIDDEN,
        or_else=_REFUSED_WRITE,
        says=("have the rights to create",),
    ),
    # It came and went with one and the same token: huggingface_hub issue 2507.
    Rule(
        Cause.HUB_UNAVAILABLE,
        or_else=(Cause.TOKEN_INVALID, Cause.TOKEN_SCOPE_MISSING),
        says=("the token seems invalid",),
    ),
    Rule(Cause.TOKEN_EXPIRED, or_else=(Cause.TOKEN_INVALID,), says=("invalid_grant",)),
    Rule(Cause.UNEXPECTED, or_else=(Cause.TOKEN_INVALID,), status={401}, steps=(Step.OLD_WHOAMI,)),
    Rule(
        Cause.UNEXPECTED,
        or_else=(Cause.TOKEN_INVALID,),
        status={401},
        steps=(Step.PAGE,),
        is_sent=True,
    ),
    # It speaks of a token that was sent, whatever is left of the request.
    Rule(
        Cause.TOKEN_INVALID,
        or_else=_BAD_OR_OTHER,
        status={401, 0},
        hub_says=("invalid credentials in authorization header",),
    ),
    Rule(
        Cause.TOKEN_MISSING,
        status={401},
        steps=(Step.WHOAMI, Step.INFERENCE, Step.JOBS, Step.CREATE, Step.SETTINGS),
        is_sent=False,
    ),
    Rule(Cause.TOKEN_MISSING, status={401}, is_sent=False, when=Evidence.is_gate),
    Rule(Cause.TOKEN_MISSING, or_else=(Cause.REPO_NOT_FOUND,), status={401}, is_sent=False),
    Rule(
        Cause.UNEXPECTED,
        or_else=(Cause.HUB_UNAVAILABLE, Cause.TOKEN_INVALID),
        status={401, 403},
        steps=(Step.ELSEWHERE,),
    ),
    Rule(
        Cause.TOKEN_INVALID,
        or_else=(*_BAD_OR_OTHER, Cause.GATED_NOT_REQUESTED, Cause.TOKEN_MISSING),
        status={401},
        when=Evidence.is_gate,
    ),
    Rule(
        Cause.TOKEN_INVALID,
        or_else=(*_BAD_OR_OTHER, Cause.TOKEN_MALFORMED),
        status={401},
        steps=(Step.WHOAMI,),
    ),
    # A name without an owner is public if it exists: a bad token gets another sentence.
    Rule(
        Cause.REPO_NOT_FOUND,
        or_else=(Cause.TOKEN_INVALID, Cause.TOKEN_MISSING),
        status={401},
        when=Evidence.has_no_owner,
    ),
    Rule(
        Cause.TOKEN_INVALID,
        or_else=(Cause.TOKEN_EXPIRED, Cause.TOKEN_MISSING, Cause.TOKEN_SCOPE_MISSING),
        status={401},
        steps=(Step.INFERENCE, Step.JOBS, Step.SETTINGS, Step.CREATE),
    ),
    Rule(
        Cause.TOKEN_INVALID,
        or_else=(
            Cause.TOKEN_EXPIRED,
            Cause.TOKEN_MISSING,
            Cause.REPO_NOT_FOUND,
            Cause.TOKEN_SCOPE_MISSING,
            Cause.REPO_DISABLED,
        ),
        status={401},
        when=Evidence.is_silent,
    ),
    Rule(
        Cause.TOKEN_INVALID,
        or_else=(
            Cause.TOKEN_EXPIRED,
            Cause.TOKEN_MISSING,
            Cause.REPO_NOT_FOUND,
            Cause.TOKEN_SCOPE_MISSING,
        ),
        status={401},
    ),
    #
    # 403, and the sentences that come with it.
    Rule(
        Cause.TOKEN_SCOPE_MISSING,
        or_else=(Cause.ORG_POLICY,),
        status={403},
        steps=(Step.INFERENCE,),
    ),
    Rule(
        Cause.TOKEN_SCOPE_MISSING,
        or_else=(Cause.TOKEN_READ_ONLY, Cause.NAMESPACE_FORBIDDEN),
        status={403},
        steps=(Step.JOBS,),
    ),
    Rule(
        Cause.TOKEN_SCOPE_MISSING,
        or_else=(Cause.TOKEN_READ_ONLY, Cause.ORG_POLICY, Cause.CREDENTIAL_SHADOWED),
        status={403},
        steps=(Step.PROPOSE,),
    ),
    Rule(
        Cause.TOKEN_SCOPE_MISSING,
        or_else=LACKING_RIGHTS,
        status={403},
        steps=(Step.SETTINGS,),
    ),
    Rule(Cause.TOKEN_READ_ONLY, or_else=_REFUSED_WRITE, hub_says=("denied update refs",)),
    Rule(
        Cause.NAMESPACE_FORBIDDEN,
        or_else=_REFUSED_WRITE,
        says=("create_pr=1",),
        hub_says=(
            "you have read access but not the required",
            "batch response: authorization error",
        ),
    ),
    Rule(
        Cause.NAMESPACE_FORBIDDEN,
        or_else=_REFUSED_WRITE,
        says=("authorization error",),
        when=Evidence.may_refuse_a_write,
    ),
    Rule(
        Cause.NAMESPACE_FORBIDDEN,
        or_else=_REFUSED_WRITE,
        status={403},
        steps=(Step.CREATE, Step.WRITE),
    ),
    Rule(
        Cause.NAMESPACE_FORBIDDEN,
        or_else=_REFUSED_WRITE,
        status={403},
        when=Evidence.is_unknown_post,
    ),
    # A refusal of the Hub has words; what has none came from something behind or before it.
    Rule(
        Cause.STORAGE_HOST_DENIED,
        or_else=(
            Cause.HUB_UNAVAILABLE,
            Cause.NOT_THE_HUB,
            Cause.GATED_NOT_REQUESTED,
            Cause.TOKEN_SCOPE_MISSING,
            Cause.ORG_POLICY,
            Cause.REPO_DISABLED,
        ),
        status={403},
        when=Evidence.is_wordless,
    ),
    Rule(
        Cause.UNEXPECTED,
        or_else=(Cause.ORG_POLICY, Cause.GATED_NOT_REQUESTED),
        status={403},
    ),
    #
    # 404, and what else the Hub refuses.
    Rule(Cause.REVISION_NOT_FOUND, code="RevisionNotFound"),
    Rule(Cause.REVISION_NOT_FOUND, code="EntryNotFound"),
    Rule(
        Cause.REVISION_NOT_FOUND,
        status={404, 0},
        says=(
            "revision not found",
            "entry not found",
            "invalid rev id",
        ),
        hub_says=(
            "(revision not found)",
            "exist for dataset '",
            "is not a valid git identifier (branch",
        ),
    ),
    Rule(
        Cause.REPO_NOT_FOUND,
        or_else=(Cause.TOKEN_MISSING,),
        code="RepoNotFound",
        is_sent=False,
    ),
    Rule(
        Cause.REPO_NOT_FOUND,
        or_else=(Cause.TOKEN_SCOPE_MISSING, Cause.CREDENTIAL_SHADOWED),
        code="RepoNotFound",
    ),
    Rule(
        Cause.REPO_NOT_FOUND,
        or_else=(Cause.NAMESPACE_FORBIDDEN,),
        status={404},
        steps=(Step.JOBS,),
    ),
    # A mirror says so of a route that it does not have; the Hub, of a page.
    Rule(
        Cause.UNEXPECTED,
        or_else=(Cause.REPO_NOT_FOUND, Cause.NOT_THE_HUB),
        status={404},
        hub_says=("t find the page you are looking for",),
    ),
    Rule(
        Cause.UNEXPECTED,
        or_else=(Cause.REPO_NOT_FOUND,),
        status={404},
        when=Evidence.is_explained,
    ),
    Rule(Cause.UNEXPECTED, status={404}, steps=(Step.INFERENCE, Step.OTHER)),
    Rule(
        Cause.REPO_NOT_FOUND,
        or_else=(Cause.TOKEN_SCOPE_MISSING, Cause.NOT_THE_HUB),
        status={404},
    ),
    Rule(Cause.TOKEN_MALFORMED, status={400}, steps=(Step.WHOAMI,)),
    # A commit came in between; a token that may only open pull requests ends there too.
    Rule(Cause.UNEXPECTED, or_else=(Cause.TOKEN_SCOPE_MISSING,), status={412}),
    Rule(Cause.UNEXPECTED, or_else=(Cause.NOT_THE_HUB,), status={413}),
    Rule(Cause.REPO_DISABLED, status={451}),
    Rule(Cause.UNEXPECTED, status=_REFUSED),
    Rule(Cause.UNEXPECTED, when=Evidence.is_batch),
    #
    # No answer is left, only exceptions and their words.
    Rule(Cause.NOT_THE_HUB, when=Evidence.is_without_json),
    Rule(Cause.NOT_THE_HUB, errors=("TooManyRedirects", "FileMetadataError")),
    Rule(Cause.NOT_THE_HUB, says=("distant resource does not", "missing commit header")),
    Rule(Cause.HUB_UNREACHABLE, when=Evidence.is_network_fault),
    Rule(
        Cause.TARGET_MALFORMED,
        or_else=(Cause.REPO_NOT_FOUND,),
        status={0},
        when=Evidence.is_name_unset,
    ),
    Rule(Cause.REPO_DISABLED, errors=("DisabledRepoError",)),
    Rule(
        Cause.GATED_NOT_REQUESTED,
        or_else=(*LATER_GATES, Cause.TOKEN_MISSING, Cause.TOKEN_INVALID),
        errors=("GatedRepoError",),
    ),
    # `datasets` raises one class for all of these, and keeps no response.
    Rule(
        Cause.TOKEN_MISSING,
        or_else=(Cause.TOKEN_INVALID, Cause.GATED_NOT_REQUESTED),
        hub_says=("on the hub. you must be authenticated",),
    ),
    Rule(
        Cause.GATED_NOT_REQUESTED,
        or_else=(*LATER_GATES, Cause.GATED_SCOPE_MISSING, Cause.TOKEN_MISSING),
        hub_says=("is a gated dataset on the hub",),
    ),
    Rule(Cause.REVISION_NOT_FOUND, errors=("RevisionNotFoundError", "RemoteEntryNotFoundError")),
    Rule(
        Cause.REPO_NOT_FOUND,
        or_else=(*_HIDDEN, Cause.GATED_NOT_REQUESTED),
        errors=("DatasetNotFoundError",),
    ),
    Rule(
        Cause.REPO_NOT_FOUND,
        or_else=_HIDDEN,
        errors=("RepositoryNotFoundError", "BucketNotFoundError"),
    ),
    Rule(
        Cause.TOKEN_INVALID,
        or_else=(Cause.TOKEN_EXPIRED, Cause.TOKEN_MISSING),
        status={0},
        says=(
            "invalid username or password",
            "invalid token",
            "invalid access token",
            "invalid api token",
            "token is invalid",
            "token is not valid",
            "token has been revoked",
            "invalid credentials",
            "bad credentials",
        ),
    ),
    Rule(
        Cause.TOKEN_EXPIRED,
        or_else=(Cause.TOKEN_INVALID,),
        status={0},
        says=("token has expired", "token expired", "expired token"),
    ),
    # The client of old said so of every answer of whoami that was an error.
    Rule(
        Cause.TOKEN_INVALID,
        or_else=(Cause.TOKEN_EXPIRED, Cause.TOKEN_MALFORMED, Cause.RATE_LIMITED),
        says=("invalid user token",),
    ),
    Rule(
        Cause.TOKEN_INVALID,
        or_else=(Cause.TOKEN_MISSING, Cause.TOKEN_MALFORMED, Cause.HUB_UNREACHABLE),
        hub_says=("not authenticate with hugging",),
    ),
    Rule(Cause.UNEXPECTED, says=("is no longer supported",)),
    # A client in Rust: what should be an address has no host.
    Rule(
        Cause.UNEXPECTED,
        or_else=(Cause.CLIENT_MISCONFIGURED,),
        says=("relative url without a base",),
    ),
    Rule(
        Cause.HUB_UNAVAILABLE,
        says=("working hard to fix this", "service unavailable", "bad gateway", "gateway time"),
    ),
    Rule(
        Cause.TOKEN_MISSING,
        or_else=(Cause.TOKEN_INVALID, Cause.GATED_NOT_REQUESTED),
        when=Evidence.is_gate,
    ),
    Rule(
        Cause.GATED_NOT_REQUESTED,
        or_else=(*LATER_GATES, Cause.TOKEN_MISSING, Cause.TOKEN_INVALID),
        says=(
            "access a gated",
            "access gated",
            "is a gated",
            "gated model",
            "gated dataset",
            "is gated",
            "request access",
            "accept the license",
            "accept the terms",
            "accept the conditions",
        ),
    ),
    Rule(
        Cause.REPO_NOT_FOUND,
        or_else=_HIDDEN,
        says=("repository not found",),
        hub_says=("(repository not found)",),
    ),
    Rule(
        Cause.REVISION_NOT_FOUND,
        or_else=(Cause.HUB_UNREACHABLE, Cause.HUB_OFFLINE),
        says=("does not appear to have a file named",),
    ),
    # A hook of the Hub: a file that is too large for git, or has to be in its large file storage.
    Rule(
        Cause.UNEXPECTED,
        status={0},
        says=("pre-receive hook declined", "[remote rejected]"),
    ),
    # Programs that look at the role of the token themselves.
    Rule(
        Cause.TOKEN_READ_ONLY,
        or_else=_REFUSED_WRITE,
        status={0},
        says=("not allow writing", "not have write", "no write access", "need a write token"),
    ),
    # git asks for a user where it has no credential.
    Rule(Cause.TOKEN_MISSING, hub_says=("could not read username for 'https://huggingface.co",)),
    Rule(
        Cause.TOKEN_INVALID,
        or_else=(*_BAD_OR_OTHER, Cause.TOKEN_MISSING, Cause.TOKEN_MALFORMED),
        hub_says=("authentication failed for 'https://huggingface.co",),
    ),
    Rule(Cause.TOKEN_MISSING, when=Evidence.is_without_variable),
    Rule(
        Cause.TOKEN_MISSING,
        hub_says=(
            "token is required (`token=true`)",
            "logged in to hugging face",
            "error while fetching `hf_token` secret",
            "token must be specified for push to hub",
        ),
        says=(
            "token is required",
            "no token found",
            "no token was found",
            "not logged in",
            "be logged in",
            "please log in",
            "please login",
            "not authenticated",
            "run `hf auth login`",
            "run `huggingface-cli login`",
        ),
    ),
    Rule(Cause.TOKEN_MISSING, when=Evidence.is_token_asked_for),
    Rule(
        Cause.HUB_UNREACHABLE,
        says=_FAULT_WORDS,
        when=Evidence.may_be_of_the_network,
    ),
    # The client says no more than that it found neither a way nor a copy.
    Rule(
        Cause.HUB_UNREACHABLE,
        or_else=(
            Cause.GATED_SCOPE_MISSING,
            Cause.HUB_OFFLINE,
            Cause.HUB_UNAVAILABLE,
            Cause.NOT_THE_HUB,
        ),
        errors=("LocalEntryNotFoundError",),
    ),
    Rule(
        Cause.HUB_UNREACHABLE,
        or_else=(Cause.GATED_SCOPE_MISSING, Cause.HUB_OFFLINE, Cause.HUB_UNAVAILABLE),
        says=("couldn't connect", "couldn't reach", "check your connection"),
        hub_says=(
            "on the hub and we cannot find",
            "on the hub, and we cannot find",
            "' on the hub (connect",
        ),
    ),
    # Libraries say so of every refusal, a gate as well.
    Rule(
        Cause.REPO_NOT_FOUND,
        or_else=(*_HIDDEN, Cause.GATED_NOT_REQUESTED),
        says=("not a valid model identifier",),
        hub_says=("exist on the hub", "on the hugging face hub either"),
    ),
    # The client's file system says no more of a refusal.
    Rule(
        Cause.REPO_NOT_FOUND,
        or_else=(Cause.REVISION_NOT_FOUND, Cause.GATED_NOT_REQUESTED, Cause.TOKEN_MISSING),
        status={0},
        steps=(Step.READ,),
        errors=("FileNotFoundError",),
        when=Evidence.is_of_the_language,
    ),
    Rule(
        Cause.REPO_NOT_FOUND,
        or_else=(Cause.REVISION_NOT_FOUND, Cause.GATED_NOT_REQUESTED, Cause.TOKEN_MISSING),
        hub_says=("unable to find 'hf://",),
    ),
    Rule(
        Cause.GATED_NOT_REQUESTED,
        or_else=(
            Cause.TOKEN_MISSING,
            Cause.TOKEN_INVALID,
            Cause.TOKEN_MALFORMED,
            Cause.REPO_NOT_FOUND,
        ),
        says=("could not download '",),
    ),
    # A file or a route of a repository is named, and no more than that it did not come.
    Rule(
        Cause.REPO_NOT_FOUND,
        or_else=(Cause.GATED_NOT_REQUESTED, Cause.TOKEN_MISSING, Cause.HUB_UNREACHABLE),
        status={0},
        steps=(Step.READ,),
        says=("failed to", "could not", "couldn't", "unable to", "cannot", "not found"),
    ),
    # Whoever is told to log in has no token, or none that serves.
    Rule(
        Cause.TOKEN_MISSING,
        or_else=(Cause.TOKEN_INVALID,),
        status={0},
        hub_says=("hf auth login", "huggingface-cli login"),
    ),
    Rule(Cause.UNEXPECTED, errors=("HfHubHTTPError",)),
)

# What shows by itself that the Hub is spoken of.
HUB_WORDS = tuple(part for rule in RULES for part in rule.hub_says)
