"""From the journal to a book's tables: rows, as-on lines, fingerprints, Exceptions and Runs."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from tdsxl.engine.journal.files import Filed
from tdsxl.engine.journal.journal import Journal
from tdsxl.engine.journal.troubles import Trouble
from tdsxl.engine.results import Results, module_states
from tdsxl.engine.tables import tables
from tdsxl.modules import MODULES
from tdsxl.tables import Cell, Client, Problem, Table
from tdsxl.values import Portal
from tests.engine.filled import DAY, NOW, begun, ended, planned, synced
from tests.engine.scripted import ELM, IT, OAK, PINE, TRACES, client, contents
from tests.modules.samples import certificate, challan, demand, notice, unconsumed

PINES = client(PINE, "notices", name="Pine Tools", group="North")
OAKS = client(OAK, "notices", name="Oak Mills", row=6)


def results(journal: Journal, *clients: Client, now: datetime = NOW) -> Results:
    return Results(journal, contents(*(clients or (PINES, OAKS))), module_states(journal), now)


def table(found: Results, title: str) -> Table:
    (one,) = (one for one in tables(found, MODULES) if one.sheet.title == title)
    return one


def rows(found: Results, title: str) -> list[dict[str, Cell]]:
    """Title → value; blank cells are left out."""
    made = table(found, title)
    titles = [column.title for column in made.sheet.columns]
    whole = (dict(zip(titles, row, strict=True)) for row in made.rows())
    return [{name: value for name, value in row.items() if value not in (None, "")} for row in whole]


def test_tables_stand_in_the_order_of_the_workbook(journal: Journal) -> None:
    """What is to be done, seven result sheets, then what became of each sync; an empty journal has no rows in them."""
    found = results(journal)
    assert [one.sheet.title for one in tables(found, MODULES)] == [
        "Open Items",
        "Returns Due",
        "Suggestions",
        "Return Summary",
        "Challans",
        "Unconsumed Challans",
        "Notices & Orders",
        "Outstanding Demand",
        "Defaults",
        "LDC",
        "Changes",
        "Completeness",
        "Exceptions",
        "Runs",
    ]
    assert {one.as_on for one in tables(found, MODULES)} == {"As on — · not synced yet"}
    assert [one.sheet.title for one in tables(found, MODULES) if any(one.rows())] == ["Completeness"]


def test_rows_come_in_the_order_of_clients_then_key(journal: Journal) -> None:
    """Each with its client before and its state behind."""
    synced(journal, OAK, "notices", TRACES, notice(reference="O1"))
    synced(journal, PINE, "notices", TRACES, notice(reference="P2"), notice(reference="P1"), at=NOW - 9 * DAY)
    found = rows(results(journal), "Notices & Orders")
    assert [(row["TAN"], row["Reference no."], row["State"]) for row in found] == [
        (PINE, "P1", "Unchanged"),
        (PINE, "P2", "Unchanged"),
        (OAK, "O1", "First read"),
    ]
    assert found[0] == {
        "TAN": PINE,
        "Client name": "Pine Tools",
        "Group": "North",
        "Portal": "TRACES",
        "Kind": "Communication",
        "Reference no.": "P1",
        "State": "Unchanged",
        "First seen": NOW - 9 * DAY,
        "Last change": NOW - 9 * DAY,
    }


@pytest.mark.row("C17")
def test_gone_rows_stay_on_the_sheet(journal: Journal) -> None:
    """Dated; they are not counted as shown by the portal."""
    synced(journal, PINE, "notices", TRACES, notice(reference="P1"), notice(reference="P2"), at=NOW - DAY)
    synced(journal, PINE, "notices", TRACES, notice(reference="P1"))
    found = results(journal)
    gone = [(row["Reference no."], row["State"], row["Last change"]) for row in rows(found, "Notices & Orders")]
    assert gone == [("P1", "First read", NOW - DAY), ("P2", "Gone", NOW)]
    (notices,) = (module for module in MODULES if module.name == "notices")
    assert found.rows_shown(PINES, notices) == 1


def test_clients_that_left_the_book_leave_its_sheets(journal: Journal) -> None:
    """Their rows wait in the journal."""
    synced(journal, ELM, "notices", TRACES, notice())
    assert rows(results(journal), "Notices & Orders") == []


def test_unconsumed_challans_are_proven_by_challans(journal: Journal) -> None:
    """Records of another module and portal, read in another run; a challan read later makes another sheet."""
    synced(journal, PINE, "unconsumed", TRACES, unconsumed())
    before = table(results(journal), "Unconsumed Challans")
    assert [row["Use"] for row in rows(results(journal), "Unconsumed Challans")] == ["Not known"]
    synced(journal, PINE, "challans", IT, challan())
    assert [row["Use"] for row in rows(results(journal), "Unconsumed Challans")] == ["Unused"]
    assert table(results(journal), "Unconsumed Challans").fingerprint != before.fingerprint


def test_verdicts_are_as_of_the_read(journal: Journal) -> None:
    """In Indian time: what was valid when it was read is not expired by waiting, and a new read is a new sheet."""
    lasts = certificate(valid_to=date(2026, 11, 22))
    marks = []
    for at, verdict in ((NOW.replace(hour=18, minute=29), "Valid"), (NOW.replace(hour=18, minute=31), "Expired")):
        synced(journal, PINE, "ldc", TRACES, lasts, at=at)
        found = results(journal, now=NOW + 30 * DAY)
        assert [row["Verdict"] for row in rows(found, "LDC")] == [verdict]
        marks.append(table(found, "LDC").fingerprint)
    assert len(set(marks)) == 2


def test_fingerprints_tell_what_a_sheet_shows(journal: Journal) -> None:
    """Rows, names, groups, files and the days of news: and nothing else."""
    synced(journal, PINE, "notices", TRACES, notice())
    marks = []

    def mark(found: Results) -> None:
        marks.append(table(found, "Notices & Orders").fingerprint)

    mark(results(journal))
    synced(journal, PINE, "notices", TRACES, notice(), at=NOW + DAY)
    mark(results(journal, now=NOW + DAY))
    assert marks[0] == marks[1]
    mark(results(journal, now=NOW + 8 * DAY))
    mark(results(journal, replace(PINES, name="Pine & Sons")))
    mark(results(journal, replace(PINES, group="South"), OAKS))
    filed = Filed(reference="C1", path="downloads/x.pdf", portal_name="=x.pdf", sha256="0", size=1)
    with journal.transaction():
        journal.files.add(PINE, Portal.TRACES, filed, at=NOW)
    mark(results(journal))
    (row,) = rows(results(journal), "Notices & Orders")
    assert (row["File"], row["Portal's file name"]) == ("downloads/x.pdf", "=x.pdf")
    synced(journal, PINE, "notices", TRACES, notice(status="Closed"), at=NOW + 2 * DAY)
    mark(results(journal))
    assert len(set(marks[1:])) == 6


def test_the_as_on_line_counts_complete_clients(journal: Journal) -> None:
    """In Indian time, of the last try; clients that are not active do not count."""
    synced(journal, PINE, "notices", TRACES, notice())
    idle = client(ELM, "notices", active=False)
    line = "As on 22-Nov-2026 17:30 · complete for 1 of "
    part = table(results(journal, PINES, OAKS, idle), "Notices & Orders")
    assert part.as_on == f"{line}2 clients · see Exceptions"
    assert table(results(journal, PINES, idle), "Notices & Orders").as_on == f"{line}1 clients"
    begun(journal, planned(PINE, "demand", TRACES))
    found = results(journal, PINES)
    assert found.as_on_clients().endswith("complete for 0 of 1 clients · see Exceptions")
    assert "see" not in table(found, "Notices & Orders").as_on


def test_exceptions_list_troubles_of_the_book(journal: Journal) -> None:
    """Of clients and of lines that name no client; cleared ones stay, dated."""
    trouble = Trouble(tan=PINE, kind="Failure", module="Challans", portal="IT portal", what="Odd.", remedy="Wait.")
    with journal.transaction():
        journal.troubles.open(trouble, run=1, at=NOW - DAY)
        journal.troubles.clear(PINE, portal="IT portal", module="Challans", at=NOW)
        journal.troubles.open(replace(trouble, tan="PINE1", portal="", module="", kind="Needs you"), run=2, at=NOW)
        journal.troubles.open(replace(trouble, tan=ELM), run=2, at=NOW)
    book = contents(PINES, problems=[Problem(row=9, text="`PINE1` is not a TAN.", tan="PINE1", name="Pine One")])
    found = rows(Results(journal, book, {}, NOW), "Exceptions")
    assert [(row["TAN"], row["Client name"], row["State"]) for row in found] == [
        (PINE, "Pine Tools", "Cleared"),
        ("PINE1", "Pine One", "Open"),
    ]
    assert (found[0]["Run"], found[0]["When"], found[0]["Cleared on"]) == (1, NOW - DAY, NOW)


def test_runs_of_the_book_are_listed(journal: Journal) -> None:
    """With their outcomes; one that was killed says so; other books' runs stand in other books."""
    ended(journal, begun(journal, at=NOW - DAY), [("New data", 3), ("Clients", 2)])
    begun(journal, book="other")
    begun(journal)
    found = rows(results(journal), "Runs")
    assert [(row["Run"], row["How it ended"]) for row in found] == [(1, "Complete"), (3, "Cut off")]
    assert (found[0]["Clients in run"], found[0]["New data"], found[0]["Hidden left out"]) == (2, 3, 1)
    assert found[0]["Started"] == NOW - DAY


def test_demand_in_rupees_stays_exact(journal: Journal) -> None:
    """From the record to the cell without a float."""
    synced(journal, PINE, "demand", TRACES, replace(demand(2025), manual=Decimal("99999999999999.99")))
    (row,) = rows(results(journal), "Outstanding Demand")
    assert row["Total demand"] == Decimal("99999999999999.99")
