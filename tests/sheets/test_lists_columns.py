"""Lists whose columns are called otherwise, or not at all: known by what they hold, and nothing lost unseen."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference

from tdsxl.errors import InputError
from tdsxl.sheets.lists.groups import grouped
from tdsxl.sheets.lists.headings import CLIENT_LIST
from tdsxl.sheets.lists.passwords import passwords_list, pasted_passwords
from tdsxl.sheets.lists.reading import ClientLine, clients_list, pasted_clients, register_list
from tdsxl.tables import Client
from tdsxl.values import Pan, Tan
from tests.sheets.samples import change_parts

PINE, OAK, ASH = Tan("MUMP10001A"), Tan("DELO20002B"), Tan("BLRA30003C")
PAN, OTHER = Pan("AAACP1234C"), Pan("AAACO5678D")


def read(*rows: Sequence[object]) -> tuple[dict[str, dict[str, object]], dict[str, int], set[str]]:
    """What a pasted list gives: clients, columns, and which of these were known by what they hold."""
    found = pasted_clients("\n".join("\t".join(map(str, row)) for row in rows))
    assert not found.problems
    clients: dict[str, dict[str, object]] = {line.tan: dict(line.cells) for line in found.rows}
    return clients, dict(found.listed.columns), set(found.listed.by_content)


def test_a_column_of_tans_under_a_strange_title_is_the_tan_column() -> None:
    """The titles around it are still known by their names."""
    clients, columns, known = read(["Sr", "Deductor no.", "Name"], [1, PINE, "Pine"], [2, "delo 20002b", "Oak"])
    assert clients == {PINE: {"Client name": "Pine"}, OAK: {"Client name": "Oak"}}
    assert (columns, known) == ({"TAN": 1, "Client name": 2}, {"TAN"})


def test_a_column_of_tans_without_titles_is_a_list() -> None:
    """From its first row on."""
    clients, columns, _ = read([PINE], [OAK])
    assert (list(clients), columns) == ([PINE, OAK], {"TAN": 0})


def test_a_mistyped_first_tan_is_no_title() -> None:
    """It is named as a row of the list, and not lost above it."""
    found = pasted_clients(f"MUMP1001A\tPine\n{OAK}\tOak\n{ASH}\tAsh")
    assert [str(line.tan) for line in found.rows] == [OAK, ASH]
    assert [(problem.row, "is not a TAN" in problem.text) for problem in found.problems] == [(1, True)]


def test_two_columns_of_tans_stop() -> None:
    """Nothing is guessed between an old and a new one."""
    with pytest.raises(InputError, match="2 columns could be TAN"):
        read(["Now", "Before"], [PINE, OAK], [OAK, ASH])


def test_a_titled_tan_column_is_not_overruled() -> None:
    """Another column of TANs beside it is not read."""
    clients, columns, known = read(["Before", "TAN"], [OAK, PINE])
    assert (list(clients), columns, known) == ([PINE], {"TAN": 1}, set())


def test_what_a_column_holds_goes_before_its_title() -> None:
    """TAN over PANs and PAN over TANs are exchanged; the list says which."""
    clients, columns, known = read(["PAN", "Name", "TAN"], [PINE, "Pine", PAN], [OAK, "Oak", OTHER])
    assert clients == {PINE: {"Client name": "Pine", "PAN": PAN}, OAK: {"Client name": "Oak", "PAN": OTHER}}
    assert (columns, known) == ({"TAN": 0, "PAN": 2, "Client name": 1}, {"TAN", "PAN"})
    found = pasted_clients(f"TAN\tPAN\tOurs\n{PAN}\t{OTHER}\t{PINE}")
    assert [(line.tan, line.cells["PAN"]) for line in found.rows] == [(PINE, OTHER)]
    assert (found.listed.columns, found.listed.overruled) == ({"PAN": 1, "TAN": 2}, {0: "PAN"})


def test_a_list_without_any_tan_says_so_row_by_row() -> None:
    """Where no column holds TANs, the one that is titled so is read."""
    found = pasted_clients(f"TAN\n{PAN}\n{OTHER}")
    assert [problem.text.split(".")[0] for problem in found.problems] == [
        f"`{code}` is not a TAN" for code in (PAN, OTHER)
    ]


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Status", ("Active", "Inactive", "In-active", "CLOSED", "Surrendered")),
        ("Active?", ("Y", "N", "no", "N", "0")),
        ("Client status", ("live", "Non Active", "Left", "dormant", "Closed")),
        ("Active / Inactive", ("yes", "Not active", "Discontinued", "ceased", "n")),
    ],
)
def test_clients_that_are_no_more_are_known(title: str, words: Sequence[str]) -> None:
    """The first is active, the others are not; they are kept."""
    tans = [f"MUMP1000{number}A" for number in range(len(words))]
    clients, columns, _ = read(["TAN", title], *zip(tans, words, strict=True))
    assert columns == {"TAN": 0, "Active": 1}
    assert [cells["Active"] for cells in clients.values()] == [1, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("title", "words"), [("Status", ("Company", "Firm")), ("DSC status", ("Active", "Closed")), ("Status", ("Y", "N"))]
)
def test_other_states_are_not_taken_for_it(title: str, words: Sequence[str]) -> None:
    """A Status that says something else of a client, or the state of something else."""
    assert read(["TAN", title], *zip((PINE, OAK), words, strict=True))[1] == {"TAN": 0}


def test_a_column_of_pans_is_known_too() -> None:
    """Also beside a TAN column that bears its title."""
    clients, _, known = read(["TAN", "Tax no."], [PINE, PAN], [OAK, ""], [ASH, OTHER])
    assert clients == {PINE: {"PAN": PAN}, OAK: {}, ASH: {"PAN": OTHER}}
    assert known == {"PAN"}


@pytest.mark.parametrize(
    "title", ["PAN of authorised signatory", "Partner's PAN no", "User id", "Responsible person", "PAN of Karta"]
)
def test_the_pan_of_somebody_else_is_not_the_clients(title: str) -> None:
    """A title that speaks of a person says so."""
    assert read(["TAN", title], [PINE, PAN])[0] == {PINE: {}}


def test_a_title_of_a_list_is_told_on_one_line() -> None:
    """Whatever signs stand in it."""
    found = pasted_clients(f'TAN\t"What\nelse\x1b[2J"\n{PINE}\tx')
    assert found.listed.titles == ("TAN", "What else [2J")


def test_two_columns_of_pans_are_left_alone() -> None:
    """Either could be somebody else's."""
    assert read(["TAN", "One", "Two"], [PINE, PAN, OTHER])[0] == {PINE: {}}


