"""Faults of the connection itself, written to the socket past the HTTP server.

uvicorn's protocol gives every request a `Line` to its own socket. A broken reply is a row of pieces: bytes are written
as they are, numbers are seconds to wait. When the pieces end the line is closed, reset or kept silent.
"""

import asyncio
import gzip
import socket
import struct
import sys
from asyncio import BaseTransport, Transport
from collections.abc import Iterator
from http import HTTPStatus
from itertools import repeat
from typing import cast

from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.h11_impl import H11Protocol

from tdsxl.practice.faults import Fault, Rule
from tdsxl.practice.wire import Reply

LINE = "line"
"""Where the ASGI scope's state holds the line."""
DRIP_S = 0.8
BLOCK = b"\xa7" * 65_536
LINGER = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
BREAKS = (
    Fault.SILENCE,
    Fault.DRIP_BODY,
    Fault.DRIP_HEADERS,
    Fault.CUT_LENGTH,
    Fault.CUT_CHUNKED,
    Fault.CUT_CLOSE,
    Fault.CUT_GZIP,
    Fault.RESET,
    Fault.ENDLESS,
)


class Line:
    """The socket of one connection."""

    def __init__(self, transport: Transport, flow: FlowControl) -> None:
        self._transport = transport
        self._flow = flow

    async def send(self, rule: Rule, reply: Reply) -> None:
        """Send a reply with a fault of the connection in it."""
        for piece in _pieces(rule, reply):
            if self._transport.is_closing():
                return
            if isinstance(piece, bytes):
                self._transport.write(piece)
                await self._flow.drain()
                await asyncio.sleep(0)
            else:
                await asyncio.sleep(piece)
        self._finish(rule.fault)

    def _finish(self, fault: Fault) -> None:
        if fault is Fault.RESET:
            raw = self._transport.get_extra_info("socket")
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER)
            self._transport.abort()
        elif fault is not Fault.SILENCE:
            self._transport.close()


class Protocol(H11Protocol):
    """HTTP/1.1 that hands its line to the application."""

    def connection_made(self, transport: BaseTransport) -> None:
        """Note the line of a new connection.

        asyncio sets TCP_NODELAY only where a socket names its protocol, which a ready-made listener does not.
        """
        super().connection_made(cast(Transport, transport))
        raw = transport.get_extra_info("socket")
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.app_state = {**self.app_state, LINE: Line(self.transport, self.flow)}


def _pieces(rule: Rule, reply: Reply) -> Iterator[bytes | float]:
    """`value`: seconds per byte of a drip; bytes of the body before a cut or reset (half, or none)."""
    body = reply.body
    match rule.fault:
        case Fault.SILENCE:
            return iter(())
        case Fault.DRIP_BODY:
            return _drip(_head(reply, f"Content-Length: {len(body)}"), body, float(rule.value or DRIP_S))
        case Fault.DRIP_HEADERS:
            return _drip(b"", _head(reply, f"Content-Length: {len(body)}") + body, float(rule.value or DRIP_S))
        case Fault.ENDLESS:
            return _endless(_head(reply))
        case Fault.RESET:
            return iter((body[: int(rule.value or 0)] and _head(reply) + body[: int(rule.value or 0)],))
        case _:
            return iter((_cut(rule, reply),))


def _drip(head: bytes, rest: bytes, seconds: float) -> Iterator[bytes | float]:
    yield head
    for place in range(len(rest)):
        yield seconds
        yield rest[place : place + 1]


def _endless(head: bytes) -> Iterator[bytes | float]:
    yield head
    yield from repeat(BLOCK)


def _cut(rule: Rule, reply: Reply) -> bytes:
    """A reply that ends too early, under each way of telling its length."""
    kept = int(rule.value or len(reply.body) // 2)
    if rule.fault is Fault.CUT_GZIP:
        packed = gzip.compress(reply.body)
        kept = int(rule.value or len(packed) // 2)
        return _head(reply, "Content-Encoding: gzip", f"Content-Length: {kept}") + packed[:kept]
    if rule.fault is Fault.CUT_LENGTH:
        return _head(reply, f"Content-Length: {len(reply.body)}") + reply.body[:kept]
    if rule.fault is Fault.CUT_CHUNKED:
        size = f"{len(reply.body):x}\r\n".encode()
        return _head(reply, "Transfer-Encoding: chunked") + size + reply.body[:kept]
    return _head(reply) + reply.body[:kept]


def _head(reply: Reply, *more: str) -> bytes:
    headers = (f"{name}: {value}" for name, value in reply.headers)
    lines = (
        f"HTTP/1.1 {reply.status} {HTTPStatus(reply.status).phrase}",
        f"Content-Type: {reply.media}",
        *headers,
        *more,
        "Connection: close",
    )
    return "\r\n".join((*lines, "", "")).encode("latin-1")
