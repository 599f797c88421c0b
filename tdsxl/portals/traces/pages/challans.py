"""Unconsumed Challans (§5.3). No I/O here."""

from tdsxl.portals.base import Listing
from tdsxl.portals.fields import Fields
from tdsxl.portals.traces.pages.grids import Raw
from tdsxl.records import UnconsumedChallan

_PAGE = "Unconsumed Challans"
_KEYS = "recptNo chlnbsrcode dateofdep chlnsrno chlnamt unconschlnamt hidchlnamt hidunconschlnamt"
_BSR_DIGITS = 7
_SERIAL_DIGITS = 5


def unconsumed_challans(listing: Listing[Raw]) -> Listing[UnconsumedChallan]:
    """Challans with a balance left."""
    rows = (Fields.of(_PAGE, row, _KEYS) for row in listing.rows)
    return Listing(tuple(map(_challan, rows)), listing.total)


def _challan(row: Fields) -> UnconsumedChallan:
    bsr_code = _digits(row, "chlnbsrcode")
    if len(bsr_code) != _BSR_DIGITS:
        row.refuse("chlnbsrcode")
    serial = _digits(row, "chlnsrno")
    if len(serial) > _SERIAL_DIGITS:
        row.refuse("chlnsrno")
    # The two shown columns hold the words "View Amount".
    amount, unconsumed = row.needed(row.rupees, "hidchlnamt"), row.needed(row.rupees, "hidunconschlnamt")
    if unconsumed > amount:
        row.refuse("hidunconschlnamt")
    return UnconsumedChallan(
        bsr_code=bsr_code,
        # Leading zeros of a serial may have been dropped (§2); those of a BSR code matter and are there.
        serial=serial.zfill(_SERIAL_DIGITS),
        deposited_on=row.needed(row.day, "dateofdep"),
        challan_amount=amount,
        unconsumed_amount=unconsumed,
    )


def _digits(row: Fields, key: str) -> str:
    code = row.needed(row.code, key)
    return code if code.isascii() and code.isdigit() else row.refuse(key)
