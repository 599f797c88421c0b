"""Style ids of new cells, found by the names of our cell styles."""

import re
from collections.abc import Mapping

from tdsxl.sheets.file.find import Place
from tdsxl.sheets.file.package import Package
from tdsxl.sheets.file.tags import tags
from tdsxl.sheets.layout import style_of

_BUILT_IN = frozenset(map(str, (*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59))))
"""Number formats of days and times that no file spells out (ECMA-376, 18.8.30)."""
_NO_CODE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|[_*].')
"""What of a number format is text, colour or padding."""
_DAY = re.compile("[dmyh]", re.IGNORECASE)


def named_styles(package: Package) -> Mapping[str, str]:
    """Names of the book's cell styles → style id of a cell that uses it; those no cell can use are left out."""
    part = next(iter(package.related(package.workbook, "styles")), "")
    if not part:
        return {}
    text = package.text(part)
    start, end = (next((tag.start for tag in tags(text, name)), len(text)) for name in ("cellXfs", "cellStyles"))
    ids: dict[str, str] = {}
    for number, xf in enumerate(tags(text[start:end], "xf")):
        ids.setdefault(xf.get("xfId"), str(number))
    named = {style.get("name"): style.get("xfId") for style in tags(text, "cellStyle")}
    return {name: ids[xf] for name, xf in named.items() if xf in ids}


def column_styles(place: Place, named: Mapping[str, str], found: Mapping[str, str]) -> dict[str, str]:
    """Column letters → style id of new cells: ours by name, all others as `found` in a row that is there."""
    offered = {column.title: named.get(style_of(column), "0") for column in place.sheet.own}
    styles = {own.letters: offered[own.title] for own in place.own if own.title in offered} | dict(found)
    for column in place.sheet.columns:
        if column.title in place.columns and style_of(column) in named:
            styles[place.columns[column.title]] = named[style_of(column)]
    return styles


def day_styles(package: Package) -> frozenset[str]:
    """Style ids of cells whose numbers are shown as days or times."""
    part = next(iter(package.related(package.workbook, "styles")), "")
    text = package.text(part) if part else ""
    own = {tag.get("numFmtId") for tag in tags(text, "numFmt") if _DAY.search(_NO_CODE.sub("", tag.get("formatCode")))}
    start, end = (next((tag.start for tag in tags(text, name)), len(text)) for name in ("cellXfs", "cellStyles"))
    xfs = enumerate(tags(text[start:end], "xf"))
    return frozenset(str(number) for number, xf in xfs if xf.get("numFmtId") in own | _BUILT_IN)
