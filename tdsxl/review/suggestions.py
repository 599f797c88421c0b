"""What the modules say only together: each suggestion names its rows and its section. No I/O here."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from tdsxl.modules.base import Facts, Holdings
from tdsxl.modules.ldc import unused_limit, verdict
from tdsxl.modules.unconsumed import Balance, balances
from tdsxl.records import Certificate, Demand, RegisterRow
from tdsxl.review.returns_due import Due, Filing
from tdsxl.review.sections import Matter
from tdsxl.review.words import rupees
from tdsxl.values import Act, Tan, Year

NEAR_LIMIT = Decimal("0.8")
"""Share of a certificate's limit from which it is near."""
NEAR_END_DAYS = 30
"""Days before a certificate's last one from which it is near."""
NEWS_DAYS = 60
"""Days after which an expired or cancelled certificate is no news."""
_USABLE = ("Valid", "Not yet valid")
"""Verdicts on certificates whose unused limit may still be used."""


class About(Enum):
    """What a suggestion is about."""

    BALANCE_FOR_DEMAND = "Balance for a demand"
    IN_NO_STATEMENT = "Challan in no statement"
    CERTIFICATE = "Certificate"
    REGISTER_DIFFERS = "Certificate differs from register"
    LATE_FEE = "Late filing fee"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """Something to look into."""

    about: About
    act: Act
    section: str
    year: Year | None
    what: str
    """In one sentence."""
    amount: Decimal | None
    rows: str
    """Which rows of which sheets say so."""
    by: date | None = None
    """Its last day, where it has one."""
    since: date | None = None
    """The day on which it ended, where it has."""


def suggestions(
    held: Holdings, facts: Facts, *, register: Sequence[RegisterRow], due: Iterable[Due], today: date
) -> Iterator[Suggestion]:
    """All suggestions for a client, rows that are gone left out.

    Args:
        held: Its records, by module: challans, unconsumed, demand, ldc.
        facts: What else is known of it.
        register: The firm's certificates of this client.
        due: Its statements that fall due.
        today: The day that ages are counted to.
    """
    left = [balance for stored, balance in balances(held, facts) if stored.gone_at is None]
    yield from _for_demands(held, left)
    yield from _in_no_statement(left)
    for stored in held["ldc"]:
        if isinstance(stored.record, Certificate) and stored.gone_at is None:
            yield from _certificate(stored.record, register, today)
    yield from _late_fees(due)


def _for_demands(held: Holdings, left: Sequence[Balance]) -> Iterator[Suggestion]:
    for stored in held["demand"]:
        demand = stored.record
        if not isinstance(demand, Demand) or demand.year is None or stored.gone_at:
            continue
        wanted = demand.manual + demand.processed
        same = [balance for balance in left if balance.is_proven and year_of(balance) == demand.year]
        total = sum((balance.challan.unconsumed_amount for balance in same), Decimal(0))
        if wanted > 0 and total > 0:
            act = demand.year.act
            yield Suggestion(
                about=About.BALANCE_FOR_DEMAND,
                act=act,
                section=Matter.DEMAND.section(act),
                year=demand.year,
                what=f"Rs. {rupees(total)} left on {_challans(len(same))} of {demand.year} could meet"
                f" {'the demand' if total >= wanted else 'a part of the demand'} of Rs. {rupees(wanted)}."
                " Only challans of the same year are counted: TRACES limits tagging by year.",
                amount=min(total, wanted),
                rows="; ".join([f"Outstanding Demand {demand.year}", *map(_row, same)]),
            )


def _in_no_statement(left: Iterable[Balance]) -> Iterator[Suggestion]:
    for balance in left:
        if balance.use == "Unused":
            challan, year = balance.challan, year_of(balance)
            yield Suggestion(
                about=About.IN_NO_STATEMENT,
                act=year.act,
                section=Matter.STATEMENT.section(year.act),
                year=year,
                what=f"Paid on {challan.deposited_on:%d-%b-%Y}; no statement has used any of it.",
                amount=challan.unconsumed_amount,
                rows=_row(balance),
            )


def year_of(balance: Balance) -> Year:
    """The year a challan was paid for, as the IT portal says; else that of its day."""
    return (balance.paid and balance.paid.year) or Year.of(balance.challan.deposited_on)


def _row(balance: Balance) -> str:
    challan = balance.challan
    return f"Unconsumed Challans {challan.bsr_code} · {challan.deposited_on:%d-%b-%Y} · {challan.serial}"


