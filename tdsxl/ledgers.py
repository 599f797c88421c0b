"""Sheets that tell what became of every sync: what changed, how complete each list is. No I/O here."""

from collections.abc import Callable

from tdsxl.tables import Column, Kind, RowKey, Sheet
from tdsxl.titles import EXCEPTIONS, RUNS, WHO

CHANGES = Sheet(
    title="Changes",
    key=lambda cell: tuple(
        cell(title) for title in ("When", "TAN", "Module", "Portal", "Kind", "Row", "Field", "Old value", "New value")
    ),
    columns=(
        Column(title="Run", kind=Kind.COUNT, width=7, note="Number of the run, as on the sheet Runs."),
        Column(title="When", kind=Kind.INSTANT, width=18, note="When tdsxl read it."),
        *WHO,
        Column(title="Module", width=20),
        Column(title="Portal", width=11),
        Column(title="Kind", width=12, note="New client, First read, New, Changed, Gone or Back."),
        Column(title="Row", width=44, note="What names the row on its own sheet."),
        Column(title="Field", width=24, note="The column that differs; of new and gone rows the one that says most."),
        Column(title="Old value", width=24),
        Column(title="New value", width=24),
        Column(title="Difference", kind=Kind.RUPEES, width=16, note="New less old, where the field is an amount."),
    ),
)

NOW, EARLIER = "Now", "Earlier"


def _line_of_list(cell: Callable[[str], str]) -> RowKey:
    """How a list stands now is one row for ever, whatever it says; each earlier proof is another."""
    names = tuple(cell(title) for title in ("TAN", "Module", "Portal", "Act"))
    return (*names, cell("Since") if cell("Standing") == EARLIER else "")


COMPLETENESS = Sheet(
    title="Completeness",
    key=_line_of_list,
    is_current=True,
    columns=(
        *WHO,
        Column(title="Module", width=20),
        Column(title="Portal", width=11),
        Column(title="Act", width=10, note="Blank where one list serves both Acts."),
        Column(title="Standing", width=10, note="Now; or Earlier: a proof of nothing, kept for its days."),
        Column(title="Years", width=26, note="That were asked for."),
        Column(
            title="Result",
            width=18,
            note="Complete, Nothing on portal, Not checked, Not supported yet or Never synced.",
        ),
        Column(
            title="Rows",
            kind=Kind.COUNT,
            width=8,
            note="Read by the last complete check; a certificate Not found is none.",
        ),
        Column(title="Portal's total", kind=Kind.COUNT, width=9, note="Of these years; blank: it states none."),
        Column(title="Checked on", kind=Kind.INSTANT, width=18, note="The last complete check that found the same."),
        Column(title="Since", kind=Kind.INSTANT, width=18, note="The first of the checks on end that did."),
        Column(title="Checks", kind=Kind.COUNT, width=11, note="How many they were."),
        Column(title="Not checked because", width=48),
    ),
)

LEDGERS = (CHANGES, COMPLETENESS, EXCEPTIONS, RUNS)
"""After the result sheets, in this order."""
