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
_SERIALS = "UnconsumedChallans[Challan no.]"
_FROM_ITS_CLIENT = f"INDEX({_SERIALS},MATCH({_TAN},UnconsumedChallans[TAN],0)):INDEX({_SERIALS},ROWS({_SERIALS}))"
_PLACES = {
    "Notice": ("Notices & Orders", "NoticesOrders[Reference no.]", _ROW),
    # Named by its number and a PAN; a challan by BSR code and day, both of one length, and serial.
    "Certificate": ("LDC", "LDC[Certificate no.]", f'LEFT({_ROW},FIND(" ",{_ROW})-1)'),
    "Challan balance": ("Unconsumed Challans", _FROM_ITS_CLIENT, f"MID({_ROW},25,9)"),
    "Return": ("Returns Due", "ReturnsDue[TAN]", _TAN),
    "Demand": ("Outstanding Demand", "OutstandingDemand[TAN]", _TAN),
    "Default": ("Defaults", "Defaults[TAN]", _TAN),
    "Login": ("Exceptions", "Exceptions[TAN]", _TAN),
}
"""Kind of an item → the sheet where it stands, the cells in which it is looked for, and what for."""
_CELLS = ",".join(
    f"\"#'{sheet}'!A\"&ROW(INDEX({cells},MATCH({wanted},{cells},0)))" for sheet, cells, wanted in _PLACES.values()
)
_KINDS = ",".join(f'"{kind}"' for kind in _PLACES)
GO_TO = Column(
    title="Go to",
    kind=Kind.LINK,
    width=7,
    note="Goes to the row of a notice, certificate or challan; of other kinds to its client's first row there.",
    formula=f'IFERROR(HYPERLINK(CHOOSE(MATCH({_KIND},{{{_KINDS}}},0),{_CELLS}),"Go"),"")',
)
"""On Open Items: the row is looked up whenever that sheet changes, so it is found also after the firm has sorted it."""

OWN = (OWNER, REVIEWED_ON, REMARK)
"""Of every result sheet."""
