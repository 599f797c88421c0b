"""What goes wrong for one client at one screen stays there; what passes is tried again; old rows stay."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from tdsxl.engine.sync import Synced
from tdsxl.practice.faults import Fault
from tdsxl.practice.people import NOTHING
from tdsxl.practice.server import Practice
from tdsxl.practice.world.demands import YearDemand, prior_demands
from tdsxl.records import Demand
from tests.whole.conftest import DAYS, OpenFirm
from tests.whole.firm import Firm, an_hour_passes, canonical, open_firm

pytestmark = pytest.mark.fault


@dataclass(frozen=True, slots=True)
class Hit:
    """One fault of one client."""

    place: int
    route: str
    fault: Fault
    module: str
    """Where it is met first."""
    value: str = ""


@pytest.fixture(scope="module")
def synced(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firm]:
    """Three clients that were read once without a fault."""
    with Practice(clients=3, scale=0.25, day=DAYS[0]) as portals:
        firm = open_firm(tmp_path_factory.mktemp("faulty") / "home", portals)
        assert firm.sync().is_complete
        yield firm


@pytest.fixture
def firm(synced: Firm) -> Iterator[Firm]:
    """The three clients an hour later; faults are taken out of force after the test."""
    an_hour_passes(synced.home)
    synced.portals.log.clear()
    yield synced
    synced.portals.faults.clear()


def strike(firm: Firm, *hits: Hit, times: int | None = None, after: int = 0) -> None:
    for hit in hits:
        tan = firm.people[hit.place].tan
        firm.portals.faults.add(hit.fault, tan=tan, route=hit.route, value=hit.value, times=times, after=after)


def unchecked(done: Synced) -> Mapping[tuple[str, str], str | None]:
    return {pair: state.reason for pair, state in done.states.items() if not state.outcome.is_checked}


CHANGED = {
    "fields": (
        Hit(0, "itportal.challans", Fault.DROP_FIELD, "challans", "amount"),
        Hit(1, "itportal.statements", Fault.RENAME_FIELD, "returns", "tempAckNo"),
        Hit(2, "traces.inbox", Fault.DROP_FIELD, "notices", "rowCount"),
    ),
    "types": (
        Hit(0, "traces.unconsumed", Fault.SET_FIELD, "unconsumed", "hidunconschlnamt=1e5"),
        Hit(1, "itportal.challans", Fault.RETYPE_FIELD, "challans", "totalElements"),
        Hit(2, "traces.certificate", Fault.SET_FIELD, "ldc", "deducteepan=AAAPA0000A"),
    ),
    "words": (
        Hit(0, "traces.statements", Fault.UNKNOWN_WORD, "returns", "status"),
        Hit(1, "itportal.notices", Fault.UNKNOWN_WORD, "notices", "isSubmitted"),
        Hit(2, "traces.child_certificate", Fault.UNKNOWN_WORD, "ldc", "activeFlag"),
    ),
    "columns": (
        Hit(0, "traces.default", Fault.DROP_FIELD, "demand", "Payable(Rs.)"),
        Hit(1, "traces.default", Fault.SWAP_COLUMNS, "demand", "Statement|Order Passed Date"),
        Hit(2, "traces.demand", Fault.SWAP_COLUMNS, "demand", "finYr|fin"),
    ),
    "totals": (
        Hit(0, "traces.unconsumed", Fault.COUNT_DIFFERS, "unconsumed"),
        Hit(1, "itportal.challans", Fault.COUNT_DIFFERS, "challans"),
        Hit(2, "itportal.statements", Fault.COUNT_DIFFERS, "returns"),
    ),
    "periods": (
        Hit(0, "traces.statements", Fault.SET_FIELD, "returns", "finyear=2019-20"),
        Hit(1, "itportal.statements", Fault.SET_FIELD, "returns", "formTypeCd=F99Q"),
        Hit(2, "traces.certificate", Fault.SET_FIELD, "ldc", "finyear=2019-20"),
    ),
    "acts": (
        Hit(0, "itportal.challans", Fault.SET_FIELD, "challans", "actType=O"),
        Hit(1, "itportal.statements", Fault.SET_FIELD, "returns", "refYear=2026"),
        Hit(2, "traces.child_certificate", Fault.SET_FIELD, "ldc", "taxYear=2026-27 (FY)"),
    ),
    "days": (
        Hit(0, "traces.unconsumed", Fault.SET_FIELD, "unconsumed", "dateofdep=03/04/2026"),
        Hit(1, "traces.statements", Fault.SET_FIELD, "returns", "dtoffiling=31-MAR-26"),
        Hit(2, "itportal.challans", Fault.SET_FIELD, "challans", "paymentTime=2026-06-07 10:00"),
    ),
    "amounts": (
        Hit(0, "traces.unconsumed", Fault.SET_FIELD, "unconsumed", "hidchlnamt=(123.00)"),
        Hit(1, "traces.demand", Fault.SET_FIELD, "demand", "cpcdmd=१२३.००"),
        Hit(2, "itportal.challans", Fault.SET_FIELD, "challans", "amount=1_000"),
    ),
    "codes": (
        Hit(0, "traces.unconsumed", Fault.SET_FIELD, "unconsumed", "chlnsrno=1234567"),
        Hit(1, "itportal.statements", Fault.SET_FIELD, "returns", "tempAckNo=12345678901234"),
        Hit(2, "itportal.challans", Fault.SET_FIELD, "challans", "crn=1234567890123"),
    ),
    "shapes": (
        Hit(0, "itportal.forms", Fault.OTHER_SHAPE, "returns"),
        Hit(1, "traces.statements", Fault.OTHER_SHAPE, "returns"),
        Hit(2, "itportal.challans", Fault.OTHER_SHAPE, "challans"),
    ),
    "html": (
        Hit(0, "itportal.proceedings", Fault.HTML, "notices"),
        Hit(1, "traces.statements", Fault.HTML, "returns"),
        Hit(2, "traces.demand", Fault.HTML, "demand"),
    ),
    "nothing": (
        Hit(0, "itportal.challans", Fault.EMPTY_BODY, "challans"),
        Hit(1, "traces.unconsumed", Fault.EMPTY_BODY, "unconsumed"),
        Hit(2, "traces.certificate", Fault.EMPTY_BODY, "ldc"),
    ),
    "elsewhere": (
        Hit(0, "traces.page.stmtstatus", Fault.TO_HOST, "returns"),
        Hit(1, "itportal.challans", Fault.TO_HOST, "challans"),
        Hit(2, "traces.unconsumed", Fault.TO_HTTP, "unconsumed"),
    ),
}


@pytest.mark.row("C1", "C4", "C6", "C10", "C11", "C12", "C18")
@pytest.mark.parametrize("hits", CHANGED.values(), ids=CHANGED)
def test_a_changed_screen_stops_one_module_of_one_client(firm: Firm, hits: tuple[Hit, ...]) -> None:
    """The module says so and keeps its rows; the client's other modules, and other clients, are complete."""
    before = canonical(firm.held())
    strike(firm, *hits)
    reasons = unchecked(firm.sync())
    assert set(reasons) == {(firm.people[hit.place].tan, hit.module) for hit in hits}
    assert all(reasons.values())
    assert canonical(firm.held()) == before
    assert {trouble.tan for trouble in firm.troubles()} == {firm.people[hit.place].tan for hit in hits}


