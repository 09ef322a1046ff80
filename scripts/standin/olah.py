"""olah, a caching mirror in front of the Hub: what it makes of the stand-in's answers.

Source: the package olah 0.5.4 (`server_api_routes.py`, `server_file_routes.py`,
`server_access.py`, `server_upstream.py`, `errors.py`, `utils/repo_utils.py`, `proxy/files.py`),
and a running one in front of this stand-in, whose answers these were compared with.

- whoami is asked of the Hub with all headers, and answered with all of its own.
- About repositories it asks the Hub itself, with no header but Authorization. Whatever the Hub
  refuses (missing, private, disabled, a bad token) is 401 RepoNotFound; a missing revision is 404.
- A download passes on the status, the code and the sentence of the Hub, without a body; for a bad
  token, what the Hub says of the file's facts.
- An unknown route is 404 with the code RepoNotFound, so auth-check looks like a missing
  repository. `gpt2/auth-check` is read as a repository, and as such is a 401.
- It writes nothing: there is no create, preupload or commit, here a 404 and there a 405.
- A 429 of the Hub is passed on with the headers about the wait, in olah's words.

Nothing is kept here. The real one repeats for ten minutes (`metadata-cache-ttl`) what it was told,
for each token, and hides a bad token where it has the file.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote

from standin import answers, messages
from standin.answers import Answer

if TYPE_CHECKING:
    from collections.abc import Callable

    from standin.calls import Call

JSON: Final = "application/json"
TYPES: Final = ("models", "datasets", "spaces")
WAITS: Final = ("Retry-After", "RateLimit", "RateLimit-Policy", "X-Error-Code", "X-Error-Message")
WITH_REVISION: Final = {
    "revision": ("GET", "HEAD"),
    "commits": ("GET", "HEAD"),
    "tree": ("GET", "HEAD"),
    "paths-info": ("POST", "HEAD"),
}


def answer(call: Call, hub: Callable[[Call], Answer]) -> Answer:
    """Return the answer to a request; `hub` is the Hub behind the mirror."""
    parts = tuple(unquote(call.path).split("/")[1:])
    upstream = Upstream(call, hub)
    if (call.method, parts) == ("GET", ("api", "whoami-v2")):
        return upstream.passed_on()
    if "resolve" in parts[1:4]:
        return _file(upstream, parts, parts.index("resolve", 1))
    if parts[0] == "api" and len(parts) > 2:
        return _metadata(upstream, parts)
    if len(parts) in {2, 3} and all(parts):
        # Read as a large file of a repository, which these never are.
        if call.method not in {"GET", "HEAD"}:
            return _wrong_method("HEAD")
        return _no_repo() if len(parts) == 2 or parts[0] in TYPES else _no_page()
    return _no_page()


class Upstream:
    """The Hub as the mirror asks it, in the name of one caller."""

    def __init__(self, call: Call, hub: Callable[[Call], Answer]) -> None:
        """Ask a Hub for a caller."""
        self.call = call
        self._hub = hub

    def passed_on(self) -> Answer:
        """Return what the Hub answers to the very same request."""
        return self._hub(replace(self.call, settings=replace(self.call.settings, style="hub")))

    def ask(self, path: str, *, method: str = "GET", body: bytes = b"", query: str = "") -> Answer:
        """Return what the Hub answers, redirects followed, to a request with no other header."""
        sent = {k: v for k, v in self.call.headers.items() if k in {"authorization", "range"}}
        settings = replace(self.call.settings, style="hub")
        asked = replace(
            self.call, method=method, headers=sent, body=body, query=query, settings=settings
        )
        found = self._hub(replace(asked, path=quote(path)))
        while found.status == 307:
            found = self._hub(replace(asked, path=found.headers["Location"].partition("?")[0]))
        return found


def _metadata(upstream: Upstream, parts: tuple[str, ...]) -> Answer:
    """Answer about a repository, named by one part of the path or two."""
    repo_type, rest = parts[1], parts[2:]
    if len(rest) > 1 and rest[-1] == "refs" and len(rest) < 4:
        return _about(upstream, repo_type, "/".join(rest[:-1]), "/refs", ("GET",))
    for size in (2, 1):
        if rest[size : size + 1] and rest[size] in WITH_REVISION and len(rest) > size + 1:
            return _at_revision(upstream, repo_type, "/".join(rest[:size]), rest[size:])
    if len(rest) < 3:
        return _about(upstream, repo_type, "/".join(rest), "", ("GET", "HEAD"))
    return _no_page()


def _about(
    upstream: Upstream, repo_type: str, repo: str, what: str, methods: tuple[str, ...]
) -> Answer:
    """Answer the card or the branches of a repository."""
    if upstream.call.method not in methods:
        return _wrong_method(methods[0])
    if not _is_json(upstream.ask(f"/api/{repo_type}/{repo}")):
        return _no_repo()
    query = upstream.call.query if what else ""
    found = upstream.ask(f"/api/{repo_type}/{repo}{what or '/revision/main'}", query=query)
    return Answer(200, media=None, from_hub=False) if upstream.call.method == "HEAD" else found


def _at_revision(upstream: Upstream, repo_type: str, repo: str, rest: tuple[str, ...]) -> Answer:
    """Answer what is asked of a revision: the card, commits, a tree or the facts of files."""
    call, action, revision = upstream.call, rest[0], rest[1]
    if action != "tree" and len(rest) > 2:
        return _no_page()
    if call.method not in WITH_REVISION[action]:
        return _wrong_method(WITH_REVISION[action][0])
    if (action, len(rest)) == ("tree", 2):
        query = f"?{call.query}" if call.query else ""
        place = f"{call.endpoint}{call.path}/{query}"
        return Answer(307, b"", None, {"Location": place}, from_hub=False)
    if repo_type not in TYPES:
        return _no_page()
    if not _is_json(upstream.ask(f"/api/{repo_type}/{repo}")):
        return _no_repo()
    if upstream.ask(f"/api/{repo_type}/{repo}/revision/{revision}").status != 200:
        text = f"Invalid rev id: {revision}"
        return _error(404, "RevisionNotFound", text)
    if call.method == "HEAD":
        return Answer(200, media=None, from_hub=False)
    path = f"/api/{repo_type}/{repo}/{'/'.join(part for part in rest if part)}"
    query = call.query if action == "tree" else ""
    found = upstream.ask(path, method=call.method, body=call.body, query=query)
    if action == "paths-info" and found.status == 200:
        # Put together from what is kept of each file, so nothing of the Hub's is left.
        return Answer(200, json.dumps(json.loads(found.body)).encode(), JSON, from_hub=False)
    return found


def _file(upstream: Upstream, parts: tuple[str, ...], place: int) -> Answer:
    """Answer a file, after a HEAD has asked the Hub whether the caller may have it."""
    if upstream.call.method not in {"GET", "HEAD"} or len(parts) < place + 3:
        return _no_page()
    typed = place > 1 and parts[0] in TYPES
    if place == 3 and not typed:
        return _no_page()
    repo_type = parts[0] if typed else "models"
    repo = "/".join(parts[1:place] if typed else parts[:place])
    revision, path = parts[place + 1], "/".join(parts[place + 2 :])
    found = upstream.ask("/" + "/".join(parts[1:] if repo_type == "models" and typed else parts))
    if found.status >= 400:
        kept = {k: v for k, v in found.headers.items() if k in {"X-Error-Code", "X-Error-Message"}}
        return Answer(found.status, media=None, headers=kept, from_hub=False)
    form = f"paths={quote(path)}".encode()
    facts = upstream.ask(f"/api/{repo_type}/{repo}/paths-info/{revision}", method="POST", body=form)
    if facts.status != 200:
        return facts
    shown = ("ETag", "X-Repo-Commit", "Accept-Ranges", "Content-Range")
    kept = {name: found.headers[name] for name in shown if name in found.headers}
    return Answer(found.status, found.body, None, kept, from_hub=False)


def throttled(refusal: Answer, waits: dict[str, str]) -> Answer:
    """Return a 429 of the Hub in olah's words; `waits` are the Hub's headers about quotas."""
    known = {**waits, **refusal.headers}
    kept: dict[str, str] = {name: known[name] for name in WAITS if name in known}
    text = kept.setdefault("X-Error-Message", "Upstream rate limited")
    return Answer(429, answers.compact({"error": text}), JSON, kept, from_hub=False)


def _is_json(found: Answer) -> bool:
    """Tell whether the Hub answers a repository's card; `OK` of an auth-check is none."""
    if found.status != 200:
        return False
    try:
        return isinstance(json.loads(found.body), dict)
    except ValueError:
        return False


def _error(status: int, code: str, text: str) -> Answer:
    """Return an error in the mirror's own words."""
    headers = {"X-Error-Code": code, "X-Error-Message": text}
    return Answer(status, answers.compact({"error": text}), JSON, headers, from_hub=False)


def _no_repo() -> Answer:
    """Return what every refusal of the Hub becomes."""
    return _error(401, "RepoNotFound", messages.NOT_FOUND)


def _no_page() -> Answer:
    """Return what an unknown route answers; its code is that of a repository, too."""
    return _error(404, "RepoNotFound", messages.NO_PAGE)


def _wrong_method(allowed: str) -> Answer:
    """Return what a known route answers to another method."""
    body = b'{"detail":"Method Not Allowed"}'
    return Answer(405, body, JSON, {"Allow": allowed}, from_hub=False)
