"""The transport on real sockets: what is sent, to whom, when, and what is handed over."""

import gzip
import json
import socket
import threading
import time
import zlib
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from tdsxl.errors import InputError, Stopped, Unavailable, Unsafe
from tdsxl.portals.hosts import OFFICIAL, Hosts, ItPortalHost, TracesHosts
from tdsxl.portals.transport import Turnstile, Wire, open_wire
from tdsxl.values import Portal
from tests.portals.raw import answer, chunked, hanging_up, saying, serving, unframed

PASSWORD = "Tr4ces@Secret"

Opened = Callable[..., Wire]


def test_a_reply_is_handed_over_as_it_came(opened: Opened) -> None:
    """Status, headers in small letters and body; redirects and errors are answers like any other."""
    said = [answer(b'{"a":1}'), answer(b"", "302 Found", "Location: /next"), answer(b"no", "403 Forbidden")]
    with serving(saying(*said)) as portal:
        asked = opened(portal.origin)
        first = asked.get(f"{portal.origin}/page?b=2&a=%20+c")
        assert (first.status, first.body, first.content_type) == (200, b'{"a":1}', "application/json")
        assert first.url == f"{portal.origin}/page?b=2&a=%20+c"
        second = asked.post(f"{portal.origin}/page")
        assert (second.status, second.headers["location"]) == (302, "/next")
        assert asked.get(f"{portal.origin}/page").status == 403
        assert asked.last is not None
        assert asked.last.status == 403
    assert len(portal.requests) == 3


def test_a_request_is_written_as_asked(opened: Opened) -> None:
    """Query in its order, one JSON value or one form, our agent, and the headers given."""
    with serving(saying(answer())) as portal:
        asked = opened(portal.origin)
        asked.get(f"{portal.origin}/list?reqtype=0&nd=1&_search=false", headers={"Referer": "https://portal.example/"})
        asked.post(f"{portal.origin}/login", json={"pan": "ABCD12345E", "pass": PASSWORD})
        asked.post(f"{portal.origin}/grid", form={"rows": "100", "sidx": "", "b": "x y&z"})
        asked.post(f"{portal.origin}/nothing")
    get, login, grid, nothing = portal.requests
    assert get.startswith(b"GET /list?reqtype=0&nd=1&_search=false HTTP/1.1\r\n")
    assert b"\r\nReferer: https://portal.example/\r\n" in get
    assert b"\r\nAccept-Encoding: gzip, deflate\r\n" in get
    assert b"\r\nUser-Agent: Mozilla/5.0 (compatible; tdsxl)\r\n" in get
    assert b"\r\nContent-Type: application/json\r\n" in login
    assert login.endswith(b'\r\n\r\n{"pan":"ABCD12345E","pass":"Tr4ces@Secret"}')
    assert b"\r\nContent-Type: application/x-www-form-urlencoded\r\n" in grid
    assert grid.endswith(b"\r\n\r\nrows=100&sidx=&b=x+y%26z")
    assert b"\r\nContent-Length: 0\r\n" in nothing


def test_only_pinned_origins_are_asked(opened: Opened) -> None:
    """To any other address not even a connection is made."""
    with serving(saying(answer())) as portal, serving(saying(answer())) as foreign:
        asked = opened(portal.origin)
        for url in (f"{foreign.origin}/x", f"http://me:secret@127.0.0.1:{portal.port}/x", "http://localhost/", "x"):
            with pytest.raises(Unsafe, match="outside the configured portals"):
                asked.post(url, json={"pass": PASSWORD})
    assert portal.connections == foreign.connections == 0


def test_a_link_is_taken_from_the_page_before(opened: Opened) -> None:
    """Without a base a relative link belongs to the last reply."""
    with serving(saying(answer())) as gateway, serving(saying(answer())) as old:
        asked = opened(gateway.origin, old.origin)
        asked.get(f"{old.origin}/app/page")
        assert asked.pinned("next?a=1") == f"{old.origin}/app/next?a=1"
        assert asked.pinned("https://portal0.example/x") == f"{gateway.origin}/x"
        with pytest.raises(Unsafe, match=r"another host \(evil\.example\)"):
            asked.pinned("https://evil.example/x")


@pytest.mark.row("B13")
def test_a_redirect_is_not_followed(opened: Opened) -> None:
    """The session decides; the password does not travel on."""
    with serving(saying(answer())) as foreign:
        there = answer(b"", "307 Moved", f"Location: http://localhost:{foreign.port}/steal")
        with serving(saying(there)) as portal:
            asked = opened(portal.origin)
            reply = asked.post(f"{portal.origin}/login", json={"pass": PASSWORD})
            with pytest.raises(Unsafe):
                asked.pinned(reply.headers["location"])
    assert foreign.connections == 0


