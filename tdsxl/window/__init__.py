"""The window of a sync: Sync Bucket, run, captcha desk, passwords. The only tkinter."""
