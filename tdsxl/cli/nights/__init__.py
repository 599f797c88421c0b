"""Night runs: a sync that the system starts every day while nobody is there."""
