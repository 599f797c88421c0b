"""What the sheet Help says of the ribbon. No I/O here."""

from tdsxl.sheets.fresh.words import Chapter, Word

BUTTONS = Chapter(
    "Buttons of the ribbon tab TDS Sync (workbooks with macros, .xlsm)",
    (
        Word("Multi-Client Sync", "Opens the Sync Bucket: which clients, modules and years. Start Sync there begins."),
        Word("Re-sync failed", "Reads again what the last sync could not check."),
        Word("Stop", "Signs out everywhere and keeps what was read; the next sync reads what is left."),
        Word("Write now", "Brings the sheets up to what has been read so far. This clears Excel's undo."),
        Word("Select All (shown)", "Ticks every client that is shown; those filtered away stay as they are."),
        Word("Select None", "Takes the Sync tick from every client, also from those filtered away."),
        Word("Invert", "Turns the Sync tick of every client that is shown."),
        Word(
            "Tick selected cells",
            "Ticks the selected cells of the tick columns; unticks them where all are ticked. "
            "A double-click turns one tick.",
        ),
        Word(
            "Tick not checked for 7 days",
            "Ticks shown clients whose Last complete is blank or older than 7 days; takes no tick away.",
        ),
        Word("Passwords…", "Which passwords are stored on this PC, since when, and a place to paste new ones."),
        Word(
            "Share copy…", "A workbook without macros for one client or group, or one for each client with mail drafts."
        ),
        Word("Practice portals", "Portals on your own PC with invented clients, in a workbook of their own."),
        Word("Help", "This sheet."),
        Word("Doctor", "Checks this PC for what a sync needs, with one remedy per finding."),
    ),
)
