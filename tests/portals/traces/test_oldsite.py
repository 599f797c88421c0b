"""Bridge, pages, dead sessions and paging on the 1961-Act site (reference §3.3, §3.4, §5.0)."""

from collections.abc import Mapping

import pytest

from tdsxl.errors import PortalChanged, PortalError, SessionLost, Unavailable, WrongClient
from tdsxl.portals.base import Reply
from tdsxl.portals.traces import urls
from tests.portals.traces.scripted import (
    BRIDGED,
    DASHBOARD,
    GONE,
    OFFICIAL_OLD,
    OLD,
    TAN,
    Visit,
    answer,
    grid,
    html,
    moved,
    opened,
)

PAGE = opened(urls.UNCONSUMED.page)
BRIDGE = f"GET {OLD}/app/preauthV2.xhtml"
DASH = f"GET {OLD}/app/ded/dashboard.xhtml"
OPEN = f"GET {OLD}/app/ded/unconschallandetail.xhtml"
ASK = f"POST {OLD}/app/ded/srv/GetUnConChlnDetailServlet?reqtype=0"


def challan(number: int) -> Mapping[str, str]:
    return {
        "chlnbsrcode": "0000123",
        "dateofdep": "05-Apr-2025",
        "chlnsrno": str(number),
        "hidchlnamt": "10.00",
        "hidunconschlnamt": "1.00",
    }


def test_the_bridge_is_built_when_the_first_page_is_wanted() -> None:
    """Tokens, dashboard, page, servlet: in this order, with the headers that the portal wants."""
    visit = Visit.at(urls.UNCONSUMED.page, grid())
    assert visit.session.unconsumed().rows == ()
    assert visit.steps == [BRIDGE, DASH, OPEN, ASK]
    assert visit.wire.asked[0].headers == {
        "Authorization": "Bearer access-1",
        "RefreshToken": "refresh-1",
        "Origin": "https://traces.tdscpc.gov.in",
        "Referer": "https://traces.tdscpc.gov.in/",
        "X-Requested-With": "XMLHttpRequest",
        "X-Bank-Code": "null",
        "X-Everify": "N",
    }
    assert visit.behind[0].headers == {
        "Accept": "application/json, text/javascript, */*; q=0.01",
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Requested-With": "XMLHttpRequest",
        "Referer": f"{OFFICIAL_OLD}/app/ded/unconschallandetail.xhtml",
    }
    assert visit.behind[0].form == {
        "_search": "false",
        "nd": "1795000000000",
        "rows": "100",
        "page": "1",
        "sidx": "",
        "sord": "asc",
    }


def test_bridge_and_page_are_asked_once_per_visit() -> None:
    """A second list needs its own page, a second reading of the same list none."""
    visit = Visit.at(urls.UNCONSUMED.page, grid(), grid(), opened(urls.DEMANDS.page), grid())
    visit.session.unconsumed()
    visit.session.unconsumed()
    visit.session.demands()
    assert visit.steps.count(BRIDGE) == 1
    assert visit.steps.count(OPEN) == 1
    assert visit.steps[-2:] == [
        f"GET {OLD}/app/ded/outstandingdemand.xhtml",
        f"POST {OLD}/app/ded/srv/TagChallanServlet?reqtype=0",
    ]


def test_a_table_may_come_later_by_script() -> None:
    """Only a missing form tells of a lost session (§3.4); what the servlet answers is proven by itself."""
    visit = Visit.inside(BRIDGED, DASHBOARD, html(f"Welcome ({TAN}) Unconsumed Challan Details"), grid(challan(1)))
    assert len(visit.session.unconsumed().rows) == 1


def test_a_location_without_tls_is_moved_to_the_known_host() -> None:
    """The `http://` that the bridge sometimes names is upgraded, and the tokens do not go there."""
    away = moved("http://traces61.tdscpc.gov.in/app/ded/home.xhtml", set_cookie="JSESSIONID=0001; Path=/app")
    visit = Visit.inside(away, html("home"), DASHBOARD, PAGE, grid())
    visit.session.unconsumed()
    assert visit.steps[1] == f"GET {OLD}/app/ded/home.xhtml"
    assert "Authorization" not in visit.wire.asked[1].headers


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ([moved("https://traces.tdscpc.gov.in/auth/login/loginScreen")], SessionLost),
        ([moved("/app/login.xhtml?usr=Ded")], SessionLost),
        ([html("", status=401)], SessionLost),
        ([html("", status=404)], PortalChanged),
        ([moved("")], PortalChanged),
        ([moved("/app/x.xhtml")] * 6, PortalChanged),
        ([html("System has encountered some technical problem.", status=500)], Unavailable),
        ([html("Hello")], PortalChanged),
        ([moved("/app/home.xhtml"), html("Hello")], PortalChanged),
        ([html("Under maintenance")], Unavailable),
        ([html("<form id='loginForm'></form>")], SessionLost),
        ([html("Welcome (BBBB11111B)")], WrongClient),
        ([BRIDGED, html("Hello")], PortalChanged),
        ([BRIDGED, html("<form id='loginForm'></form>")], SessionLost),
        ([BRIDGED, html("Under maintenance")], Unavailable),
        ([BRIDGED, html("Welcome (BBBB11111B)")], WrongClient),
        ([BRIDGED, DASHBOARD, html("Welcome (BBBB11111B)<form id='viewunconchlntab'></form>")], WrongClient),
    ],
)
def test_a_bridge_that_fails_says_how(answers: list[Reply], error: type[PortalError]) -> None:
    """No list is asked behind a bridge that does not lead to the dashboard of this TAN; it is not built twice."""
    visit = Visit.inside(*answers)
    with pytest.raises(PortalError) as caught:
        visit.session.unconsumed()
    assert type(caught.value) is error
    assert len(visit.wire.asked) == len(answers)


