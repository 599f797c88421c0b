"""Plan, run, journal, results."""
