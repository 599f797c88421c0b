"""e-Pay Tax: Payment History and the details of one challan (§4, §5). No I/O here.

How the details are nested is not public. Assumed: the object that carries `bsrCode`, at any depth, is the challan, and
every object that carries `secCd` is one of its lines; what the challan's object lacks may stand in another that is no
line. The lines must add up to the amount in Payment History, which proves that the assumption held; whatever does not
fit is a changed portal.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial

from tdsxl.errors import InputError
from tdsxl.portals.base import Reply
from tdsxl.portals.fields import Fields, changed, year
from tdsxl.portals.itportal import urls
from tdsxl.portals.itportal.pages.envelope import answer
from tdsxl.portals.itportal.pages.paging import Page
from tdsxl.portals.judging import objects
from tdsxl.records import Challan, ChallanLine
from tdsxl.values import Act, Tan, Year

HISTORY = "Payment history"
_DETAILS = "Challan details"

_ROW_KEYS = (
    "cin crn brnNum assessmentYear paymentType minorHead minorDesc amount paymentTime tileId actType "
    "majorHead majorSlNum minorSlNum itnsNum"
)
_AMOUNTS = ("basicTax", "surCharge", "eduCess", "interest", "penalty", "others")
"""A to F of the receipt; the sixth is the fee under section 234E or 427 (§5.1)."""
_SECTION = "[0-9A-Z]*[0-9][0-9A-Z]*|LB[ABC]"
"""As `94C`, `LBC`, `1023`."""
_NOUGHT = Decimal("0.00")


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """A row of Payment History."""

    act: Act
    cin: str
    crn: str
    assessment_year: str | None
    major_head: str | None
    minor_head: str | None
    amount: Decimal
    """Rupees."""
    paid_on: date
    bank_reference: str | None


def payments(reply: Reply, tan: Tan, act: Act) -> Page[Payment]:
    """e-Pay Tax, tab Payment History, one page of one Act (seen in 2026)."""
    fields = answer(reply, HISTORY, tan)
    fields.flag("successFlag")
    listed = fields.fields("paymentList")
    rows = listed.rows("content", _ROW_KEYS)
    total = listed.count("totalElements")
    # A page may be shorter than asked for: the most that the portal gives is not known (§15).
    last = bool(listed.optional(listed.flag, "last")) or len(rows) >= total
    return Page(rows=tuple(_payment(row, act) for row in rows), total=total, last=last)


def _payment(row: Fields, act: Act) -> Payment:
    if row.text("actType") != urls.ACTS[act]:
        row.refuse("actType")
    return Payment(
        act=act,
        cin=row.shaped("cin", "[0-9]{14}[A-Z]{4}"),
        crn=row.shaped("crn", "[0-9]{14}"),
        # Of the 2025 Act there are none; whether the key stands there is not on record (§4).
        assessment_year=row.text("assessmentYear", own="year") if act is Act.OLD else None,
        major_head=row.optional(partial(_digits, row, 4), "majorHead"),
        minor_head=_digits(row, 3, "minorHead"),
        amount=row.needed(partial(_rupees, row), "amount"),
        paid_on=row.needed(row.day, "paymentTime"),
        bank_reference=row.text("brnNum"),
    )


def challan(reply: Reply, tan: Tan, payment: Payment) -> Challan:
    """e-Pay Tax, View of one payment (nesting never seen)."""
    found = list(objects(answer(reply, _DETAILS, tan).values))
    others = [values for values in found if not values.keys() & {"bsrCode", "secCd"}]
    around = {key: held for values in others for key, held in values.items()}
    heads = [Fields(_DETAILS, {**around, **values}) for values in found if "bsrCode" in values]
    lines = _own_lines([Fields(_DETAILS, values) for values in found if "secCd" in values], payment)
    if len({_identity(head, payment) for head in heads}) != 1:
        raise changed(_DETAILS, f"{len(heads)} challans stand in it")
    _prove_amounts(heads, lines, payment)
    head = heads[0]
    bsr_code, serial, deposited_on = _identity(head, payment)
    assessed = head.text("assessmentYear", own="year") or payment.assessment_year
    assessment_year = assessed if payment.act is Act.OLD else None
    return Challan(
        act=payment.act,
        year=_year(head, assessment_year),
        assessment_year=assessment_year,
        cin=payment.cin,
        crn=payment.crn,
        bsr_code=bsr_code,
        serial=serial,
        deposited_on=deposited_on,
        major_head=payment.major_head or head.optional(partial(_digits, head, 4), "majorHead"),
        minor_head=payment.minor_head or _digits(head, 3, "minorHead"),
        lines=tuple(_line(line) for line in lines),
        total=payment.amount,
        bank_reference=payment.bank_reference,
    )


def _digits(row: Fields, length: int, key: str) -> str | None:
    """The code of a head, which may be blank."""
    return row.shaped(key, f"[0-9]{{{length}}}") if row.text(key) else None


def _own_lines(named: list[Fields], payment: Payment) -> list[Fields]:
    """The lines; a challan that names its codes once more above lines which make its amount is no line itself."""
    inner = [line for line in named if "bsrCode" not in line.values]
    return inner if sum(map(_sum, inner), Decimal(0)) == payment.amount else named


def _identity(head: Fields, payment: Payment) -> tuple[str, str, date]:
    """BSR code, serial, day of deposit."""
    if head.text("cin") != payment.cin:
        head.refuse("cin")
    minor_head = head.optional(partial(_digits, head, 3), "minorHead")
    if None not in (minor_head, payment.minor_head) and minor_head != payment.minor_head:
        head.refuse("minorHead")
    bsr_code, serial = head.shaped("bsrCode", "[0-9]{7}"), head.shaped("challanNum", "[0-9]{1,5}")
    # Five digits at both portals; leading zeros may have been dropped.
    return bsr_code, serial.zfill(5), head.needed(head.day, "paymentDt")


def _year(head: Fields, assessment_year: str | None) -> Year | None:
    printed = head.year("financialYear")
    if printed or assessment_year is None:
        return printed
    try:
        return Year(year(assessment_year).start - 1)
    except InputError as error:
        raise changed(_DETAILS, f"`assessmentYear` says `{assessment_year[:20]}`, which is no year") from error


def _prove_amounts(heads: list[Fields], lines: list[Fields], payment: Payment) -> None:
    total = sum((_sum(line) for line in lines), Decimal(0))
    if not lines or total != payment.amount:
        raise changed(_DETAILS, f"{len(lines)} lines of ₹ {total} do not make the challan's ₹ {payment.amount}")
    for head in heads:
        own = _sum(head) if "secCd" in head.values else payment.amount
        if head.optional(partial(_rupees, head), "totalAmt") not in (own, payment.amount, None):
            head.refuse("totalAmt")


def _sum(line: Fields) -> Decimal:
    return sum(_amounts(line), Decimal(0))


def _line(line: Fields) -> ChallanLine:
    tax, surcharge, cess, interest, penalty, fee = _amounts(line)
    return ChallanLine(
        code=line.shaped("secCd", _SECTION),
        nature=line.text("natrPymntDesc"),
        tax=tax,
        surcharge=surcharge,
        cess=cess,
        interest=interest,
        penalty=penalty,
        fee=fee,
    )


def _amounts(line: Fields) -> list[Decimal]:
    # A blank amount is nought: the lines are proven to add up.
    return [_rupees(line, key) or _NOUGHT for key in _AMOUNTS]


def _rupees(row: Fields, key: str) -> Decimal | None:
    """An amount; all of them are JSON numbers here (§1.2)."""
    return row.refuse(key) if isinstance(row.value(key), str) else row.rupees(key)
