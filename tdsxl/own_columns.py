"""Columns that a fresh book offers the firm ready-made, at the right of what tdsxl writes. No I/O here."""

from tdsxl.tables import Column, Kind

OWNER = Column(title="Owner", width=14, note="Yours: who looks after this row; goes before the owner on Clients.")
REVIEWED_ON = Column(title="Reviewed on", kind=Kind.DATE, width=13, note="Yours: the day you last looked at it.")
REMARK = Column(title="Remark", width=40, note="Yours: any text; stands on Open Items too.")
OWN_DUE_DATE = Column(
    title="Own due date", kind=Kind.DATE, width=13, note="Yours: by when you want it done; goes before the portal's."
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

OWN = (OWNER, REVIEWED_ON, REMARK)
"""Of every result sheet."""
