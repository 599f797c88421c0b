"""A body as it comes in: unpacked, kept under its cap, and proven whole. No I/O here.

A body with a length or in chunks is counted by httpx. One that ends where the connection ends, and one whose packing
was cut, is taken for whole by httpx; here it has to show its own end.
"""

import json
import re
import zlib
from collections.abc import Iterator, Mapping

from tdsxl.errors import Unavailable, Unsafe

_GZIP = b"\x1f\x8b"
_STEP = 1_000_000
"""Bytes unpacked at a time: a bomb may come in one piece, and zlib needs twice what it gives."""
_ZIP_END = b"PK\x05\x06"
# Fixed part of a zip's end record; its comment's length stands in the last two bytes.
_ZIP_END_SIZE = 22
# The PDF reference lets a reader look for the mark in the last 1,024 bytes. A file made for the web has one more behind
# its first page, for an end at 0; a file that was signed has one ahead of what the signing added.
_PDF_TAIL = 1024
_PDF_END = re.compile(rb"(startxref\s+0\s+)?%%EOF(?!.*\bobj\b)", re.DOTALL)
_HTML_END = re.compile(rb"</html\s*>", re.IGNORECASE)
_NO_BODY = (204, 304)


class Body:
    """One answer's body."""

    def __init__(self, encoding: str, cap: int) -> None:
        """Begin.

        Args:
            encoding: The header Content-Encoding.
            cap: Bytes, counted after unpacking.

        Raises:
            Unsafe: The encoding is none that was asked for.
        """
        if encoding.lower() not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise Unsafe(f"The portal packed its answer in a way we did not ask for ({encoding[:20]}).")
        self._unpacker = None if encoding.lower() in ("", "identity") else _Unpacker()
        self._parts: list[bytes] = []
        self._cap = cap
        self._size = 0

    def feed(self, raw: bytes) -> None:
        """Take the next bytes.

        Raises:
            Unsafe: The body is over its cap.
        """
        for part in self._unpacker.unpacked(raw) if self._unpacker else (raw,):
            self._size += len(part)
            if self._size > self._cap:
                raise Unsafe(
                    f"The portal's answer is larger than {self._cap // 1_000_000} MB.",
                    "It was not read further; look at it on the portal by hand.",
                )
            self._parts.append(part)

    def whole(self, status: int, headers: Mapping[str, str]) -> bytes:
        """All of it.

        Raises:
            Unavailable: A part is missing.
        """
        body = b"".join(self._parts)
        if self._unpacker and self._parts:
            proven = self._unpacker.at_end
        else:
            proven = _is_counted(status, headers) or _shows_its_end(
                body, headers.get("content-type", "").lower(), status
            )
        if not proven:
            raise Unavailable("The portal's answer was cut off.", "Try again later.")
        return body


def is_whole_pdf(body: bytes) -> bool:
    """Whether a PDF shows its end."""
    end = _PDF_END.search(body[-_PDF_TAIL:])
    return end is not None and end[1] is None


class _Unpacker:
    """gzip and both kinds of deflate, told apart by their first two bytes."""

    def __init__(self) -> None:
        self._head = b""
        self._zlib: zlib._Decompress | None = None

    def unpacked(self, raw: bytes) -> Iterator[bytes]:
        """The next bytes, little by little: what nobody takes is not unpacked at all."""
        if self._zlib is None:
            self._head += raw
            if len(self._head) < len(_GZIP):
                yield b""
                return
            raw, self._zlib = self._head, zlib.decompressobj(_window(self._head))
        part = bytes(_STEP)
        while len(part) == _STEP:
            part = self._zlib.decompress(raw, _STEP)
            raw = self._zlib.unconsumed_tail
            yield part

    @property
    def at_end(self) -> bool:
        """The end mark was there, and nothing behind it."""
        return self._zlib is not None and self._zlib.eof and not self._zlib.unused_data


def _window(head: bytes) -> int:
    """The window bits that zlib wants to be told."""
    if head.startswith(_GZIP):
        return zlib.MAX_WBITS | 16
    has_zlib_head = head[0] & 0x0F == zlib.DEFLATED and int.from_bytes(head[:2], "big") % 31 == 0
    return zlib.MAX_WBITS if has_zlib_head else -zlib.MAX_WBITS


def _is_counted(status: int, headers: Mapping[str, str]) -> bool:
    """Whether the header tells where the body ends."""
    return status in _NO_BODY or "content-length" in headers or "transfer-encoding" in headers


def _shows_its_end(body: bytes, content_type: str, status: int) -> bool:
    text = body.lstrip(b"\xef\xbb\xbf \t\r\n")
    if body.startswith(b"%PDF"):
        return is_whole_pdf(body)
    if body.startswith(b"PK"):
        return _is_whole_zip(body)
    if "json" in content_type or text.startswith((b"{", b"[")):
        return _is_json(text)
    # An error's or a redirect's own words, or none, say nothing that its status does not.
    if status >= 300 and not text.startswith(b"<"):
        return True
    return ("html" in content_type or text.startswith(b"<")) and _HTML_END.search(body) is not None


def _is_whole_zip(body: bytes) -> bool:
    end = body.rfind(_ZIP_END)
    tail = body[end:]
    return end >= 0 and len(tail) == _ZIP_END_SIZE + int.from_bytes(tail[20:22], "little")


def _is_json(text: bytes) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
