"""Files of the portals: whole, under our own names, and asked for only when they are there."""

from collections import Counter

import pytest

from tdsxl.modules.base import Stored
from tdsxl.practice.faults import Fault
from tdsxl.practice.server import Practice
from tdsxl.records import Notice, NoticeKind
from tests.portals.raw import forwarding, serving
from tests.whole.conftest import OpenFirm
from tests.whole.firm import Firm

pytestmark = pytest.mark.fault
HOSTILE = (r"..\..\Start Menu\CON.pdf", "../../.bashrc", "a:b.exe", "C:/x.zip", "r" * 300, "x%00y.pdf", "..")
PLACE = 1
"""A client with letters, and with requested downloads of every status."""


def requests(firm: Firm) -> dict[str, Stored]:
    """Reference → what is held of a requested download."""
    held = (stored for found in firm.held().values() for stored in found)
    return {
        stored.record.reference: stored
        for stored in held
        if isinstance(stored.record, Notice) and stored.record.kind is NoticeKind.DOWNLOAD
    }


def statuses(firm: Firm) -> Counter[str | None]:
    return Counter(stored.record.status for stored in requests(firm).values() if isinstance(stored.record, Notice))


@pytest.mark.row("C8")
def test_a_report_that_is_not_ready_is_asked_again_by_the_next_run(portals: Practice, firm_of: OpenFirm) -> None:
    """It is shown as the portal words it, and its file is not asked for; no request is ever raised."""
    firm = firm_of(PLACE)
    portals.faults.add(Fault.NOT_READY)
    assert firm.sync(modules=("notices",)).is_complete
    waiting = statuses(firm)
    assert (waiting["Submitted"] > 0, waiting["Available"]) == (True, 0)
    assert not [reference for _, _, reference in firm.files() if reference in requests(firm)]
    asked = Counter(request.route for request in portals.log.requests)
    assert (asked["traces.request_file"], asked["traces.file"], asked["unknown"]) == (0, 0, 0)
    portals.faults.clear()
    assert firm.sync(modules=("notices",)).is_complete
    ready = statuses(firm)["Available"]
    fetched = {reference for _, _, reference in firm.files() if reference in requests(firm)}
    asked = Counter(request.route for request in portals.log.requests)
    assert len(fetched) == asked["traces.request_file"] == ready > 0
    assert sum(statuses(firm).values()) == sum(waiting.values())
    assert asked["unknown"] == 0


@pytest.mark.row("C7")
@pytest.mark.parametrize("left", [0, 1, 5, 100])
def test_a_file_that_comes_short_is_not_kept(portals: Practice, firm_of: OpenFirm, left: int) -> None:
    """Neither under its name nor under another; the rows of its list are there, and the next sync has the file."""
    firm = firm_of(PLACE)
    for route in ("itportal.document", "traces.file", "traces.inbox_pdf"):
        portals.faults.add(Fault.WRONG_FILE, route=route, value=left)
    assert not firm.sync(modules=("notices",)).is_complete
    assert not {path.suffix for path in firm.home.downloads.rglob("*")} & {".pdf", ".zip"}
    portals.faults.clear()
    assert firm.sync(modules=("notices",)).is_complete
    assert all(content[:4] in (b"%PDF", b"PK\x03\x04") for (content,) in firm.files().values())
    assert len(firm.files()) > 2


@pytest.mark.row("C9")
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_of_a_file_is_not_used(portals: Practice, firm_of: OpenFirm, name: str) -> None:
    """The files lie in the client's folder, as they do without it."""
    firm, heard = firm_of(PLACE), list[bytes]()
    portals.faults.add(Fault.HOSTILE_NAME, value=name)
    with serving(forwarding(portals.url, heard)) as line:
        text = portals.portals_toml().replace(portals.url, line.origin)
        (firm.home.path / "portals.toml").write_text(text, encoding="utf-8")
        assert firm.sync(modules=("notices",)).is_complete
    assert sum(f'filename="{name}"'.encode() in said for said in heard) > 2
    folders = firm.home.downloads.glob(f"* {firm.people[0].tan}/*")
    kept = {path for path in firm.home.path.parent.rglob("*") if path.suffix in (".pdf", ".zip", ".exe", ".bashrc")}
    assert {path.parent for path in kept} <= set(folders)
    kinds = tuple(kind.value for kind in NoticeKind)
    assert all(path.name.startswith(kinds) for path in kept)
    assert len(kept) == len(firm.files()) > 2
