"""Each fault of a connection, seen byte by byte on a socket of our own."""

import gzip
import socket
import zlib
from collections.abc import Callable
from time import monotonic

import httpx
import pytest

from tdsxl.practice.faults import Fault
from tdsxl.practice.server import Practice

pytestmark = pytest.mark.fault
Call = Callable[[Practice], httpx.Client]
FRONT = "/iec/foservices/"
WHOLE = b"<!doctype html><html><body><app-root></app-root></body></html>"


def connected(lent: Practice, *, timeout: float = 30.0) -> socket.socket:
    """A socket on which the front page was asked for."""
    host, port = lent.url.removeprefix("http://").split(":")
    line = socket.create_connection((host, int(port)), timeout=timeout)
    line.sendall(f"GET {FRONT} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode())
    return line


def heard(lent: Practice) -> tuple[bytes, bytes]:
    """Head and body of what came until the server closed."""
    with connected(lent) as line:
        got = b""
        while more := line.recv(65_536):
            got += more
    head, _, body = got.partition(b"\r\n\r\n")
    return head, body


def test_a_cut_body_is_shorter_than_its_length(lent: Practice) -> None:
    """Content-Length names the whole, the body ends after the bytes asked for."""
    lent.faults.add(Fault.CUT_LENGTH, value=10)
    head, body = heard(lent)
    assert f"Content-Length: {len(WHOLE)}".encode() in head
    assert body == WHOLE[:10]


def test_a_cut_chunk_has_no_end(lent: Practice) -> None:
    """The size of the chunk is the whole's, and neither rest nor last chunk comes."""
    lent.faults.add(Fault.CUT_CHUNKED, value=10)
    head, body = heard(lent)
    assert b"Transfer-Encoding: chunked" in head
    assert body == f"{len(WHOLE):x}\r\n".encode() + WHOLE[:10]


def test_a_cut_body_without_a_length_just_ends(lent: Practice) -> None:
    """Nothing in the head tells how much should come; half of it does by default."""
    lent.faults.add(Fault.CUT_CLOSE)
    head, body = heard(lent)
    assert b"content-length" not in head.lower()
    assert body == WHOLE[: len(WHOLE) // 2]


def test_a_cut_gzip_is_framed_whole(lent: Practice) -> None:
    """Content-Length fits what comes, but the stream inside has no end."""
    lent.faults.add(Fault.CUT_GZIP)
    head, body = heard(lent)
    assert f"Content-Length: {len(body)}".encode() in head
    unpack = zlib.decompressobj(wbits=31)
    unpack.decompress(body)
    assert not unpack.eof


def test_a_reset_is_a_reset(lent: Practice) -> None:
    """The connection breaks before the first byte, or after some of the body."""
    lent.faults.add(Fault.RESET, times=1)
    with connected(lent) as line, pytest.raises(ConnectionResetError):
        line.recv(1)
    lent.faults.add(Fault.RESET, value=5)
    with pytest.raises(ConnectionResetError):
        heard(lent)


def test_silence_is_silent_and_ends_with_the_server() -> None:
    """Nothing comes for as long as one waits; closing the server is not held up."""
    with Practice(clients=1) as quiet:
        quiet.faults.add(Fault.SILENCE)
        line = connected(quiet, timeout=0.5)
        with pytest.raises(TimeoutError):
            line.recv(1)
        began = monotonic()
    assert monotonic() - began < 30.0
    line.close()


def test_a_dripping_body_comes_byte_by_byte(lent: Practice) -> None:
    """The head at once, the body at the pace that was set."""
    lent.faults.add(Fault.DRIP_BODY, value=0.005)
    began = monotonic()
    _, body = heard(lent)
    assert body == WHOLE
    assert monotonic() - began >= 0.005 * len(WHOLE)


def test_dripping_headers_delay_the_status(lent: Practice) -> None:
    """The first bytes are not yet a status line."""
    lent.faults.add(Fault.DRIP_HEADERS, value=0.02)
    with connected(lent) as line:
        assert len(line.recv(4096)) < 5


def test_an_endless_body_does_not_end(lent: Practice) -> None:
    """Megabytes come, and more would; a caller that leaves is let go."""
    lent.faults.add(Fault.ENDLESS, times=1)
    with connected(lent) as line:
        got = 0
        while got < 5_000_000:
            got += len(line.recv(1_000_000))
    assert heard_again(lent)


def heard_again(lent: Practice) -> bool:
    """Whether the server still answers."""
    return httpx.get(lent.url + FRONT, trust_env=False).content == WHOLE


def test_a_bomb_unpacks_to_far_more(lent: Practice) -> None:
    """Some kilobytes of valid gzip hold megabytes."""
    lent.faults.add(Fault.BOMB, value=20)
    with connected(lent) as line:
        head, _, body = line.recv(65_536).partition(b"\r\n\r\n")
        while len(body) < int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]):
            body += line.recv(65_536)
    assert len(body) < 100_000
    assert len(gzip.decompress(body)) == 20_000_000


def test_a_slow_answer_is_slow(lent: Practice, caller: Call) -> None:
    """The answer is whole and late, and the log knows how late."""
    lent.faults.add(Fault.SLOW, value=0.2)
    began = monotonic()
    assert caller(lent).get(FRONT).content == WHOLE
    assert monotonic() - began >= 0.2
    assert lent.log.requests[0].slept == 0.2
