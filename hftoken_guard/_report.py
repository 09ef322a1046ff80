"""
What is said about a case: the names for the texts, the texts filled with them, the one layout.

Also the facts, the line of success, and how a job ends: the exit code, the exception.

The facts are an allow-list, safe to share. Of the environment only the names listed here are
read, and of most of those only whether they are set.
"""

from __future__ import annotations

import os
import sys

from . import __version__
from ._answers import DISCUSS, READ, WRITE, parse_time
from ._inputs import EXPLICIT, NAME, Token, own_endpoints, split
from ._problem import (
    PREFIX,
    AccessError,
    Cause,
    Family,
    GuardError,
    HubUnavailableError,
    Problem,
    TokenError,
)
from ._redact import escape, foreign, scrub

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

    from ._answers import Answer, Identity, Verdict
    from ._catalog import Entry
    from ._inputs import Reading, Secret, Target

HUB = "https://huggingface.co"
PROXIES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "https_proxy", "http_proxy", "all_proxy")
OFFLINE = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")  # the client library reads both
IMPLICIT = "HF_HUB_DISABLE_IMPLICIT_TOKEN"
_TRUE = frozenset({"1", "ON", "YES", "TRUE"})
NEW_TOKEN = f"{HUB}/settings/tokens/new?tokenType=fineGrained"
WIDTH = 99

# sysexits.h: EX_USAGE, EX_NOPERM, EX_TEMPFAIL. Of several problems the first in this order counts.
EXIT_TARGET = 64
EXIT_ACCESS = 77
EXIT_HUB = 75


def offline_variable() -> str:
    """Return the variable that turns offline mode on, or "" if it is off."""
    constants = sys.modules.get("huggingface_hub.constants")
    name = next((name for name in OFFLINE if os.environ.get(name)), "")
    if _is_on(name):
        return name
    return OFFLINE[0] if getattr(constants, "HF_HUB_OFFLINE", False) is True else ""


def anonymous_warnings() -> list[str]:
    """Say that the libraries will not send the token by themselves."""
    warning = f"{IMPLICIT} is set: the job's calls go without the token unless given it"
    return [warning] if _is_on(IMPLICIT) else []


def _is_on(variable: str) -> bool:
    return os.environ.get(variable, "").upper() in _TRUE


def launch() -> str:
    """Return the command that starts this script as a job with the secret."""
    script = os.path.basename(sys.argv[0]) if sys.argv else ""  # noqa: PTH119 - pathlib is slow
    is_script = script.endswith(".py") and script.replace("_", "").replace("-", "")[:-3].isalnum()
    is_own = script == "__main__.py" or not script.isascii()
    more = " ..." if len(sys.argv) > 1 else ""
    return f"hf jobs uv run --secrets {NAME} {script + more if is_script and not is_own else '...'}"


def names_for_token(reading: Reading, who: Identity | None) -> dict[str, str]:
    """Return the names that every message can use."""
    return {
        "source": "the given token" if reading.source == EXPLICIT else reading.source,
        "absent": reading.shape,
        "found": escape(reading.found, newlines=False),
        "launch": launch(),
        "log_in": "" if os.environ.get("JOB_ID") else "hf auth login",
        "login": login(who),
        "who": f'"{foreign(who.user)}"' if who else "the token's owner",
        "endpoint": endpoint(),
        "offline": offline_variable(),
        "guard": "the guard",
        "report": "the facts below",
        "again": "Start the job again later: nothing was found against the token.",
        "other_way": "or leave out the write",
        "type_hint": "",
        "the_token": f"the token{_named(who)}",
    }


def names_for_target(
    target: Target, who: Identity | None, *, pull: bool, is_new: bool
) -> dict[str, str]:
    """
    Return the names that a message about one target can use.

    An empty name drops the steps that need it: nobody could follow them here.
    """
    is_write = target.mode == "write"
    pull = pull and not is_new  # what is not there yet has to be created first
    permission = DISCUSS if pull else WRITE if is_write else READ
    is_own = who is not None and who.owns(target.owner)
    member = who.member_of(target.owner) if who else None
    is_fine = who is not None and who.role == "fineGrained"
    meant = _meant(target.owner, who) if who and not is_own else ""
    mine = target.in_namespace(meant).page if meant else ""
    scope, where = _place(target, who, is_new=is_new)
    return {
        "target": str(target),
        "repo": target.page,
        "whole": target.page,
        "id": target.id,
        "noun": target.noun,
        "owner": target.owner,
        "revision": target.revision,
        "page": f"{HUB}/{target.page}",
        "mode": "open a pull request on" if pull else "write to" if is_write else "read",
        "argument": f"{target.mode}=",
        "mine": mine,
        "meant": "your own namespace" if who and meant == who.user else f'"{meant}"',
        "orgs": _orgs(who),
        "org_role": (member.role if member else None) or "not known",
        "permission": permission,
        "permission_words": {
            WRITE: '"Write access to contents/settings of all repos"',
            READ: '"Read access to contents of all repos"',
            DISCUSS: '"Interact with discussions / Open pull requests"',
        }[permission],
        "scope": scope,
        "where": where,
        "editable": f'"{foreign(who.token_name)}"' if who and is_fine else "",
        "or_create": "Or create" if is_fine else "Create",
        "propose": "" if pull or is_new else "create_pr=True",
        "org": target.owner if member else "",
        "link": creation_link([target], who, pull=pull),
        "suggestion": "",
    }


