"""
The texts: what each cause means, how to mend it and where to read on.

One table serves the messages of the guard and the README, so the two cannot drift apart.
The braces in the texts are slots that `_report.py` fills with the names of the case at hand.
"""

from __future__ import annotations

from ._problem import Cause, Family

# A block for each cause: its code, then, each on one line, what an `Entry` calls title, what, why,
# see and tell; then its `shows`, and behind the stars the steps of `fix`.
# ruff: disable[E501] - a text is a line
TEXTS = {
    Family.NOT_FOUND: """\
token-missing
No token was passed to the job.
HF_TOKEN is {absent}: there is no token
A job has no token unless it is started with the secret HF_TOKEN.
https://huggingface.co/docs/huggingface_hub/guides/jobs
no token reached the Hub. See that the job has the secret HF_TOKEN and that the library that asked is given it.
401: Invalid username or password.
401 GatedRepo: Access to model ... is restricted. ... Please log in.
the client: Token is required (`token=True`), but no token found.
* Here, outside a job, log in:  {log_in}
* Start the job with the secret:  {launch}
or, through hf_jobs:  "secrets": {{"HF_TOKEN": "$HF_TOKEN"}}
or, from Python:  run_uv_job(..., secrets={{"HF_TOKEN": get_token()}})
* See in the job's configuration that the key is exactly HF_TOKEN and stands under
"secrets", not under "env".
* If the secret was passed and still is empty, log in first where you submit:
hf auth login
* To be told before the job starts, put  secrets = ["HF_TOKEN"]  under [tool.hf-jobs]
in the script's header.

token-wrong-name
A token was passed under a name that the client does not read.
HF_TOKEN is {absent}, but {found} holds a token
The Hub client reads HF_TOKEN; it never looks at {found}.
https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables
the job's secret has another key than HF_TOKEN. Rename it.
token-missing
* Rename the key of the secret to HF_TOKEN:  {launch}
or, through hf_jobs:  "secrets": {{"HF_TOKEN": "$HF_TOKEN"}}

token-placeholder
The text that stands for a token arrived, not the token.
{source} holds a placeholder, not a token
The placeholder $HF_TOKEN is replaced by the hf_jobs tool alone, and only where it is the whole value; everything else takes it literally.
https://huggingface.co/docs/huggingface_hub/guides/jobs
the secret holds a text such as $HF_TOKEN. Pass the token itself.
token-invalid
* With the command line, name the secret without a value:
{launch}
* From Python, pass the token itself:
run_uv_job(..., secrets={{"HF_TOKEN": get_token()}})
* Through hf_jobs, write exactly:  "secrets": {{"HF_TOKEN": "$HF_TOKEN"}}

token-malformed
The value cannot be a token of the Hub.
{source} does not hold a Hugging Face token
A token begins with hf_ and has only the characters A-Z a-z 0-9 . _ -
https://huggingface.co/docs/hub/security-tokens
the value has quotes, blanks or Bearer in it, or was cut. Copy the token alone.
the client: Illegal header value b'Bearer ...'
401: Invalid credentials in Authorization header
* Copy the token alone, without quotes and without Bearer, from where you keep it,
or create a new one at https://huggingface.co/settings/tokens
* $AGAIN""",
    Family.UNAUTHORIZED: """\
token-invalid
The Hub does not accept the token: revoked, deleted, expired or cut.
the Hub does not accept {source}
The token was revoked, replaced or deleted, has expired, or was not copied whole.
https://huggingface.co/docs/hub/security-tokens
"hf auth whoami" with this token fails. Create a new token.
401: Invalid credentials in Authorization header
401: Invalid username or password.
401 GatedRepo: Access to model ... is restricted. ... Please log in.
* See that your login works where you submit:  hf auth whoami
and log in again if it does not:  hf auth login --force
* Create a token at https://huggingface.co/settings/tokens
if the old one is not in the list any more, or has expired.
* $AGAIN
* If the job is scheduled, create the schedule again: it keeps the old token.

token-expired
The token has expired.
{source} has expired
The token was good until its expiry date passed.
https://huggingface.co/docs/hub/security-tokens
https://huggingface.co/settings/tokens shows an end that has passed. Create a new token.
401: User Access Token "..." is expired
* Create a token at https://huggingface.co/settings/tokens
or log in again:  hf auth login --force
* $AGAIN
* If the job is scheduled, create the schedule again: it keeps the old token.

credential-shadowed
The client would send another credential than the token.
{source} would not be used: {shadow} comes before it
The client library sends that credential instead of this token.
https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables
"hf auth whoami" names another account or token than you meant: a token= in the code, a saved login or a .netrc entry was sent instead. Remove that one.
whatever the Hub says to the other credential
* {unshadow}
* Then start the job again; the token itself may well be good.""",
    Family.FORBIDDEN: """\
token-read-only
The token's role is read, and the job wants to write.
{source} may not {mode} {target}
{login}
https://huggingface.co/docs/hub/security-tokens
https://huggingface.co/settings/tokens shows the role read. Create a token with write permission.
403: You have read access but not the required permissions for this operation
403: Forbidden: pass `create_pr=1` as a query parameter to create a Pull Request
403: You don't have the rights to create a model under the namespace "..."
* Create a token with write permission at https://huggingface.co/settings/tokens
or one with just the rights that this needs:
{link}
* $AGAIN

token-scope-missing
A fine-grained or OAuth token lacks the permission for this target.
{source} may not {mode} {target}
{login} It lacks the permission {permission} for {scope}.
https://huggingface.co/docs/hub/security-tokens
the token is fine-grained or from a login, and the box for this repository or service is not ticked. Tick it; the token stays the same.
token-read-only
403: This authentication method does not have sufficient permissions to call ...
* Open https://huggingface.co/settings/tokens, edit the token {editable} and tick
{permission_words}
{where};
the token itself stays the same, so the job can just be started again.
* {or_create} a token with just these rights:
{link}
* $AGAIN

namespace-forbidden
The namespace is neither your name nor one of your organizations.
{source} may not {mode} {target}
{login} "{owner}" is neither your name nor one of your organizations{orgs}.
https://huggingface.co/docs/hub/organizations-security
"{owner}" is neither your user name nor one of the organizations that "hf auth whoami" prints. Write to your own namespace.
token-read-only
* If you meant {meant}, write to:  {mine}
* If "{owner}" is your organization, ask to become a member with the role write,
or use a token of an account that is one.
* To propose instead of pushing, pass  {propose}  here and in the upload.

org-role-too-low
Your role in the organization is too low.
{source} may not {mode} {target}
{login} But your own role in the organization "{owner}" is {org_role}, which does not allow this.
https://huggingface.co/docs/hub/organizations-security
"{owner}" is your organization, and your role there is read or contributor. Ask an admin for the role write.
token-read-only
* Ask an admin of "{owner}" for the role write:
https://huggingface.co/organizations/{owner}/settings/members
* Or write to your own namespace:  {mine}

org-policy
A security policy of the organization refuses the token.
the organization "{owner}" does not let {source} {mode} {target}
A security policy of the organization overrides the rights of the token.
https://huggingface.co/docs/hub/enterprise-tokens-management
the organization approves tokens first, or wants single sign-on. Ask an admin.
403: Due to the organization token policy, your token needs to be approved ...
403: Your token has been revoked by the organization administrator, ...
* Ask an admin of "{owner}" to approve the token, or to tell you which kind is allowed.
* If single sign-on is required, sign in to the organization in the browser first.

write-denied
The Hub refuses the write, and nothing known explains which right is missing.
{source} may not {mode} {target}
The Hub refuses the write, and its answer does not say which right is missing.
https://huggingface.co/docs/hub/security-tokens
role, scopes and namespace are right. Ask the owner of the repository.
token-read-only
* See at https://huggingface.co/settings/tokens whether the token was edited or replaced;
a new one with write permission to {target} may help.
* Ask an admin of "{org}" whether your role or a resource group forbids it.
* To see whether it is mended, where you submit:
hftoken-guard check --write {target}

gated-not-requested
The repository is gated and its conditions were not accepted.
{target} is gated, and {who} has no access yet
The conditions of this repository have to be accepted once by the token's owner.
https://huggingface.co/docs/hub/models-gated
{page} shows you a form. Accept the conditions there.
403 GatedRepo: Access to model ... is restricted and you are not in the authorized list.
403 GatedRepo: Your request to access model ... has been reset by the repo's authors.
* Open {page} as {who} and accept the conditions.
* Start the job again as soon as access is given; the token stays the same.

gated-pending
The repository is gated and the request awaits its authors.
{target} is gated; the request of {who} is pending
Access was asked for; the authors of the repository have not decided yet.
https://huggingface.co/docs/hub/models-gated
https://huggingface.co/settings/gated-repos shows your request as pending. Wait for the authors.
403 GatedRepo: Your request to access model ... is awaiting a review from the repo authors.
* Wait for the authors; the state is shown at https://huggingface.co/settings/gated-repos
* Start the job again as soon as access is given; the token stays the same.

gated-rejected
The repository is gated and its authors rejected the request.
{target} is gated; the request of {who} was rejected
The authors of the repository said no, and a rejected request cannot be repeated.
https://huggingface.co/docs/hub/models-gated
https://huggingface.co/settings/gated-repos shows your request as rejected. Use another repository, or write to the authors.
403 GatedRepo: Your request to access model ... has been rejected by the repo's authors.
* Use another repository, or write to the authors:  {page}/discussions
* If another account of yours has access, start the job with a token of that account.

gated-scope-missing
A fine-grained token lacks the flag for gated repositories.
{source} may not read {target}, which is gated
A fine-grained token reads public gated repositories only if that box is ticked.
https://huggingface.co/docs/hub/security-tokens
the token is fine-grained and the repository is gated. Tick the box for public gated repositories.
403: Please enable access to public gated repositories in your fine-grained token settings
the client: couldn't connect, or: cannot find the requested files in the local cache
* Open https://huggingface.co/settings/tokens, edit {the_token} and tick
"Read access to contents of all public gated repos you can access".
* Start the job again; the token itself stays the same.

storage-limit
The storage of the repository's owner is full or blocked.
the storage of "{owner}" is full: {target} cannot be used
The limit belongs to the owner of the repository, not to the token.
https://huggingface.co/docs/hub/storage-limits
https://huggingface.co/settings/billing shows that the storage is full.
403 or 400: Private repository storage limit reached, ...
400: You have exceeded your public storage space
403: You need to setup automatic credit recharge ...
* Free space, or raise the limit:  https://huggingface.co/settings/billing
* Or use another namespace, or a public repository, which everybody can read.

payment-required
The account has no credit or no plan for this.
the Hub asks for payment before {target} can be used
The account has no credit or no plan for this; the token is not the reason.
https://huggingface.co/docs/hub/billing
https://huggingface.co/settings/billing shows no credit.
402: Pre-paid credit balance is insufficient ...
402: You have exceeded your monthly included credits for Inference Providers.
* See the plan and the credits at https://huggingface.co/settings/billing
and start the job again when they suffice.""",
    Family.REPOSITORY: """\
repo-not-found
The repository does not exist, or is private to others.
{source} cannot see {target}
The {noun} does not exist, or it is private and this token has no access to it: the Hub gives the same answer to both.
https://huggingface.co/docs/hub/repositories
{page} is not there when you look at it logged in. Correct the name, or the type.
404 RepoNotFound: Repository not found
401: Invalid username or password.  (without a good token)
* Compare name, namespace and visibility with the page:  {page}
* {suggestion}
* If it is a dataset or a Space, say so in the call:  repo_type="{type_hint}"
* If it is private, use a token of an account that has access.
* If this job creates it, name it in write= and not in {argument}.

repo-wrong-type
The name exists as another type of repository.
{id} is a {other_noun}; no {noun} of that name is seen
Models, datasets and Spaces are different things on the Hub, even under one name.
https://huggingface.co/docs/hub/repositories
the same name with datasets/ or spaces/ before it is there.
repo-not-found
* Name it with its type:  {other}

revision-not-found
The branch, tag or commit does not exist.
there is no revision "{revision}" in {repo}
The repository can be read; the branch, tag or commit is not there.
https://huggingface.co/docs/hub/repositories
the repository is there, and the branch, tag or file is not.
404 RevisionNotFound: Invalid rev id: ...
404 EntryNotFound: Entry not found
* Look at the files, branches and tags:  {page}/tree/main
* Leave out the revision to use the main branch:  {whole}

repo-disabled
The Hub has disabled the repository.
{target} is disabled by the Hub
Nobody can use this repository at the moment; no token changes that.
https://huggingface.co/docs/hub/repositories
{page} says so.
403: Access to this resource is disabled.
* Look at {page} for the reason, or use another repository.

target-malformed
The target cannot be the name of a repository.
{target} cannot be the name of a repository
A target is [models/|datasets/|spaces/]owner/name[@revision], or the page's address.
https://huggingface.co/docs/hub/repositories
the name has None, a blank, or more than one / in it.
nothing: it is found before anything is asked
401 or 404 for an address with /None/ or /undefined/ in it
* Correct {argument} in the script, or the option that it is made from.""",
    Family.HUB: """\
rate-limited
The Hub answered 429: too many requests.
HTTP 429, too many requests; not checked: {target}
The account or the address has used up its requests for these five minutes, or the quota for one kind of action; this says nothing about the token's rights.
https://huggingface.co/docs/hub/rate-limits
it works again after five minutes, or after an hour.
429: We had to rate limit you, you hit the quota of ... api requests ...
429: You have exceeded the rate limit for repository commits (128 per hour).
* {again}
* If many jobs start at once with one token, spread them over some minutes.
* Or let {guard} wait as long as the Hub asks:  timeout=330

hub-unavailable
The Hub answered 5xx or 408: a fault of the server.
HTTP {status} from the Hub; not checked: {target}
This is a fault of the server.
https://status.huggingface.co
https://status.huggingface.co shows an incident, or the same works a little later.
500, 502, 503, 504, 408
* {again}

hub-unreachable
No complete answer came in time.
{endpoint} could not be reached: {fault}
No complete answer came in time; that is a matter of the network or of the server.
https://status.huggingface.co
nothing on this machine reaches the Hub. Look at network and proxy.
the client: Name or service not known, Connection refused, certificate verify failed
* {again}
* If it keeps failing, look at the network of the job:  proxy, DNS, HF_ENDPOINT.

hub-offline
Offline mode is on, and the job needs the Hub.
offline mode is on, so {target} cannot be written
{offline} is set: the client library refuses every request.
https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables
HF_HUB_OFFLINE is set in the job. Remove it.
the client: Cannot reach ...: offline mode is enabled.
* Remove {offline} from the job's environment, {other_way}.

not-the-hub
Something else than the Hub answered.
{endpoint} gave an answer that is not the Hub's
Something on the way answered instead: a proxy, a sign-in page, or another server.
https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables
HF_ENDPOINT or a proxy is set in the job. Look at what answers there.
a page of HTML, a redirect, 407, or an answer without the Hub's headers
* Look at HF_ENDPOINT and at the proxy settings of the job; by default HF_ENDPOINT is
not set.
* If the settings are right, start the job again later.

storage-host-denied
A storage host refused a file; it never sees the token.
a storage host refused a file of {target}
Files come from a storage host by signed addresses; it never sees the token.
https://status.huggingface.co
other files come, or the same one comes later. Try again, then with HF_HUB_DISABLE_XET=1.
403 from cdn-lfs..., ...xethub.hf.co or ...amazonaws.com: AccessDenied
the client: 403 Forbidden: None.  Make sure your token has the correct permissions.
* Try again: signed addresses expire.
* If it stays so, try HF_HUB_DISABLE_XET=1

unexpected
The answer fits no known cause.
the Hub gave an answer for {target} that this guard does not know
It fits none of the known causes, so none is named.
https://status.huggingface.co
none of the others fits.
anything else
* Start the job again; if it keeps failing, report {report} to this project.
* If you are sure that the job can run, remove {guard} for this run.""",
}
# ruff: enable[E501]
# Stands in the texts for a step that many causes have.
AGAIN = """Start the job again with it:  {launch}
or, through hf_jobs:  "secrets": {{"HF_TOKEN": "$HF_TOKEN"}}
(--secrets HF_TOKEN sends HF_TOKEN of your shell, or if that is not set your saved login:
so first  export HF_TOKEN=...  or  unset HF_TOKEN; hf auth login --force)"""


class Entry:
    """
    Hold what is said about one cause.

    Attributes:
        cause: the cause.
        family: the group it belongs to.
        title: what it means, in general.
        what: the first line of a message.
        why: the reason, as the message gives it.
        fix: the steps that help, the easiest first.
        see: one address to read on.
        shows: how it shows itself, in the server's words; a cause among them: as that one does.
        tell: what to look at to know that it is this one, and what then helps.

    """

    def __init__(self, family: Family, block: str) -> None:
        """Take a block of the texts; their slots stay unfilled."""
        facts, *steps = block.replace("$AGAIN", AGAIN).split("\n* ")
        code, self.title, self.what, self.why, self.see, self.tell, *shows = facts.split("\n")
        self.cause = Cause(code)
        self.family = family
        self.shows = tuple(line if " " in line else Cause(line) for line in shows)
        self.fix = tuple(steps)


_ENTRIES = [Entry(family, block) for family in TEXTS for block in TEXTS[family].split("\n\n")]
CATALOG = {entry.cause: entry for entry in _ENTRIES}
