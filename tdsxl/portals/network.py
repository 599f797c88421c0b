"""Sockets under a total deadline, as httpcore and httpx want them.

httpx knows a timeout per read only: a portal that sends a byte now and then is waited for without end. Here every
connect, handshake, write and read is cut to what is left of the request's own time.
"""

import contextlib
import socket
import ssl
import time
from collections.abc import Iterable, Iterator
from typing import Any, cast

import httpcore
import httpx

from tdsxl.portals.base import Wait
from tdsxl.portals.tls import Tls

# Below the five seconds after which common servers drop an idle connection, and below the pause inside a login:
# a password is not written into a connection that is being closed.
_KEEP_ALIVE = 4.0
# A stopped run still takes the answer to a request under way if it comes this soon; then it looks again so often.
_PATIENCE = 3.0
_LOOK_AGAIN = 0.5


class Deadline:
    """The moment by which the request under way must be over."""

    def __init__(self) -> None:
        self._ends = 0.0

    def start(self, seconds: float) -> None:
        """A new request begins."""
        self._ends = time.monotonic() + seconds

    def left(self, limit: float | None = None) -> float:
        """Seconds still to spend, at most `limit`.

        Raises:
            httpcore.TimeoutException: None are left.
        """
        left = self._ends - time.monotonic()
        if left <= 0:
            raise httpcore.TimeoutException
        return left if limit is None else min(left, limit)


class _Stream(httpcore.NetworkStream):
    """One connection."""

    def __init__(self, stream: httpcore.NetworkStream, network: "Network") -> None:
        self._stream = stream
        self._network = network

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        silent_at = time.monotonic() + self._network.deadline.left(timeout)
        patience = _PATIENCE
        while (left := silent_at - time.monotonic()) > 0:
            with contextlib.suppress(httpcore.ReadTimeout):
                return self._stream.read(max_bytes, min(left, patience))
            self._network.wait(0.0)
            patience = _LOOK_AGAIN
        raise httpcore.ReadTimeout

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._network.deadline.left(timeout))

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        context = self._network.tls.context(server_hostname or "")
        left = self._network.deadline.left(timeout)
        return _Stream(self._stream.start_tls(context, server_hostname, left), self._network)

    def close(self) -> None:
        self._stream.close()

    # Any: httpcore's own signature.
    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Sockets(httpcore.NetworkBackend):
    """Opens connections; a name with several addresses spends no more than the deadline on all of them."""

    def __init__(self, network: "Network") -> None:
        self._network = network
        self._sockets = httpcore.SyncBackend()

    # The rest of httpcore's arguments, local address and socket options, is never given here.
    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, *_: Any, **__: Any
    ) -> httpcore.NetworkStream:
        *others, last = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        for address in others:
            with contextlib.suppress(httpcore.ConnectError, httpcore.ConnectTimeout):
                return self._connect(str(address[4][0]), port, timeout)
        return self._connect(str(last[4][0]), port, timeout)

    def _connect(self, address: str, port: int, timeout: float | None) -> httpcore.NetworkStream:
        left = self._network.deadline.left(timeout)
        return _Stream(self._sockets.connect_tcp(address, port, left), self._network)


class _Coming(httpx.SyncByteStream):
    """A body under way, handed from httpcore to httpx."""

    def __init__(self, reply: httpcore.Response) -> None:
        self._reply = reply

    def __iter__(self) -> Iterator[bytes]:
        return self._reply.iter_stream()

    def close(self) -> None:
        self._reply.close()


class Network(httpx.BaseTransport):
    """The connections of one account; raises httpcore's errors as they are."""

    def __init__(self, *, tls: Tls, proxy: str, wait: Wait) -> None:
        self.tls = tls
        self.wait = wait
        self.deadline = Deadline()
        self._pool = httpcore.ConnectionPool(
            ssl_context=tls.context(""),
            proxy=_proxy(proxy, tls),
            keepalive_expiry=_KEEP_ALIVE,
            network_backend=_Sockets(self),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; the answer's body is still to be read."""
        reply = self._pool.handle_request(
            httpcore.Request(
                request.method,
                httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=cast(Iterable[bytes], request.stream),
                extensions=request.extensions,
            )
        )
        return httpx.Response(reply.status, headers=reply.headers, stream=_Coming(reply), extensions=reply.extensions)

    def close(self) -> None:
        """Drop all connections."""
        self._pool.close()


def _proxy(address: str, tls: Tls) -> httpcore.Proxy | None:
    if not address:
        return None
    url = httpx.URL(address)
    name = (url.username.encode(), url.password.encode()) if url.username else None
    plain = str(url.copy_with(userinfo=b""))
    return httpcore.Proxy(plain, auth=name, ssl_context=tls.context(url.host) if url.scheme == "https" else None)
