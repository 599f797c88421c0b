"""The sheets of a fresh book, with all that belongs to them, as parts for another workbook. Writes nothing.

Our parts keep their names, below a folder of their own. Formulas, charts and links that name a sheet or table of ours
are rewritten where the workbook has one of that name itself.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from xml.sax.saxutils import escape

from tdsxl.errors import InputError
from tdsxl.sheets.file.package import Package, relations_part
from tdsxl.sheets.file.style_merge import MergedStyles
from tdsxl.sheets.file.tags import tags, with_attribute
from tdsxl.sheets.layout import names_of_sheet, names_of_table

FOLDER = "xl/tdsxl"
"""Of our parts."""
_OURS = "xl"
"""The same in a fresh book."""
_FORMULA = re.compile(r"(<(?:f|formula|formula[12]|calculatedColumnFormula)(?:\s[^>]*)?>)([^<]*)")
_LINK = re.compile(r'(\slocation=")([^"]*)')
_STYLED = re.compile(r'(<(?:c|row|col)\s(?:[^>]*\s)?(?:s|style)=")([0-9]+)')
_CONDITIONAL = re.compile(r'(\sdxfId=")([0-9]+)')
_SELECTED = re.compile(r'\stabSelected="[^"]*"')


class Graft:
    """Our parts, as they are to stand in one workbook."""

    def __init__(self, theirs: Package, ours: Package) -> None:
        """Find names for our sheets and tables.

        Raises:
            InputError: The workbook has taken them.
        """
        self._theirs = theirs
        self._ours = ours
        there = {entry.title.casefold() for entry in theirs.sheets}
        self.titles = {entry.title: self._free(names_of_sheet(entry.title), there) for entry in ours.sheets}
        """Titles of our sheets → what they are called there."""
        named = self._named()
        self._tables = {table: self._free(names_of_table(table), named) for table in table_names(ours)}
        self._sheet = _pattern(r"(?<![\w.'])('?)({})\1!", (old for old, new in self.titles.items() if old != new))
        self._table = _pattern(r"(?<![\w.'])()({})(?=\[)", (old for old, new in self._tables.items() if old != new))

    def parts(self, styles: MergedStyles) -> Iterator[tuple[str, bytes]]:
        """Names of new parts, and what stands in them."""
        for part in self.wanted:
            yield there(part), self._made(part, styles).encode()
            if self._ours.holds(relations_part(part)):
                # A fresh book names all targets from its root.
                text = self._ours.text(relations_part(part))
                yield there(relations_part(part)), text.replace(f'"/{_OURS}/', f'"/{FOLDER}/').encode()

    @cached_property
    def wanted(self) -> tuple[str, ...]:
        """Parts of the fresh book: its sheets and all that they refer to."""
        found: dict[str, None] = {}
        waiting = [entry.part for entry in reversed(self._ours.sheets)]
        while waiting:
            found[part := waiting.pop()] = None
            waiting += [relation.part for relation in self._ours.relations(part)]
        return tuple(found)

    def renamed(self, formula: str) -> str:
        """A formula, with XML's escapes, by the names that our sheets and tables have there."""
        titles = {escape(old): escape(new) for old, new in self.titles.items()}
        formula = self._sheet.sub(lambda match: f"'{titles[match[2]]}'!", formula)
        return self._table.sub(lambda match: self._tables[match[2]], formula)

    def _free(self, names: tuple[str, str], taken: set[str]) -> str:
        if free := [name for name in reversed(names) if name.casefold() not in taken]:
            return free[0]
        raise InputError(f"{self._theirs.path.name} has {names[1]} and {names[0]} already.", "Rename one of them.")

    def _named(self) -> set[str]:
        """What no table may be called, in small letters: as another one, or as a range."""
        ranges = tags(self._theirs.text(self._theirs.workbook), "definedName")
        return {*map(str.casefold, table_names(self._theirs)), *(tag.get("name").casefold() for tag in ranges)}

    def _made(self, part: str, styles: MergedStyles) -> str:
        text = self._ours.text(part)
        for pattern in (_FORMULA, _LINK):
            text = pattern.sub(lambda match: match[1] + self.renamed(match[2]), text)
        if part.startswith(f"{_OURS}/tables/"):
            return self._numbered(text)
        if part.startswith(f"{_OURS}/worksheets/"):
            text = _STYLED.sub(lambda match: f"{match[1]}{int(match[2]) + styles.cells}", _SELECTED.sub("", text))
            text = _CONDITIONAL.sub(lambda match: f"{match[1]}{int(match[2]) + styles.conditional}", text)
        return text

    def _numbered(self, text: str) -> str:
        """A table part with an id and a name that no other table has."""
        tag = next(tags(text, "table"))
        name = self._tables[tag.get("displayName")]
        for attribute, value in (
            ("id", str(self._last_table + int(tag.get("id")))),
            ("name", name),
            ("displayName", name),
        ):
            text = with_attribute(text, next(tags(text, "table")), name=attribute, value=value)
        return text

    @cached_property
    def _last_table(self) -> int:
        """The highest id of their tables."""
        texts = map(self._theirs.text, _table_parts(self._theirs))
        return max((int(next(tags(text, "table")).get("id") or 0) for text in texts), default=0)


def there(part: str) -> str:
    """What a part of the fresh book is called in the other workbook."""
    return f"{FOLDER}{part.removeprefix(_OURS)}"


def table_names(package: Package) -> Iterator[str]:
    """Names of all tables of a workbook."""
    for part in _table_parts(package):
        tag = next(tags(package.text(part), "table"))
        yield tag.get("displayName") or tag.get("name")


def _table_parts(package: Package) -> Iterator[str]:
    for entry in package.sheets:
        yield from package.related(entry.part, "table") if entry.part else ()


def _pattern(form: str, names: Iterable[str]) -> re.Pattern[str]:
    """Any of the names, as formulas in XML spell them; without names nothing fits."""
    any_name = "|".join(re.escape(escape(name)) for name in names)
    return re.compile(form.format(any_name or "(?!)"))
