"""TRACES: the 2025-Act gateway and the 1961-Act site."""
