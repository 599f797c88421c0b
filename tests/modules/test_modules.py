"""What holds for every module: the titles that firms build on, keys, and which parts are asked when."""

import pytest

from tdsxl.modules import MODULES
from tdsxl.modules.base import Module
from tdsxl.names import MODULE_TITLES
from tdsxl.tables import Sheet
from tdsxl.values import Act, Portal
from tests.modules.samples import ask, register_row

SHEETS = {view.sheet.title: view.sheet for module in MODULES for view in module.views}
TITLES = {
    "Return Summary": "Act · FY / Tax year · Quarter · Form · Statement type · Token no. · Filed on · TRACES status"
    " · TRACES status on · IT portal status · Acknowledgement no. · Rejection reason",
    "Challans": "Act · FY / Tax year · Assessment year · Portal CIN · CRN · BSR code · Challan no. · Deposited on"
    " · Major head · Minor head · Section / payment code · Nature of payment · Tax · Surcharge · Cess · Interest"
    " · Penalty · Fee / Others · Total · Bank reference",
    "Unconsumed Challans": "BSR code · Challan no. · Deposited on · Challan amount · Unconsumed amount · Use"
    " · Amount known from · Minor head · Section / payment code",
    "Notices & Orders": "Portal · Kind · Reference no. · Category · Description · Box · Section · Form"
    " · FY / Tax year · Quarter · Issued on · Served on · Due on · Status · Replied · File · Portal's file name"
    " · Opens with",
    "Outstanding Demand": "Act · FY / Tax year · Manual demand (AO) · Processed demand (CPC) · Total demand",
    "Defaults": "Act · FY / Tax year · Quarter · Form · Short payment · Short deduction / collection"
    " · Interest on payment default · Interest on deduction default · Late filing fee (234E/427)"
    " · Interest on demand (220(2)/411) · Default payable · Reported as interest/others · Net payable"
    " · Order passed on · Token no. · Deductees without PAN · Deductees with invalid PAN · Correction statements",
    "LDC": "Act · FY / Tax year · Certificate no. · Deductee PAN · Deductee name · Section · Nature of payment"
    " · Rate % · Limit · Consumed · Balance · Consumed % · Valid from · Valid to · Issued on · Cancelled on · Verdict",
}


def test_the_six_modules_stand_in_the_order_of_the_workbook() -> None:
    """Under their command-line names and titles."""
    assert {module.name: module.title for module in MODULES} == MODULE_TITLES
    assert [module.name for module in MODULES] == list(MODULE_TITLES)


@pytest.mark.parametrize("title", TITLES)
def test_titles_are_as_published(title: str) -> None:
    """Formulas and pivots of firms name them: changing one is a breaking change."""
    titles = [column.title for column in SHEETS[title].columns]
    assert titles[:3] == ["TAN", "Client name", "Group"]
    assert titles[-3:] == ["State", "First seen", "Last change"]
    assert " · ".join(titles[3:-3]) == TITLES[title]


def test_every_sheet_of_a_module_is_published() -> None:
    """And no title twice in one sheet."""
    assert set(SHEETS) == set(TITLES)
    assert all(len(set(names)) == len(names) for names in ([c.title for c in s.columns] for s in SHEETS.values()))


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_a_row_is_named_by_cells_of_its_own_sheet(sheet: Sheet) -> None:
    """Whoever looks for a row asks only for titles that stand there, the TAN first."""
    asked: list[str] = []

    def cell(title: str) -> str:
        asked.append(title)
        return f"<{title}>"

    key = sheet.key(cell)
    assert key[0] == "<TAN>"
    assert {*asked, *filter(None, [sheet.tie])} <= {column.title for column in sheet.columns}


def test_tables_are_named_without_blanks() -> None:
    """And without the sign that Excel forbids."""
    assert SHEETS["Notices & Orders"].table == "NoticesOrders"


PARTS = {
    ("returns", 2025): ["itportal 1961 Act", "traces 1961 Act"],
    ("returns", 2026): ["itportal 2025 Act", "traces 2025 Act?"],
    ("challans", 2025): ["itportal 1961 Act"],
    ("challans", 2026): ["itportal 1961 Act", "itportal 2025 Act"],
    ("unconsumed", 2025): ["traces 1961 Act"],
    ("unconsumed", 2026): ["traces 2025 Act?"],
    ("notices", 2025): ["itportal both", "traces 1961 Act"],
    ("notices", 2026): ["itportal both", "traces 2025 Act?"],
    ("demand", 2025): ["traces 1961 Act"],
    ("demand", 2026): ["traces 2025 Act?"],
    ("ldc", 2025): ["traces 2025 Act"],
    ("ldc", 2026): ["traces 2025 Act"],
}


@pytest.mark.parametrize(("name", "year"), PARTS)
def test_what_is_asked_for_a_year(name: str, year: int) -> None:
    """A question mark: no public evidence shows such a screen, so it is not supported yet."""
    (module,) = (module for module in MODULES if module.name == name)
    assert _asked(module, year) == PARTS[name, year]


def _asked(module: Module, year: int) -> list[str]:
    return [
        f"{source.portal.value} {part.act.value if part.act else 'both'}{'' if part.fetch else '?'}"
        for source in module.sources
        for part in source.parts
        if part.asked(ask(year))
    ]


def test_certificates_of_the_1961_act_are_asked_for_whatever_the_years() -> None:
    """The register decides, not the years of the run."""
    (source,) = MODULES[-1].sources
    (old,) = (part for part in source.parts if part.act is Act.OLD)
    assert old.asked(ask(2026, register=(register_row(year=2024),)))
    assert not old.asked(ask(2025, register=(register_row(year=2026),)))


def test_portals_of_the_modules() -> None:
    """The IT portal first, as in the reasons of the column Message."""
    portals = {module.name: [source.portal for source in module.sources] for module in MODULES}
    both, it, traces = [Portal.ITPORTAL, Portal.TRACES], [Portal.ITPORTAL], [Portal.TRACES]
    assert portals == {
        "returns": both,
        "challans": it,
        "unconsumed": traces,
        "notices": both,
        "demand": traces,
        "ldc": traces,
    }