def test_tokens_that_no_longer_open_the_site_are_a_lost_session() -> None:
    """Where they did before; the login is asked anew, as after a second 410 (§7)."""
    visit = Visit.at(urls.UNCONSUMED.page, grid(), GONE, html("Hello"))
    visit.session.unconsumed()
    with pytest.raises(SessionLost, match="did not open"):
        visit.session.unconsumed()
    assert visit.steps == [BRIDGE, DASH, OPEN, ASK, ASK, BRIDGE]


def test_a_dashboard_proves_the_bridge_by_itself() -> None:
    """Also where the session kept its cookie and no new one came."""
    visit = Visit.inside(moved("/app/ded/dashboard.xhtml"), DASHBOARD, DASHBOARD, PAGE, grid(challan(1)))
    assert len(visit.session.unconsumed().rows) == 1


def test_the_first_servlet_may_be_gone_once() -> None:
    """Right after the bridge a 410 is waited out, the dashboard opened, and the question repeated."""
    visit = Visit.at(urls.UNCONSUMED.page, GONE, DASHBOARD, grid())
    visit.session.unconsumed()
    assert visit.steps == [BRIDGE, DASH, OPEN, ASK, DASH, ASK]
    assert visit.waits == [5.0]


def test_the_pause_is_scaled_with_the_gap_between_logins() -> None:
    """Practice portals, whose gap is 0, are not waited for."""
    visit = Visit.inside(BRIDGED, DASHBOARD, PAGE, GONE, DASHBOARD, grid(), login_gap=0.0)
    visit.session.unconsumed()
    assert visit.waits == [0.0]


@pytest.mark.parametrize("dead", [GONE, html("<form id='loginForm'></form>"), moved("/app/login.xhtml?usr=Ded")])
def test_a_session_that_dies_later_is_bridged_again_once(dead: Reply) -> None:
    """The tokens of the login outlive the session of the 1961-Act site; no captcha is asked for."""
    visit = Visit.at(urls.UNCONSUMED.page, grid(), dead, BRIDGED, DASHBOARD, PAGE, grid(challan(1)))
    visit.session.unconsumed()
    assert len(visit.session.unconsumed().rows) == 1
    assert visit.steps == [BRIDGE, DASH, OPEN, ASK, ASK, BRIDGE, DASH, OPEN, ASK]


def test_a_session_that_stays_dead_is_lost() -> None:
    """Two bridges, each with its repetition, and no more."""
    again = [BRIDGED, DASHBOARD, PAGE, GONE, DASHBOARD, GONE]
    visit = Visit.inside(*again, *again)
    with pytest.raises(SessionLost):
        visit.session.unconsumed()
    assert visit.steps == [BRIDGE, DASH, OPEN, ASK, DASH, ASK] * 2


def test_all_pages_of_a_list_are_read() -> None:
    """Each page is asked by its number until the portal's count is reached."""
    one = grid(*map(challan, range(100)), total=150, page=1, pages=2)
    two = grid(*map(challan, range(100, 150)), total=150, page=2, pages=2)
    visit = Visit.at(urls.UNCONSUMED.page, one, two)
    listing = visit.session.unconsumed()
    assert [int(row.serial) for row in listing.rows] == list(range(150))
    assert listing.total == 150
    assert [asked.form and asked.form["page"] for asked in visit.behind] == ["1", "2"]


def test_a_count_of_each_page_is_no_end_of_the_list() -> None:
    """What `rowCount` counts is not published: as long as there are pages they are read."""
    visit = Visit.at(urls.UNCONSUMED.page, *pages(range(4), range(4, 6), (4, 2)))
    listing = visit.session.unconsumed()
    assert [int(row.serial) for row in listing.rows] == list(range(6))
    assert listing.total == 6


