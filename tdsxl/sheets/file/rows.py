"""Rows of a sheet part, whichever program wrote them: taken apart, changed cell by cell, moved down. No I/O here.

Cells are found by one regular expression for the way almost all programs write (`<c r= s= t= …>`); a row written
otherwise is first put into that way. A row that does not come apart without a rest is refused, so that nothing in it is
lost.
"""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from tdsxl.errors import InputError
from tdsxl.sheets.file.cells import Cells, Stored
from tdsxl.sheets.file.formulas import RowsPutIn, column_letters, column_number
from tdsxl.sheets.file.shared import SharedFormulas
from tdsxl.sheets.file.strings import Strings, plain_text, rich_text
from tdsxl.sheets.file.tags import attributes
from tdsxl.tables import Cell
from tdsxl.values import quoted

_Token = tuple[str, str, str, str, str, str]
"""A cell: whole, column letters, style id, type, other attributes, content."""
_ATTRIBUTES = r"""((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)"""
_TEXTS = frozenset({"str", "e", "d"})
"""Types of cells whose value is text: results of formulas, errors, and days that no program writes so."""
_AS_OURS = frozenset({"", "n", "inlineStr"})
"""Types of cells that say by their very letters whether they show a value."""
_SAVE_AGAIN = "Open the book in Excel and save it."
_COLUMN = re.compile(r"""\sr\s*=\s*["']([A-Z]+)""")
_TYPE = re.compile(r"""\st\s*=\s*["'][^"']*["']""")
_OUTDATED = re.compile(r"""\s(?:r|spans)\s*=\s*(?:"[^"]*"|'[^']*')""")
"""What of a row's start tag no longer holds for a row made from it."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it stands in a sheet part."""

    number: int
    xml: str
    """With the white space before it."""
    is_as_read: bool = False
    """Nothing of it was changed or made."""


