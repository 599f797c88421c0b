"""What is written, proven to be XML while it passes. No I/O here."""

from collections.abc import Iterable, Iterator
from xml.parsers import expat

from tdsxl.sheets.file.rows import Row


class RowProof:
    """Proves the rows that were made or changed; one that stays as it was read is no worse than it was."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate()
        self._parser.Parse("<rows>", False)

    def texts(self, rows: Iterable[Row]) -> Iterator[str]:
        """The rows as text.

        Raises:
            ExpatError: One is no XML.
        """
        for row in rows:
            if not row.is_as_read:
                self._parser.Parse(row.xml, False)
            yield row.xml

    def end(self) -> None:
        """After the last row.

        Raises:
            ExpatError: The rows do not end where they should.
        """
        self._parser.Parse("</rows>", True)


def well_formed(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The chunks, proven to be XML once all are taken.

    Raises:
        ExpatError: They are not.
    """
    parser = expat.ParserCreate()
    for chunk in chunks:
        parser.Parse(chunk, False)
        yield chunk
    parser.Parse(b"", True)
