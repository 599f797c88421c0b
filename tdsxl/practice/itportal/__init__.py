"""The practice Income Tax e-filing portal, as a TAN user meets it."""
