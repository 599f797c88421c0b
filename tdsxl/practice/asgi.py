"""The ASGI application: finds the route, lets faults strike, waits as long as the portals would, answers, logs."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import cast

from tdsxl.practice import control
from tdsxl.practice.faults import Fault
from tdsxl.practice.itportal.routes import ITPORTAL
from tdsxl.practice.latency import Latency
from tdsxl.practice.log import Entry
from tdsxl.practice.people import Person
from tdsxl.practice.routing import Portal, Route
from tdsxl.practice.sockets import BREAKS, LINE, Line
from tdsxl.practice.spoil import possible, spoiled
from tdsxl.practice.stage import Call, Stage
from tdsxl.practice.stock import NOT_FOUND, SIGN_IN, TRACES_LOGIN
from tdsxl.practice.taking import taken
from tdsxl.practice.traces.oldpages import GONE
from tdsxl.practice.traces.routes import TRACES
from tdsxl.practice.wire import Malformed, Reply, Request, Row, answer, page

PORTALS = (ITPORTAL, TRACES)
EXPIRED = (Fault.EXPIRED_410, Fault.EXPIRED_401, Fault.EXPIRED_HTML)
SIGN_IN_PAGES = {ITPORTAL.name: SIGN_IN, TRACES.name: TRACES_LOGIN}
Receive = Callable[[], Awaitable[Mapping[str, object]]]
Send = Callable[[Row], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Exchange:
    """What belongs together while one request is answered."""

    portal: Portal
    route: Route | None
    call: Call
    entry: Entry


@dataclass(frozen=True, slots=True)
class Ends:
    """The two ends of the ASGI server, and the socket below them."""

    receive: Receive
    send: Send
    line: Line


class App:
    """Both portals and the control addresses."""

    def __init__(self, stage: Stage, latency: Latency) -> None:
        self._stage = stage
        self._latency = latency
        self._people = tuple(stage.people.values())

    async def __call__(self, scope: MutableMapping[str, object], receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = await taken(scope, receive)
        portal = next((p for p in PORTALS if request.path.startswith(p.roots)), None)
        if portal is None:
            reply = control.reply(self._stage, request) or page(NOT_FOUND, status=404)
            return await _send(send, reply)
        route = portal.routes.find(request, portal.service(request))
        who = portal.named if route is None or route.is_open else portal.client
        call = self._call(request, route, who(self._stage, request))
        line = cast(Mapping[str, Line], scope["state"])[LINE]
        with self._stage.log.request(portal.name, call.tan, call.route) as entry:
            return await self._answer(Exchange(portal, route, call, entry), Ends(receive, send, line))

    def _call(self, request: Request, route: Route | None, client: Person | None) -> Call:
        name = route.name if route else "unknown"
        shown = client
        if client and self._stage.faults.due((Fault.OTHER_TAN,), tan=client.tan, route=name):
            shown = self._people[(client.index + 1) % len(self._people)]
        return Call(request=request, stage=self._stage, route=name, client=client, shown=shown)

    async def _answer(self, exchange: Exchange, ends: Ends) -> None:
        call, entry, faults = exchange.call, exchange.entry, self._stage.faults
        reply = _reply(exchange)
        if spoil := faults.due(possible(reply), tan=call.tan, route=call.route):
            reply = spoiled(spoil, call.request, reply)
        entry.slept = self._wait(exchange)
        await asyncio.sleep(entry.slept)
        if broken := faults.due(BREAKS, tan=call.tan, route=call.route):
            await ends.line.send(broken, reply)
            return await _parted(ends.receive)
        entry.status = reply.status
        clock = call.fault(Fault.CLOCK)
        return await _send(ends.send, reply, hours=float(clock.value) if clock else 0.0)

    def _wait(self, exchange: Exchange) -> float:
        """Seconds of latency, and of slowness by fault."""
        call, name = exchange.call, exchange.portal.name
        is_first = exchange.route is not None and exchange.route.is_start
        step = self._stage.log.step(name, call.tan, is_first=is_first)
        slow = call.fault(Fault.SLOW)
        return self._latency.seconds(name, call.tan, step) + (float(slow.value) if slow else 0.0)


def _reply(exchange: Exchange) -> Reply:
    portal, route, call = exchange.portal, exchange.route, exchange.call
    if route is None:
        return portal.unknown(call.request)
    if not route.is_open:
        if call.client is None:
            return portal.lost(call.request)
        if expired := call.stage.faults.due(EXPIRED, tan=call.tan, route=call.route):
            portal.end(call.stage, call.request)
            return _expired(expired.fault, portal)
    try:
        return portal.balk(call) or route.answer(call)
    except Malformed:
        return portal.unknown(call.request)


def _expired(fault: Fault, portal: Portal) -> Reply:
    if fault is Fault.EXPIRED_410:
        return GONE
    if fault is Fault.EXPIRED_401:
        return answer({"status": 401, "message": "Unauthorized"}, status=401)
    return page(SIGN_IN_PAGES[portal.name])


async def _send(send: Send, reply: Reply, *, hours: float = 0.0) -> None:
    """Send a reply whole, with a clock that may be wrong by some hours."""
    now = format_datetime(datetime.now(UTC) + timedelta(hours=hours), usegmt=True)
    headers = (("Content-Type", reply.media), ("Content-Length", str(len(reply.body))), ("Date", now), *reply.headers)
    raw = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers]
    await send({"type": "http.response.start", "status": reply.status, "headers": raw})
    await send({"type": "http.response.body", "body": reply.body})


async def _parted(receive: Receive) -> None:
    """Wait until the caller is gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
