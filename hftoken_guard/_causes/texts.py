"""
The texts: what is said about each cause, in messages, by `explain`, and in `docs/causes.md`.

The braces are slots; `_report/slots.py` fills them with the names of the case at hand. A step that
names a slot which the case does not have is left out: nobody could follow it.
"""

from __future__ import annotations

from typing import NamedTuple

from hftoken_guard._causes.codes import Cause


class Text(NamedTuple):
    """
    Hold what is said about one cause.

    Attributes:
        title: what it means, in general.
        what: the first line of a message.
        why: the reason, as the message gives it.
        fix: the steps that help, the easiest first.
        see: one address to read on.
        tell: what to look at to know that it is this cause, and what then helps; behind "if".
        shows: how it shows itself, in the server's words; a cause among them: as that one does.
        what_later: the first line, where another one is needed later in the job.
        why_later: the reason, likewise.

    """

    title: str
    what: str
    why: str
    fix: tuple[str, ...]
    see: str
    tell: str
    shows: tuple[str | Cause, ...]
    what_later: str = ""
    why_later: str = ""


# Steps that many causes have.
_LAUNCH = (
    "export HF_TOKEN=...\n{launch}\n"
    'or, through the tool hf_jobs:  "secrets": {{"HF_TOKEN": "$HF_TOKEN"}}'
)
AGAIN = "Put that token into HF_TOKEN and start the job again:\n" + _LAUNCH

# The steps where a token is not accepted any more.
_NEW_TOKEN = (
    "Create a new user access token:  {token_page}",
    AGAIN,
    "Or, if the job is short, pass a new login:  {new_login}",
    "If the job is scheduled, create the schedule again: it keeps the old token.",
)

