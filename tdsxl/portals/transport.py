"""The way to a portal: one account's requests, paced, bounded in time and size, and only to pinned hosts.

A `Wire` sends and reads; it follows no redirect and judges no status but those that say "later". An answer leaves it
whole or not at all. Every failure leaves it as an error of `errors.py` that holds nothing of the request: what httpx
raises carries the request, and with it the password.
"""

import logging
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import MappingProxyType

import httpx

from tdsxl.errors import Unsafe
from tdsxl.portals.base import Reply, Wait
from tdsxl.portals.body import Body
from tdsxl.portals.faults import BUSY, FAULTS, busy, portal_error
from tdsxl.portals.hosts import OFFICIAL, USER_AGENT, Hosts
from tdsxl.portals.network import Network
from tdsxl.portals.pins import Pins
from tdsxl.portals.tls import Tls
from tdsxl.values import Portal

PAGE_CAP = 20_000_000
"""Bytes of a page or reply, unpacked; the largest known is below 2 MB."""
FILE_CAP = 100_000_000
"""Bytes of a document, unpacked."""
PAGE_DEADLINE = 90.0
"""Seconds from the first byte of a request to the last of its answer."""
FILE_DEADLINE = 600.0
"""Seconds, as above, for a document."""

# Seconds for a connection to be made, and for a portal to say or take anything at all.
_TIMEOUTS = {"connect": 20.0, "read": 60.0, "write": 60.0}
_NO_HEADERS: Mapping[str, str] = MappingProxyType({})

# At INFO they print whole URLs, at DEBUG cookies.
for _library in ("httpx", "httpcore"):
    logging.getLogger(_library).setLevel(logging.CRITICAL + 1)


