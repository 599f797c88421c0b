"""The servlets of the old site that answer with rows: statements, unconsumed challans, demand, certificates."""

from tdsxl.practice.stage import Call
from tdsxl.practice.traces.grid import day_text, grid, masked, money_text
from tdsxl.practice.wire import Reply, Row, answer
from tdsxl.practice.world.certificates import Certificate, certificates
from tdsxl.practice.world.demands import YearDemand, demands, prior_demands
from tdsxl.practice.world.periods import as_of, is_new_act, year_text
from tdsxl.practice.world.statements import REJECTED, Statement, statements
from tdsxl.practice.world.unconsumed import Unconsumed, unconsumed

QUARTERS = {"3": 1, "4": 2, "5": 3, "6": 4}
WORDED_EVERY = 6
"""One client of so many sees the longer words that some screens have."""
LONGER = {
    "Processed With Defaults": "Statement Processed with Default",
    "Processed Without Defaults": "Statement Processed without Default",
}
PRIOR = "Prior Years"


def statement_status(call: Call) -> Reply:
    """The statements of one year, quarter and form."""
    return grid(call, [_statement(call, s) for s in _asked_statements(call)])


def rejection(call: Call) -> Reply:
    """Why the statement of one year, quarter and form was rejected."""
    found = next((s for s in _asked_statements(call) if s.reason), None)
    return answer([{"failMsg": f"<html><body><ul><li>{found.reason}</li></ul></body></html>"}] if found else [])


def unconsumed_challans(call: Call) -> Reply:
    """All challans with a balance."""
    return grid(call, [_unconsumed(u) for u in unconsumed(call.person, call.stage.day)])


def demand_by_year(call: Call) -> Reply:
    """Demand by year; the years before in one row."""
    prior = prior_demands(call.person)
    rows = [_demand(d) for d in reversed(demands(call.person, call.stage.day))]
    return grid(call, [*rows, _prior_row(prior)] if prior else rows)


def prior_years(call: Call) -> Reply:
    """The years behind "Prior Years"."""
    return grid(call, [_demand(d) for d in reversed(prior_demands(call.person))])


def certificate_check(call: Call) -> Reply:
    """A certificate by number, PAN and year; without a number all of that PAN and year."""
    request = call.request
    wanted = (request.parameter("deducteePan"), request.parameter("financialYear"))
    found = [
        c
        for c in certificates(call.person, call.stage.day)
        if not is_new_act(c.year)
        and (c.deductee_pan, str(c.year)) == wanted
        and request.parameter("certiNo") in ("", c.number)
    ]
    return grid(call, [_certificate(place, c) for place, c in enumerate(found, start=1)])


def _asked_statements(call: Call) -> list[Statement]:
    request = call.request
    quarter = QUARTERS.get(request.parameter("quarter"))
    asked = (request.parameter("financialYear"), quarter, request.parameter("formType"))
    shown = as_of(call.person, call.stage.day)
    return [
        s
        for s in reversed(statements(call.person, call.stage.day))
        if (str(s.year), s.quarter, s.form) == asked and not is_new_act(s.year) and s.status(shown)
    ]


def _statement(call: Call, statement: Statement) -> Row:
    shown = as_of(call.person, call.stage.day)
    status = statement.status(shown) or ""
    row: Row = {
        "finyear": year_text(statement.year),
        "quarter": f"Q{statement.quarter}",
        "formtype": statement.form,
        "tokenno": masked(statement.token),
        "dtoffiling": day_text(statement.filed_on),
        "status": LONGER.get(status, status) if call.person.index % WORDED_EVERY == 1 else status,
        "dtofprcng": day_text(statement.status_on(shown)),
        "stmnttype": statement.kind,
    }
    return row | {"remarks": None, "reason": "View Rejection Reason"} if status == REJECTED else row


def _unconsumed(challan: Unconsumed) -> Row:
    """Serials lose their zeros, and both amounts stand in hidden cells."""
    return {
        "recptNo": challan.receipt_no,
        "chlnbsrcode": challan.bsr_code,
        "dateofdep": day_text(challan.paid_on),
        "chlnsrno": str(int(challan.serial)),
        "chlnamt": "",
        "unconschlnamt": "View Amount",
        "hidchlnamt": money_text(challan.amount),
        "hidunconschlnamt": money_text(challan.balance),
    }


def _demand(demand: YearDemand) -> Row:
    return {
        "finYr": year_text(demand.year),
        "fin": demand.year,
        "aodmnd": money_text(demand.manual),
        "cpcdmd": money_text(demand.processed),
    }


def _prior_row(prior: tuple[YearDemand, ...]) -> Row:
    return {
        "finYr": PRIOR,
        "fin": 1,
        "aodmnd": money_text(sum(d.manual for d in prior)),
        "cpcdmd": money_text(sum(d.processed for d in prior)),
    }


def _certificate(place: int, certificate: Certificate) -> Row:
    return {
        "serialno": str(place),
        "certino": certificate.number,
        "finyear": year_text(certificate.year),
        "deducteepan": certificate.deductee_pan,
        "dedname": certificate.deductee_name,
        "validfrm": day_text(certificate.valid_from),
        "canceldate": day_text(certificate.cancelled_on),
        "validto": day_text(certificate.valid_to),
        "seccode": certificate.section,
        "natofpayment": certificate.nature,
        "rateoftds": f"{certificate.rate:.2f}",
        "certilimit": money_text(certificate.limit),
        "amtconsume": money_text(certificate.consumed),
        "issuedate": day_text(certificate.issued_on),
    }
