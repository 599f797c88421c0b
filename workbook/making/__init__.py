"""Makes the macro workbook from the sources in `workbook/macros`."""
