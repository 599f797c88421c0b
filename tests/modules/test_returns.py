"""Return Summary: statements filed and processed, and one row for what both portals say."""

from collections.abc import Iterable
from datetime import date

from tdsxl.modules.base import Ask, Stored
from tdsxl.modules.returns import RETURNS
from tdsxl.portals.base import Listing
from tdsxl.portals.itportal.pages.statements import FiledForm
from tdsxl.records import FiledStatement, Item, StatementStatus
from tdsxl.tables import Cell
from tdsxl.values import Act, Form, Portal, Quarter, StatementType, Year
from tests.modules.samples import ask, filed, lines, processed, stored, told

(VIEW,) = RETURNS.views


class ItPortal:
    """Has filed 26Q, 140 and a form that is no quarterly statement."""

    def __init__(self, *statements: FiledStatement) -> None:
        self.statements = statements
        self.asked: list[str] = []

    def filed_forms(self) -> tuple[FiledForm, ...]:
        return (
            FiledForm("F26Q", Form.F26Q, Act.OLD),
            FiledForm("F10B", None, Act.OLD),
            FiledForm("T140", Form.F140, Act.NEW),
        )

    def filed_statements(self, code: str) -> Listing[FiledStatement]:
        self.asked.append(code)
        rows = tuple(row for row in self.statements if row.form.value == code[1:])
        return Listing(rows, len(rows))


class Traces:
    """Has one statement in the first quarter of 2025-26."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def statement_status(self, year: Year, quarter: Quarter, form: Form) -> Listing[StatementStatus]:
        self.asked.append(f"{year} {quarter.value} {form.value}")
        has_it = (year, quarter, form) == (Year(2025), Quarter.Q1, Form.F26Q)
        return Listing((processed(),) if has_it else (), int(has_it))


def fetched(session: object, asked: Ask, *, source: int, part: int = 0) -> list[Item]:
    fetch = RETURNS.sources[source].parts[part].fetch
    assert fetch
    return list(fetch(session, asked))


def test_filed_statements_are_read_form_by_form() -> None:
    """Only forms of the Act that are known; rows stand in the list of their year, which states its own total."""
    portal = ItPortal(filed(), filed(year=Year(2024), token="9" * 15), filed(year=Year(2020), token="8" * 15))
    asked = ask(2024, 2025, 2026, forms=frozenset({Form.F26Q, Form.F140}))
    assert told(fetched(portal, asked, source=0)) == [
        "2024-25 26Q: FiledStatement",
        "2024-25 26Q: end, 1",
        "2025-26 26Q: FiledStatement",
        "2025-26 26Q: end, 1",
    ]
    assert portal.asked == ["F26Q"]


def test_the_new_act_is_a_part_of_its_own() -> None:
    """Its forms are asked for by its years."""
    portal = ItPortal(filed(form=Form.F140, year=Year(2026)))
    asked = ask(2025, 2026, forms=frozenset({Form.F26Q, Form.F140}))
    assert told(fetched(portal, asked, source=0, part=1)) == [
        "2026-27 140: FiledStatement",
        "2026-27 140: end, 1",
    ]


def test_a_form_that_is_no_longer_in_the_catalogue_is_read_as_empty() -> None:
    """So that its statements are gone, not kept for ever."""
    items = told(fetched(ItPortal(filed()), ask(2025), source=0))
    assert items == [
        "2025-26 24Q: end, 0",
        "2025-26 26Q: FiledStatement",
        "2025-26 26Q: end, 1",
        "2025-26 27Q: end, 0",
        "2025-26 27EQ: end, 0",
    ]


def test_forms_of_the_client_limit_what_is_asked() -> None:
    """At both portals."""
    only = ask(2025, forms=frozenset({Form.F24Q, Form.F138}))
    portal, traces = ItPortal(filed()), Traces()
    assert told(fetched(portal, only, source=0)) == ["2025-26 24Q: end, 0"]
    assert portal.asked == []
    fetched(traces, only, source=1)
    assert traces.asked == [f"2025-26 {quarter.value} 24Q" for quarter in Quarter]


def test_statuses_are_asked_for_every_quarter_and_form_of_the_1961_act() -> None:
    """Sixteen lists a year; years of the 2025 Act are not asked for there."""
    traces = Traces()
    items = told(fetched(traces, ask(2025, 2026), source=1))
    assert len(traces.asked) == len(set(traces.asked)) == 16
    assert items.count("2025-26 Q1 26Q: StatementStatus") == 1
    assert sum(item.endswith("end, 0") for item in items) == 15


def test_keys_tell_statements_apart() -> None:
    """By year, quarter, form, type, both ends of the token and the filing day; both portals' keys agree."""
    assert RETURNS.key(filed(filed_on=date(2025, 7, 31))) == RETURNS.key(processed())
    others = (
        filed(year=Year(2024)),
        filed(quarter=Quarter.Q2),
        filed(form=Form.F24Q),
        filed(type=StatementType.CORRECTION),
        filed(token="123456789019999"),
        filed(filed_on=date(2025, 7, 29)),
    )
    assert len({RETURNS.key(one) for one in (filed(), *others)}) == 7