def test_a_sheet_with_titles_goes_before_one_that_is_guessed(tmp_path: Path) -> None:
    """The others that could be lists are named, so that no client is lost unseen."""
    book = openpyxl.Workbook()
    guessed, titled = book.create_sheet("Fees"), book.create_sheet("Ours")
    for sheet, row in ((guessed, ["Whose", "Group", "Name"]), (guessed, [OAK, "x", "Oak"]), (titled, ["TAN"])):
        sheet.append(row)
    titled.append([PINE])
    book.save(tmp_path / "list.xlsx")
    found = clients_list(tmp_path / "list.xlsx")
    assert [str(line.tan) for line in found.rows] == [PINE]
    assert (found.listed.sheet, found.listed.others) == ("Ours", ("Fees",))


def test_rows_that_are_not_read_are_counted() -> None:
    """Those with something under none of the titles, and TANs that stand above them; blank rows do not count."""
    found = pasted_clients(f"\t{ASH}\nName\tTAN\nPine\t{PINE}\n\t\tnote\n\t\t\n\t\tTotal")
    assert (found.listed.header, found.listed.passed) == (2, (1, 4, 6))


def test_a_semicolon_list_without_titles_is_known(tmp_path: Path) -> None:
    """The delimiter is that under which a column of TANs shows."""
    path = tmp_path / "list.csv"
    path.write_text(f"Pine, Mumbai;{PINE}\nOak, Delhi;{OAK}\n", encoding="utf-8")
    assert [str(line.tan) for line in clients_list(path).rows] == [PINE, OAK]


def test_passwords_are_never_guessed(tmp_path: Path) -> None:
    """A list of passwords bears its titles."""
    path = tmp_path / "list.csv"
    path.write_text(f"{PINE},Aa@12345\n", encoding="utf-8")
    with pytest.raises(InputError, match="no row with the titles TAN"):
        passwords_list(path)


def line(tan: Tan, **cells: object) -> ClientLine:
    """A line of a list; Client_name is Client name."""
    return ClientLine(1, tan, {title.replace("_", " "): str(value) for title, value in cells.items()})


def client(tan: Tan, *, pan: Pan | None = PAN, name: str = "", group: str = "") -> Client:
    """A client of the book."""
    return Client(tan=tan, name=name, row=5, ticked=True, hidden=False, modules=frozenset(), group=group, pan=pan)


