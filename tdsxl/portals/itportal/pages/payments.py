"""e-Pay Tax: Payment History and the details of one challan (§4, §5). No I/O here.

How the details are nested is not public. Assumed: the object that carries `bsrCode`, at any depth, is the challan, and
every object that carries `secCd` is one of its lines. The lines must add up to the amount in Payment History, which
proves that the assumption held; whatever does not fit is a changed portal.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tdsxl.portals.base import Reply
from tdsxl.portals.itportal import urls
from tdsxl.portals.itportal.pages.envelope import answer
from tdsxl.portals.itportal.pages.fields import Fields, as_year, changed, objects
from tdsxl.portals.itportal.pages.paging import Page
from tdsxl.records import Challan, ChallanLine
from tdsxl.values import Act, Tan, Year

HISTORY = "payment history"
_DETAILS = "challan details"

_ROW_KEYS = (
    "cin crn brnNum assessmentYear paymentType minorHead minorDesc amount paymentTime tileId actType "
    "majorHead majorSlNum minorSlNum itnsNum"
)
_AMOUNTS = ("basicTax", "surCharge", "eduCess", "interest", "penalty", "others")
"""A to F of the receipt; the sixth is the fee under section 234E or 427 (§5.1)."""


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
    pages = listed.count("totalPages")
    last = listed.flag("last") or pages <= 1 or len(rows) < urls.PAYMENTS.page_size
    return Page(rows=tuple(_payment(row, act) for row in rows), total=listed.count("totalElements"), last=last)


def _payment(row: Fields, act: Act) -> Payment:
    if row.word("actType") != urls.ACTS[act]:
        raise row.odd("actType")
    return Payment(
        act=act,
        cin=row.code("cin", "[0-9]{14}[A-Z]{4}"),
        crn=row.code("crn", "[0-9]{14}"),
        assessment_year=row.text("assessmentYear"),
        major_head=row.text("majorHead") if "majorHead" in row.values else None,
        minor_head=row.text("minorHead"),
        amount=_amount(row, "amount"),
        paid_on=row.day("paymentTime"),
        bank_reference=row.text("brnNum"),
    )


def challan(reply: Reply, tan: Tan, payment: Payment) -> Challan:
    """e-Pay Tax, View of one payment (nesting never seen)."""
    found = [Fields(_DETAILS, values) for values in objects(answer(reply, _DETAILS, tan).values)]
    heads = [fields for fields in found if "bsrCode" in fields.values]
    lines = [fields for fields in found if "secCd" in fields.values]
    if len({_identity(head, payment) for head in heads}) != 1:
        raise changed(_DETAILS, f"{len(heads)} challans stand in it")
    _prove_amounts(heads, lines, payment)
    head = heads[0]
    bsr_code, serial, deposited_on = _identity(head, payment)
    assessment_year = head.text("assessmentYear") or payment.assessment_year
    return Challan(
        act=payment.act,
        year=_year(head, payment.act, assessment_year),
        assessment_year=assessment_year if payment.act is Act.OLD else None,
        cin=payment.cin,
        crn=payment.crn,
        bsr_code=bsr_code,
        serial=serial,
        deposited_on=deposited_on,
        major_head=payment.major_head or (head.text("majorHead") if "majorHead" in head.values else None),
        minor_head=payment.minor_head or head.text("minorHead"),
        lines=tuple(_line(line) for line in lines),
        total=payment.amount,
        bank_reference=payment.bank_reference,
    )


def _identity(head: Fields, payment: Payment) -> tuple[str, str, date]:
    """BSR code, serial, day of deposit."""
    if head.word("cin") != payment.cin:
        raise head.odd("cin")
    return head.code("bsrCode", "[0-9]{7}"), head.code("challanNum", "[0-9]{1,5}"), head.day("paymentDt")


def _year(head: Fields, act: Act, assessment_year: str | None) -> Year | None:
    year = head.year("financialYear")
    if year or act is Act.NEW or assessment_year is None:
        return year
    assessed = as_year(assessment_year)
    if assessed is None:
        raise changed(_DETAILS, f"`assessmentYear` is `{assessment_year[:20]}`")
    return Year(assessed.start - 1)


def _prove_amounts(heads: list[Fields], lines: list[Fields], payment: Payment) -> None:
    total = sum((_sum(line) for line in lines), Decimal(0))
    if not lines or total != payment.amount:
        raise changed(_DETAILS, f"{len(lines)} lines of ₹ {total} do not make the challan's ₹ {payment.amount}")
    for head in heads:
        own = _sum(head) if "secCd" in head.values else payment.amount
        if _amount(head, "totalAmt") not in (own, payment.amount):
            raise head.odd("totalAmt")


def _sum(line: Fields) -> Decimal:
    return sum((line.rupees(key) or Decimal(0) for key in _AMOUNTS), Decimal(0))


def _line(line: Fields) -> ChallanLine:
    # A blank amount is nought: the lines have been proven to add up.
    tax, surcharge, cess, interest, penalty, fee = (line.rupees(key) or Decimal(0) for key in _AMOUNTS)
    return ChallanLine(
        code=line.word("secCd"),
        nature=line.text("natrPymntDesc"),
        tax=tax,
        surcharge=surcharge,
        cess=cess,
        interest=interest,
        penalty=penalty,
        fee=fee,
    )


def _amount(row: Fields, key: str) -> Decimal:
    amount = row.rupees(key)
    if amount is None:
        raise row.odd(key)
    return amount
