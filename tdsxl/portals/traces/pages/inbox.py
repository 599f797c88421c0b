"""Communication Inbox and Requested Downloads (§5.7, §6.1). No I/O here."""

from dataclasses import dataclass

from tdsxl.portals.base import Listing
from tdsxl.portals.fields import Fields
from tdsxl.portals.traces import urls
from tdsxl.portals.traces.pages.grids import Raw
from tdsxl.records import Notice, NoticeKind
from tdsxl.values import Portal

_INBOX = "Communication Inbox"
_INBOX_KEYS = (
    "commRefNo date commcat description finYear quarter formType commInbId hidFY hidQT commMstrId certNum comcatid"
)
_DOWNLOADS = "Requested Downloads"
_DOWNLOAD_KEYS = "reqDate reqNo finYr fin qrtr frmType dntype status remarks"


@dataclass(frozen=True, slots=True, kw_only=True)
class Communication:
    """A communication, and what its file is asked with."""

    notice: Notice
    inbox_id: str
    certificate_no: str | None
    is_certificate: bool
    """Its file can be had at once; that of another kind only by a request, and none is ever raised."""


def communication_rows(listing: Listing[Raw], *, classify: str, category: str) -> tuple[Communication, ...]:
    """The communications of one class and category of the inbox."""
    rows = (Fields.of(_INBOX, row, _INBOX_KEYS) for row in listing.rows)
    return tuple(_communication(row, urls.INBOX_CLASSES[classify], category) for row in rows)


def _communication(row: Fields, box: str, category: str) -> Communication:
    is_certificate = category == urls.CERTIFICATE_CATEGORY
    certificate_no = row.code("certNum") if is_certificate else row.optional(row.code, "certNum")
    inbox_id = row.needed(row.code, "commInbId")
    notice = Notice(
        portal=Portal.TRACES,
        kind=NoticeKind.COMMUNICATION,
        reference=row.printed("commRefNo") or inbox_id,
        category=row.printed("commcat"),
        description=row.printed("description"),
        box=box,
        # The section stands in the description as free text (§5.7).
        section=None,
        form=row.printed("formType", own="form"),
        year=row.printed("finYear", own="year"),
        quarter=row.printed("quarter", own="quarter"),
        issued_on=row.day("date"),
        served_on=None,
        due_on=None,
        status=None,
        replied=None,
    )
    return Communication(
        notice=notice,
        inbox_id=inbox_id,
        certificate_no=certificate_no,
        is_certificate=bool(certificate_no) or is_certificate,
    )


def file_query(communication: Communication) -> dict[str, str]:
    """Query of the file of a certificate type; its values are assumed to be those of the row."""
    notice = communication.notice
    return {
        "reqtype": "5",
        "commId": communication.inbox_id,
        "finYear": notice.year or "",
        "formType": notice.form or "",
        "certNum": communication.certificate_no or "",
        "description": notice.description or "",
    }


def download_rows(listing: Listing[Raw]) -> Listing[Notice]:
    """Downloads that somebody has requested before."""
    rows = (Fields.of(_DOWNLOADS, row, _DOWNLOAD_KEYS) for row in listing.rows)
    return Listing(tuple(map(_download, rows)), listing.total)


def _download(row: Fields) -> Notice:
    return Notice(
        portal=Portal.TRACES,
        kind=NoticeKind.DOWNLOAD,
        reference=row.needed(row.code, "reqNo"),
        category=row.printed("dntype"),
        description=row.printed("remarks"),
        box=None,
        section=None,
        form=row.printed("frmType", own="form"),
        year=row.printed("finYr", own="year"),
        quarter=row.printed("qrtr", own="quarter"),
        issued_on=row.day("reqDate"),
        served_on=None,
        due_on=None,
        status=row.printed("status"),
        replied=None,
    )
