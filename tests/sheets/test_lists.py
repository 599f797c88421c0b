"""Lists of offices, as they come: any order of columns, letterheads, numbers for codes, one bad row among good ones."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from tdsxl.errors import InputError
from tdsxl.records import RegisterRow
from tdsxl.sheets.lists.headings import CLIENT_LIST, PASSWORD_LIST, REGISTER_LIST
from tdsxl.sheets.lists.passwords import PasswordLine, passwords_list
from tdsxl.sheets.lists.reading import clients_list, register_list
from tdsxl.titles import CLIENTS, REGISTER
from tdsxl.values import Pan, Portal, Tan, Year

Rows = Sequence[Sequence[object]]


@pytest.fixture
def xlsx(tmp_path: Path) -> Callable[..., Path]:
    """Makes a workbook; further sheets by keyword."""

    def make(rows: Rows, **sheets: Rows) -> Path:
        book = openpyxl.Workbook()
        first = book.active
        assert first is not None
        for title, content in {"List": rows, **sheets}.items():
            sheet = first if title == "List" else book.create_sheet()
            sheet.title = title
            for row in content:
                sheet.append(list(row))
        path = tmp_path / "list.xlsx"
        book.save(path)
        return path

    return make


@pytest.fixture
def text(tmp_path: Path) -> Callable[..., Path]:
    """Makes a delimited text."""

    def make(content: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / "list.csv"
        path.write_bytes(content.encode(encoding))
        return path

    return make


Make = Callable[..., Path]


def test_a_list_of_clients_is_read_whole(xlsx: Make) -> None:
    """Each column of ours an office may have comes under the title of the sheet Clients."""
    titles = [heading.title for heading in CLIENT_LIST]
    row = [
        "ABCD12345E",
        "Asha Traders",
        "AAAPA0000A",
        "0017",
        "South",
        "Ravi",
        "yes",
        "Company",
        "24q/26Q",
        "a@example.com",
    ]
    [client] = clients_list(xlsx([titles, row])).rows
    assert (client.tan, client.row) == (Tan("ABCD12345E"), 2)
    assert client.cells == {**dict(zip(titles[1:], row[1:], strict=True)), "Active": 1, "Forms": "24Q, 26Q"}


def test_titles_of_lists_are_titles_of_our_sheets() -> None:
    """What is imported has a column to go to."""
    assert {heading.title for heading in CLIENT_LIST} <= {column.title for column in CLIENTS.columns}
    assert [heading.title for heading in REGISTER_LIST] == [column.title for column in REGISTER.columns]


@pytest.mark.parametrize("headings", [CLIENT_LIST, REGISTER_LIST, PASSWORD_LIST])
def test_no_alias_means_two_titles(headings: Sequence[object]) -> None:
    """A column can be only one thing, and aliases are written as they are compared."""
    aliases = [alias for heading in headings for alias in getattr(heading, "aliases", ())]
    assert len(aliases) == len(set(aliases))
    assert all(re.fullmatch("[a-z0-9]+", alias) for alias in aliases)


@pytest.mark.parametrize(
    "title", ["TAN", " tan ", "T.A.N.", "TAN No.", "tan_number", "TAN (of deductor)", "ＴＡＮ", "TAN\nNo"]
)
def test_titles_are_found_by_alias(xlsx: Make, title: str) -> None:
    """Case, blanks, punctuation and brackets do not matter."""
    assert [row.tan for row in clients_list(xlsx([[title], ["ABCD12345E"]])).rows] == ["ABCD12345E"]


def test_a_list_that_is_not_what_its_name_says_is_read_and_told(xlsx: Make, text: Make) -> None:
    """Text called .xlsx and a workbook called .csv; the line comes first and stands in row 1, where no client can."""
    rows = [["TAN", "IT portal password", "Deductee PAN", "FY / Tax year"]]
    rows += [["ABCD1", "", "", ""], ["ABCD12345E", "Pass@123", "AAAPA0000A", "2025-26"]]
    wrong = text("\n".join(",".join(row) for row in rows))
    wrong = wrong.rename(wrong.with_name("list2.xlsx"))
    book = xlsx(rows)
    for path in (book.rename(book.with_name("list2.csv")), wrong):
        for read in (clients_list, register_list, passwords_list):
            found = read(path)
            assert [row.tan for row in found.rows] == ["ABCD12345E"]
            assert [problem.row for problem in found.problems] == [1, 2]
            assert "whatever its name says; it was read as one." in found.problems[0].text


def test_a_letterhead_and_other_columns_are_passed_over(xlsx: Make) -> None:
    """The header stands anywhere in the first twenty rows; row numbers stay those of Excel."""
    rows = [
        ["Asha & Co"],
        [],
        ["As on", date(2026, 11, 1)],
        *[[]] * 15,
        ["Sr", "Name", "TAN", "Fees"],
        [1, "Asha", "ABCD12345E", 500],
    ]
    [client] = clients_list(xlsx(rows)).rows
    assert (client.row, client.cells) == (20, {"Client name": "Asha"})


def test_blank_rows_and_columns_before_the_list_count(xlsx: Make) -> None:
    """A problem is found by the row number that Excel shows."""
    rows = [[], [], [None, "TAN", "PAN"], [None, "ABCD12345E", "bad"]]
    assert [problem.row for problem in clients_list(xlsx(rows)).problems] == [4]


def test_below_the_twentieth_row_no_header_is_looked_for(xlsx: Make) -> None:
    """The message says which titles are missing."""
    titles = ["TAN", "Deductee PAN", "FY / Tax year"]
    with pytest.raises(InputError, match=r"list\.xlsx.* TAN, Deductee PAN, FY / Tax year "):
        register_list(xlsx([*[["x"]] * 20, titles, ["ABCD12345E", "AAAPA0000A", "2025-26"]]))


def test_a_blank_cell_says_nothing(xlsx: Make) -> None:
    """It is not in the row, so that it erases nothing; blank rows are no rows."""
    result = clients_list(xlsx([["TAN", "Group", "Email"], ["ABCD12345E", None, "  "], [], [None, "  "]]))
    assert [row.cells for row in result.rows] == [{}]
    assert result.problems == ()


def test_bad_rows_are_named_and_the_rest_is_used(xlsx: Make) -> None:
    """Each problem carries its row number."""
    rows = [
        ["TAN", "Client name", "PAN", "Active", "Forms"],
        ["abcd12345e", "Asha", "AAAPA0000A", "no", "24Q"],
        ["ABCD1234", "Bad TAN", None, None, None],
        [None, "No TAN", None, None, None],
        ["ABCD\u00a012345E", "Second", None, None, None],
        ["WXYZ54321A", "Bad cells", "AAAPA", "perhaps", "24Q 99Z"],
    ]
    result = clients_list(xlsx(rows))
    assert [(row.tan, dict(row.cells)) for row in result.rows] == [
        ("ABCD12345E", {"Client name": "Asha", "PAN": "AAAPA0000A", "Active": 0, "Forms": "24Q"}),
        ("WXYZ54321A", {"Client name": "Bad cells"}),
    ]
    assert [(problem.row, problem.text.split(".")[0]) for problem in result.problems] == [
        (3, "`ABCD1234` is not a TAN"),
        (4, "TAN is missing"),
        (5, "ABCD12345E is in row 2 already; that row is used"),
        (6, "`AAAPA` is not a PAN"),
        (6, "Active: `perhaps` is neither yes nor no"),
        (6, "Forms: `99Z` is not a form"),
    ]
    assert [problem.name for problem in result.problems][:3] == ["Bad TAN", "No TAN", "Second"]
    assert [problem.tan for problem in result.problems] == ["", "", "ABCD12345E", *["WXYZ54321A"] * 3]


@pytest.mark.parametrize("value", [1, True, "TRUE", "x", "✓", "☑", "Yes", "y", 0, False, "no", "FALSE"])
def test_tick_words(xlsx: Make, value: object) -> None:
    """The words that the sheet Clients knows, as 1 and 0."""
    [client] = clients_list(xlsx([["TAN", "Active"], ["ABCD12345E", value]])).rows
    assert client.cells["Active"] == (1 if value in (1, "TRUE", "x", "✓", "☑", "Yes", "y") else 0)


def test_a_code_that_excel_made_a_number_is_read_as_shown(xlsx: Make) -> None:
    """No `.0` stands behind it."""
    [client] = clients_list(xlsx([["TAN", "Client code", "Group"], ["ABCD12345E", 1017.0, 2.5]])).rows
    assert client.cells == {"Client code": "1017", "Group": "2.5"}


@pytest.mark.parametrize("value", [date(2026, 2, 1), 12345678901234567890, 1e300])
def test_a_cell_that_excel_has_changed_is_a_problem(xlsx: Make, value: object) -> None:
    """A code that became a date or lost digits cannot be told any more."""
    result = clients_list(xlsx([["TAN", "Client code"], ["ABCD12345E", value]]))
    assert [row.cells for row in result.rows] == [{}]
    assert [(problem.row, problem.text[:12]) for problem in result.problems] == [(2, "Client code:")]


def test_names_are_composed_and_on_one_line(xlsx: Make) -> None:
    """Two ways to write é are one name, and a line break is a blank."""
    [client] = clients_list(xlsx([["TAN", "Client name"], ["ABCD12345E", "Cafe\u0301\n  Asha "]])).rows
    assert client.cells["Client name"] == "Café Asha"


def test_our_own_title_wins_over_an_alias(xlsx: Make) -> None:
    """`Name` may be a person's where `Client name` is there too."""
    [client] = clients_list(xlsx([["Name", "TAN", "Client name"], ["Ravi", "ABCD12345E", "Asha"]])).rows
    assert client.cells == {"Client name": "Asha"}


