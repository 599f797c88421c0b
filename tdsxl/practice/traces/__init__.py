"""The practice TRACES: the JSON gateway of the 2025 Act and the old site of the 1961 Act behind one login."""
