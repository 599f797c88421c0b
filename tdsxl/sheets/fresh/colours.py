"""Which words in which columns are coloured, and how. No I/O here."""

from dataclasses import dataclass

from tdsxl.names import MODULE_TITLES
from tdsxl.tables import Column, Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Tint:
    """A soft colour laid over cells."""

    name: str
    """As said on the sheet Help."""
    ink: str
    """RGB of the letters."""
    fill: str = ""
    """RGB behind them; empty leaves it as it is."""
    struck: bool = False


GOOD = Tint(name="Green", ink="1B6B3A", fill="E2F3E7")
BLUE = Tint(name="Blue", ink="1F5FA8", fill="E6F0FA")
AMBER = Tint(name="Amber", ink="8A5A00", fill="FDF1D6")
RED = Tint(name="Red", ink="A3282B", fill="FBE5E4")
GREY = Tint(name="Grey", ink="6B7785", fill="EEF1F4")
GONE = Tint(name="Grey, struck through", ink="9AA5B1", struck=True)


@dataclass(frozen=True, slots=True)
class Rule:
    """Cells that begin with one of the words take the tint."""

    words: tuple[str, ...]
    tint: Tint


_OUTCOME = (
    Rule(("New data",), GOOD),
    Rule(("Not checked",), RED),
    Rule(("Waiting for you",), AMBER),
    Rule(("Running",), BLUE),
    Rule(("Not supported yet",), GREY),
)
_PARTLY = tuple(f"{count} of " for count in range(1, len(MODULE_TITLES)))
_LOGIN = (Rule(("Refused", "Locked"), RED), Rule(("Needs OTP", "Not saved"), AMBER))

RULES = {
    "Status": (Rule(("All checked",), GOOD), Rule(_PARTLY, AMBER), *_OUTCOME[1:]),
    **{f"{title} status": _OUTCOME for title in MODULE_TITLES.values()},
    "TRACES login": _LOGIN,
    "IT portal login": _LOGIN,
    "State": (
        Rule(("First read",), BLUE),
        Rule(("New",), GOOD),
        Rule(("Changed", "Open"), AMBER),
        Rule(("Cleared",), GREY),
    ),
    "Kind": (
        Rule(("New client", "First read", "Back"), BLUE),
        Rule(("New",), GOOD),
        Rule(("Changed",), AMBER),
        Rule(("Gone",), GREY),
    ),
    "Result": _OUTCOME,
    "Urgency": (Rule(("Overdue",), RED), Rule(("Within 7 days",), AMBER)),
    "Filing": (
        Rule(("Filed late", "Upcoming"), AMBER),
        Rule(("Filed",), GOOD),
        Rule(("Pending", "Rejected"), RED),
        Rule(("Nil", "Not checked"), GREY),
    ),
    "Amount known from": (Rule(("Differs",), AMBER),),
    "Verdict": (
        Rule(("Valid",), GOOD),
        Rule(("Not found", "Cancelled", "Expired"), RED),
        Rule(("Not active", "Not yet valid", "Exhausted"), AMBER),
    ),
}
"""Title of a column → the words that are coloured in it."""

MARKED = ("New", "Changed")
"""States that also colour the row's TAN and name, which stay in sight when the sheet is moved sideways."""


def rules_of(sheet: Sheet, column: Column) -> tuple[Rule, ...]:
    """The rules for a column; `Status` is tdsxl's own word on Clients only, elsewhere a portal's."""
    if column.title == "Status" and sheet.title != "Clients":
        return ()
    return RULES.get(column.title, ())
