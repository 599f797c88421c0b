"""Sheets that say what is to be done, and the firm's two lists behind them. No I/O here."""

from tdsxl.own_columns import GO_TO, OWN
from tdsxl.tables import Column, Kind, Sheet
from tdsxl.titles import WHO

_YEAR = Column(title="FY / Tax year", kind=Kind.CODE, width=12, note="As 2025-26.")
_NUMBER = Column(title="No.", kind=Kind.COUNT, width=6, note="The most urgent is 1; every sync counts anew.")
_LATE = "Rs. 200 for each day late (234E; 427), at most the tax of the statement, which is not known here."

OPEN_ITEMS = Sheet(
    title="Open Items",
    key=lambda cell: (cell("No."),),
    is_current=True,
    columns=(
        _NUMBER,
        Column(title="Urgency", width=14, note="Overdue, Within 7 days, No date or Later."),
        Column(title="Due on", kind=Kind.DATE, note="Your own due date, else the portal's, else the rules'."),
        Column(title="Days left", kind=Kind.COUNT, width=8, note="Below zero: overdue."),
        *WHO,
        Column(title="Kind", width=16, note="Login, Notice, Return, Demand, Default, Certificate or Challan balance."),
        Column(title="What", width=56),
        Column(title="Amount", kind=Kind.RUPEES, width=16, note="Blank where nothing proves it."),
        Column(
            title="Age in days",
            kind=Kind.COUNT,
            width=8,
            note="Since the portal's day, else since it was first read. Returns: since they were due; certificates: "
            "since they ended; before that blank.",
        ),
        Column(title="Owner", width=14, note="As you wrote it beside the row, else on Clients."),
        Column(title="Remark", width=30, note="As you wrote it beside the row."),
        Column(title="Sheet", width=20, note="Where its row stands."),
        Column(title="Row", width=38, note="What names it there."),
    ),
    own=(GO_TO,),
)

RETURNS_DUE = Sheet(
    title="Returns Due",
    key=lambda cell: (cell("TAN"), cell("FY / Tax year"), cell("Quarter"), cell("Form")),
    is_current=True,
    columns=(
        *WHO,
        Column(title="Act", width=10, note="1961 Act or 2025 Act, by the period."),
        _YEAR,
        Column(title="Quarter", width=9),
        Column(title="Form", width=8),
        Column(title="Due on", kind=Kind.DATE, note="From the sheet Due Dates, else that of the rules."),
        Column(
            title="Filing", width=14, note="Pending, Upcoming, Rejected, Filed, Filed late, Nil / not due, Not checked."
        ),
        Column(title="Filed on", kind=Kind.DATE, note="The first regular statement that stands."),
        Column(title="Days late", kind=Kind.COUNT, width=8, note="Until it was filed, or until the day of this sheet."),
        Column(title="Late fee so far", kind=Kind.RUPEES, width=14, note=_LATE),
        Column(title="Expected because", width=28, note="Forms on Clients, or the first filing of this form."),
    ),
    own=OWN,
)

SUGGESTIONS = Sheet(
    title="Suggestions",
    key=lambda cell: (cell("No."),),
    is_current=True,
    columns=(
        Column(title="No.", kind=Kind.COUNT, width=6, note="Counted anew by every sync."),
        *WHO,
        Column(title="About", width=28),
        Column(title="Act", width=10),
        Column(title="Section", width=12, note="Of that Act."),
        _YEAR,
        Column(title="What", width=60),
        Column(title="Amount", kind=Kind.RUPEES, width=16),
        Column(title="From these rows", width=56),
    ),
)

WORKLISTS = (OPEN_ITEMS, RETURNS_DUE, SUGGESTIONS)
"""Written by tdsxl, before the result sheets."""

DUE_DATES = Sheet(
    title="Due Dates",
    key=lambda cell: (cell("FY / Tax year"), cell("Quarter"), cell("Forms")),
    columns=(
        _YEAR,
        Column(title="Quarter", width=9, note="Q1 is April to June."),
        Column(title="Forms", width=18, note="As 24Q, 26Q, 27Q."),
        Column(title="Due on", kind=Kind.DATE, note="Write another day here when it is extended."),
        Column(title="Remarks", width=60, note="Yours."),
    ),
)

NOT_DUE = Sheet(
    title="Not Due",
    key=lambda cell: (cell("TAN"), cell("Form"), cell("FY / Tax year"), cell("Quarter")),
    columns=(
        Column(title="TAN", kind=Kind.CODE, width=13, note="TAN of the client."),
        Column(
            title="Form", width=8, note="That it need not file, as 27Q; its number of the other Act counts with it."
        ),
        Column(title="FY / Tax year", kind=Kind.CODE, width=12, note="As 2025-26. Blank: every year."),
        Column(title="Quarter", width=9, note="Q1 to Q4. Blank: every quarter."),
        Column(title="Remarks", width=48, note="Yours: nil, closed, no such payments."),
    ),
)

FIRM_LISTS = (DUE_DATES, NOT_DUE)
"""Filled by the firm."""