@pytest.mark.parametrize("titles", [["TAN", "TAN"], ["TAN", "Name", "Company"]])
def test_a_title_that_is_there_twice_stops(xlsx: Make, titles: list[str]) -> None:
    """Nothing is guessed."""
    with pytest.raises(InputError, match="2 columns could be"):
        clients_list(xlsx([titles, ["ABCD12345E", "ABCD12345E", "x"]]))


def test_the_sheet_with_most_of_our_titles_is_the_list(xlsx: Make) -> None:
    """So a whole book of ours can be given; a hidden sheet is no list."""
    path = xlsx([["TAN"], ["WXYZ54321A"]], Clients=[["TAN", "Client name"], ["ABCD12345E", "Asha"]])
    assert [row.tan for row in clients_list(path).rows] == ["ABCD12345E"]
    book = openpyxl.load_workbook(path)
    book["Clients"].sheet_state = "hidden"
    book.save(path)
    assert [row.tan for row in clients_list(path).rows] == ["WXYZ54321A"]


def test_two_sheets_that_could_be_the_list_stop(xlsx: Make) -> None:
    """Reading one of them would lose the clients of the other."""
    with pytest.raises(InputError, match="List and North"):
        clients_list(xlsx([["TAN"], ["WXYZ54321A"]], North=[["TAN"], ["ABCD12345E"]]))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_text_in_the_ways_programs_save_it(text: Make, delimiter: str, encoding: str) -> None:
    """Delimiter and encoding are told from the text itself."""
    lines = [
        "Our clients;, 2026",
        "",
        delimiter.join(["TAN", "Client name"]),
        delimiter.join(["ABCD12345E", '"Asha ,;|\tCafé"']),
    ]
    [client] = clients_list(text("\r\n".join(lines), encoding)).rows
    assert (client.row, client.cells) == (4, {"Client name": "Asha ,;| Café"})


