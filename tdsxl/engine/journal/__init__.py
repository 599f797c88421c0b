"""The journal: the local database, the only truth, and the only SQL. Sheets are views of it."""
