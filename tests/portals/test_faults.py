"""Whatever a portal or the network does wrong ends in time, as an error of ours that holds no secret."""

import gzip
import logging
import socket
import ssl
import time
import traceback
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpcore
import pytest

from tdsxl.errors import PortalError, Stopped, TdsxlError, Unavailable, Unsafe
from tdsxl.portals.faults import portal_error
from tdsxl.portals.transport import Wire
from tests.portals.raw import (
    Script,
    answer,
    chunked,
    dripping,
    hanging_up,
    resetting,
    saying,
    serving,
    silent,
    unframed,
)

PASSWORD = "Tr4ces@Secret"
TOKEN = "eyJ0b2tlbiI6MX0"
IN_TIME = 0.4
"""Seconds; deadline of the requests that are to fail by it."""

Opened = Callable[..., Wire]


@pytest.mark.fault
@pytest.mark.row("B6", "B7")
@pytest.mark.parametrize(
    "said",
    [
        answer(b'{"rows":[1,2,3]}')[:-4],
        chunked(b'{"rows":[1]}', end=b""),
        chunked(b'{"rows":[1]}', end=b"5\r\n[2"),
        unframed(b'{"rows":[1', "Content-Type: application/json"),
        unframed(b"<html><body>half", "Content-Type: text/html"),
        unframed(b"%PDF-1.4 half", "Content-Type: application/pdf"),
        unframed(gzip.compress(b'{"rows":[1]}', mtime=0)[:-1], "Content-Encoding: gzip"),
        answer(gzip.compress(b'{"rows":[1]}', mtime=0)[:-8], "200 OK", "Content-Encoding: gzip"),
        b"HTTP/1.1 200 OK\r\nContent-Ty",
        b"",
    ],
)
def test_a_cut_body_is_unavailable(opened: Opened, said: bytes) -> None:
    """Whatever is missing, nothing of it is handed on."""
    with serving(hanging_up(said)) as portal:
        asked = opened(portal.origin)
        with pytest.raises(Unavailable, match="cut"):
            asked.get(f"{portal.origin}/x")
        assert asked.last is None


@pytest.mark.fault
@pytest.mark.row("B4", "B5")
@pytest.mark.parametrize(
    "script",
    [
        silent,
        dripping(answer(bytes(500)), 0.02),
        dripping(b"HTTP/1.1 200 OK\r\nX-Drip: " + b"x" * 500, 0.02),
        dripping(b"HTTP/1.1 100 Continue\r\n\r\n" * 50, 0.02),
        dripping(chunked(*[b"x"] * 100), 0.02),
    ],
    ids=["silence", "body", "header", "continue", "chunks"],
)
def test_a_slow_portal_is_left_at_the_deadline(opened: Opened, script: Script) -> None:
    """The deadline is for all of the request, also while bytes keep coming, and is kept to within a second."""
    with serving(script) as portal:
        # A PC with much else to do may be late; a deadline that is none always is.
        assert any(IN_TIME <= waited(opened(portal.origin), portal.origin) < IN_TIME + 1 for _ in range(3))
        assert portal.connections >= 1


def waited(asked: Wire, origin: str) -> float:
    """Seconds after which a request was given up."""
    started = time.monotonic()
    with pytest.raises(Unavailable, match=r"did not answer in time|cannot be reached"):
        asked.get(f"{origin}/x", deadline=IN_TIME)
    return time.monotonic() - started


@pytest.mark.fault
@pytest.mark.row("B4")
def test_a_handshake_without_an_answer_is_left_at_the_deadline(opened: Opened) -> None:
    """The connection stands, and the other side says nothing to it."""
    with serving(silent) as portal:
        origin = portal.origin.replace("http:", "https:")
        assert any(IN_TIME <= waited(opened(origin), origin) < IN_TIME + 1 for _ in range(3))
        assert portal.connections >= 1


@pytest.mark.row("B4")
def test_a_deadline_that_is_over_makes_no_connection(opened: Opened) -> None:
    """Nothing can be had in no time, and nothing is sent."""
    with serving(saying(answer())) as portal:
        with pytest.raises(Unavailable, match=r"did not answer in time|cannot be reached"):
            opened(portal.origin).get(f"{portal.origin}/x", deadline=0.0)
        assert portal.connections == 0


