"""Replies of TRACES, read into records. No I/O here."""
