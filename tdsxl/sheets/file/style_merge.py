"""Our cell styles put into the styles of another workbook, behind its own: every id of its own stays. No I/O here."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count

from tdsxl.sheets.file.sections import Sections
from tdsxl.sheets.file.tags import Tag, tags

ORDER = (
    *("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles"),
    *("dxfs", "tableStyles", "colors", "extLst"),
)
"""Of the sections of `styles.xml`."""
PLAIN = (
    '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    '<fonts><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    "<borders><border/></borders>"
    '<cellStyleXfs><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
"""What programs take for granted where a workbook has no styles at all."""

_SECTIONS = {
    "fonts": "font",
    "fills": "fill",
    "borders": "border",
    "cellStyleXfs": "xf",
    "cellXfs": "xf",
    "dxfs": "dxf",
}
"""Section → its elements, which are known by their place."""
_PLACED = {"fontId": "fonts", "fillId": "fills", "borderId": "borders"}
"""Attribute of a cell format → the section it points into."""
_LAST_BUILT_IN = 163
"""Ids of number formats up to here are Excel's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedStyles:
    """Styles of two workbooks."""

    text: str
    """The part."""
    cells: int
    """What is added to our cell style ids."""
    conditional: int
    """What is added to the ids of our conditional formats."""


def merged_styles(theirs: str, ours: str) -> MergedStyles:
    """Their styles part, and behind each of its sections what ours has; ours is as openpyxl writes it."""
    part = Sections(theirs, root="styleSheet", order=ORDER)
    fresh = Sections(ours, root="styleSheet", order=ORDER)
    offsets = {section: part.count(section, element) for section, element in _SECTIONS.items()}
    formats, named = _formats(part, fresh), _named(part, fresh, offsets["cellStyleXfs"])
    part.add("numFmts", "".join(_new_formats(part, fresh, formats)), counted="numFmt")
    for section, element in _SECTIONS.items():
        inner = _with_ids(fresh.inner(section), "numFmtId", formats)
        for name, pointed in _PLACED.items() if element == "xf" else ():
            inner = _with_ids(inner, name, _moved(fresh, pointed, offsets[pointed]))
        if section == "cellXfs":
            inner = _with_ids(inner, "xfId", named)
        part.add(section, inner, counted=element)
    part.add("cellStyles", "".join(_new_names(part, fresh, named)), counted="cellStyle")
    return MergedStyles(text=part.text, cells=offsets["cellXfs"], conditional=offsets["dxfs"])


def _with_ids(text: str, attribute: str, ids: Mapping[str, str]) -> str:
    """The text with other ids in an attribute; those that have no new one stay."""
    return re.sub(rf'(\s{attribute}=")([0-9]+)', lambda match: match[1] + ids.get(match[2], match[2]), text)


def _moved(fresh: Sections, section: str, offset: int) -> dict[str, str]:
    """Our ids in a section → what they are behind theirs."""
    return {str(number): str(number + offset) for number in range(fresh.count(section, _SECTIONS[section]))}


def _formats(part: Sections, fresh: Sections) -> dict[str, str]:
    """Our number format ids → theirs: of the same code where they have it, else a new one."""
    there = {tag.get("formatCode"): tag.get("numFmtId") for tag in tags(part.inner("numFmts"), "numFmt")}
    taken = [int(tag.get("numFmtId") or 0) for tag in tags(part.text, "numFmt")]
    free = count(max([*taken, _LAST_BUILT_IN]) + 1)
    ours = ((tag.get("numFmtId"), tag.get("formatCode")) for tag in tags(fresh.text, "numFmt"))
    return {number: there[code] if code in there else str(next(free)) for number, code in ours}


def _new_formats(part: Sections, fresh: Sections, formats: Mapping[str, str]) -> Iterator[str]:
    there = {tag.get("numFmtId") for tag in tags(part.inner("numFmts"), "numFmt")}
    for tag, element in _elements(fresh, "numFmts", "numFmt"):
        if formats[tag.get("numFmtId")] not in there:
            yield _with_ids(element, "numFmtId", formats)


def _named(part: Sections, fresh: Sections, offset: int) -> dict[str, str]:
    """Our ids of named styles → theirs; a style that they have too, as Normal, is theirs."""
    theirs = {tag.get("name"): tag.get("xfId") for tag in tags(part.inner("cellStyles"), "cellStyle")}
    ours = {tag.get("xfId"): tag.get("name") for tag in tags(fresh.inner("cellStyles"), "cellStyle")}
    moved = _moved(fresh, "cellStyleXfs", offset)
    return {number: theirs.get(ours.get(number, ""), moved[number]) for number in moved}


def _new_names(part: Sections, fresh: Sections, named: Mapping[str, str]) -> Iterator[str]:
    there = {tag.get("name") for tag in tags(part.inner("cellStyles"), "cellStyle")}
    for tag, element in _elements(fresh, "cellStyles", "cellStyle"):
        if tag.get("name") not in there:
            yield _with_ids(element, "xfId", named)


def _elements(part: Sections, section: str, element: str) -> Iterator[tuple[Tag, str]]:
    """The elements of a section that hold no others, with their tags."""
    inner = part.inner(section)
    return ((tag, inner[tag.start : tag.end]) for tag in tags(inner, element))
