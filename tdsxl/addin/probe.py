"""Do the portals answer? Asks each for its front page, in a thread of its own; logs in nowhere."""

import time
from collections.abc import Callable
from threading import Thread

from tdsxl.errors import TdsxlError
from tdsxl.portals.hosts import Hosts
from tdsxl.portals.transport import open_wire
from tdsxl.values import Portal
from tdsxl.window.values import Probed

_DEADLINE_S = 15.0
"""Whoever looks at the Sync Bucket does not wait longer for a light."""


def probe(hosts: Hosts, tell: Callable[[Probed], None]) -> Thread:
    """Tell of each portal, then of the network."""
    thread = Thread(target=_probe, args=(hosts, tell), name="probe", daemon=True)
    thread.start()
    return thread


def _probe(hosts: Hosts, tell: Callable[[Probed], None]) -> None:
    found = [_probed(hosts, portal, origin) for portal, origin in _fronts(hosts)]
    for one in found:
        tell(one)
    answers = any(one.answers for one in found)
    text = "works" if answers else "neither portal can be reached: look at the cable, the Wi-Fi or the proxy"
    tell(Probed(what="Network", answers=answers, text=text))


def _fronts(hosts: Hosts) -> tuple[tuple[Portal, str], ...]:
    return ((Portal.ITPORTAL, hosts.itportal.origin), (Portal.TRACES, hosts.traces.gateway))


def _probed(hosts: Hosts, portal: Portal, origin: str) -> Probed:
    """Any whole answer will do, also one that says "not found"."""
    began = time.monotonic()
    try:
        wire = open_wire(hosts, portal, gap=0.0, wait=time.sleep)
        try:
            wire.get(f"{origin}/", deadline=_DEADLINE_S)
        finally:
            wire.close()
    except TdsxlError as error:
        return Probed(what=portal.title, answers=False, text=str(error))
    return Probed(what=portal.title, answers=True, text=f"answers in {time.monotonic() - began:.1f} s")