TEXTS: dict[Cause, Text] = {
    #
    # Token not found in environment.
    Cause.TOKEN_MISSING: Text(
        title="No token was passed to the job.",
        what="HF_TOKEN is {absent}: there is no token",
        what_later="no token was sent with the request for {target}",
        why="A job has no token unless it is started with the secret HF_TOKEN.",
        fix=(
            (
                "Let the exchange succeed: the workflow needs  permissions: id-token: write, and\n"
                "the repository has to name it as a trusted publisher:  {exchange}"
            ),
            "If it should be public, see whether the name is right:  {public_page}",
            "Here, outside a job, log in:  {log_in}",
            (
                "Start the job with the secret:  {launch}\n"
                'or, through the tool hf_jobs:  "secrets": {{"HF_TOKEN": "$HF_TOKEN"}}\n'
                'or, from Python:  run_uv_job(..., secrets={{"HF_TOKEN": get_token()}})'
            ),
            (
                "See in the job's configuration that the key is exactly HF_TOKEN and stands"
                " under\n"
                '"secrets", not under "env".'
            ),
            (
                "If you passed the secret, there was no token where you submit: log in there.\n"
                "huggingface_hub stops you since 2.1; before, it left the secret out in silence."
            ),
            (
                'To pass it always, put  secrets = ["HF_TOKEN"]  under [tool.hf-jobs] in the\n'
                "script's header; hf jobs uv run reads it since huggingface_hub 1.32."
            ),
        ),
        see="https://huggingface.co/docs/huggingface_hub/guides/jobs",
        tell=(
            "no token reached the Hub. See that the job has the secret HF_TOKEN and that"
            " the library that asked is given it."
        ),
        shows=(
            "401: Invalid username or password.",
            "401 GatedRepo: Access to model ... is restricted. ... Please log in.",
            "the client: Token is required (`token=True`), but no token found.",
        ),
    ),
    Cause.TOKEN_WRONG_NAME: Text(
        title="A token was passed under a name that the client does not read.",
        what="HF_TOKEN is {absent}, but {found} holds a token",
        why="The Hub client reads HF_TOKEN; it never looks at {found}.",
        fix=("Call the secret HF_TOKEN, and start the job again:\n" + _LAUNCH,),
        see="https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables",
        tell="the job's secret has another key than HF_TOKEN. Rename it.",
        shows=(Cause.TOKEN_MISSING,),
    ),
    Cause.TOKEN_PLACEHOLDER: Text(
        title="The text that stands for a token arrived, not the token.",
        what="{source} holds a placeholder, not a token",
        why=(
            "Only the hf_jobs tool puts a token in the place of $HF_TOKEN, and only where that is"
            " the whole value."
        ),
        fix=(
            ("With the command line, name the secret without a value:\n{launch}"),
            (
                "From Python, pass the token itself:\n"
                'run_uv_job(..., secrets={{"HF_TOKEN": get_token()}})'
            ),
            'Through hf_jobs, write exactly:  "secrets": {{"HF_TOKEN": "$HF_TOKEN"}}',
        ),
        see="https://huggingface.co/docs/huggingface_hub/guides/jobs",
        tell="the secret holds a text such as $HF_TOKEN. Pass the token itself.",
        shows=(Cause.TOKEN_INVALID,),
    ),
    Cause.TOKEN_MALFORMED: Text(
        title="The value cannot be a token of the Hub.",
        what="{source} does not hold a Hugging Face token",
        why="A token begins with hf_ and has only the characters A-Z a-z 0-9 . _ -",
        fix=(
            (
                "Copy your Hugging Face token alone, without quotes and without Bearer,\n"
                "or create a new one:  https://huggingface.co/settings/tokens"
            ),
            AGAIN,
        ),
        see="https://huggingface.co/docs/hub/security-tokens",
        tell="the value has quotes, blanks or Bearer in it, or was cut. Copy the token alone.",
        shows=(
            "the client: Illegal header value b'Bearer ...'",
            "401: Invalid credentials in Authorization header",
        ),
    ),
    #
    # 401 Unauthorized.
    Cause.TOKEN_INVALID: Text(
        title="The Hub does not accept the token: revoked, deleted, expired or cut.",
        what="the Hub does not accept {source}",
        why=(
            "The token was revoked, replaced or deleted, has expired, or was not copied whole."
            " {login_end}"
        ),
        fix=(
            "If {other_hub} is not the Hub you mean, correct HF_ENDPOINT, or remove it.",
            *_NEW_TOKEN,
            "If you submit with a saved login, renew that, too:  {renewed_login}",
        ),
        see="https://huggingface.co/docs/hub/security-tokens",
        tell='"hf auth whoami" with this token fails. Create a new token.',
        shows=(
            "401: Invalid credentials in Authorization header",
            "401: Invalid username or password.",
            "401 GatedRepo: Access to model ... is restricted. ... Please log in.",
        ),
    ),
    Cause.TOKEN_EXPIRED: Text(
        title="The token has expired.",
        what="{source} has expired",
        why="The token was good until its expiry date passed. {login_end}",
        fix=(*_NEW_TOKEN,),
        see="https://huggingface.co/docs/hub/security-tokens",
        tell=(
            "https://huggingface.co/settings/tokens shows an end that has passed. Create a"
            " new token."
        ),
        shows=('401: User Access Token "..." is expired',),
    ),
    Cause.TOKEN_EXPIRES_EARLY: Text(
        title="The token ends before the job does.",
        what="{source} ends {early} before the job does",
        why="{login} From its end on the Hub refuses every request.",
        fix=(
            (
                "Create a user access token that does not end before the job:\n"
                "https://huggingface.co/settings/tokens"
            ),
            AGAIN,
            "Or make the job shorter, and say so with  lasts=",
        ),
        see="https://huggingface.co/docs/hub/security-tokens",
        tell="the token ends before the job does. Use a user access token.",
        shows=("nothing: the token is still good, and lasts= says how long the job runs",),
    ),
    Cause.CREDENTIAL_SHADOWED: Text(
        title="The client would send another credential than the token.",
        what="{shadow} would be used, not {source}",
        what_later="another credential than HF_TOKEN was sent for {target}",
        why="The client library sends that credential instead of this token.",
        why_later="So what the Hub says is about that one.",
        fix=(
            "{unshadow}",
            (
                "Let the exchange succeed: the workflow needs  permissions: id-token: write, and\n"
                "the repository has to name it as a trusted publisher:  {exchange}"
            ),
            "Then start the job again; the token itself may well be good.",
        ),
        see="https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables",
        tell=(
            '"hf auth whoami" names another account or token than you meant: a token= in'
            " the code, a saved login or a .netrc entry was sent instead. Remove that one."
        ),
        shows=("whatever the Hub says to the other credential",),
    ),
    #
    # 403 Forbidden.
    Cause.TOKEN_READ_ONLY: Text(
        title="The token's role is read, and the job wants to write.",
        what="{source} may not {mode} {target}",
        why="{login}",
        fix=(
            (
                "Create a token with write permission at https://huggingface.co/settings/tokens\n"
                "or a fine-grained one{covers}:\n"
                "{link}"
            ),
            AGAIN,
        ),
        see="https://huggingface.co/docs/hub/security-tokens",
        tell=(
            "https://huggingface.co/settings/tokens shows the role read. Create a token"
            " with write permission."
        ),
        shows=(
            "403: You have read access but not the required permissions for this operation",
            "403: Forbidden: pass `create_pr=1` as a query parameter to create a Pull Request",
            '403: You don\'t have the rights to create a model under the namespace "..."',
        ),
    ),
    Cause.TOKEN_SCOPE_MISSING: Text(
        title="A fine-grained or OAuth token lacks the permission for this target.",
        what="{source} may not {mode} {target}",
        why="{login} It lacks the permission {permission}, which can be given for {scope}.",
        fix=(
            (
                "Open https://huggingface.co/settings/tokens, edit the token {editable} and tick\n"
                "{permission_words}\n"
                "{where}.\n"
                "Then just start the job again: the token itself stays the same."
            ),
            "{or_create} a new token{covers}:\n{link}\n" + AGAIN,
        ),
        see="https://huggingface.co/docs/hub/security-tokens",
        tell=(
            "the token is fine-grained or from a login, and the box for this repository or"
            " service is not ticked. Tick it; the token stays the same."
        ),
        shows=(
            Cause.TOKEN_READ_ONLY,
            "403: This authentication method does not have sufficient permissions to call ...",
        ),
    ),
    Cause.NAMESPACE_FORBIDDEN: Text(
        title="The namespace is neither your name nor one of your organizations.",
        what="{source} may not {mode} {target}",
        why='{login} "{owner}" is neither your name nor one of your organizations{orgs}.',
        fix=(
            "If you meant {meant}, write to  {mine}\nin the guard's call and in the job's own.",
            (
                'If "{owner}" is your organization, ask to become a member with the role write,\n'
                "or use a token of an account that is one."
            ),
            "To propose instead of pushing, pass  {propose}  to the guard and to the upload.",
        ),
        see="https://huggingface.co/docs/hub/organizations-security",
        tell=(
            '"{owner}" is neither your user name nor one of the organizations that "hf auth'
            ' whoami" prints. Write to your own namespace.'
        ),
        shows=(Cause.TOKEN_READ_ONLY,),
    ),
    Cause.ORG_ROLE_TOO_LOW: Text(
        title="Your role in the organization is too low.",
        what="{source} may not {mode} {target}",
        why=(
            'Your own role in the organization "{owner}" is {org_role}, which does not allow this,'
            " whatever the token may do. {login}"
        ),
        fix=(
            (
                'Write under a new name in "{contributed}": a contributor may create repositories\n'
                "there and write to those."
            ),
            (
                'Ask an admin of "{owner}" for the role write:\n'
                "https://huggingface.co/organizations/{owner}/settings/members"
            ),
            "Or write to your own namespace,  {mine}\nin the guard's call and in the job's own.",
        ),
        see="https://huggingface.co/docs/hub/organizations-security",
        tell=(
            '"{owner}" is your organization, and your role there is read or contributor.'
            " Ask an admin for the role write."
        ),
        shows=(Cause.TOKEN_READ_ONLY,),
    ),
    Cause.ORG_POLICY: Text(
        title="A security policy of the organization refuses the token.",
        what='the organization "{owner}" does not let {source} {mode} {target}',
        why="A security policy of the organization overrides the rights of the token.",
        fix=('Ask an admin of "{owner}" what its security policy asks of a token.',),
        see="https://huggingface.co/docs/hub/enterprise-tokens-management",
        tell="the organization approves tokens first, or wants single sign-on. Ask an admin.",
        shows=(
            "403: Due to the organization token policy, your token needs to be approved ...",
            "403: Your token has been revoked by the organization administrator, ...",
        ),
    ),
    Cause.WRITE_DENIED: Text(
        title="The Hub refuses the write, and nothing known explains which right is missing.",
        what="{source} may not {mode} {target}",
        why="The Hub refuses the write, and its answer does not say which right is missing.",
        fix=(
            (
                "See at https://huggingface.co/settings/tokens whether the token was edited"
                " or replaced;\n"
                "a new one with write permission to {target} may help."
            ),
            'Ask an admin of "{org}" whether your role or a resource group forbids it.',
            (
                "To see whether it is mended, where you submit:\n"
                "hftoken-guard check --write {target}"
            ),
        ),
        see="https://huggingface.co/docs/hub/security-tokens",
        tell="role, scopes and namespace are right. Ask the owner of the repository.",
        shows=(Cause.TOKEN_READ_ONLY,),
    ),
    Cause.GATED_NOT_REQUESTED: Text(
        title="The repository is gated and its conditions were not accepted.",
        what="{target} is gated, and {who} has no access yet",
        why="The conditions of this repository have to be accepted once by the token's owner.",
        fix=(
            "Open {page} as {who} and accept the conditions.",
            "Start the job again as soon as access is given; the token stays the same.",
        ),
        see="https://huggingface.co/docs/hub/models-gated",
        tell="{page} shows you a form. Accept the conditions there.",
        shows=(
            (
                "403 GatedRepo: Access to model ... is restricted and you are not in the"
                " authorized list."
            ),
            (
                "403 GatedRepo: Your request to access model ... has been reset by the"
                " repo's authors."
            ),
        ),
    ),
    Cause.GATED_PENDING: Text(
        title="The repository is gated and the request awaits its authors.",
        what="{target} is gated; the request of {who} is pending",
        why="Access was asked for; the authors of the repository have not decided yet.",
        fix=(
            (
                "Wait for the authors; the state is shown at"
                " https://huggingface.co/settings/gated-repos"
            ),
            "Start the job again as soon as access is given; the token stays the same.",
        ),
        see="https://huggingface.co/docs/hub/models-gated",
        tell=(
            "https://huggingface.co/settings/gated-repos shows your request as pending."
            " Wait for the authors."
        ),
        shows=(
            (
                "403 GatedRepo: Your request to access model ... is awaiting a review from"
                " the repo authors."
            ),
        ),
    ),
    Cause.GATED_REJECTED: Text(
        title="The repository is gated and its authors rejected the request.",
        what="{target} is gated; the request of {who} was rejected",
        why="The authors of the repository said no, and a rejected request cannot be repeated.",
        fix=(
            "Use another repository, or write to the authors:  {page}/discussions",
            ("If another account of yours has access, start the job with a token of that account."),
        ),
        see="https://huggingface.co/docs/hub/models-gated",
        tell=(
            "https://huggingface.co/settings/gated-repos shows your request as rejected."
            " Use another repository, or write to the authors."
        ),
        shows=(
            (
                "403 GatedRepo: Your request to access model ... has been rejected by the"
                " repo's authors."
            ),
        ),
    ),
    Cause.GATED_SCOPE_MISSING: Text(
        title="A fine-grained token lacks the flag for gated repositories.",
        what="{source} may not read {target}, which is gated",
        why="A fine-grained token reads gated repositories only if a box for that is ticked.",
        fix=(
            (
                "Open https://huggingface.co/settings/tokens, edit {the_token} and tick\n"
                '"Read access to contents of all public gated repos you can access".'
            ),
            "Start the job again; the token itself stays the same.",
        ),
        see="https://huggingface.co/docs/hub/security-tokens",
        tell=(
            "the token is fine-grained and the repository is gated. Tick the box for public"
            " gated repositories."
        ),
        shows=(
            (
                "403: Please enable access to public gated repositories in your"
                " fine-grained token settings"
            ),
            (
                "the client: couldn't connect, or: cannot find the requested files in the"
                " local cache"
            ),
        ),
    ),
    Cause.STORAGE_LIMIT: Text(
        title="The storage of the repository's owner is full or blocked.",
        what='storage of "{owner}" is full: {target} cannot be {done}',
        why="The limit belongs to the owner of the repository, not to the token.",
        fix=(
            "Free space, or raise the limit:  {billing}",
            "Or use another namespace, or a public repository, which everybody can read.",
        ),
        see="https://huggingface.co/docs/hub/storage-limits",
        tell="https://huggingface.co/settings/billing shows that the storage is full.",
        shows=(
            "403 or 400: Private repository storage limit reached, ...",
            "400: You have exceeded your public storage space",
            "403: You need to setup automatic credit recharge ...",
        ),
    ),
    Cause.PAYMENT_REQUIRED: Text(
        title="The account has no credit or no plan for this.",
        what="the Hub asks for payment before {target} can be used",
        why="The account has no credit or no plan for this; the token is not the reason.",
        fix=(
            (
                "See the plan and the credits at {billing}\n"
                "and start the job again when they suffice."
            ),
        ),
        see="https://huggingface.co/docs/hub/billing",
        tell="https://huggingface.co/settings/billing shows no credit.",
        shows=(
            "402: Pre-paid credit balance is insufficient ...",
            "402: You have exceeded your monthly included credits for Inference Providers.",
        ),
    ),
    #
    # Repository access denied.
    Cause.REPO_NOT_FOUND: Text(
        title="The repository does not exist, or is private to others.",
        what="{source} cannot see {target}",
        why=(
            "The {noun} does not exist, or it is private and this token has no access to"
            " it: the Hub gives the same answer to both."
        ),
        fix=(
            (
                "{near} is there. If you mean that one,\n"
                "correct the name, in the job's own call as well."
            ),
            "Check the spelling of owner and name. This asks for a {noun}:  {page}",
            'If it is a dataset or a Space, say so in the call:  repo_type="{type_hint}"',
            "If it is private, use a token of an account that has access.",
            "If this job creates it, name it in write= and not in {argument}.",
        ),
        see="https://huggingface.co/docs/hub/repositories",
        tell="{page} is not there when you look at it logged in. Correct the name, or the type.",
        shows=(
            "404 RepoNotFound: Repository not found",
            "401: Invalid username or password.  (without a good token)",
        ),
    ),
    Cause.REPO_WRONG_TYPE: Text(
        title="The name exists as another type of repository.",
        what="{id} is a {other_noun}; no {noun} of that name is seen",
        why="Models, datasets and Spaces are different things on the Hub, even under one name.",
        fix=(
            ('In the job\'s own call, say that it is a {other_noun}:  repo_type="{other_type}"'),
            "Or load it with the call for a {other_noun}:  {loader}",
            'Say so to the guard, too:  {argument}"{other}"',
            "If you do mean a {noun}, correct the name, in the job's own call as well.",
        ),
        see="https://huggingface.co/docs/hub/repositories",
        tell=(
            "the same name with datasets/ or spaces/ before it is there. Give the type in the call"
            " as well: repo_type=."
        ),
        shows=(Cause.REPO_NOT_FOUND,),
    ),
    Cause.REVISION_NOT_FOUND: Text(
        title="The branch, tag or commit does not exist.",
        what='there is no revision "{revision}" in {repo}',
        why="The repository can be read; the branch, tag or commit is not there.",
        fix=(
            "See which files, branches and tags there are:  {page}/tree/main",
            "Or leave out the revision, in the guard's call and in the job's own, to use the main\n"
            "branch:  {whole}",
        ),
        see="https://huggingface.co/docs/hub/repositories",
        tell="the repository is there, and the branch, tag or file is not.",
        shows=(
            "404 RevisionNotFound: Invalid rev id: ...",
            "404 EntryNotFound: Entry not found",
        ),
    ),
    Cause.REPO_DISABLED: Text(
        title="The Hub has disabled the repository.",
        what="{target} is disabled by the Hub",
        why="Nobody can use this repository at the moment; no token changes that.",
        fix=("Look at {page} for the reason, or use another repository.",),
        see="https://huggingface.co/docs/hub/repositories",
        tell="{page} says so.",
        shows=("403: Access to this resource is disabled.",),
    ),
    Cause.TARGET_MALFORMED: Text(
        title="The target cannot be the name of a repository.",
        what="{target} cannot be the name of a repository",
        why=(
            "A target is [models/|datasets/|spaces/|buckets/]owner/name[@revision], or the page's"
            " address."
        ),
        fix=("Correct {argument} in the script, or the option that it is made from.",),
        see="https://huggingface.co/docs/hub/repositories",
        tell="the name has None, a blank, or more than one / in it.",
        shows=(
            "nothing: it is found before anything is asked",
            "401 or 404 for an address with /None/ or /undefined/ in it",
        ),
    ),
    #
    # The Hub, not the token.
    Cause.CLIENT_MISCONFIGURED: Text(
        title="A setting of this machine keeps the client from asking the Hub.",
        what="{setting} keeps the client from asking the Hub",
        why="{fault}. The client cannot work with it, so no request leaves this machine.",
        fix=(
            "Set it right in the job's configuration or in its image, or take it away.",
            "Do not just start the job again: it ends here every time.",
        ),
        see="https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables",
        tell="a variable such as HF_ENDPOINT, SSL_CERT_FILE or HTTPS_PROXY is wrong. Correct it.",
        shows=(
            "the client: Could not find a suitable TLS CA certificate bundle",
            "the client: Request URL is missing an 'http://' or 'https://' protocol",
        ),
    ),
    Cause.RATE_LIMITED: Text(
        title="The Hub answered 429: too many requests.",
        what="HTTP 429, too many requests; not checked: {target}",
        what_later="HTTP 429, too many requests, for {target}",
        why=(
            "The account or the address has used up its requests for these five minutes, or"
            " the quota for one kind of action; this says nothing about the token's rights."
        ),
        fix=(
            "{again}",
            "If many jobs start at once with one token, spread them over some minutes.",
            (
                "Or pass  timeout=330  to {guard}: the Hub counts anew every 300 seconds, and the\n"
                "guard then waits for that."
            ),
        ),
        see="https://huggingface.co/docs/hub/rate-limits",
        tell="it works again after five minutes, or after an hour.",
        shows=(
            "429: We had to rate limit you, you hit the quota of ... api requests ...",
            "429: You have exceeded the rate limit for repository commits (128 per hour).",
        ),
    ),
    Cause.HUB_UNAVAILABLE: Text(
        title="The Hub answered 5xx or 408: a fault of the server.",
        what="HTTP {status} from the Hub; not checked: {target}",
        what_later="the Hub failed with HTTP {status} for {target}",
        why="This is a fault of the Hub's servers; it says nothing about the token.",
        fix=("{again}",),
        see="https://status.huggingface.co",
        tell="https://status.huggingface.co shows an incident, or the same works a little later.",
        shows=("500, 502, 503, 504, 408",),
    ),
    Cause.HUB_UNREACHABLE: Text(
        title="No complete answer came in time.",
        what="{endpoint} could not be reached: {fault}",
        why="No complete answer came in time; that is a matter of the network or of the server.",
        fix=(
            "If {other_hub} is not the Hub you mean, correct HF_ENDPOINT, or remove it.",
            "{again}",
            "If it keeps failing, look at the network of the job:  proxy, DNS, HF_ENDPOINT.",
        ),
        see="https://status.huggingface.co",
        tell="nothing on this machine reaches the Hub. Look at network and proxy.",
        shows=(
            (
                "the client: Name or service not known, Connection refused, certificate"
                " verify failed"
            ),
        ),
    ),
    Cause.HUB_OFFLINE: Text(
        title="Offline mode is on, and the job needs the Hub.",
        what="offline mode is on, so {target} cannot be written",
        what_later="offline mode is on: the client did not ask for {target}",
        why="{offline} is set: the client library refuses every request.",
        why_later="{offline} or local_files_only=True forbids the client to ask the Hub.",
        fix=("Remove {offline} from the job's environment, {other_way}.",),
        see="https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables",
        tell="HF_HUB_OFFLINE is set in the job. Remove it.",
        shows=("the client: Cannot reach ...: offline mode is enabled.",),
    ),
    Cause.NOT_THE_HUB: Text(
        title="Something else than the Hub answered.",
        what="{came} came in place of the Hub's answer, from {endpoint}",
        why=(
            "A login page, a proxy or another server answered instead of the Hub. Nothing was found"
            " against the token."
        ),
        fix=(
            "HF_ENDPOINT is {other_hub}: correct it, or remove it to use huggingface.co.",
            "A proxy is set ({proxies}): see what it says of that address, or remove it.",
            (
                "If the network asks for a login in the browser, open {endpoint}\n"
                "in a browser there and log in."
            ),
            "Start the job again.",
        ),
        see="https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables",
        tell="HF_ENDPOINT or a proxy is set in the job. Look at what answers there.",
        shows=("a page of HTML, a redirect, 407, or an answer without the Hub's headers",),
    ),
    Cause.STORAGE_HOST_DENIED: Text(
        title="A storage host refused a file; it never sees the token.",
        what="a storage host refused a file of {target}",
        why="Files come from a storage host by signed addresses; it never sees the token.",
        fix=(
            "Try again: signed addresses expire.",
            "If it stays so, try HF_HUB_DISABLE_XET=1",
        ),
        see="https://status.huggingface.co",
        tell=(
            "other files come, and this one is refused each time. Try again, then with"
            " HF_HUB_DISABLE_XET=1."
        ),
        shows=(
            "403 from cdn-lfs..., ...xethub.hf.co or ...amazonaws.com: AccessDenied",
            ("the client: 403 Forbidden: None.  Make sure your token has the correct permissions."),
        ),
    ),
    Cause.UNEXPECTED: Text(
        title="The answer fits no known cause.",
        what="the Hub gave an answer for {target} that this guard does not know",
        why="It fits none of the known causes, so none is named.",
        fix=(
            (
                "Start the job again; if it keeps failing, report {report}\n"
                "to the authors of hftoken_guard."
            ),
            "If you are sure that the job can run, remove {guard} for this run.",
        ),
        see="https://status.huggingface.co",
        tell="none of the others fits.",
        shows=("anything else",),
    ),
}
