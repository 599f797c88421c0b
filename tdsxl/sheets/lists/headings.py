"""The titles of lists to import, and how offices call them elsewhere. No I/O here."""

from tdsxl.sheets.lists.grid import Heading

TRACES = "TRACES password"
ITPORTAL = "IT portal password"
SUB_USER = "TRACES sub-user PAN"

_TAN = Heading("TAN", ("tanno", "tannumber", "tanofdeductor", "tanofclient", "deductortan", "clienttan"), needed=True)

CLIENT_LIST = (
    _TAN,
    Heading("Client name", ("client", "name", "nameofclient", "nameofdeductor", "deductorname", "deductor", "company")),
    Heading("PAN", ("panno", "pannumber", "panofdeductor", "panofclient", "deductorpan", "clientpan")),
    Heading("Client code", ("code", "clientid", "clientno", "fileno", "filenumber")),
    Heading("Group", ("groupname", "clientgroup")),
    Heading("Owner", ("incharge", "handledby", "assignedto", "staff", "responsible", "partner")),
    Heading("Active", ("isactive",)),
    Heading("Deductor type", ("typeofdeductor", "deductorcategory", "category")),
    Heading("Forms", ("form", "formtype", "formsfiled")),
    Heading("Email", ("emailid", "emailaddress", "mail")),
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
