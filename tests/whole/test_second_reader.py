"""Changes, Open Items, Returns Due, Completeness and Dashboard, to the last row as a second reader works them out.

It starts from the states of the practice world, of which it knows what the documents and the sheet Help say.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import cast

import pytest
from openpyxl.utils import coordinate_to_tuple, get_column_letter

from tdsxl.records import StatementStatus
from tdsxl.values import indian_day
from tests.whole.second_reader import Reading
from tests.whole.second_reader_changes import FIRST, Change, changes
from tests.whole.second_reader_desk import write_by_hand
from tests.whole.second_reader_figures import FILINGS, figures, largest, ranking
from tests.whole.second_reader_lists import LOGINS, ORDER, Due, Item, open_items, returns_due
from tests.whole.second_reader_office import (
    DAYS,
    PEOPLE,
    Cells,
    Told,
    copied,
    day_of,
    money_of,
    run_demo,
    sync_again,
    told,
)
from tests.whole.second_reader_proofs import Proof, proofs

pytestmark = [pytest.mark.fault, pytest.mark.timeout(600)]
STAGES = ("after the demo", "after a third sync", "after the office has written in it")


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Told]:
    """The demo's workbook after each of its stages."""
    today = indian_day(datetime.now(UTC))
    pc = run_demo(tmp_path_factory.mktemp("second reader") / "demo")
    after = {STAGES[0]: told(copied(pc, "demo.xlsx"), 2, today=today)}
    sync_again(pc)
    after[STAGES[1]] = told(copied(pc, "third.xlsx"), 3, today=today)
    typed = write_by_hand(pc, after[STAGES[1]].now, today)
    after[STAGES[2]] = told(copied(pc, "typed.xlsx"), 3, today=today, typed=typed)
    assert indian_day(datetime.now(UTC)) == today, "midnight came between"
    return after


@pytest.fixture(params=STAGES)
def stage(stages: dict[str, Told], request: pytest.FixtureRequest) -> Told:
    """One of them."""
    return stages[request.param]


FIRSTS = ("New client", "First read")
"""How the first line of a client is called, and those of its further lists."""


def differing(expected: Iterable[object], found: Iterable[object]) -> dict[str, list[object]]:
    """What is missing and what is too much."""
    ours, theirs = Counter(expected), Counter(found)
    both = {"missing": ours - theirs, "more": theirs - ours}
    return {word: sorted(lines.elements(), key=str) for word, lines in both.items() if lines}


def test_the_weeks_bring_every_kind_of_change() -> None:
    """All that Help names; else the tests below prove little."""
    world = told(Path(), len(DAYS), today=DAYS[-1])
    second, third = (
        [line for past in world.readings.values() for line in changes(past[:sync], past[sync])] for sync in (1, 2)
    )
    week = {(line.module, line.kind) for line in second}
    assert week >= {("Notices & Orders", "New"), ("Unconsumed Challans", "Gone"), ("Challans", "Gone")}
    told_of = {(line.field, line.new) for line in second if line.kind == "Changed"}
    assert told_of >= {("TRACES status", "Processed With Defaults"), ("Verdict", "Cancelled")}
    assert any(line.field == "Total demand" and (line.difference or 0) < 0 for line in second)
    assert "Back" in {line.kind for line in third}


def test_changes_are_those_of_the_world(stage: Told) -> None:
    """Of every run; the first sync of a client is a line for each of its lists."""
    expected = [
        (run, line)
        for past in stage.readings.values()
        for run in range(1, len(past) + 1)
        for line in changes(past[: run - 1], past[run - 1])
    ]
    rows = stage.rows("Changes")
    found = [
        (
            cast(int, row["Run"]),
            Change(
                tan=str(row["TAN"]),
                module=str(row["Module"]),
                portal=str(row["Portal"]),
                kind=FIRST if row["Kind"] in FIRSTS else str(row["Kind"]),
                row=cast("str | None", row["Row"]),
                field=str(row["Field"]),
                old=cast("str | None", row["Old value"]),
                new=cast("str | None", row["New value"]),
                difference=money_of(row["Difference"]),
            ),
        )
        for row in rows
    ]
    assert differing(expected, found) == {}
    for tan in {row["TAN"] for row in rows}:
        firsts = [row["Kind"] for row in rows if row["TAN"] == tan and row["Kind"] in FIRSTS]
        assert firsts == [FIRSTS[0], *FIRSTS[1:] * (len(firsts) - 1)]
    assert all(one["When"] <= other["When"] for one, other in pairwise(rows))  # type: ignore[operator]  # instants


