"""
How each cause shows itself, in the Hub's own words, and how to tell it from its neighbours.

For the message where the evidence leaves more than one cause, and for `hftoken-guard explain`.
"""

from __future__ import annotations

from ._causes import Cause

# Where the answer is always the same, its sentence; a blank list where nothing is asked at all.
SHOWS = {
    Cause.TOKEN_MISSING: (
        "401: Invalid username or password.",
        "401 GatedRepo: Access to model ... is restricted. ... Please log in.",
        "the client: Token is required (`token=True`), but no token found.",
    ),
    Cause.TOKEN_WRONG_NAME: ("the same as token-missing",),
    Cause.TOKEN_PLACEHOLDER: ("the same as token-invalid, if it is sent at all",),
    Cause.TOKEN_MALFORMED: (
        "the client: Illegal header value b'Bearer ...'",
        "401: Invalid credentials in Authorization header",
    ),
    Cause.TOKEN_INVALID: (
        "401: Invalid credentials in Authorization header",
        "401: Invalid username or password.",
        "401 GatedRepo: Access to model ... is restricted. ... Please log in.",
        "the client: Invalid user token.",
    ),
    Cause.TOKEN_EXPIRED: ('401: User Access Token "..." is expired',),
    Cause.CREDENTIAL_SHADOWED: ("whatever the Hub says to the other credential",),
    Cause.TOKEN_READ_ONLY: (
        "403: You have read access but not the required permissions for this operation",
        "403: Forbidden: pass `create_pr=1` as a query parameter to create a Pull Request",
        '403: You don\'t have the rights to create a model under the namespace "..."',
        "403: Authorization error.",
    ),
    Cause.TOKEN_SCOPE_MISSING: (
        "the same as token-read-only",
        "403: This authentication method does not have sufficient permissions to call ...",
    ),
    Cause.NAMESPACE_FORBIDDEN: ("the same as token-read-only",),
    Cause.ORG_ROLE_TOO_LOW: ("the same as token-read-only",),
    Cause.ORG_POLICY: (
        "403: Due to the organization token policy, your token needs to be approved ...",
        "403: Your token has been revoked by the organization administrator, ...",
    ),
    Cause.WRITE_DENIED: ("the same as token-read-only",),
    Cause.GATED_NOT_REQUESTED: (
        "403 GatedRepo: Access to model ... is restricted and you are not in the authorized list.",
        "403 GatedRepo: Your request to access model ... has been reset by the repo's authors.",
    ),
    Cause.GATED_PENDING: (
        "403 GatedRepo: Your request to access model ... is awaiting a review from the repo authors.",
    ),
    Cause.GATED_REJECTED: (
        "403 GatedRepo: Your request to access model ... has been rejected by the repo's authors.",
    ),
    Cause.GATED_SCOPE_MISSING: (
        "403: Please enable access to public gated repositories in your fine-grained token settings",
        "the client: couldn't connect, or: cannot find the requested files in the local cache",
    ),
    Cause.STORAGE_LIMIT: (
        "403 or 400: Private repository storage limit reached, ...",
        "400: You have exceeded your public storage space",
        "403: You need to setup automatic credit recharge in order to upload more data.",
        "403: Your storage patterns tripped our internal systems!",
    ),
    Cause.PAYMENT_REQUIRED: (
        "402: Pre-paid credit balance is insufficient ...",
        "402: You have exceeded your monthly included credits for Inference Providers.",
    ),
    Cause.REPO_NOT_FOUND: (
        "404 RepoNotFound: Repository not found",
        "401: Invalid username or password.  (without a token, or with one that is not accepted)",
    ),
    Cause.REPO_WRONG_TYPE: ("the same as repo-not-found",),
    Cause.REVISION_NOT_FOUND: (
        "404 RevisionNotFound: Invalid rev id: ...",
        "404 EntryNotFound: Entry not found",
    ),
    Cause.REPO_DISABLED: ("403: Access to this resource is disabled.",),
    Cause.TARGET_MALFORMED: (
        "nothing: it is found before anything is asked",
        "401 or 404 for an address with /None/ or /undefined/ in it",
    ),
    Cause.RATE_LIMITED: (
        "429: We had to rate limit you, you hit the quota of ... api requests per 5 minutes period.",
        "429: We had to rate limit your IP (...).",
        "429: You have exceeded the rate limit for repository commits (128 per hour).",
    ),
    Cause.HUB_UNAVAILABLE: ("500, 502, 503, 504, 408",),
    Cause.HUB_UNREACHABLE: (
        "the client: Name or service not known, Connection refused, CERTIFICATE_VERIFY_FAILED, ...",
    ),
    Cause.HUB_OFFLINE: ("the client: Cannot reach ...: offline mode is enabled.",),
    Cause.NOT_THE_HUB: ("a page of HTML, a redirect, 407, or any answer without the Hub's headers",),
    Cause.STORAGE_HOST_DENIED: (
        "403 from cdn-lfs..., ...xethub.hf.co or ...amazonaws.com: AccessDenied",
        "the client: 403 Forbidden: None.  Make sure your token has the correct permissions.",
    ),
    Cause.UNEXPECTED: ("anything else",),
}