@pytest.mark.parametrize(
    "said",
    [
        chunked(b'{"rows":', b"[1]}"),
        unframed(b'{"rows":[1]}', "Content-Type: application/json"),
        answer(gzip.compress(b'{"rows":[1]}', mtime=0), "200 OK", "Content-Encoding: gzip"),
        answer(zlib.compress(b'{"rows":[1]}'), "200 OK", "Content-Encoding: deflate"),
        unframed(gzip.compress(b'{"rows":[1]}', mtime=0), "Content-Encoding: gzip"),
    ],
)
def test_a_whole_body_is_taken_however_it_is_framed(opened: Opened, said: bytes) -> None:
    """By length, in chunks, packed, or up to the end of the connection."""
    with serving(hanging_up(said)) as portal:
        assert json.loads(opened(portal.origin).get(f"{portal.origin}/x").body) == {"rows": [1]}


def test_requests_of_one_account_keep_their_distance(opened: Opened) -> None:
    """From the end of one answer to the next request, also when the answer was an error."""
    began: list[float] = []

    def script(connection: socket.socket, _: bytes) -> None:
        began.append(time.monotonic())
        time.sleep(0.05)
        connection.sendall(answer(b"", "503 Down" if len(began) == 2 else "200 OK"))

    with serving(script) as portal:
        asked = opened(portal.origin, gap=0.1)
        asked.get(f"{portal.origin}/1")
        with pytest.raises(Unavailable):
            asked.get(f"{portal.origin}/2")
        asked.get(f"{portal.origin}/3")
    assert [later - sooner >= 0.15 for sooner, later in pairwise(began)] == [True, True]


def test_a_request_that_rested_leaves_at_once(opened: Opened) -> None:
    """The gap is waited for once, ahead of another turn."""
    waits: list[float] = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        time.sleep(seconds)

    with serving(saying(answer())) as portal:
        asked = opened(portal.origin, gap=0.5, wait=wait)
        asked.get(f"{portal.origin}/1")
        asked.rest()
        rested = len(waits)
        asked.get(f"{portal.origin}/2")
    assert waits[rested - 1] > 0.0
    assert set(waits[rested:]) == {0.0}


def test_a_stopped_run_sends_nothing_more(opened: Opened) -> None:
    """Stop is seen before every request, also where there is no gap to wait for."""

    def stopped(_: float) -> None:
        raise Stopped("Stopped.")

    with serving(saying(answer())) as portal, pytest.raises(Stopped):
        opened(portal.origin, wait=stopped).get(f"{portal.origin}/x")
    assert portal.connections == 0


def test_two_requests_at_once_are_a_bug(opened: Opened) -> None:
    """One account has one request in flight; the second never leaves."""
    arrived = threading.Event()
    go_on = threading.Event()

    def script(connection: socket.socket, _: bytes) -> None:
        arrived.set()
        go_on.wait(5)
        connection.sendall(answer())

    with serving(script) as portal:
        asked = opened(portal.origin)
        first = threading.Thread(target=asked.get, args=(f"{portal.origin}/1",))
        first.start()
        arrived.wait(5)
        with pytest.raises(RuntimeError):
            asked.get(f"{portal.origin}/2")
        go_on.set()
        first.join()
    assert len(portal.requests) == 1


def test_cookies_are_one_accounts_own(opened: Opened) -> None:
    """Secure ones too on this PC, on all ports of the host, by path, until they are taken back."""
    first = answer(b"", "200 OK", "Set-Cookie: AuthToken=a1; Path=/; Secure; HttpOnly", "Set-Cookie: J=b2; Path=/app")
    bye = answer(b"", "200 OK", "Set-Cookie: AuthToken=; Path=/; Max-Age=0")
    with serving(saying(first, bye, answer())) as gateway, serving(saying(answer())) as old:
        asked = opened(gateway.origin, old.origin)
        asked.get(f"{gateway.origin}/login")
        asked.get(f"{old.origin}/app/page")
        opened(gateway.origin, old.origin).get(f"{old.origin}/other-account")
        asked.get(f"{gateway.origin}/logout")
        asked.get(f"{gateway.origin}/after")
    assert [sent_cookies(request) for request in gateway.requests] == [set(), {"AuthToken=a1"}, set()]
    assert [sent_cookies(request) for request in old.requests] == [{"AuthToken=a1", "J=b2"}, set()]


@pytest.mark.fault
def test_the_cookies_of_a_cut_answer_are_kept(opened: Opened) -> None:
    """Without them nobody could sign out of a session whose opening was seen by half."""
    said = answer(b'{"welcome": 1}', "200 OK", "Set-Cookie: AuthToken=a1; Path=/")
    with serving(hanging_up(said[:-3])) as portal:
        asked = opened(portal.origin)
        for _ in range(2):
            with pytest.raises(Unavailable):
                asked.post(f"{portal.origin}/login")
    assert [sent_cookies(request) for request in portal.requests] == [set(), {"AuthToken=a1"}]


def sent_cookies(request: bytes) -> set[str]:
    lines = [line for line in request.decode("latin-1").splitlines() if line.lower().startswith("cookie: ")]
    return {cookie for line in lines for cookie in line[8:].split("; ")}


