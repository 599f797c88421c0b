"""How far the run under way is, in a file that a second tdsxl reads when it is refused."""

import json
from contextlib import suppress
from pathlib import Path


def note_progress(path: Path, *, run: int, done: int, of: int) -> None:
    """Write down how many visits are done; losing it harms nothing."""
    new = path.with_suffix(".new")
    with suppress(OSError):
        new.write_text(json.dumps({"run": run, "done": done, "of": of}), encoding="utf-8")
        new.replace(path)
