"""The figures of the sheet Dashboard: what is counted where, for the firm and for a group."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tdsxl.engine.dashboard import dashboard
from tdsxl.engine.journal.journal import Journal
from tdsxl.engine.reading import short_reason
from tdsxl.engine.results import Results
from tdsxl.engine.sync import NO_PASSWORD
from tdsxl.errors import AccountLocked, LoginNotUnderstood, OtpNeeded, Refused
from tdsxl.figures import (
    ALL_GROUPS,
    CERTIFICATES,
    CHECKED,
    COUNTED,
    FIRMS_LARGEST,
    GROUPS,
    GROUPS_LARGEST,
    NO_GROUP,
    NOBODY,
    NOTICES,
    PROVEN,
    REASONS,
    RETURNS,
    SHEETS,
    UNCHECKED,
    UNPROVEN,
    Section,
)
from tdsxl.modules import MODULES
from tdsxl.review.returns_due import Filing
from tdsxl.tables import Asked, Cell, Client, Dashboard, Problem, Sheet, Table
from tdsxl.worklists import WORKLISTS
from tests.engine.filled import NOW
from tests.engine.scripted import ASH, ELM, OAK, PINE, client, contents

TODAY = NOW.date()
"""A Sunday."""
COUNTED_SHEETS = tuple(
    sheet
    for sheet in (*WORKLISTS, *(view.sheet for module in MODULES for view in module.views))
    if sheet.title in SHEETS
)
Rows = Mapping[str, Iterable[Mapping[str, Cell]]]
"""Title of a sheet → its rows, by title of column."""


def table(sheet: Sheet, rows: Iterable[Mapping[str, Cell]]) -> Table:
    lines = [tuple(row.get(column.title) for column in sheet.columns) for row in rows]
    return Table(sheet=sheet, as_on="", fingerprint=str(lines), rows=lambda: iter(lines))


def figures_of(
    journal: Journal,
    rows: Rows | None = None,
    *,
    clients: Iterable[Client] = (),
    told: Mapping[int, Mapping[str, Cell]] | None = None,
    problems: Iterable[Problem] = (),
) -> Dashboard:
    results = Results(journal, contents(*clients, problems=tuple(problems)), {}, NOW)
    return dashboard(results, told or {}, [table(sheet, (rows or {}).get(sheet.title, ())) for sheet in COUNTED_SHEETS])


def pairs(board: Dashboard, section: Section, choice: str = "") -> dict[str, tuple[Cell, Cell]]:
    """Label → what is counted of the firm and of the group, where anything is."""
    _, *cells = board.figures(choice)[section.heading]
    found = zip(section.labels, cells[::2], cells[1::2], strict=True)
    return {label: (firm, ours) for label, firm, ours in found if firm}


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def test_clients_by_how_they_ended(journal: Journal) -> None:
    """Those that are not active count nowhere; a TAN that cannot be used is a client all the same."""
    clients = (
        client(PINE, row=5, group="Metro"),
        client(OAK, row=6, group="metro"),
        client(ELM, row=7),
        client(ASH, row=8, active=False),
    )
    told: dict[int, dict[str, Cell]] = {
        5: {"Status": "All checked"},
        6: {"Status": "4 of 6 checked"},
        8: {"Status": "Not checked"},
        9: {"Status": "Not checked"},
    }
    bad = Problem(row=9, text="It is no TAN.", tan="PINE1", group="Metro", asked=Asked.BY_TICKS)
    board = figures_of(journal, clients=clients, told=told, problems=[bad])
    assert pairs(board, CHECKED, "METRO") == {
        "All checked": (1, 1),
        "Partly checked": (1, 1),
        "Not checked": (1, 1),
        "Never synced": (1, 0),
    }


def test_why_clients_were_not_checked(journal: Journal) -> None:
    """A client counts under each of its reasons, one that is checked under none."""
    messages = ("Verify LDC: password refused\nChallans: needs OTP", "Challans: the moon was full", "PAN is odd.")
    statuses = ("1 of 6 checked", "Not checked", "All checked")
    told: dict[int, dict[str, Cell]] = {
        row: {"Status": status, "Message": message}
        for row, (status, message) in enumerate(zip(statuses, messages, strict=True), 5)
    }
    clients = [client(tan, row=row) for row, tan in enumerate((PINE, OAK, ELM), 5)]
    found = pairs(figures_of(journal, clients=clients, told=told), UNCHECKED)
    assert found == {"Password refused": (1, 0), "Needs OTP": (1, 0), "Another reason": (1, 0)}


@pytest.mark.parametrize("error", [Refused, AccountLocked, LoginNotUnderstood, OtpNeeded])
def test_every_short_reason_has_a_row(error: type[Refused]) -> None:
    """So does a password that was never stored."""
    assert short_reason(error("")) in REASONS.values()
    assert any(words in NO_PASSWORD for words in REASONS.values())


def test_unconsumed_challans_by_age(journal: Journal) -> None:
    """Each day falls into one row; amounts that nothing proves are counted, gone rows are not."""
    ages = (-1, 0, 90, 91, 180, 181, 365, 366)
    rows: list[dict[str, Cell]] = [
        {"Group": "Metro", "Deposited on": days_ago(days), "Unconsumed amount": Decimal(10) ** place}
        for place, days in enumerate(ages)
    ]
    unknown: dict[str, Cell] = {"Deposited on": days_ago(400), "Unconsumed amount": None}
    gone = {**unknown, "Unconsumed amount": Decimal(7), "State": "Gone"}
    board = figures_of(journal, {"Unconsumed Challans": [*rows, unknown, gone]}, clients=[client(PINE, group="Metro")])
    assert pairs(board, PROVEN) == {
        "0–90 days": (111, 111),
        "91–180 days": (11_000, 11_000),
        "181–365 days": (1_100_000, 1_100_000),
        "Over 365 days": (10_000_000, 10_000_000),
    }
    assert pairs(board, UNPROVEN) == {"Over 365 days": (1, 0)}


def test_notices_by_the_week_they_fall_due(journal: Journal) -> None:
    """Weeks end on Sunday, as this one does today; other open items do not count."""
    due = (days_ago(1), TODAY, days_ago(-1), days_ago(-7), days_ago(-8), days_ago(-28), days_ago(-29), None)
    rows: list[dict[str, Cell]] = [{"Kind": "Notice", "Due on": day} for day in due]
    board = figures_of(journal, {"Open Items": [*rows, {"Kind": "Return", "Due on": TODAY}]})
    assert pairs(board, NOTICES) == {
        "Overdue": (1, 0),
        "This week": (1, 0),
        "Next week": (2, 0),
        "In 2 to 4 weeks": (2, 0),
        "Later": (1, 0),
        "No date": (1, 0),
    }


def test_certificates_by_days_left(journal: Journal) -> None:
    """Only valid ones that the portal still lists, whose last day has not passed since."""
    left = (-1, 0, 30, 31, 90, 91, 180, 181)
    valid: list[dict[str, Cell]] = [{"Verdict": "Valid", "Valid to": days_ago(-days)} for days in left]
    others: list[dict[str, Cell]] = [
        {"Verdict": "Exhausted", "Valid to": TODAY},
        {"Verdict": "Valid", "Valid to": TODAY, "State": "Gone"},
        {"Verdict": "Valid"},
    ]
    assert pairs(figures_of(journal, {"LDC": [*valid, *others]}), CERTIFICATES) == {
        "Up to 30 days": (2, 0),
        "31–90 days": (2, 0),
        "91–180 days": (2, 0),
        "Over 180 days": (1, 0),
    }


def test_returns_by_status(journal: Journal) -> None:
    """Every word of the sheet Returns Due has its row."""
    rows: list[dict[str, Cell]] = [{"Filing": filing.value} for filing in Filing]
    found = pairs(figures_of(journal, {"Returns Due": rows}), RETURNS)
    assert found == {filing.value: (1, 0) for filing in Filing}


def test_the_largest_demands(journal: Journal) -> None:
    """Years of a client together, of equal ones the higher row first; gone rows and less than a rupee not at all."""
    clients = (
        client(PINE, row=5, name="A name much longer than any chart has room for"),
        client(OAK, row=6, name="Oak", group="Metro"),
        client(ELM, row=7, name="Elm", group="Metro"),
        client(ASH, row=8, name="Ash", group="Metro"),
    )
    demands = ((PINE, "10.50"), (OAK, "4"), (OAK, "6.60"), (ELM, "25"), (ELM, "0.01"), (ASH, "0.49"))
    rows: list[dict[str, Cell]] = [{"TAN": tan, "Total demand": Decimal(amount)} for tan, amount in demands]
    board = figures_of(
        journal, {"Outstanding Demand": [*rows, {"TAN": ASH, "Total demand": 9, "State": "Gone"}]}, clients=clients
    )
    found = board.figures("")
    elm, oak = ("Elm", Decimal("25.01"), ELM), ("Oak", Decimal("10.60"), OAK)
    pine = ("A name much longer than a…", Decimal("10.50"), PINE)
    assert found[FIRMS_LARGEST.heading] == (*elm, *pine, *oak, *("", "", "") * 7)
    assert found[GROUPS_LARGEST.heading] == (*elm, *oak, *("", "", "") * 8)


def test_a_tan_that_stands_twice_is_one_client(journal: Journal) -> None:
    """Its demand is not shown a second time."""
    again = Problem(row=6, text="It stands in row 5 already.", tan=PINE, name="Pine again", asked=Asked.BY_ALL)
    rows: list[dict[str, Cell]] = [{"TAN": PINE, "Total demand": Decimal(5)}]
    board = figures_of(
        journal, {"Outstanding Demand": rows}, clients=[client(PINE, row=5, name="Pine")], problems=[again]
    )
    assert board.figures("")[FIRMS_LARGEST.heading][:4] == ("Pine", 5, PINE, "")


def test_blank_means_the_first_group(journal: Journal) -> None:
    """In the order of the sheet Clients, whatever its letters; the drop-down offers each once."""
    named = zip((PINE, OAK, ELM, ASH), ("", "Metro", "METRO", "Bansal"), strict=True)
    clients = [client(tan, row=row, group=group) for row, (tan, group) in enumerate(named, 5)]
    found = figures_of(journal, clients=clients).figures("")
    assert found[ALL_GROUPS.heading] == ("Metro", "Bansal", *("",) * (GROUPS - 2))
    assert found[COUNTED.heading] == (TODAY, TODAY, "Metro")
    assert found[CHECKED.heading][0] == "Metro"
    assert found[CHECKED.heading][-2:] == (4, 2)


def test_without_groups_a_group_has_nothing(journal: Journal) -> None:
    """Clients without a group are none."""
    found = figures_of(journal, clients=[client(PINE)]).figures("")
    assert found[CHECKED.heading][0] == NO_GROUP
    assert found[CHECKED.heading][-2:] == (1, 0)


def test_a_group_without_clients_says_so(journal: Journal) -> None:
    """So that its empty charts are not taken for good news; letters large or small are the same."""
    board = figures_of(journal, clients=[client(PINE, group="Metro")])
    assert board.figures("Nobody")[CHECKED.heading][0] == f"Nobody{NOBODY}"
    assert board.figures("metro")[CHECKED.heading][0] == "metro"


def test_a_fingerprint_tells_whether_anything_is_counted_anew(journal: Journal) -> None:
    """The same rows have the same one; another row, status or group another."""
    rows: Rows = {"LDC": [{"Verdict": "Valid", "Valid to": TODAY}]}
    boards = (
        figures_of(journal, clients=[client(PINE)]),
        figures_of(journal, rows, clients=[client(PINE)]),
        figures_of(journal, clients=[client(PINE)], told={5: {"Status": "All checked"}}),
        figures_of(journal, clients=[client(PINE, group="Metro")]),
    )
    assert len({board.fingerprint for board in boards}) == len(boards)
    assert figures_of(journal, clients=[client(PINE)]).fingerprint == boards[0].fingerprint
