"""What the screens of TRACES show of a client, worked out from the invented world by `reference/traces.md`."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from tdsxl.practice.files import pdf, zipped
from tdsxl.practice.world.certificates import Certificate as Issued
from tdsxl.practice.world.certificates import certificates
from tdsxl.practice.world.defaults import DefaultSummary as Defaults
from tdsxl.practice.world.defaults import default_summaries
from tdsxl.practice.world.demands import demands, prior_demands
from tdsxl.practice.world.downloads import requested_downloads
from tdsxl.practice.world.inbox import communications
from tdsxl.practice.world.periods import as_of, is_new_act, year_text
from tdsxl.practice.world.statements import statements
from tdsxl.practice.world.unconsumed import unconsumed
from tdsxl.records import (
    Certificate,
    DefaultSummary,
    Demand,
    Notice,
    NoticeKind,
    RegisterRow,
    StatementStatus,
    UnconsumedChallan,
)
from tdsxl.values import Act, Form, Quarter, StatementType, Year
from tests.whole.look import BLANK, Look


def statement_statuses(look: Look) -> Iterator[StatementStatus]:
    """Statement Status, 1961 Act (§5.1); the reason of a rejection stands behind a link whose call is not published."""
    shown = as_of(look.person, look.day)
    for filed in statements(look.person, look.day):
        status = filed.status(shown)
        if status and not is_new_act(filed.year) and Year(filed.year) in look.years:
            yield StatementStatus(
                year=Year(filed.year),
                quarter=Quarter(f"Q{filed.quarter}"),
                form=Form(filed.form),
                type=StatementType(filed.kind),
                token=_masked(filed.token),
                filed_on=filed.filed_on,
                status=status,
                status_on=filed.status_on(shown),
                reason="View Rejection Reason" if status == "Rejected" else None,
            )


def _masked(token: str) -> str:
    return f"{token[:4]}XXXXXXX{token[-4:]}"


def unconsumed_challans(look: Look) -> Iterator[UnconsumedChallan]:
    """Unconsumed Challans, with the amounts of the hidden cells (§5.3)."""
    for left in unconsumed(look.person, look.day):
        yield UnconsumedChallan(
            bsr_code=left.bsr_code,
            serial=left.serial,
            deposited_on=left.paid_on,
            challan_amount=Decimal(left.amount),
            unconsumed_amount=Decimal(left.balance),
        )


def notices(look: Look) -> Iterator[Notice]:
    """Communication Inbox of both classes, and Requested Downloads (§5.7, §6.1)."""
    for found in communications(look.person, look.day):
        yield replace(
            BLANK,
            kind=NoticeKind.COMMUNICATION,
            reference=found.reference,
            category=found.category_text,
            description=found.text,
            box="Action required" if found.box else "Information",
            form=found.form,
            year=year_text(found.year),
            quarter=f"Q{found.quarter}",
            issued_on=found.on,
        )
    for request in requested_downloads(look.person, look.day):
        yield replace(
            BLANK,
            kind=NoticeKind.DOWNLOAD,
            reference=request.number,
            category=request.kind,
            description=request.remarks or None,
            form=request.form,
            year=year_text(request.year),
            quarter=f"Q{request.quarter}",
            issued_on=request.on,
            status=request.status,
        )


def files(look: Look) -> Iterator[tuple[str, bytes]]:
    """Reference and bytes of every file that is there without a new request."""
    tan = look.person.tan
    for found in communications(look.person, look.day):
        if found.certificate_no:
            lines = (found.text, found.reference, found.certificate_no, tan, "Practice document.")
            yield found.reference, pdf(*lines)
    for request in requested_downloads(look.person, look.day):
        if request.status == "Available":
            text = f"1^FH^{tan}^{request.number}^Practice file\n"
            yield request.number, zipped(f"{tan}_{request.form}.txt", text)


def demand(look: Look) -> Iterator[Demand | DefaultSummary]:
    """Outstanding Demand with Prior Years opened, and the Default Summary of the asked years (§5.4, §5.5)."""
    for owed in (*demands(look.person, look.day), *prior_demands(look.person)):
        yield Demand(year=Year(owed.year), manual=owed.manual, processed=owed.processed)
    for summary in default_summaries(look.person, look.day):
        if summary.net and Year(summary.year) in look.years:
            yield _defaults(summary)


def _defaults(summary: Defaults) -> DefaultSummary:
    # The latest by its order; of one day's orders the one listed last.
    latest = max(reversed(summary.statements), key=lambda filed: filed.processed_on)
    payable = [line.payable for line in summary.lines]
    return DefaultSummary(
        year=Year(summary.year),
        quarter=Quarter(f"Q{summary.quarter}"),
        form=Form(summary.form),
        short_payment=payable[0],
        short_deduction=payable[1],
        interest_on_payment=payable[2],
        interest_on_deduction=payable[3],
        late_filing_fee=payable[4],
        interest_on_demand=payable[5],
        default_payable=summary.payable,
        reported=tuple(line.reported for line in summary.lines if line.reported is not None),
        net_payable=summary.net,
        order_passed_on=latest.processed_on,
        token=_masked(latest.token),
        without_pan=summary.without_pan,
        invalid_pan=summary.invalid_pan,
        corrections=summary.corrections,
    )


def ldc(look: Look) -> Iterator[Certificate]:
    """Each line of the register, and all child certificates of the TAN (§5.6, §4.1)."""
    issued = certificates(look.person, look.day)
    children = [found for found in issued if is_new_act(found.year)]
    yield from (_child(found) for found in children)
    for row in look.register:
        among = children if row.year.act is Act.NEW else [found for found in issued if found not in children]
        met = [found for found in among if _meets(row, found)]
        yield from (_old(found) for found in met if row.year.act is Act.OLD)
        if not met:
            yield Certificate(
                act=row.year.act,
                year=row.year,
                certificate_no=row.certificate_no,
                deductee_pan=row.deductee_pan,
                found=False,
            )


def _meets(row: RegisterRow, issued: Issued) -> bool:
    same = (issued.deductee_pan, Year(issued.year)) == (row.deductee_pan, row.year)
    return same and row.certificate_no in ("", issued.number)


def _old(issued: Issued) -> Certificate:
    return Certificate(
        act=Act.OLD,
        year=Year(issued.year),
        certificate_no=issued.number,
        deductee_pan=issued.deductee_pan,
        found=True,
        deductee_name=issued.deductee_name,
        section=issued.section,
        nature=issued.nature,
        rate=issued.rate,
        limit=issued.limit,
        consumed=issued.consumed,
        valid_from=issued.valid_from,
        valid_to=issued.valid_to,
        issued_on=issued.issued_on,
        cancelled_on=issued.cancelled_on,
    )


def _child(issued: Issued) -> Certificate:
    return Certificate(
        act=Act.NEW,
        year=Year(issued.year),
        certificate_no=issued.number,
        deductee_pan=issued.deductee_pan,
        found=True,
        section=issued.section,
        nature=issued.nature,
        rate=issued.rate,
        limit=issued.limit,
        consumed=issued.consumed,
        balance=issued.limit - issued.consumed,
        valid_from=issued.valid_from,
        valid_to=issued.valid_to,
        issued_on=issued.issued_on,
        active=issued.is_active,
    )
