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
                "Client list",
                "tdsxl clients import LIST --book BOOK takes any xlsx or csv list, --paste copied cells; it first "
                "shows what it understood: columns are known by their titles and by what they hold, and a column "
                "Status says who is no client any more. tdsxl adopt BOOK puts these sheets into a workbook that you "
                "already use.",
            ),
            Word(
                "Your own columns",
                "Add columns, formulas, colours, filters and sorting as you like: a sync changes its own cells only. "
                "What you type beside a row comes back in a new workbook, should this one be lost; of Clients, LDC "
                "Register, Due Dates and Not Due keep copies yourself. A day or an amount that is none stays as you "
                "typed it, does not count, and is told in a line by sync, write and status.",
            ),
            Word(
                "Our columns",
                "Leave the blue titles as they are, and merge no cells below them. A column that is renamed, deleted "
                "or there twice is told in a line by every sync; nothing is lost by it.",
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
        "LDC Register",
        (
            Word(
                "Compared",
                "A row is compared with TRACES's certificate of its number, in small or large letters, with or without "
                "blanks. A row without a number stands for all certificates of that PAN and year; they are read, and "
                "its section, rate and limit compared with none of them, which sync, write and status say in a line.",
            ),
        ),
    ),
    Chapter(
        "Dashboard",
        (
            Word(
                "Compare with the group",
                "Choose one of your groups, or type it: green bars and figures are its, blue ones the whole firm's. "
                "Blank: the first group on Clients. A name with `: no clients` behind it stands in no row of Clients.",
            ),
            Word(
                "Unconsumed, proven",
                "Balances whose amount is known, by the age of the challan; below it the number of those without one.",
            ),
        ),
    ),
    Chapter(
        "Unconsumed challans",
        (
            Word(
                "Unused, Partly used",
                "Told only where the amount is proven by a challan of the IT portal or of yours; else Not known.",
            ),
            Word(
                "Amount known from",
                "IT portal or Firm (your column): proven. Differs: they disagree. Or Not known.",
            ),
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
                "File, Open",
                "Files lie below downloads: client, year, then kind, day and reference. Click Open for the first one. "
                "If you move that folder, name the new place under Folder on Settings, and all links follow.",
            ),
            Word(
                "Opens with",
                "The password's rule. Conso file: TAN_request number. Justification report: JR_TAN_form_quarter_year. "
                "Intimation: first four letters of the TAN, _, filing date of the regular statement as ddmmyyyy.",
            ),
        ),
    ),
    Chapter(
        "Open Items and Returns Due",
        (
            Word("Overdue, Within 7 days, No date, Later", "How soon, by the due date; No date is to be settled now."),
            Word("Order", "By urgency and day; without a day failed logins stand first, then the greatest amounts."),
            Word(
                "Age in days",
                "Since the day that the portal gives, else since it was first read here. Of a return since its due "
                "day, of a certificate since it was cancelled or expired; before that day, and where there is none, "
                "blank.",
            ),
            Word("Pending", "Its day has passed, and no portal shows it as filed."),
            Word("Upcoming", "Its quarter has ended; its day is still to come. It stands on Open Items too."),
            Word("Rejected", "TRACES refused it, so it counts as not filed."),
            Word("Filed, Filed late", "The first regular statement that stands, by its day."),
            Word("Nil / not due", "Your sheet Not Due says so."),
            Word("Not checked", "No portal's list of that year was read to its end, so nobody can say."),
            Word("Certificates", "Cancelled or expired ones leave Open Items 60 days after that day."),
            Word("Forms", "Those on Clients; where it is blank, every form that the client has ever filed."),
        ),
    ),
    Chapter(
        "Suggestions",
        (
            Word(
                "Balance for a demand", "Unconsumed challans of the same year as a demand; only proven amounts count."
            ),
            Word("Challan in no statement", "All of it is still left at TRACES."),
            Word("Certificate", "Cancelled, expired, used up; 80 % used; or its last 30 days."),
            Word("Certificate differs from register", "Section, rate or limit at TRACES is not that of LDC Register."),
            Word("Late filing fee", "Rs. 200 a day (234E; 427); interest is shown only where the portal shows it."),
        ),
    ),
    Chapter(
        "Changes",
        (
            Word(
                "New client",
                "The first full read of a client, with its number of rows, not a line for each.",
            ),
            Word("First read", "The same of each further module and portal of a client."),
            Word("New, Changed, Gone", "As the State of the row then; Changed has a line for each field."),
            Word("Back", "It was gone, and a full read shows it again; the State of its row is Changed."),
            Word("Not shown on the sheet", "What changed stands in no column, as an amount that nothing proves."),
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
