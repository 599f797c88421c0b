"""Formulas as Excel writes them, and as Calc does: `,` or `;` between arguments, `Sheet!A1` or `Sheet.A1`. No I/O here.

UNO's own parser for Excel's grammar knows no tables, so the text is changed here.
"""

import re

_PIECES = re.compile(r""""(?:[^"]|"")*"|'(?:[^']|'')*'|.""", re.DOTALL)
"""Texts and quoted names whole, all else letter by letter."""
_THIS_ROW = re.compile(r"(\w*)\[@\[?([^\[\]]+)\]?\]")
_SHEET = re.compile(r"\$?('(?:[^']|'')*'|[^\W\d]\w*)\.(?=\$?[A-Z]{1,3}\$?\d)")


def to_calc(formula: str, *, table: str = "") -> str:
    """Excel's formula as Calc reads it; `table` is the one it stands in, meant by `[@Column]`."""
    named = _THIS_ROW.sub(lambda found: f"{found[1] or table}[[#This Row],[{found[2]}]]", formula)
    return _exchanged(named, {",": ";", "!": "."})


def to_excel(formula: str) -> str:
    """Calc's formula as Excel writes it."""
    return _exchanged(_SHEET.sub(r"\1!", formula), {";": ","})


def _exchanged(formula: str, signs: dict[str, str]) -> str:
    """A formula with its signs exchanged, but for those in texts, quoted names and titles of columns."""
    depth, new = 0, []
    for piece in _PIECES.findall(formula):
        depth += {"[": 1, "]": -1}.get(piece, 0)
        new.append(piece if depth > 1 else signs.get(piece, piece))
    return "".join(new)
