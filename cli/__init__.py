"""The command line: `imr`."""
