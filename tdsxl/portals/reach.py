"""Whether a portal answers at all: the first page of each of its sites is asked for, and nothing is sent."""

import time
from contextlib import closing
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from tdsxl.portals.base import Reply, Wait
from tdsxl.portals.hosts import Hosts
from tdsxl.portals.transport import open_wire
from tdsxl.values import Portal

PATIENCE_S = 10.0
"""For the whole answer of one site."""


def reached(hosts: Hosts, portal: Portal, *, wait: Wait = time.sleep) -> datetime | None:
    """Ask every site of a portal for its first page; gives the portal's own clock where it tells it.

    Raises:
        Unavailable: A site does not answer, or says that it is down.
        Unsafe: A site's certificate is not believed.
        InputError: The file of certificate authorities is none.
    """
    with closing(open_wire(hosts, portal, gap=0.0, wait=wait)) as wire:
        replies = [wire.get(f"{origin}/", deadline=PATIENCE_S) for origin in _origins(hosts, portal)]
    return _clock(replies[0])


def _origins(hosts: Hosts, portal: Portal) -> tuple[str, ...]:
    """The sites that are spoken to; what only stands in headers is not asked."""
    return (hosts.itportal.origin,) if portal is Portal.ITPORTAL else (hosts.traces.gateway, hosts.traces.old)


def _clock(reply: Reply) -> datetime | None:
    try:
        told = parsedate_to_datetime(reply.headers.get("date", ""))
    except ValueError:
        return None
    return told if told.tzinfo else told.replace(tzinfo=UTC)
