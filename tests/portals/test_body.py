"""A body is unpacked under its cap, and is either whole or refused."""

import gzip
import io
import random
import zipfile
import zlib
from collections.abc import Callable

import pytest

from tdsxl.errors import Unavailable, Unsafe
from tdsxl.portals.body import Body

CAP = 1_000_000
JSON = b'{"rows": [' + b", ".join(b'{"amount": "%d.50"}' % n for n in range(500)) + b"]}"
HTML = b"<!DOCTYPE html><html><body>" + b"<p>1,000.00</p>" * 500 + b"</body></html>\n"
PDF = b"%PDF-1.4\n" + b"0 0 obj\n" * 500 + b"%%EOF\n"


def zipped(comment: bytes = b"") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("statement.txt", "26Q^1\n" * 500)
        made.comment = comment
    return file.getvalue()


def bare(data: bytes) -> bytes:
    squeezed = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return squeezed.compress(data) + squeezed.flush()


def body(raw: bytes, encoding: str = "", content_type: str = "", status: int = 200) -> bytes:
    """Of a body without a length, fed in uneven pieces."""
    coming = Body(encoding, CAP)
    pieces = random.Random(7)
    while raw:
        size = pieces.randrange(1, 999)
        coming.feed(raw[:size])
        raw = raw[size:]
    return coming.whole(status, {"content-type": content_type})


@pytest.mark.row("B7")
@pytest.mark.parametrize(
    ("whole", "content_type"),
    [
        (JSON, "application/json"),
        (JSON, "text/plain"),
        (HTML, "text/html; charset=utf-8"),
        (HTML, ""),
        (PDF, "application/pdf"),
        (PDF, "text/html"),
        (zipped(), "application/octet-stream"),
        (zipped(b"a comment"), "application/zip"),
    ],
)
def test_a_body_without_length_is_whole_only_if_it_shows_its_end(whole: bytes, content_type: str) -> None:
    """200 random cuts of every kind of payload; none is taken."""
    assert body(whole, content_type=content_type) == whole
    end = len(whole.rstrip())
    for cut in random.Random(11).choices(range(end), k=200):
        with pytest.raises(Unavailable, match="cut off"):
            body(whole[:cut], content_type=content_type)


@pytest.mark.parametrize("status", [302, 410, 500])
def test_an_error_without_length_needs_no_more_than_its_status(status: int) -> None:
    """The words of an error or redirect tell nothing that could be half; its JSON and HTML could."""
    assert body(b"Gone", content_type="text/plain", status=status) == b"Gone"
    assert body(b"", status=status) == b""
    assert body(b"", content_type="text/html", status=status) == b""
    with pytest.raises(Unavailable):
        body(b'{"a', content_type="application/json", status=status)


def test_json_nested_beyond_reason_is_no_proof() -> None:
    """It ends as a refusal, not as a crash of the reader."""
    with pytest.raises(Unavailable):
        body(b"[" * 100_000, content_type="Application/JSON")


def test_text_without_length_is_not_believed() -> None:
    """Nothing in it shows whether it is whole."""
    with pytest.raises(Unavailable):
        body(b"26Q^1", content_type="text/plain")


@pytest.mark.row("B7")
@pytest.mark.parametrize(("encoding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress), ("deflate", bare)])
def test_a_packed_body_is_unpacked_and_its_cut_is_seen(encoding: str, pack: Callable[[bytes], bytes]) -> None:
    """Its trailer is the proof: 200 random cuts, none is taken, whatever the header says of its length."""
    packed = pack(HTML)
    assert body(packed, encoding) == HTML
    for cut in random.Random(5).choices(range(1, len(packed) - 1), k=200):
        coming = Body(encoding, CAP)
        coming.feed(packed[:cut])
        with pytest.raises(Unavailable, match="cut off"):
            coming.whole(200, {"content-length": str(cut)})


def test_more_behind_the_end_of_a_packed_body_is_not_dropped_in_silence() -> None:
    """A second part would be lost rows."""
    with pytest.raises(Unavailable):
        body(gzip.compress(HTML) + gzip.compress(HTML), "gzip")


@pytest.mark.row("B8")
def test_a_bomb_is_stopped_before_it_is_unpacked() -> None:
    """No more is unpacked than one byte over the cap."""
    bomb = gzip.compress(bytes(50 * CAP))
    coming = Body("gzip", CAP)
    with pytest.raises(Unsafe, match="larger than 1 MB"):
        coming.feed(bomb)


def test_the_cap_itself_is_allowed() -> None:
    """One byte more is not."""
    coming = Body("", CAP)
    coming.feed(bytes(CAP))
    assert len(coming.whole(200, {"content-length": str(CAP)})) == CAP
    with pytest.raises(Unsafe):
        coming.feed(b"1")


def test_a_packing_nobody_asked_for_is_unsafe() -> None:
    """What we cannot count we do not read."""
    with pytest.raises(Unsafe, match="br"):
        Body("br", CAP)
