"""Recorded replies: `tests/replies/<portal>/<page>/<case>/reply.*` and what they are read as, `expected.json`.

`expected.json` holds `section` (where the reference shows the reply) and either `records` or `error` with `mentions`;
`given` holds what the reader is told besides the reply, `status` an HTTP status other than 200.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from pathlib import Path

import pytest

from tdsxl.errors import PortalError
from tdsxl.portals.base import Reply
from tdsxl.values import Year

FOLDER = Path(__file__).parents[1] / "replies"
TYPES = {".json": "application/json", ".html": "text/html; charset=utf-8", ".pdf": "application/pdf"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One recorded reply."""

    page: str
    name: str
    section: str
    reply: Reply
    given: Mapping[str, str]
    records: object
    """As `plain` writes them."""
    error: str
    """Name of the error that reading it raises, or empty."""
    mentions: str
    """What the error's message holds."""

    def __str__(self) -> str:
        return f"{self.page}/{self.name}"


def cases(portal: str) -> list[Case]:
    """All recorded replies of a portal, in order of page and name."""
    return [_case(path.parent) for path in sorted((FOLDER / portal).glob("*/*/expected.json"))]


def _case(folder: Path) -> Case:
    (path,) = folder.glob("reply.*")
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    return Case(
        page=folder.parent.name,
        name=folder.name,
        section=expected["section"],
        reply=Reply("", expected.get("status", 200), {"content-type": TYPES[path.suffix]}, path.read_bytes()),
        given=expected.get("given", {}),
        records=expected.get("records"),
        error=expected.get("error", ""),
        mentions=expected.get("mentions", ""),
    )


def prove(case: Case, read: Callable[[Case], object]) -> None:
    """Read a recorded reply and compare with what is expected of it."""
    if not case.error:
        assert plain(read(case)) == case.records
        return
    with pytest.raises(PortalError) as caught:
        read(case)
    assert type(caught.value).__name__ == case.error
    assert case.mentions
    assert case.mentions in str(caught.value)
    # A page, TAN or remedy that was lost on the way would show as this word; a value in quotes may be it.
    assert "None" not in re.sub("`.*?`", "", f"{caught.value} {caught.value.remedy}")


def plain(value: object) -> object:
    """A record as JSON: amounts and days as text, years as 2025-26, bytes by their number."""
    if is_dataclass(value) and not isinstance(value, Year):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {key: plain(held) for key, held in value.items()}
    if isinstance(value, tuple | list):
        return [plain(held) for held in value]
    return _plain_word(value)


def _plain_word(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    return str(value) if isinstance(value, Year | Decimal) else value