def _meant(owner: str, who: Identity) -> str:
    """Return the organization that is spelled almost like the owner, else the user's own name."""
    import difflib  # only a refusal needs it

    orgs = {name: member.name for name, member in (who.orgs or {}).items() if name != owner.lower()}
    near = difflib.get_close_matches(owner.lower(), orgs, 1, 0.7)
    return orgs[near[0]] if near else who.user


def creation_link(targets: list[Target], who: Identity | None, *, pull: bool = False) -> str:
    """Return the address of the page that creates a token with just the rights needed."""
    own = [target for target in targets if who and who.owns(target.owner)]
    in_orgs = [target for target in targets if who and who.member_of(target.owner)]
    rest = [target for target in targets if target not in own and target not in in_orgs]
    link = NEW_TOKEN + "".join(f"&orgs={org}" for org in dict.fromkeys(t.owner for t in in_orgs))
    for name, group in (("ownUserPermissions", own), ("orgPermissions", in_orgs)):
        is_write = any(target.mode == "write" for target in group) and not pull
        rights = [READ, WRITE] if is_write else [READ]
        link += "".join(f"&{name}={right}" for right in rights if group)
    link += f"&globalPermissions={DISCUSS}" if pull else ""
    # A stranger's repository may be gated; at home the flag is not needed.
    return link + ("&canReadGatedRepos=true" if any(t.mode == "read" for t in rest) else "")


def login(who: Identity | None) -> str:
    """Say who the token speaks for, in a sentence."""
    if who is None:
        return "Whose token this is could not be asked."
    name = f'"{foreign(who.user)}"'
    token = _named(who)
    if who.role == "fineGrained":
        return f"You are logged in as {name} with the fine-grained token{token}."
    if who.role or who.is_god:
        role = who.role or "god"
        return f"You are logged in as {name} with the token{token}, whose role is {role}."
    kind = "has scopes instead of a role" if who.has_scopes else "has a role that is not known"
    return f"You are logged in as {name} with a token{token} that {kind}."


def _named(who: Identity | None) -> str:
    return f' "{foreign(who.token_name)}"' if who and who.token_name else ""


def make_token(secret: Secret, who: Identity | None) -> Token:
    """Make what the script gets."""
    token = Token(secret.reveal())
    token.expires_at = end_of(secret, who)
    if who:
        token.user = who.user
        token.kind = who.kind
        token.orgs = tuple(member.name for member in (who.orgs or {}).values())
        token.role = who.role
    return token


def end_of(secret: Secret, who: Identity | None) -> datetime | None:
    """Return when the token ends: as whoami says, or as a JWT says itself."""
    if who and who.expires_at:
        return parse_time(who.expires_at)
    end = secret.end()
    if end is None:
        return None
    from datetime import datetime, timezone  # few tokens have an end

    return datetime.fromtimestamp(end, timezone.utc)


def say_wait(wait_s: float) -> str:
    """Say how long the Hub asks to wait, if it does."""
    length = f"{wait_s:.0f} seconds" if wait_s < 86_400 else "a day or more"  # noqa: PLR2004
    return f"The Hub asks to wait {length}." if wait_s else ""


def say_end(end: datetime | None) -> str:
    """Say when a token ends that may not live as long as the job, or nothing."""
    if end is None:
        return ""
    from datetime import datetime, timezone  # as above

    hours = hours_left(end, datetime.now(timezone.utc))
    return f"; the token ends in {hours:.1f} hours, {end:%Y-%m-%d %H:%M} UTC" if hours < 24 else ""  # noqa: PLR2004


def hours_left(end: datetime, now: datetime) -> float:
    return max(0.0, (end - now).total_seconds() / 3600)


