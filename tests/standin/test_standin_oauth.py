"""A CI job exchanges its id token for a token of the Hub."""

from __future__ import annotations

import json

import pytest
from huggingface_hub import errors

GOOD = {
    "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
    "subject_token_type": "urn:ietf:params:oauth:token-type:id_token",
    "subject_token": "id-token",
    "resource": "datasets/alice/results",
}


@pytest.mark.skipif(not hasattr(errors, "OIDCError"), reason="this client knows no id tokens")
@pytest.mark.parametrize("id_token", ["id-token", "another"])
def test_the_client_exchanges_its_id_token(site, run_client, id_token):
    """The client's own `get_token` returns the token, with which the job pushes, or raises."""
    token = site.world.trust("id-token", GOOD["resource"])
    environment = {"HF_OIDC_RESOURCE": GOOD["resource"], "HF_OIDC_ID_TOKEN": id_token}
    done = run_client(site, "job.py", "write", **environment)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    if id_token == "id-token":
        assert found == {"token": token.value}
        assert token.value.startswith("hf_jwt_")
        assert site.world.repos[GOOD["resource"]].files["a.txt"] == b"hello"
    else:
        assert found["error"][0] == "HfHubHTTPError"
        assert "invalid_grant: The id token is not accepted." in found["error"][1]


def test_the_exchange_tells_the_lifetime(site):
    """The answer has the keys of RFC 8693."""
    token = site.world.trust("id-token", GOOD["resource"], lifetime_s=900)
    assert site.ask("/oauth/token", method="POST", body=GOOD).json() == {
        "access_token": token.value,
        "issued_token_type": "urn:ietf:params:oauth:token-type:access_token",
        "token_type": "bearer",
        "expires_in": 900,
    }


@pytest.mark.parametrize(
    ("change", "status", "error"),
    [
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"subject_token_type": None}, 400, "invalid_request"),
        ({"subject_token": "another"}, 401, "invalid_grant"),
        ({"resource": "alice/private-model"}, 400, "invalid_target"),
    ],
)
def test_what_is_not_trusted_is_refused(site, change, status, error):
    """A refusal is JSON with `error` and `error_description`."""
    site.world.trust("id-token", GOOD["resource"])
    reply = site.ask("/oauth/token", method="POST", body={**GOOD, **change})
    assert (reply.status, reply.json()["error"]) == (status, error)
    assert set(reply.json()) == {"error", "error_description"}