@pytest.mark.row("B2", "B3", "B6", "B7")
def test_what_passes_is_tried_again(firm: Firm) -> None:
    """A cut answer, a reset, a failure, a busy portal: the second try is complete, and Exceptions is empty."""
    strike(
        firm,
        Hit(0, "itportal.challans", Fault.CUT_LENGTH, "challans", "100"),
        Hit(0, "traces.unconsumed", Fault.RESET, "unconsumed", "50"),
        Hit(1, "itportal.statements", Fault.BROKEN_500, "returns"),
        Hit(1, "traces.inbox", Fault.CUT_CHUNKED, "notices", "100"),
        Hit(2, "itportal.proceedings", Fault.CUT_GZIP, "notices", "60"),
        Hit(2, "traces.demand", Fault.BUSY_503, "demand"),
        Hit(2, "traces.statements", Fault.MAINTENANCE, "returns"),
        times=1,
    )
    assert unchecked(firm.sync()) == {}
    assert firm.troubles() == []
    assert 500 in {request.status for request in firm.portals.log.requests}


@pytest.mark.row("B2")
def test_retry_after_is_obeyed(firm: Firm) -> None:
    """A portal that asks for a second is left alone for a second by that account."""
    tan = firm.people[0].tan
    strike(firm, Hit(0, "itportal.challans", Fault.BUSY_429, "challans", "1"), times=1)
    assert firm.sync(modules=("challans",)).is_complete
    asked = [request for request in firm.portals.log.requests if request.account == tan]
    (busy,) = (place for place, request in enumerate(asked) if request.status == 429)
    assert asked[busy + 1].started - asked[busy].ended >= 1.0


