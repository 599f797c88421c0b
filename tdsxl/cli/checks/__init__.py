"""What `tdsxl doctor` looks at, one file per part of the PC."""
