"""What the IT portal's screens show of a client, worked out from the invented world by `reference/itportal.md`."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from tdsxl.practice.files import pdf
from tdsxl.practice.world.challans import Challan as Paid
from tdsxl.practice.world.challans import challans
from tdsxl.practice.world.periods import year_text
from tdsxl.practice.world.proceedings import Proceeding, proceedings
from tdsxl.practice.world.statements import statements
from tdsxl.records import Challan, ChallanLine, FiledStatement, Notice, NoticeKind
from tdsxl.values import Act, Form, Portal, Quarter, StatementType, Year
from tests.whole.look import BLANK, Look

FOOT = "Practice document, not an order."


def filed_statements(look: Look) -> Iterator[FiledStatement]:
    """View Filed Forms, both Acts (§7)."""
    for filed in statements(look.person, look.day):
        if filed.is_efiled and Year(filed.year) in look.years:
            yield FiledStatement(
                year=Year(filed.year),
                quarter=Quarter(f"Q{filed.quarter}"),
                form=Form(filed.form),
                type=StatementType(filed.kind),
                token=filed.token,
                filed_on=filed.filed_on,
                acknowledgement_no=filed.ack,
                status="Rejected" if filed.reason else "Accepted",
            )


def paid_challans(look: Look) -> Iterator[Challan]:
    """Payment History with details, both Acts, by day of payment (§4, §5)."""
    for paid in challans(look.person, look.day):
        day = paid.paid_at.date()
        if Year.of(day) in look.years:
            yield Challan(
                act=Act.NEW if paid.is_new_act else Act.OLD,
                year=Year(paid.year),
                assessment_year=None if paid.is_new_act else year_text(paid.year + 1),
                cin=paid.cin,
                crn=paid.crn,
                bsr_code=paid.bsr_code,
                serial=paid.serial,
                deposited_on=day,
                # Other receipts come without a major head (§4: the key may be absent).
                major_head=None if paid.minor == "500" else paid.major,
                minor_head=paid.minor,
                lines=tuple(_lines(paid)),
                total=Decimal(paid.total),
                bank_reference=paid.brn,
            )


def _lines(paid: Paid) -> Iterator[ChallanLine]:
    for line in paid.lines:
        yield ChallanLine(
            code=line.nature.code,
            nature=line.nature.text,
            tax=Decimal(line.tax),
            surcharge=Decimal(line.surcharge),
            cess=Decimal(line.cess),
            interest=Decimal(line.interest),
            penalty=Decimal(line.penalty),
            fee=Decimal(line.fee),
        )


def proceeding_notices(look: Look) -> Iterator[Notice]:
    """e-Proceedings of both boxes, the client's own: notices and closure orders (§8)."""
    for found in _own(look):
        common = replace(
            BLANK,
            portal=Portal.ITPORTAL,
            category=found.name,
            box="Action required" if found.box == "FYA" else "Information",
            year=year_text(found.year),
            status="Open" if found.box == "FYA" else "Closed",
        )
        for notice in found.notices:
            yield replace(
                common,
                kind=NoticeKind.PROCEEDING,
                reference=notice.din or notice.reference,
                description=notice.text,
                section=notice.section,
                issued_on=notice.issued_at.date(),
                served_on=notice.issued_at.date(),
                due_on=notice.due_at and notice.due_at.date(),
                replied=notice.is_replied,
            )
        if found.has_closure:
            name = f"Closure_{found.ident}.pdf"
            yield replace(common, kind=NoticeKind.CLOSURE, reference=f"CO{found.ident}", description=name)


def letters(look: Look) -> Iterator[tuple[str, bytes]]:
    """Reference and bytes of every notice letter and closure order."""
    tan = look.person.tan
    for found in _own(look):
        for notice in found.notices:
            reference = notice.din or notice.reference
            yield reference, pdf(notice.text, reference, tan, FOOT)
        if found.has_closure:
            yield f"CO{found.ident}", pdf("Order closing the proceedings", tan, FOOT)


def _own(look: Look) -> list[Proceeding]:
    return [found for found in proceedings(look.person, look.day) if found.party == "self"]
