"""
Print how well `diagnose` finds the causes of real failures from public reports.

    uv run --with-editable . scripts/corpus_figures.py        with the newest client
    scripts/corpus                                            with every generation of the client

`-v` prints the misses as well; any other word is the file of another corpus.

Each case of `tests/corpus.jsonl` is rebuilt: where a status is known, the response goes through
the real `hf_raise_for_status`. A token is sent, and is in HF_TOKEN, unless its absence was the
cause. What a check at the start of the job would have learned is put beside it for the second
figure.
"""

from __future__ import annotations

import builtins
import importlib
import io
import json
import os
import re
import sys
from pathlib import Path
from typing import Any
from unittest import mock

import huggingface_hub
from huggingface_hub.utils import hf_raise_for_status  # type: ignore[attr-defined]

from hftoken_guard import _memory, diagnose
from hftoken_guard._hub.identity import read_identity
from hftoken_guard._later.evidence import read_evidence
from hftoken_guard._token.secret import Secret

CORPUS = Path(__file__).parent.parent / "tests" / "corpus.jsonl"
HUB = "https://huggingface.co"
TOKEN = "hf_" + "aB3dE6gH9k" * 3 + "xYz1"
STORY = "narrative"  # nothing of these cases can be rebuilt
# Where a report does not say which route was called: the usual one of the operation.
ROUTES = {
    "upload/commit": ("POST", "/api/models/alice/thing/commit/main"),
    "create_repo": ("POST", "/api/repos/create"),
    "repo_info": ("GET", "/api/models/alice/thing"),
    "repo_access": ("GET", "/api/models/alice/thing"),
    "whoami": ("GET", "/api/whoami-v2"),
    "token_check": ("GET", "/api/whoami-v2"),
    "inference": ("POST", "https://router.huggingface.co/v1/chat/completions"),
    "jobs": ("POST", "/api/jobs/alice"),
    "space_settings": ("POST", "/api/spaces/alice/thing/secrets"),
    "create_endpoint": ("POST", "https://api.endpoints.huggingface.cloud/v2/endpoint/alice"),
}
# A check at the start would have found these, or they came from elsewhere than its token.
NOT_AFTER_A_CHECK = frozenset(
    "token_missing token_malformed token_wrong_kind credential_shadowed client_bug wrong_endpoint"
    " third_party_endpoint undetermined".split()
)
# These come after a check has proved the access.
LATER_FAULTS = frozenset(
    "token_invalid_or_expired rate_limited network hub_outage_or_bug storage_backend_403"
    " storage_quota payment_required".split()
)
USUAL = ("GET", "/alice/thing/resolve/main/config.json")


def read_cases(corpus: Path = CORPUS) -> list[dict[str, Any]]:
    """Return the cases that can be rebuilt."""
    cases = [json.loads(line) for line in corpus.read_text().splitlines()]
    return [case for case in cases if case["replay"] != STORY]


def rebuild(case: dict[str, Any]) -> Exception | None:
    """Make the exception of a case, or None if the client raises none for its status."""
    type_, text = case.get("exception_type"), case.get("exception_text")
    if "status" not in case:
        return make_bare(type_, text or case["error_message"])
    error = raise_for(case)
    if error and type_ in ("OSError", "FileNotFoundError", "AgentGenerationError"):
        outer = make_bare(type_, text or "cannot load it")
        outer.__cause__ = error
        return outer
    return error


def make_bare(type_: str | None, text: str) -> Exception:
    """Make an exception of that class, or of one that is called so, with nothing but a text."""
    module, _, name = (type_ or "RuntimeError").rpartition(".")
    known: Any = getattr(builtins, name, None)
    for place in filter(None, (module, "huggingface_hub.errors")):
        try:
            known = known or getattr(importlib.import_module(place), name, None)
        except ImportError:
            continue
    if not isinstance(known, type) or not issubclass(known, Exception):
        known = type(name, (OSError,), {"__module__": module or "huggingface_hub.errors"})
    error: Exception = known.__new__(known, text)
    error.args = (text,)
    return error


