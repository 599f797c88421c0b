"""The Income Tax e-filing portal."""
