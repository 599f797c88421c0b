"""E13: share copies of clients drawn at random hold these clients' rows, and nothing of anyone or anything else."""

import random
import re
from collections import defaultdict
from collections.abc import Mapping
from html import unescape
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from tdsxl.cli.copying import make_copy
from tdsxl.values import Tan
from tests.whole.firm import Firm, Week

pytestmark = [pytest.mark.fault, pytest.mark.row("E13")]

ALLOWED = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(app|core)\.xml|xl/(workbook|styles|sharedStrings)\.xml"
    r"|xl/_rels/workbook\.xml\.rels|xl/theme/theme1\.xml|xl/worksheets/sheet\d+\.xml|xl/tables/table\d+\.xml"
    r"|xl/worksheets/_rels/sheet\d+\.xml\.rels"
)
"""Every part that a copy may have: no macro, connection, link, comment, drawing, custom XML or printer setting."""
NEVER = (b"<f>", b"<f ", b"hyperlink", b'TargetMode="External"', b'state="hidden"', b"veryHidden")
TELLING = re.compile(r"[A-Z0-9][^<>\n]{7,}")
"""A text long enough to be nobody else's by chance."""


def copied(firm: Firm, out: Path, tans: list[Tan] | None, *, mask: bool = False) -> dict[str, bytes]:
    """A copy, unpacked."""
    with firm.office() as office:
        make_copy(office.journal, firm.contents, out, tans=tans, mask=mask)
    with ZipFile(out) as book:
        return {name: book.read(name) for name in book.namelist()}


def own_texts(path: Path) -> Mapping[str, set[str]]:
    """TAN → texts of a copy of everyone that stand in this client's rows and in nobody else's."""
    owners: dict[str, set[str]] = defaultdict(set)
    for sheet in load_workbook(path):
        for row in sheet.iter_rows(min_row=5, values_only=True):
            for cell in row[1:]:
                if isinstance(cell, str) and TELLING.fullmatch(cell):
                    owners[cell].add(str(row[0]))
    found: dict[str, set[str]] = defaultdict(set)
    for text, tans in owners.items():
        if len(tans) == 1:
            found[tans.pop()].add(text)
    return found


def test_copies_of_random_clients_leak_nothing(
    two_weeks: tuple[Firm, Week, Week], tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    """By an allow-list of parts, and by every text that is another client's alone."""
    firm, chance = two_weeks[0], random.Random(13)
    everyone = [Tan(person.tan) for person in firm.people]
    copied(firm, tmp_path / "all.xlsx", None)
    own = own_texts(tmp_path / "all.xlsx")
    assert sum(map(len, own.values())) > 1_000
    for number in range(pytestconfig.getoption("--copies")):
        chosen = chance.sample(everyone, chance.choice((1, 1, 2, 5, len(everyone) - 1)))
        parts = copied(firm, tmp_path / f"{number}.xlsx", chosen, mask=chance.random() < 0.5)
        assert [name for name in parts if not ALLOWED.fullmatch(name)] == []
        whole = b"\n".join(parts.values())
        assert [mark for mark in NEVER if mark in whole] == []
        text = unescape(whole.decode())
        others = set(everyone) - set(chosen)
        shown = set(re.findall(r">([^<]+)<", text))
        assert [word for tan in others for word in own[tan] if word in shown] == []
        assert [tan for tan in others if tan in text] == []
        people = [person for person in firm.people if person.tan in others]
        assert [person.name for person in people if person.name in text or person.pan in text] == []
        assert all(tan in text for tan in chosen)
        assert {name[:6] for name in re.findall(r'<definedName [^>]*?name="([^"]*)"', text)} <= {"_xlnm."}
        assert set(re.findall(r"<(?:dc:creator|cp:lastModifiedBy|Company|Manager)>([^<]*)<", text)) <= {"tdsxl"}
        (tmp_path / f"{number}.xlsx").unlink()
