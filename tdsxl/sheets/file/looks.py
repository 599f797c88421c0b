"""Style ids of new cells, found by the names of our cell styles."""

from collections.abc import Mapping

from tdsxl.sheets.file.find import Place
from tdsxl.sheets.file.package import Package
from tdsxl.sheets.file.tags import tags
from tdsxl.sheets.layout import style_of


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
    styles = dict(found)
    for column in place.sheet.columns:
        if column.title in place.columns and style_of(column) in named:
            styles[place.columns[column.title]] = named[style_of(column)]
    return styles