def raise_for(case: dict[str, Any]) -> Exception | None:
    """Let the client raise what it raises for such a response."""
    method, route = ROUTES.get(case["operation"], USUAL)
    url = f"{HUB}{route}" if route.startswith("/") else route
    if path := case.get("url_path"):
        path, _, host = path.partition(" (")
        url = f"https://{host.rstrip(')')}{path}" if host else f"{HUB}{path}"
    elif found := re.search(r"https://[^\s,']+", case.get("exception_text") or ""):
        url = found[0]
    if "api-inference." in (case.get("exception_text") or "") or "artifactory" in url:
        url = re.search(r"https://[^\s,']+", case["exception_text"])[0]  # type: ignore[index]
    headers = {"X-Error-Code": case.get("error_code"), "X-Error-Message": case.get("error_message")}
    response = make_response(
        case["status"],
        case.get("method") or method,
        url.replace("{", "%7B").replace("}", "%7D"),
        {name: value for name, value in headers.items() if value},
        {} if case["cause"] == "token_missing" else {"Authorization": f"Bearer {TOKEN}"},
    )
    try:
        hf_raise_for_status(response)
    except Exception as error:  # noqa: BLE001 - that is what is wanted
        return error
    return None


def make_response(
    status: int, method: str, url: str, headers: dict[str, str], sent: dict[str, str]
) -> Any:
    """Make a response of the library that this client is built on."""
    generation = int(huggingface_hub.__version__.partition(".")[0])
    if generation == 0:
        requests = importlib.import_module("requests")
        response = requests.Response()
        response.status_code, response.url, response.raw = status, url, io.BytesIO()
        response.headers.update(headers)
        response.request = requests.Request(method, url, headers=sent).prepare()
        return response
    httpx = importlib.import_module("httpx" if generation == 1 else "httpx2")
    request = httpx.Request(method, url, headers=sent)
    return httpx.Response(status, headers=headers, content=b"", request=request)


def remember(case: dict[str, Any], error: Exception) -> None:
    """Know what a check at the start of the job would have learned."""
    cause = case["cause"]
    role = {"token_read_only": "read", "token_scope_missing": "fineGrained"}.get(cause, "write")
    target = read_evidence(error).evidence.target
    owner = target.owner if target and target.owner else "alice"
    name = "somebody" if cause == "namespace_no_rights" else owner
    token = {"role": role, "displayName": "job", "fineGrained": {"global": [], "scoped": []}}
    auth = {"type": "access_token", "accessToken": token}
    who = read_identity({"type": "user", "name": name, "orgs": [], "auth": auth})
    allowed = [(target.mode, target.page)] if target and cause in LATER_FAULTS else []
    _memory.remember(HUB, Secret(TOKEN, ""), who, allowed)


class Figures:
    """Count how the cases come out."""

    def __init__(self, *, is_known: bool, corpus: Path = CORPUS) -> None:
        """Diagnose every case, with or without what a check would have learned."""
        self.cases = self.covered = self.first = self.said = 0
        self.missed: list[str] = []
        self.wrong: list[str] = []
        for case in read_cases(corpus):
            error = rebuild(case)
            if error is None or (is_known and case["cause"] in NOT_AFTER_A_CHECK):
                continue
            _memory.forget_all()
            if is_known:
                remember(case, error)
            self._count(case, error)
        _memory.forget_all()

    def _count(self, case: dict[str, Any], error: Exception) -> None:
        held = {} if case["cause"] == "token_missing" else {"HF_TOKEN": TOKEN}
        with mock.patch.dict(os.environ, held):
            problem = diagnose(error)
        said = [str(cause) for cause in (problem.cause, *problem.could_be)] if problem else []
        self.cases += 1
        self.said += len(said)
        self.first += bool(said) and said[0] in case["accept"]
        if not set(said) & set(case["accept"]):
            self.missed.append(f"{case['id']}: {said}, and it was {case['accept']}")
            self.wrong += [case["id"]] if len(said) == 1 else []
        else:
            self.covered += 1

    @property
    def causes_said(self) -> float:
        """The mean number of causes that a diagnosis says."""
        return self.said / self.cases


def main() -> int:
    """Print the figures for the client that is installed."""
    print(f"huggingface_hub {huggingface_hub.__version__}")
    corpus = next((Path(word) for word in sys.argv[1:] if word != "-v"), CORPUS)
    for is_known in (False, True):
        found = Figures(is_known=is_known, corpus=corpus)
        words = "after a check" if is_known else "bare error"
        if not found.cases:
            continue
        covered, first = found.covered / found.cases, found.first / found.cases
        print(
            f"  {words:<14} {found.cases} cases; named or left open {covered:.1%}, named first"
            f" {first:.1%}, wrong alone {len(found.wrong)}, causes said {found.causes_said:.2f}"
        )
        if "-v" in sys.argv:
            print(*(f"    {line}" for line in found.missed), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
