"""The macro workbook as it is shipped, `tdsxl.xlsm`; README.md beside it says what it is made of."""
