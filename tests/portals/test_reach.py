"""Whether a portal answers: over a real socket, and with nothing but a question for a first page."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tdsxl.errors import Unavailable
from tdsxl.portals.hosts import Hosts, read_hosts
from tdsxl.portals.reach import reached
from tdsxl.practice.server import Practice
from tdsxl.values import Portal

NOBODY = "http://127.0.0.1:9"


def hosts_of(portals: Practice, folder: Path) -> Hosts:
    file = folder / "portals.toml"
    file.write_text(portals.portals_toml(), encoding="utf-8")
    return read_hosts(file)


@pytest.mark.parametrize("portal", Portal)
def test_a_portal_that_answers_tells_its_clock(portal: Portal, tmp_path: Path) -> None:
    """Whatever it answers: no page of it is judged."""
    with Practice(clients=1, scale=0.1) as portals:
        told = reached(hosts_of(portals, tmp_path), portal)
    assert told is not None
    assert abs(datetime.now(UTC) - told) < timedelta(minutes=1)


def test_every_site_of_traces_must_answer(tmp_path: Path) -> None:
    """The login and the 1961-Act site; the address that only stands in headers is not asked."""
    with Practice(clients=1, scale=0.1) as portals:
        hosts = hosts_of(portals, tmp_path)
        assert reached(replace(hosts, traces=replace(hosts.traces, site=NOBODY)), Portal.TRACES)
        for lost in (replace(hosts.traces, gateway=NOBODY), replace(hosts.traces, old=NOBODY)):
            with pytest.raises(Unavailable, match="cannot be reached"):
                reached(replace(hosts, traces=lost), Portal.TRACES)
