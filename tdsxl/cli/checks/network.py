"""Whether the portals can be reached from here, with the product's own TLS; nothing is sent to them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from tdsxl.cli.checks.finding import Finding, trouble
from tdsxl.errors import TdsxlError
from tdsxl.portals.hosts import Hosts
from tdsxl.portals.reach import reached
from tdsxl.values import Portal

_SKEW = timedelta(minutes=5)
"""More than any portal's own clock is wrong."""


def network(hosts: Hosts) -> Iterator[Finding]:
    """Both portals, and this PC's clock against theirs."""
    clocks: list[timedelta] = []
    failed: list[tuple[Portal, TdsxlError]] = []
    for portal in Portal:
        try:
            told = reached(hosts, portal)
        except TdsxlError as error:
            failed.append((portal, error))
        else:
            yield Finding(portal.title, "answers")
            clocks += [datetime.now(UTC) - told] if told else []
    if len(failed) == len(Portal):
        yield Finding("Network", f"no portal can be reached. {failed[0][1].message}", failed[0][1].remedy or _ONLINE)
    else:
        yield from (trouble(portal.title, error) for portal, error in failed)
    yield from map(_clock, clocks[:1])


_ONLINE = "Check the internet connection of this PC, then run tdsxl doctor again."


def _clock(ahead: timedelta) -> Finding:
    if abs(ahead) <= _SKEW:
        return Finding("Clock", "agrees with the portals'")
    minutes, way = round(abs(ahead) / timedelta(minutes=1)), "ahead of" if ahead > timedelta(0) else "behind"
    return Finding("Clock", f"{minutes} minutes {way} the portals'.", "Let this PC set its clock by itself.")
