"""`python -m tests.bench`: every measurement, one table after the other. Takes about a quarter of an hour."""

import subprocess
import sys

for name in ("help_bench", "press_bench", "write_book", "excel_book", "sync_bench", "person_bench", "changes_bench"):
    subprocess.run([sys.executable, "-m", f"tests.bench.{name}"], check=True)
