"""A sheet part whose cells are not taken apart: which rows are hidden, how far it reaches, how it ends. No I/O here.

Looked over while it is unpacked and not kept, for that is twice as fast; what is rare is read again.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from tdsxl.sheets.file.formulas import column_number
from tdsxl.sheets.layout import LAST_ROW

_SEAM = 16
"""Bytes on both sides of a cut, longer than what is looked for across it."""
_NARROW = 104
"""Columns up to CZ."""
_WIDE = re.compile(rb""" r=["'](?:[D-Z][A-Z]|[A-C][A-Z]{2})""")
_ROW = re.compile(rb"<(?:[\w.-]+:)?row((?:\s[^>]*)?)/?>")
_NUMBER = re.compile(rb"""\sr\s*=\s*["']([0-9]+)""")
_HIDDEN = re.compile(rb"""\shidden\s*=\s*["'](?:1|true)["']""")
_ERROR = re.compile(
    rb"\st\s*=\s*[\"']e[\"'][^<>]*>\s*"
    rb"(?:<(?:[\w.-]+:)?f(?:\s[^<>]*)?(?:/>|>[^<]*</[^<>]*>)\s*)?<(?:[\w.-]+:)?v[^<>]*>([^<]*)<"
)
_SAYS_ERROR = re.compile(rb">#")
"""Found by `re` in half the time that `in` takes."""
_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Z]+)([0-9]+)""")
_COLUMN = re.compile(rb"""\sr\s*=\s*["']([A-Z]+)[0-9]""")
_ROWS_END = re.compile(rb"<(?:/(?:[\w.-]+:)?sheetData|(?:[\w.-]+:)?sheetData\s*/)")


class RawSheet:
    """The bytes of one sheet part."""

    def __init__(self, chunks: Callable[[], Iterable[bytes]]) -> None:
        """`chunks` unpacks the part, from its beginning each time."""
        self._chunks = chunks
        self._says_hidden = self._says_error = self._is_wide = False
        self._tail = before = b""
        for chunk in chunks():
            for text in (before[-_SEAM:] + chunk[:_SEAM], chunk):
                self._says_hidden |= b"hidden" in text
                self._says_error |= _SAYS_ERROR.search(text) is not None
                self._is_wide |= _WIDE.search(text) is not None
            self._tail = chunk if _ROW.search(chunk) else self._tail + chunk
            before = chunk

    def end(self) -> bytes:
        """What stands after the rows; empty where the part is cut off."""
        end = _ROWS_END.search(self._tail)
        return self._tail[end.start() :] if end else b""

    def hidden(self) -> frozenset[int]:
        """Numbers of the rows that are filtered away or hidden by hand."""
        if not self._says_hidden:
            return frozenset()
        return frozenset(number for number, row in self._numbered() if _HIDDEN.search(row))

    def errors(self) -> dict[int, dict[int, str]]:
        """Row number → column number → what a cell shows whose formula fails, as `#N/A`."""
        found: dict[int, dict[int, str]] = {}
        whole = self._whole() if self._says_error else b""
        for match in _ERROR.finditer(whole):
            place = _REFERENCE.search(whole, whole.rfind(b"<", 0, match.start()), match.end())
            if place:
                found.setdefault(int(place[2]), {})[column_number(place[1].decode())] = match[1].decode()
        return found

    def span(self, *, enough: int) -> int:
        """How many places there are from the first cell to the last: exactly, or an upper bound of `enough` at most."""
        bound = self._last_row() * _NARROW
        if bound <= enough and not self._is_wide:
            return bound
        columns = (column_number(letters.decode()) for letters in set(_COLUMN.findall(self._whole())))
        return max((number for number, _ in self._numbered()), default=0) * max(columns, default=0)

    def _last_row(self) -> int:
        """Number of the last row; that of the last possible one where the part does not tell."""
        rows = _ROW.findall(self._tail)
        number = _NUMBER.search(rows[-1]) if rows else None
        return int(number[1]) if number else LAST_ROW * bool(rows)

    def _numbered(self) -> Iterator[tuple[int, bytes]]:
        """Row numbers and the attributes of their tags; a row without a number follows the one before."""
        number = 0
        for match in _ROW.finditer(self._whole()):
            given = _NUMBER.search(match[1])
            number = int(given[1]) if given else number + 1
            yield number, match[1]

    def _whole(self) -> bytes:
        return b"".join(self._chunks())
