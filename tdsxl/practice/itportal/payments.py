"""e-Pay Tax: payment history of both Acts and the details of one challan."""

from datetime import datetime

from tdsxl.practice.itportal.envelope import OK, enveloped, message
from tdsxl.practice.paging import Cut, cut
from tdsxl.practice.stage import Call
from tdsxl.practice.wire import Reply, Row
from tdsxl.practice.world.challans import Challan, ChallanLine, challans
from tdsxl.practice.world.periods import year_text

FORM = "PO-03-PYMNT"
ACTS = {"O": False, "N": True}
MOST_ROWS = 1000
HEADS = {
    "200": "TDS/TCS Payable by Taxpayer",
    "400": "TDS/TCS Regular Assessment (Raised by Income Tax Department)",
    "500": "Other Receipts",
}


def history(call: Call) -> Reply:
    """Paid challans of one Act, newest first."""
    asked = _form_data(call)
    if call.request.query or not _is_whole(call, asked):
        return _refused("PMT9001", "Invalid request payload")
    if not _has_profile(call):
        return _refused("PMT9010", "User details are not available")
    place, size = asked["pageNumber"], asked["pageSize"]
    if not isinstance(place, int) or not isinstance(size, int) or not 0 < size <= MOST_ROWS or place < 0:
        return _refused("PMT9001", "Invalid request payload")
    is_new = ACTS[str(asked["actType"])]
    rows = [_row(c) for c in challans(call.person, call.stage.day) if c.is_new_act is is_new]
    return _paid({"paymentList": _list(cut(call, rows, place=place, size=size), place=place, size=size)})


def details(call: Call) -> Reply:
    """The break-up of one challan: flat under the 1961 Act, a list of codes under the 2025 Act."""
    asked = _form_data(call)
    if asked.get("entityNum") != call.tan:
        return _refused("PMT9001", "Invalid request payload")
    if not _has_profile(call):
        return _refused("PMT9010", "User details are not available")
    found = next((c for c in challans(call.person, call.stage.day) if c.cin == asked.get("cin")), None)
    if found is None:
        return _refused("PMT9004", "No challan found for the given CIN")
    return _paid({"challanDetails": _details(found)})


def _form_data(call: Call) -> Row:
    asked = call.request.document.get("formData")
    return asked if isinstance(asked, dict) else {}


def _is_whole(call: Call, asked: Row) -> bool:
    user = asked.get("pan") == asked.get("loggedInUserID") == call.tan and asked.get("loggedInUserType") == "TDS"
    return user and asked.get("actType") in ACTS and "pageNumber" in asked and "pageSize" in asked


def _has_profile(call: Call) -> bool:
    return call.client is not None and call.stage.itportal.account(call.client).has_profile


def _refused(code: str, text: str) -> Reply:
    return enveloped(message(code, text, kind="ERROR"), form=FORM, fields={"successFlag": False})


def _paid(fields: Row) -> Reply:
    return enveloped(message(OK, "OK"), form=FORM, fields={"successFlag": True} | fields)


def _list(page: Cut, *, place: int, size: int) -> Row:
    if not page.is_marked:
        return {"pageable": {"pageNumber": place, "pageSize": size}}
    return {
        "content": page.rows,
        "totalElements": page.total,
        "totalPages": page.pages,
        "last": page.is_last,
        "pageable": {"pageNumber": place, "pageSize": size},
    }


def _row(challan: Challan) -> Row:
    head = HEADS[challan.minor]
    row: Row = {
        "cin": challan.cin,
        "crn": challan.crn,
        "brnNum": challan.brn,
        "assessmentYear": _assessment_year(challan),
        "paymentType": f"{head} ({challan.minor})",
        "majorHead": challan.major,
        "minorHead": challan.minor,
        "minorDesc": head,
        "amount": challan.total,
        "paymentTime": _stamp(challan.paid_at),
        "tileId": "12",
        "actType": "N" if challan.is_new_act else "O",
    }
    if challan.minor == "500":
        del row["majorHead"]
    return row


def _details(challan: Challan) -> Row:
    head: Row = {
        "cin": challan.cin,
        "bankCode": challan.bank,
        "bsrCode": challan.bsr_code,
        "challanNum": challan.serial,
        "paymentDt": _stamp(challan.paid_at),
        "financialYear": year_text(challan.year),
        "assessmentYear": _assessment_year(challan),
        "minorHead": challan.minor,
    }
    if challan.is_new_act:
        return head | {"secDetails": [_line(line) for line in challan.lines], "totalAmt": challan.total}
    return head | _line(challan.lines[0])


def _line(line: ChallanLine) -> Row:
    return {
        "secCd": line.nature.code,
        "natrPymntDesc": line.nature.text,
        "basicTax": line.tax,
        "surCharge": line.surcharge,
        "eduCess": line.cess,
        "interest": line.interest,
        "penalty": line.penalty,
        "others": line.fee,
        "totalAmt": line.total,
    }


def _assessment_year(challan: Challan) -> str:
    """Of the 2025 Act, where there is no assessment year: the tax year, or nothing."""
    if not challan.is_new_act:
        return year_text(challan.year + 1)
    return year_text(challan.year) if challan.ordinal % 2 else ""


def _stamp(instant: datetime) -> str:
    return instant.strftime("%d-%b-%Y %H:%M:%S")
