"""
The block that `hftoken-guard vendor` prints: the check for scripts that depend on nothing.

All below the import of annotations is printed as it is; the package itself does not use it.
"""

from __future__ import annotations

# The short form of hftoken_guard: is HF_TOKEN well-formed, whose is it, may it write to one
# repository? Where the Hub cannot be asked, the job goes on. The package knows more: saved logins,
# what is read, buckets, many targets, thirty causes, retries in one time limit, and later errors.
import json
import os
import re
import sys
import urllib.request


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """Follow nowhere: the token goes to the Hub alone."""


def _ask_hub(path: str, token: str) -> tuple[int, dict]:
    """Return the status and what whoami tells; 0 where no answer came that makes sense."""
    url = (os.environ.get("HF_ENDPOINT") or "https://huggingface.co").rstrip("/") + "/api/" + path
    try:
        request = urllib.request.Request(url, headers={"Authorization": "Bearer " + token})
        with urllib.request.build_opener(_NoRedirect).open(request, timeout=10) as answer:
            return answer.status, dict(json.load(answer)) if path == "whoami-v2" else {}
    except Exception as error:  # a fault on the way says nothing about the token
        return getattr(error, "code", 0), {}


def _stop(reason: str) -> None:
    print("hftoken-guard: " + reason, file=sys.stderr)
    raise SystemExit(77)


def require_token(write: str) -> str:
    """Return HF_TOKEN, or stop the job; `write` is "owner/name" or "datasets/owner/name"."""
    new = "create one at https://huggingface.co/settings/tokens and pass it:  --secrets HF_TOKEN"
    token = re.sub("[\r\n]", "", os.environ.get("HF_TOKEN", "")).strip()
    prefix = "" if os.environ.get("HF_ENDPOINT") else "hf_"  # another Hub has tokens of its own
    if not re.fullmatch(prefix + "[A-Za-z0-9._-]+", token):
        _stop(f"token-{'malformed' if token else 'missing'}: HF_TOKEN holds no token; {new}")
    told, who = _ask_hub("whoami-v2", token)
    try:
        role = who["auth"]["accessToken"]["role"]
        mine = [each["name"].lower() for each in (who, *who["orgs"])]
    except (KeyError, TypeError, AttributeError):  # of a login, or of another Hub
        role, mine = "", []
    type_, name = re.findall("^(?:(models|datasets|spaces)/)?(.*)", write)[0]
    name = name if "/" in name else f"{who.get('name')}/{name}"
    path = f"{type_ or 'models'}/{name}/auth-check/write"
    asked = _ask_hub(path, token)[0] if name.count("/") == 1 else 0
    if asked == 401 or (told == 401 and not token.startswith("hf_jwt_")):
        _stop(f"token-invalid: the Hub does not accept HF_TOKEN; {new}")
    if asked in (403, 404) and role == "read":
        _stop(f"token-read-only: HF_TOKEN may only read, and {write} is written; {new}")
    if asked == 404 and mine and name.split("/")[0].lower() not in mine:
        _stop(f"namespace-forbidden: {write} is missing, and you can create only below {mine}")
    if asked == 403 and told == 200:
        _stop(f"write-denied: HF_TOKEN may not write to {write}; give it or its owner that right")
    if asked not in (200, 404) or not told:  # a push creates a repository that is missing
        print(f"hftoken-guard: warning: not known whether HF_TOKEN writes {write}", file=sys.stderr)
    return token
