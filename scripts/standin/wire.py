"""The connection itself: answers in one piece, and the faults no web framework can make."""

from __future__ import annotations

import asyncio
import http
import socket
import struct
from collections.abc import Awaitable, Callable, MutableMapping
from typing import TYPE_CHECKING, Any, ClassVar, cast

from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    from standin.faults import Fault

Peer = tuple[str, int]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]

# Linger switched on with no time to linger: closing sends RST instead of FIN.
RESET_ON_CLOSE = struct.pack("ii", 1, 0)
FLOOD_BYTES = 1 << 18
FLOOD_PAUSE_S = 0.005  # so that one flood leaves the server time for others
NOT_HTTP = b"SSH-2.0-OpenSSH_9.6\r\n\x00\x01\x02\xff this is not the protocol you expect\r\n"


class OnePiece:
    """A transport that sends what is written in one turn of the loop in one piece.

    The server writes headers and body apart; in two segments, the second one can wait for
    the delayed acknowledgement of the first and spoil every measurement.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        """Wrap a transport."""
        self._transport = transport
        self._loop = asyncio.get_running_loop()
        self._pending = bytearray()

    def __getattr__(self, name: str) -> Any:
        """Hand everything else to the transport."""
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Keep the data until the current turn of the loop is over."""
        if not self._pending:
            self._loop.call_soon(self.flush)
        self._pending += data

    def flush(self) -> None:
        """Send what is kept."""
        data, self._pending = bytes(self._pending), bytearray()
        if data:
            self._transport.write(data)

    def close(self) -> None:
        """Send what is kept and close."""
        self.flush()
        self._transport.close()


class Wires(dict[Peer, asyncio.Transport]):
    """The open connections by their client's address; `made` counts all there ever were."""

    made = 0

    def __setitem__(self, peer: Peer, transport: asyncio.Transport) -> None:
        """Note one more connection."""
        self.made += 1
        super().__setitem__(peer, transport)


class WireProtocol(H11Protocol):
    """The server's HTTP protocol that also notes the transport of every client."""

    wires: ClassVar[Wires] = Wires()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Note the transport and send every answer in one piece."""
        raw = transport.get_extra_info("socket")
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().connection_made(cast("asyncio.Transport", OnePiece(transport)))
        if self.client is not None:
            self.wires[self.client] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the transport."""
        if self.client is not None:
            self.wires.pop(self.client, None)
        super().connection_lost(exc)


def serialized(status: int, headers: list[tuple[str, str]], body: bytes) -> bytes:
    """Return an answer as the bytes of HTTP/1.1."""
    lines = [f"HTTP/1.1 {status} {http.HTTPStatus(status).phrase}"]
    lines += [f"{name}: {value}" for name, value in headers]
    return "\r\n".join([*lines, "", ""]).encode("latin-1", "replace") + body


async def play(fault: Fault, transport: asyncio.Transport, answer: bytes, receive: Receive) -> None:
    """Do to the connection what the fault says, then wait until the client has left."""
    if fault.kind == "drip":
        await _drip(transport, answer, float(fault.options.get("interval_s", 0.05)))
    elif fault.kind == "truncate":
        transport.write(answer)
    elif fault.kind == "endless":
        await _flood(transport, answer)
    elif fault.kind == "garbage":
        transport.write(fault.options.get("data", NOT_HTTP))
    elif fault.kind == "reset":
        raw = transport.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
        transport.abort()
    if fault.kind != "silence":
        transport.close()
    # The server would answer for us if this returned before the connection is gone.
    while (await receive())["type"] != "http.disconnect":
        pass


async def _flood(transport: asyncio.Transport, head: bytes) -> None:
    """Send a body for as long as the client takes it."""
    transport.write(head)
    while not transport.is_closing():
        if transport.get_write_buffer_size() < FLOOD_BYTES:
            transport.write(b"x" * FLOOD_BYTES)
        await asyncio.sleep(FLOOD_PAUSE_S)


async def _drip(transport: asyncio.Transport, answer: bytes, interval_s: float) -> None:
    """Send the answer byte by byte for as long as the client listens."""
    for byte in answer:
        if transport.is_closing():
            return
        transport.write(bytes([byte]))
        await asyncio.sleep(interval_s)
