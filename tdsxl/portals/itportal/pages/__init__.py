"""Replies of the IT portal, bytes to records. No I/O here."""
