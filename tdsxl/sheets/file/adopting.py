"""Our sheets put into a workbook that the firm already uses: behind its own, which stay byte for byte.

Of its parts change only those that list sheets, parts and styles, and what they listed stays as it stood.
"""

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path
from xml.sax.saxutils import quoteattr

from tdsxl.errors import InputError, LocalError
from tdsxl.sheets.file.changes import Changes
from tdsxl.sheets.file.firm_rows import FirmTables
from tdsxl.sheets.file.grafting import Graft, table_names, there
from tdsxl.sheets.file.guard import prove_writable
from tdsxl.sheets.file.package import CONTENT_TYPES, Package, relations_part
from tdsxl.sheets.file.places import Places
from tdsxl.sheets.file.save import Draft, Wait, back_up, state_of, sweep, unwritable
from tdsxl.sheets.file.sections import Sections
from tdsxl.sheets.file.style_merge import PLAIN, merged_styles
from tdsxl.sheets.file.tags import tags
from tdsxl.sheets.layout import SETTINGS, STAMP_ROWS, names_of_table

_AGAIN = "adopt it again"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_STRICT = "purl.oclc.org"
_STYLES = "xl/styles.xml"
"""Where every program puts them, and some look for them."""
_ORDER = (
    *("fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups"),
    *("externalReferences", "definedNames", "calcPr", "oleSize", "customWorkbookViews", "pivotCaches", "extLst"),
)
"""Of the sections of a workbook part, as far as it matters here."""


@dataclass(frozen=True, slots=True)
class Adopted:
    """What became of a workbook."""

    renamed: Mapping[str, str]
    """Our sheets that go by another title there, because it has one of that title itself."""


def prove_adoptable(path: Path) -> None:
    """See that our sheets can be put into a workbook.

    Raises:
        InputError: It is none, has them already, or is of a kind that cannot hold them.
        LocalError: It is open elsewhere, read-only or protected.
    """
    prove_writable(path.resolve())
    with Package(path.resolve()) as package:
        _prove_fit(package)


def adopt(path: Path, fresh: Path, *, backups: Path, today: date, wait: Wait = time.sleep) -> Adopted:
    """Put the sheets of a fresh book into a workbook, after a copy of it was put aside.

    Raises:
        InputError: As `prove_adoptable`; or names that our sheets need are taken.
        LocalError: It could not be written; nothing of it was harmed.
        SavedBeside: It is held by another program; the new state lies beside it.
    """
    path = path.resolve()
    prove_adoptable(path)
    try:
        return _adopted(path, fresh, backups=backups, today=today, wait=wait)
    except OSError as error:
        raise unwritable(path, error, again=_AGAIN) from error


def _adopted(path: Path, fresh: Path, *, backups: Path, today: date, wait: Wait) -> Adopted:
    sweep(path)
    state = state_of(path)
    with Draft(path, again=_AGAIN) as draft:
        with Package(path) as theirs, Package(fresh) as ours:
            graft = Graft(theirs, ours)
            changes = _changes(theirs, ours, graft)
            draft.fill(theirs, changes)
        draft.proven(changes)
        back_up(path, backups, today)
        if not draft.replace_book(wait, state=state):
            raise LocalError(f"{path.name} is being changed by another program.", f"Close it, then {_AGAIN}.")
    return Adopted({old: new for old, new in graft.titles.items() if old != new})


def _prove_fit(package: Package) -> None:
    name, workbook = package.path.name, package.text(package.workbook)
    package.prove()
    if _is_ours(package):
        raise InputError(f"{name} has the sheets of tdsxl already.", f"Go on with it: tdsxl sync {name}.")
    if any(tag.is_on("lockStructure") for tag in tags(workbook, "workbookProtection")):
        raise LocalError(f"{name} is protected against new sheets.", "Unprotect it in Excel: Review, Protect Workbook.")
    if package.related(package.workbook, "revisionHeaders"):
        raise InputError(f"{name} is a shared workbook, which can hold no tables.", "Stop sharing it in Excel.")
    if _STRICT in workbook:
        raise InputError(f"{name} is a Strict Open XML workbook.", "Save it in Excel as an Excel Workbook (.xlsx).")
    if package.counts_from_1904:
        raise InputError(f"{name} counts its days from 1904, as old Macs did.", "Take a fresh book: tdsxl new.")


