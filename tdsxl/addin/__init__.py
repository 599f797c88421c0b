"""The composition root behind the workbook's buttons: a short button, and the worker that it starts."""