def shown(*held: Stored) -> list[dict[str, Cell]]:
    return lines(VIEW, {"returns": held})


def of_it(**other: object) -> Stored:
    return stored(filed(**other), Portal.ITPORTAL)


def of_traces(**other: object) -> Stored:
    return stored(processed(**other), Portal.TRACES)


def days(rows: Iterable[dict[str, Cell]]) -> list[tuple[Cell, Cell, Cell]]:
    return [(row["Filed on"], row.get("IT portal status"), row.get("TRACES status")) for row in rows]


def test_both_portals_view_of_a_statement_is_one_row() -> None:
    """With the full token and day of the IT portal, although TRACES prints another day."""
    (row,) = shown(of_it(), of_traces(status="Rejected", reason="Challan mismatch"))
    assert row == {
        "Act": "1961 Act",
        "FY / Tax year": "2025-26",
        "Quarter": "Q1",
        "Form": "26Q",
        "Statement type": "Regular",
        "Token no.": "123456789012345",
        "Filed on": date(2025, 7, 30),
        "TRACES status": "Rejected",
        "TRACES status on": date(2025, 8, 20),
        "IT portal status": "Accepted",
        "Acknowledgement no.": "A1",
        "Rejection reason": "Challan mismatch",
    }


def test_a_statement_that_only_one_portal_knows_is_a_row() -> None:
    """With the masked token where only TRACES has it."""
    (row,) = shown(of_traces())
    assert (row["Token no."], row["Filed on"]) == ("1234XXXXXXX2345", date(2025, 7, 31))
    assert "IT portal status" not in row
    (row,) = shown(of_it(form=Form.F140, year=Year(2026)))
    assert (row["Act"], "TRACES status" in row) == ("2025 Act", False)


def test_filing_days_tell_colliding_statements_apart() -> None:
    """Two corrections whose tokens begin and end alike: each pairs with the one of its own day."""
    first, second = date(2025, 9, 1), date(2025, 10, 1)
    rows = shown(
        of_it(filed_on=first, token="123400000002345"),
        of_it(filed_on=second, token="123411111112345"),
        of_traces(filed_on=second, status="Processed"),
        of_traces(filed_on=first, status="Rejected"),
    )
    assert days(rows) == [(first, "Accepted", "Rejected"), (second, "Accepted", "Processed")]


def test_a_collision_without_a_common_day_is_not_guessed() -> None:
    """Three rows, none of them joined."""
    first, second, third = date(2025, 9, 1), date(2025, 10, 1), date(2025, 10, 2)
    rows = shown(of_it(filed_on=first), of_it(filed_on=second), of_traces(filed_on=third, status="Processed"))
    assert days(rows) == [(first, "Accepted", None), (second, "Accepted", None), (third, None, "Processed")]


def test_the_sheets_key_agrees_with_the_full_and_the_masked_token() -> None:
    """A row found by its masked token is the same row once the IT portal knows it in full."""

    def key(row: dict[str, Cell]) -> tuple[str, ...]:
        return VIEW.sheet.key(lambda title: str(row.get(title, "")))

    (masked,), (full,) = shown(of_traces()), shown(of_it())
    assert key(masked) == key(full)
