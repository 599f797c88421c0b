"""Tests of the buttons and the worker behind them."""
