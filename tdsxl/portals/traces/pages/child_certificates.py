"""Child certificates of the 2025 Act, on the gateway (§4.1). No I/O here."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import partial

from tdsxl.portals.base import Reply
from tdsxl.portals.fields import Fields
from tdsxl.portals.judging import json_object, opening, refuse_other_tan
from tdsxl.portals.traces.pages.judge import json_answer
from tdsxl.records import Certificate, RegisterRow
from tdsxl.values import Act, Tan

_LIST = "Child certificates"
_LIST_KEYS = "childCertNum taxYear sectionCode deducteePan childCertificateAmount validFrom validTo remarks"
_DETAIL = "Child certificate"
_DETAIL_KEYS = (
    "id parentCertNum childCertNum appPan tan taxYear sectionCode natureOfPayment certificateRate certificateAmount "
    "amountConsumed balanceAvailable issueDate validityStartDate validityEndDate activeFlag insertTimestamp "
    "updateTimestamp"
)
_ACTIVE = {"A": True, "N": False}
_DAY_FIRST = re.compile("([0-9]{2})-([0-9]{2})-([0-9]{4})")
_ISO = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}.*)?")
_INDIA = timezone(timedelta(hours=5, minutes=30))
_NOT_FOUND_STATUSES = (400, 404)
# "API not found for this HTTP method" speaks of the call, not of the certificate (§4).
_NOT_FOUND = re.compile(r"(?<!\bapi )not found|no (?:certificate|record|data)", re.IGNORECASE)
_OF_THE_CALL = re.compile(rb"api not found|parameter", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ChildCertificate:
    """A line of the list: what the detail is asked with."""

    number: str
    deductee_pan: str


@dataclass(frozen=True, slots=True)
class ChildPage:
    """One page of the list."""

    rows: tuple[ChildCertificate, ...]
    has_next: bool


def child_page(reply: Reply, *, tan: Tan) -> ChildPage:
    """A page of the list of child certificates of a TAN.

    Raises:
        PortalError: It is something else.
    """
    answer = Fields.of(_LIST, json_answer(reply, _LIST, tan=tan), "certificates hasNext")
    return ChildPage(tuple(map(_listed, answer.rows("certificates", _LIST_KEYS))), answer.flag("hasNext"))


def _listed(row: Fields) -> ChildCertificate:
    return ChildCertificate(
        row.needed(row.code, "childCertNum"), row.needed(partial(row.code, own="account"), "deducteePan")
    )


def child_detail(reply: Reply, asked: ChildCertificate, *, tan: Tan) -> Certificate:
    """The detail of one certificate.

    Raises:
        PortalError: It is something else.
        WrongClient: It belongs to another TAN.
    """
    row = Fields.of(_DETAIL, json_answer(reply, _DETAIL, tan=tan), _DETAIL_KEYS)
    if row.needed(partial(row.code, own="account"), "tan") != tan:
        row.refuse("tan")
    if row.needed(row.code, "childCertNum") != asked.number:
        row.refuse("childCertNum")
    if row.code("appPan", own="account") not in (None, asked.deductee_pan):
        row.refuse("appPan")
    flag = row.needed(row.printed, "activeFlag")
    valid_from, valid_to = _day(row, "validityStartDate"), _day(row, "validityEndDate")
    if valid_from and valid_to and valid_from > valid_to:
        row.refuse("validityEndDate")
    return Certificate(
        act=Act.NEW,
        year=row.needed(row.year, "taxYear"),
        certificate_no=asked.number,
        deductee_pan=asked.deductee_pan,
        found=True,
        section=row.printed("sectionCode"),
        nature=row.printed("natureOfPayment"),
        rate=row.percent("certificateRate"),
        limit=row.rupees("certificateAmount"),
        consumed=row.rupees("amountConsumed"),
        balance=row.rupees("balanceAvailable"),
        valid_from=valid_from,
        valid_to=valid_to,
        issued_on=_day(row, "issueDate"),
        active=_ACTIVE[flag] if flag in _ACTIVE else row.refuse("activeFlag"),
    )


def is_unknown(reply: Reply) -> bool:
    """Whether the answer says that there is no such certificate. Assumed: how it says so is not published."""
    message = json_object(reply).get("message")
    return reply.status in _NOT_FOUND_STATUSES and isinstance(message, str) and bool(_NOT_FOUND.search(message))


def holds_none(reply: Reply, *, tan: Tan) -> bool:
    """Whether the answer holds no certificate, without saying that there is none; a list has to prove it.

    Raises:
        WrongClient: It speaks of another TAN.
    """
    refuse_other_tan(json_object(reply), tan)
    if opening(reply) == b"<" or _OF_THE_CALL.search(reply.body):
        return False
    is_empty = reply.status in (200, 204) and json_object(reply).get("childCertNum") is None
    return is_empty or reply.status in _NOT_FOUND_STATUSES


def no_child_certificate(asked: RegisterRow) -> Certificate:
    """The answer "no such certificate" for a line of the register."""
    return Certificate(
        act=Act.NEW,
        year=asked.year,
        certificate_no=asked.certificate_no,
        deductee_pan=asked.deductee_pan,
        found=False,
    )


def _day(row: Fields, key: str) -> date | None:
    """ISO, dd-mm-yyyy or dd-mmm-yyyy; which of them is not published. An instant counts in Indian time."""
    text = row.printed(key, own="day")
    if text is None or text[3:4].isalpha():
        return row.day(key)
    match = _DAY_FIRST.fullmatch(text)
    iso = f"{match[3]}-{match[2]}-{match[1]}" if match else text
    if not _ISO.fullmatch(iso):
        row.refuse(key)
    try:
        instant = datetime.fromisoformat(iso)
    except ValueError:
        row.refuse(key)
    return (instant.astimezone(_INDIA) if instant.tzinfo else instant).date()