def _challans(count: int) -> str:
    return "one challan" if count == 1 else f"{count} challans"


def _certificate(certificate: Certificate, register: Sequence[RegisterRow], today: date) -> Iterator[Suggestion]:
    rows = f"LDC {certificate.certificate_no or '(no number)'} · {certificate.deductee_pan}"
    for about, what, by in (*_standing(certificate, today), *_differing(certificate, register)):
        yield Suggestion(
            about=about,
            act=certificate.act,
            section=Matter.CERTIFICATE.section(certificate.act),
            year=certificate.year,
            what=what,
            amount=unused_limit(certificate) if verdict(certificate, today) in _USABLE else None,
            rows=rows,
            by=by,
            since=_ended_on(certificate, today) if about is About.CERTIFICATE else None,
        )


def _ended_on(certificate: Certificate, today: date) -> date | None:
    """The day on which it was cancelled or expired."""
    days = {"Cancelled": certificate.cancelled_on, "Expired": certificate.valid_to}
    return days.get(verdict(certificate, today))


def _standing(certificate: Certificate, today: date) -> Iterator[tuple[About, str, date | None]]:
    """What it is still good for; nothing of those whose time is long over."""
    word, last = verdict(certificate, today), certificate.valid_to
    if word in ("Cancelled", "Expired"):
        day = _ended_on(certificate, today)
        if day and (today - day).days <= NEWS_DAYS:
            yield About.CERTIFICATE, f"{word} on {day:%d-%b-%Y}: deduct at the full rate.", None
        return
    if word in ("Not found", "Not active", "Exhausted"):
        # One of the last old year may run on under the new Act.
        if last >= today if last else certificate.year in (None, Year.of(today)):
            yield About.CERTIFICATE, f"{word}: deduct at the full rate.", None
        return
    limit, consumed = certificate.limit, certificate.consumed
    if limit and consumed is not None and consumed >= limit * NEAR_LIMIT:
        yield About.CERTIFICATE, f"{consumed * 100 / limit:.0f} % of its limit of Rs. {rupees(limit)} is used.", None
    if last and (last - today).days <= NEAR_END_DAYS:
        yield About.CERTIFICATE, f"Ends on {last:%d-%b-%Y}.", last


def _differing(certificate: Certificate, register: Sequence[RegisterRow]) -> Iterator[tuple[About, str, None]]:
    """Where the portal's certificate is not what the firm's register says."""
    if not certificate.found:
        return
    mine = [row for row in register if row.certificate_no and _agree(row.certificate_no, certificate.certificate_no)]
    for row in mine:
        pairs = (
            ("Section", row.section, certificate.section),
            ("Rate %", row.rate, certificate.rate),
            ("Limit", row.limit, certificate.limit),
        )
        for title, ours, theirs in pairs:
            if ours is not None and theirs is not None and not _agree(ours, theirs):
                yield About.REGISTER_DIFFERS, f"{title}: {ours} in your register, {theirs} at TRACES.", None


def uncompared(register: Mapping[Tan, Sequence[RegisterRow]]) -> Iterator[str]:
    """A sentence where rows of the register name no certificate that they could be compared with."""
    rows = [
        f"{tan} {row.deductee_pan} {row.year}"
        for tan, mine in register.items()
        for row in mine
        if not row.certificate_no and (row.section, row.rate, row.limit) != (None, None, None)
    ]
    if rows:
        more = f" and {len(rows) - 1} more" if rows[1:] else ""
        what = "without a certificate number, section, rate and limit are compared with nothing"
        yield f"LDC Register, row of {rows[0]}{more}: {what}."


def _agree(ours: str | Decimal, theirs: str | Decimal) -> bool:
    if isinstance(ours, str) and isinstance(theirs, str):
        return "".join(filter(str.isalnum, ours.upper())) == "".join(filter(str.isalnum, theirs.upper()))
    return ours == theirs


def _late_fees(due: Iterable[Due]) -> Iterator[Suggestion]:
    for one in due:
        if one.fee and one.filing in (Filing.PENDING, Filing.REJECTED):
            act = one.year.act
            yield Suggestion(
                about=About.LATE_FEE,
                act=act,
                section=Matter.LATE_FEE.section(act),
                year=one.year,
                what=f"{one.form.value} of {one.quarter.value} is {one.days_late} days late: Rs. 200 a day so far,"
                " at most its tax (cap not known).",
                amount=one.fee,
                rows=f"Returns Due {one.year} · {one.quarter.value} · {one.form.value}",
            )
