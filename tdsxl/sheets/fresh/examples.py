"""Worked examples on the sheet Help: what somebody wants, and how it is done with this book. No I/O here."""

from tdsxl.sheets.fresh.words import Chapter, Word

EXAMPLES = Chapter(
    "Examples, with invented clients",
    (
        Word(
            "What has to be done this week?",
            "Open Items, filter Urgency: Overdue and Within 7 days. Row 1 says: Notice, Konkan Agro LLP, due on "
            "24-Nov-2026, 1 day left. Its Sheet and Row lead to Notices & Orders; there, in the green columns at "
            "the right, write Ravi under Owner and 23-Nov-2026 under Own due date. From the next sync on, or "
            "after tdsxl write BOOK, Open Items says so too.",
        ),
        Word(
            "What is new since last Monday?",
            "Changes, filter When. A pivot of it with Module in rows and Kind in columns counts: Challans, New, "
            "14; Outstanding Demand, Changed, 2. One of these two: Total demand of 2024-25, from 18,400 to 6,150, "
            "Difference -12,250. Without Excel: tdsxl changes BOOK --since 2026-11-16.",
        ),
        Word(
            "Can a balance meet a demand?",
            "Suggestions, filter About: Balance for a demand. It names a demand of 2024-25 of Rs. 6,150 and, of "
            "the same year, an unconsumed challan with a balance of Rs. 9,000. Look at both rows, then tag the "
            "challan in a correction statement; tdsxl files nothing. Where an amount is Not known, type that of "
            "your copy under Challan amount (ours) on Unconsumed Challans.",
        ),
        Word(
            "May tax be deducted at the lower rate?",
            "Write TAN, certificate no., Deductee PAN and year on LDC Register, tick Verify LDC, sync. The sheet "
            "LDC says: Valid, Rate % 2, Limit 5,00,000, Consumed 3,80,000, Balance 1,20,000: so up to Rs. "
            "1,20,000 more at 2 %. If your copy says another rate, Suggestions has a line for it.",
        ),
        Word(
            "Was there really nothing?",
            "Completeness, filter Result: Nothing on portal. It says: Asha Traders, Notices & Orders, TRACES, "
            "checked on 22-Nov-2026 18:40, since 03-Aug-2026, 16 checks. When a notice comes later, that proof stays "
            "as a line of its own, Standing: Earlier.",
        ),
        Word(
            "A client asks for its papers",
            "tdsxl share BOOK --out asha.xlsx --tan MUMA12345B makes a copy with its rows alone. Its notices lie "
            "in one folder below downloads, under its name. Nothing is sent by tdsxl.",
        ),
    ),
)
