"""
The texts: what each cause means, how to mend it and where to read on.

One table serves the messages of the guard and the README, so the two cannot drift apart.
The braces in the texts are slots that `_report.py` fills with the names of the case at hand.
"""

from __future__ import annotations

from ._problem import Cause, Family

TOKENS = "https://huggingface.co/docs/hub/security-tokens"
GATED = "https://huggingface.co/docs/hub/models-gated"
JOBS = "https://huggingface.co/docs/huggingface_hub/guides/jobs"
ORGANIZATIONS = "https://huggingface.co/docs/hub/organizations-security"
POLICY = "https://huggingface.co/docs/hub/enterprise-tokens-management"
REPOSITORIES = "https://huggingface.co/docs/hub/repositories"
STORAGE = "https://huggingface.co/docs/hub/storage-limits"
LIMITS = "https://huggingface.co/docs/hub/rate-limits"
VARIABLES = "https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables"
STATUS = "https://status.huggingface.co"

AGAIN = (
    "Start the job again with it:  {launch}\n"
    'or, through hf_jobs:  "secrets": {{"HF_TOKEN": "$HF_TOKEN"}}\n'
    "(--secrets HF_TOKEN sends HF_TOKEN of your shell, or if that is not set your saved login:\n"
    "so first  export HF_TOKEN=...  or  unset HF_TOKEN; hf auth login --force)"
)
NEW_TOKEN = "Create a token at https://huggingface.co/settings/tokens"
WRITE_TOKEN = "Create a token with write permission at https://huggingface.co/settings/tokens"
WAIT = "{again}"


class Entry:
    """
    Hold what is said about one cause.

    Attributes:
        family: the group it belongs to.
        title: what it means, in general.
        what: the first line of a message.
        why: the reason, as the message gives it.
        fix: the steps that help, the easiest first.
        see: one address to read on.
        shows: how it shows itself, in the server's words; a cause among them: as that one does.
        tell: what to look at to know that it is this one, and what then helps.

    """

    __slots__ = ("family", "fix", "see", "shows", "tell", "title", "what", "why")

    def __init__(  # noqa: PLR0913, PLR0917 - a row of the table
        self,
        family: Family,
        title: str,
        what: str,
        why: str,
        fix: tuple[str, ...],
        see: str,
        shows: tuple[str, ...],
        tell: str,
    ) -> None:
        """Take the texts as they stand, with their slots unfilled."""
        self.family = family
        self.title = title
        self.what = what
        self.why = why
        self.fix = fix
        self.see = see
        self.shows = shows
        self.tell = tell