def test_a_quotation_mark_that_is_not_closed_stops(text: Make) -> None:
    """Else it would swallow the clients below it."""
    with pytest.raises(InputError, match="quotation marks near line"):
        clients_list(text('TAN,Client name\nABCD12345E,"Asha\nWXYZ54321A,Ravi\n'))


def test_text_in_no_known_encoding_stops(text: Make) -> None:
    """Nothing of the text stands in the error."""
    with pytest.raises(InputError, match="encoding") as caught:
        passwords_list(text("TAN,TRACES password\nABCD12345E,Sécret\x9d", "latin-1"))
    assert caught.value.__context__ is None


def test_a_register_is_read_whole(xlsx: Make) -> None:
    """Numbers, percent signs and Indian grouping are amounts."""
    titles = [heading.title for heading in REGISTER_LIST]
    rows = [
        ["ABCD12345E", "0000AA000A", "AAAPA0000A", "2025-26", "194C", 0.5, 1234567.89, "ours"],
        ["ABCD12345E", "", "aaapa0000a", "FY 2026-2027", 393, "0.5 %", "₹ 12,34,567", None],
        ["ABCD12345E", "0aa0000aaa0a000 ", "AAAPB0000B", "2024-25", None, 0, None, None],
    ]
    result = register_list(xlsx([titles, *rows]))
    pan = Pan("AAAPA0000A")
    assert [row.register for row in result.rows] == [
        RegisterRow(
            certificate_no="0000AA000A",
            deductee_pan=pan,
            year=Year(2025),
            section="194C",
            rate=Decimal("0.5"),
            limit=Decimal("1234567.89"),
        ),
        RegisterRow(
            certificate_no="",
            deductee_pan=pan,
            year=Year(2026),
            section="393",
            rate=Decimal("0.5"),
            limit=Decimal(1234567),
        ),
        RegisterRow(
            certificate_no="0AA0000AAA0A000",
            deductee_pan=Pan("AAAPB0000B"),
            year=Year(2024),
            section=None,
            rate=Decimal(0),
            limit=None,
        ),
    ]
    assert [row.remarks for row in result.rows] == ["ours", "", ""]
    assert not result.problems


