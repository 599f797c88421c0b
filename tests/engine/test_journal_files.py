"""Files of notices, and what we wrote into which sheet of which book."""

from datetime import UTC, datetime

from tdsxl.engine.journal.files import Filed
from tdsxl.engine.journal.journal import Journal
from tdsxl.tables import Written
from tdsxl.values import Portal

NOW = datetime(2026, 11, 22, tzinfo=UTC)
TAN = "PINE12345E"


def add(journal: Journal, reference: str, name: str, *, tan: str = TAN, portal: Portal = Portal.TRACES) -> None:
    filed = Filed(
        reference=reference, path=f"downloads/{tan}/{name}.pdf", portal_name=f"{name} as sent", sha256="0" * 64, size=7
    )
    with journal.transaction():
        journal.files.add(tan, portal, filed, at=NOW)


def test_files_of_one_reference_stand_in_one_text(journal: Journal) -> None:
    """In the order of their paths, and their names in the same; those of other clients are not among them."""
    for name in ("b", "a"):
        add(journal, "N1", name)
    add(journal, "N1", "c", portal=Portal.ITPORTAL)
    add(journal, "N1", "d", tan="OAKS12345E")
    assert journal.files.paths(TAN) == {
        (Portal.TRACES, "N1"): f"downloads/{TAN}/a.pdf; downloads/{TAN}/b.pdf",
        (Portal.ITPORTAL, "N1"): f"downloads/{TAN}/c.pdf",
    }
    assert journal.files.names(TAN) == {
        (Portal.TRACES, "N1"): "a as sent; b as sent",
        (Portal.ITPORTAL, "N1"): "c as sent",
    }


def test_a_file_that_is_written_again_is_one(journal: Journal) -> None:
    """Under its path; another path is another file."""
    for name in ("a", "a", "b"):
        add(journal, "N1", name)
    assert journal.files.count() == 2


def test_what_was_written_is_remembered_by_book(journal: Journal) -> None:
    """Each writing replaces what was known of its book, sheets that it has no more among it; other books stay."""
    challans, notices = Written("1" * 64, "f1", "2" * 64, plain=True), Written("3" * 64, "f2", "4" * 64, plain=False)
    with journal.transaction():
        journal.files.remember("a", {"Challans": challans, "Notices & Orders": notices})
        journal.files.remember("b", {"Challans": notices})
    assert journal.files.written("a") == {"Challans": challans, "Notices & Orders": notices}
    with journal.transaction():
        journal.files.remember("a", {"Challans": notices})
    assert [journal.files.written(book) for book in ("a", "b", "c")] == [
        {"Challans": notices},
        {"Challans": notices},
        {},
    ]
