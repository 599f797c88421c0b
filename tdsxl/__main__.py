"""`python -m tdsxl`."""

import sys

from tdsxl.cli.main import main

sys.exit(main())
