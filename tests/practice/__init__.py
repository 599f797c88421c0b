"""Tests of the practice portals."""
