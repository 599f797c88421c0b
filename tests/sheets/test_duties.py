"""The firm's due dates and exemptions: what is understood, and what is named."""

from datetime import date, datetime

import pytest

from tdsxl.sheets.contents import Line, Value
from tdsxl.sheets.duties import DutiesReader
from tdsxl.tables import Exemption
from tdsxl.values import Form, Quarter, Year


def lines(*rows: dict[str, Value]) -> list[Line]:
    """Rows below a header in row 4."""
    titles = {title: place for place, title in enumerate({title: None for row in rows for title in row})}
    return [
        Line(row=number, cells=[row.get(title, "") for title in titles], places=titles)
        for number, row in enumerate(rows, 5)
    ]


GOOD: dict[str, Value] = {"FY / Tax year": "2025-26", "Quarter": "Q1", "Forms": "24Q, 26Q", "Due on": date(2025, 8, 31)}


@pytest.mark.parametrize("day", [date(2025, 8, 31), datetime(2025, 8, 31), "31-Aug-2025", "31/08/2025", "2025-08-31"])
def test_a_day_may_be_a_date_or_written(day: Value) -> None:
    """The month never comes first."""
    (found,) = DutiesReader().due_dates(lines(GOOD | {"Due on": day}))
    assert (found.on, found.quarter, found.forms) == (
        date(2025, 8, 31),
        Quarter.Q1,
        frozenset({Form.F24Q, Form.F26Q}),
    )


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"Due on": "31-31-2025"}, "Due Dates row 5: `31-31-2025` is not a day. Write it as 31-Jul-2026."),
        ({"Due on": ""}, "Due Dates row 5: `` is not a day. Write it as 31-Jul-2026."),
        ({"Quarter": "5"}, "Due Dates row 5: `5` is not a quarter. Write Q1, Q2, Q3 or Q4."),
        ({"Forms": "26X"}, "Due Dates row 5: `26X` is not a form. Write it as 26Q."),
        ({"Forms": ""}, "Due Dates row 5: It names no form. Write them as 24Q, 26Q."),
        ({"Forms": "140"}, "Due Dates row 5: 140 is no form of 2025-26. 2025-26 is under the 1961 Act."),
        ({"Due on": "31-Jul-2006"}, "Due Dates row 5: 31-Jul-2006 is no due date of 2025-26. Look at its year."),
        ({"FY / Tax year": "2025"}, "Due Dates row 5: `2025` is not a year. Write it as 2025-26."),
    ],
)
def test_a_line_that_cannot_be_used_is_named(wrong: dict[str, Value], said: str) -> None:
    """The others hold."""
    reader = DutiesReader()
    assert len(reader.due_dates(lines(GOOD | wrong, GOOD))) == 1
    assert [problem.text for problem in reader.problems] == [said]


def test_an_exemption_counts_under_both_acts() -> None:
    """Blank year and quarter mean all of them."""
    found = DutiesReader().exempt(lines({"TAN": "pnea00001a", "Form": "27q"}, {"TAN": "", "Form": ""}))
    assert found == {"PNEA00001A": (Exemption(form=Form.F27Q), Exemption(form=Form.F144))}


def test_an_exemption_may_be_for_one_quarter() -> None:
    """Of one year."""
    row: dict[str, Value] = {"TAN": "PNEA00001A", "Form": "26Q", "FY / Tax year": "2025-26", "Quarter": "q3"}
    (first, _) = DutiesReader().exempt(lines(row))["PNEA00001A"]  # type: ignore[index]  # a text finds its TAN
    assert first == Exemption(form=Form.F26Q, year=Year(2025), quarter=Quarter.Q3)


def test_a_form_that_is_none_is_named() -> None:
    """With its row."""
    reader = DutiesReader()
    assert reader.exempt(lines({"TAN": "PNEA00001A", "Form": "99"})) == {}
    assert [problem.text for problem in reader.problems] == ["Not Due row 5: `99` is not a form. Write it as 26Q."]
