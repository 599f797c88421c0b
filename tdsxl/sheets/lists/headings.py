"""The titles of lists to import, and how offices call them elsewhere. No I/O here."""

import re
from dataclasses import replace

from tdsxl.sheets.lists.header import Heading

TRACES = "TRACES password"
ITPORTAL = "IT portal password"
SUB_USER = "TRACES sub-user PAN"

_TAN = Heading("TAN", ("tanno", "tannumber", "tanofdeductor", "tanofclient", "deductortan", "clienttan"), needed=True)

ACTIVE = ("active", "live", "current", "continuing")
NOT_ACTIVE = (
    "inactive",
    "notactive",
    "nonactive",
    "closed",
    "dormant",
    "discontinued",
    "ceased",
    "surrendered",
    "left",
)
"""How offices say of a client whether it still is one; small letters only."""

_OTHERS = (
    *("deductee", "employee", "signatory", "authori", "responsible", "person", "director", "partner", "user"),
    *("karta", "trustee"),
)
"""Whose PAN a list of clients may hold too."""

CLIENT_LIST = (
    replace(_TAN, shape=re.compile("[A-Z]{4}[0-9]{5}[A-Z]")),
    Heading(
        "Client name",
        (
            *("client", "clients", "name", "nameofclient", "nameofdeductor", "deductorname", "deductor"),
            *("company", "companyname", "nameofcompany", "nameofthecompany", "firmname", "nameoffirm", "nameofthefirm"),
            *("party", "partyname", "nameofparty", "nameoftheparty", "assessee", "nameofassessee", "nameoftheassessee"),
        ),
    ),
    Heading(
        "PAN",
        ("panno", "pannumber", "panofdeductor", "panofclient", "deductorpan", "clientpan"),
        shape=re.compile("[A-Z]{5}[0-9]{4}[A-Z]"),
        strangers=_OTHERS,
    ),
    Heading("Client code", ("code", "clientid", "clientno", "fileno", "filenumber")),
    Heading("Group", ("groupname", "clientgroup")),
    Heading("Owner", ("incharge", "handledby", "assignedto", "staff", "responsible", "partner")),
    Heading(
        "Active",
        ("isactive", "activestatus", "activeinactive", "activeornot", "clientstatus", "statusofclient"),
        shape=re.compile("|".join(word.upper() for word in (*ACTIVE, *NOT_ACTIVE))),
        doubtful=("status", "currentstatus", "presentstatus"),
    ),
    Heading("Deductor type", ("typeofdeductor", "deductorcategory", "category")),
    Heading("Forms", ("form", "formtype", "formsfiled")),
    Heading("Email", ("emailid", "emailaddress", "mail", "mailid", "mailaddress", "emails")),
)
"""What an office may say of a client; titles of the sheet Clients."""

REGISTER_LIST = (
    _TAN,
    Heading(
        "Certificate no.", ("certificatenumber", "certificate", "certno", "ldcno", "ldcnumber", "ldccertificateno")
    ),
    Heading("Deductee PAN", ("pan", "panno", "panofdeductee", "deducteespan"), needed=True),
    Heading("FY / Tax year", ("fy", "financialyear", "taxyear", "year"), needed=True),
    Heading("Section", ("sectioncode", "paymentcode", "undersection")),
    Heading("Rate %", ("ratepercent", "rateoftds", "ldcrate", "certificaterate")),
    Heading("Limit", ("limitrs", "amountlimit", "certificatelimit", "limitamount", "amount", "certificateamount")),
    Heading("Remarks", ("remark", "note", "notes")),
)
"""Titles of the sheet LDC Register."""

PASSWORD_LIST = (
    _TAN,
    Heading(TRACES, ("traces", "tracespwd", "tracespw", "tracespass", "passwordtraces", "passwordoftraces")),
    Heading(
        ITPORTAL,
        (
            *("itportal", "itportalpwd", "itportalpass", "itpassword", "itdpassword", "incometaxpassword"),
            *("incometaxportalpassword", "efilingpassword", "efilingportalpassword", "eportalpassword", "efilingpwd"),
        ),
    ),
    Heading(SUB_USER, ("subuserpan", "subuser", "tracessubuser", "panofsubuser", "panoftracessubuser")),
)
"""Never a sheet of a book: a list of its own, kept no longer than needed."""
