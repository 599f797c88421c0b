"""`python -m workbook.making` writes workbook/tdsxl.xlsm anew."""

from pathlib import Path

from workbook.making.book import macro_book

Path(__file__).parents[1].joinpath("tdsxl.xlsm").write_bytes(macro_book())
