"""Colours, number formats and drop-downs over whole columns, so that rows written later are covered."""

from collections.abc import Iterator
from itertools import groupby

from openpyxl.formatting.rule import Rule as Format
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from tdsxl.sheets.fresh.colours import GONE, MARKED, RULES, Rule, rules_of
from tdsxl.sheets.fresh.sheet_words import meaning
from tdsxl.sheets.fresh.styles import numbered, tinted
from tdsxl.sheets.layout import FIRST_ROW, HEADER_ROW, LAST_ROW, RUPEES_BEYOND
from tdsxl.tables import Kind, Sheet


def add_rules(paper: Worksheet, sheet: Sheet) -> None:
    """Everything of a table sheet that answers to what its cells say."""
    letters = {column.title: get_column_letter(at) for at, column in enumerate(sheet.offered, 1)}
    # Amounts first: where several apply to a cell, Calc takes the first alone, and a lost minus is worse than a colour.
    for first, last in _runs(sheet, Kind.RUPEES):
        _add_amounts(paper, _down(first, last))
    _add_tints(paper, sheet)
    if "First seen" in letters:
        _add_states(paper, letters, get_column_letter(len(sheet.columns)))
    for first, last in _runs(sheet, Kind.TICK):
        _add_ticks(paper, _down(first, last))
    _add_prompts(paper, sheet, letters)


def _runs(sheet: Sheet, kind: Kind) -> Iterator[tuple[str, str]]:
    """First and last letter of each run of neighbours of a kind; openpyxl writes several ranges in no fixed order."""
    numbered_columns = enumerate(sheet.offered, 1)
    for same, run in groupby(numbered_columns, lambda pair: pair[1].kind is kind):
        at = [number for number, _ in run]
        if same:
            yield get_column_letter(at[0]), get_column_letter(at[-1])


def _add_tints(paper: Worksheet, sheet: Sheet) -> None:
    for rules, run in groupby(enumerate(sheet.columns, 1), lambda pair: rules_of(sheet, pair[1])):
        at = [number for number, _ in run]
        first, last = get_column_letter(at[0]), get_column_letter(at[-1])
        for rule in rules:
            _tint(paper, _down(first, last), f"{first}{FIRST_ROW}", rule)


def _add_states(paper: Worksheet, letters: dict[str, str], last: str) -> None:
    """Gone rows whole, but for what the firm wrote; new and changed ones at both ends."""
    state = f"${letters['State']}{FIRST_ROW}"
    _tint(paper, _down("A", last), state, Rule(("Gone",), GONE))
    for rule in RULES["State"]:
        words = tuple(word for word in rule.words if word in MARKED)
        if words:
            _tint(paper, _down(letters["TAN"], letters["Client name"]), state, Rule(words, rule.tint))


def _tint(paper: Worksheet, where: str, cell: str, rule: Rule) -> None:
    begins = ",".join(f'LEFT({cell},{len(word)})="{word}"' for word in rule.words)
    paper.conditional_formatting.add(where, Format(type="expression", formula=[f"OR({begins})"], dxf=tinted(rule.tint)))


def _add_amounts(paper: Worksheet, where: str) -> None:
    for index, (comparison, rupees, number_format) in enumerate(RUPEES_BEYOND):
        dxf = numbered(index, number_format)
        paper.conditional_formatting.add(
            where, Format(type="cellIs", operator=comparison, formula=[str(rupees)], dxf=dxf)
        )


def _add_ticks(paper: Worksheet, where: str) -> None:
    # A drop-down only: x, yes and ✓ may be typed too, and what cannot be read is named by the sync.
    paper.add_data_validation(DataValidation("list", '"1,0"', showErrorMessage=False, allow_blank=True, sqref=where))


def _add_prompts(paper: Worksheet, sheet: Sheet, letters: dict[str, str]) -> None:
    """What a column means, shown when its title is selected."""
    for column in sheet.offered:
        if words := meaning(column):
            where = f"{letters[column.title]}{HEADER_ROW}"
            prompt = DataValidation(showInputMessage=True, promptTitle=column.title[:32], prompt=words, sqref=where)
            paper.add_data_validation(prompt)


def _down(first: str, last: str = "") -> str:
    return f"{first}{FIRST_ROW}:{last or first}{LAST_ROW}"
