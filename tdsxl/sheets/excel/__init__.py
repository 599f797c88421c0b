"""The book as it stands in a running Excel, through xlwings."""
