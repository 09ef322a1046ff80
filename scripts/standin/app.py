"""The ASGI application: limits, faults and the headers that every answer of the Hub carries."""

from __future__ import annotations

import asyncio
import secrets
from base64 import b64encode
from typing import TYPE_CHECKING

from starlette.requests import Request as HttpRequest

from standin import answers, messages, olah, router, wire
from standin.answers import Answer
from standin.calls import Call, Settings
from standin.faults import WIRE_OPTIONS, Fault, FaultPlan, answer_for
from standin.limits import QUOTAS, Count, Limits
from standin.log import Request, RequestLog

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from standin.wire import Peer
    from standin.world import World

CONSTANT_HEADERS = {
    "X-Powered-By": "huggingface-moon",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Access-Control-Max-Age": "86400",
    "Access-Control-Allow-Origin": "https://huggingface.co",
    "Vary": "Origin",
    "Access-Control-Expose-Headers": (
        "X-Repo-Commit,X-Request-Id,X-Error-Code,X-Error-Message,X-Total-Count,ETag,Link,"
        "Accept-Ranges,Content-Range,X-Linked-Size,X-Linked-ETag,X-Xet-Hash"
    ),
    "Via": "1.1 b80e8f7c73f4e5fd0596e4c456bfc524.cloudfront.net (CloudFront)",
    "X-Amz-Cf-Pop": "FRA56-P15",
    "X-Amz-Cf-Id": "Omza-RI2Hk2XovSAtmpttUHx45JKa2zuurdY9d2OuTzRO-9pqM7FRg==",
}
WHOAMI = "/api/whoami-v2"