@pytest.mark.parametrize(
    ("stored", "shown_as", "meant"),
    [
        (0.5, "0.00##", "0.5"),
        (0.05, "General", "0.05"),
        (0.05, "0%", "5"),
        (0.005, "0.0 %", "0.5"),
        (1, "0.00%", "100"),
        (0.1, '0.00"%"', "0.1"),
    ],
)
def test_a_rate_is_read_as_it_is_shown(xlsx: Make, stored: float, shown_as: str, meant: str) -> None:
    """A cell shown as a percent stores the hundredth part; a percent sign that is only decoration changes nothing."""
    path = xlsx([["TAN", "Deductee PAN", "FY / Tax year", "Rate %"], ["ABCD12345E", "AAAPA0000A", "2025-26", stored]])
    book = openpyxl.load_workbook(path)
    book["List"]["D2"].number_format = shown_as
    book.save(path)
    result = register_list(path)
    assert [row.register.rate for row in result.rows] == [Decimal(meant)]
    assert not result.problems


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"TAN": "ABCD"}, "not a TAN"),
        ({"Deductee PAN": None}, "Deductee PAN is missing"),
        ({"Deductee PAN": "AAAP"}, "not a PAN"),
        ({"FY / Tax year": "AY 2026-27"}, "not a year"),
        ({"FY / Tax year": 2025}, "not a year"),
        ({"FY / Tax year": "2025-27"}, "not a year"),
        ({"Certificate no.": 1234567890}, "stored as a number"),
        ({"Certificate no.": "12/34"}, "not a certificate number"),
        ({"Section": date(2026, 1, 1)}, "Section: Excel has turned it"),
        ({"Certificate no.": "#N/A"}, "Certificate no.: Excel has turned it into a date, a rounded number or an error"),
    ],
)
def test_a_certificate_that_cannot_be_told_is_left_out(xlsx: Make, changed: dict[str, object], words: str) -> None:
    """The row is named and the others are used."""
    good = {
        "TAN": "ABCD12345E",
        "Certificate no.": "0000AA000A",
        "Deductee PAN": "AAAPA0000A",
        "FY / Tax year": "2025-26",
    }
    titles = [*good, "Section"]
    bad = {**good, "Certificate no.": "", **changed}
    result = register_list(xlsx([titles, *([row.get(title) for title in titles] for row in (good, bad))]))
    assert [row.row for row in result.rows] == [2]
    [problem] = result.problems
    assert problem.row == 3
    assert words in problem.text


def test_rows_of_nothing_but_errors_are_passed_over(xlsx: Make) -> None:
    """Formulas were filled down for later."""
    titles, row = ["TAN", "Deductee PAN", "FY / Tax year"], ["ABCD12345E", "AAAPA0000A", "25-26"]
    result = register_list(xlsx([titles, row, ["#N/A", "#REF!", None]]))
    assert ([row.register.year for row in result.rows], result.problems) == ([Year(2025)], ())


@pytest.mark.parametrize(
    ("title", "value"), [("Limit", "1e5"), ("Limit", "(500)"), ("Limit", -5), ("Rate %", "101"), ("Rate %", "ten")]
)
def test_an_amount_that_cannot_be_told_is_left_blank(xlsx: Make, title: str, value: object) -> None:
    """The certificate itself is used."""
    titles = ["TAN", "Deductee PAN", "FY / Tax year", title]
    result = register_list(xlsx([titles, ["ABCD12345E", "AAAPA0000A", "2025-26", value]]))
    [row], [problem] = result.rows, result.problems
    assert (row.register.rate, row.register.limit) == (None, None)
    assert title in problem.text


def test_a_certificate_that_is_there_twice_is_used_once(xlsx: Make) -> None:
    """The first row stays."""
    row = ["ABCD12345E", "AAAPA0000A", "2025-26", "0000AA000A"]
    result = register_list(xlsx([["TAN", "Deductee PAN", "FY / Tax year", "Cert. no."], row, row]))
    assert [row.row for row in result.rows] == [2]
    assert [problem.row for problem in result.problems] == [3]


def revealed(line: PasswordLine) -> tuple[str, str | None, str | None, str]:
    traces, itportal = (secret.reveal() if secret else None for secret in (line.traces, line.itportal))
    return line.tan, traces, itportal, line.sub_user


