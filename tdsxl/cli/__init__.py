"""The command line: the composition root without Excel."""