def pages(first: range, second: range, totals: tuple[int, int]) -> list[Reply]:
    """A list of two pages."""
    return [
        grid(*map(challan, first), total=totals[0], page=1, pages=2),
        grid(*map(challan, second), total=totals[1], page=2, pages=2),
    ]


@pytest.mark.parametrize(
    "shifted",
    [
        pages(range(1, 4), range(3, 5), (4, 5)),
        pages(range(1, 4), range(3, 5), (5, 5)),
        pages(range(1, 4), range(5, 6), (4, 3)),
        pages(range(1, 4), range(4, 5), (5, 5)),
    ],
    ids=["inserted", "inserted and deleted", "deleted", "short"],
)
def test_a_list_that_shifts_while_it_is_read_is_read_again(shifted: list[Reply]) -> None:
    """Once from its start; the whole list is what counts."""
    visit = Visit.at(urls.UNCONSUMED.page, *shifted, *pages(range(4), range(4, 6), (6, 6)))
    assert [int(row.serial) for row in visit.session.unconsumed().rows] == list(range(6))


def test_a_list_that_is_never_whole_names_both_numbers() -> None:
    """What the portal counts and what it showed stand in the message."""
    visit = Visit.at(urls.UNCONSUMED.page, *[grid(challan(1), total=3)] * 2)
    with pytest.raises(PortalChanged, match="counts 3 rows and showed 1"):
        visit.session.unconsumed()


def test_a_page_sent_twice_is_not_taken_for_the_next() -> None:
    """The number that a page bears is compared with the number asked, and rows with those of other pages."""
    one = grid(*map(challan, range(3)), total=6, pages=2)
    visit = Visit.at(urls.UNCONSUMED.page, one, one)
    with pytest.raises(PortalChanged, match="sent page 1 where page 2 was asked"):
        visit.session.unconsumed()
    visit = Visit.at(urls.UNCONSUMED.page, *pages(range(3), range(3), (6, 6)) * 2)
    with pytest.raises(PortalChanged, match="a row on two pages"):
        visit.session.unconsumed()


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (answer({"totalpages": 0, "page": 0, "rowCount": 0}), PortalChanged),
        (answer({"totalpages": 0, "page": 0, "rowCount": 0, "rows": None}), PortalChanged),
        (answer({"totalpages": 0, "page": 0, "rowCount": "none", "rows": []}), PortalChanged),
        (answer([]), PortalChanged),
        (Reply("", 200, {}, b'{"totalpages": 1, "page": 1, "rowC'), PortalChanged),
        (Reply("", 200, {}, b'{"rowCount": NaN}'), PortalChanged),
        (Reply("", 200, {}, b""), PortalChanged),
        (html("No data"), PortalChanged),
        (html("Access Denied", status=403), Unavailable),
        (html("System has encountered some technical problem. Please try after some time"), Unavailable),
        (answer({"rowCount": 0}, status=500), Unavailable),
        (answer({"message": "API not found for this HTTP method"}, status=404), PortalChanged),
        (grid({**challan(1), "remark": TAN, "owner": "BBBB11111B"}), WrongClient),
    ],
)
def test_an_answer_that_is_no_list_is_not_an_empty_list(reply: Reply, error: type[PortalError]) -> None:
    """Nothing is believed to be empty unless the portal counts no rows."""
    visit = Visit.at(urls.UNCONSUMED.page, reply)
    with pytest.raises(PortalError) as caught:
        visit.session.unconsumed()
    assert type(caught.value) is error


def test_logout_follows_the_bridge() -> None:
    """Only the 1961-Act site is known to have a way out; its silence harms nobody."""
    visit = Visit.inside()
    visit.session.logout()
    assert visit.steps == []
    visit = Visit.at(urls.UNCONSUMED.page, grid(), Unavailable("silence"))
    visit.session.unconsumed()
    visit.session.logout()
    assert visit.steps[-1] == f"GET {OLD}/app/logout.xhtml"


def test_logout_follows_a_bridge_to_another_client() -> None:
    """What was refused as another's is signed out of all the same."""
    visit = Visit.inside(BRIDGED, html("Welcome (BBBB11111B)"), html(""))
    with pytest.raises(WrongClient):
        visit.session.unconsumed()
    visit.session.logout()
    assert visit.steps[-1] == f"GET {OLD}/app/logout.xhtml"


def test_nothing_is_asked_without_a_login() -> None:
    """A visit that is not logged in, or closed, is a lost session."""
    visit = Visit.at(urls.UNCONSUMED.page)
    visit.session.close()
    for session in (Visit().session, visit.session):
        with pytest.raises(SessionLost):
            session.unconsumed()
