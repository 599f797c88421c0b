"""Recorded replies of TRACES and what they are read as."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from tdsxl.errors import PortalChanged, WrongClient
from tdsxl.portals.base import Listing, Reply
from tdsxl.portals.traces import urls
from tdsxl.portals.traces.pages import markup
from tdsxl.portals.traces.pages.certificates import certificates_of
from tdsxl.portals.traces.pages.challans import unconsumed_challans
from tdsxl.portals.traces.pages.child_certificates import ChildCertificate, child_detail, child_page
from tdsxl.portals.traces.pages.defaults import DefaultsOfQuarter, default_summary, defaults_of_year
from tdsxl.portals.traces.pages.demands import DemandList, demand_rows, with_prior_years
from tdsxl.portals.traces.pages.files import file_addresses, part_addresses
from tdsxl.portals.traces.pages.grids import Raw, grid_page, joined
from tdsxl.portals.traces.pages.inbox import communication_rows, download_rows
from tdsxl.portals.traces.pages.login import captcha_picture
from tdsxl.portals.traces.pages.statements import statements
from tdsxl.records import Demand, RegisterRow
from tdsxl.values import Form, Quarter, Tan, Year
from tests.portals.replies import Case, cases, plain, prove

TAN = Tan("AAAA00000A")


def rows(case: Case) -> Listing[Raw]:
    """A list of one page."""
    return joined([grid_page(case.reply, case.page, number=1, tan=TAN)], case.page)


def read_statements(case: Case) -> object:
    given = case.given
    year, quarter, form = Year.parse(given["year"]), Quarter(given["quarter"]), Form(given["form"])
    return statements(rows(case), year=year, quarter=quarter, form=form)


def read_certificates(case: Case) -> object:
    given = case.given
    row = RegisterRow(
        certificate_no=given["certificate_no"],
        deductee_pan=given["deductee_pan"],
        year=Year.parse(given["year"]),
        section=None,
        rate=None,
        limit=None,
    )
    return certificates_of(rows(case), row)


def read_default_summary(case: Case) -> object:
    given = case.given
    net_payable = None if given["net_payable"] == "NA" else Decimal(given["net_payable"])
    asked = DefaultsOfQuarter(quarter=Quarter(given["quarter"]), form=Form(given["form"]), net_payable=net_payable)
    return default_summary(case.reply, asked, year=Year.parse(given["year"]), tan=TAN)


def read_certificate_page(case: Case) -> None:
    markup.page(case.reply, urls.CERTIFICATES.page, tan=TAN)


READERS: Mapping[str, Callable[[Case], object]] = {
    "captcha": lambda case: captcha_picture(case.reply, tan=TAN),
    "certificate_page": read_certificate_page,
    "certificates": read_certificates,
    "child_detail": lambda case: child_detail(
        case.reply, ChildCertificate(case.given["number"], case.given["deductee_pan"]), tan=TAN
    ),
    "child_list": lambda case: child_page(case.reply, tan=TAN),
    "default_summary": read_default_summary,
    "defaults_of_year": lambda case: defaults_of_year(case.reply, year=Year(2023), tan=TAN),
    "demands": lambda case: demand_rows(rows(case)),
    "download": lambda case: file_addresses(case.reply, tan=TAN),
    "download_parts": lambda case: part_addresses(case.reply, tan=TAN),
    "downloads": lambda case: download_rows(rows(case)),
    "inbox": lambda case: communication_rows(
        rows(case), classify=case.given["classify"], category=case.given["category"]
    ),
    "statement_status": read_statements,
    "unconsumed": lambda case: unconsumed_challans(rows(case)),
}


@pytest.mark.parametrize("case", cases("traces"), ids=str)
def test_a_recorded_reply_is_read_as_expected(case: Case) -> None:
    """Each recorded reply gives its records, or the error that names what changed."""
    prove(case, READERS[case.page])


def test_every_page_has_a_full_an_empty_and_a_changed_reply() -> None:
    """A page whose readers know only the good day is not proven."""
    kinds = {page: {case.name.partition("_")[0] for case in cases("traces") if case.page == page} for page in READERS}
    for page in READERS.keys() - {"download", "download_parts"}:
        assert {"full", "empty", "changed"} <= kinds[page], page


DIGITS = "\u0967\u0968"
ODD: tuple[object, ...] = ([], {"a": 1}, True, DIGITS)
"""What no reader expects; the last is text, which is kept where text is."""
OPTIONAL = {"canceldate"}


def mutated(case: Case, key: str, **odd: object) -> Case:
    """The case with a key gone from its objects, or another value in the first of them."""
    whole = json.loads(case.reply.body)
    rows = whole.get("rows") or whole.get("certificates") or [whole]
    for row in rows[:1] if odd else rows:
        row.pop(key, None)
    rows[0] |= odd
    return replace(case, reply=replace(case.reply, body=json.dumps(whole).encode()))


def keys(case: Case) -> list[str]:
    whole = json.loads(case.reply.body)
    return list((whole.get("rows") or whole.get("certificates") or [whole])[0])


FULL = [case for case in cases("traces") if case.name == "full" and case.reply.body.startswith(b"{")]


@pytest.mark.parametrize(("case", "key"), [(case, key) for case in FULL for key in keys(case)], ids=str)
def test_a_key_that_is_gone_or_odd_never_makes_another_record(case: Case, key: str) -> None:
    """Either the key is not read, or the page is a changed one; only text is taken as it comes."""
    good = plain(READERS[case.page](case))
    mutations = [mutated(case, key, **{key: value}) for value in ODD]
    for odd in [*mutations, *([] if key in OPTIONAL else [mutated(case, key)])]:
        try:
            read = plain(READERS[case.page](odd))
        except PortalChanged:
            continue
        assert read == good or DIGITS in str(read)


@pytest.mark.row("C1")
def test_a_page_whose_tags_are_nested_without_end_is_not_parsed() -> None:
    """The parser's time grows with their square; ten thousand are still a page."""
    deep = [Reply("", 200, {}, b"<div>" * depth + b"Welcome (AAAA00000A)") for depth in (10_001, 10_000)]
    for read in (
        lambda: markup.page(deep[0], urls.DEFAULTS_OF_YEAR, tan=TAN),
        lambda: part_addresses(deep[0], tan=TAN),
    ):
        with pytest.raises(PortalChanged, match="nested without end"):
            read()
    assert [markup.is_dashboard(reply, tan=TAN) for reply in deep] == [False, True]
    long = Reply("", 200, {}, b"<div></div>" * 10_001 + b"Welcome (AAAA00000A)")
    assert markup.is_dashboard(long, tan=TAN)


