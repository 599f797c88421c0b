"""What is fetched once and never again: files of notices, and details of challans."""

from collections.abc import Iterator

from tdsxl.errors import Unavailable
from tdsxl.modules.base import Ask, Module, Part, Source, always
from tdsxl.modules.challans import CHALLANS
from tdsxl.records import Item, ListRead, Row
from tdsxl.values import Act
from tests.engine.bench import Bench
from tests.engine.scripted import IT, PINE, client, document, row
from tests.modules.samples import challan

DOWN = Unavailable("The portal is down.")


def test_documents_are_on_disk_before_they_are_on_record(bench: Bench) -> None:
    """Under a name of ours; the reference is not asked again, in a second try or a later run."""
    on_disk: list[int] = []
    asked: list[frozenset[str]] = []

    def look() -> None:
        on_disk.append(len(list(bench.home.downloads.rglob("*.pdf"))))

    def fetch(session: object, ask: Ask) -> Iterator[Item]:
        asked.append(ask.on_file)
        yield row("R/1")
        yield document("R/1")
        look()
        if len(asked) == 1:
            raise DOWN
        yield ListRead(act=None, scope="all", portal_total=1)

    filing = Module(
        name="filing",
        title="Filing",
        sources=(Source(IT, (Part(act=None, asked=always, fetch=fetch),)),),
        key=lambda record: (record.reference,),
        views=(),
    )
    for _ in range(2):
        assert bench.sync(client(PINE, "filing"), modules=(filing,)).is_complete
    assert on_disk == [1, 1, 1]
    assert asked == [frozenset(), frozenset({"R/1"}), frozenset({"R/1"})]
    (path,) = bench.journal.files.paths(PINE).values()
    assert (bench.home.path / path).read_bytes() == b"%PDF-1.4"
    assert path == "downloads/Pine PINE12345E/Undated/Proceeding notice R-1.pdf"


def test_details_of_a_challan_are_not_asked_for_twice(bench: Bench) -> None:
    """Neither when the portal falls silent in mid-list, nor in the next run."""
    asked: list[set[str]] = []

    def fetch(session: object, ask: Ask) -> Iterator[Item]:
        asked.append(set(ask.details))
        for number in "12":
            yield Row(act=Act.OLD, scope="all", record=challan(cin=number))
            if len(asked) == 1:
                raise DOWN
        yield ListRead(act=Act.OLD, scope="all", portal_total=2)

    part = Part(act=Act.OLD, asked=always, fetch=fetch)
    paid = Module(name="challans", title="Challans", sources=(Source(IT, (part,)),), key=CHALLANS.key, views=())
    for _ in range(2):
        assert bench.sync(client(PINE, "challans"), modules=(paid,)).is_complete
    assert asked == [set(), {"1"}, {"1", "2"}]
