"""Formulas in cells, above all shared ones: one cell spells it out, the others only name its number. No I/O here.

When the cell that spells it out is overwritten, the others must do so themselves, or Excel calls the book damaged.
"""

import re
from dataclasses import dataclass
from html import unescape
from typing import NamedTuple
from xml.sax.saxutils import escape

from tdsxl.sheets.file.formulas import RowsPutIn, column_number, filled, pushed_down
from tdsxl.sheets.file.tags import attributes


@dataclass(slots=True)
class _Shared:
    text: str
    row: int
    column: int
    is_gone: bool = False
    """The cell that spelt it out has been overwritten."""


class _Written(NamedTuple):
    """A formula element."""

    attributes: dict[str, str]
    text: str


class SharedFormulas:
    """The formulas of one sheet part, shown to it in the order of the part."""

    def __init__(self, prefix: str) -> None:
        self.is_disturbed = False
        """Whether a formula was overwritten or moved: the book's calculation chain no longer holds."""
        self._prefix = prefix
        p = re.escape(prefix)
        self._element = re.compile(rf"<{p}f((?:\s[^>]*?)?)(?:/>|>([^<]*)</{p}f>)")
        self._shared: dict[str, _Shared] = {}

    def is_in(self, content: str) -> bool:
        """Whether a cell's content holds a formula."""
        return content.startswith(f"<{self._prefix}f") and self._element.match(content) is not None

    def text(self, content: str, *, row: int, letters: str) -> str:
        """The formula of a cell, without `=`, spelt out for its place."""
        written = self._written(content)
        if written.text or written.attributes.get("t") != "shared":
            return written.text
        shared = self._shared.get(written.attributes.get("si", ""))
        if shared is None:
            return ""
        return filled(shared.text, rows=row - shared.row, columns=column_number(letters) - shared.column)

    def kept(self, content: str, *, row: int, letters: str) -> str:
        """The content of a cell that stays; the same content unless its formula must now be spelt out."""
        written = self._written(content)
        if written.attributes.get("t") != "shared":
            return content
        number = written.attributes.get("si", "")
        if written.text:
            self._shared[number] = _Shared(written.text, row, column_number(letters))
        elif number in self._shared and self._shared[number].is_gone:
            return self._with_formula(content, self.text(content, row=row, letters=letters), "")
        return content

    def overwritten(self, content: str, *, row: int, letters: str) -> None:
        """Note that the formula of a cell gives way to a value."""
        self.is_disturbed = True
        self.kept(content, row=row, letters=letters)
        written = self._written(content)
        if written.text and written.attributes.get("t") == "shared":
            self._shared[written.attributes.get("si", "")].is_gone = True

    def pushed_down(self, content: str, put_in: RowsPutIn, *, row: int, letters: str) -> str:
        """The content of a cell whose row moves down, after rows were put in above it."""
        self.is_disturbed = True
        self.kept(content, row=row, letters=letters)
        written = self._written(content)
        text = pushed_down(self.text(content, row=row, letters=letters), put_in)
        if written.attributes.get("t") != "array":
            return self._with_formula(content, text, "")
        reference = pushed_down(written.attributes.get("ref", ""), put_in)
        return self._with_formula(content, text, f' t="array" ref="{reference}"')

    def followed(self, content: str, put_in: RowsPutIn) -> str:
        """The content of a cell that stays, its formula following what moved; one that cells share stays as it is."""
        written = self._written(content)
        text = pushed_down(written.text, put_in)
        if text == written.text or written.attributes.get("t", "normal") != "normal":
            return content
        return self._with_formula(content, text, "")

    def _with_formula(self, content: str, text: str, named: str) -> str:
        p = self._prefix
        element = f"<{p}f{named}>{escape(text)}</{p}f>"
        return self._element.sub(lambda _: element, content, count=1)

    def _written(self, content: str) -> _Written:
        match = self._element.match(content)
        return _Written(attributes(match[1]), unescape(match[2] or "")) if match else _Written({}, "")
