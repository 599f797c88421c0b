"""Verify LDC: lower-deduction certificates of the register and of the TAN, at TRACES."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from tdsxl.modules.base import Ask, Facts, Holdings, Line, Module, Part, Source, View, always
from tdsxl.modules.columns import ACT, YEAR, result_columns
from tdsxl.names import MODULE_TITLES
from tdsxl.own_columns import OWN
from tdsxl.portals.traces.session import TracesSession
from tdsxl.records import Certificate, Item, ListRead, RegisterRow, Row
from tdsxl.tables import Cell, Column, Kind, Sheet
from tdsxl.values import Act, Portal


def _register(ask: Ask, act: Act) -> tuple[RegisterRow, ...]:
    return tuple(row for row in ask.register if row.year.act is act)


def _old(session: TracesSession, ask: Ask) -> Iterator[Item]:
    counted: set[tuple[str, ...]] = set()
    for row in _register(ask, Act.OLD):
        scope = f"{row.certificate_no} {row.deductee_pan} {row.year}"
        listing = session.certificates(row)
        yield from (_row(scope, certificate) for certificate in listing.rows)
        # What two lines of the register stand for counts once.
        new = {_key(certificate) for certificate in listing.rows if certificate.found} - counted
        counted |= new
        yield ListRead(act=Act.OLD, scope=scope, portal_total=None if listing.total is None else len(new))


def _new(session: TracesSession, ask: Ask) -> Iterator[Item]:
    children = session.child_certificates()
    yield from (_row("children", certificate) for certificate in children.rows)
    yield ListRead(act=Act.NEW, scope="children", portal_total=children.total)
    for row in _register(ask, Act.NEW):
        if not any(_meets(row, certificate) for certificate in children.rows):
            scope = f"{row.certificate_no} {row.deductee_pan} {row.year}"
            yield _row(scope, _asked(session, row))
            yield ListRead(act=Act.NEW, scope=scope, portal_total=None)


def _row(scope: str, certificate: Certificate) -> Row:
    return Row(act=certificate.act, scope=scope, record=certificate, is_ours=not certificate.found)


def _meets(row: RegisterRow, certificate: Certificate) -> bool:
    same = certificate.deductee_pan == row.deductee_pan
    if row.certificate_no:
        return same and certificate.certificate_no == row.certificate_no
    return same and certificate.year == row.year


def _asked(session: TracesSession, row: RegisterRow) -> Certificate:
    """A numbered certificate is asked for by itself; without a number the whole list has shown that there is none."""
    if row.certificate_no:
        return session.child_certificate(row)
    return Certificate(act=Act.NEW, year=row.year, certificate_no="", deductee_pan=row.deductee_pan, found=False)


def _key(certificate: Certificate) -> tuple[str, ...]:
    return (certificate.certificate_no, certificate.deductee_pan, str(certificate.year or ""))


def verdict(certificate: Certificate, day: date) -> str:
    """What the certificate is good for on a day; the first that fits."""
    tests = (
        ("Not found", not certificate.found),
        ("Cancelled", certificate.cancelled_on is not None and certificate.cancelled_on <= day),
        ("Not active", certificate.active is False),
        ("Expired", certificate.valid_to is not None and certificate.valid_to < day),
        ("Not yet valid", certificate.valid_from is not None and certificate.valid_from > day),
        ("Exhausted", _is_exhausted(certificate)),
    )
    return next((word for word, fits in tests if fits), "Valid")


def _is_exhausted(certificate: Certificate) -> bool:
    limit, consumed = certificate.limit, certificate.consumed
    return limit is not None and consumed is not None and limit > 0 and consumed >= limit


def unused_limit(certificate: Certificate) -> Decimal | None:
    """What is left of the limit, in rupees: TRACES states it under the 2025 Act only; None where it is not known."""
    limit, consumed = certificate.limit, certificate.consumed
    if certificate.balance is None and limit is not None and consumed is not None:
        return limit - consumed
    return certificate.balance


def _lines(held: Holdings, facts: Facts) -> Iterator[Line]:
    for stored in held["ldc"]:
        certificate = stored.record
        if isinstance(certificate, Certificate):
            yield Line(values=_values(certificate, facts.read_on), stored=(stored,))


def _values(certificate: Certificate, day: date) -> tuple[Cell, ...]:
    limit, consumed = certificate.limit, certificate.consumed
    share = None if not limit or consumed is None else (consumed * 100 / limit).quantize(Decimal("0.01"))
    return (
        certificate.act.value,
        str(certificate.year) if certificate.year else None,
        certificate.certificate_no or None,
        certificate.deductee_pan,
        certificate.deductee_name,
        certificate.section,
        certificate.nature,
        certificate.rate,
        limit,
        consumed,
        unused_limit(certificate),
        share,
        certificate.valid_from,
        certificate.valid_to,
        certificate.issued_on,
        certificate.cancelled_on,
        verdict(certificate, day),
    )


SHEET = Sheet(
    title="LDC",
    columns=result_columns(
        ACT,
        YEAR,
        Column(title="Certificate no.", kind=Kind.CODE, width=18),
        Column(title="Deductee PAN", kind=Kind.CODE, width=13),
        Column(title="Deductee name", width=36),
        Column(title="Section", width=12),
        Column(title="Nature of payment", width=30),
        Column(title="Rate %", kind=Kind.PERCENT, width=9, note="A nil certificate shows 0."),
        Column(title="Limit", kind=Kind.RUPEES, width=16),
        Column(title="Consumed", kind=Kind.RUPEES, width=16),
        Column(title="Balance", kind=Kind.RUPEES, width=16),
        Column(title="Consumed %", kind=Kind.PERCENT, width=11),
        Column(title="Valid from", kind=Kind.DATE),
        Column(title="Valid to", kind=Kind.DATE),
        Column(title="Issued on", kind=Kind.DATE),
        Column(title="Cancelled on", kind=Kind.DATE),
        Column(
            title="Verdict",
            note="As of the read: Not found, Cancelled, Not active, Expired, Not yet valid, Exhausted, Valid.",
        ),
    ),
    key=lambda cell: (cell("TAN"), cell("Certificate no."), cell("Deductee PAN"), cell("FY / Tax year")),
    own=OWN,
)

LDC = Module(
    name="ldc",
    title=MODULE_TITLES["ldc"],
    sources=(
        Source(
            Portal.TRACES,
            (
                Part(act=Act.OLD, asked=lambda ask: bool(_register(ask, Act.OLD)), fetch=_old),
                Part(act=Act.NEW, asked=always, fetch=_new),
            ),
        ),
    ),
    key=_key,
    views=(View(sheet=SHEET, lines=_lines, headline="Verdict", dated=True),),
)
