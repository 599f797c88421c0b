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

OWN = (OWNER, REVIEWED_ON, REMARK)
"""Of every result sheet."""
