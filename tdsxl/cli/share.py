"""`tdsxl share`: a copy to send, with the rows of one client, some clients or one group."""

import argparse
from pathlib import Path

from tdsxl.cli.copying import make_copy
from tdsxl.cli.office import existing, file_book, home
from tdsxl.engine.journal.journal import open_journal
from tdsxl.values import Tan


def share(given: argparse.Namespace) -> int:
    """A static copy, fresh from the journal."""
    place = home()
    with open_journal(place) as journal:
        contents = file_book(existing(given.book), place).read(to_write=False)
        tans = None if given.tan is None else [Tan.parse(tan) for tan in given.tan]
        held = make_copy(journal, contents, Path(given.out), tans=tans, group=given.group, mask=given.mask_pan)
    print(f"{given.out} holds {held} client{'s' if held != 1 else ''} of {given.book}.")
    return 0
