"""tdsxl: TDS data of all clients of an accountant, synced into one workbook."""

__version__ = "0.1.0"
