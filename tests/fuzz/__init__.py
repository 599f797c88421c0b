"""Every parser as a function of bytes, for hypothesis in the tests and for atheris by hand.

`pip install atheris` (Linux), then `python -m tests.fuzz`; atheris is no dependency of tdsxl.
"""
