"""Share copy from the button's word to the file: the real worker and its window."""

import pytest
from openpyxl import load_workbook

from tdsxl.addin.place import Place
from tests.whole.pc import Pc
from tests.window.person import Person
from tests.window.samples import Notebook

pytestmark = [pytest.mark.window, pytest.mark.usefixtures("screen")]


def test_a_worker_begun_with_share_makes_a_copy(pc: Pc, monkeypatch: pytest.MonkeyPatch) -> None:
    """One, and one for each client, beside the book whose clients the window shows; behind it is the Sync Bucket."""
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
        person.until(lambda: share.foot.make.instate(["!disabled"]))
        share.foot.make.invoke()
        person.until(lambda: share.foot.told.text.startswith("Made: "))
        (made,) = pc.folder.glob("* - TDS ??-???-????.xlsx")
        assert share.foot.told.text == f"Made: {made} · 1 client"
        assert {row[0] for row in load_workbook(made)["Summary"].iter_rows(min_row=5, values_only=True)} == {first}
        person.press("each")
        share.foot.make.invoke()
        person.until(lambda: share.foot.told.text.startswith("Made: 5 files · "))
        assert len(list(share.foot.target.glob("*.xlsx"))) == 5
        share.foot.back.invoke()
        person.until(window.bucket.frame.winfo_ismapped)
    finally:
        window.close()
        office.join(timeout=30)
    assert not office.is_alive()