def items_of(stage: Told) -> list[Item]:
    """As the sheet Open Items says, in its order."""
    return [
        Item(
            urgency=str(row["Urgency"]),
            due=day_of(row["Due on"]),
            days=cast("int | None", row["Days left"]),
            tan=str(row["TAN"]),
            kind=str(row["Kind"]),
            what=_what(str(row["What"])),
            amount=money_of(row["Amount"]),
            age=cast("int | None", row["Age in days"]),
            owner=str(row["Owner"]),
            remark=cast("str | None", row["Remark"]),
            sheet=str(row["Sheet"]),
            row=cast("str | None", row["Row"]),
        )
        for row in stage.rows("Open Items")
    ]


def _what(said: str) -> str:
    """How a login failed is told at more length than can be worked out."""
    return next((words for words in LOGINS.values() if said.startswith(words)), said)


def test_open_items_are_those_of_the_world(stage: Told) -> None:
    """Each with its day, amount and owner."""
    expected = [item for one in stage.now for item in open_items(one)]
    assert differing(expected, items_of(stage)) == {}


def test_the_most_urgent_items_come_first(stage: Told) -> None:
    """Overdue ones by their day, undated ones by their amount, numbered from 1."""
    found = items_of(stage)
    ranks = [
        (ORDER.index(item.urgency), item.due or date.min, item.kind != "Login", -(item.amount or 0) * (not item.due))
        for item in found
    ]
    assert ranks == sorted(ranks)
    assert [row["No."] for row in stage.rows("Open Items")] == list(range(1, len(found) + 1))


def test_what_the_office_wrote_shows(stages: dict[str, Told]) -> None:
    """Every urgency and both ways in which a statement is not late; else the last stage proves little."""
    last = stages[STAGES[-1]]
    assert {item.urgency for item in items_of(last)} == set(ORDER)
    assert {row["Filing"] for row in last.rows("Returns Due")} >= {"Nil / not due", "Upcoming"}
    assert {row["Amount known from"] for row in last.rows("Unconsumed Challans")} >= {"Firm", "Differs"}


def test_returns_due_are_those_of_the_world(stage: Told) -> None:
    """Filed or not, and how late."""
    found = [
        Due(
            tan=str(row["TAN"]),
            act=str(row["Act"]),
            year=str(row["FY / Tax year"]),
            quarter=str(row["Quarter"]),
            form=str(row["Form"]),
            due=cast(date, day_of(row["Due on"])),
            filing=str(row["Filing"]),
            filed=day_of(row["Filed on"]),
            late=cast("int | None", row["Days late"]),
            fee=money_of(row["Late fee so far"]),
            because=str(row["Expected because"]),
        )
        for row in stage.rows("Returns Due")
    ]
    assert differing([due for one in stage.now for due in returns_due(one)], found) == {}


def test_completeness_is_that_of_the_world(stage: Told) -> None:
    """Rows, totals, since which run, and every list that could not be read."""
    years = ", ".join(map(str, stage.years))
    expected = [line for past in stage.readings.values() for line in proofs(past, years)]
    lines = {(line.tan, line.module, line.portal, line.act): line for line in expected}
    runs = [(row["Started"], row["Ended"], row["Run"]) for row in stage.rows("Runs")]

    def run_at(stamp: object, due: int | None) -> int | None:
        # Stamps are cut to the second, and one run may begin in the second in which the last one ended.
        second = timedelta(seconds=1)
        within = [cast(int, run) for begun, ended, run in runs if stamp and begun <= stamp <= ended + second]  # type: ignore[operator]  # instants
        return due if due in within else next(iter(within), None)

    def found_in(row: Cells) -> Proof:
        place = (str(row["TAN"]), str(row["Module"]), str(row["Portal"]), cast("str | None", row["Act"]))
        line = lines.get(place)
        return Proof(
            tan=place[0],
            module=place[1],
            portal=place[2],
            act=place[3],
            standing=str(row["Standing"]),
            years=cast("str | None", row["Years"]),
            result=str(row["Result"]),
            rows=cast("int | None", row["Rows"]),
            total=cast("int | None", row["Portal's total"]),
            first=run_at(row["Since"], line.first if line else None),
            last=run_at(row["Checked on"], line.last if line else None),
            checks=cast("int | None", row["Checks"]),
            reason=cast("str | None", row["Not checked because"]),
        )

    assert differing(expected, map(found_in, stage.rows("Completeness"))) == {}


