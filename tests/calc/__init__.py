"""LibreOffice Calc behind xlwings: the spreadsheet program of the tests.

The adapter's own xlwings calls run here unchanged; where Calc differs from Excel and the product would notice, Excel is
imitated (`values`, `tables`). An office may be seen from several processes at once, as Excel is.
"""
