"""tdsxl: TDS data of all clients of an accountant, synced into one workbook."""

import os

__version__ = "0.1.0"

# On a Mac xlwings brings lxml, with which openpyxl writes other bytes and meets a full disk in words of its own.
os.environ.setdefault("OPENPYXL_LXML", "False")
