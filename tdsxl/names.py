"""Names of the six modules. Imports nothing, so that the command line can speak of them at once."""

MODULE_TITLES = {
    "returns": "Return Summary",
    "challans": "Challans",
    "unconsumed": "Unconsumed Challans",
    "notices": "Notices & Orders",
    "demand": "Outstanding Demand",
    "ldc": "Verify LDC",
}
"""Command-line name → title, in the order of the workbook."""