CATALOG = {
    # Rendered if no token is found anywhere where the Hub client would look.
    Cause.TOKEN_MISSING: Entry(
        Family.NOT_FOUND,
        "No token was passed to the job.",
        "HF_TOKEN is {absent}: there is no token",
        "A job has no token unless it is started with the secret HF_TOKEN.",
        (
            "Here, outside a job, log in:  {log_in}",
            "Start the job with the secret:  {launch}\n"
            'or, through hf_jobs:  "secrets": {{"HF_TOKEN": "$HF_TOKEN"}}\n'
            'or, from Python:  run_uv_job(..., secrets={{"HF_TOKEN": get_token()}})',
            "See in the job's configuration that the key is exactly HF_TOKEN and stands under\n"
            '"secrets", not under "env".',
            "If the secret was passed and still is empty, log in first where you submit:\n"
            "hf auth login",
            'To be told before the job starts, put  secrets = ["HF_TOKEN"]  under [tool.hf-jobs]\n'
            "in the script's header.",
        ),
        JOBS,
        (
            "401: Invalid username or password.",
            "401 GatedRepo: Access to model ... is restricted. ... Please log in.",
            "the client: Token is required (`token=True`), but no token found.",
        ),
        "no token reached the Hub. See that the job has the secret HF_TOKEN and"
        " that the library that asked is given it.",
    ),
    # Rendered if HF_TOKEN is not set and a variable with a neighbouring name holds a token.
    Cause.TOKEN_WRONG_NAME: Entry(
        Family.NOT_FOUND,
        "A token was passed under a name that the client does not read.",
        "HF_TOKEN is {absent}, but {found} holds a token",
        "The Hub client reads HF_TOKEN; it never looks at {found}.",
        (
            "Rename the key of the secret to HF_TOKEN:  {launch}\n"
            'or, through hf_jobs:  "secrets": {{"HF_TOKEN": "$HF_TOKEN"}}',
        ),
        VARIABLES,
        (Cause.TOKEN_MISSING,),
        "the job's secret has another key than HF_TOKEN. Rename it.",
    ),
    # Rendered if the value is a text that stands for a token and was never replaced.
    Cause.TOKEN_PLACEHOLDER: Entry(
        Family.NOT_FOUND,
        "The text that stands for a token arrived, not the token.",
        "{source} holds a placeholder, not a token",
        "The placeholder $HF_TOKEN is replaced by the hf_jobs tool alone, and only where it is"
        " the whole value; everything else takes it literally.",
        (
            "With the command line, name the secret without a value:\n{launch}",
            "From Python, pass the token itself:\n"
            'run_uv_job(..., secrets={{"HF_TOKEN": get_token()}})',
            'Through hf_jobs, write exactly:  "secrets": {{"HF_TOKEN": "$HF_TOKEN"}}',
        ),
        JOBS,
        (Cause.TOKEN_INVALID,),
        "the secret holds a text such as $HF_TOKEN. Pass the token itself.",
    ),
    # Rendered if the value cannot be a token of the Hub; it is never sent and never shown.
    Cause.TOKEN_MALFORMED: Entry(
        Family.NOT_FOUND,
        "The value cannot be a token of the Hub.",
        "{source} does not hold a Hugging Face token",
        "A token begins with hf_ and has only the characters A-Z a-z 0-9 . _ -",
        (
            "Copy the token alone, without quotes and without Bearer, from where you keep it,\n"
            "or create a new one at https://huggingface.co/settings/tokens",
            AGAIN,
        ),
        TOKENS,
        (
            "the client: Illegal header value b'Bearer ...'",
            "401: Invalid credentials in Authorization header",
        ),
        "the value has quotes, blanks or Bearer in it, or was cut. Copy the token alone.",
    ),
    # Rendered if the Hub refused the token itself: whoami answered 401, or a probe did that
    # answers 404 to every token it knows.
    Cause.TOKEN_INVALID: Entry(
        Family.UNAUTHORIZED,
        "The Hub does not accept the token: revoked, deleted, expired or cut.",
        "the Hub does not accept {source}",
        "The token was revoked, replaced or deleted, has expired, or was not copied whole.",
        (
            "See that your login works where you submit:  hf auth whoami\n"
            "and log in again if it does not:  hf auth login --force",
            f"{NEW_TOKEN}\nif the old one is not in the list any more, or has expired.",
            AGAIN,
            "If the job is scheduled, create the schedule again: it keeps the old token.",
        ),
        TOKENS,
        (
            "401: Invalid credentials in Authorization header",
            "401: Invalid username or password.",
            "401 GatedRepo: Access to model ... is restricted. ... Please log in.",
        ),
        '"hf auth whoami" with this token fails. Create a new token.',
    ),
    # Rendered if the Hub says that the token is expired.
    Cause.TOKEN_EXPIRED: Entry(
        Family.UNAUTHORIZED,
        "The token has expired.",
        "{source} has expired",
        "The token was good until its expiry date passed.",
        (
            f"{NEW_TOKEN}\nor log in again:  hf auth login --force",
            AGAIN,
            "If the job is scheduled, create the schedule again: it keeps the old token.",
        ),
        TOKENS,
        ('401: User Access Token "..." is expired',),
        "https://huggingface.co/settings/tokens shows an end that has passed. Create a new token.",
    ),
    # Rendered if the client library is set up to send something else than the token checked.
    Cause.CREDENTIAL_SHADOWED: Entry(
        Family.UNAUTHORIZED,
        "The client would send another credential than the token.",
        "{source} would not be used: {shadow} comes before it",
        "The client library sends that credential instead of this token.",
        ("{unshadow}", "Then start the job again; the token itself may well be good."),
        VARIABLES,
        ("whatever the Hub says to the other credential",),
        '"hf auth whoami" names another account or token than you meant: a'
        " token= in the code, a saved login or a .netrc entry was sent instead. Remove that one.",
    ),
    # Rendered if whoami says that the token's role is read and the job wants to write.
    Cause.TOKEN_READ_ONLY: Entry(
        Family.FORBIDDEN,
        "The token's role is read, and the job wants to write.",
        "{source} may not {mode} {target}",
        "{login}",
        (f"{WRITE_TOKEN}\nor one with just the rights that this needs:\n{{link}}", AGAIN),
        TOKENS,
        (
            "403: You have read access but not the required permissions for this operation",
            "403: Forbidden: pass `create_pr=1` as a query parameter to create a Pull Request",
            '403: You don\'t have the rights to create a model under the namespace "..."',
        ),
        "https://huggingface.co/settings/tokens shows the role read. Create a"
        " token with write permission.",
    ),
    # Rendered if whoami lists the rights of a fine-grained token and the needed one is not there.
    Cause.TOKEN_SCOPE_MISSING: Entry(
        Family.FORBIDDEN,
        "A fine-grained or OAuth token lacks the permission for this target.",
        "{source} may not {mode} {target}",
        "{login} It lacks the permission {permission} for {scope}.",
        (
            "Open https://huggingface.co/settings/tokens, edit the token {editable} and tick\n"
            "{permission_words}\n"
            "{where};\n"
            "the token itself stays the same, so the job can just be started again.",
            "{or_create} a token with just these rights:\n{link}",
            AGAIN,
        ),
        TOKENS,
        (
            Cause.TOKEN_READ_ONLY,
            "403: This authentication method does not have sufficient permissions to call ...",
        ),
        "the token is fine-grained or from a login, and the box for this"
        " repository or service is not ticked. Tick it; the token stays the same.",
    ),
    # Rendered if the owner in the target's name is neither the user nor one of the user's orgs.
    Cause.NAMESPACE_FORBIDDEN: Entry(
        Family.FORBIDDEN,
        "The namespace is neither your name nor one of your organizations.",
        "{source} may not {mode} {target}",
        '{login} "{owner}" is neither your name nor one of your organizations{orgs}.',
        (
            "If you meant {meant}, write to:  {mine}",
            'If "{owner}" is your organization, ask to become a member with the role write,\n'
            "or use a token of an account that is one.",
            "To propose instead of pushing, pass  {propose}  here and in the upload.",
        ),
        ORGANIZATIONS,
        (Cause.TOKEN_READ_ONLY,),
        '"{owner}" is neither your user name nor one of the organizations'
        ' that "hf auth whoami" prints. Write to your own namespace.',
    ),
    # Rendered if whoami gives a role in the organization that does not allow it.
    Cause.ORG_ROLE_TOO_LOW: Entry(
        Family.FORBIDDEN,
        "Your role in the organization is too low.",
        "{source} may not {mode} {target}",
        '{login} But your own role in the organization "{owner}" is {org_role}, which does not'
        " allow this.",
        (
            'Ask an admin of "{owner}" for the role write:\n'
            "https://huggingface.co/organizations/{owner}/settings/members",
            "Or write to your own namespace:  {mine}",
        ),
        ORGANIZATIONS,
        (Cause.TOKEN_READ_ONLY,),
        '"{owner}" is your organization, and your role there is read or'
        " contributor. Ask an admin for the role write.",
    ),
    # Rendered if the Hub names an organization's policy, or whoami lists a restriction there.
    Cause.ORG_POLICY: Entry(
        Family.FORBIDDEN,
        "A security policy of the organization refuses the token.",
        'the organization "{owner}" does not let {source} {mode} {target}',
        "A security policy of the organization overrides the rights of the token.",
        (
            'Ask an admin of "{owner}" to approve the token, or to tell you which kind is allowed.',
            "If single sign-on is required, sign in to the organization in the browser first.",
        ),
        POLICY,
        (
            "403: Due to the organization token policy, your token needs to be approved ...",
            "403: Your token has been revoked by the organization administrator, ...",
        ),
        "the organization approves tokens first, or wants single sign-on. Ask an admin.",
    ),
    # Rendered if the Hub refuses a write and nothing that is known about the token explains it.
    Cause.WRITE_DENIED: Entry(
        Family.FORBIDDEN,
        "The Hub refuses the write, and nothing known explains which right is missing.",
        "{source} may not {mode} {target}",
        "The Hub refuses the write, and its answer does not say which right is missing.",
        (
            "See at https://huggingface.co/settings/tokens whether the token was edited or"
            " replaced;\na new one with write permission to {target} may help.",
            'Ask an admin of "{org}" whether your role or a resource group forbids it.',
            "To see whether it is mended, where you submit:\nhftoken-guard check --write {target}",
        ),
        TOKENS,
        (Cause.TOKEN_READ_ONLY,),
        "role, scopes and namespace are right. Ask the owner of the repository.",
    ),
    # Rendered if the Hub says that the account is not on the list, or was taken off it.
    Cause.GATED_NOT_REQUESTED: Entry(
        Family.FORBIDDEN,
        "The repository is gated and its conditions were not accepted.",
        "{target} is gated, and {who} has no access yet",
        "The conditions of this repository have to be accepted once by the token's owner.",
        (
            "Open {page} as {who} and accept the conditions.",
            "Start the job again as soon as access is given; the token stays the same.",
        ),
        GATED,
        (
            "403 GatedRepo: Access to model ... is restricted and you are not in the authorized"
            " list.",
            "403 GatedRepo: Your request to access model ... has been reset by the repo's authors.",
        ),
        "{page} shows you a form. Accept the conditions there.",
    ),
    # Rendered if the Hub says that the request is awaiting a review.
    Cause.GATED_PENDING: Entry(
        Family.FORBIDDEN,
        "The repository is gated and the request awaits its authors.",
        "{target} is gated; the request of {who} is pending",
        "Access was asked for; the authors of the repository have not decided yet.",
        (
            "Wait for the authors; the state is shown at https://huggingface.co/settings/gated-repos",
            "Start the job again as soon as access is given; the token stays the same.",
        ),
        GATED,
        (
            "403 GatedRepo: Your request to access model ... is awaiting a review from the repo"
            " authors.",
        ),
        "https://huggingface.co/settings/gated-repos shows your request as"
        " pending. Wait for the authors.",
    ),
    # Rendered if the Hub says that the request has been rejected.
    Cause.GATED_REJECTED: Entry(
        Family.FORBIDDEN,
        "The repository is gated and its authors rejected the request.",
        "{target} is gated; the request of {who} was rejected",
        "The authors of the repository said no, and a rejected request cannot be repeated.",
        (
            "Use another repository, or write to the authors:  {page}/discussions",
            "If another account of yours has access, start the job with a token of that account.",
        ),
        GATED,
        (
            "403 GatedRepo: Your request to access model ... has been rejected by the repo's"
            " authors.",
        ),
        "https://huggingface.co/settings/gated-repos shows your request as"
        " rejected. Use another repository, or write to the authors.",
    ),
    # Rendered if the Hub asks to enable gated repositories in the settings of the token.
    Cause.GATED_SCOPE_MISSING: Entry(
        Family.FORBIDDEN,
        "A fine-grained token lacks the flag for gated repositories.",
        "{source} may not read {target}, which is gated",
        "A fine-grained token reads public gated repositories only if that box is ticked.",
        (
            "Open https://huggingface.co/settings/tokens, edit {the_token} and tick\n"
            '"Read access to contents of all public gated repos you can access".',
            "Start the job again; the token itself stays the same.",
        ),
        TOKENS,
        (
            "403: Please enable access to public gated repositories in your fine-grained token"
            " settings",
            "the client: couldn't connect, or: cannot find the requested files in the local cache",
        ),
        "the token is fine-grained and the repository is gated. Tick the box"
        " for public gated repositories.",
    ),
    # Rendered if the Hub's answer speaks of storage.
    Cause.STORAGE_LIMIT: Entry(
        Family.FORBIDDEN,
        "The storage of the repository's owner is full or blocked.",
        'the storage of "{owner}" is full: {target} cannot be used',
        "The limit belongs to the owner of the repository, not to the token.",
        (
            "Free space, or raise the limit:  https://huggingface.co/settings/billing",
            "Or use another namespace, or a public repository, which everybody can read.",
        ),
        STORAGE,
        (
            "403 or 400: Private repository storage limit reached, ...",
            "400: You have exceeded your public storage space",
            "403: You need to setup automatic credit recharge ...",
        ),
        "https://huggingface.co/settings/billing shows that the storage is full.",
    ),
    # Rendered if the Hub answers 402.
    Cause.PAYMENT_REQUIRED: Entry(
        Family.FORBIDDEN,
        "The account has no credit or no plan for this.",
        "the Hub asks for payment before {target} can be used",
        "The account has no credit or no plan for this; the token is not the reason.",
        (
            "See the plan and the credits at https://huggingface.co/settings/billing\n"
            "and start the job again when they suffice.",
        ),
        "https://huggingface.co/docs/hub/billing",
        (
            "402: Pre-paid credit balance is insufficient ...",
            "402: You have exceeded your monthly included credits for Inference Providers.",
        ),
        "https://huggingface.co/settings/billing shows no credit.",
    ),
    # Rendered if the Hub says 404 RepoNotFound to a token that it knows.
    Cause.REPO_NOT_FOUND: Entry(
        Family.REPOSITORY,
        "The repository does not exist, or is private to others.",
        "{source} cannot see {target}",
        "The {noun} does not exist, or it is private and this token has no access to it: the Hub"
        " gives the same answer to both.",
        (
            "Compare name, namespace and visibility with the page:  {page}",
            "{suggestion}",
            'If it is a dataset or a Space, say so in the call:  repo_type="{type_hint}"',
            "If it is private, use a token of an account that has access.",
            "If this job creates it, name it in write= and not in {argument}.",
        ),
        REPOSITORIES,
        (
            "404 RepoNotFound: Repository not found",
            "401: Invalid username or password.  (without a good token)",
        ),
        "{page} is not there when you look at it logged in. Correct the name, or the type.",
    ),
    # Rendered if the name does not exist under this type and does under another.
    Cause.REPO_WRONG_TYPE: Entry(
        Family.REPOSITORY,
        "The name exists as another type of repository.",
        "{id} is a {other_noun}; no {noun} of that name is seen",
        "Models, datasets and Spaces are different things on the Hub, even under one name.",
        ("Name it with its type:  {other}",),
        REPOSITORIES,
        (Cause.REPO_NOT_FOUND,),
        "the same name with datasets/ or spaces/ before it is there.",
    ),
    # Rendered if the repository can be read and the revision is not in it.
    Cause.REVISION_NOT_FOUND: Entry(
        Family.REPOSITORY,
        "The branch, tag or commit does not exist.",
        'there is no revision "{revision}" in {repo}',
        "The repository can be read; the branch, tag or commit is not there.",
        (
            "Look at the files, branches and tags:  {page}/tree/main",
            "Leave out the revision to use the main branch:  {whole}",
        ),
        REPOSITORIES,
        ("404 RevisionNotFound: Invalid rev id: ...", "404 EntryNotFound: Entry not found"),
        "the repository is there, and the branch, tag or file is not.",
    ),
    # Rendered if the Hub says that the resource is disabled, or 451.
    Cause.REPO_DISABLED: Entry(
        Family.REPOSITORY,
        "The Hub has disabled the repository.",
        "{target} is disabled by the Hub",
        "Nobody can use this repository at the moment; no token changes that.",
        ("Look at {page} for the reason, or use another repository.",),
        REPOSITORIES,
        ("403: Access to this resource is disabled.",),
        "{page} says so.",
    ),
    # Rendered if a target cannot be the name of a repository; nothing is asked.
    Cause.TARGET_MALFORMED: Entry(
        Family.REPOSITORY,
        "The target cannot be the name of a repository.",
        "{target} cannot be the name of a repository",
        "A target is [models/|datasets/|spaces/]owner/name[@revision], or the page's address.",
        ("Correct {argument} in the script, or the option that it is made from.",),
        REPOSITORIES,
        (
            "nothing: it is found before anything is asked",
            "401 or 404 for an address with /None/ or /undefined/ in it",
        ),
        "the name has None, a blank, or more than one / in it.",
    ),
    # Rendered if 429 was answered until the time was over.
    Cause.RATE_LIMITED: Entry(
        Family.HUB,
        "The Hub answered 429: too many requests.",
        "HTTP 429, too many requests; not checked: {target}",
        "The account or the address has used up its requests for these five minutes, or the quota"
        " for one kind of action; this says nothing about the token's rights.",
        (
            WAIT,
            "If many jobs start at once with one token, spread them over some minutes.",
            "Or let {guard} wait as long as the Hub asks:  timeout=330",
        ),
        LIMITS,
        (
            "429: We had to rate limit you, you hit the quota of ... api requests ...",
            "429: You have exceeded the rate limit for repository commits (128 per hour).",
        ),
        "it works again after five minutes, or after an hour.",
    ),
    # Rendered if the answers were 5xx or 408 until the time was over.
    Cause.HUB_UNAVAILABLE: Entry(
        Family.HUB,
        "The Hub answered 5xx or 408: a fault of the server.",
        "HTTP {status} from the Hub; not checked: {target}",
        "This is a fault of the server.",
        (WAIT,),
        STATUS,
        ("500, 502, 503, 504, 408",),
        "https://status.huggingface.co shows an incident, or the same works a little later.",
    ),
    # Rendered if no complete answer came: DNS, connection, TLS, reset, silence.
    Cause.HUB_UNREACHABLE: Entry(
        Family.HUB,
        "No complete answer came in time.",
        "{endpoint} could not be reached: {fault}",
        "No complete answer came in time; that is a matter of the network or of the server.",
        (WAIT, "If it keeps failing, look at the network of the job:  proxy, DNS, HF_ENDPOINT."),
        STATUS,
        ("the client: Name or service not known, Connection refused, certificate verify failed",),
        "nothing on this machine reaches the Hub. Look at network and proxy.",
    ),
    # Rendered if offline mode is on and the job has to write.
    Cause.HUB_OFFLINE: Entry(
        Family.HUB,
        "Offline mode is on, and the job needs the Hub.",
        "offline mode is on, so {target} cannot be written",
        "{offline} is set: the client library refuses every request.",
        ("Remove {offline} from the job's environment, {other_way}.",),
        VARIABLES,
        ("the client: Cannot reach ...: offline mode is enabled.",),
        "HF_HUB_OFFLINE is set in the job. Remove it.",
    ),
    # Rendered if the answer carries no sign of the Hub, or leads to another host.
    Cause.NOT_THE_HUB: Entry(
        Family.HUB,
        "Something else than the Hub answered.",
        "{endpoint} gave an answer that is not the Hub's",
        "Something on the way answered instead: a proxy, a sign-in page, or another server.",
        (
            "Look at HF_ENDPOINT and at the proxy settings of the job; by default HF_ENDPOINT is\n"
            "not set.",
            "If the settings are right, start the job again later.",
        ),
        VARIABLES,
        ("a page of HTML, a redirect, 407, or an answer without the Hub's headers",),
        "HF_ENDPOINT or a proxy is set in the job. Look at what answers there.",
    ),
    # Rendered if a storage host behind a signed address refused; it never sees the token.
    Cause.STORAGE_HOST_DENIED: Entry(
        Family.HUB,
        "A storage host refused a file; it never sees the token.",
        "a storage host refused a file of {target}",
        "Files come from a storage host by signed addresses; it never sees the token.",
        ("Try again: signed addresses expire.", "If it stays so, try HF_HUB_DISABLE_XET=1"),
        STATUS,
        (
            "403 from cdn-lfs..., ...xethub.hf.co or ...amazonaws.com: AccessDenied",
            "the client: 403 Forbidden: None.  Make sure your token has the correct permissions.",
        ),
        "other files come, or the same one comes later. Try again, then with HF_HUB_DISABLE_XET=1.",
    ),
    # Rendered if none of the above fits: an honest answer.
    Cause.UNEXPECTED: Entry(
        Family.HUB,
        "The answer fits no known cause.",
        "the Hub gave an answer for {target} that this guard does not know",
        "It fits none of the known causes, so none is named.",
        (
            "Start the job again; if it keeps failing, report {report} to this project.",
            "If you are sure that the job can run, remove {guard} for this run.",
        ),
        STATUS,
        ("anything else",),
        "none of the others fits.",
    ),
}
