"""Books: the workbook on disk."""
