"""The window, driven by its own keys and buttons."""
