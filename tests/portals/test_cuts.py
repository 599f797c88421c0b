"""A body that is cut on its way is refused, at every kilobyte and however it is framed and packed."""

import gzip
import io
import random
import socket
import zipfile
from collections.abc import Callable, Iterator

import pytest

from tdsxl.errors import PortalError, Unavailable
from tdsxl.portals.base import Reply
from tdsxl.portals.itportal.pages import documents
from tdsxl.portals.traces.pages import files
from tdsxl.portals.transport import Wire
from tdsxl.practice.files import pdf
from tests.portals.raw import answer, chunked, serving, unframed

STEP = 1024
OFFSETS = 200
CHUNK = 1500
DICE = random.Random(4)

ROWS = b'{"rows": [' + b", ".join(b'{"amount": "%d.50"}' % DICE.randrange(10**9) for _ in range(3000)) + b"]}"
PAGE = b"<html><body>" + b"".join(b"<p>%x</p>" % DICE.getrandbits(64) for _ in range(800)) + b"</body></html>"
LETTER = pdf(*(f"{DICE.getrandbits(128):x}" for _ in range(600)))
WEB = LETTER.replace(b"1 0 obj", b"9 0 obj\n<< /Linearized 1 >>\nendobj\nstartxref\n0\n%%EOF\n1 0 obj", 1)
"""As writers make it for the web: an end mark stands behind the first page, too."""
SIGNED = LETTER + b"7 0 obj\n(%x)\nendobj\n" % DICE.getrandbits(4096) + b"startxref\n99\n%%EOF\n"
"""With a signature behind its first end."""


def bundle() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("statement.txt", DICE.randbytes(20_000))
    return file.getvalue()


BUNDLE = bundle()


def in_chunks(body: bytes) -> bytes:
    return chunked(*(body[start : start + CHUNK] for start in range(0, len(body), CHUNK)))


def in_packed_chunks(body: bytes) -> bytes:
    return in_chunks(gzip.compress(body)).replace(b"\r\n", b"\r\nContent-Encoding: gzip\r\n", 1)


def packed_to_the_end(body: bytes) -> bytes:
    return unframed(gzip.compress(body), "Content-Encoding: gzip")


SAID = {
    "length": answer(ROWS),
    "chunks": in_chunks(ROWS),
    "close": unframed(ROWS, "Content-Type: application/json"),
    "page": unframed(PAGE, "Content-Type: text/html"),
    "gzip with length": answer(gzip.compress(ROWS), "200 OK", "Content-Encoding: gzip"),
    "gzip in chunks": in_packed_chunks(ROWS),
    "gzip to the close": packed_to_the_end(ROWS),
    "PDF": unframed(LETTER, "Content-Type: application/pdf"),
    "PDF of the web": unframed(WEB, "Content-Type: application/pdf"),
    "zip": unframed(BUNDLE, "Content-Type: application/octet-stream"),
}


def cutting(said: bytes) -> Callable[[socket.socket, bytes], bool]:
    """Says as many bytes as the address asks for, and hangs up."""

    def script(connection: socket.socket, request: bytes) -> bool:
        connection.sendall(said[: int(request.split()[1][1:])])
        return False

    return script


@pytest.mark.fault
@pytest.mark.row("B6", "B7")
@pytest.mark.parametrize("said", SAID.values(), ids=SAID)
def test_no_cut_at_any_kilobyte_is_taken(opened: Callable[..., Wire], said: bytes) -> None:
    """The whole is taken; each cut went over the socket, and nothing of it was handed on."""
    cuts = range(0, len(said) - 1, STEP)
    assert len(cuts) >= 8
    with serving(cutting(said)) as portal:
        whole = opened(portal.origin).get(f"{portal.origin}/{len(said)}")
        assert len(whole.body) > 8 * STEP
        for cut in cuts:
            asked = opened(portal.origin)
            with pytest.raises(Unavailable, match="cut"):
                asked.get(f"{portal.origin}/{cut}")
            assert asked.last is None
    assert len(portal.requests) == len(cuts) + 1


def offsets(content: bytes) -> Iterator[int]:
    """Places to cut; blanks behind the end are none of the file."""
    end = len(content.rstrip())
    yield from (0, 1, 4, 5, end - 1)
    yield from DICE.choices(range(end), k=OFFSETS - 5)


def of_itportal(content: bytes) -> bytes:
    reply = Reply("https://p.example/iec/document/1", 200, {"content-length": str(len(content))}, content)
    return documents.document(reply, "R", "a.pdf", cap=10**8).content


def of_traces(content: bytes) -> bytes:
    return files.document(Reply("https://p.example/a.zip", 200, {}, content), "R").content


@pytest.mark.row("C7")
@pytest.mark.parametrize("read", [of_itportal, of_traces])
@pytest.mark.parametrize("content", [LETTER, WEB, SIGNED], ids=["letter", "web", "signed"])
def test_a_letter_that_was_cut_before_it_was_sent_is_none(read: Callable[[bytes], bytes], content: bytes) -> None:
    """Its length is right, its end is not: 200 offsets of each kind, none is kept as a file."""
    assert read(content) == content
    first_end = len(LETTER.rstrip())
    for cut in offsets(content):
        # A signed letter without its signature is the letter as it was, whole.
        if content is SIGNED and cut in range(first_end, first_end + len(b"\n7 0 ob") + 1):
            continue
        with pytest.raises(PortalError):
            read(content[:cut])


@pytest.mark.row("C7")
def test_a_zip_that_was_cut_before_it_was_sent_is_none() -> None:
    """Its directory stands at its end: 200 offsets, none is kept as a file."""
    assert of_traces(BUNDLE) == BUNDLE
    for cut in offsets(BUNDLE):
        with pytest.raises(PortalError):
            of_traces(BUNDLE[:cut])