def _is_ours(package: Package) -> bool:
    """Whether it bears the stamp of our books."""
    named = {name.casefold() for name in table_names(package)}
    if not named & {name.casefold() for name in names_of_table(SETTINGS.table)}:
        return False
    with suppress(InputError, LocalError), FirmTables(package) as tables:
        lines = tables.table(Places(package).settings).lines()
        return any(line.text("Setting") == STAMP_ROWS[0] for line in lines)
    return False


def _changes(theirs: Package, ours: Package, graft: Graft) -> Changes:
    part = next(iter(theirs.related(theirs.workbook, "styles")), "")
    styles = merged_styles(theirs.text(part) if part else PLAIN, ours.text(_STYLES))
    changes = Changes(parts=dict(graft.parts(styles)))
    if part:
        changes.texts[part] = styles.text
    else:
        changes.parts[_STYLES] = styles.text.encode()
    new = [("worksheet", there(entry.part)) for entry in ours.sheets]
    related, ids = _related(theirs, [*new, *([] if part else [("styles", _STYLES)])])
    changes.texts[relations_part(theirs.workbook)] = related
    changes.texts[theirs.workbook] = _workbook(theirs, ours, graft, ids)
    changes.texts[CONTENT_TYPES] = _types(theirs, ours, graft, is_styled=bool(part))
    return changes


def _related(theirs: Package, new: Iterable[tuple[str, str]]) -> tuple[str, list[str]]:
    """What the workbook refers to, with new parts of some kinds; and the ids by which it does."""
    relations = Sections(theirs.text(relations_part(theirs.workbook)), root="Relationships")
    taken = {tag.get("Id") for tag in tags(relations.text, "Relationship")}
    free = (f"tdsxl{number}" for number in count(1))
    ids = []
    for kind, part in new:
        ids.append(next(name for name in free if name not in taken))
        relations.add_last(f'<Relationship Id="{ids[-1]}" Type="{_KINDS}{kind}" Target="/{part}"/>')
    return relations.text, ids


def _workbook(theirs: Package, ours: Package, graft: Graft, ids: Iterable[str]) -> str:
    workbook = Sections(theirs.text(theirs.workbook), root="workbook", order=_ORDER)
    sheets = list(tags(workbook.inner("sheets"), "sheet"))
    number = max(int(sheet.get("sheetId")) for sheet in sheets)
    by_id = next(name for name in sheets[0].attributes if name.endswith(":id"))
    for at, (entry, id_) in enumerate(zip(ours.sheets, ids, strict=False), number + 1):
        workbook.add("sheets", f'<sheet name={quoteattr(graft.titles[entry.title])} sheetId="{at}" {by_id}="{id_}"/>')
    for name in _names(ours, graft, len(sheets)):
        workbook.add("definedNames", name)
    return workbook.text


def _names(ours: Package, graft: Graft, before: int) -> Iterator[str]:
    """What is printed of our sheets, which stand behind so many others."""
    text = Sections(ours.text(ours.workbook), root="workbook").inner("definedNames")
    for tag in tags(text, "definedName"):
        formula = graft.renamed(text[tag.end : text.index("<", tag.end)])
        at = int(tag.get("localSheetId")) + before
        yield f'<definedName name="{tag.get("name")}" localSheetId="{at}">{formula}</definedName>'


def _types(theirs: Package, ours: Package, graft: Graft, *, is_styled: bool) -> str:
    types = Sections(theirs.text(CONTENT_TYPES), root="Types")
    known = {tag.get("PartName"): tag.get("ContentType") for tag in tags(ours.text(CONTENT_TYPES), "Override")}
    new = {there(part): part for part in graft.wanted} | ({} if is_styled else {_STYLES: _STYLES})
    for name, part in new.items():
        types.add_last(f'<Override PartName="/{name}" ContentType="{known[f"/{part}"]}"/>')
    return types.text
