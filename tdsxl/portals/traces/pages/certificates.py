"""Validate 197 Certificate, of the 1961 Act (§5.6). No I/O here."""

from datetime import date
from functools import partial

from tdsxl.portals.base import Listing
from tdsxl.portals.fields import Fields, changed
from tdsxl.portals.traces.pages.grids import Raw
from tdsxl.portals.traces.urls import CANCEL_KEY
from tdsxl.records import Certificate, RegisterRow
from tdsxl.values import Act

_PAGE = "Validate 197 Certificate"
_KEYS = (
    "serialno certino finyear deducteepan dedname validfrm validto seccode natofpayment rateoftds certilimit "
    "amtconsume issuedate"
)


def certificates_of(listing: Listing[Raw], asked: RegisterRow) -> Listing[Certificate]:
    """The certificates that a line of the register stands for; no rows is the answer "not found".

    Raises:
        PortalChanged: A row is of another number, PAN or year.
    """
    rows = (Fields.of(_PAGE, row, " ".join((_KEYS, *filter(CANCEL_KEY.search, row)))) for row in listing.rows)
    found = tuple(_certificate(row, asked) for row in rows)
    return Listing(found or (_not_found(asked),), listing.total)


def _not_found(asked: RegisterRow) -> Certificate:
    return Certificate(
        act=Act.OLD,
        year=asked.year,
        certificate_no=asked.certificate_no,
        deductee_pan=asked.deductee_pan,
        found=False,
    )


def _certificate(row: Fields, asked: RegisterRow) -> Certificate:
    number = row.needed(row.code, "certino")
    if asked.certificate_no and number != asked.certificate_no:
        row.refuse("certino")
    if row.needed(partial(row.code, own="account"), "deducteepan") != asked.deductee_pan:
        row.refuse("deducteepan")
    # Whether the year is printed as a label or by its start is not published.
    if row.year("finyear") != asked.year:
        row.refuse("finyear")
    return _sound(row, _read(row, asked, number))


def _read(row: Fields, asked: RegisterRow, number: str) -> Certificate:
    return Certificate(
        act=Act.OLD,
        year=asked.year,
        certificate_no=number,
        deductee_pan=asked.deductee_pan,
        found=True,
        deductee_name=row.printed("dedname"),
        section=row.printed("seccode"),
        nature=row.printed("natofpayment"),
        rate=row.percent("rateoftds"),
        limit=row.rupees("certilimit"),
        consumed=row.rupees("amtconsume"),
        valid_from=row.day("validfrm"),
        valid_to=row.day("validto"),
        issued_on=row.day("issuedate"),
        cancelled_on=_cancelled_on(row),
    )


def _sound(row: Fields, read: Certificate) -> Certificate:
    """The certificate, if its days can stand as they do: columns that changed places show here."""
    if read.valid_from and read.valid_to and read.valid_from > read.valid_to:
        row.refuse("validto")
    if read.cancelled_on and not (read.valid_from and read.valid_to and read.issued_on):
        raise changed(_PAGE, "a cancelled certificate lacks the days of its validity or its issue")
    return read


def _cancelled_on(row: Fields) -> date | None:
    """The one day under a key that speaks of cancelling."""
    keys = [key for key in row.values if CANCEL_KEY.search(key)]
    days = {row.day(key) for key in keys} - {None}
    return next(iter(days), None) if len(days) < 2 else row.refuse(keys[0])
