"""Where in a workbook some texts still stand: names the places, never what stands there."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from xml.parsers import expat

from tdsxl.sheets.file.package import Package
from tdsxl.sheets.file.strings import plain_text
from tdsxl.sheets.file.tags import tags

_KINDS = (
    ("xl/comments", "a comment"),
    ("xl/threadedComments/", "a comment"),
    ("xl/drawings/vml", "the frame of a comment"),
    ("xl/drawings/", "a text box"),
    ("xl/charts/", "a chart"),
    ("xl/tables/", "the titles of a table"),
    ("xl/pivot", "what a pivot table keeps"),
    ("xl/externalLinks/", "what is kept of a linked workbook"),
    ("xl/connections", "a connection"),
    ("xl/queryTables/", "a query"),
    ("xl/revisions/", "the history of changes"),
    ("xl/styles", "a number format"),
    ("xl/worksheets/_rels/", "a link"),
    ("docProps/", "the properties of the file"),
    ("customXml/", "the data of an add-in"),
    ("xl/vbaProject", "a macro"),
)
"""How the name of a part begins → what its reader sees of it."""
_AREAS = {
    "headerFooter": "the header or footer",
    "dataValidations": "a data validation",
    "conditionalFormatting": "a conditional format",
    "hyperlinks": "a link",
    "definedNames": "a name",
}
"""Elements of a sheet or of the workbook."""
_PACKED = (("xl/vbaProject", "the macros"), ("xl/embeddings/", "the embedded files"))
_ENCODINGS = ("utf-8", "utf-16-le")
_CELLS = 5
"""Of a sheet, named one by one."""
_SHORT = 6
"""Characters below which a text counts only where it stands by itself."""


def leftovers(package: Package, texts: Collection[str]) -> tuple[str, ...]:
    """Where any of the texts stands, as `List!C5` or `a comment (List)`, in the order of the file.

    Raises:
        InputError: The workbook is damaged.
    """
    sheets = {entry.part: entry.title for entry in package.sheets if entry.part}
    owners = {relation.part: title for part, title in sheets.items() for relation in package.relations(part)}
    listed = tags(package.text(package.workbook), "sheet")
    closed = {tag.get("name") for tag in listed if tag.get("state") in ("hidden", "veryHidden")}
    shown = {title: f"{title}, a hidden sheet" if title in closed else title for title in sheets.values()}
    # The texts that cells share are found by the cells that show them.
    shared = package.related(package.workbook, "sharedStrings")
    found: list[str] = []
    for part in (info.filename for info in package.parts if info.filename not in shared):
        places = _places(package, part, texts)
        if part in sheets:
            found += _on_sheet(places, sheets[part], shown[sheets[part]])
        elif part == package.workbook:
            found += (_AREAS.get(place, "the workbook's settings") for place in places)
        elif places:
            what = next((what for start, what in _KINDS if part.startswith(start)), part)
            found.append(f"{what} ({shown[owners[part]]})" if part in owners else what)
    return tuple(dict.fromkeys(found))


def unsearchable(package: Package) -> tuple[str, ...]:
    """What of a workbook is packed in ways of its own, so that nobody can say whether a text stands in it."""
    names = [part.filename for part in package.parts]
    return tuple(what for start, what in _PACKED if any(name.startswith(start) for name in names))


def _on_sheet(places: Collection[str], title: str, shown: str) -> Iterator[str]:
    cells = [place for place in places if place[-1:].isdigit()]
    yield from (f"{title}!{cell}{shown.removeprefix(title)}" for cell in cells[:_CELLS])
    if len(cells) > _CELLS:
        yield f"{len(cells) - _CELLS} more cells ({shown})"
    yield from (f"{_AREAS.get(place, 'a setting')} ({shown})" for place in places if place not in cells)


def _places(package: Package, part: str, texts: Collection[str]) -> list[str]:
    """The cells and elements of a part that hold a text; for a part that is no XML one place without a name."""
    content = package.content(part)
    if not content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        return [""] * any(text.encode(code) in content for text in texts for code in _ENCODINGS)
    pieces = _Pieces(package.strings.texts if b"sheetData" in content else ()).of(content)
    whole = "\n".join(pieces.values())
    there = [text for text in texts if text in whole]
    return [place for place, piece in pieces.items() if there and _holds(piece, there)]


def _holds(piece: str, texts: Collection[str]) -> bool:
    return any(
        text in piece if len(text) >= _SHORT else re.search(rf"(?<!\w){re.escape(text)}(?!\w)", piece) for text in texts
    )


class _Pieces:
    """All texts of a part, by the cell or by the element below the root in which they stand."""

    def __init__(self, strings: tuple[str, ...]) -> None:
        self._strings = strings
        self._found: dict[str, list[str]] = defaultdict(list)
        self._depth = 0
        self._place = ""
        self._is_number = False

    def of(self, content: bytes) -> Mapping[str, str]:
        """Place → its texts; runs of one text are put together, attributes stand on lines of their own."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._begin, self._end
        parser.CharacterDataHandler = self._text
        try:
            parser.Parse(content, True)
        except expat.ExpatError:
            self._found["damaged"].append(content.decode("utf-8", "replace"))
        return {place: plain_text("".join(texts)) for place, texts in self._found.items()}

    def _begin(self, name: str, given: Mapping[str, str]) -> None:
        self._depth += 1
        local = name.rpartition(":")[2]
        if self._depth == 2:
            self._place = local
        if local == "c" and "r" in given:
            self._place, self._is_number = given["r"], given.get("t") == "s"
        else:
            self._found[self._place] += (f"\n{value}\n" for value in given.values())

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._place = self._place if self._depth > 1 else ""
        self._is_number = self._is_number and name.rpartition(":")[2] != "v"

    def _text(self, text: str) -> None:
        if self._is_number and text.isdecimal() and int(text) < len(self._strings):
            text = self._strings[int(text)]
        self._found[self._place].append(text)
