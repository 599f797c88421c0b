"""A sheet part as a stream: what stands before its rows, the rows one by one, what stands after. No I/O here."""

import re
from collections.abc import Iterable, Iterator

from tdsxl.errors import InputError
from tdsxl.sheets.file.rows import Row

_START = re.compile(rb"<((?:[\w.-]+:)?)sheetData(?:\s[^>]*?)?(/?)>")
_NUMBER = re.compile(rb"""\sr\s*=\s*["']([0-9]+)""")
_CLOSED = ord("/")


class SheetStream:
    """Reads a sheet part once, from its beginning to its end."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        """Read up to the first row.

        Raises:
            InputError: It is no worksheet, or not in UTF-8.
        """
        self._chunks = iter(chunks)
        self._bytes = b""
        self._at = 0
        self._number = 0
        match = self._found_start()
        self.before = self._bytes[: match.end()]
        """All before the first row."""
        self.prefix = match[1].decode()
        """XML prefix of the part's names: `x:`, or empty."""
        self._at = match.end()
        self._has_rows = not match[2]
        self._row = f"<{self.prefix}row".encode()
        self._row_end = f"</{self.prefix}row>".encode()
        self._end = f"</{self.prefix}sheetData".encode()

    def rows(self) -> Iterator[Row]:
        """The next rows, to the last; may be left and entered again."""
        while self._has_rows:
            end = self._end_of_row()
            if end < 0:
                return
            xml = self._bytes[self._at : end]
            number = _NUMBER.search(xml, 0, xml.find(b">"))
            self._number = int(number[1]) if number else self._number + 1
            self._at = end
            yield Row(self._number, xml.decode(), is_as_read=True)

    def rest(self) -> Iterator[bytes]:
        """All that was not read as rows, as it stands."""
        yield self._bytes[self._at :]
        yield from self._chunks

    def _found_start(self) -> re.Match[bytes]:
        for chunk in self._chunks:
            self._bytes += chunk
            if match := _START.search(self._bytes):
                return match
        raise _no_sheet()

    def _end_of_row(self) -> int:
        """Where the next row ends; -1 after the last one."""
        while True:
            start = self._bytes.find(b"<", self._at)
            close = self._bytes.find(b">", start)
            if start >= 0 and close >= 0:
                if self._bytes.startswith(self._end, start):
                    return -1
                if not self._bytes.startswith(self._row, start):
                    raise _no_sheet()
                if self._bytes[close - 1] == _CLOSED:
                    return close + 1
                end = self._bytes.find(self._row_end, close)
                if end >= 0:
                    return end + len(self._row_end)
            self._read_on()

    def _read_on(self) -> None:
        chunk = next(self._chunks, b"")
        if not chunk:
            raise _no_sheet()
        self._bytes = self._bytes[self._at :] + chunk
        self._at = 0


def sheet_end(chunks: Iterable[bytes]) -> bytes:
    """What stands after the rows of a sheet part, given whole."""
    stream = SheetStream(chunks)
    return after_rows(stream.rest(), prefix=stream.prefix)


def after_rows(chunks: Iterable[bytes], *, prefix: str) -> bytes:
    """What stands after the last row, given a sheet part from anywhere among its rows."""
    end = f"</{prefix}sheetData".encode()
    rest = iter(chunks)
    held = b""
    for chunk in rest:
        held += chunk
        if (at := held.find(end)) >= 0:
            return held[at:] + b"".join(rest)
        held = held[-len(end) :]
    raise _no_sheet()


def _no_sheet() -> InputError:
    return InputError("A sheet of the book is damaged.", "Open the book in Excel and save it.")
