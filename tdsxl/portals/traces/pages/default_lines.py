"""The lines of a Default Summary page, brought to the six kinds of default (§5.5). No I/O here.

Some kinds are split: below the line of the kind stand lines such as additional interest after the latest correction.
Whether the kind's own figure already holds them is not published, and need not be: the line Default payable is the sum
of the six, and one reading alone leads to it. A kind without a figure of its own is the sum of its lines.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from tdsxl.portals.fields import changed
from tdsxl.portals.traces.pages.markup import Cells, plain

_PAGE = "Default Summary"
KINDS = (
    "short payment",
    "short deduction",
    "interest on payment",
    "interest on deduction",
    "late filing fee",
    "interest on demand",
)
_TOTAL = "default payable"
_SAME = "the kind above"
# The first that fits counts; labels are in small letters, with collection told as deduction.
_LABELS = (
    ("net payable", "net payable"),
    ("rounding", "rounding"),
    ("default payable", _TOTAL),
    (r"interest u/s 220 ?\(2\)", "interest on demand"),
    ("late filing fee", "late filing fee"),
    ("on short deduction", "interest on deduction"),
    (r"\b(?:interest|late|additional)\b.* deductions?\b", "interest on deduction"),
    (r"\b(?:interest|late|additional)\b.* payments?\b", "interest on payment"),
    ("^additional", _SAME),
    ("^short payment", "short payment"),
    ("^short deduction", "short deduction"),
)
_WORD = re.compile("[A-Za-z]{4}")


@dataclass(frozen=True, slots=True)
class DefaultLines:
    """What the lines say; amounts are rupees, None is `NA`."""

    payable: Mapping[str, Decimal | None]
    """By kind."""
    total: Decimal | None
    """Default payable."""
    reported: tuple[Decimal, ...]
    """Reported as interest/others, as printed line by line."""


@dataclass(frozen=True, slots=True)
class _Line:
    kind: str
    reported: Decimal | None
    payable: Decimal | None


Lines = tuple[_Line, ...]


def default_lines(rows: Sequence[Cells], amount: Callable[[str], Decimal | None]) -> DefaultLines:
    """The six kinds and their total.

    Raises:
        PortalChanged: A label is not known, a kind is missing, or no reading leads to the total.
    """
    lines: list[_Line] = []
    for row in rows:
        lines.append(_line(row, amount, lines[-1].kind if lines else ""))
    of_kind = {kind: tuple(line for line in lines if line.kind == kind) for kind in (*KINDS, _TOTAL)}
    for kind, found in of_kind.items():
        if not found:
            raise changed(_PAGE, f"the line for {kind} is missing")
    total = of_kind.pop(_TOTAL)[0].payable
    counted = _reading(list(of_kind.values()), total)
    return DefaultLines(
        payable={kind: _sum(lines) for kind, lines in zip(KINDS, counted, strict=True)},
        total=total,
        reported=tuple(amount for lines in zip(counted, of_kind.values(), strict=True) for amount in _reported(*lines)),
    )


def _line(row: Cells, amount: Callable[[str], Decimal | None], above: str) -> _Line:
    """A row: perhaps a serial, the label, then three figures, or the last of them alone, or none."""
    place = next((place for place, cell in enumerate(row) if _WORD.search(cell)), None)
    figures = row[place + 1 :] if place is not None else ()
    if place is None or len(figures) not in (0, 1, 3):
        raise changed(_PAGE, f"a row of defaults has {len(row)} cells")
    kind = next((kind for pattern, kind in _LABELS if re.search(pattern, plain(row[place]))), "")
    # Below interest on deduction, short deduction is what the interest is on.
    if kind == _SAME or (kind, above) == ("short deduction", "interest on deduction"):
        kind = above
    if not kind:
        raise changed(_PAGE, f"the default `{row[place][:60]}` is not known")
    return _Line(
        kind=kind,
        reported=amount(figures[1]) if len(figures) == 3 else None,
        payable=amount(figures[-1]) if figures else None,
    )


def _reading(kinds: list[Lines], total: Decimal | None) -> tuple[Lines, ...]:
    """The lines of each kind that count: its own alone, or with those it is split into."""
    readings = list(product(*map(_choices, kinds)))
    for reading in readings:
        if sum((_sum(lines) or Decimal(0) for lines in reading), Decimal(0)) == (total or 0):
            return reading
    sums = sum((_sum(lines) or Decimal(0) for lines in readings[0]), Decimal(0))
    raise changed(_PAGE, f"the defaults add up to {sums}, and Default payable says {total}")


def _reported(counted: Lines, printed: Lines) -> list[Decimal]:
    """Of the lines that count; where those print nothing, of the lines they are split into."""
    amounts = [line.reported for line in counted if line.reported is not None]
    return amounts or [line.reported for line in printed if line.reported is not None]


def _choices(lines: Lines) -> tuple[Lines, ...]:
    if len(lines) == 1 or lines[0].payable is None:
        return (lines,)
    return (lines[:1], lines)


def _sum(lines: Lines) -> Decimal | None:
    printed = [line.payable for line in lines if line.payable is not None]
    return sum(printed, Decimal(0)) if printed else None