class Paper:
    """The sheet Dashboard by its words."""

    def __init__(self, stage: Told) -> None:
        self.cells = stage.cells("Dashboard")
        self.at = {str(value): place for place, value in self.cells.items() if isinstance(value, str)}

    def value(self, place: str, *, down: int = 0, right: int = 0) -> object:
        """Of the cell so far from a place."""
        row, column = coordinate_to_tuple(place)
        return self.cells.get(f"{get_column_letter(column + right)}{row + down}")

    def block(self, title: str, *, right: int) -> Iterator[tuple[tuple[str, str], object]]:
        """((title, label), figure) of each line below a title."""
        down = 1
        while label := self.value(self.at[title], down=down):
            figure = self.value(self.at[title], down=down, right=right)
            # Rupees have paise; what is counted has none.
            yield (title, str(label)), money_of(figure)
            down += 1

    def lines(self, title: str, columns: int, count: int) -> list[tuple[object, ...]]:
        """So many lines below a title."""
        place = self.at[title]
        downs = range(1, count + 1)
        return [tuple(self.value(place, down=down, right=right) or None for right in range(columns)) for down in downs]


def of_group(stage: Told, group: object) -> list[Reading]:
    return [one for one in stage.now if one.person.group == group]


def test_dashboard_figures_are_those_of_the_world(stage: Told) -> None:
    """Of the whole firm and of the chosen group, or of the first one where none is chosen."""
    paper = Paper(stage)
    groups = list(dict.fromkeys(person.group for person in PEOPLE if person.group))
    group = paper.cells.get("C3") or groups[0]
    for right, readings in ((1, stage.now), (2, of_group(stage, group))):
        items = [item for one in readings for item in open_items(one)]
        filings = [due.filing for one in readings for due in returns_due(one)]
        expected = {of: money_of(figure) for of, figure in figures(readings, items, filings).items()}
        blocks = dict.fromkeys(title for title, _ in expected)
        found = dict(line for title in blocks for line in paper.block(title, right=right))
        assert found == expected
        assert {paper.value(paper.at[title], right=right) for title in blocks} == {
            "Whole firm" if right == 1 else group
        }
    assert [line[0] for line in paper.lines("Your groups", 1, len(groups) + 1)] == [*groups, None]
    assert len(FILINGS) == len(dict(paper.block("Returns by status", right=1)))


@pytest.mark.parametrize("whose", ["firm", "group"])
def test_the_largest_demands_are_those_of_the_world(stage: Told, whose: str) -> None:
    """Ten of them, and the helper figures that rank them."""
    paper = Paper(stage)
    group = paper.value(paper.at["Group"], right=1)
    readings = stage.now if whose == "firm" else of_group(stage, group)
    found = paper.lines(f"Largest demands, {whose}", 3, 10)
    assert [(name, money_of(owed), tan) for name, owed, tan in found] == [
        (name, money_of(owed), tan) for name, owed, tan in largest(readings)
    ]
    ranks = paper.lines("Ranking of demands", 3, 10)
    assert [line[1 if whose == "firm" else 2] or 0 for line in ranks] == ranking(readings, PEOPLE)


def test_home_says_the_same_at_a_glance(stage: Told) -> None:
    """Clients, demand, new notices, returns with defaults and certificates near their end."""
    shown = stage.cells("Home")
    found = {str(shown.get(f"B{row}")): shown.get(f"C{row}") for row in range(4, 16)}
    items = [item for one in stage.now for item in open_items(one)]
    counted = figures(stage.now, items, ())
    complete = counted["Clients", "All checked"]
    latest = [line for past in stage.readings.values() for sync in range(1, len(past)) for line in _news(past, sync)]
    statuses = [
        one.status for reading in stage.now for one in reading.of("returns") if isinstance(one, StatementStatus)
    ]
    assert (found["Clients"], found["Complete"], found["Not complete"]) == (
        len(PEOPLE),
        complete,
        len(PEOPLE) - cast(int, complete),
    )
    assert money_of(found["Total demand"]) == sum(item.amount or 0 for item in items if item.kind == "Demand")
    assert found["New notices"] == len(latest)
    assert found["Returns with defaults"] == statuses.count("Processed With Defaults")
    assert found["Certificates under 30 days"] == counted["Certificates, days left", "Up to 30 days"]


def _news(past: Sequence[Reading], sync: int) -> Iterator[Change]:
    lines = changes(past[:sync], past[sync])
    return (line for line in lines if (line.module, line.kind) == ("Notices & Orders", "New"))