def test_passwords_are_read_to_the_letter(xlsx: Make, text: Make) -> None:
    """Signs that formulas and delimiters use are kept; outer blanks are not; what is missing is said."""
    titles = ["TAN", "TRACES password", "IT portal password", "TRACES sub-user PAN (optional)"]
    rows = [
        ["ABCD12345E", "p,a;s|s=1", " Ünder 1 ", None],
        ["WXYZ54321A", 12345678.0, None, "aaapa0000a"],
        ["WXYZ54321B", None, None, None],
    ]
    expected = [
        ("ABCD12345E", "p,a;s|s=1", "Ünder 1", ""),
        ("WXYZ54321A", "12345678", None, "AAAPA0000A"),
        ("WXYZ54321B", None, None, ""),
    ]
    lines = [
        titles,
        ["ABCD12345E", '"p,a;s|s=1"', " Ünder 1 ", ""],
        ["WXYZ54321A", "12345678", "", "aaapa0000a"],
        ["WXYZ54321B", "", "", ""],
    ]
    for path in (xlsx([titles, *rows]), text("\n".join(",".join(line) for line in lines))):
        result = passwords_list(path)
        assert [revealed(line) for line in result.rows] == expected
        assert [line.missing for line in result.rows] == [(), (Portal.ITPORTAL,), (Portal.TRACES, Portal.ITPORTAL)]
        assert result.problems == ()


def test_rows_of_one_client_that_agree_are_one(xlsx: Make) -> None:
    """One row may give what the other leaves blank."""
    titles = ["TAN", "TRACES password", "IT portal password"]
    result = passwords_list(xlsx([titles, ["ABCD12345E", "one", None], ["ABCD12345E", "one", "two"]]))
    assert [revealed(line) for line in result.rows] == [("ABCD12345E", "one", "two", "")]
    assert result.problems == ()


@pytest.mark.row("E7")
@pytest.mark.parametrize(
    "second",
    [["ABCD12345E", "other", None, None], ["ABCD12345E", "one", None, "AAAPA0000A"], ["ABCD12345E", None, "x", None]],
)
def test_rows_of_one_client_that_disagree_are_not_used(xlsx: Make, second: list[str | None]) -> None:
    """Neither password may be tried; the problem names the client and no password."""
    titles = ["TAN", "TRACES password", "IT portal password", "TRACES sub-user PAN"]
    result = passwords_list(
        xlsx([titles, ["ABCD12345E", "one", "two", None], second, ["WXYZ54321A", "three", None, None]])
    )
    assert [line.tan for line in result.rows] == ["WXYZ54321A"]
    [problem] = result.problems
    assert (problem.row, problem.tan) == (3, "ABCD12345E")


def test_a_sub_user_that_is_no_pan_keeps_the_password_from_being_sent(xlsx: Make) -> None:
    """It would be sent for the wrong user."""
    titles = ["TAN", "TRACES password", "IT portal password", "TRACES sub-user PAN"]
    result = passwords_list(xlsx([titles, ["ABCD12345E", "one", "two", "ravi"]]))
    assert [revealed(line) for line in result.rows] == [("ABCD12345E", None, "two", "")]
    assert [problem.row for problem in result.problems] == [2]


def test_a_password_that_excel_made_a_date_is_a_problem(xlsx: Make) -> None:
    """The other password of the row is used."""
    result = passwords_list(
        xlsx([["TAN", "TRACES password", "IT portal password"], ["ABCD12345E", date(2026, 5, 1), "two"]])
    )
    assert [revealed(line) for line in result.rows] == [("ABCD12345E", None, "two", "")]
    assert [(problem.row, problem.tan) for problem in result.problems] == [(2, "ABCD12345E")]


def test_no_message_of_a_password_list_shows_a_cell(xlsx: Make) -> None:
    """F1: a password in the wrong column must not come out in a message, and none stands in a repr."""
    secret = "S3cret"
    titles = ["TAN", "TRACES password", "IT portal password", "TRACES sub-user PAN"]
    rows = [
        [secret, "ABCD12345E", secret, None],
        ["ABCD12345E", secret, secret, secret],
        ["WXYZ54321A", secret, None, None],
        ["WXYZ54321A", secret + "2", None, None],
        [None, secret, None, None],
    ]
    result = passwords_list(xlsx([titles, *rows]))
    assert [problem.row for problem in result.problems] == [2, 3, 5, 6]
    assert secret not in repr(result)


def test_a_list_without_passwords_is_refused(xlsx: Make) -> None:
    """A list of clients given by mistake does not count as passwords that are missing."""
    with pytest.raises(InputError, match="TRACES password or IT portal password"):
        passwords_list(xlsx([["TAN", "Client name"], ["ABCD12345E", "Asha"]]))
