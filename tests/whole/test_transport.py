"""Whoever stands between this PC and a portal, or sends us away from it, gets no password, no cookie and no token."""

import ssl
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import trustme

from tdsxl.engine.run import Pace
from tdsxl.practice.faults import Fault
from tdsxl.practice.server import Practice
from tdsxl.values import Portal
from tests.portals.raw import RawServer, answer, forwarding, saying, serving
from tests.whole.conftest import MODULE, OpenFirm
from tests.whole.firm import Firm, canonical

pytestmark = pytest.mark.fault
ADDRESS = "127.0.0.1"
FEW = dict.fromkeys(Portal, Pace(sessions=2, login_gap=0.0))
AWAY = {
    0: ("itportal.userid", "traces.bridge"),
    1: ("itportal.document", "traces.file"),
    2: ("itportal.password", "traces.login"),
    3: ("itportal.profile", "traces.dashboard"),
    7: ("itportal.challans", "traces.page.stmtstatus"),
    11: ("itportal.proceedings", "traces.unconsumed"),
}
"""Place of a client → the screens that send it to another host."""


@dataclass(frozen=True, slots=True)
class Wired:
    """A firm whose portals speak TLS, and two servers that are none of theirs."""

    firm: Firm
    portals: Practice
    line: RawServer
    """What came to the portals, as they would see it."""
    trusted: RawServer
    """Another host, with a certificate that is believed."""
    plain: RawServer
    """No TLS; on the portals' own address, and on another."""


@pytest.fixture
def authority() -> trustme.CA:
    """The firm's own."""
    return trustme.CA()


@pytest.fixture
def wired(portals: Practice, firm_of: OpenFirm, authority: trustme.CA) -> Iterator[Wired]:
    """The clients that are sent away."""
    firm = firm_of(*AWAY)
    with (
        serving(forwarding(portals.url), identity(authority, ADDRESS)) as line,
        serving(saying(answer()), identity(authority, "localhost")) as trusted,
        serving(saying(answer())) as plain,
    ):
        lead(firm, line.origin, authority)
        yield Wired(firm, portals, line, trusted, plain)


def identity(authority: trustme.CA, name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


def lead(firm: Firm, origin: str, authority: trustme.CA) -> None:
    """Write a portals file that leads the firm to an origin."""
    authority.cert_pem.write_to_path(str(firm.home.path / "office.pem"))
    text = firm.portals.portals_toml().replace(firm.portals.url, origin)
    (firm.home.path / "portals.toml").write_text(f'ca = "office.pem"\n{text}', encoding="utf-8")


def elsewhere(wired: Wired, where: str) -> str:
    """An address to be sent to."""
    return {
        "another host": f"https://localhost:{wired.trusted.port}",
        "another host, plain": f"http://localhost:{wired.plain.port}",
        "the same host, plain": f"http://{ADDRESS}:{wired.plain.port}",
    }[where]


@pytest.mark.row("B13")
@pytest.mark.parametrize("where", ["another host", "another host, plain", "the same host, plain"])
def test_nothing_follows_a_redirect_out_of_the_portal(wired: Wired, where: str) -> None:
    """At the user id, the password, the bridge with its tokens, a list or a file: not even a connection is made."""
    there = elsewhere(wired, where)
    routes = [(wired.portals.people[place].tan, route) for place, pair in AWAY.items() for route in pair]
    for tan, route in routes:
        wired.portals.faults.add(Fault.TO_HOST, tan=tan, route=route, value=there)
    assert not wired.firm.sync().is_complete
    sent_away = {(one.account, one.route) for one in wired.portals.log.requests if one.status == 302}
    assert set(routes) <= sent_away
    said = b"".join(wired.line.requests)
    assert all(secret in said for secret in (b'"pass"', b"Bearer ", b"ookie: "))
    assert wired.trusted.connections == wired.plain.connections == 0


@pytest.mark.row("B13")
@pytest.mark.parametrize("where", ["another host", "another host, plain", "the same host, plain"])
def test_nothing_follows_a_file_out_of_the_portal(wired: Wired, where: str) -> None:
    """The address of a requested download is the portal's own words."""
    there = f"{elsewhere(wired, where)}/file.zip"
    wired.portals.faults.add(Fault.SET_FIELD, route="traces.request_file", value=f"success={there}")
    assert not wired.firm.sync(modules=("notices",)).is_complete
    assert Counter(one.route for one in wired.portals.log.requests)["traces.request_file"] > 0
    assert wired.trusted.connections == wired.plain.connections == 0


@pytest.mark.row("B12", "B14")
@pytest.mark.parametrize("portal", ["itportal", "traces"])
@pytest.mark.parametrize("why", ["another host", "known issuer"])
def test_who_answers_in_a_portals_place_is_met_by_few_clients_and_told_nothing(
    firm_of: OpenFirm, authority: trustme.CA, portal: str, why: str
) -> None:
    """As a hotel's network or an inspecting proxy does: no request leaves, and what was read before stays."""
    firm = firm_of(0, 1, 2, 3, 7, 11, 12)
    firm.sync(modules=(MODULE[portal],))
    before = canonical(firm.held())
    firm.portals.log.clear()
    shown = {"another host": (authority, "wifi.hotel.example"), "known issuer": (trustme.CA(), ADDRESS)}
    with serving(saying(answer()), identity(*shown[why])) as hotel:
        lead(firm, f"https://{ADDRESS}:{hotel.port}", authority)
        done = firm.sync(modules=(MODULE[portal],), paces=FEW)
    reasons = [state.reason or "" for state in done.states.values()]
    assert hotel.requests == []
    assert 2 <= hotel.connections <= FEW[Portal(portal)].sessions + 2 < len(reasons)
    assert any(why in reason for reason in reasons)
    assert all(reasons)
    assert canonical(firm.held()) == before
    assert firm.portals.log.requests == ()
