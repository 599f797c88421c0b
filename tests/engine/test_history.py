"""The sheets Changes and Completeness, from what several syncs left in the journal."""

from dataclasses import replace

from tdsxl.engine.history import changes, completeness
from tdsxl.engine.journal.journal import Journal
from tdsxl.modules import MODULES
from tdsxl.tables import Cell, Table
from tests.engine.filled import DAY, NOW, begun, planned, synced
from tests.engine.scripted import OAK, PINE, TRACES
from tests.engine.test_results import OAKS, PINES, results
from tests.modules.samples import demand


def lines(table: Table, *titles: str) -> list[tuple[Cell, ...]]:
    """The cells of some columns."""
    at = [[column.title for column in table.sheet.columns].index(title) for title in titles]
    return [tuple(row[place] for place in at) for row in table.rows()]


def told(journal: Journal) -> list[tuple[Cell, ...]]:
    return lines(changes(results(journal), MODULES), "Run", "TAN", "Kind", "Row", "Field", "Old value", "New value")


def test_a_first_sync_is_one_line_and_no_flood(journal: Journal) -> None:
    """It says how many rows came with it."""
    synced(journal, PINE, "demand", TRACES, *(demand(year, 1) for year in (2022, 2023, 2024)))
    assert told(journal) == [(1, PINE, "New client", "", "Rows", None, "3")]


def test_a_further_module_makes_no_new_client(journal: Journal) -> None:
    """Nor does the other portal: as many lines are of a new client as there are clients."""
    synced(journal, PINE, "demand", TRACES, demand(2024, 1))
    synced(journal, PINE, "notices", TRACES)
    synced(journal, OAK, "demand", TRACES, demand(2024, 1))
    assert [(tan, kind, new) for _, tan, kind, _, _, _, new in told(journal)] == [
        (OAK, "New client", "1"),
        (PINE, "New client", "1"),
        (PINE, "First read", "0"),
    ]


def test_what_becomes_of_a_row_is_told_run_by_run(journal: Journal) -> None:
    """Changed, gone, back and new, in the order in which they were read."""
    for days, amounts in enumerate([{2023: 5, 2024: 1}, {2023: 5, 2024: 2}, {2023: 5}, {2023: 5, 2024: 2}]):
        records = (demand(year, amount) for year, amount in amounts.items())
        synced(journal, PINE, "demand", TRACES, *records, at=NOW - (9 - days) * DAY)
    total = ("2024-25", "Total demand")
    assert [line for line in told(journal) if line[4] == "Total demand"] == [
        (2, PINE, "Changed", *total, "1.00", "2.00"),
        (3, PINE, "Gone", *total, "2.00", None),
        (4, PINE, "Back", *total, None, "2.00"),
    ]


def test_a_sync_without_news_adds_no_line(journal: Journal) -> None:
    """And the sheet needs no writing."""
    synced(journal, PINE, "demand", TRACES, demand(2024, 1), at=NOW - DAY)
    before = changes(results(journal), MODULES).fingerprint
    synced(journal, PINE, "demand", TRACES, demand(2024, 1))
    assert len(told(journal)) == 1
    assert changes(results(journal), MODULES).fingerprint == before


def test_old_changes_leave_the_sheet_and_stay_in_the_journal(journal: Journal) -> None:
    """Ninety days unless the firm sets others."""
    synced(journal, PINE, "demand", TRACES, demand(2024, 1), at=NOW - 91 * DAY)
    assert told(journal) == []
    assert len(list(journal.changes.rows())) == 1


def test_clients_that_left_the_book_are_not_told_of(journal: Journal) -> None:
    """The journal serves several books."""
    synced(journal, OAK, "demand", TRACES, demand(2024, 1))
    assert lines(changes(results(journal, PINES), MODULES), "TAN") == []


def proven(journal: Journal) -> list[tuple[Cell, ...]]:
    table = completeness(results(journal, PINES, OAKS), MODULES)
    read = (line for line in table.rows() if "Never synced" not in line)
    return lines(replace(table, rows=lambda: read), "TAN", "Result", "Rows", "Since", "Checked on", "Checks")


def test_lists_that_nobody_has_read_yet_are_named(journal: Journal) -> None:
    """Those of the ticked modules that a sync will ask for: no LDC of the 1961 Act, for the register has none."""
    synced(journal, PINE, "demand", TRACES, demand(2024, 1))
    asked = replace(PINES, modules=frozenset({"demand", "notices", "ldc"}))
    table = completeness(results(journal, asked, replace(OAKS, active=False)), MODULES)
    assert lines(table, "TAN", "Module", "Portal", "Act", "Standing", "Result") == [
        (PINE, "Notices & Orders", "IT portal", "", "Now", "Never synced"),
        (PINE, "Notices & Orders", "TRACES", "1961 Act", "Now", "Never synced"),
        (PINE, "Notices & Orders", "TRACES", "2025 Act", "Now", "Never synced"),
        (PINE, "Outstanding Demand", "TRACES", "1961 Act", "Now", "Complete"),
        (PINE, "Verify LDC", "TRACES", "2025 Act", "Now", "Never synced"),
    ]


def test_nothing_on_the_portal_is_a_proof_with_its_days(journal: Journal) -> None:
    """Since when, until when, and how often it was checked."""
    for days in (5, 3, 1):
        synced(journal, PINE, "demand", TRACES, at=NOW - days * DAY)
    assert proven(journal) == [(PINE, "Nothing on portal", 0, NOW - 5 * DAY, NOW - DAY, 3)]


def test_a_proof_of_nothing_outlives_what_comes_later(journal: Journal) -> None:
    """The firm can show that there was nothing on that day."""
    synced(journal, PINE, "demand", TRACES, at=NOW - 2 * DAY)
    synced(journal, PINE, "demand", TRACES, demand(2024, 1), at=NOW)
    assert proven(journal) == [
        (PINE, "Nothing on portal", 0, NOW - 2 * DAY, NOW - 2 * DAY, 1),
        (PINE, "Complete", 1, NOW, NOW, 1),
    ]


def test_a_failure_shows_the_figures_of_the_last_complete_check(journal: Journal) -> None:
    """With the reason beside them; they are not made to look like today's."""
    synced(journal, PINE, "demand", TRACES, demand(2024, 1), at=NOW - DAY)
    task = planned(PINE, "demand", TRACES)
    run = begun(journal, task)
    with journal.transaction():
        (part,) = (part for part in journal.readings.parts() if part.task.module == "demand")
        journal.readings.note(task.task, part.act, run=run, supported=True, reason="captcha skipped")
    assert proven(journal) == [(PINE, "Not checked", 1, NOW - DAY, NOW - DAY, 1)]
