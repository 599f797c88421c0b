"""Shortcuts that start tdsxl without Excel, and what each system asks for beside them."""