@pytest.mark.row("B2")
def test_a_portal_that_asks_for_an_hour_is_left_for_a_later_run(firm: Firm) -> None:
    """The visit ends at once; what it had read stays."""
    strike(firm, Hit(0, "traces.unconsumed", Fault.BUSY_429, "unconsumed", "3600"))
    reasons = unchecked(firm.sync(modules=("returns", "unconsumed", "demand")))
    tan = firm.people[0].tan
    assert set(reasons) == {(tan, "unconsumed"), (tan, "demand")}


@pytest.mark.row("B6")
def test_a_screen_that_stays_cut_costs_its_own_module_only(firm: Firm) -> None:
    """It is read four times and left; the visit goes on, and the portal is not taken for down."""
    before = canonical(firm.held())
    tan = firm.people[0].tan
    strike(firm, Hit(0, "traces.unconsumed", Fault.CUT_LENGTH, "unconsumed", "50"))
    reasons = unchecked(firm.sync())
    assert set(reasons) == {(tan, "unconsumed")}
    assert all("cut its answer off" in (reason or "") for reason in reasons.values())
    assert canonical(firm.held()) == before
    asked = Counter(request.route for request in firm.portals.log.requests if request.account == tan)
    assert asked["traces.unconsumed"] == 4


@pytest.mark.row("A7")
def test_a_session_that_ends_is_renewed_once(firm: Firm) -> None:
    """Over the bridge again at TRACES, by a second login at the IT portal; all is read, and no row twice."""
    before = canonical(firm.held())
    strike(
        firm,
        Hit(0, "itportal.challans", Fault.EXPIRED_401, "challans"),
        Hit(1, "itportal.statements", Fault.EXPIRED_HTML, "returns"),
        Hit(0, "traces.statements", Fault.EXPIRED_410, "returns"),
        Hit(1, "traces.default", Fault.EXPIRED_HTML, "demand"),
        Hit(2, "traces.inbox", Fault.EXPIRED_410, "notices"),
        times=1,
        after=1,
    )
    assert firm.sync().is_complete
    assert canonical(firm.held()) == before
    asked = Counter((request.route, request.account) for request in firm.portals.log.requests)
    tans = [person.tan for person in firm.people]
    assert [asked["itportal.password", tan] for tan in tans] == [2, 2, 1]
    assert [asked["traces.bridge", tan] for tan in tans] == [2, 2, 2]
    assert [asked["traces.login", tan] for tan in tans] == [1, 1, 1]


@pytest.mark.row("A7")
def test_a_session_that_never_lives_is_left(firm: Firm) -> None:
    """After the second loss the visit ends; it does not log in for ever."""
    strike(firm, Hit(0, "itportal.challans", Fault.EXPIRED_401, "challans"))
    reasons = unchecked(firm.sync())
    tan = firm.people[0].tan
    assert set(reasons) == {(tan, "challans"), (tan, "notices")}
    asked = Counter(request.route for request in firm.portals.log.requests if request.account == tan)
    assert asked["itportal.password"] == 2


OTHERS = {
    "itportal.profile": ("returns", "challans", "notices"),
    "itportal.statements": ("returns", "challans", "notices"),
    "traces.dashboard": ("returns", "unconsumed", "notices", "demand", "ldc"),
    "traces.default": ("demand", "ldc"),
}
"""Where a portal tells whose data it shows → the modules that were not read before."""


@pytest.mark.row("A13")
@pytest.mark.row("C5")
@pytest.mark.parametrize("route", OTHERS)
def test_another_clients_data_end_the_visit(firm: Firm, route: str) -> None:
    """Nothing of the reply is stored, the session is signed out, and the client is not tried again in this run."""
    before = canonical(firm.held())
    tan = firm.people[0].tan
    strike(firm, Hit(0, route, Fault.OTHER_TAN, ""))
    reasons = unchecked(firm.sync())
    assert set(reasons) == {(tan, module) for module in OTHERS[route]}
    assert all("another TAN" in (reason or "") for reason in reasons.values())
    assert canonical(firm.held()) == before
    assert len([one for one in firm.portals.log.logins if one.user == tan]) == 2
    assert sum(firm.portals.log.open_sessions.values()) == 0