def test_a_name_with_two_addresses_is_reached_by_the_one_that_answers(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where a network promises IPv6 and has none; where neither answers, the portal cannot be reached."""
    with serving(saying(answer(b"here"))) as portal:
        found = [(socket.AF_INET6, ("::1", portal.port, 0, 0)), (socket.AF_INET, ("127.0.0.1", portal.port))]
        monkeypatch.setattr(
            socket,
            "getaddrinfo",
            lambda *_, **__: [(family, socket.SOCK_STREAM, 6, "", place) for family, place in found],
        )
        origin = f"http://portal.example:{portal.port}"
        for _ in range(2):
            assert opened(origin).get(f"{origin}/x").body == b"here"
            found.reverse()
    with pytest.raises(Unavailable, match="cannot be reached"):
        opened(origin).get(f"{origin}/x")


def test_a_name_that_cannot_be_found_is_told(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the network says it: the connection, or the portals file, is to be looked at."""

    def nobody(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    with pytest.raises(Unavailable, match=r"The name portal\.example cannot be found"):
        opened("http://portal.example").get("http://portal.example/x")


@pytest.mark.fault
def test_a_connection_after_a_timeout_is_a_new_one(opened: Opened) -> None:
    """What the portal still says to the request before is never read as the answer to the next."""

    def late(connection: socket.socket, request: bytes) -> None:
        if b"/slow" in request:
            time.sleep(IN_TIME * 1.5)
        connection.sendall(answer(request.split()[1]))

    with serving(late) as portal:
        asked = opened(portal.origin)
        with pytest.raises(Unavailable):
            asked.get(f"{portal.origin}/slow", deadline=IN_TIME)
        assert asked.get(f"{portal.origin}/next").body == b"/next"
    assert portal.connections == 2


@pytest.mark.fault
def test_a_stopped_run_does_not_wait_for_a_silent_portal(opened: Opened) -> None:
    """It gives the answer a few seconds, then leaves, long before the deadline."""
    stop_at = time.monotonic() + 0.2

    def wait(seconds: float) -> None:
        if time.monotonic() > stop_at:
            raise Stopped("Stopped.")
        time.sleep(seconds)

    with serving(silent) as portal, pytest.raises(Stopped):
        opened(portal.origin, wait=wait).get(f"{portal.origin}/x", deadline=30)
    assert time.monotonic() - stop_at < 15


@pytest.mark.fault
@pytest.mark.row("B8")
def test_an_endless_body_is_left_at_its_cap(opened: Opened) -> None:
    """Plain or packed, it is read no further."""

    def endless(connection: socket.socket, _: bytes) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            connection.sendall(bytes(65536))

    bomb = answer(gzip.compress(bytes(50_000_000)), "200 OK", "Content-Encoding: gzip")
    for script in (endless, saying(bomb)):
        with serving(script) as portal, pytest.raises(Unsafe, match="larger than 1 MB"):
            opened(portal.origin).get(f"{portal.origin}/x", cap=1_000_000)


@pytest.mark.row("B2", "B3")
@pytest.mark.parametrize("status", [408, 429, 502, 503, 504])
def test_a_busy_portal_says_when_to_come_back(opened: Opened, status: int) -> None:
    """In seconds, or by a date, which is measured with the portal's own clock."""
    portals_clock = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
    headers = [
        ("Retry-After: 120",),
        (f"Date: {portals_clock:%a, %d %b %Y %H:%M:%S GMT}", "Retry-After: Sun, 22 Nov 2026 09:02:00 GMT"),
    ]
    for given in headers:
        with serving(saying(answer(b"busy", f"{status} Busy", *given))) as portal:
            asked = opened(portal.origin)
            with pytest.raises(Unavailable) as caught:
                asked.get(f"{portal.origin}/x")
        assert caught.value.retry_after == 120
        assert asked.last is not None
        assert asked.last.status == status


@pytest.mark.row("B2")
@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("Retry-After: soon", None),
        ("Retry-After: -5", None),
        ("Retry-After: 1e9", None),
        ("Retry-After: " + "9" * 5000, None),
        ("Retry-After: Sun, 22 Nov 2026 09:02:00 +99999999999999999999", None),
        ("Retry-After: Sun, 22 Nov 99999999999999999999 09:02:00 GMT", None),
        ("Retry-After: Sun, 22 Nov 2020 09:02:00 GMT", 0.0),
    ],
)
def test_a_senseless_retry_after_is_no_number(opened: Opened, header: str | None, seconds: float | None) -> None:
    """The engine then uses its own pause."""
    with serving(saying(answer(b"", "503 Down", *([header] if header else [])))) as portal:
        with pytest.raises(Unavailable) as caught:
            opened(portal.origin).get(f"{portal.origin}/x")
        assert caught.value.retry_after == seconds


def test_a_date_without_the_portals_clock_is_measured_with_ours(opened: Opened) -> None:
    """Most portals send their date; this one does not."""
    until = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    with serving(saying(answer(b"", "503 Down", f"Retry-After: {until}"))) as portal:
        with pytest.raises(Unavailable) as caught:
            opened(portal.origin).get(f"{portal.origin}/x")
        assert caught.value.retry_after is not None
        assert 30 < caught.value.retry_after <= 60