def test_new_clients_of_one_pan_become_a_group() -> None:
    """By the name of the first; a client alone under its PAN stays without."""
    found = grouped(
        [line(PINE, PAN=PAN, Client_name="Pine"), line(OAK, PAN=OTHER), line(ASH, PAN=PAN, Client_name="Pine South")],
        (),
    )
    assert found.new == {PINE: "Pine", ASH: "Pine"}
    assert [each.cells.get("Group") for each in found.lines] == ["Pine", None, "Pine"]


def test_a_group_that_is_there_goes_before_a_name() -> None:
    """Whether the list gives it or the book has it; what the list says of a client stays."""
    lines = [line(OAK, PAN=PAN, Client_name="Oak"), line(ASH, PAN=PAN, Group="Mine")]
    assert grouped(lines, ()).new == {OAK: "Mine"}
    assert grouped(lines, [client(PINE, group="North")]).new == {OAK: "North"}


def test_clients_of_the_book_keep_what_they_have() -> None:
    """Only new rows get a group; the name comes from the book where its client is the first."""
    lines = [line(PINE, PAN=PAN, Client_name="Pine Ltd"), line(OAK, PAN=PAN)]
    found = grouped(lines, [client(PINE, pan=None, name="Pine"), client(ASH, pan=None)])
    assert (found.new, found.lines[0]) == ({OAK: "Pine"}, lines[0])


def test_only_the_lists_that_say_so_have_shapes() -> None:
    """TAN, PAN and words for active clients, and nothing else."""
    assert [heading.title for heading in CLIENT_LIST if heading.shape] == ["TAN", "PAN", "Active"]


def rated(path: Path) -> Path:
    """A list of two certificates, their rates shown as percents; so are a text and a cell beyond the list."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(("TAN", "Deductee PAN", "FY / Tax year", "Rate %", "Remark"))
    sheet.append((PINE, PAN, "2025-26", 0.05, "as told"))
    sheet.append((PINE, OTHER, "2025-26", "5", "as told"))
    for place in ("D2", "D3", "E2", "G2", "B9"):
        sheet[place].number_format = "0%"
    chart = BarChart()
    chart.add_data(Reference(range_string="Sheet!$D$2:$D$3"))
    book.create_chartsheet("Picture").add_chart(chart)
    book.save(path)
    return path


def test_only_numbers_of_the_list_are_shown_as_percents(tmp_path: Path) -> None:
    """A text that bears the format is what it says, and formats beyond the list or on a chart's sheet mean nothing."""
    rows = register_list(rated(tmp_path / "list.xlsx")).rows
    assert [row.register.rate for row in rows] == [Decimal(5), Decimal(5)]


def test_a_list_whose_formats_are_damaged_is_refused(tmp_path: Path) -> None:
    """A rate of 5 % would be taken for one of 0.05 %."""
    path = rated(tmp_path / "list.xlsx")
    change_parts(path, ("xl/styles.xml", lambda _: b"<styleSheet><fonts></styleSheet>"))
    with pytest.raises(InputError, match=r"^list\.xlsx is damaged"):
        register_list(path)


def test_a_list_without_formats_shows_its_numbers_as_they_are_stored(tmp_path: Path) -> None:
    """It names a part that it does not have."""
    path = rated(tmp_path / "list.xlsx")
    change_parts(path, ("xl/_rels/workbook.xml.rels", lambda part: part.replace(b"styles.xml", b"other.xml")))
    assert register_list(path).rows[0].register.rate == Decimal("0.05")


def test_a_list_with_a_sheet_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """The library that reads cells gives up, and its words are not shown."""
    path = rated(tmp_path / "list.xlsx")
    odd = b'<sheet name="Odd" sheetId="99" r:id="rId99"/></sheets>'
    change_parts(path, ("xl/workbook.xml", lambda part: part.replace(b"</sheets>", odd)))
    with pytest.raises(InputError, match=r"^list\.xlsx is no workbook that can be read\. Save it in Excel again"):
        register_list(path)


def test_copied_cells_are_read_as_a_list_of_passwords() -> None:
    """With their titles, as a list is."""
    block = [["Client", "TAN", "TRACES password"], ["Pine", PINE, "Secret 1 "], ["Oak", OAK, ""]]
    found = {row.tan: (row.traces and row.traces.reveal(), row.itportal) for row in pasted_passwords(block).rows}
    assert found == {PINE: ("Secret 1", None), OAK: (None, None)}
