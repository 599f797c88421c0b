"""Measurements. Ratios of one run on one machine count, seconds do not."""
