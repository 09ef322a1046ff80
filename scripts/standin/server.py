"""The stand-in Hub as a server in a thread of this process."""

from __future__ import annotations

import asyncio
import socket
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import trustme
import uvicorn

from standin.app import HubApp
from standin.calls import Settings
from standin.faults import Fault
from standin.wire import WireProtocol, Wires

if TYPE_CHECKING:
    from types import TracebackType

    from standin.log import Request
    from standin.world import World

HOST = "127.0.0.1"
START_TIMEOUT_S = 10.0
TICK_S = 0.005


class QuickServer(uvicorn.Server):
    """A server that stops at once: tests start one each, and no client is worth waiting for."""

    async def main_loop(self) -> None:
        """Serve until told to stop, asking more often than usual."""
        ticks = 0
        while not await self.on_tick(ticks):
            ticks += 1
            await asyncio.sleep(TICK_S)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop listening; the connections have been cut."""
        for listening in self.servers:
            listening.close()
        for listener in sockets or []:
            listener.close()


class LocalHub:
    """A Hub on a port of this machine, for the time of a `with` block.

    `write_probe=False` makes `auth-check/write` an unknown route, with `style="fastapi"` in
    the words of a mirror that is not the Hub. `style="kohaku"` answers as KohakuHub does, and
    `style="olah"` as the mirror olah in front of this Hub. `lenient_auth_check=True` answers a
    bad token's check of a public repository as if no token was sent. The quotas replace the
    usual ones; whoami has its own counter only when `whoami_quota` is set; `window_s` shortens
    the windows. `front_user="user:password"` puts a proxy in front that asks for them, and hands
    nothing of the caller's credential on.
    """

    def __init__(
        self,
        world: World,
        *,
        tls: bool = False,
        latency_s: float = 0.0,
        write_probe: bool = True,
        whoami_quota: int | None = None,
        api_quota: int | None = None,
        window_s: float = 300,
        style: str = "hub",
        lenient_auth_check: bool = False,
        front_user: str = "",
        port: int = 0,
    ) -> None:
        """Prepare a Hub for a world; nothing listens before the `with` block."""
        self.world = world
        self.tls = tls
        self.ca_file: str | None = None
        settings = Settings(
            write_probe, style, lenient_auth_check, whoami_quota, api_quota, window_s, front_user
        )
        self._wires = Wires()
        self._app = HubApp(world, settings, self._wires, latency_s)
        self._port = port
        self._directory: tempfile.TemporaryDirectory[str] | None = None
        self._server: uvicorn.Server | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    @property
    def endpoint(self) -> str:
        """The address to give to a client as HF_ENDPOINT."""
        return f"{'https' if self.tls else 'http'}://{HOST}:{self._port}"

    @property
    def requests(self) -> list[Request]:
        """The requests received so far; a status of 0 means that no answer was sent."""
        return self._app.log.requests

    @property
    def connections(self) -> int:
        """How many connections have been opened so far."""
        return self._wires.made

    def clear(self) -> None:
        """Forget the requests received so far; the quotas go on counting."""
        self._app.log.clear()

    def fail(
        self,
        kind: str,
        *,
        path: str = ".*",
        times: int | None = None,
        method: str | None = None,
        **options: Any,
    ) -> None:
        """Put a fault in force for paths that match, `times` times or until `heal`."""
        self._app.faults.add(Fault(kind, path, times, method, options))

    def heal(self) -> None:
        """End all faults; a client that already waits for an answer goes on waiting."""
        self._app.faults.heal()

    def set_latency(self, latency_s: float) -> None:
        """Change the time every answer takes."""
        self._app.latency_s = latency_s

    def __enter__(self) -> LocalHub:  # noqa: PYI034 - typing.Self came with Python 3.11
        """Listen, and return once requests are served."""
        listener = socket.create_server((HOST, self._port))
        self._port = listener.getsockname()[1]
        self._server = QuickServer(self._config())
        self._thread = threading.Thread(target=self._run, args=(listener,), daemon=True)
        self._thread.start()
        limit = time.monotonic() + START_TIMEOUT_S
        while not self._server.started:
            if time.monotonic() > limit or not self._thread.is_alive():
                message = "the stand-in Hub did not start"
                raise RuntimeError(message)
            time.sleep(0.002)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Cut all connections and stop listening."""
        self._stop()
        if self._directory is not None:
            self._directory.cleanup()

    def _stop(self) -> None:
        """End the thread; a second time, there is nothing left to do."""
        if self._server is None or self._loop is None or self._thread is None:
            return
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._cut)
            self._thread.join(START_TIMEOUT_S)

    def _cut(self) -> None:
        """Cut every connection, so that no client and no test waits for another."""
        for transport in list(self._wires.values()):
            transport.abort()
        if self._server is not None:
            self._server.should_exit = True

    def _run(self, listener: socket.socket) -> None:
        """Serve until told to stop."""
        asyncio.run(self._serve(listener))

    async def _serve(self, listener: socket.socket) -> None:
        """Serve in this thread's own loop."""
        self._loop = asyncio.get_running_loop()
        if self._server is not None:
            await self._server.serve(sockets=[listener])

    def _config(self) -> uvicorn.Config:
        """Return the server's settings; its own headers and messages are left out."""
        protocol = type("HubProtocol", (WireProtocol,), {"wires": self._wires})
        files = self._certificates() if self.tls else {}
        return uvicorn.Config(
            self._app,
            http=protocol,
            ws="none",
            loop="asyncio",
            lifespan="off",
            log_config=None,
            log_level="critical",
            access_log=False,
            server_header=False,
            timeout_keep_alive=60,
            **files,
        )

    def _certificates(self) -> dict[str, Any]:
        """Write a certificate for this machine and the authority that vouches for it."""
        self._directory = tempfile.TemporaryDirectory(prefix="local-hub-")
        folder = Path(self._directory.name)
        authority = trustme.CA()
        certificate = authority.issue_cert(HOST, "localhost")
        self.ca_file = str(folder / "ca.pem")
        authority.cert_pem.write_to_path(self.ca_file)
        files = {"ssl_keyfile": str(folder / "key.pem"), "ssl_certfile": str(folder / "cert.pem")}
        certificate.private_key_pem.write_to_path(files["ssl_keyfile"])
        for number, part in enumerate(certificate.cert_chain_pems):
            part.write_to_path(files["ssl_certfile"], append=number > 0)
        return dict(files)
