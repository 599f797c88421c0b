"""Files that TRACES hands out, and where it says they are (§5.7, §6.1). No I/O here."""

import io
import re
import zipfile
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser

from tdsxl.portals.base import Reply
from tdsxl.portals.body import is_whole_pdf
from tdsxl.portals.fields import changed
from tdsxl.portals.traces.pages.judge import is_bottomless, json_answer, refuse_other_page, trouble, visible_text
from tdsxl.portals.traces.pages.markup import links
from tdsxl.records import Document
from tdsxl.values import Tan

_PAGE = "Requested Downloads"
_ADDRESS = re.compile(rb"https?://[!-~]+")
_LINK = re.compile(r"[^\s\[\]{}\"]+")
_MAGIC = {b"PK": ".zip", b"%PDF-": ".pdf"}


def file_addresses(reply: Reply, *, tan: Tan) -> tuple[str, ...]:
    """Where the file of a request is: a text, an object or a list of them; also the bare address.

    Raises:
        PortalError: The answer names no file.
    """
    bare = reply.body.strip()
    if reply.status == 200 and _ADDRESS.fullmatch(bare):
        return (bare.decode(),)
    found = tuple(_success(json_answer(reply, _PAGE, tan=tan)))
    if not found:
        raise changed(_PAGE, "TRACES named no file")
    return found


def _success(value: object) -> list[str]:
    if isinstance(value, list):
        return [address for held in value for address in _success(held)]
    if isinstance(value, dict):
        return _success(value.get("success"))
    return [value] if isinstance(value, str) and _LINK.fullmatch(value) else []


def part_addresses(reply: Reply, *, tan: Tan) -> tuple[str, ...]:
    """Where the parts of a big file are.

    Raises:
        PortalError: The page offers none.
    """
    if is_bottomless(reply):
        raise trouble(reply, _PAGE)
    tree = LexborHTMLParser(reply.body)
    found = links(tree, tuple(_MAGIC.values()))
    if reply.status != 200 or not found:
        raise trouble(reply, _PAGE)
    refuse_other_page(visible_text(tree), tan)
    return found


def document(reply: Reply, reference: str) -> Document:
    """The file, proven whole.

    Raises:
        PortalError: It is a page, or no whole PDF or zip.
    """
    suffix = _suffix(reply.body)
    if reply.status != 200 or not suffix:
        raise trouble(reply, f"File of {reference}")
    if not _is_whole(reply.body, suffix):
        raise changed(f"File of {reference}", f"the end of the {suffix} file is missing")
    name = unquote(urlsplit(reply.url).path).rpartition("/")[2]
    return Document(reference=reference, portal_name=name, suffix=suffix, content=reply.body)


def _suffix(body: bytes) -> str:
    return next((suffix for magic, suffix in _MAGIC.items() if body.startswith(magic)), "")


def _is_whole(body: bytes, suffix: str) -> bool:
    """The end mark of a PDF, the directory of a zip; the parts of a zip have passwords."""
    if suffix == ".pdf":
        return is_whole_pdf(body)
    try:
        zipfile.ZipFile(io.BytesIO(body)).close()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
    return True
