"""Tests that nothing is said of errors that are not about the Hub."""

from __future__ import annotations

import pytest
from foreign_errors import find_mistaken, list_packages
from made import make_error, make_named

from hftoken_guard import diagnose

STANDARD = (
    "argparse asyncio concurrent email ftplib http imaplib json multiprocessing netrc pathlib"
    " shutil smtplib socket sqlite3 ssl subprocess tarfile tempfile urllib xmlrpc zipfile"
)
# As servers, drivers and programs other than the Hub word what they refuse.
LOOK_ALIKES = """
RuntimeError NCCL communicator was aborted on rank 3. Original reason: watchdog timeout
RuntimeError [Rank 0] Watchdog caught collective operation timeout: ALLREDUCE timed out
DistBackendError NCCL error: unhandled system error, connection refused by 10.0.0.2<43891>
RuntimeError CUDA error: an illegal memory access was encountered
OutOfMemoryError CUDA out of memory. Tried to allocate 2.00 GiB
RuntimeError cuDNN error: CUDNN_STATUS_NOT_INITIALIZED
ClientError An error occurred (403) when calling the HeadObject operation: Forbidden
ClientError An error occurred (AccessDenied) when calling the PutObject operation: Access Denied
ClientError An error occurred (404) when calling the GetObject operation: Not Found
NoCredentialsError Unable to locate credentials
ExpiredTokenException The security token included in the request is expired
EndpointConnectionError Could not connect to the endpoint URL: "https://s3.example.org/b"
Forbidden 403 GET https://storage.googleapis.com/b/o: caller lacks storage.objects.get access
ResourceNotFoundError The specified container does not exist. ErrorCode:ContainerNotFound
OperationalError could not connect to server: Connection refused. Is it accepting TCP/IP?
OperationalError FATAL: password authentication failed for user "alice"
OperationalError (2003, "Can't connect to MySQL server on 'db' (timed out)")
ConnectionError Error 111 connecting to localhost:6379. Connection refused.
AuthenticationError WRONGPASS invalid username-password pair or user is disabled.
ServerSelectionTimeoutError mongo:27017: [Errno -2] Name or service not known
AuthenticationError Error code: 401 - Incorrect API key provided: sk-...
RateLimitError Error code: 429 - You exceeded your current quota, please check your plan
PermissionDeniedError Error code: 403 - Project does not have access to model gpt-x
CommError It appears that you do not have permission to access the requested resource (403)
UsageError api_key not configured (no-tty). call wandb login [your_api_key]
HTTPError 401 Client Error: Unauthorized for url: https://api.example.org/v1/items
HTTPError 403 Client Error: Forbidden for url: https://index.example.org/simple/x/
HTTPError 404 Client Error: Not Found for url: https://api.github.com/repos/a/b
HTTPError 429 Client Error: Too Many Requests for url: https://api.example.org/x
GithubException 404 {"message": "Not Found", "documentation_url": "https://docs.github.com"}
CalledProcessError remote: Repository not found. fatal: 'https://github.com/a/b/' not found
CalledProcessError fatal: could not read Username for 'https://github.com': No such device
CalledProcessError fatal: Authentication failed for 'https://gitlab.example.org/a/b.git/'
CalledProcessError remote: HTTP Basic: Access denied. The provided password or token is incorrect
APIError unauthorized: authentication required to pull registry.example.org/a/b
ApiException (403) Reason: Forbidden: pods is forbidden: User "x" cannot list resource "pods"
JSONDecodeError Expecting value: line 1 column 1 (char 0)
ConnectError [Errno 111] Connection refused
ReadError [Errno 104] Connection reset by peer
ConnectTimeout timed out
MaxRetryError HTTPSConnectionPool(host='p.example.org', port=443): Max retries exceeded with url: /x
SSLError HTTPSConnectionPool(host='example.org'): certificate verify failed: self-signed certificate
ProxyError HTTPSConnectionPool(host='example.org', port=443): Tunnel connection failed: 403 No
InvalidHeader Invalid leading whitespace in header value: 'Bearer sk-x' for https://api.example.org
LocalProtocolError Illegal header value b'my-app/None; '
GaiError [Errno -2] Name or service not known
TimeoutError timed out
KeyError 'OPENAI_API_KEY'
KeyError 'HF_TOKEN_COUNT'
ValueError Invalid token 'x' at position 3
ValueError Token indices sequence length is longer than the maximum (700 > 512)
ValueError Asking to pad but the tokenizer does not have a padding token
SyntaxError invalid token
TokenError ('EOF in multi-line statement', (2, 0))
InvalidTokenError Signature verification failed
ExpiredSignatureError Signature has expired
OAuthError invalid_grant: Token has been expired or revoked.
PermissionError [Errno 13] Permission denied: '/root/.cache/huggingface/hub'
OSError [Errno 28] No space left on device: '/root/.cache/huggingface/hub/models--a--b'
OSError [Errno 30] Read-only file system: '/data/huggingface'
FileNotFoundError [Errno 2] No such file or directory: 'datasets/train.csv'
FileNotFoundError datasets/train/a.csv
NotADirectoryError [Errno 20] Not a directory: 'spaces/x'
RuntimeError DataLoader worker (pid 12) is killed by signal: Killed
ModuleNotFoundError No module named 'huggingface_hub'
ImportError cannot import name 'cached_download' from 'huggingface_hub'
AttributeError module 'huggingface_hub' has no attribute 'x'
VersionConflict huggingface-hub 0.1 is installed but transformers needs huggingface-hub>=1
ActorDiedError The actor died unexpectedly before finishing this task.
RayTaskError ray::f() ValueError: 401 is not a valid label
WorkerCrashedError The worker died unexpectedly while executing this task
RpcError StatusCode.UNAUTHENTICATED: invalid credentials
RpcError StatusCode.UNAVAILABLE: failed to connect to all addresses; connection refused
NoBrokersAvailable no brokers available
SMTPAuthenticationError (535, b'5.7.8 Username and Password not accepted')
SlackApiError The request to the Slack API failed. {'ok': False, 'error': 'invalid_auth'}
StripeError Invalid API Key provided: sk_test
ApiException (404) Kaggle: 404 - Not Found - dataset a/b
PyAirbyteError Repository not found
RepositoryError Unable to open repository: gated by policy
LookupError Revision not found: 3f2c
HTTPException 402: Payment Required
ConnectionError Couldn't reach https://example.org/data.zip (error 404)
ConnectionError Couldn't connect to the broker, check your connection
RuntimeError offline mode is enabled, no ticks are sent to the exchange
RuntimeError error: repository not found (svn)
OSError Storage limit reached for bucket x at example.org
""".strip().splitlines()


@pytest.mark.parametrize("line", LOOK_ALIKES)
def test_look_alikes_get_nothing(line: str) -> None:
    """Statuses, tokens, repositories and connections of others are not the Hub's."""
    name, _, text = line.partition(" ")
    assert diagnose(make_named(name, text, "somebody.errors")) is None


def test_answers_of_other_servers_get_nothing() -> None:
    """Whatever another server answers is not the Hub's, whatever it says."""
    for status in (400, 401, 402, 403, 404, 407, 413, 429, 451, 500, 503):
        for said in ("", "Repository not found", "Access to model a/b is restricted"):
            body = b'{"error": "' + said.encode() + b'"}'
            error = make_error(status, "https://api.example.org/api/models/a/b", content=body)
            assert diagnose(error) is None, (status, said)


def test_errors_of_libraries_get_nothing() -> None:
    """Of what the language's and the installed libraries raise, nothing is taken for the Hub's."""
    installed = list_packages()
    count, mistaken = find_mistaken(name for name in STANDARD.split() if name in installed)
    assert count > 300
    assert mistaken == []
