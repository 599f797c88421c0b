"""What the sheet Help says, in plain English. No I/O here."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """A word that stands in the book, and what it means."""

    word: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """Words that belong together."""

    title: str
    words: tuple[Word, ...]


ABOUT = {
    "Clients": "Your TDS clients, their ticks, and how each module ended.",
    "LDC Register": "Certificates you want verified.",
    "Return Summary": "Statements as filed at the IT portal and as processed at TRACES.",
    "Challans": "Tax paid, as the payment history of the IT portal shows it.",
    "Unconsumed Challans": "Challans that still have a balance at TRACES.",
    "Notices & Orders": "Communications, proceedings, orders and requested downloads, with their files.",
    "Outstanding Demand": "Demand by year, with Prior Years opened.",
    "Defaults": "What the demand is made of, by quarter and form.",
    "LDC": "What TRACES says of each certificate, and what it is still good for.",
    "Exceptions": "What was not checked, why, and what to do.",
    "Runs": "Every sync: who, when, how it ended.",
    "Settings": "Years, pace, folders.",
    "Help": "Every word, colour and column.",
}
"""Sheet → what stands on it."""

FIRST_CHAPTERS = (
    Chapter(
        "Words",
        (
            Word("Client", "A deductor your office serves, known by its TAN."),
            Word("Portal", "The Income Tax e-filing portal (IT portal), or TRACES with its two sites."),
            Word("Module", "One of six things to read: the tick columns of Clients."),
            Word("Run", "One press of Start Sync. The Sync Bucket before it asks which clients, modules and years."),
            Word(
                "1961 Act, 2025 Act", "The law that governs a period: the 2025 Act from 1 April 2026, tax year 2026-27."
            ),
        ),
    ),
    Chapter(
        "How it works",
        (
            Word(
                "Start",
                "List your clients on Clients, tick them, store their passwords, press Start Sync on the ribbon.",
            ),
            Word("Without Excel", "Close this book and run: tdsxl sync BOOK."),
            Word(
                "Stop and go on",
                "Stop at any time: what was read is kept, and the next sync reads what is left. "
                "To read only what failed: tdsxl sync BOOK --failed.",
            ),
            Word(
                "Night run",
                "tdsxl schedule BOOK --daily 06:30 syncs every morning what needs no captcha. Home says what it found, "
                "and how many clients wait for a captcha; the line goes with your next sync.",
            ),
            Word(
                "Passwords",
                "tdsxl passwords import LIST stores them in the vault of this PC, under your own login. "
                "They are never in this book, in a log or in a message. Delete the list afterwards.",
            ),
            Word(
                "Refused password",
                "A password that a portal refused is not sent again until you store a new one: no account gets locked.",
            ),
            Word(
                "Captcha",
                "TRACES shows a picture at each login. Type it once per client; all modules are read in that login.",
            ),
            Word(
                "Your own columns",
                "Add columns, formulas, colours, filters and sorting as you like: a sync changes its own cells only.",
            ),
            Word(
                "Hidden rows",
                "A ticked client that is filtered away is left out of the sync, and named before it starts.",
            ),
            Word("As on", "Line 2 of every sheet: when it was written, and for how many clients it is complete."),
        ),
    ),
    Chapter(
        "How a module ended (Clients)",
        (
            Word("New data", "Read in full; something is new, changed, gone or back."),
            Word("No change", "Read in full; all as before."),
            Word("Nothing on portal", "Read in full; the portal itself says that there is nothing."),
            Word("Not checked", "A part could not be read. Message says why; the rows shown are those read before."),
            Word(
                "Not supported yet",
                "No screen for the asked years is known yet. It does not mean that nothing is there.",
            ),
            Word("(to 2025-26)", "Read up to that year; later years are not supported yet."),
            Word("(TRACES to 2025-26)", "The same for TRACES alone; the IT portal was read for all asked years."),
            Word("Running, Waiting for you", "The sync is at it; or it needs you: a captcha, an OTP, a question."),
            Word("All checked, 4 of 6 checked", "Status of a client: how many of its ticked modules were checked."),
        ),
    ),
    Chapter(
        "State of a row",
        (
            Word("First read", "It was there when this list of the client was first read in full."),
            Word("New", "It came with a later sync."),
            Word("Changed", "What a portal says of it has changed, or it was gone and is back."),
            Word("Unchanged", "None of these in the last days (Settings: Days a row counts as new)."),
            Word(
                "Gone",
                "A full read of its list no longer shows it. The row is kept, greyed, with the day in Last change.",
            ),
        ),
    ),
)
"""Before the colours."""

LAST_CHAPTERS = (
    Chapter(
        "Verdict of a certificate (LDC), the first that fits",
        (
            Word("Not found", "TRACES knows no such certificate for this client, PAN and year."),
            Word("Cancelled", "It was cancelled on or before the day of the read."),
            Word("Not active", "TRACES marks it as not active (2025 Act)."),
            Word("Expired", "Its last day has passed."),
            Word("Not yet valid", "Its first day is still to come."),
            Word("Exhausted", "Its limit is used up."),
            Word("Valid", "It can be used on the day of the read, up to Balance."),
        ),
    ),
    Chapter(
        "Unconsumed challans",
        (
            Word(
                "Unused, Partly used",
                "Told only where the amount is proven by a challan of the IT portal; else Not known.",
            ),
            Word("Amount known from", "IT portal: proven. Differs: the portals disagree. Not known: no challan read."),
        ),
    ),
    Chapter(
        "Notices & Orders",
        (
            Word("Communication", "A message in the inbox of TRACES."),
            Word("Proceeding notice", "A notice in e-Proceedings of the IT portal."),
            Word("Closure order", "The order that ends a proceeding."),
            Word("Requested download", "A file somebody had asked TRACES for. tdsxl never asks for a new one."),
            Word("Action required, Information", "The portal's two boxes: for you to answer, and for you to know."),
            Word(
                "Opens with",
                "The password's rule. Conso file: TAN_request number. Justification report: JR_TAN_form_quarter_year. "
                "Intimation: first four letters of the TAN, _, filing date of the regular statement as ddmmyyyy.",
            ),
        ),
    ),
    Chapter(
        "Exceptions",
        (
            Word("Failure", "Something could not be read."),
            Word("Mismatch", "Two sources disagree, as the client's name here and on the portal."),
            Word("Needs you", "It waits for a person: an OTP, a captcha, a question, a new password."),
            Word("Open, Cleared", "Cleared when a later sync could do it, with the day."),
        ),
    ),
    Chapter(
        "Logins (Clients)",
        (
            Word("Saved, Not saved", "Whether a password is stored on this PC."),
            Word(
                "Refused 12-Nov",
                "The portal refused it that day, or answered what nobody understands, which counts as refused. Store "
                "the right one: tdsxl passwords set TAN PORTAL.",
            ),
            Word("Locked until …", "The portal has locked the account. Nothing is sent before that time."),
            Word(
                "Needs OTP",
                "The account asks for a one-time password at each login; it is left aside until you ask for it.",
            ),
        ),
    ),
    Chapter(
        "What is outside",
        (
            Word("BIN and Form 24G", "Book entries of government deductors are not read."),
            Word(
                "26QB, 26QC, 26QD, 26QE, Form 141",
                "Challan-cum-statements belong to a PAN, not to a TAN; they are not read.",
            ),
            Word(
                "TRACES from 2026-27",
                "Under the 2025 Act TRACES gives certificates only. Statement status, unconsumed challans, demand, "
                "defaults and the inbox are not supported yet. Statements and challans come from the IT portal.",
            ),
            Word(
                "Filing and paying",
                "tdsxl reads. It files nothing, pays nothing, answers nothing, and requests no file.",
            ),
        ),
    ),
)
"""After the colours."""

PLAIN = {
    "TAN": "Tax deduction account number of the client.",
    "Client name": "As your office calls the client.",
    "Group": "As on Clients.",
    "Quarter": "Q1 is April to June.",
    "Form": "24Q, 26Q, 27Q, 27EQ; from 2026-27 138, 140, 144, 143.",
    "Portal": "IT portal or TRACES.",
    "Module": "One of the six, as on Clients.",
    "What happened": "In one sentence.",
    "What to do": "In one sentence.",
    "Cleared on": "When a later sync could do it.",
    "Run": "Number of the sync.",
    "PC": "The computer that ran it.",
    "Started": "Indian time.",
    "Ended": "Indian time.",
    "Clients in run": "Ticked, active and not filtered away.",
    "New data": "Client × module, as on Clients.",
    "No change": "Client × module, as on Clients.",
    "Nothing on portal": "Client × module, as on Clients.",
    "Not checked": "Client × module, as on Clients.",
    "Not supported yet": "Client × module, as on Clients.",
    "Waiting for you": "Client × module, as on Clients.",
    "How it ended": "To its end, stopped, or why not.",
    "Setting": "What can be set.",
    "Value": "Blank means what is said beside it.",
    "Filed on": "Day of filing.",
    "TRACES status on": "Day the status was given.",
    "Acknowledgement no.": "Of the filing at the IT portal.",
    "Rejection reason": "In the words of TRACES.",
    "CRN": "Challan reference number.",
    "BSR code": "Seven digits of the bank branch, zeros kept.",
    "Challan no.": "Serial number of the challan, zeros kept.",
    "Deposited on": "Day the tax was paid.",
    "Major head": "Company deductees or others, with the code.",
    "Minor head": "Payable by taxpayer, regular assessment and so on, with the code.",
    "Section / payment code": "As 94C under the 1961 Act, as 1023 under the 2025 Act.",
    "Nature of payment": "What the code stands for.",
    "Tax": "Rupees.",
    "Surcharge": "Rupees.",
    "Cess": "Rupees.",
    "Interest": "Rupees.",
    "Penalty": "Rupees.",
    "Fee / Others": "Rupees; the late filing fee stands here.",
    "Total": "Rupees, as the portal totals it.",
    "Bank reference": "Of the paying bank.",
    "Category": "In the portal's words.",
    "Description": "In the portal's words.",
    "Section": "Of the Act, as the portal prints it.",
    "Issued on": "Day of issue.",
    "Served on": "Day it was served.",
    "Due on": "Last day to answer.",
    "Replied": "Yes or No, as the portal says.",
    "Total demand": "Manual and processed demand together.",
    "Order passed on": "Of the latest statement listed.",
    "Token no.": "Of the latest statement listed.",
    "Deductees without PAN": "Count.",
    "Deductees with invalid PAN": "Count.",
    "Correction statements": "How many were filed.",
    "Certificate no.": "As TRACES prints it.",
    "Deductee PAN": "PAN the certificate was issued to.",
    "Deductee name": "As TRACES prints it.",
    "Limit": "Rupees for which the certificate holds.",
    "Consumed": "Rupees of the limit already used.",
    "Balance": "Rupees of the limit still free.",
    "Consumed %": "Consumed as a share of the limit.",
    "Valid from": "First day.",
    "Valid to": "Last day.",
    "Cancelled on": "Day of cancellation.",
}
"""Columns that carry no note of their own → what they mean."""
