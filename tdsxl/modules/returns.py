"""Return Summary: statements as filed at the IT portal and as processed at TRACES."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from tdsxl.modules.base import (
    NEW_ACT_AT_TRACES,
    Ask,
    Facts,
    Holdings,
    Line,
    Module,
    Part,
    Source,
    Stored,
    View,
    new_years,
    old_years,
)
from tdsxl.modules.columns import ACT, FORM, QUARTER, YEAR, result_columns
from tdsxl.names import MODULE_TITLES
from tdsxl.own_columns import OWN
from tdsxl.portals.base import Listing
from tdsxl.portals.itportal.session import ItPortalSession
from tdsxl.portals.traces.session import TracesSession
from tdsxl.records import FiledStatement, Item, ListRead, Row, StatementStatus
from tdsxl.tables import Column, Kind, Sheet
from tdsxl.values import OLD_FORMS, Act, Form, Portal, Quarter

Statement = FiledStatement | StatementStatus


_NONE_FILED: Listing[FiledStatement] = Listing((), 0)


def _filed(act: Act) -> Part:
    def fetch(session: ItPortalSession, ask: Ask) -> Iterator[Item]:
        codes = {listed.form: listed.code for listed in session.filed_forms()}
        for form in (form for form in Form if form.act is act and ask.wants(form)):
            # A form that the catalogue does not name has no statements: its list is read by that.
            listing = session.filed_statements(codes[form]) if form in codes else _NONE_FILED
            for year in ask.years_of(act):
                rows = [row for row in listing.rows if row.year == year]
                scope = f"{year} {form.value}"
                yield from (Row(act=act, scope=scope, record=row) for row in rows)
                yield ListRead(act=act, scope=scope, portal_total=None if listing.total is None else len(rows))

    return Part(act=act, asked=old_years if act is Act.OLD else new_years, fetch=fetch)


def _processed(session: TracesSession, ask: Ask) -> Iterator[Item]:
    for year in ask.years_of(Act.OLD):
        for quarter in Quarter:
            for form in filter(ask.wants, OLD_FORMS):
                listing = session.statement_status(year, quarter, form)
                scope = f"{year} {quarter.value} {form.value}"
                yield from (Row(act=Act.OLD, scope=scope, record=row) for row in listing.rows)
                yield ListRead(act=Act.OLD, scope=scope, portal_total=listing.total)


def _key(statement: Statement) -> tuple[str, ...]:
    same = (str(statement.year), statement.quarter.value, statement.form.value, statement.type.value)
    return (*same, _ends(statement.token), statement.filed_on.isoformat())


def _ends(token: str) -> str:
    return token[:4] + token[-4:]


def _joined(held: Iterable[Stored]) -> Iterator[tuple[Stored, ...]]:
    """Both portals' view of a statement; filing dates part those that share all else."""
    groups: defaultdict[tuple[str, ...], list[Stored]] = defaultdict(list)
    for stored in held:
        groups[_key(stored.record)[:-1]].append(stored)  # type: ignore[arg-type]  # this module stores statements only
    for _, group in sorted(groups.items()):
        if len({type(stored.record) for stored in group}) == len(group):
            yield tuple(group)
        else:
            yield from _by_filing_date(group)


def _by_filing_date(group: list[Stored]) -> Iterator[tuple[Stored, ...]]:
    days: defaultdict[tuple[str, ...], list[Stored]] = defaultdict(list)
    for stored in group:
        days[_key(stored.record)].append(stored)  # type: ignore[arg-type]  # as above
    yield from (tuple(same) for _, same in sorted(days.items()))


def _lines(held: Holdings, facts: Facts) -> Iterator[Line]:
    for group in _joined(held["returns"]):
        filed = next((s.record for s in group if isinstance(s.record, FiledStatement)), None)
        status = next((s.record for s in group if isinstance(s.record, StatementStatus)), None)
        known = filed or status
        if known is None:
            continue
        values = (
            known.form.act.value,
            str(known.year),
            known.quarter.value,
            known.form.value,
            known.type.value,
            known.token,
            known.filed_on,
            status.status if status else None,
            status.status_on if status else None,
            filed.status if filed else None,
            filed.acknowledgement_no if filed else None,
            status.reason if status else None,
        )
        yield Line(values=values, stored=group)


SHEET = Sheet(
    title="Return Summary",
    columns=result_columns(
        ACT,
        YEAR,
        QUARTER,
        FORM,
        Column(title="Statement type", note="Regular or Correction."),
        Column(
            title="Token no.", kind=Kind.CODE, width=18, note="In full where the IT portal gave it, else as masked."
        ),
        Column(title="Filed on", kind=Kind.DATE),
        Column(title="TRACES status", width=26, note="In the words of TRACES."),
        Column(title="TRACES status on", kind=Kind.DATE),
        Column(title="IT portal status", note="In the words of the IT portal."),
        Column(title="Acknowledgement no.", kind=Kind.CODE, width=18),
        Column(title="Rejection reason", width=44),
    ),
    key=lambda cell: (
        cell("TAN"),
        cell("Act"),
        cell("FY / Tax year"),
        cell("Quarter"),
        cell("Form"),
        cell("Statement type"),
        _ends(cell("Token no.")),
    ),
    tie="Filed on",
    own=OWN,
)

RETURNS = Module(
    name="returns",
    title=MODULE_TITLES["returns"],
    sources=(
        Source(Portal.ITPORTAL, (_filed(Act.OLD), _filed(Act.NEW))),
        Source(Portal.TRACES, (Part(act=Act.OLD, asked=old_years, fetch=_processed), NEW_ACT_AT_TRACES)),
    ),
    key=_key,
    views=(View(sheet=SHEET, lines=_lines, headline="Filed on"),),
)
