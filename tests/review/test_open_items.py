"""Everything still open, most urgent first."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tdsxl.modules.base import Facts, Stored
from tdsxl.names import MODULE_TITLES
from tdsxl.records import NoticeKind
from tdsxl.review.open_items import Item, Matters, Note, Trouble, Urgency, by_urgency, open_items
from tdsxl.review.returns_due import Due, Filing
from tdsxl.review.suggestions import About, Suggestion
from tdsxl.values import Act, Form, Quarter, Tan, Year
from tests.engine.filled import NOW
from tests.modules.samples import demand, notice, stored, summary, unconsumed

TODAY = date(2026, 11, 23)
NOTHING: dict[str, Sequence[Stored]] = dict.fromkeys(MODULE_TITLES, ())


def matters(**other: object) -> Matters:
    held = {**NOTHING, **{name: value for name, value in other.items() if name in NOTHING}}
    rest = {name: value for name, value in other.items() if name not in NOTHING}
    facts = Facts(tan=Tan("PNEA00001A"), files={}, read_on=TODAY)
    plain: dict[str, object] = {"held": held, "facts": facts, "due": (), "suggestions": (), "troubles": ()}
    return Matters(**(plain | rest))  # type: ignore[arg-type]  # fields by name


def items(**other: object) -> list[Item]:
    return list(open_items(matters(**other)))


def test_a_notice_that_wants_an_answer_is_open() -> None:
    """With the portal's day; what was answered, or is for information, is not."""
    asked = notice(reference="N1", kind=NoticeKind.PROCEEDING, replied=False, box="Action required", due_on=TODAY)
    others = (
        replace(asked, reference="N2", replied=True),
        replace(asked, reference="N3", box="Information"),
        replace(asked, reference="N4", kind=NoticeKind.DOWNLOAD),
    )
    (one,) = items(notices=[stored(record) for record in (asked, *others)])
    assert (one.kind, one.row, one.due_on, one.sheet) == ("Notice", "N1", TODAY, "Notices & Orders")


def test_the_firms_own_day_goes_before_the_portals() -> None:
    """Owner and remark come along."""
    asked = notice(reference="N1", kind=NoticeKind.PROCEEDING, replied=False, due_on=TODAY)
    mine = Note(owner="Asha", remark="called", due_on=TODAY - timedelta(1))
    (one,) = items(notices=[stored(asked)], notes={("Notices & Orders", "N1"): mine})
    assert (one.owner, one.remark, one.due_on) == ("Asha", "called", TODAY - timedelta(1))


def test_a_day_of_the_firms_own_opens_any_notice() -> None:
    """Also one for information, until it is answered; an owner alone does not."""
    told = notice(reference="N1", kind=NoticeKind.PROCEEDING, replied=False, box="Information")
    order = replace(told, reference="N2", kind=NoticeKind.CLOSURE, replied=None)
    others = (replace(told, reference="N3", replied=True), replace(told, reference="N4"))
    notes = {("Notices & Orders", f"N{number}"): Note(due_on=TODAY) for number in (1, 2, 3)}
    notes["Notices & Orders", "N4"] = Note(owner="Asha")
    found = items(notices=[stored(record) for record in (told, order, *others)], notes=notes)
    assert [(one.row, one.due_on) for one in found] == [("N1", TODAY), ("N2", TODAY)]


def test_rows_that_are_gone_are_not_open() -> None:
    """A demand that the portal no longer shows is settled."""
    gone = replace(stored(demand(2024, processed=5)), gone_at=NOW)
    assert items(demand=[gone]) == []


def test_demands_and_defaults_without_amount_are_not_open() -> None:
    """Only what is to be paid."""
    records = (demand(2024, processed=5), demand(2023), summary(net_payable=Decimal(7)), summary(net_payable=None))
    assert [(one.kind, one.amount) for one in items(demand=[stored(record) for record in records])] == [
        ("Demand", Decimal(5)),
        ("Default", Decimal(7)),
    ]


def test_a_balance_without_proof_is_open_without_its_amount() -> None:
    """It is there; how much nobody may say."""
    (one,) = items(unconsumed=[stored(unconsumed())])
    assert (one.what, one.amount) == ("Balance left, amount not known", None)


def test_only_statements_still_to_be_filed_are_open() -> None:
    """Those filed late are over."""
    plain = Due(
        year=Year(2026),
        quarter=Quarter.Q1,
        form=Form.F140,
        on=TODAY,
        filing=Filing.PENDING,
        filed_on=None,
        days_late=None,
        fee=None,
        why="",
    )
    due = [replace(plain, filing=filing) for filing in Filing]
    assert [one.what.rpartition(": ")[2] for one in items(due=due)] == ["rejected", "pending", "upcoming"]
    aged = [plain, replace(plain, on=TODAY - timedelta(3), days_late=3)]
    assert [one.since for one in items(due=aged)] == [None, TODAY - timedelta(3)]


def test_a_certificate_has_an_age_from_its_end_on() -> None:
    """Cancelled or expired; one that ends soon, and one that differs from the register, have none yet."""
    ended = Suggestion(
        about=About.CERTIFICATE,
        act=Act.OLD,
        section="197",
        year=None,
        what="Expired",
        amount=None,
        rows="LDC C1 · X",
        since=TODAY,
    )
    ends = replace(ended, what="Ends", rows="LDC C2 · X", since=None, by=TODAY + timedelta(3))
    found = [(one.kind, one.row, one.since, one.due_on) for one in items(suggestions=(ended, ends))]
    assert found == [("Certificate", "C1 · X", TODAY, None), ("Certificate", "C2 · X", None, TODAY + timedelta(3))]


@pytest.mark.parametrize(
    ("days", "urgency"),
    [(-1, Urgency.OVERDUE), (0, Urgency.SOON), (7, Urgency.SOON), (8, Urgency.LATER), (None, Urgency.NOW)],
)
def test_urgency_follows_the_day(days: int | None, urgency: Urgency) -> None:
    """The last day itself is not overdue."""
    due_on = None if days is None else TODAY + timedelta(days)
    assert Item(kind="Notice", what="", sheet="", row="", due_on=due_on).urgency(TODAY) is urgency


def test_the_most_urgent_stands_first() -> None:
    """Overdue by day, then soon, then what has no day by amount, then the rest."""
    plain = Item(kind="Notice", what="", sheet="", row="")
    later, soon, late, later_still = (replace(plain, due_on=TODAY + timedelta(n)) for n in (20, 3, -3, -1))
    much, little = (replace(plain, amount=Decimal(n)) for n in (9, 1))
    assert by_urgency([later, little, soon, later_still, much, late], TODAY) == [
        late,
        later_still,
        soon,
        much,
        little,
        later,
    ]


def test_what_could_not_be_read_is_open_too() -> None:
    """With the day on which it failed first."""
    (one,) = items(troubles=[Trouble(what="Password refused.", since=TODAY)])
    assert (one.kind, one.sheet, one.since) == ("Login", "Exceptions", TODAY)