def test_the_environments_proxy_is_ignored_and_ours_is_used(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    """One explicit setting, with its name and password."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    with serving(saying(answer(b"direct"))) as portal, serving(saying(answer(b"by proxy"))) as proxy:
        assert opened(portal.origin).get(f"{portal.origin}/x").body == b"direct"
        by_proxy = opened(portal.origin, proxy=f"http://office:s%C3%A9cret@127.0.0.1:{proxy.port}")
        assert by_proxy.get(f"{portal.origin}/x").body == b"by proxy"
    assert proxy.requests[0].startswith(f"GET {portal.origin}/x HTTP/1.1\r\n".encode())
    assert b"\r\nProxy-Authorization: Basic b2ZmaWNlOnPDqWNyZXQ=\r\n" in proxy.requests[0]


def test_a_wire_is_opened_for_each_portal() -> None:
    """It leads official names to the configured origins of its own portal only."""
    hosts = Hosts(
        itportal=ItPortalHost(origin="http://127.0.0.1:8001"),
        traces=TracesHosts(gateway="http://127.0.0.1:8002", site="http://127.0.0.1:8002", old="http://127.0.0.1:8003"),
    )
    itportal = open_wire(hosts, Portal.ITPORTAL, gap=1.0, wait=time.sleep)
    traces = open_wire(hosts, Portal.TRACES, gap=1.0, wait=time.sleep)
    assert itportal.pinned("https://eportal.incometax.gov.in/iec") == "http://127.0.0.1:8001/iec"
    assert traces.pinned("https://traces61.tdscpc.gov.in/app") == "http://127.0.0.1:8003/app"
    assert traces.pinned("https://traces-app.tdscpc.gov.in/x") == "http://127.0.0.1:8002/x"
    with pytest.raises(Unsafe):
        itportal.pinned("https://traces61.tdscpc.gov.in/app")
    itportal.close()
    traces.close()


def test_a_wire_keeps_to_the_portals_file(tmp_path: Path) -> None:
    """Its proxy, its agent, its pause, and an authority of its own, which must be one."""
    waits: list[float] = []
    with serving(saying(answer(b"by proxy"))) as proxy:
        itportal = ItPortalHost(origin="http://127.0.0.1:9")
        hosts = replace(OFFICIAL, itportal=itportal, user_agent="Office of Pine", proxy=proxy.origin)
        wire = open_wire(hosts, Portal.ITPORTAL, gap=30.0, wait=waits.append)
        for _ in range(2):
            assert wire.post("http://127.0.0.1:9/x", headers={"X-Step": "1"}).body == b"by proxy"
        wire.close()
    assert all(b"\r\nUser-Agent: Office of Pine\r\n" in request for request in proxy.requests)
    assert all(b"\r\nX-Step: 1\r\n" in request for request in proxy.requests)
    assert waits[0] == 0.0
    assert max(waits) > 29.0
    (tmp_path / "ca.pem").write_text("none", encoding="ascii")
    with pytest.raises(InputError, match=r"ca\.pem"):
        open_wire(replace(hosts, ca=str(tmp_path / "ca.pem")), Portal.ITPORTAL, gap=0.0, wait=time.sleep)


def test_the_first_of_many_passes_a_turnstile_at_once() -> None:
    """Nobody was before it; the others are told how long they wait."""
    turnstile, waits = Turnstile(60.0), list[float]()
    for _ in range(3):
        turnstile.enter(waits.append)
    assert waits[0] == 0.0
    assert waits[1:] == [pytest.approx(60.0, abs=5), pytest.approx(120.0, abs=5)]


def test_a_thousand_accounts_share_one_tls_context() -> None:
    """A context costs 15 ms and 0.7 MB; a wire must not."""
    open_wire(OFFICIAL, Portal.TRACES, gap=0.0, wait=time.sleep).close()
    started = time.process_time()
    wires = [open_wire(OFFICIAL, Portal.TRACES, gap=0.0, wait=time.sleep) for _ in range(1000)]
    assert time.process_time() - started < 2
    for each in wires:
        each.close()


def test_a_turnstile_keeps_threads_apart() -> None:
    """Each goes through alone, `gap` seconds after the one before."""
    turnstile = Turnstile(0.05)
    passed: list[float] = []

    def enter() -> None:
        turnstile.enter(time.sleep)
        passed.append(time.monotonic())

    threads = [threading.Thread(target=enter) for _ in range(5)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    passed.sort()
    # A thread may be late to write down that it has passed, never early.
    assert all(at - began >= 0.05 * turn for turn, at in enumerate(passed))
    assert passed[-1] - began < 30


def test_a_stopped_thread_does_not_hold_the_turnstile() -> None:
    """The others still come through."""
    turnstile = Turnstile(0.01)
    turnstile.enter(time.sleep)

    def stopped(_: float) -> None:
        raise Stopped("Stopped.")

    with pytest.raises(Stopped):
        turnstile.enter(stopped)
    turnstile.enter(time.sleep)
