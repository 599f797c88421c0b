"""Share copy from the button's word to the file: the real worker and its window."""

import pytest
from openpyxl import load_workbook

from tdsxl.addin.place import Place
from tests.whole.pc import Pc
from tests.window.person import Person
from tests.window.samples import Notebook

pytestmark = [pytest.mark.window, pytest.mark.usefixtures("screen")]


def test_a_worker_begun_with_share_makes_a_copy(pc: Pc, monkeypatch: pytest.MonkeyPatch) -> None:
    """The window shows the book's clients; the copy lies beside the book, and the Sync Bucket behind the view."""
    from tdsxl.addin.serving import window_of

    pc.sync("--modules", "challans")
    for name, value in pc.environment.items():
        monkeypatch.setenv(name, value)
    work, window = window_of(Place(book=pc.book, home=pc.home.path, portals=pc.folder / "portals.toml"), None)
    office = work.begin("share")
    person, share = Person(window, Notebook()), window.share
    try:
        person.until(lambda: len(share.listing) == 5)
        first = share.listing.tree.get_children()[0]
        share.listing.tree.selection_set(first)
        person.until(lambda: share.make.instate(["!disabled"]))
        share.make.invoke()
        person.until(lambda: share.told.text.startswith("Made: "))
        (made,) = pc.folder.glob("* - TDS ??-???-????.xlsx")
        assert share.told.text == f"Made: {made} · 1 client"
        assert {row[0] for row in load_workbook(made)["Summary"].iter_rows(min_row=5, values_only=True)} == {first}
        share.back.invoke()
        person.until(window.bucket.frame.winfo_ismapped)
    finally:
        window.close()
        office.join(timeout=30)
    assert not office.is_alive()