def success(
    who: Identity | None, proofs: list[tuple[Target, Verdict]], *, pull: bool, end: str = ""
) -> str:
    """Return the line that says what was proved."""
    kinds = {"read": "read token", "write": "write token", "fineGrained": "fine-grained token"}
    kind = kinds.get(who.role or "", "token") if who else ""
    name = f"{foreign(who.user)} ({kind})" if who else "token of an owner not asked"
    verbs = {"read": "reads", "write": "opens pull requests on" if pull else "writes"}
    parts = []
    for mode, verb in verbs.items():
        shown = [_proof(target, verdict) for target, verdict in proofs if target.mode == mode]
        parts += [f"{verb} {', '.join(shown)}"] if shown else []
    return f"ok: {name} {', '.join(parts)}".rstrip() + end


def facts(
    reading: Reading, who: Identity | None, answers: list[Answer]
) -> dict[str, str | list[str]]:
    """Collect what may be shown to anybody."""
    hub = sys.modules.get("huggingface_hub")
    user = "not known"
    if who:
        token = f", token{_named(who)}" if who.token_name else ""
        kind, role = who.kind or "unknown kind", who.role or "none"
        user = f"{foreign(who.user)} ({kind}){token}, role {role}"
    job = [
        f"{word} {foreign(os.environ[name])}"
        for name, word in (("JOB_ID", "id"), ("ACCELERATOR", "hardware"), ("CPU_CORES", "cores"))
        if os.environ.get(name)
    ]
    elsewhere = f"; {escape(reading.found, newlines=False)}: set" if reading.found else ""
    return {
        "token": f"{reading.source}: {reading.shape}{elsewhere}",
        "user": user,
        "asked": [line for answer in answers for line in answer.lines] or ["nothing"],
        "endpoint": endpoint(),
        "proxy": ", ".join(name for name in PROXIES if os.environ.get(name)) or "not set",
        "offline": offline_variable() or "not set",
        "versions": f"hftoken_guard {__version__}, huggingface_hub"
        f" {getattr(hub, '__version__', 'not loaded')}, Python {sys.version.split()[0]}",
        "job": ", ".join(job) or "not in a job",
    }


def render_facts(known: dict[str, str | list[str]]) -> str:
    """Lay out the facts as a block."""
    lines = ["  facts (safe to share)"]
    for label, value in known.items():
        lines += hang(f"    {label:<11} ", value if isinstance(value, list) else [value])
    return "\n".join(lines)


def leave(text: str, secret: Secret | None) -> str:
    """Let a text of ours out: redacted by value, and in ASCII."""
    return escape(scrub(text, (secret.reveal(),) if secret else ()), newlines=True)


def endpoint() -> str:
    """Return the Hub's address as the client library uses it, without credentials."""
    url = split([*own_endpoints(), HUB][0].rstrip("/"))
    return foreign(f"{url.scheme}://{url.netloc.rpartition('@')[2]}{url.path}")


def endpoint_warnings() -> list[str]:
    """Say where the token goes if it does not go to huggingface.co over TLS."""
    address = endpoint()
    if address == HUB:
        return []
    host = split(address).hostname or ""
    is_local = host in ("localhost", "::1") or host.startswith("127.")
    warnings = [f"HF_ENDPOINT is {address}, not huggingface.co: the token is sent there"]
    if address.startswith("http://") and not is_local:
        warnings.append(f"the token goes to {host} over plain http: anybody on the way can read it")
    return warnings


def _proof(target: Target, verdict: Verdict) -> str:
    notes = ["new"] if verdict.is_new else []
    notes += [] if verdict.is_proved else ["unverified"]
    return f"{target} ({', '.join(notes)})" if notes else str(target)


def _orgs(who: Identity | None) -> str:
    names = [foreign(member.name) for member in ((who.orgs if who else None) or {}).values()]
    return f" ({', '.join(names[:8])}{', ...' if len(names) > 8 else ''})" if names else ""  # noqa: PLR2004


def _place(target: Target, who: Identity | None, *, is_new: bool) -> tuple[str, str]:
    """
    Name what the permission is needed for, and where on the page of a token its box stands.

    A right to create holds for a whole namespace.
    """
    is_own = who is not None and who.owns(target.owner)
    whole = "your own namespace" if is_own else f'the organization "{target.owner}"'
    where = f"under {whole}" + ("" if is_new else f", or the same for {target} alone")
    if not (is_own or (who and who.member_of(target.owner))):
        return str(target), where
    return whole if is_new else f"{target}, or for {whole}", where