# What to look at, and what then helps: put behind the code, as a step of its own.
TELL = {
    Cause.TOKEN_MISSING: "no token reached the Hub. See that the job has the secret HF_TOKEN and"
    " that the library that asked is given it.",
    Cause.TOKEN_WRONG_NAME: "the job's secret has another key than HF_TOKEN. Rename it.",
    Cause.TOKEN_PLACEHOLDER: "the secret holds a text such as $HF_TOKEN. Pass the token itself.",
    Cause.TOKEN_MALFORMED: "the value has quotes, blanks or Bearer in it, or was cut. Copy the"
    " token alone.",
    Cause.TOKEN_INVALID: '"hf auth whoami" with this token fails. Create a new token.',
    Cause.TOKEN_EXPIRED: "https://huggingface.co/settings/tokens shows an end that has passed."
    " Create a new token.",
    Cause.CREDENTIAL_SHADOWED: '"hf auth whoami" names another account or token than you meant: a'
    " token= in the code, a saved login or a .netrc entry was sent instead. Remove that one.",
    Cause.TOKEN_READ_ONLY: "https://huggingface.co/settings/tokens shows the role read. Create a"
    " token with write permission.",
    Cause.TOKEN_SCOPE_MISSING: "the token is fine-grained or from a login, and the box for this"
    " repository or service is not ticked. Tick it; the token stays the same.",
    Cause.NAMESPACE_FORBIDDEN: '"{owner}" is neither your user name nor one of the organizations'
    ' that "hf auth whoami" prints. Write to your own namespace.',
    Cause.ORG_ROLE_TOO_LOW: '"{owner}" is your organization, and your role there is read or'
    " contributor. Ask an admin for the role write.",
    Cause.ORG_POLICY: "the organization approves tokens one by one, or wants single sign-on. Ask an"
    " admin.",
    Cause.WRITE_DENIED: "role, scopes and namespace are all right. Ask the owner of the repository.",
    Cause.GATED_NOT_REQUESTED: "{page} shows you a form. Accept the conditions there.",
    Cause.GATED_PENDING: "https://huggingface.co/settings/gated-repos shows your request as"
    " pending. Wait for the authors.",
    Cause.GATED_REJECTED: "https://huggingface.co/settings/gated-repos shows your request as"
    " rejected. Use another repository, or write to the authors.",
    Cause.GATED_SCOPE_MISSING: "the token is fine-grained and the repository is gated. Tick the box"
    " for public gated repositories.",
    Cause.STORAGE_LIMIT: "https://huggingface.co/settings/billing shows that the storage is full.",
    Cause.PAYMENT_REQUIRED: "https://huggingface.co/settings/billing shows no credit.",
    Cause.REPO_NOT_FOUND: "{page} is not there when you look at it logged in. Correct the name, or"
    " the type.",
    Cause.REPO_WRONG_TYPE: "the same name with datasets/ or spaces/ before it is there.",
    Cause.REVISION_NOT_FOUND: "the repository is there, and the branch, tag or file is not.",
    Cause.REPO_DISABLED: "{page} says so.",
    Cause.TARGET_MALFORMED: "the name has None, a blank, or more than one / in it.",
    Cause.RATE_LIMITED: "it works again after five minutes, or after an hour.",
    Cause.HUB_UNAVAILABLE: "https://status.huggingface.co shows an incident, or the same works a"
    " little later.",
    Cause.HUB_UNREACHABLE: "nothing on this machine reaches the Hub. Look at network and proxy.",
    Cause.HUB_OFFLINE: "HF_HUB_OFFLINE is set in the job. Remove it.",
    Cause.NOT_THE_HUB: "HF_ENDPOINT or a proxy is set in the job. Look at what answers there.",
    Cause.STORAGE_HOST_DENIED: "other files come, or the same one comes later. Try again, then with"
    " HF_HUB_DISABLE_XET=1.",
    Cause.UNEXPECTED: "none of the others fits.",
}
