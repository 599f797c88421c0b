"""Lists of clients, passwords and certificates that the firm imports."""