class HubApp:
    """A Hub as a web application."""

    def __init__(
        self,
        world: World,
        settings: Settings,
        wires: dict[Peer, asyncio.Transport],
        latency_s: float,
    ) -> None:
        """Serve a world; `wires` are the transports of the clients now connected."""
        self.world = world
        self.settings = settings
        self.latency_s = latency_s
        self.faults = FaultPlan()
        self.log = RequestLog()
        self._wires = wires
        self._limits = Limits(settings.window_s)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or let a fault have it."""
        call = await self._call(scope, receive)
        entry = Request(call.method, call.path, call.query, call.headers)
        self.log.add(entry)
        fault = self.faults.take(call.method, call.path)
        if self.latency_s:
            await asyncio.sleep(self.latency_s)
        if fault is not None and fault.kind in WIRE_OPTIONS:
            peer = (scope["client"][0], scope["client"][1])
            await wire.play(fault, self._wires[peer], self._broken(fault, call), receive)
            return
        status, headers, body = self._finished(call, fault)
        entry.status = status
        raw = [(name.encode(), value.encode("latin-1", "replace")) for name, value in headers]
        await send({"type": "http.response.start", "status": status, "headers": raw})
        await send({"type": "http.response.body", "body": body})

    async def _call(self, scope: Scope, receive: Receive) -> Call:
        """Read a request."""
        request = HttpRequest(scope, receive)
        headers = {name.lower(): value for name, value in request.headers.items()}
        return Call(
            world=self.world,
            method=request.method,
            path=scope["raw_path"].decode("latin-1"),
            query=scope["query_string"].decode("latin-1"),
            headers=headers,
            endpoint=f"{scope['scheme']}://{headers.get('host', '')}",
            client=scope["client"][0],
            body=await request.body(),
            settings=self.settings,
        )

    def _front(self, call: Call) -> Answer | None:
        """Answer as the proxy in front does, where there is one and the caller is not let in."""
        if not (user := self.settings.front_user):
            return None
        sent = call.headers.pop("authorization", "")
        if sent == f"Basic {b64encode(user.encode()).decode()}":
            return None
        headers = {"WWW-Authenticate": 'Basic realm="mirror"'}
        return Answer(401, b"<h1>401</h1>", "text/html", headers, from_hub=False)

    def _finished(
        self, call: Call, fault: Fault | None
    ) -> tuple[int, list[tuple[str, str]], bytes]:
        """Return the answer to a request with all its headers."""
        count = self._count(call)
        if fault is not None and fault.kind not in WIRE_OPTIONS:
            answer = answer_for(fault, call)
        else:
            answer = self._front(call) or self._limited(call, count) or router.answer(call)
        headers = {**_hub_headers(call, count, answer), **answer.headers}
        if answer.media is not None:
            headers["Content-Type"] = answer.media
        headers["Content-Length"] = str(len(answer.body))
        kept = [(name, value) for name, value in headers.items() if value]
        return answer.status, kept, answer.body

    def _broken(self, fault: Fault, call: Call) -> bytes:
        """Return the bytes that a fault of the connection sends, whole or in part."""
        if fault.kind not in {"drip", "endless", "truncate"}:
            return b""
        status, headers, body = self._finished(call, fault)
        if fault.kind == "endless":
            kept = [item for item in headers if item[0] != "Content-Length"]
            return wire.serialized(status, kept, b"")
        if fault.kind == "truncate":
            length = len(body) + int(fault.options.get("missing", 100))
            headers = [item for item in headers if item[0] != "Content-Length"]
            headers.append(("Content-Length", str(length)))
        return wire.serialized(status, headers, b"" if call.method == "HEAD" else body)

    def _count(self, call: Call) -> Count:
        """Count a request against the quota of its caller."""
        kind, token = router.quota_of(call), call.token
        user = None if token is None else self.world.users.get(token.owner)
        plan = "anonymous" if user is None else user.plan
        who = call.client if token is None else f"user:{token.owner}"
        quota = QUOTAS.get(plan, QUOTAS["free"])[kind]
        if kind == "api" and self.settings.api_quota is not None:
            quota = self.settings.api_quota
        # What a client fetches on its own account must not use up the quota of a test.
        who = "itself" if call.path == router.HARNESSES else who
        count = self._limits.count(who, kind, quota)
        if call.path == WHOAMI and self.settings.whoami_quota is not None:
            own = self._limits.count(who, "whoami", self.settings.whoami_quota)
            if own.exceeded:
                return Count("api", own.quota, own.used, own.reset_s, own.window_s)
        return count

    def _limited(self, call: Call, count: Count) -> Answer | None:
        """Return the refusal of a caller who has spent the quota, as a mirror passes it on."""
        refusal = self._limited_by_hub(call, count)
        if refusal is not None and call.settings.style == "olah" and call.path != WHOAMI:
            return olah.throttled(refusal, count.headers)
        return refusal

    def _limited_by_hub(self, call: Call, count: Count) -> Answer | None:
        """Return the refusal of a caller who has spent the quota; KohakuHub knows no quotas."""
        spared = call.path == router.HARNESSES or call.settings.style == "kohaku"
        if not count.exceeded or spared:
            return None
        if call.path == WHOAMI and self.settings.whoami_quota is not None:
            return answers.error(429, messages.TOO_MANY)
        if call.token is None:
            text = messages.address_limited(call.client)
            return Answer(429, text.encode(), answers.TEXT)
        return answers.error(429, messages.account_limited(count.quota, count.bucket))


def _hub_headers(call: Call, count: Count, answer: Answer) -> dict[str, str]:
    """Return the headers of every answer of the Hub; an answer from elsewhere has none."""
    if not answer.from_hub:
        return {}
    trace = call.headers.get("x-amzn-trace-id", "")
    request_id = f"Root=1-{secrets.token_hex(4)}-{secrets.token_hex(12)}"
    failed = answer.status >= 400
    return {
        **CONSTANT_HEADERS,
        "X-Request-Id": f"{request_id};{trace}" if trace else request_id,
        **count.headers,
        "X-Cache": "Error from cloudfront" if failed else "Miss from cloudfront",
        "ETag": answers.weak_etag(answer.body),
    }
