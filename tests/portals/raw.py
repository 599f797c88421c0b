"""A server of raw bytes on loopback: it says exactly what a test wants to see a portal say."""

import re
import socket
import ssl
import struct
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Script = Callable[[socket.socket, bytes], bool | None]
"""Answers one request; False hangs up."""

_LENGTH = re.compile(rb"content-length: *([0-9]+)", re.IGNORECASE)


class RawServer:
    """Listens on one port; every connection has a thread, as the scripts may be slow."""

    def __init__(self, script: Script, tls: ssl.SSLContext | None) -> None:
        self.requests: list[bytes] = []
        self._script = script
        self._tls = tls
        self._open = True
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.02)
        self.port: int = self._listener.getsockname()[1]
        self.origin = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        self._connections: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    @property
    def connections(self) -> int:
        return len(self._connections)

    def drop(self) -> None:
        """Break off all connections."""
        for connection in self._connections:
            # A client may keep its end open.
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._open = False
        self._threads[0].join()
        self.drop()
        for thread in self._threads[1:]:
            thread.join()
        self._listener.close()

    def _accept(self) -> None:
        while self._open:
            with suppress(TimeoutError):
                connection, _ = self._listener.accept()
                self._connections.append(connection)
                self._threads.append(threading.Thread(target=self._serve, args=(connection,)))
                self._threads[-1].start()

    def _serve(self, connection: socket.socket) -> None:
        # A client that gives up, or refuses our certificate, is what many tests are about.
        with connection, suppress(OSError):
            if not self._tls:
                self._talk(connection)
                return
            with self._tls.wrap_socket(connection, server_side=True) as secure:
                self._talk(secure)

    def _talk(self, connection: socket.socket) -> None:
        while (request := self._request(connection)) is not None:
            self.requests.append(request)
            if self._script(connection, request) is False:
                return

    def _request(self, connection: socket.socket) -> bytes | None:
        got = b""
        while not _is_whole(got):
            got += (part := connection.recv(65536))
            if not part:
                return None
        return got


def _is_whole(request: bytes) -> bool:
    head, end, body = request.partition(b"\r\n\r\n")
    length = _LENGTH.search(head)
    return bool(end) and len(body) >= (int(length[1]) if length else 0)


@contextmanager
def serving(script: Script, tls: ssl.SSLContext | None = None) -> Iterator[RawServer]:
    """A server for the length of a `with`."""
    server = RawServer(script, tls)
    try:
        yield server
    finally:
        server.close()


def answer(body: bytes = b"{}", status: str = "200 OK", *headers: str) -> bytes:
    """A whole answer with its length."""
    lines = [f"HTTP/1.1 {status}", "Content-Type: application/json", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def chunked(*parts: bytes, end: bytes = b"0\r\n\r\n") -> bytes:
    """An answer in chunks."""
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts)
    return b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks + end


def unframed(body: bytes, *headers: str) -> bytes:
    """An answer that ends where its connection ends."""
    lines = "".join(f"{header}\r\n" for header in headers)
    return b"HTTP/1.1 200 OK\r\n" + lines.encode() + b"\r\n" + body


def saying(*answers: bytes) -> Script:
    """Says these, in turn; the last one for ever."""
    rest = list(answers)

    def script(connection: socket.socket, _: bytes) -> None:
        connection.sendall(rest.pop(0) if len(rest) > 1 else rest[0])

    return script


def hanging_up(said: bytes) -> Script:
    """Says this and closes the connection."""

    def script(connection: socket.socket, _: bytes) -> bool:
        connection.sendall(said)
        return False

    return script


def resetting(said: bytes = b"") -> Script:
    """Says this and breaks the connection off."""

    def script(connection: socket.socket, _: bytes) -> bool:
        connection.sendall(said)
        # Linger for no time: what Windows writes in two shorts is two ints elsewhere.
        on, seconds = 1, 0
        linger = struct.pack("hh" if sys.platform == "win32" else "ii", on, seconds)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        return False

    return script


def forwarding(url: str, heard: list[bytes] | None = None) -> Script:
    """Hands every request on to another server, and the answer back; may keep what it heard."""
    host, _, port = url.removeprefix("http://").partition(":")

    def script(connection: socket.socket, request: bytes) -> bool:
        with socket.create_connection((host, int(port))) as further:
            further.sendall(request.replace(b"\r\n", b"\r\nConnection: close\r\n", 1))
            said = b"".join(iter(lambda: further.recv(65536), b""))
        if heard is not None:
            heard.append(said)
        connection.sendall(said.replace(b"connection: close\r\n", b"", 1))
        return b"content-length" in said.partition(b"\r\n\r\n")[0].lower()

    return script


def dripping(said: bytes, pause: float) -> Script:
    """Says this byte by byte, until nobody listens."""

    def script(connection: socket.socket, _: bytes) -> bool:
        connection.settimeout(pause)
        for byte in said:
            connection.sendall(bytes([byte]))
            if _has_gone(connection):
                break
        return False

    return script


def silent(connection: socket.socket, _: bytes) -> bool:
    """Says nothing, until nobody listens."""
    connection.recv(1)
    return False


def _has_gone(connection: socket.socket) -> bool:
    try:
        return connection.recv(1) == b""
    except TimeoutError:
        return False
    except OSError:
        return True
