"""Columns that a fresh book offers the firm ready-made, at the right of what tdsxl writes. No I/O here."""

from tdsxl.tables import Column, Kind

OWNER = Column(title="Owner", width=14, note="Yours: who looks after this row; goes before the owner on Clients.")
REVIEWED_ON = Column(title="Reviewed on", kind=Kind.DATE, width=13, note="Yours: the day you last looked at it.")
REMARK = Column(title="Remark", width=40, note="Yours: any text; stands on Open Items too.")
OWN_DUE_DATE = Column(
    title="Own due date",
    kind=Kind.DATE,
    width=13,
    note="Yours: by when you want it done; goes before the portal's, and puts the row on Open Items.",
)
OWN_AMOUNT = Column(
    title="Challan amount (ours)",
    kind=Kind.RUPEES,
    width=16,
    note="Yours: the amount as on your copy of the challan; if it is TRACES's too, the balance is shown.",
)

_OURS, _PCS = (f'INDEX(Settings[Value],MATCH("{name}",Settings[Setting],0))' for name in ("Folder", "Data folder"))
_FILE = "NoticesOrders[[#This Row],[File]]"
OPEN = Column(
    title="Open",
    kind=Kind.LINK,
    width=9,
    note="Opens the file (of several the first) below Folder of Settings, else below Data folder.",
    formula=(
        f'IF({_FILE}="","",HYPERLINK(IF({_OURS}="",{_PCS},{_OURS})&"/"&LEFT({_FILE},FIND(";",{_FILE}&";")-1),"Open"))'
    ),
)
"""On Notices & Orders: follows the files when their folder moves, since only the one cell of Settings names it."""

_TAN, _ROW, _KIND = (f"OpenItems[[#This Row],[{title}]]" for title in ("TAN", "Row", "Kind"))
_YEAR, _QUARTER, _FORM = f"LEFT({_ROW},7)", f"MID({_ROW},11,2)", f"MID({_ROW},16,9)"
_STATEMENT = (("FY / Tax year", _YEAR), ("Quarter", _QUARTER), ("Form", _FORM))
_PLACES: dict[str, tuple[str, str, tuple[tuple[str, str], ...]]] = {
    "Notice": ("Notices & Orders", "NoticesOrders", (("Reference no.", _ROW),)),
    "Certificate": ("LDC", "LDC", (("Certificate no.", f'LEFT({_ROW},FIND(" ",{_ROW})-1)'),)),
    # Named by BSR code and day, both of one length, and serial.
    "Challan balance": (
        "Unconsumed Challans",
        "UnconsumedChallans",
        (("BSR code", f"LEFT({_ROW},7)"), ("Challan no.", f"MID({_ROW},25,9)")),
    ),
    "Return": ("Returns Due", "ReturnsDue", _STATEMENT),
    "Demand": ("Outstanding Demand", "OutstandingDemand", (("FY / Tax year", _ROW),)),
    "Default": ("Defaults", "Defaults", _STATEMENT),
    "Login": ("Exceptions", "Exceptions", ()),
}
"""Kind of an item → sheet and table where it stands, and what names its row there beside the TAN: column and text."""


def _address(sheet: str, table: str, named: tuple[tuple[str, str], ...]) -> str:
    """A formula for the cell to go to: the row of that name, which never stands above its client's first one."""
    tans = f"{table}[TAN]"
    first = f"ROW(INDEX({tans},MATCH({_TAN},{tans},0)))"
    if not named:
        return f"\"#'{sheet}'!A\"&{first}"
    fits = "*".join(f"({cells}={text})" for cells, text in ((tans, _TAN), *((f"{table}[{k}]", v) for k, v in named)))
    return f"\"#'{sheet}'!A\"&MAX({first},SUMPRODUCT(MAX({fits}*ROW({tans}))))"


_CELLS = ",".join(_address(*place) for place in _PLACES.values())
_KINDS = ",".join(f'"{kind}"' for kind in _PLACES)
GO_TO = Column(
    title="Go to",
    kind=Kind.LINK,
    width=7,
    note="Goes to its row on that sheet, also after you have sorted it; a failed login to its client's first one.",
    formula=f'IFERROR(HYPERLINK(CHOOSE(MATCH({_KIND},{{{_KINDS}}},0),{_CELLS}),"Go"),"")',
)
"""On Open Items: the row is looked up whenever that sheet changes, so it is found also after the firm has sorted it."""

OWN = (OWNER, REVIEWED_ON, REMARK)
"""Of every result sheet."""