def texts_of(cause: Cause) -> Entry:
    """Return what is said about a cause."""
    from ._catalog import CATALOG  # a job that goes well needs no texts

    return CATALOG[cause]


def describe(  # noqa: PLR0913 - a record
    cause: Cause,
    slots: dict[str, str],
    *,
    because: str = "",
    said: str = "",
    what: str = "",
    why: str = "",
    could_be: tuple[Cause, ...] = (),
    target: str | None = None,
    status: int | None = None,
    request_id: str | None = None,
    is_undecided: bool = False,
) -> Problem:
    """
    Fill the texts of a cause with the names of the case.

    `because` is the evidence, put before the general reason; `said` is what the server said;
    a step with an empty slot is left out, since nobody could follow it. `is_undecided` puts
    what to look at in the place of the fixes if `could_be` leaves more than one cause.
    """
    entry = texts_of(cause)
    words = Words(slots)
    reason = why or entry.why
    steps = [step.format_map(words) for step in entry.fix if words.can_fill(step)]
    if is_undecided and could_be:
        reason, steps = f"Most likely: {entry.title}", _ways_to_tell((cause, *could_be), words)
    reasons = [" ".join(filter(None, (because, reason.format_map(words))))]
    if could_be:
        reasons.append("The evidence also fits: " + ", ".join(map(str, could_be)) + ".")
    if said:
        reasons.append(f'The Hub said (HTTP {status}): "{said}"')
    what = (what or entry.what).format_map(words)
    what += f" ({len(could_be) + 1} causes fit)" if is_undecided and could_be else ""
    return Problem(
        cause,
        could_be=could_be,
        target=target,
        what=what,
        why="\n".join(reasons),
        fix=tuple(steps),
        see=entry.see,
        status=status,
        request_id=request_id,
    )


def _ways_to_tell(causes: tuple[Cause, ...], words: Words) -> list[str]:
    """Make a step for each cause that is left: what to look at, and what then helps."""
    import textwrap  # only a refusal needs it

    words = Words({**words, "page": words["page"] or "its page on the Hub"})
    ask = "To find out which, where you submit, with the job's token in HF_TOKEN:\n{check}"
    steps = [f"It is {code} if {texts_of(code).tell}".format_map(words) for code in causes]
    return [
        *([ask.format_map(words)] if words["check"] else []),
        *(textwrap.fill(step, WIDTH - 11, break_on_hyphens=False) for step in steps),
    ]


class Words(dict[str, str]):
    """Fill every slot: a message never fails for want of a name, which then stands in capitals."""

    def __missing__(self, name: str) -> str:
        return name.upper()

    def can_fill(self, template: str) -> bool:
        return not any(f"{{{name}}}" in template and not word for name, word in self.items())


def exit_code(problems: tuple[Problem, ...]) -> int:
    """Return the exit code of the problem that comes first in the order target, access, Hub."""
    if any(problem.cause is Cause.TARGET_MALFORMED for problem in problems):
        return EXIT_TARGET
    return EXIT_HUB if _families(problems) == {Family.HUB} else EXIT_ACCESS


def error_for(problems: tuple[Problem, ...], report: str) -> GuardError:
    """Choose the exception by what the caller can do next."""
    families = _families(problems)
    if families & {Family.NOT_FOUND, Family.UNAUTHORIZED}:
        return TokenError(problems, report)
    if families & {Family.FORBIDDEN, Family.REPOSITORY}:
        return AccessError(problems, report)
    return HubUnavailableError(problems, report)


def _families(problems: tuple[Problem, ...]) -> set[Family]:
    return {texts_of(problem.cause).family for problem in problems}


def render(problem: Problem) -> str:
    """Lay out one problem as a block of lines."""
    lines = [f"{PREFIX}{problem.cause}: {problem.what}"]
    lines += hang("  why: ", [part for text in problem.why.split("\n") for part in _wrap(text)])
    steps = []
    for number, step in enumerate(problem.fix, 1):
        steps += hang(f"{number}. ", step.split("\n"))
    lines += hang("  fix: ", steps)
    lines += hang("  see: ", [problem.see])
    return "\n".join(lines)


def hang(head: str, lines: list[str]) -> list[str]:
    """Put a head before the first line, and blanks as wide before the others."""
    return [(" " * len(head) if i else head) + line for i, line in enumerate(lines)]


def _wrap(text: str) -> list[str]:
    if text.startswith("The Hub said"):
        return [text]  # the server's words stay on one line, so that they can be searched for
    import textwrap  # as above

    return textwrap.wrap(text, WIDTH - 7, break_long_words=False, break_on_hyphens=False)