@pytest.mark.row("B14")
def test_a_network_that_wants_a_sign_in_is_no_busy_portal(opened: Opened) -> None:
    """The status that says so; what to do about it differs."""
    said = answer(b"", "511 Network Authentication Required")
    with serving(saying(said)) as portal, pytest.raises(Unavailable, match="network asks for a sign-in") as caught:
        opened(portal.origin).get(f"{portal.origin}/x")
    assert "internet connection" in caught.value.remedy


def refused_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}"


FAILURES: dict[str, Script] = {
    "silence": silent,
    "reset": resetting(),
    "reset in the body": resetting(answer(bytes(99))[:-50]),
    "hung up": hanging_up(b""),
    "cut": hanging_up(answer(bytes(99))[:-50]),
    "cut JSON": hanging_up(unframed(b'{"half', "Content-Type: application/json")),
    "cut gzip": saying(answer(gzip.compress(b"{}")[:-3], "200 OK", "Content-Encoding: gzip")),
    "garbled gzip": saying(answer(b"\x1f\x8b\x08" + bytes(40), "200 OK", "Content-Encoding: gzip")),
    "not gzip": saying(answer(b"\xff\xff plain", "200 OK", "Content-Encoding: gzip")),
    "br": saying(answer(b"x", "200 OK", "Content-Encoding: br")),
    "too large": saying(answer(bytes(2000))),
    "busy": saying(answer(b"", "503 Down")),
    "no HTTP": hanging_up(b"SSH-2.0-OpenSSH_9.2\r\n"),
    "bad chunk": hanging_up(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
    "bad length": hanging_up(b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"),
    "two lengths": hanging_up(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
    "long header": hanging_up(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000),
    "bad header": hanging_up(b"HTTP/1.1 200 OK\r\n\xff\x00: 1\r\n\r\n"),
    "bad status": hanging_up(b"HTTP/1.1 two hundred OK\r\n\r\n"),
    "switched": hanging_up(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"),
}


@pytest.mark.fault
@pytest.mark.row("B3", "B6", "B16", "F2")
@pytest.mark.parametrize("failure", [*FAILURES, "refused", "bad token", "TLS on plain"])
def test_every_failure_is_ours_and_holds_no_secret(
    opened: Opened, failure: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Only errors of our tree leave, with nothing of the request in their words, their causes or the log."""
    caplog.set_level(logging.DEBUG)
    with serving(FAILURES.get(failure, silent)) as portal:
        origin = {"refused": refused_port(), "TLS on plain": f"https://127.0.0.1:{portal.port}"}.get(
            failure, portal.origin
        )
        token = f"{TOKEN}\nX: \u20b9" if failure == "bad token" else TOKEN
        with pytest.raises(TdsxlError) as caught:
            opened(origin).post(
                f"{origin}/login?id={PASSWORD}",
                json={"pass": PASSWORD},
                headers={"Authorization": token},
                cap=1000,
                deadline=IN_TIME,
            )
    shown = "".join(traceback.format_exception(caught.value)) + repr(caught.value) + caplog.text
    assert isinstance(caught.value, Unavailable | Unsafe)
    assert caught.value.message.endswith(".")
    assert PASSWORD not in shown
    assert TOKEN not in shown
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (httpcore.ConnectError(), Unavailable, "cannot be reached"),
        (httpcore.ConnectTimeout(), Unavailable, "cannot be reached"),
        (httpcore.ReadTimeout(), Unavailable, "in time"),
        (httpcore.WriteError(), Unavailable, "broke the connection"),
        (httpcore.ProxyError("407 Proxy Authentication Required"), Unavailable, "proxy"),
        (httpcore.RemoteProtocolError(), Unavailable, "cut"),
        (socket.gaierror(-2, "Name or service not known"), Unavailable, "name portal.example cannot be found"),
        (ConnectionResetError(), Unavailable, "broke the connection"),
        (ssl.SSLError(1, "decryption failed"), Unavailable, "broke the connection"),
        (zlib.error("incorrect data check"), Unavailable, "cut"),
        (httpcore.LocalProtocolError("bad header"), Unsafe, "LocalProtocolError"),
        (UnicodeError("label too long"), Unsafe, "UnicodeError"),
    ],
)
def test_each_fault_has_its_own_words(error: Exception, kind: type[PortalError], words: str) -> None:
    """What the user can do about it differs; where there is no network, it is the connection."""
    meant = portal_error(error, "portal.example")
    assert isinstance(meant, kind)
    assert words in meant.message
