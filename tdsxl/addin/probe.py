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
    tell(Probed(what="Network", answers=answers, text="works" if answers else nobody_answers(hosts)))


def nobody_answers(hosts: Hosts) -> str:
    """What to look at when neither portal can be reached."""
    # No other portals may be spoken to in the clear.
    if hosts.itportal.origin.startswith("http://"):
        return (
            "These practice portals are not running. Press Practice portals on the ribbon of your own workbook: "
            "it opens portals with a book of theirs."
        )
    return "Neither portal can be reached: look at the cable, the Wi-Fi or the proxy."


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
    return Probed(what=portal.title, answers=True, text=f"answers in {_span(time.monotonic() - began)}")


def _span(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds > 1 else f"{1000 * seconds:.0f} ms"
