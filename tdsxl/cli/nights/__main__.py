"""`python -m tdsxl.cli.nights RECORD`: one night run, started by the system, with nobody and no console there."""

import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from datetime import datetime
from pathlib import Path

from tdsxl.cli.main import main
from tdsxl.cli.nights.night import Night, kept
from tdsxl.values import INDIA
from tdsxl.vault_key import FILE_VARIABLE


def run(night: Night) -> int:
    """Sync the book; what it says goes into the log of the night run. Returns the exit status."""
    os.environ["TDSXL_HOME"] = str(night.home)
    if night.passphrase_file:
        os.environ[FILE_VARIABLE] = night.passphrase_file
    if sys.platform == "linux":
        # cron starts outside the session, where the keyring would not be found.
        os.environ.setdefault("DBUS_SESSION_BUS_ADDRESS", f"unix:path=/run/user/{os.getuid()}/bus")
    night.log.parent.mkdir(exist_ok=True)
    with night.log.open("w", encoding="utf-8") as log, Path(os.devnull).open(encoding="utf-8") as nobody:
        # Python without a console has no streams at all.
        sys.stdin = nobody
        with redirect_stdout(log), redirect_stderr(log):
            print(f"Night run of {night.book} at {datetime.now(INDIA):%d-%b-%Y %H:%M}", flush=True)
            status = main(["sync", str(night.book), "--unattended"])
            print(f"Ended with status {status}.")
    return status


if __name__ == "__main__":
    sys.exit(run(kept(Path(sys.argv[1]))))
