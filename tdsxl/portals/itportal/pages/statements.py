"""View Filed Forms: the catalogue and the statements of one form (§7). No I/O here."""

from dataclasses import dataclass
from string import ascii_uppercase

from tdsxl.portals.base import Reply
from tdsxl.portals.itportal import urls
from tdsxl.portals.itportal.pages.envelope import answer
from tdsxl.portals.itportal.pages.fields import Fields
from tdsxl.portals.itportal.pages.paging import Page
from tdsxl.records import FiledStatement
from tdsxl.values import Act, Form, Quarter, StatementType, Tan, Year

STATEMENTS = "list of filed statements"
_CATALOGUE = "catalogue of filed forms"

_FORM_KEYS = "formCd formName formDesc"
_ROW_KEYS = "ackNum ackDt refYear financialQrtr filingTypeCd tempAckNo verStatus entityNum submitUserId formTypeCd"
_FIFTEEN = "[0-9]{15}"


@dataclass(frozen=True, slots=True)
class FiledForm:
    """A form of which the client has filed at least one."""

    code: str
    """The portal's, as `F26Q`."""
    form: Form | None
    """None: not a quarterly statement."""
    act: Act


def filed_forms(reply: Reply, tan: Tan) -> tuple[FiledForm, ...]:
    """View Filed Forms, the tiles of both Acts (seen in 2026)."""
    fields = answer(reply, _CATALOGUE, tan)
    return tuple(
        FiledForm(code, urls.FORMS.get(_number(code)), act)
        for key, act in (("forms", Act.OLD), ("tyForms", Act.NEW))
        for code in (row.word("formCd") for row in fields.rows(key, _FORM_KEYS))
    )


def _number(code: str) -> str:
    return code.lstrip(ascii_uppercase)


def statements(reply: Reply, tan: Tan, code: str) -> Page[FiledStatement]:
    """View Filed Forms, one page of one form (seen in 2025-26)."""
    fields = answer(reply, STATEMENTS, tan)
    rows = fields.rows("forms", _ROW_KEYS)
    return Page(
        rows=tuple(_statement(row, code) for row in rows),
        total=fields.count("responseCount"),
        last=len(rows) < urls.FILED_STATEMENTS.page_size,
    )


def _statement(row: Fields, code: str) -> FiledStatement:
    if row.word("formTypeCd") != code:
        raise row.odd("formTypeCd")
    form = urls.FORMS[_number(code)]
    return FiledStatement(
        year=_year(row, form),
        quarter=Quarter(row.code("financialQrtr", "Q[1-4]")),
        form=form,
        type=_type(row),
        token=row.code("tempAckNo", _FIFTEEN),
        filed_on=row.day("ackDt"),
        acknowledgement_no=row.code("ackNum", _FIFTEEN),
        status=row.text("verStatus"),
    )


def _year(row: Fields, form: Form) -> Year:
    year = row.year("refYear")
    if year is None or year.act is not form.act:
        raise row.odd("refYear")
    return year


def _type(row: Fields) -> StatementType:
    # The portal's word for a correction is not on record.
    return StatementType.REGULAR if row.word("filingTypeCd").lower() == "regular" else StatementType.CORRECTION
