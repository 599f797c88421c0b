"""The line breaks while a sync sleeps, or there is none: nothing is lost, nothing is sent twice, the rest works."""

import os
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from tdsxl.practice.faults import Fault
from tdsxl.practice.server import Practice
from tests.portals.raw import forwarding, serving
from tests.whole.book import rows
from tests.whole.conftest import STAFFED
from tests.whole.firm import canonical, held, left_open
from tests.whole.pc import Pc, moved_in, wait_until

pytestmark = pytest.mark.fault
ASLEEP_S = 5.0
"""Seconds; longer than an idle connection is kept."""
SLOW_S = 0.02
"""Seconds of every answer, so that a sync is still under way when it is put to sleep."""
GONE = {"itportal": Fault.EXPIRED_401, "traces": Fault.EXPIRED_410}
POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows cannot put a process to sleep from outside")


def lead(pc: Pc, portals: Practice, origin: str) -> None:
    """Let a PC reach the portals over another address."""
    text = portals.portals_toml().replace(portals.url, origin)
    (pc.folder / "portals.toml").write_text(text, encoding="utf-8")


def found(pc: Pc, tans: list[str]) -> tuple[list[str], Mapping[str, Counter[tuple[object, ...]]]]:
    """What journal and workbook say, without stamps."""
    return canonical(held(pc.home, tans)), rows(pc.book)


@POSIX
@pytest.mark.row("B15", "A7")
def test_a_sync_that_slept_goes_on_where_it_was(template: Path, pc: Pc, portals: Practice, tmp_path: Path) -> None:
    """Its connections are gone, and so are its sessions: each is opened once more; the rows are those of a calm one."""
    tans = [portals.people[place].tan for place in STAFFED[:2]]
    asked = [word for tan in tans for word in ("--tan", tan)]
    calm = moved_in(tmp_path / "calm", template, portals)
    assert calm.sync(*asked).status == 0
    wanted = len(portals.log.requests) // 2
    portals.log.clear()
    portals.faults.add(Fault.SLOW, value=SLOW_S)
    with serving(forwarding(portals.url)) as line:
        lead(pc, portals, line.origin)
        running = pc.start_sync(*asked)
        wait_until(lambda: len(portals.log.requests) > wanted)
        running.freeze()
        line.drop()
        for tan in tans:
            for portal, fault in GONE.items():
                portals.faults.add(fault, tan=tan, route=f"{portal}.*", times=1)
        time.sleep(ASLEEP_S)
        sent = len(portals.log.requests)
        running.thaw()
        said = running.wait()
    assert (said.status, "Traceback" in said.err) == (0, False)
    assert len(portals.log.requests) > sent
    assert {401, 410} & {request.status for request in portals.log.requests}
    assert max(Counter((login.portal, login.user) for login in portals.log.logins).values()) <= 2
    assert left_open(portals.log) == 0
    assert found(pc, tans) == found(calm, tans)


@pytest.mark.row("B16")
def test_without_a_network_all_but_the_portals_works(pc: Pc, portals: Practice) -> None:
    """A sync says so and ends; status, sheets, share copy and changes are those of the last good one."""
    with serving(forwarding(portals.url)) as line:
        lead(pc, portals, line.origin)
        pc.sync()
    before, requests = rows(pc.book), portals.log.requests
    offline = pc.sync()
    assert offline.status == 1
    assert "cannot be reached" in offline.err + offline.out
    assert "Traceback" not in offline.err
    assert portals.log.requests == requests
    copy = pc.folder / "copy.xlsx"
    for words in (("write", pc.book), ("share", pc.book, "--out", copy), ("changes", pc.book)):
        said = pc.run(*words)
        assert (said.status, "Traceback" in said.err) == (0, False), said
    # One client's password was refused before, so that not all is checked.
    assert pc.run("status", pc.book).status == 1
    assert rows(pc.book) == before
    assert any(rows(copy).values())
