"""Statement Status (§5.1). No I/O here."""

import re

from tdsxl.portals.base import Listing
from tdsxl.portals.fields import Fields
from tdsxl.portals.traces.pages.grids import Raw
from tdsxl.records import StatementStatus
from tdsxl.values import Form, Quarter, StatementType, Year

_PAGE = "Statement Status"
_KEYS = "finyear quarter formtype tokenno dtoffiling status dtofprcng stmnttype remarks reason"
_REJECTED = "Rejected"
_STATUSES = (
    "Not Available",
    "Pending for Processing",
    "Processed for Form 26AS",
    "Processed Without Defaults",
    "Processed With Defaults",
    _REJECTED,
)
_LINK = "View Rejection Reason"
"""What the screen shows in place of the reason; the reason itself stands behind it."""


def statements(listing: Listing[Raw], *, year: Year, quarter: Quarter, form: Form) -> Listing[StatementStatus]:
    """The rows of one year, quarter and form.

    Raises:
        PortalChanged: A row is of another year, quarter or form, or in words that are not known.
    """
    rows = (Fields.of(_PAGE, row, _KEYS) for row in listing.rows)
    return Listing(tuple(_statement(row, year, quarter, form) for row in rows), listing.total)


def _statement(row: Fields, year: Year, quarter: Quarter, form: Form) -> StatementStatus:
    if row.year("finyear") != year:
        row.refuse("finyear")
    if row.choice(Quarter, "quarter") is not quarter:
        row.refuse("quarter")
    if row.choice(Form, "formtype") is not form:
        row.refuse("formtype")
    status = _status(row)
    return StatementStatus(
        year=year,
        quarter=quarter,
        form=form,
        type=row.choice(StatementType, "stmnttype"),
        token=row.needed(row.code, "tokenno"),
        filed_on=row.needed(row.day, "dtoffiling"),
        status=status,
        status_on=row.day("dtofprcng"),
        reason=_reason(row) if status == _REJECTED else None,
    )


def _status(row: Fields) -> str:
    """The status in the words of the official help; screens vary in capitals, plural and the word Statement."""
    words = _words(row.needed(row.printed, "status"))
    return next((status for status in _STATUSES if _words(status) == words), None) or row.refuse("status")


def _words(status: str) -> list[str]:
    return [word.rstrip("s") for word in re.findall("[a-z0-9]+", status.lower()) if word.rstrip("s") != "statement"]


def _reason(row: Fields) -> str | None:
    said = [row.optional(row.printed, key) for key in ("reason", "remarks")]
    return next((text for text in said if text and text != _LINK), _LINK if _LINK in said else None)
