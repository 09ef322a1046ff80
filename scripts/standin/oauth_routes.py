"""The token exchange for CI jobs (trusted publishers), as RFC 8693 describes it.

What is asked is read from huggingface_hub 2.4.0 (`_oidc.py`), the keys of a success likewise. The
form of a refusal is that of RFC 6749, section 5.2; the sentences are ours, since nobody has
published the Hub's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from standin import answers
from standin.answers import Answer

if TYPE_CHECKING:
    from standin.calls import Call

EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token"
ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token"


def exchange(call: Call) -> Answer:
    """Answer the Hub token for a CI job's id token; who asks needs no other credential."""
    asked = call.json()
    if asked.get("grant_type") != EXCHANGE:
        return _refusal(400, "unsupported_grant_type", "This grant type is not supported.")
    if asked.get("subject_token_type") != ID_TOKEN:
        return _refusal(400, "invalid_request", "The subject token must be an id token.")
    job = call.world.trusted_jobs.get(str(asked.get("subject_token")))
    if job is None:
        return _refusal(401, "invalid_grant", "The id token is not accepted.")
    if asked.get("resource") != job.resource:
        return _refusal(400, "invalid_target", "No trusted publisher matches this resource.")
    return answers.ok(
        {
            "access_token": job.token.value,
            "issued_token_type": ACCESS_TOKEN,
            "token_type": "bearer",
            "expires_in": job.lifetime_s,
        }
    )


def _refusal(status: int, error: str, description: str) -> Answer:
    """Return a refusal of OAuth, which bears no sentence in a header."""
    return Answer(status, answers.compact({"error": error, "error_description": description}))