class Grammar:
    """Reads and changes the rows of one sheet part, to be shown them in their order."""

    def __init__(self, *, prefix: str, strings: Strings, cells: Cells) -> None:
        self.cells = cells
        self.shared = SharedFormulas(prefix)
        self.prefix = prefix
        self.strings = strings
        self._read: tuple[Row | None, list[_Token]] = (None, [])
        p = re.escape(prefix)
        self._row = re.compile(rf"\s*<{p}row{_ATTRIBUTES}\s*(/?)>")
        self._end = f"</{prefix}row>"
        self._formula = f"<{prefix}f"
        self._value_start, self._value_end = len(f"<{prefix}v>"), -len(f"</{prefix}v>")
        # The contents that are met millions of times go first, without looking ahead letter by letter.
        content = rf"<{p}v>[^<]*</{p}v>|<{p}is><{p}t[^>]*>[^<]*</{p}t></{p}is>|.*?"
        self._cell = re.compile(
            rf'(<{p}c r="([A-Z]+)[0-9]+"(?: s="([0-9]+)")?(?: t="([a-zA-Z]+)")?([^>]*?)(?:/>|>({content})</{p}c>))',
            re.DOTALL,
        )
        self._foreign_cell = re.compile(rf"\s*<{p}c{_ATTRIBUTES}\s*(?:/>|>(.*?)</{p}c\s*>)\s*", re.DOTALL)
        formula = rf"<{p}f(?:\s[^>]*)?(?:/>|>[^<]*</{p}f\s*>)"
        self._worked_out = re.compile(rf"<{p}c(\s[^>]*)>\s*({formula})\s*<{p}v(?:\s[^>]*)?(?:/>|>[^<]*</{p}v\s*>)")
        self._value = re.compile(rf"<{p}v(?:\s[^>]*)?>([^<]*)</{p}v>")

    def values(self, row: Row, columns: Container[str] | None = None) -> dict[str, Stored]:
        """Column letters → what the cells hold; only those of `columns` where they are given."""
        return {t[1]: self._stored(t) for t in self._tokens(row) if columns is None or t[1] in columns}

    def typed(self, row: Row, columns: Container[str]) -> dict[str, tuple[Stored, str]]:
        """Letters of those columns whose cell holds something that no formula has worked out → it, and its style id."""
        tokens = (t for t in self._tokens(row) if t[1] in columns and t[5] and not self.shared.is_in(t[5]))
        return {token[1]: (_truth(token) or self._stored(token), token[2] or "0") for token in tokens}

    def spelt(self, row: Row) -> Iterator[tuple[str, str, str]]:
        """Of each cell its column letters, its style as the start tag has it, and all that follows."""
        for whole, letters, style, *_ in self._tokens(row):
            named = f' s="{style}"' if style else ""
            yield letters, named, whole[len(f'<{self.prefix}c r="{letters}{row.number}"{named}') :]

    def styles(self, row: Row) -> dict[str, str]:
        """Column letters → style id."""
        return {token[1]: token[2] or "0" for token in self._tokens(row)}

    def formulas(self, row: Row) -> dict[str, str]:
        """Column letters → formulas without `=`, shared ones spelt out."""
        tokens = self._tokens(row)
        return {t[1]: self.shared.text(t[5], row=row.number, letters=t[1]) for t in tokens if self.shared.is_in(t[5])}

    def changed(self, row: Row, places: Mapping[str, int], values: Sequence[Cell], *, styles: Mapping[str, str]) -> Row:
        """The row with new values where they differ; the same row where none does.

        Args:
            row: As it stands.
            places: Column letters → place among the values.
            values: What these columns shall show.
            styles: Style ids by column letters, for cells that are not there yet.
        """
        tokens = self._tokens(row)
        tails = self.cells.tails
        start, number = f"<{self.prefix}c r=", row.number
        cells = []
        missing = len(places)
        for token in tokens:
            whole, letters, style, kind, _, content = token
            place = places.get(letters)
            if place is None:
                cells.append(self._kept(row, token) if "shared" in content else whole)
                continue
            missing -= 1
            value = values[place]
            if kind == "s":
                is_same = self._is_string(content, value)
            else:
                is_same = kind in _AS_OURS and whole.endswith(tails[value.__class__](value))
            if not is_same and not self._shows(row, token, value):
                whole = f'{start}"{letters}{number}" s="{style or 0}"{tails[value.__class__](value)}'
            cells.append(whole)
        added = self._added(tokens, places, values) if missing else {}
        if added:
            stand = dict(zip((token[1] for token in tokens), cells, strict=True))
            for letters, value in added.items():
                stand[letters] = f'{start}"{letters}{number}" s="{styles.get(letters, 0)}"{self.cells.tail(value)}'
            cells = [stand[letters] for letters in sorted(stand, key=column_number)]
        elif cells == [token[0] for token in tokens]:
            return row
        return self._rebuilt(row, cells, number)

    def parted(self, row: Row, put_in: RowsPutIn) -> tuple[Row | None, Row | None]:
        """What of a row stays and what moves down, after rows were put in above it; a row without cells moves."""
        number = row.number + put_in.count
        stay, move = [], []
        for whole, letters, *_, content in self._tokens(row):
            if self.shared.is_in(content):
                spelt = self.shared.pushed_down(content, put_in, row=row.number, letters=letters)
                whole = whole.replace(content, spelt)
            column = column_number(letters)
            if put_in.moves(column, column):
                move.append(whole.replace(f'"{letters}{row.number}"', f'"{letters}{number}"', 1))
            else:
                stay.append(whole)
        return (
            self._rebuilt(row, stay, row.number) if stay else None,
            self._rebuilt(row, move, number) if move or not stay else None,
        )

    def joined(self, row: Row, beside: Row | None) -> Row:
        """A row with the cells that stand beside it; height and the like are theirs."""
        if beside is None:
            return row
        cells = {column_number(token[1]): token[0] for each in (row, beside) for token in self._tokens(each)}
        return self._rebuilt(beside, [cells[column] for column in sorted(cells)], row.number)

    def followed(self, row: Row, put_in: RowsPutIn) -> Row:
        """The row with formulas that follow what moved; the same row where none refers to it."""
        cells = []
        for whole, *_, content in self._tokens(row):
            cells.append(whole.replace(content, self.shared.followed(content, put_in)) if content else whole)
        return row if cells == [token[0] for token in self._tokens(row)] else self._rebuilt(row, cells, row.number)

    def unworked(self, row: Row, keeping: Container[str] = ()) -> Row:
        """The row with formulas that have no result, so that whoever opens the book works them out.

        Excel can be asked to work out a whole book; LibreOffice believes every result that it finds. Those in the
        columns `keeping` stay.
        """

        def bare(cell: re.Match[str]) -> str:
            letters = _COLUMN.search(cell[1])
            if letters and letters[1] in keeping:
                return cell[0]
            return f"<{self.prefix}c{_TYPE.sub('', cell[1])}>{cell[2]}"

        formula = row.xml.find(self._formula)
        if formula < 0:
            return row
        at = row.xml.rfind(f"<{self.prefix}c", 0, formula)
        text, count = self._worked_out.subn(bare, row.xml[at:])
        return Row(row.number, row.xml[:at] + text) if count else row

    def _kept(self, row: Row, token: _Token) -> str:
        """A cell that is not ours; a formula in it may have to be spelt out."""
        whole, letters, *_, content = token
        if not self.shared.is_in(content):
            return whole
        spelt = self.shared.kept(content, row=row.number, letters=letters)
        return whole if spelt is content else whole.replace(content, spelt)

    @staticmethod
    def _added(tokens: Sequence[_Token], places: Mapping[str, int], values: Sequence[Cell]) -> dict[str, Cell]:
        """Column letters → values for which there is no cell yet."""
        there = {token[1] for token in tokens}
        return {k: values[at] for k, at in places.items() if k not in there and values[at] not in (None, "")}

    def _is_string(self, content: str, value: Cell) -> bool:
        """Whether a cell that names a shared string shows a value; told at once for cells as almost all are."""
        number = content[self._value_start : self._value_end]
        texts = self.strings.texts
        return number.isdecimal() and int(number) < len(texts) and texts[int(number)] == value

    def _shows(self, row: Row, token: _Token, value: Cell) -> bool:
        """Whether a cell shows a value already; a formula never does, and is noted as overwritten."""
        if token[5].startswith(self._formula) and self.shared.is_in(token[5]):
            self.shared.overwritten(token[5], row=row.number, letters=token[1])
            return False
        return self.cells.holds(self._stored(token), value)

    def _rebuilt(self, row: Row, cells: Sequence[str], number: int) -> Row:
        head = self._row.match(row.xml)
        start = _OUTDATED.sub("", head[1]) if head else ""
        return Row(number, f'<{self.prefix}row r="{number}"{start}>{"".join(cells)}{self._end}')

    def _tokens(self, row: Row) -> list[_Token]:
        if self._read[0] is not row:
            self._read = row, self._split(row)
        return self._read[1]

    def _split(self, row: Row) -> list[_Token]:
        head = self._row.match(row.xml)
        if not head:
            raise _strange(row)
        if head[2]:
            return []
        content = row.xml[head.end() : -len(self._end)]
        tokens: list[_Token] = self._cell.findall(content)
        if sum([len(token[0]) for token in tokens]) != len(content):
            content = "".join(self._usual(row, content))
            tokens = self._cell.findall(content)
            if sum([len(token[0]) for token in tokens]) != len(content):
                raise _strange(row)
        return tokens

    def _usual(self, row: Row, content: str) -> Iterator[str]:
        """The cells written as almost all programs write them, each with its own reference."""
        at = column = 0
        p = self.prefix
        for match in self._foreign_cell.finditer(content):
            if match.start() != at:
                break
            at = match.end()
            names = attributes(match[1])
            column = column_number(names.pop("r").rstrip("0123456789")) if "r" in names else column + 1
            named = {"r": f"{column_letters(column)}{row.number}", "s": names.pop("s", ""), "t": names.pop("t", "")}
            start = "".join(f" {name}={quoteattr(value)}" for name, value in (named | names).items() if value)
            yield f"<{p}c{start}/>" if match[2] is None else f"<{p}c{start}>{match[2]}</{p}c>"
        if at != len(content):
            raise _strange(row)

    def _stored(self, token: _Token) -> Stored:
        kind, content = token[3], token[5]
        if kind == "inlineStr":
            return rich_text(content)
        match = self._value.search(content)
        # With lxml openpyxl leaves an empty value beside a formula that nobody has worked out.
        if not match or not match[1]:
            return None
        text = match[1]
        try:
            if kind == "s":
                return self.strings.texts[int(text)]
            return plain_text(text) if kind in _TEXTS else float(text)
        except (ValueError, IndexError) as error:
            raise InputError(f"The sheet's cells are damaged: {quoted(text)}.", _SAVE_AGAIN) from error


def _truth(token: _Token) -> str:
    """TRUE or FALSE of a cell that shows one, which is no number of anybody's; else empty."""
    if token[3] != "b":
        return ""
    return "TRUE" if ">1<" in token[5] else "FALSE"


def _strange(row: Row) -> InputError:
    return InputError(f"Row {row.number} of a sheet is written in a way that tdsxl does not know.", _SAVE_AGAIN)