@pytest.mark.row("C5")
@pytest.mark.parametrize("case", FULL, ids=str)
def test_a_reply_that_speaks_of_its_own_client_is_read_and_of_another_refused(case: Case) -> None:
    """Under whatever key the TAN stands."""
    owned, other = (mutated(case, "new", new=tan) for tan in (TAN, "ZZZZ99999Z"))
    assert plain(READERS[case.page](owned)) == case.records
    with pytest.raises(WrongClient, match=TAN):
        READERS[case.page](other)


def test_prior_years_give_way_to_the_years_inside_them() -> None:
    """Others stay; a year of theirs inside it, or nothing where money is due, is a changed portal."""
    prior, own = (Demand(year=year, manual=Decimal(5), processed=Decimal(0)) for year in (None, Year(2024)))
    old = Demand(year=Year(2009), manual=Decimal(5), processed=Decimal(0))
    assert with_prior_years((own, prior), (old,)) == DemandList(rows=(own, old), total=2)
    nothing = replace(prior, manual=Decimal(0))
    assert with_prior_years((nothing, own), ()) == DemandList(rows=(own,), total=1)
    for opened in ((), (own,), (old, prior)):
        with pytest.raises(PortalChanged, match="Prior Years opened to"):
            with_prior_years((prior, own), opened)
    with pytest.raises(PortalChanged, match="Prior Years opened to no rows"):
        with_prior_years((replace(nothing, processed=Decimal(1)),), ())