class Wire:
    """One account's connection to one portal, with its own cookies and one request in flight."""

    def __init__(
        self,
        pins: Mapping[str, str],
        *,
        gap: float,
        wait: Wait,
        tls: Tls,
        user_agent: str = USER_AGENT,
        proxy: str = "",
    ) -> None:
        """Open nothing yet.

        Args:
            pins: Official and configured host names, each with its configured origin.
            gap: Seconds from the end of one answer to the next request.
            wait: Sleeps; raises Stopped when the run is stopped.
            tls: What is believed.
            user_agent: The header of that name.
            proxy: Address of the proxy, or empty.
        """
        self.last: Reply | None = None
        """The last whole reply."""
        self._pins = Pins(pins)
        self._gap = gap
        self._wait = wait
        self._free_at = 0.0
        self._busy = threading.Lock()
        self._network = Network(tls=tls, proxy=proxy, wait=wait)
        self._headers = {"User-Agent": user_agent, "Accept": "*/*", "Accept-Encoding": "gzip, deflate"}
        # An httpx.Client would copy the cookies into a jar with other rules at each request, so we keep the jar here.
        # Pinned origins are https, or http on this PC, where practice portals set Secure cookies too.
        self._cookies = httpx.Cookies(CookieJar(DefaultCookiePolicy(secure_protocols=("https", "http"))))

    def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] = _NO_HEADERS,
        cap: int = PAGE_CAP,
        deadline: float = PAGE_DEADLINE,
    ) -> Reply:
        """Ask for a page.

        Args:
            url: Absolute, on a configured origin.
            headers: Beside those of every request.
            cap: Bytes of the body, unpacked.
            deadline: Seconds for all of it.

        Raises:
            Unavailable: No whole answer came, or one that says "later".
            Unsafe: The address is not pinned, or the answer cannot be trusted.
        """
        return self._exchange(self._request("GET", url, headers=headers), cap, deadline)

    def post(
        self,
        url: str,
        *,
        json: object | None = None,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] = _NO_HEADERS,
        cap: int = PAGE_CAP,
        deadline: float = PAGE_DEADLINE,
    ) -> Reply:
        """Send a JSON value, a form, or nothing; else as `get`."""
        return self._exchange(self._request("POST", url, headers=headers, json=json, form=form), cap, deadline)

    def pinned(self, url: str, base: str = "") -> str:
        """The absolute URL of a Location or file link, moved to the configured scheme and port of its host.

        Args:
            url: As the portal gave it; may be relative.
            base: URL of the page it stood in; the last reply's if empty.

        Raises:
            Unsafe: It leads to a host that is not pinned.
        """
        return self._pins.moved(url, base or (self.last.url if self.last else ""))

    def rest(self) -> None:
        """Wait until the gap is over: a request that also waits for others must not come late to its turn."""
        self._wait(max(0.0, self._free_at - time.monotonic()))

    def close(self) -> None:
        """Drop the connections."""
        self._network.close()

    def _request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        json: object | None = None,
        form: Mapping[str, str] | None = None,
    ) -> httpx.Request:
        if not self._pins.hold(url):
            raise Unsafe(
                "An address outside the configured portals was about to be asked.",
                "Nothing was sent; check the portals file, or update tdsxl.",
            )
        with suppress(ValueError, httpx.InvalidURL):
            sent = httpx.Headers(self._headers)
            sent.update(headers)
            return httpx.Request(method, url, headers=sent, json=json, data=form, extensions={"timeout": _TIMEOUTS})
        raise Unsafe(
            "The portal gave an address or a token that cannot be sent back.",
            "Nothing was sent; sync again, and if it stays, update tdsxl.",
        )

    def _exchange(self, request: httpx.Request, cap: int, deadline: float) -> Reply:
        with self._turn():
            self._network.deadline.start(deadline)
            reply = self._whole(request, cap)
        self.last = reply
        if reply.status in BUSY:
            raise busy(reply.status, reply.headers)
        return reply

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """The one place in flight, `gap` seconds after the one before."""
        if not self._busy.acquire(blocking=False):
            raise RuntimeError("two requests of one account at the same time")
        try:
            self.rest()
            yield
        finally:
            self._free_at = time.monotonic() + self._gap
            self._busy.release()

    def _whole(self, request: httpx.Request, cap: int) -> Reply:
        try:
            return self._read(request, cap)
        except FAULTS as error:
            fault = portal_error(error, request.url.host)
        # Raised out here, for inside the error would drag the library's along as its context.
        raise fault

    def _read(self, request: httpx.Request, cap: int) -> Reply:
        self._cookies.set_cookie_header(request)
        response = self._network.handle_request(request)
        response.request = request
        # Taken even if the body is cut: they are needed to sign out of what the portal has opened.
        self._cookies.extract_cookies(response)
        with closing(response):
            headers = dict(response.headers)
            body = Body(headers.get("content-encoding", ""), cap)
            for raw in response.iter_raw():
                body.feed(raw)
        return Reply(str(request.url), response.status_code, headers, body.whole(response.status_code, headers))


def open_wire(hosts: Hosts, portal: Portal, *, gap: float, wait: Wait) -> Wire:
    """A wire to one portal for one account.

    Args:
        hosts: The portals file.
        portal: Which of the two.
        gap: Seconds between requests.
        wait: Sleeps; raises Stopped when the run is stopped.

    Raises:
        InputError: The file of certificate authorities is none.
    """
    official = (origin.removeprefix("https://") for origin in _origins(OFFICIAL, portal))
    return Wire(
        dict(zip(official, _origins(hosts, portal), strict=True)),
        gap=gap,
        wait=wait,
        tls=Tls(hosts.ca),
        user_agent=hosts.user_agent,
        proxy=hosts.proxy,
    )


def _origins(hosts: Hosts, portal: Portal) -> tuple[str, ...]:
    if portal is Portal.ITPORTAL:
        return (hosts.itportal.origin,)
    return (hosts.traces.gateway, hosts.traces.site, hosts.traces.old)


class Turnstile:
    """Lets threads through one at a time, so many seconds apart."""

    def __init__(self, gap: float) -> None:
        self._gap = gap
        self._lock = threading.Lock()
        self._free_at = 0.0

    def enter(self, wait: Wait) -> None:
        """Wait for the own turn; a turn given up by Stopped stays empty."""
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._free_at)
            self._free_at = turn + self._gap
        wait(turn - now)
