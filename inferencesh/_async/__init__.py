"""The I/O shells, written by hand as async. `_sync` is made from this folder by `make sync`."""
