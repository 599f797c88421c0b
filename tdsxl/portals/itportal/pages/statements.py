"""View Filed Forms: the catalogue and the statements of one form (§7). No I/O here."""

import re
from dataclasses import dataclass
from string import ascii_uppercase

from tdsxl.portals.base import Reply
from tdsxl.portals.fields import Fields
from tdsxl.portals.itportal import urls
from tdsxl.portals.itportal.pages.envelope import answer
from tdsxl.portals.itportal.pages.paging import Page
from tdsxl.records import FiledStatement
from tdsxl.values import Act, Form, Quarter, StatementType, Tan, Year

STATEMENTS = "Filed statements"
_CATALOGUE = "Filed forms"

_FORM_KEYS = "formCd formName formDesc"
_ROW_KEYS = "ackNum ackDt refYear financialQrtr filingTypeCd tempAckNo verStatus entityNum submitUserId formTypeCd"
_FIFTEEN = "[0-9]{15}"
_CODE = re.compile(r"[A-Z]\S*")


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
        for code in (_code(row) for row in fields.rows(key, _FORM_KEYS))
    )


def _code(row: Fields) -> str:
    # Digits first is the form's name, which the portal would answer with an empty list.
    code = row.needed(row.text, "formCd")
    return code if _CODE.fullmatch(code) else row.refuse("formCd")


def _number(code: str) -> str:
    return code.lstrip(ascii_uppercase)


def statements(reply: Reply, tan: Tan, code: str) -> Page[FiledStatement]:
    """View Filed Forms, one page of one form (seen in 2025-26)."""
    fields = answer(reply, STATEMENTS, tan)
    rows = fields.rows("forms", _ROW_KEYS)
    total = fields.count("responseCount")
    # A page may be shorter than asked for: the most that the portal gives is not known (§15).
    return Page(rows=tuple(_statement(row, code) for row in rows), total=total, last=len(rows) >= total)


def _statement(row: Fields, code: str) -> FiledStatement:
    if row.text("formTypeCd") != code:
        row.refuse("formTypeCd")
    form = urls.FORMS[_number(code)]
    return FiledStatement(
        year=_year(row, form),
        quarter=row.choice(Quarter, "financialQrtr"),
        form=form,
        type=_type(row),
        token=row.shaped("tempAckNo", _FIFTEEN),
        filed_on=row.needed(row.day, "ackDt"),
        acknowledgement_no=row.shaped("ackNum", _FIFTEEN),
        status=row.text("verStatus"),
    )


def _year(row: Fields, form: Form) -> Year:
    year = row.needed(row.year, "refYear")
    return year if year.act is form.act else row.refuse("refYear")


def _type(row: Fields) -> StatementType:
    # The portal's word for a correction is not on record.
    word = row.needed(row.text, "filingTypeCd")
    return StatementType.REGULAR if word.lower() == "regular" else StatementType.CORRECTION
