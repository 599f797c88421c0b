"""Open Items, Returns Due and Completeness, worked out from the states of the practice world."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from tdsxl.practice.people import NEEDS_OTP, NO_PASSWORD, WRONG_AT_ITPORTAL, WRONG_AT_TRACES, Person
from tdsxl.records import (
    Certificate,
    DefaultSummary,
    Demand,
    FiledStatement,
    Notice,
    NoticeKind,
    StatementStatus,
    UnconsumedChallan,
)
from tdsxl.values import Act, Form, Portal, Quarter, StatementType, Year
from tests.whole.second_reader import Reading, balance_name, named, period_name, proven, rupees, unused, verdict
from tests.whole.truth import open_portals

LOGINS = {
    WRONG_AT_TRACES: "TRACES refused the login",
    WRONG_AT_ITPORTAL: "The IT portal refused the password",
    NEEDS_OTP: "Needs OTP",
    NO_PASSWORD: "No password stored",
}
"""Trait → how the line of a login begins."""
SOON = timedelta(days=7)
NEAR_LIMIT, NEAR_END, STALE = Decimal("0.8"), timedelta(days=30), timedelta(days=60)
"""The third stands in no document."""
FEE = 200
ORDER = ("Overdue", "Within 7 days", "No date", "Later")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A line of Open Items, without its number and the client's name."""

    urgency: str
    due: date | None
    days: int | None
    tan: str
    kind: str
    what: str
    amount: Decimal | None
    age: int | None
    owner: str
    remark: str | None
    sheet: str
    row: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A line of Returns Due."""

    tan: str
    act: str
    year: str
    quarter: str
    form: str
    due: date
    filing: str
    filed: date | None
    late: int | None
    fee: Decimal | None
    because: str


def open_items(now: Reading) -> Iterator[Item]:
    """Everything still open of a client."""
    for trait, words in LOGINS.items():
        if trait in now.person.traits:
            yield _item(now, "Login", what=words, sheet="Exceptions", row=None, since=now.today)
    yield from _notices(now)
    for due in returns_due(now):
        if due.filing in ("Pending", "Rejected", "Upcoming"):
            what = f"{due.form} for {due.quarter} of {due.year}: {due.filing.lower()}"
            row, since = named(due.year, due.quarter, due.form), due.due if due.due < now.today else None
            yield _item(
                now, "Return", what=what, sheet="Returns Due", row=row, due=due.due, amount=due.fee, since=since
            )
    yield from _demands(now)
    yield from _certificates(now)
    yield from _balances(now)


def _item(
    now: Reading,
    kind: str,
    *,
    what: str,
    sheet: str,
    row: str | None,
    due: date | None = None,
    amount: Decimal | None = None,
    since: date | None = None,
) -> Item:
    of = (now.person.tan, row or "")
    return Item(
        urgency=_urgency(due, now.today),
        due=due,
        days=(due - now.today).days if due else None,
        tan=now.person.tan,
        kind=kind,
        what=what,
        amount=amount,
        age=(now.today - since).days if since else None,
        owner=now.typed.owners.get(of, now.person.owner),
        remark=now.typed.remarks.get(of),
        sheet=sheet,
        row=row,
    )


def _urgency(due: date | None, today: date) -> str:
    if due is None:
        return "No date"
    if due < today:
        return "Overdue"
    return "Within 7 days" if due <= today + SOON else "Later"


def _notices(now: Reading) -> Iterator[Item]:
    for record in now.of("notices"):
        if isinstance(record, Notice) and not record.replied:
            row, since = record.reference, record.issued_on
            own = now.typed.due_days.get((now.person.tan, row))
            asked = record.box == "Action required" and record.kind in (NoticeKind.COMMUNICATION, NoticeKind.PROCEEDING)
            if asked or own:
                due, what = own or record.due_on, record.description or record.category or ""
                yield _item(now, "Notice", what=what, sheet="Notices & Orders", row=row, due=due, since=since)


def _demands(now: Reading) -> Iterator[Item]:
    for record in now.of("demand"):
        if isinstance(record, Demand) and record.manual + record.processed > 0:
            total, what = record.manual + record.processed, f"Demand of {record.year}"
            sheet, row = "Outstanding Demand", str(record.year)
            # TRACES shows no day of a demand: it counts from its first read, which was today.
            yield _item(now, "Demand", what=what, sheet=sheet, row=row, amount=total, since=now.today)
        if isinstance(record, DefaultSummary) and record.net_payable:
            what = f"Default of {record.form.value} for {record.quarter.value} of {record.year}"
            row, net, since = period_name(record), record.net_payable, record.order_passed_on
            yield _item(now, "Default", what=what, sheet="Defaults", row=row, amount=net, since=since)


def _certificates(now: Reading) -> Iterator[Item]:
    for record in now.of("ldc"):
        if isinstance(record, Certificate):
            for what, due in _standing(record, now.today):
                row = named(record.certificate_no, record.deductee_pan)
                is_usable = verdict(record, now.today) in ("Valid", "Not yet valid")
                amount = unused(record) if is_usable else None
                ended = {"Cancelled": record.cancelled_on, "Expired": record.valid_to}
                since = ended.get(verdict(record, now.today))
                yield _item(now, "Certificate", what=what, sheet="LDC", row=row, due=due, amount=amount, since=since)


def _standing(record: Certificate, today: date) -> Iterator[tuple[str, date | None]]:
    """Why a certificate that may still be believed in is to be looked at."""
    word, last = verdict(record, today), record.valid_to
    ended = record.cancelled_on if word == "Cancelled" else last
    if word in ("Cancelled", "Expired"):
        if ended and ended >= today - STALE:
            yield f"{word} on {ended:%d-%b-%Y}: deduct at the full rate.", None
        return
    if word in ("Not found", "Not active", "Exhausted"):
        if last >= today if last else record.year == Year.of(today):
            yield f"{word}: deduct at the full rate.", None
        return
    if record.limit and record.consumed and record.consumed >= record.limit * NEAR_LIMIT:
        yield f"{record.consumed * 100 / record.limit:.0f} % of its limit of Rs. {rupees(record.limit)} is used.", None
    if last and last <= today + NEAR_END:
        yield f"Ends on {last:%d-%b-%Y}.", last


def _balances(now: Reading) -> Iterator[Item]:
    for record in now.of("unconsumed"):
        if isinstance(record, UnconsumedChallan):
            amount = record.unconsumed_amount if proven(record, now) else None
            what = "Balance left" if amount is not None else "Balance left, amount not known"
            row, sheet, since = balance_name(record), "Unconsumed Challans", record.deposited_on
            yield _item(now, "Challan balance", what=what, sheet=sheet, row=row, amount=amount, since=since)


def returns_due(now: Reading) -> Iterator[Due]:
    """Every statement of the asked years that a client should file and whose quarter has ended."""
    filed = [one for one in now.of("returns") if isinstance(one, FiledStatement | StatementStatus)]
    current = Year.of(now.today).start
    for start in range(current - 2, current + 1):
        for quarter in Quarter:
            for form, because in _expected(now.person, filed, Year(start)):
                if quarter_ends(Year(start), quarter) < now.today:
                    same = [one for one in filed if (one.year, one.quarter, one.form) == (Year(start), quarter, form)]
                    yield _due(now, Year(start), quarter, form=form, same=same, because=because)


def _expected(
    person: Person, filed: Sequence[FiledStatement | StatementStatus], year: Year
) -> Iterator[tuple[Form, str]]:
    for old in (Form.F24Q, Form.F26Q, Form.F27Q, Form.F27EQ):
        form = old if year.act is Act.OLD else old.twin
        kin = [one for one in filed if one.form in (old, old.twin)]
        if person.forms:
            if old.value in person.forms.split(", "):
                yield form, "Forms on the sheet Clients"
        elif kin:
            first = min(kin, key=lambda one: (one.year, one.quarter.value))
            yield form, f"{first.form.value} filed for {first.year} {first.quarter.value}"


def quarter_ends(year: Year, quarter: Quarter) -> date:
    """Last day."""
    return {
        Quarter.Q1: date(year.start, 6, 30),
        Quarter.Q2: date(year.start, 9, 30),
        Quarter.Q3: date(year.start, 12, 31),
        Quarter.Q4: date(year.start + 1, 3, 31),
    }[quarter]


def due_day(year: Year, quarter: Quarter, form: Form) -> date:
    """As the sheet Due Dates has it: the end of the next month, May for the last quarter; the 15th for TCS."""
    month, last = {"Q1": (7, 31), "Q2": (10, 31), "Q3": (1, 31), "Q4": (5, 31)}[quarter.value]
    return date(year.start + (month < 6), month, 15 if _is_tcs(form) else last)


def _is_tcs(form: Form) -> bool:
    return form in (Form.F27EQ, Form.F143)


def _due(
    now: Reading,
    year: Year,
    quarter: Quarter,
    *,
    form: Form,
    same: Sequence[FiledStatement | StatementStatus],
    because: str,
) -> Due:
    stands = [one for one in same if one.type is StatementType.REGULAR and one.status != "Rejected"]
    filed, day = min((one.filed_on for one in stands), default=None), due_day(year, quarter, form)
    if not _is_tcs(form):
        day = now.typed.extended.get((str(year), quarter.value), day)
    late = ((filed or now.today) - day).days
    opened = open_portals(now.person)
    is_shown = Portal.ITPORTAL in opened or (year.act is Act.OLD and Portal.TRACES in opened)
    is_spared = {(now.person.tan, form.value), (now.person.tan, form.twin.value)} & now.typed.not_due
    filing = "Nil / not due" if is_spared and not filed else _filing(filed, late=late, is_shown=is_shown)
    counts = filing in ("Filed late", "Pending", "Rejected")
    return Due(
        tan=now.person.tan,
        act=year.act.value,
        year=str(year),
        quarter=quarter.value,
        form=form.value,
        due=day,
        filing=filing,
        filed=filed,
        late=late if counts else None,
        fee=Decimal(FEE * late) if counts else None,
        because=because,
    )


def _filing(filed: date | None, *, late: int, is_shown: bool) -> str:
    if filed:
        return "Filed late" if late > 0 else "Filed"
    if not is_shown:
        return "Not checked"
    return "Pending" if late > 0 else "Upcoming"
