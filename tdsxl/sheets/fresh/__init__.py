"""Fresh books, made with openpyxl."""
