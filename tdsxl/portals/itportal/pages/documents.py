"""Files of e-Proceedings: letters and closure orders, always PDF (§8.3). No I/O here."""

import zlib

from tdsxl.errors import Unavailable, Unsafe
from tdsxl.portals.base import Reply
from tdsxl.portals.body import is_whole_pdf
from tdsxl.portals.fields import changed
from tdsxl.portals.itportal.pages.envelope import refuse_page
from tdsxl.records import Document

_DOCUMENT = "Document"


def document(reply: Reply, reference: str, name: str, *, cap: int) -> Document:
    """A file as it came, unpacked if it is gzip after all; at most `cap` bytes.

    Raises:
        SessionLost: The portal does not know the session any more.
        Unavailable: It was cut.
        Unsafe: It is larger than any letter.
        PortalChanged: It is no PDF.
    """
    refuse_page(reply, _DOCUMENT)
    content = _unpacked(reply.body, cap) if reply.body.startswith(b"\x1f\x8b") else reply.body
    if not content.startswith(b"%PDF"):
        raise changed(_DOCUMENT, "it is not a PDF")
    if not is_whole_pdf(content):
        raise _cut()
    return Document(reference=reference, portal_name=name, suffix=".pdf", content=content)


def _unpacked(packed: bytes, cap: int) -> bytes:
    unpacking = zlib.decompressobj(wbits=31)
    try:
        content = unpacking.decompress(packed, cap + 1)
    except zlib.error:
        raise changed(_DOCUMENT, "it is not gzip") from None
    if len(content) > cap:
        raise Unsafe(f"A document of the IT portal is larger than {cap // 1_000_000} MB.", "Fetch it by hand.")
    if not unpacking.eof:
        raise _cut()
    return content


def _cut() -> Unavailable:
    return Unavailable("A document of the IT portal arrived cut.", "Sync again later.")