@pytest.mark.row("F5")
@pytest.mark.row("C1")
def test_an_unknown_reply_is_set_aside_encrypted(firm: Firm) -> None:
    """The vault opens it for whoever mends the page reader; no file of ours holds a word of it in plain."""
    kept = set(firm.home.set_aside.glob("*"))
    strike(firm, Hit(0, "traces.unconsumed", Fault.DROP_FIELD, "unconsumed", "hidchlnamt"))
    firm.sync(modules=("unconsumed",))
    (sealed,) = set(firm.home.set_aside.glob("*")) - kept
    assert b'"chlnbsrcode"' in firm.vault.unseal(sealed.read_bytes(), label="reply")
    files = [path for path in firm.home.path.rglob("*") if path.is_file()]
    assert not [path for path in files if b"chlnbsrcode" in path.read_bytes()]


@pytest.mark.row("C7")
def test_a_broken_file_is_fetched_by_the_next_sync(portals: Practice, firm_of: OpenFirm) -> None:
    """A cut letter or zip is not kept, the module says so, and the rest of the client is read."""
    firm = firm_of(0)
    for route in ("itportal.document", "traces.file"):
        portals.faults.add(Fault.WRONG_FILE, route=route, times=1)
    first = firm.sync()
    assert {module for _, module in unchecked(first)} == {"notices"}
    assert firm.sync().is_complete
    assert all(content[:4] in (b"%PDF", b"PK\x03\x04") for (content,) in firm.files().values())


@pytest.mark.row("C4")
def test_an_empty_list_that_does_not_say_so_is_not_believed(portals: Practice, firm_of: OpenFirm) -> None:
    """A client that has nothing is Nothing on portal only while the portal's own count or words prove it."""
    (place,) = (place for place, person in enumerate(portals.people) if NOTHING in person.traits)
    firm = firm_of(place)
    assert firm.sync().is_complete
    an_hour_passes(firm.home)
    portals.faults.add(Fault.NO_EMPTY_MARK)
    states = firm.sync().states
    believed = {module for (_, module), state in states.items() if state.outcome.is_checked}
    assert believed == set(), states


def test_prior_years_that_do_not_open_show_their_own_row(portals: Practice, firm_of: OpenFirm) -> None:
    """With its amount, and the module is Not checked; the next sync opens it and the row is gone."""
    place = next(place for place in range(3) if prior_demands(portals.people[place]))
    firm = firm_of(place)
    (tan,) = firm.contents.register
    inside = prior_demands(firm.people[0])
    portals.faults.add(Fault.EMPTY_BODY, route="traces.prior_years", times=1)
    assert set(unchecked(firm.sync(modules=("demand",)))) == {(tan, "demand")}
    prior = Demand(year=None, manual=sum_of(inside, "manual"), processed=sum_of(inside, "processed"))
    assert prior in {stored.record for stored in firm.held()[tan, "demand"]}
    assert firm.sync(modules=("demand",)).is_complete
    gone = [stored.record for stored in firm.held()[tan, "demand"] if stored.gone_at]
    assert gone == [prior]


def sum_of(owed: tuple[YearDemand, ...], which: str) -> Decimal:
    return sum((getattr(one, which) for one in owed), Decimal(0))


@pytest.mark.row("C2", "C3")
def test_a_list_that_shifts_while_it_is_read_is_read_again(tmp_path: Path) -> None:
    """Once is mended by a second reading; a page that comes twice every time is refused, and the rows stay."""
    with Practice(clients=2, day=DAYS[0]) as portals:
        firm = open_firm(tmp_path / "home", portals, places=[1])
        assert firm.sync(modules=("challans",)).is_complete
        before = canonical(firm.held())
        portals.log.clear()
        portals.faults.add(Fault.ROW_INSERTED, route="itportal.challans", times=1)
        assert firm.sync(modules=("challans",)).is_complete
        assert Counter(request.route for request in portals.log.requests)["itportal.challans"] > 3
        portals.faults.clear()
        portals.faults.add(Fault.PAGE_REPEATED, route="itportal.challans")
        assert len(unchecked(firm.sync(modules=("challans",)))) == 1
        assert canonical(firm.held()) == before
