"""What else of a book changes when cells do: table ranges, calculation chain, a wish to be worked out. No I/O here."""

import re
from collections.abc import Iterable
from html import unescape
from xml.sax.saxutils import escape

from tdsxl.sheets.file.formulas import RowsPutIn, pushed_down
from tdsxl.sheets.file.tags import tags, with_attribute

CHAIN = "calcChain"
"""Last word of the relation to the list of formula cells, which Excel makes again when it is not there."""
_FORMULA = re.compile(rb"<(?:[\w.-]+:)?f[\s>/]")
_INSERT_ROW = re.compile(r"""\sinsertRow\s*=\s*["'][^"']*["']""")
"""How Excel marks a table without rows."""
_RANGES = re.compile(r"""(\s(?:sqref|ref)=["']|<(?:[\w.-]+:)?sqref>)([^"'<]*)""")
_NAME = re.compile(r"(<(?:[\w.-]+:)?definedName\s[^>]*>)([^<]*)")
_OVERLAP = 64
"""Bytes, longer than a tag's name."""
_AREA = re.compile(r"(\$?[A-Z]+\$?[0-9]+:\$?[A-Z]+\$?)([0-9]+)")
_BEFORE_CALC = ("definedNames", "externalReferences", "functionGroups", "sheets")
"""Elements that stand before `calcPr` in a workbook part, the last one first."""


def refilled(text: str, *, rows: int, has_rows: bool) -> str:
    """A table part whose table and filter have grown by so many rows; with rows, Excel's mark of none goes."""
    for name in ("table", "autoFilter"):
        for tag in list(tags(text, name))[:1]:
            area = _AREA.fullmatch(tag.get("ref"))
            if area:
                text = with_attribute(text, tag, name="ref", value=f"{area[1]}{int(area[2]) + rows}")
    insert = _INSERT_ROW.search(text, 0, next(tags(text, "table")).end) if has_rows else None
    return text[: insert.start()] + text[insert.end() :] if insert else text


def with_pushed_ranges(text: str, put_in: RowsPutIn) -> str:
    """A part of a sheet or of one of its tables once rows were put in: filters, formats, merged cells follow."""
    return _RANGES.sub(lambda match: match[1] + pushed_down(match[2], put_in), text)


def with_pushed_names(text: str, put_in: RowsPutIn) -> str:
    """A workbook part whose names for ranges, print areas among them, follow the rows put into a sheet."""

    def followed(name: re.Match[str]) -> str:
        formula = unescape(name[2])
        pushed = pushed_down(formula, put_in, is_elsewhere=True)
        return name[0] if pushed == formula else name[1] + escape(pushed)

    return _NAME.sub(followed, text)


def has_formula(chunks: Iterable[bytes]) -> bool:
    """Whether a sheet part holds a formula."""
    held = b""
    for chunk in chunks:
        if _FORMULA.search(held + chunk):
            return True
        held = chunk[-_OVERLAP:]
    return False


def without_mention(text: str, *, element: str, part: str) -> str:
    """A content-types or relations part that no longer speaks of a part, whose name is given without its folder."""
    for tag in reversed(list(tags(text, element))):
        name = tag.get("PartName") or tag.get("Target")
        if name.rpartition("/")[2] == part:
            end = re.compile(rf"\s*</{re.escape(tag.prefix)}{element}\s*>").match(text, tag.end)
            text = text[: tag.start] + text[end.end() if end else tag.end :]
    return text


def calculating_on_load(text: str) -> str:
    """A workbook part that makes Excel work out all formulas when it opens the book."""
    tag = next(tags(text, "calcPr"), None)
    if tag:
        return text if tag.is_on("fullCalcOnLoad") else with_attribute(text, tag, name="fullCalcOnLoad", value="1")
    ends = (
        list(re.finditer(rf"<((?:[\w.-]+:)?){name}(?:\s[^>]*)?/>|</((?:[\w.-]+:)?){name}\s*>", text))
        for name in _BEFORE_CALC
    )
    last = next(filter(None, ends))[-1]
    prefix = last[1] or last[2] or ""
    return f'{text[: last.end()]}<{prefix}calcPr fullCalcOnLoad="1"/>{text[last.end() :]}'
