"""The book as a file that no program has open: read and written inside the zip, part by part."""
