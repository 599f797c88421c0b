"""Titles of the sheets that are no module's. No I/O here."""

from collections.abc import Callable

from tdsxl.names import MODULE_TITLES
from tdsxl.tables import Column, Kind, RowKey, Sheet


def _by(*titles: str) -> Callable[[Callable[[str], str]], RowKey]:
    return lambda cell: tuple(cell(title) for title in titles)


WHO = (
    Column(title="TAN", kind=Kind.CODE, width=13),
    Column(title="Client name", width=38),
    Column(title="Group", width=14),
)
"""Whose row it is: on every sheet that tdsxl writes."""

CLIENTS = Sheet(
    title="Clients",
    key=_by("TAN"),
    columns=(
        Column(
            title="Sync", kind=Kind.TICK, width=6, note="Tick (1) the clients to sync; untick (0) to leave one out."
        ),
        Column(
            title="TAN", kind=Kind.CODE, width=13, note="Tax deduction account number: 4 letters, 5 digits, 1 letter."
        ),
        Column(title="Client name", width=38, note="As your office calls the client."),
        *(
            Column(title=title, kind=Kind.TICK, width=10, note=f"Tick (1) to read {title} for this client.")
            for title in MODULE_TITLES.values()
        ),
        Column(title="Status", width=16, note="All checked, 4 of 6 checked, Not checked, Running, Waiting for you."),
        Column(title="Message", width=48, note="One line per module that was not checked, with the reason."),
        *(
            Column(title=f"{title} status", width=30, note=f"How the last sync of {title} ended.")
            for title in MODULE_TITLES.values()
        ),
        Column(title="Years covered", width=20, note="Years asked by the last sync."),
        Column(title="Last tried", kind=Kind.INSTANT, width=18, note="When a sync last tried this client."),
        Column(title="Last complete", kind=Kind.INSTANT, width=18, note="When all asked modules were last checked."),
        Column(title="Last change", kind=Kind.INSTANT, width=18, note="When a row of this client last changed."),
        Column(title="Name on portal", width=38, note="The name that the portals print for this TAN."),
        Column(title="TRACES login", width=18, note="Saved, Not saved, Refused, Locked until or Needs OTP."),
        Column(title="IT portal login", width=18, note="Saved, Not saved, Refused, Locked until or Needs OTP."),
        Column(title="PAN", kind=Kind.CODE, width=13, note="PAN of the client."),
        Column(title="Client code", kind=Kind.CODE, width=12, note="Your office's own number."),
        Column(title="Group", width=16, note="Family, branch or partner; stands on every result row."),
        Column(title="Owner", width=16, note="Who in your office looks after the client."),
        Column(title="Active", kind=Kind.TICK, width=8, note="0 keeps the client and its rows but never syncs it."),
        Column(title="Deductor type", width=16, note="Company, firm, government and so on."),
        Column(title="Forms", width=16, note="Forms this client files, as 24Q, 26Q; blank means all."),
        Column(title="Email", width=26, note="Mail drafts of Share copy go to it."),
        Column(title="Visible", kind=Kind.COUNT, width=3, note="Helper column: 1 while the row is not filtered away."),
    ),
)

OUR_CLIENT_TITLES = (
    "Status",
    "Message",
    *(f"{title} status" for title in MODULE_TITLES.values()),
    "Years covered",
    "Last tried",
    "Last complete",
    "Last change",
    "Name on portal",
    "TRACES login",
    "IT portal login",
)
"""The cells of Clients that a sync writes; all others are the firm's."""

REGISTER = Sheet(
    title="LDC Register",
    key=_by("TAN", "Certificate no.", "Deductee PAN", "FY / Tax year"),
    columns=(
        Column(title="TAN", kind=Kind.CODE, width=13, note="TAN of the client that deducts."),
        Column(
            title="Certificate no.",
            kind=Kind.CODE,
            width=18,
            note="Blank: all of that PAN and year, compared with nothing.",
        ),
        Column(title="Deductee PAN", kind=Kind.CODE, width=13, note="PAN the certificate was issued to."),
        Column(title="FY / Tax year", kind=Kind.CODE, width=12, note="As 2025-26."),
        Column(title="Section", width=12, note="As on your copy of the certificate."),
        Column(title="Rate %", kind=Kind.PERCENT, width=9, note="As on your copy of the certificate."),
        Column(title="Limit", kind=Kind.RUPEES, width=16, note="Rupees, as on your copy of the certificate."),
        Column(title="Remarks", width=32, note="Yours."),
    ),
)

EXCEPTIONS = Sheet(
    title="Exceptions",
    key=_by("TAN", "Kind", "Module", "Portal", "When"),
    columns=(
        Column(title="Run", kind=Kind.COUNT, width=7, note="Number of the run, as on the sheet Runs."),
        Column(title="When", kind=Kind.INSTANT, width=18, note="When it happened."),
        Column(title="TAN", kind=Kind.CODE, width=13),
        Column(title="Client name", width=38),
        Column(title="Group", width=16),
        Column(title="Kind", width=12, note="Failure, Mismatch or Needs you."),
        Column(title="Module", width=20),
        Column(title="Portal", width=11),
        Column(title="What happened", width=60),
        Column(title="What to do", width=60),
        Column(title="Tries", kind=Kind.COUNT, width=7, note="How often the run tried."),
        Column(title="State", width=12, note="Open until a later run cleared it."),
        Column(title="Cleared on", kind=Kind.INSTANT, width=18),
    ),
)

RUNS = Sheet(
    title="Runs",
    # The journal of another PC numbers its runs anew.
    key=_by("Run", "Started"),
    columns=(
        Column(title="Run", kind=Kind.COUNT, width=7),
        Column(title="Who", width=18, note="The user name on the PC."),
        Column(title="PC", width=22),
        Column(title="Started", kind=Kind.INSTANT, width=18),
        Column(title="Ended", kind=Kind.INSTANT, width=18),
        Column(title="Clients in run", kind=Kind.COUNT, width=12),
        Column(title="Hidden left out", kind=Kind.COUNT, width=12, note="Ticked but filtered away."),
        Column(title="New data", kind=Kind.COUNT, width=10),
        Column(title="No change", kind=Kind.COUNT, width=10),
        Column(title="Nothing on portal", kind=Kind.COUNT, width=12),
        Column(title="Not checked", kind=Kind.COUNT, width=11),
        Column(title="Not supported yet", kind=Kind.COUNT, width=12),
        Column(title="Waiting for you", kind=Kind.COUNT, width=11),
        Column(title="How it ended", width=24),
    ),
)

SETTING_NAMES = (
    "Years",
    "Sessions IT portal",
    "Sessions TRACES",
    "Seconds between requests",
    "Days a row counts as new",
    "Days on the sheet Changes",
    "Folder",
    "Proxy",
    "Firm name",
)
"""Rows of the sheet Settings that the firm edits, in order."""

HOME_FIGURES = (
    "Clients",
    "Complete",
    "Not complete",
    "Why not",
    "Total demand",
    "New notices",
    "Returns with defaults",
    "Certificates under 30 days",
    "Years covered",
    "Last sync",
    "Night run",
)
"""Figures of the sheet Home, in order."""
